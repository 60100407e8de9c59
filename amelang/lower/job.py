"""Jobs: one for each run of a task."""

from __future__ import annotations

from copy import deepcopy
from hashlib import sha256
from json import dumps

from amelang.language.ame_toml import Settings
from amelang.lower.code import Object
from amelang.lower.labels import BUNDLE, COMMAND, RUN, SPEC_HASH, task_annotations, task_labels
from amelang.lower.names import job_name
from amelang.lower.pod import CONTAINER, pod_spec
from amelang.meaning.runnable import Runnable

TIME_TO_LIVE = 7 * 24 * 3600
"""Seconds after its end at which a run is deleted."""


def job_template(
    runnable: Runnable, settings: Settings, *, script: str, shards: list[str], bundle: str = ""
) -> Object:
    """Return the `metadata` and `spec` that every run of the task has, as a CronJob holds them.

    `script`, `shards` are the names of the ConfigMaps with the script and the code, `bundle` the
    digest of the code.
    """
    annotations = task_annotations(runnable)
    if bundle:
        annotations[BUNDLE] = bundle
    spec = _job_spec(runnable, pod_spec(runnable, settings, script=script, shards=shards))
    labels = {**task_labels(runnable, settings), SPEC_HASH: _digest(spec, runnable)}
    spec["template"]["metadata"] = {"labels": labels, "annotations": dict(annotations)}
    if runnable.command is not None:
        spec["template"]["metadata"]["annotations"][COMMAND] = runnable.command.value
    return {"metadata": {"labels": dict(labels), "annotations": annotations}, "spec": spec}


def job(template: Object, definition: str, run: str) -> Object:
    """Return the Job of one run, made of what `job_template` gives; `template` is not changed.

    The same run of the same definition always has the same name.
    """
    made = deepcopy(template)
    metadata = {"name": job_name(definition, run), **made["metadata"]}
    metadata["labels"] = {**metadata.get("labels", {}), RUN: run}
    pod = made["spec"]["template"].setdefault("metadata", {})
    pod["labels"] = {**pod.get("labels", {}), RUN: run}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": made["spec"]}


def job_of_cronjob(cronjob: Object, run: str) -> Object:
    """Return the Job of one run of a definition, given the CronJob as the server returned it.

    The CronJob owns the Job without being its controller: a controller's limit of history would
    delete runs that somebody started by hand.
    """
    definition = cronjob["metadata"]
    made = job(cronjob["spec"]["jobTemplate"], definition["name"], run)
    made["metadata"]["annotations"] = {
        **made["metadata"].get("annotations", {}),
        "cronjob.kubernetes.io/instantiate": "manual",
    }
    made["metadata"]["ownerReferences"] = [owner(cronjob)]
    return made


def owner(item: Object) -> Object:
    """Return the reference that lets an object go when its owner, as the server returned it, goes."""
    return {
        "apiVersion": item["apiVersion"],
        "kind": item["kind"],
        "name": item["metadata"]["name"],
        "uid": item["metadata"]["uid"],
    }


def _job_spec(runnable: Runnable, pod: Object) -> Object:
    retries = runnable.retries.value if runnable.retries is not None else 0
    # A pod that the cluster takes away, to drain a machine say, did not fail and is made anew.
    rules: list[Object] = [
        {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}
    ]
    if not retries:
        # The Job's condition then holds the exit code, for those who may not look at pods.
        codes = {"containerName": CONTAINER, "operator": "NotIn", "values": [0]}
        rules.append({"action": "FailJob", "onExitCodes": codes})
    return {
        "backoffLimit": retries,
        "podFailurePolicy": {"rules": rules},
        "podReplacementPolicy": "Failed",
        "ttlSecondsAfterFinished": TIME_TO_LIVE,
        "template": {"spec": pod},
    }


def _digest(spec: Object, runnable: Runnable) -> str:
    """Return what identifies the work of a run, short enough for a label."""
    command = runnable.command.value if runnable.command is not None else None
    return sha256(dumps([spec, command], sort_keys=True).encode()).hexdigest()[:16]
