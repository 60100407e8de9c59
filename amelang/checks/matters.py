"""Which errors of other projects matter to things that use something there, and to which of these.

Whoever checks, shows, draws, plans or runs something asks here, so that all of them agree.
"""

from __future__ import annotations

from bisect import bisect_right

from amelang.checks.git_problems import UnfetchedImport
from amelang.checks.import_problems import RepeatedImport
from amelang.checks.names import CollidingNames, DuplicateName
from amelang.checks.problems import ContradictedPython, MissingFile, UnsupportedMlproject
from amelang.checks.used_by import use_of
from amelang.language.ame_yml import DataSet, Project, Task, Template
from amelang.language.lacking import TornItem
from amelang.language.misplaced import LooseKeys, SecondProject
from amelang.language.problems import MissingKey, UnknownKey
from amelang.meaning.misread import LISTS
from amelang.meaning.uses import Part, Uses
from amelang.text.problem import Problem, Severity
from amelang.text.tree import Alias, Mapping, Node, Scalar, Sequence
from amelang.workspace.lock import BrokenLock
from amelang.workspace.project import Loaded
from amelang.workspace.workspace import FetchedWorkspace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from amelang.language.shape import Record

    Range = tuple[int, int, list[Record]]
    """Where a part of a text begins and ends, and the things that it is a part of."""

ABOUT_FILES = (MissingFile, ContradictedPython, UnsupportedMlproject)
"""Problems of what lies beside a project: a template runs with the files beside whoever uses it."""
OF_TEXT = "AME0"
"""How the codes begin of what is wrong with a text: then nobody knows what any part of it was to mean."""


def faults_used(
    uses: Uses,
    asking: list[Loaded],
    known: Callable[[Loaded], bool],
    check: Callable[[Loaded], list[Problem]],
) -> Iterator[Problem]:
    """Give what is wrong in other projects with what some use, each with a note of the tasks that use it.

    These are the errors inside the things that are used, and inside the imports by which these know
    others; and whatever leaves unsure how they are to be read. `asking` are the projects whose tasks are
    named. What is `known` is left out: somebody else looks at it. `check` says all that is wrong with a
    project.
    """
    for part in uses.parts:
        if known(part.home):
            continue
        problems = [problem for problem in check(part.home) if _is_bad(problem)]
        if isinstance(uses.resolver.workspace.around(part.home), FetchedWorkspace):
            # What it imports and is not fetched is said where it is imported itself.
            problems = [problem for problem in problems if not isinstance(problem, UnfetchedImport)]
        parts = _Parts(part) if problems else None
        for problem in problems:
            if parts is not None and (things := parts.of(problem)):
                _name(problem, uses, asking, things, part.home)
                yield problem


def _is_bad(problem: Problem) -> bool:
    """Tell whether a problem is an error, or would be one where something is run."""
    return problem.severity == Severity.ERROR or isinstance(problem, UnfetchedImport)


def _name(problem: Problem, uses: Uses, asking: list[Loaded], things: list[Record], home: Loaded) -> None:
    """Add a note for each task of some projects that uses one of some things; of a text for one task."""
    if problem.span.source is not home.source:
        # Several projects may have it, and none of them is the one that is told.
        return
    order = {id(loaded.source): number for number, loaded in enumerate(asking)}
    tasks = list(uses.tasks_of(set(map(id, asking)), things, home))
    tasks.sort(key=lambda task: (order[id(task.head.source)], task.head.start))
    what = ""
    if problem.code.startswith(OF_TEXT):
        what = "something in this file is "
        del tasks[1:]
    told = {note.span for note in problem.all_notes}
    for task in tasks:
        note = use_of(task, what, kind=type(task).noun.partition(" ")[2])
        if note.span not in told:
            told.add(note.span)
            problem.add_note(note)


class _Parts:
    """Where in the text of a project that stands which others use."""

    def __init__(self, part: Part) -> None:
        home = part.home
        self._part = part
        self._source = home.source
        imports = [(one, users) for one, users in part.imports.values()]
        self._by_git = [thing for one, users in imports if one.git is not None for thing in users]
        self._imports = _apart((one.span.start, one.span.end, users) for one, users in imports)
        self._unread = _apart(
            (one.span.start, one.span.end, part.by_name)
            for one in home.record.imports or ()
            if one.project is None
        )
        """The imports of which nobody knows what they import: maybe what is found by its name alone."""
        self._ranges = _apart((thing.span.start, thing.span.end, [thing]) for thing in part.things)
        aliases = list(_repeated(part)) if "*" in home.source.text else []
        self._repeated = _apart((node.start, node.end, [thing]) for node, thing in aliases)
        self._around = _apart(_around(home, aliases))
        self._behind = _apart(_behind(part))

    def of(self, problem: Problem) -> list[Record]:
        """Return the things that are used and are wrong by a problem, or may be."""
        if problem.span.source is not self._source:
            # It is of the lock file, or of a file beside the project.
            return self._by_git if isinstance(problem, BrokenLock) else []
        if problem.code.startswith(OF_TEXT) or isinstance(problem, (SecondProject, LooseKeys)):
            return self._part.things
        ranges = [self._ranges, self._repeated, self._imports, self._unread]
        if isinstance(problem, (TornItem, MissingKey)):
            ranges.append(self._behind)
        if isinstance(problem, UnknownKey) and problem.under:
            ranges.append(self._around)
        places = [problem.span.start]
        if isinstance(problem, (DuplicateName, CollidingNames, RepeatedImport)):
            places.append(problem.first.start)
        things = [thing for some in ranges for place in places for thing in _at(some, place)]
        if isinstance(problem, ABOUT_FILES):
            things = [thing for thing in things if not isinstance(thing, Template)]
        return things or self._by_key(problem) or self._part.misread

    def _by_key(self, problem: Problem) -> list[Record]:
        """Return the things that are used whose reading depends on a key at the top of the file."""
        root, record = self._part.home.tree.root, self._part.home.record
        place = problem.span.start
        entries = root.entries if isinstance(root, Mapping) else []
        at = bisect_right(entries, place, key=lambda entry: entry.key.start) - 1
        if at < 0 or not isinstance(key := entries[at].key, Scalar):
            return []
        value = entries[at].value
        if place >= max(key.end, value.end if isinstance(value, Scalar) else value.start + 1):
            # It is of something inside a list.
            return []
        meant = Project.meant((problem.near if isinstance(problem, UnknownKey) else None) or key.text)
        if meant is Project.name or (meant is None and record.name is None):
            # They were found in a project that may have been meant to have another name.
            return self._part.things
        if meant is None and any(key.text in one.spellings for one in (Task, DataSet)):
            # It may well belong to the last thing above it.
            return self._part.things
        if meant in (Project.imports, None):
            return [*self._part.by_name, *(thing for _, _, users in self._imports for thing in users)]
        inside = set(map(id, record.__dict__.get(meant.attribute, ()) if meant in LISTS else ()))
        return [thing for thing in self._part.things if id(thing) in inside]


def _at(ranges: list[Range], place: int) -> list[Record]:
    """Return the things of the range in which an offset lies; the ranges lie apart, in their order."""
    at = bisect_right(ranges, place, key=lambda one: one[0]) - 1
    return ranges[at][2] if at >= 0 and place < ranges[at][1] else []


def _apart(ranges: Iterable[Range]) -> list[Range]:
    """Return ranges in their order, those that lie inside others left out."""
    kept: list[Range] = []
    for one in sorted(ranges, key=lambda one: (one[0], -one[1])):
        if not kept or one[0] >= kept[-1][1]:
            kept.append(one)
    return kept


def _behind(part: Part) -> Iterator[Range]:
    """Give where nameless items stand behind used ones: a dash too many may have torn them off."""
    used = set(map(id, part.things))
    for key in LISTS:
        above: Record | None = None
        for item in part.home.record.__dict__.get(key.attribute, ()):
            if item.written(type(item).name):
                above = item
            elif above is not None and id(above) in used:
                # The dash itself stands in front of the item.
                yield above.span.end, item.span.end, [above]


def _repeated(part: Part) -> Iterator[tuple[Node, Record]]:
    """Give the values that used things repeat by aliases, each with one of these things."""
    seen: set[int] = set()
    for thing in part.things:
        waiting: list[Node] = [thing.node]
        while waiting:
            node = waiting.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, Alias) and node.target is not None:
                yield node.target, thing
                waiting.append(node.target)
            elif isinstance(node, Sequence):
                waiting += node.items
            elif isinstance(node, Mapping):
                for entry in node.entries:
                    waiting += (entry.key, entry.value)


def _around(home: Loaded, aliases: list[tuple[Node, Record]]) -> Iterator[Range]:
    """Give the things in which values stand that others repeat: a key of these may have got beside them."""
    listed = (item for key in LISTS for item in home.record.__dict__.get(key.attribute, ()))
    ranges = _apart((item.span.start, item.span.end, [item]) for item in listed)
    for node, thing in aliases:
        for item in _at(ranges, node.start):
            yield item.span.start, item.span.end, [thing]
