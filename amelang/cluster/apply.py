"""Making a namespace hold what a project says.

Nothing is written before everything is known to be accepted: each object that is not proved to be
as wanted is sent as a dry run first. What an interrupted apply has done is found by the next one,
because what belongs to the project is told by labels on the objects themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from amelang.cluster.api import Api, Object
from amelang.cluster.compare import proved_same, same_content
from amelang.cluster.errors import ClusterError
from amelang.cluster.refusals import ForeignError, NotFoundError
from amelang.lower.labels import MANAGED_BY, MANAGER, PROJECT, RUN

AT_ONCE = 8
"""How many dry runs are under way at the same time."""


class Change:
    """What is to be done with one object, and its two states."""

    CREATED, CHANGED, UNCHANGED, REMOVED = "created", "changed", "unchanged", "removed"

    def __init__(self, action: str, kind: str, name: str, live: Object | None, wanted: Object | None) -> None:
        self.action = action
        self.kind = kind
        self.name = name
        self.live = live
        """What the cluster has; None where it has nothing."""
        self.wanted = wanted
        """What it will be made to say; None where it is to be removed."""

    def __repr__(self) -> str:
        return f"Change({self.action} {self.kind}/{self.name})"


class RefusedError(Exception):
    """The cluster does not accept the objects; nothing was written."""

    def __init__(self, errors: list[ClusterError]) -> None:
        super().__init__("the cluster refused")
        self.errors = errors
        """Each reason once, in the order of the objects."""


class HalfDoneError(Exception):
    """The cluster failed in the middle; what is done stays, and applying again does the rest."""

    def __init__(self, error: ClusterError, done: int, all_: int) -> None:
        super().__init__("the cluster failed")
        self.error = error
        self.done = done
        self.all = all_


def apply(
    api: Api,
    objects: list[Object],
    project: str,
    *,
    force: bool = False,
    adopt: bool = False,
    report: Callable[[Change], None],
) -> list[Change]:
    """Make the namespace hold the objects of a project and no other definitions of it.

    `project` is the value of the project's label. `force` takes fields that others manage, `adopt`
    objects that others made. Each change is reported when it is done. Raises RefusedError before,
    HalfDoneError after the first write.
    """
    changes = decide(api, objects, project, force=force, adopt=adopt)
    writes = [change for change in changes if change.action != Change.UNCHANGED]
    done = 0
    for change in changes:
        if change.action != Change.UNCHANGED:
            try:
                _carry_out(api, change, force=force)
            except ClusterError as error:
                if not done:
                    raise RefusedError([error]) from error
                raise HalfDoneError(error, done, len(writes)) from error
            done += 1
        report(change)
    return changes


def decide(api: Api, objects: list[Object], project: str, *, force: bool, adopt: bool) -> list[Change]:
    """Find out what would be done, in the order in which it is done; nothing is written.

    Raises RefusedError where the server would refuse any of it.
    """
    own = _own(api, {item["kind"] for item in objects} | {"CronJob"}, project)
    wanted = {(item["kind"], item["metadata"]["name"]) for item in objects}
    stale = _stale(api, own, wanted, objects, project)

    def one(item: Object) -> Change | ClusterError:
        try:
            return _compare(api, item, own, force=force, adopt=adopt)
        except ClusterError as error:
            return error

    def removal(item: Object) -> Change | ClusterError:
        kind, name = item["kind"], item["metadata"]["name"]
        try:
            _remove(api, item, dry_run=True)
        except ClusterError as error:
            return error
        return Change(Change.REMOVED, kind, name, item, None)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        verdicts = [*threads.map(one, objects), *threads.map(removal, stale)]
    errors: dict[str, ClusterError] = {}
    for verdict in verdicts:
        if isinstance(verdict, ClusterError):
            errors.setdefault(verdict.message, verdict)
    if errors:
        raise RefusedError(list(errors.values()))
    return [verdict for verdict in verdicts if isinstance(verdict, Change)]


def _own(api: Api, kinds: Iterable[str], project: str) -> dict[tuple[str, str], Object]:
    """Return the objects of the project that are there, by kind and name; runs are not among them."""
    labels = f"{MANAGED_BY}={MANAGER},{PROJECT}={project},!{RUN}"
    try:
        return {
            (kind, item["metadata"]["name"]): item
            for kind in sorted(kinds)
            for item in api.all(kind, labels=labels)
        }
    except ClusterError as error:
        raise RefusedError([error]) from error


def _compare(
    api: Api, item: Object, own: dict[tuple[str, str], Object], *, force: bool, adopt: bool
) -> Change:
    kind, name = item["kind"], item["metadata"]["name"]
    live = own.get((kind, name))
    if live is not None and proved_same(live, item):
        return Change(Change.UNCHANGED, kind, name, live, item)
    if live is None:
        try:
            live = api.get(kind, name)
        except NotFoundError:
            live = None
        else:
            if not adopt:
                raise _foreign(live)
    result = api.apply(item, force=force, dry_run=True)
    if live is None:
        return Change(Change.CREATED, kind, name, None, item)
    action = Change.UNCHANGED if same_content(live, result) else Change.CHANGED
    return Change(action, kind, name, live, item)


def _foreign(live: Object) -> ForeignError:
    labels = live["metadata"].get("labels") or {}
    if labels.get(MANAGED_BY) == MANAGER:
        owner = f"of AME's project `{labels.get(PROJECT, '')}`"
    else:
        managers = {entry.get("manager", "") for entry in live["metadata"].get("managedFields") or ()}
        owner = (
            f"made by {', '.join(f'`{manager}`' for manager in sorted(managers))}" if managers else "there"
        )
    return ForeignError(
        f"{live['kind']} `{live['metadata']['name']}` is already {owner}",
        "rename the project or the task, or take the object over with `--adopt`",
    )


def _stale(
    api: Api,
    own: dict[tuple[str, str], Object],
    wanted: set[tuple[str, str]],
    objects: list[Object],
    project: str,
) -> list[Object]:
    """Return what belongs to the project and is no longer wanted: definitions, files without a user."""
    gone = [item for key, item in own.items() if key not in wanted and not _owners(item)]
    definitions = [item for item in gone if item["kind"] == "CronJob"]
    files = [item for item in gone if item["kind"] == "ConfigMap"]
    if files:
        used = _files_of(objects)
        try:
            jobs = api.all("Job", labels=f"{MANAGED_BY}={MANAGER},{PROJECT}={project}")
        except ClusterError as error:
            raise RefusedError([error]) from error
        used |= _files_of(job for job in jobs if not ended(job))
        files = [item for item in files if item["metadata"]["name"] not in used]
    return definitions + files


def ended(job: Object) -> bool:
    """Tell whether a Job will start no more pods."""
    return any(
        condition["type"] in ("Complete", "Failed") and condition["status"] == "True"
        for condition in job.get("status", {}).get("conditions") or ()
    )


def _owners(item: Object) -> bool:
    return bool(item["metadata"].get("ownerReferences"))


def _files_of(items: Iterable[Object]) -> set[str]:
    """Return the names of the ConfigMaps that the pods of some Jobs and CronJobs mount."""
    names: set[str] = set()
    for item in items:
        spec = item.get("spec") or {}
        job = spec.get("jobTemplate", {}).get("spec", spec)
        for volume in job.get("template", {}).get("spec", {}).get("volumes") or ():
            for source in (volume, *(volume.get("projected", {}).get("sources") or ())):
                if "configMap" in source:
                    names.add(source["configMap"]["name"])
    return names


def _carry_out(api: Api, change: Change, *, force: bool) -> None:
    if change.wanted is not None:
        api.apply(change.wanted, force=force)
    elif change.live is not None:
        _remove(api, change.live)


def _remove(api: Api, item: Object, *, dry_run: bool = False) -> None:
    """Remove a definition and leave its runs: they are results, and somebody may be reading them."""
    metadata = item["metadata"]
    api.delete(item["kind"], metadata["name"], dependents="Orphan", uid=metadata["uid"], dry_run=dry_run)
