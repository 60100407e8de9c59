"""Starting and stopping runs on a cluster.

Every name is chosen here, so that a request that is sent twice makes one object. The Job of a run
from this folder is made first, held back, because its files are to go with it and must name it as
their owner; then the files; then the Job is let go. What fails in between removes the Job, and the
files go with it. What even that cannot do, because AME was killed, the next such run does: a Job
that is still held back after a quarter of an hour is removed.
"""

from __future__ import annotations

import secrets
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from amelang.cluster.api import Api, Object
from amelang.cluster.errors import ClusterError
from amelang.cluster.refusals import AlreadyExistsError
from amelang.language.ame_toml import Settings
from amelang.lower.labels import DOMAIN, MANAGED_BY, MANAGER
from amelang.lower.objects import Bundle, job_of_cronjob, lower_run, owned
from amelang.meaning.runnable import Runnable
from amelang.run.failure import STOPPED
from amelang.run.pods import POD_LABEL

HELD = f"{DOMAIN}/held"
"""Label of a Job whose files are still on their way."""
LEFT_BEHIND = timedelta(minutes=15)
"""The age from which a held Job belongs to nobody any more."""
LETTERS = "bcdfghjkmnpqrstvwxz23456789"
"""What the names of runs are made of: no vowels, so that they are no words, and nothing that looks alike."""
TRIES = 3


def new_run() -> str:
    """Return a name for a run: one of 387 million."""
    return "".join(secrets.choice(LETTERS) for _ in range(6))


def start_deployed(api: Api, definition: Object) -> Object:
    """Start a run of a deployed task and return its Job. Raises a kind of ClusterError."""
    return _named_anew(lambda run: _created(api, job_of_cronjob(definition, run)))


def start_local(api: Api, runnable: Runnable, *, bundle: Bundle | None, settings: Settings) -> Object:
    """Start a run of a task as it is here, and return its Job.

    Raises a kind of ClusterError; then nothing is left in the cluster.
    """
    _sweep(api)
    return _named_anew(lambda run: _deliver(api, runnable, run, bundle, settings))


def stop(api: Api, job: Object, why: str) -> None:
    """End a run, and keep its pods where that is possible, so that its output can still be read.

    `why` is kept with the run. The pods are given a deadline that is over, and the Job no second
    try. Where that is not allowed, or there is no pod on a machine, the Job itself is ended.
    """
    name = job["metadata"]["name"]
    change: Object = {"metadata": {"annotations": {STOPPED: why}}, "spec": {"backoffLimit": 0}}
    api.change("Job", name, change)
    ended_by_pod = False
    over = {"spec": {"activeDeadlineSeconds": 1}}
    try:
        for pod in api.all("Pod", labels=f"{POD_LABEL}={name}"):
            live = pod["status"].get("phase") in ("Pending", "Running")
            if live and pod["spec"].get("nodeName"):
                api.change("Pod", pod["metadata"]["name"], over)
                ended_by_pod = True
    except ClusterError:
        ended_by_pod = False
    if not ended_by_pod:
        api.change("Job", name, over)


def _deliver(api: Api, runnable: Runnable, run: str, bundle: Bundle | None, settings: Settings) -> Object:
    *files, job = lower_run(runnable, run, bundle=bundle, settings=settings, namespace=api.namespace)
    held = deepcopy(job)
    held["metadata"]["labels"][HELD] = "true"
    held["spec"]["suspend"] = True
    made = _created(api, held)
    name = made["metadata"]["name"]
    try:
        for item in owned(files, made):
            api.create(item)
        release: Object = {"metadata": {"labels": {HELD: None}}, "spec": {"suspend": False}}
        return api.change("Job", name, release)
    except BaseException:
        # An interruption, too, must leave nothing.
        api.delete("Job", name, dependents="Background", uid=made["metadata"]["uid"])
        raise


def _created(api: Api, job: Object) -> Object:
    """Create a Job; where we are interrupted, and cannot know whether it was made, there is none."""
    try:
        return api.create(job)
    except ClusterError:
        raise
    except BaseException:
        api.delete("Job", job["metadata"]["name"], dependents="Background")
        raise


def _named_anew(start: Any) -> Object:
    """Start a run under a new name, and under another where somebody has taken it."""
    for _ in range(TRIES - 1):
        try:
            made: Object = start(new_run())
        except AlreadyExistsError:
            continue
        return made
    last: Object = start(new_run())
    return last


def _sweep(api: Api) -> None:
    """Remove what earlier commands were killed over; whoever may not do that need not."""
    limit = datetime.now(UTC) - LEFT_BEHIND
    try:
        for job in api.all("Job", labels=f"{MANAGED_BY}={MANAGER},{HELD}"):
            metadata = job["metadata"]
            if datetime.fromisoformat(metadata["creationTimestamp"]) < limit:
                api.delete("Job", metadata["name"], dependents="Background", uid=metadata["uid"])
    except ClusterError:
        return
