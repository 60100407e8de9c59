"""The output of a run that may have ended long ago, or not begun."""

from __future__ import annotations

import math
from contextlib import closing

from amelang.cluster.api import Api, Object
from amelang.cluster.apply import ended
from amelang.cluster.errors import ClusterError
from amelang.cluster.refusals import NotFoundError
from amelang.run.attend import report, say, write
from amelang.run.failure import why_failed, why_waiting
from amelang.run.follow import Follower
from amelang.run.lines import LogReader
from amelang.run.places import Places
from amelang.run.pods import POD_LABEL, readable_containers, sorted_pods, which_try


def follow_logs(api: Api, job: Object, places: Places) -> None:
    """Print the output of a run from its beginning until it ends, and why it failed."""
    follower = Follower(api, job, write=write, say=say, places=places, patience=math.inf)
    with closing(follower):
        outcome = follower.follow()
    if outcome.reason is not None:
        report(outcome.reason, seen=True)


def show_logs(api: Api, job: Object, places: Places) -> None:
    """Print what a run has printed so far, of every try in their order, and why it failed or waits."""
    name = job["metadata"]["name"]
    pods = sorted_pods(api.all("Pod", labels=f"{POD_LABEL}={name}"))
    said_something = False
    for number, pod in enumerate(pods, 1):
        if number > 1:
            say(which_try(number, job))
        for container in readable_containers(pod):
            said_something = True
            _show_container(api, pod["metadata"]["name"], container)
    events = _events(api, job, pods)
    reason = why_failed(job, pods, events, places)
    if reason is not None:
        report(reason, seen=said_something)
    elif ended(job) and not pods:
        say(f"the output of {name} is gone, with its pods")
    elif not said_something and not ended(job):
        waiting = why_waiting(job, pods, events, places)
        say(f"waiting: {waiting.message()}" if waiting else f"{name} has not started yet")


def _show_container(api: Api, pod: str, container: str) -> None:
    last = b"\n"
    try:
        for text in LogReader(api, pod, container).all_there_is():
            write(text)
            last = text
    except NotFoundError:
        # The pod went in this moment.
        pass
    if not last.endswith(b"\n"):
        write(b"\n")


def _events(api: Api, job: Object, pods: list[Object]) -> list[Object]:
    found: list[Object] = []
    try:
        for item in (job, *pods[-1:]):
            found += api.all("Event", fields=f"involvedObject.uid={item['metadata']['uid']}")
    except ClusterError:
        # Events only make an explanation better.
        return found
    return found
