"""What is there: the runs of a namespace, and the deployed tasks that have not run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from amelang.cluster.api import Api, Object
from amelang.cluster.apply import ended
from amelang.cluster.errors import ClusterError
from amelang.report.text import visible
from amelang.run.failure import STOPPED, why_failed, why_waiting
from amelang.run.find import OURS, definitions, full_name, project_name, require_namespace, runs, task_name
from amelang.run.pods import POD_LABEL, sorted_pods
from amelang.run.reasons import Reason

SHOWN = 20
"""How many runs that have ended are shown where not all are asked for."""


class Row:
    """A run, or a deployed task that has not run."""

    def __init__(
        self,
        *,
        name: str,
        task: str,
        project: str,
        status: str,
        reason: str = "",
        exit_code: int | None = None,
        created: str,
        started: str | None = None,
        finished: str | None = None,
    ) -> None:
        self.name = name
        """What `ame task logs` takes: the name of the run, or of the task."""
        self.task = task
        self.project = project
        self.status = status
        self.reason = reason
        self.exit_code = exit_code
        self.created = created
        """When it was made, as the cluster writes times: UTC, ISO 8601."""
        self.started = started
        self.finished = finished

    def age(self, now: datetime) -> str:
        """Return how long ago it was made, in its largest unit."""
        seconds = max(int((now - datetime.fromisoformat(self.created)).total_seconds()), 0)
        for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
            if seconds >= size:
                return f"{seconds // size}{unit}"
        return f"{seconds}s"


def rows(api: Api) -> list[Row]:
    """Return the runs, the latest first, then the deployed tasks without a run.

    Raises a kind of ClusterError, also where the namespace does not exist.
    """
    jobs = runs(api)
    deployed = definitions(api)
    if not jobs and not deployed:
        require_namespace(api)
    pods: dict[str, list[Object]] = {}
    for pod in sorted_pods(api.all("Pod", labels=OURS) if jobs else ()):
        pods.setdefault(pod["metadata"]["labels"].get(POD_LABEL, ""), []).append(pod)
    events = _refusals(api, jobs, pods)
    found = [_of_run(job, pods.get(job["metadata"]["name"], []), events) for job in jobs]
    have_run = {full_name(job) for job in jobs}
    return found + [_of_definition(item) for item in deployed if full_name(item) not in have_run]


def limited(found: Sequence[Row], limit: int = SHOWN) -> list[Row]:
    """Leave out the oldest of the runs that have ended, beyond so many."""
    shown = []
    over = 0
    for row in found:
        if row.finished is not None:
            over += 1
            if over > limit:
                continue
        shown.append(row)
    return shown


def table(found: Iterable[Row], now: datetime | None = None) -> str:
    """Return the rows as text, a heading first, the columns aligned."""
    now = now or datetime.now(UTC)
    lines = [("Name", "Status", "Project", "Age", "Reason")]
    lines += [(row.name, row.status, row.project, row.age(now), row.reason) for row in found]
    if not any(line[4] for line in lines[1:]):
        lines = [(*line[:4], "") for line in lines]
    # The words are the cluster's; none may fake a line.
    shown = [tuple(map(visible, line)) for line in lines]
    widths = [max(len(line[column]) for line in shown) for column in range(5)]
    return "".join(
        "  ".join(f"{text:<{width}}" for text, width in zip(line, widths, strict=True)).rstrip() + "\n"
        for line in shown
    )


def as_data(found: Iterable[Row]) -> list[dict[str, object]]:
    """Return the rows as `ame task list -o json` has them."""
    return [
        {
            "name": row.name,
            "task": row.task,
            "project": row.project,
            "status": row.status,
            "reason": row.reason or None,
            "exitCode": row.exit_code,
            "created": row.created,
            "started": row.started,
            "finished": row.finished,
        }
        for row in found
    ]


def _of_run(job: Object, pods: list[Object], events: list[Object]) -> Row:
    status, reason = _status(job, pods, events)
    over = ended(job)
    return Row(
        name=str(job["metadata"]["name"]),
        task=task_name(job),
        project=project_name(job),
        status=status,
        reason=reason.short() if reason else "",
        exit_code=(reason.exit_code if reason else 0) if over else None,
        created=str(job["metadata"]["creationTimestamp"]),
        started=job.get("status", {}).get("startTime"),
        finished=_finished(job) if over else None,
    )


def _status(job: Object, pods: list[Object], events: list[Object]) -> tuple[str, Reason | None]:
    conditions = {
        condition["type"]
        for condition in job.get("status", {}).get("conditions") or ()
        if condition["status"] == "True"
    }
    if "Complete" in conditions:
        return "Succeeded", why_failed(job, pods)
    if "Failed" in conditions:
        stopped = (job["metadata"].get("annotations") or {}).get(STOPPED) is not None
        return "Stopped" if stopped else "Failed", why_failed(job, pods, events)
    if job["spec"].get("suspend"):
        return "Held", None
    if pods and pods[-1]["status"].get("phase") == "Running":
        return "Running", None
    reason = why_waiting(job, pods, events)
    return ("Waiting" if reason else "Starting"), reason


def _of_definition(item: Object) -> Row:
    return Row(
        name=task_name(item),
        task=task_name(item),
        project=project_name(item),
        status="Deployed" if item["spec"].get("suspend") else "Scheduled",
        created=str(item["metadata"]["creationTimestamp"]),
    )


def _finished(job: Object) -> str:
    """Return when a run ended: a Job that failed says it in its condition only."""
    status = job["status"]
    times = [
        condition["lastTransitionTime"]
        for condition in status.get("conditions") or ()
        if condition["type"] in ("Complete", "Failed")
    ]
    return str(status.get("completionTime") or times[-1])


def _refusals(api: Api, jobs: list[Object], pods: dict[str, list[Object]]) -> list[Object]:
    """Return why pods could not be made, where a live run has none."""
    if all(ended(job) or job["metadata"]["name"] in pods for job in jobs):
        return []
    try:
        return api.all("Event", fields="reason=FailedCreate")
    except ClusterError:
        # Whoever may not read events sees runs that are starting.
        return []
