"""The inventory of a project: what it has in a namespace, and of what it was made.

It is the parent of an ApplySet (kubernetes.io KEP-3659): every object of the project has the set's
label, and the tool that is named here is the only one that may delete what is no longer wanted.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256
from importlib.metadata import version

from amelang.language.ame_toml import Settings
from amelang.lower.code import Object
from amelang.lower.labels import MANAGER, PROJECT, project_labels
from amelang.lower.names import inventory_name
from amelang.text.source import Source

PART_OF = "applyset.kubernetes.io/part-of"
"""The label by which an object belongs to the set of its project."""
OBJECTS = "objects"
"""The entry of the inventory that lists the objects, one a line, as `CronJob.batch/NAME`."""


def set_id(project: str, namespace: str) -> str:
    """Return the identity of a project's set of objects, as the KEP computes it."""
    parent = f"{inventory_name(project)}.{namespace}.ConfigMap."
    digest = urlsafe_b64encode(sha256(parent.encode()).digest()).decode().rstrip("=")
    return f"applyset-{digest}-v1"


def inventory(
    project: str, objects: list[Object], sources: Iterable[Source], settings: Settings, namespace: str
) -> Object:
    """Return the inventory of a project: a ConfigMap that lists `objects`.

    Where `namespace` is empty the set has no identity yet, because the namespace is part of it.
    """
    labels = project_labels(project, "project", settings)
    if namespace:
        labels["applyset.kubernetes.io/id"] = set_id(project, namespace)
    kinds = sorted({group_kind(item) for item in objects})
    annotations = {
        "applyset.kubernetes.io/contains-group-kinds": ",".join(kinds),
        "applyset.kubernetes.io/tooling": f"{MANAGER}/v{version('amelang')}",
        PROJECT: project,
    }
    data = {
        OBJECTS: "".join(f"{group_kind(item)}/{item['metadata']['name']}\n" for item in objects),
        "sources": _digest(sources),
        "version": version("amelang"),
    }
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": inventory_name(project), "labels": labels, "annotations": annotations},
        "data": data,
    }


def group_kind(item: Object) -> str:
    """Return the kind of an object and its group, as kubectl writes them: `CronJob.batch`."""
    group, _, rest = item["apiVersion"].partition("/")
    return f"{item['kind']}.{group}" if rest else str(item["kind"])


def _digest(sources: Iterable[Source]) -> str:
    """Return a digest of the texts, wherever their files lie."""
    texts = sorted(sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest() for source in sources)
    return "sha256:" + sha256("\n".join(texts).encode()).hexdigest()
