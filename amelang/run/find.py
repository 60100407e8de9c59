"""Finding what a user names in a namespace: deployed tasks and runs."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from amelang.cluster.api import Api, Object
from amelang.cluster.errors import ClusterError
from amelang.cluster.refusals import NamespaceError, NotFoundError, UnknownRunError
from amelang.lower.labels import MANAGED_BY, MANAGER, PROJECT, TASK
from amelang.lower.names import definition_name

OURS = f"{MANAGED_BY}={MANAGER},{TASK}"
"""Selects the definitions and runs of tasks, of every project."""


def definitions(api: Api) -> list[Object]:
    """Return the deployed tasks of the namespace, by name."""
    return sorted(api.all("CronJob", labels=OURS), key=lambda item: str(item["metadata"]["name"]))


def runs(api: Api) -> list[Object]:
    """Return the runs of the namespace, the latest first."""
    return sorted(api.all("Job", labels=OURS), key=started_order, reverse=True)


def started_order(job: Object) -> tuple[str, str]:
    """Return what sorts runs by the time at which they were made."""
    metadata = job["metadata"]
    return str(metadata["creationTimestamp"]), str(metadata["name"])


def find_definition(api: Api, name: str, project: str) -> Object:
    """Return the deployed task of that name, of this project first, else of the only one that has it.

    `name` may also be `project/task`. Raises UnknownRunError, with what is there.
    """
    wanted, task = name.split("/", 1) if "/" in name else (project, name)
    if wanted:
        try:
            return api.get("CronJob", definition_name(wanted, task))
        except NotFoundError:
            pass
    known = definitions(api)
    found = [
        item
        for item in known
        if (task_name(item) == task and (not wanted or project_name(item) == wanted or "/" not in name))
        or item["metadata"]["name"] == name
    ]
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(f"`{project_name(item)}/{task_name(item)}`" for item in found)
        raise UnknownRunError(f"several projects have a task `{task}` here", f"say which: {choices}")
    require_namespace(api)
    there = _suggestion(name, [task_name(item) for item in known])
    raise UnknownRunError(
        f"no task `{name}` is deployed in namespace `{api.namespace}`",
        (f"{there}; " if there else "")
        + "deploy it with `ame apply`, or run the one in this folder with `-l`",
    )


def find_run(api: Api, name: str, project: str) -> Object:
    """Return a run by its own name, or the latest run of the task of that name.

    Raises UnknownRunError, with what is there.
    """
    known = runs(api)
    for job in known:
        if job["metadata"]["name"] == name:
            return job
    of_task = [job for job in known if task_name(job) == name or full_name(job) == name]
    own = [job for job in of_task if project_name(job) == project]
    if own or of_task:
        return (own or of_task)[0]
    require_namespace(api)
    deployed = [task_name(item) for item in definitions(api)]
    if name in deployed:
        raise UnknownRunError(f"task `{name}` has not run yet", f"run it with `ame task run {name}`")
    names = [task_name(job) for job in known] + [str(job["metadata"]["name"]) for job in known] + deployed
    raise UnknownRunError(
        f"there is no run and no task `{name}` in namespace `{api.namespace}`",
        _suggestion(name, names) or "see `ame task list`, or start one with `ame task run`",
    )


def task_name(item: Object) -> str:
    """Return the name of the task that an object belongs to, as ame.yml has it."""
    return _annotation(item, TASK)


def project_name(item: Object) -> str:
    """Return the name of the project that an object belongs to, as ame.yml has it."""
    return _annotation(item, PROJECT)


def full_name(item: Object) -> str:
    """Return the project's and the task's name."""
    return f"{project_name(item)}/{task_name(item)}"


def _annotation(item: Object, name: str) -> str:
    metadata: dict[str, Any] = item["metadata"]
    written = (metadata.get("annotations") or {}).get(name)
    return str(written or (metadata.get("labels") or {}).get(name) or metadata["name"])


def _suggestion(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, 1)
    shown = ", ".join(f"`{one}`" for one in dict.fromkeys(known[:10]))
    listed = f"there are {shown}" if known else ""
    return f"did you mean `{near[0]}`? {listed}" if near else listed


def require_namespace(api: Api) -> None:
    """Raise NamespaceError where the namespace does not exist: lists of one that does not are empty."""
    try:
        api.get("Namespace", api.namespace)
    except NamespaceError:
        raise
    except ClusterError:
        # Who may not look at namespaces is told of what he asked for, and no more.
        return
