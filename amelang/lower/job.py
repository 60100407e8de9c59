"""Jobs: one for each run of a task."""

from __future__ import annotations

from copy import deepcopy
from hashlib import sha256
from json import dumps

from amelang.language.ame_toml import Settings
from amelang.lower.code import Delivered, Object
from amelang.lower.labels import BUNDLE, COMMAND, RUN, SPEC_HASH, task_annotations, task_labels
from amelang.lower.names import job_name
from amelang.lower.pod import CONTAINER, pod_spec
from amelang.meaning.runnable import Runnable

TIME_TO_LIVE = 7 * 24 * 3600
"""Seconds after its end at which a run is deleted."""


def job_template(runnable: Runnable, settings: Settings, files: Delivered) -> Object:
    """Return the `metadata` and `spec` that every run of the task has, as a CronJob holds them."""
    annotations = task_annotations(runnable)
    if files.code:
        annotations[BUNDLE] = files.code
    of_pod = dict(annotations)
    if runnable.command is not None:
        of_pod[COMMAND] = runnable.command.value
    pod = pod_spec(runnable, settings, files)
    spec = _job_spec(runnable)
    labels = {**task_labels(runnable, settings), SPEC_HASH: _digest(spec, pod, of_pod, files)}
    spec["template"] = {"metadata": {"labels": labels, "annotations": of_pod}, "spec": pod}
    return {"metadata": {"labels": dict(labels), "annotations": annotations}, "spec": spec}


def job(template: Object, definition: str, run: str) -> Object:
    """Return the Job of one run, made of what `job_template` gives; `template` is not changed.

    The same run of the same definition always has the same name.
    """
    made = deepcopy(template)
    metadata = {"name": job_name(definition, run), **made.get("metadata", {})}
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
    made["metadata"]["ownerReferences"] = [owner("CronJob", cronjob)]
    return made


def owner(kind: str, item: Object) -> Object:
    """Return the reference that lets an object go when its owner, as the server returned it, goes.

    The kind is that of a Job or CronJob: in a list the server does not repeat it.
    """
    metadata = item["metadata"]
    return {"apiVersion": "batch/v1", "kind": kind, "name": metadata["name"], "uid": metadata["uid"]}


def _job_spec(runnable: Runnable) -> Object:
    """Return what the Job's `spec` says beside the pod."""
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
    }


def _digest(spec: Object, pod: Object, annotations: Object, files: Delivered) -> str:
    """Return what identifies the work of a run, short enough for a label.

    The volumes name ConfigMaps, whose names say nothing; what is in them counts.
    """
    work = [spec, {**pod, "volumes": files.digest}, annotations]
    return sha256(dumps(work, sort_keys=True).encode()).hexdigest()[:16]
