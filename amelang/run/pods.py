"""The pods of a run: one for each try, and which of their containers have something to say."""

from __future__ import annotations

from collections.abc import Iterable

from amelang.cluster.api import Object
from amelang.lower.pod import CONTAINER

POD_LABEL = "batch.kubernetes.io/job-name"
"""The label by which the pods of a Job are found (Kubernetes 1.27 and later)."""


def sorted_pods(pods: Iterable[Object]) -> list[Object]:
    """Return pods in the order in which they were made: the tries of a run in their order."""
    return sorted(pods, key=lambda pod: (pod["metadata"]["creationTimestamp"], pod["metadata"]["name"]))


def main_container(pod: Object) -> str:
    """Return the name of the container that runs the command; the first where none has our name for it."""
    names = [str(one["name"]) for one in pod["spec"]["containers"]]
    return CONTAINER if CONTAINER in names else names[0]


def readable_containers(pod: Object) -> list[str]:
    """Return the containers whose output a user wants, once there is some: the task's own.

    Our containers before it are silent, unless one of them failed and the task never started.
    """
    status = pod["status"]
    main = main_container(pod)
    for state in status.get("containerStatuses") or ():
        if state["name"] == main and {"running", "terminated"} & set(state.get("state") or {}):
            return [main]
    failed = [
        str(state["name"])
        for state in status.get("initContainerStatuses") or ()
        if (state.get("state") or {}).get("terminated", {}).get("exitCode")
    ]
    return failed if status.get("phase") == "Failed" else []


def which_try(number: int, job: Object) -> str:
    """Name a try of a run. There can be more than it may fail: one that lost its machine does not count."""
    most = int(job["spec"].get("backoffLimit", 0)) + 1
    return f"try {number} of {most}" if number <= most else f"try {number}, after a machine was lost"
