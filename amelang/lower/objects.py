"""From runnable tasks to all the objects that a cluster needs for them, as plain data.

    lower_project(project, runnables, bundle=…, settings=…)   what `plan` shows and `apply` sends
    lower_run(runnable, run, bundle=…, settings=…)            what `run -l` sends, the Job last
    job_of_cronjob(cronjob, run)                              what a run of a definition sends

The order is always the same: the inventory, the files in the order of their use, definitions by
name. Nothing here opens a connection or imports a client.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from amelang.language.ame_toml import Settings
from amelang.lower.code import Bundle, Delivered, Object, config_map, shard_names, shard_objects, text_digest
from amelang.lower.cronjob import cronjob
from amelang.lower.job import job, job_of_cronjob, job_template, owner
from amelang.lower.labels import BUNDLE, RUN, project_labels, task_annotations, task_labels
from amelang.lower.names import definition_name, files_name, job_name
from amelang.lower.project import PART_OF, inventory, set_id
from amelang.lower.script import COMMAND_FILE, script_files
from amelang.meaning.runnable import Runnable
from amelang.text.source import Source

__all__ = ["Bundle", "Object", "job_of_cronjob", "lower_project", "lower_run", "owned"]


def lower_project(
    project: str,
    runnables: Sequence[Runnable],
    *,
    bundle: Bundle | None,
    settings: Settings,
    namespace: str = "",
    sources: Iterable[Source] = (),
) -> list[Object]:
    """Return the objects of a project: inventory, files and the definition of each task.

    `bundle` is None where the images have the code in them. Where `namespace` is named, every
    object says it, and the label of the project's set; without it, the objects fit any namespace.
    `sources` are the texts that the tasks were made of.
    """
    files: dict[str, Object] = {}
    shards: list[str] = []
    if bundle is not None:
        base = files_name("code", project, bundle.digest)
        shards = shard_names(base, bundle)
        metadata: Object = {
            "labels": project_labels(project, "code", settings),
            "annotations": {BUNDLE: bundle.digest},
        }
        files.update((item["metadata"]["name"], item) for item in shard_objects(base, bundle, metadata))
    definitions = []
    for runnable in sorted(runnables, key=_definition):
        script = _script_files(runnable)
        digest = text_digest(script)
        name = files_name("script", project, digest)
        if name not in files:
            metadata = {"labels": project_labels(project, "script", settings)}
            files[name] = config_map(name, metadata, text=script)
        delivered = Delivered(name, shards, script_digest=digest, bundle=bundle)
        template = job_template(runnable, settings, delivered)
        definitions.append(cronjob(runnable, template, settings))
    objects = [*files.values(), *definitions]
    whole = [inventory(project, objects, sources, settings, namespace), *objects]
    return _placed(whole, project, namespace) if namespace else whole


def lower_run(
    runnable: Runnable, run: str, *, bundle: Bundle | None, settings: Settings, namespace: str = ""
) -> list[Object]:
    """Return the objects of one run of a task as it is here: ConfigMaps, and the Job at the end.

    All names begin with the Job's. The ConfigMaps are to go with the Job: see `owned`.
    """
    definition = definition_name(runnable.project.value, runnable.name.value)
    name = job_name(definition, run)
    labels = {**task_labels(runnable, settings), RUN: run}
    metadata = {"labels": labels, "annotations": task_annotations(runnable)}
    script = _script_files(runnable)
    made = [config_map(f"{name}-script", metadata, text=script)]
    shards: list[str] = []
    if bundle is not None:
        shards = shard_names(f"{name}-code", bundle)
        made += shard_objects(f"{name}-code", bundle, metadata)
    delivered = Delivered(f"{name}-script", shards, script_digest=text_digest(script), bundle=bundle)
    made.append(job(job_template(runnable, settings, delivered), definition, run))
    if namespace:
        for item in made:
            item["metadata"] = _in(namespace, item["metadata"])
    return made


def owned(objects: Sequence[Object], job: Object) -> list[Object]:
    """Return the objects with the Job, as the server returned it, as their owner: they go when it goes."""
    return [
        {**item, "metadata": {**item["metadata"], "ownerReferences": [owner("Job", job)]}} for item in objects
    ]


def _script_files(runnable: Runnable) -> dict[str, str]:
    """Return the files of the script that are the same for many tasks."""
    return {name: text for name, text in script_files(runnable).items() if name != COMMAND_FILE}


def _placed(objects: list[Object], project: str, namespace: str) -> list[Object]:
    """Write the namespace into each object, and into all but the inventory that they belong to it."""
    identity = set_id(project, namespace)
    for number, item in enumerate(objects):
        metadata = item["metadata"] = _in(namespace, item["metadata"])
        if number:
            metadata["labels"] = {**metadata["labels"], PART_OF: identity}
    return objects


def _in(namespace: str, metadata: Object) -> Object:
    return {"name": metadata["name"], "namespace": namespace, **metadata}


def _definition(runnable: Runnable) -> str:
    return definition_name(runnable.project.value, runnable.name.value)
