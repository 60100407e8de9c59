"""From what a cluster says of a run to why it failed, or why it does not start.

The clearest witness is asked first: the state of the container, that of our own containers before
it, the pod, the scheduler, and last the warning events, which come late and go after an hour.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from amelang.language.ame_yml import Resources, Task
from amelang.lower.labels import DOMAIN
from amelang.lower.labels import TASK as TASK_NAME
from amelang.lower.pod import CONTAINER, KUBERNETES_NAMES
from amelang.lower.script import PREPARATION_CODES
from amelang.run.loss_reasons import MachineLost, OutOfStorage, Stopped, Vanished
from amelang.run.places import Places
from amelang.run.reasons import (
    UNKNOWN,
    CommandFailed,
    CommandNotFound,
    HiddenOutOfMemory,
    Killed,
    OutOfMemory,
    Reason,
    TimedOut,
)
from amelang.run.setup_reasons import CodeNotDelivered, NotConfigured, NotPrepared, NotStarted
from amelang.run.start_reasons import ImageNameWrong, ImageNotPulled, NoRoom, NotAdmitted, OverQuota

STOPPED = f"{DOMAIN}/stopped"
"""Annotation of a Job that was stopped on purpose: why, for whoever asks later."""
Object = dict[str, Any]


def task_of(job: Object) -> str:
    """Return the name of the task that a Job runs, as ame.yml has it."""
    metadata = job["metadata"]
    return str((metadata.get("annotations") or {}).get(TASK_NAME) or metadata["name"])


def why_failed(
    job: Object, pods: Sequence[Object], events: Sequence[Object] = (), places: Places = UNKNOWN
) -> Reason | None:
    """Return why a run failed; None where it did not, or nothing suspicious is known of its success.

    `pods` are those of the run, the oldest first; the last try counts.
    """
    task = task_of(job)
    stopped = (job["metadata"].get("annotations") or {}).get(STOPPED)
    condition = _condition(job, "Failed")
    if stopped is not None and condition:
        code = _exit_code(pods[-1]) if pods else None
        return Stopped(task=task, places=places, why=str(stopped), exit_code=code)
    for pod in reversed(pods[-1:]):
        reason = _of_pod(pod, job["metadata"]["name"], task, places)
        if reason is not None:
            return reason
    if not condition:
        return None
    if pods:
        return why_waiting(job, pods, events, places) or _unexplained(job, condition, task, places)
    return _unexplained(job, condition, task, places)


def why_waiting(
    job: Object, pods: Sequence[Object], events: Sequence[Object] = (), places: Places = UNKNOWN
) -> Reason | None:
    """Return what keeps a run from starting; None where it is only a matter of moments."""
    task = task_of(job)
    if not pods:
        return _not_admitted(_warnings(events, job["metadata"]["uid"], "FailedCreate"), task, places)
    pod = pods[-1]
    for state in _statuses(pod):
        waiting = state.get("state", {}).get("waiting")
        if waiting:
            reason = _of_waiting(waiting, _image_of(pod, state["name"]), task, places)
            if reason is not None:
                return reason
    for condition in pod["status"].get("conditions") or ():
        if condition["type"] == "PodScheduled" and condition.get("reason") == "Unschedulable":
            return _no_room(str(condition.get("message", "")), pod, task, places)
    failed = _warnings(events, pod["metadata"]["uid"], "FailedMount")
    # A machine that is busy says so of what it has not heard of yet, and tries again.
    mount = [message for message in failed if "failed to sync" not in message]
    if mount and pod["status"].get("phase") == "Pending":
        _, _, why = mount[-1].partition(" : ")
        return NotConfigured(task=task, places=places, why=_quoted(why or mount[-1]))
    return None


def _of_pod(pod: Object, run: str, task: str, places: Places) -> Reason | None:
    status = pod["status"]
    state = _task_status(pod)
    ended = _terminated(state)
    image = _image_of(pod, state["name"]) if state else ""
    if status.get("reason") == "DeadlineExceeded":
        seconds = pod["spec"].get("activeDeadlineSeconds", 0)
        return TimedOut(task=task, places=places, seconds=seconds, exit_code=ended.get("exitCode"))
    if status.get("reason") == "Evicted":
        return _evicted(str(status.get("message", "")), task, places)
    if ended:
        limit = _memory_limit(pod, state["name"]) if state else ""
        return _of_end(ended, run, task, image, limit, places) or _disrupted(pod, task, places)
    for own in _statuses(pod, own=True):
        failed = own.get("state", {}).get("terminated")
        if failed and failed.get("exitCode"):
            why = _last_line(failed.get("message")) or f"exit code {failed['exitCode']}"
            return CodeNotDelivered(task=task, places=places, why=why)
    return _disrupted(pod, task, places)


def _of_end(ended: Object, run: str, task: str, image: str, limit: str, places: Places) -> Reason | None:
    code = int(ended.get("exitCode", 0))
    said = _last_line(ended.get("message"))
    if ended.get("reason") == "OOMKilled":
        kind = OutOfMemory if code else HiddenOutOfMemory
        return kind(task=task, places=places, exit_code=code, limit=limit)
    if ended.get("reason") in ("StartError", "ContainerCannotRun"):
        why = said.rpartition("container process: ")[2].removesuffix(": unknown")
        return NotStarted(task=task, places=places, image=image, why=why or "no reason is given")
    if code == 0:
        return None
    if code in PREPARATION_CODES:
        why = said.removeprefix("ame: ") or PREPARATION_CODES[code]
        return NotPrepared(task=task, places=places, exit_code=code, why=why)
    if code in (126, 127):
        return CommandNotFound(task=task, places=places, exit_code=code, image=image, said=said)
    if 128 < code < 128 + 65:
        return Killed(task=task, places=places, exit_code=code)
    return CommandFailed(task=task, places=places, exit_code=code, run=run)


def _of_waiting(waiting: Object, image: str, task: str, places: Places) -> Reason | None:
    kind, message = waiting.get("reason", ""), str(waiting.get("message", ""))
    if kind in (
        "ErrImagePull",
        "ImagePullBackOff",
        "InvalidImageName",
        "ErrImageNeverPull",
        "ImageInspectError",
    ):
        wrong = kind == "InvalidImageName" or "invalid reference" in message or "parse" in message
        cause = ImageNameWrong if wrong else ImageNotPulled
        return cause(task=task, places=places, image=image, why=_why_not_pulled(message, wrong=wrong))
    if kind in ("CreateContainerConfigError", "CreateContainerError", "RunContainerError"):
        return NotConfigured(task=task, places=places, why=_quoted(message.partition(" (pod:")[0]))
    return None


def _why_not_pulled(message: str, *, wrong: bool) -> str:
    """Say in a few words what a registry, or the way to it, answered; engines word it differently."""
    text = message.lower()
    for signs, words in (
        (("no such host", "dial tcp", "i/o timeout", "connection refused"), "its registry cannot be reached"),
        (
            ("unauthorized", "denied", "forbidden", "401", "403"),
            "its registry wants credentials, or has no such image",
        ),
        (("toomanyrequests", "too many requests", "429"), "its registry allows no more pulls for now"),
        (("not found", "manifest unknown", "404"), "its registry has no such image or tag"),
        (("no match for platform", "exec format"), "it is not made for this machine's processor"),
        (("x509", "certificate"), "its registry's certificate cannot be trusted"),
        (("no space left",), "the machine has no disk space left for it"),
    ):
        if any(sign in text for sign in signs):
            return words
    return message.rpartition(": ")[2] if wrong or message else "no reason is given yet"


def _no_room(message: str, pod: Object, task: str, places: Places) -> Reason:
    """Read the scheduler's count: "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't match …"."""
    total = re.match(r"0/(\d+) nodes", message)
    body = message.partition(": ")[2].partition(" preemption:")[0]
    body = re.sub(r"\. no new claims.*", "", body).rstrip(". ")
    causes = []
    for part in re.findall(r"(\d+) ((?:[^,{]|\{[^}]*\})+)", body):
        causes.append((int(part[0]), *_why_no_room(part[1].strip())))
    return NoRoom(task=task, places=places, machines=int(total[1]) if total else 0, causes=tuple(causes))


def _why_no_room(text: str) -> tuple[str, str]:
    """Return a cause of the scheduler in words of the language, and the key that asks for it."""
    lacking = re.match(r"(Insufficient|Too few) (\S+)", text)
    if lacking:
        name = next((ours for ours, theirs in KUBERNETES_NAMES.items() if theirs == lacking[2]), lacking[2])
        return (f"with too little `{name}` free", name) if name != "pods" else ("with no place for a pod", "")
    if "affinity/selector" in text or "node selector" in text:
        return f"without the labels of `{Task.node_selector.name}`", Task.node_selector.name
    taint = re.search(r"untolerated taint\(?s?\)? ?\{([^}]*)\}", text)
    if taint:
        return f"kept free for others (taint `{taint[1].strip().rstrip(':')}`)", ""
    if "unschedulable" in text:
        return "closed for new work", ""
    return text.replace("node(s) ", "that ").replace("didn't", "did not"), ""


def _not_admitted(warnings: list[str], task: str, places: Places) -> Reason | None:
    if not warnings:
        return None
    text = warnings[-1]
    _, _, what = text.partition(" is forbidden: ")
    what = what or text
    if "exceeded quota" in text:
        _, _, quota = what.partition("exceeded quota: ")
        remedy = f"ask for less in {places.named(Task.resources.name)}, or wait until other runs have ended"
        return OverQuota(task=task, places=places, why=f"it exceeds quota {_quoted(quota)}", remedy=remedy)
    if "violates PodSecurity" in text:
        level = re.search(r'PodSecurity "([^"]*)"', text)
        remedy = "use a namespace that admits it, or have its Pod Security level changed"
        why = f"the namespace's Pod Security level `{level[1] if level else ''}` refuses its pod"
        return NotAdmitted(task=task, places=places, why=why, remedy=remedy)
    account = re.search(r'serviceaccount "([^"]*)" not found', text)
    if account:
        return NotAdmitted(
            task=task,
            places=places,
            why=f"service account `{account[1]}` does not exist",
            remedy=f"create it with `kubectl create serviceaccount {account[1]}`",
        )
    return NotAdmitted(
        task=task, places=places, why=_quoted(what), remedy="ask whoever runs the cluster, or choose another"
    )


def _evicted(message: str, task: str, places: Places) -> Reason:
    if "low on resource" in message:
        what = message.partition("low on resource: ")[2].partition(".")[0]
        return MachineLost(task=task, places=places, why=f"it had too little {what or 'of something'} left")
    return OutOfStorage(task=task, places=places, why=_quoted(message.strip().rstrip(".")))


def _disrupted(pod: Object, task: str, places: Places) -> Reason | None:
    for condition in pod["status"].get("conditions") or ():
        if condition["type"] == "DisruptionTarget" and condition["status"] == "True":
            why = str(condition.get("message") or condition.get("reason") or "it is gone")
            return MachineLost(task=task, places=places, why=why.rstrip("."))
    if pod["status"].get("reason") in ("NodeLost", "NodeShutdown", "Terminated", "Shutdown"):
        return MachineLost(task=task, places=places, why=str(pod["status"].get("message", "it shut down")))
    return None


def _unexplained(job: Object, condition: Object, task: str, places: Places) -> Reason:
    """Make the best of the Job's own condition, where the pod is gone or says nothing."""
    code = re.search(r"failed with exit code (\d+)", str(condition.get("message")))
    if code:
        name = job["metadata"]["name"]
        return CommandFailed(task=task, places=places, exit_code=int(code[1]), run=name)
    if condition.get("reason") == "DeadlineExceeded":
        return TimedOut(task=task, places=places, seconds=job["spec"].get("activeDeadlineSeconds", 0))
    return Vanished(task=task, places=places, what="the pod")


def _condition(job: Object, kind: str) -> Object | None:
    for condition in job.get("status", {}).get("conditions") or ():
        if condition["type"] == kind and condition["status"] == "True":
            found: Object = condition
            return found
    return None


def _statuses(pod: Object, *, own: bool | None = None) -> list[Object]:
    """Return the states of the containers; `own` of ours only, or of the task's only."""
    status = pod["status"]
    ours = status.get("initContainerStatuses") or []
    theirs = status.get("containerStatuses") or []
    return list(ours if own else theirs if own is False else [*ours, *theirs])


def _task_status(pod: Object) -> Object:
    """Return the state of the container that runs the command; empty where there is none yet."""
    found = _statuses(pod, own=False)
    return next((one for one in found if one["name"] == CONTAINER), found[0] if found else {})


def _terminated(state: Object) -> Object:
    """Return how a container ended, this time or, where it starts anew, the last; empty where it did not."""
    found: Object = (state.get("state") or {}).get("terminated") or {}
    return found or (state.get("lastState") or {}).get("terminated") or {}


def _exit_code(pod: Object) -> int | None:
    return _terminated(_task_status(pod)).get("exitCode")


def _image_of(pod: Object, container: str) -> str:
    spec = pod["spec"]
    for one in (*(spec.get("initContainers") or ()), *spec["containers"]):
        if one["name"] == container:
            return str(one["image"])
    return ""


def _memory_limit(pod: Object, container: str) -> str:
    for one in pod["spec"]["containers"]:
        if one["name"] == container:
            limits = (one.get("resources") or {}).get("limits") or {}
            return str(limits.get(KUBERNETES_NAMES[Resources.memory.name], "the machine"))
    return ""


def _warnings(events: Sequence[Object], uid: str, reason: str) -> list[str]:
    """Return what the warnings of one reason about one object say, the latest last."""
    found = [
        event
        for event in events
        if event.get("type") == "Warning"
        and event.get("reason") == reason
        and event["involvedObject"].get("uid") == uid
    ]
    found.sort(key=lambda event: str(event.get("lastTimestamp") or event.get("eventTime") or ""))
    return [" ".join(str(event.get("message", "")).split()) for event in found]


def _last_line(message: object) -> str:
    lines = [line.strip() for line in str(message or "").splitlines() if line.strip()]
    return lines[-1][:400] if lines else ""


def _quoted(text: str) -> str:
    """Return a server's words with its names in backticks, as ours are."""
    return re.sub(r'"([^"`]*)"', r"`\1`", text)
