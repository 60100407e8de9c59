"""Who uses a template that something is wrong with, and what is wrong with templates from elsewhere."""

from __future__ import annotations

import os
from bisect import bisect_right

from amelang.checks.amounts import GpuWithoutMemory
from amelang.language.ame_yml import Template
from amelang.meaning.complete import tasks_of
from amelang.meaning.resolve import Resolver, Resolvers
from amelang.text.problem import Note, Problem, Severity
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

NAMED = (GpuWithoutMemory,)
"""What is not wrong for every task that uses the template, and names those for which it is."""


def name_users(
    resolver: Resolver, home: Loaded, problems: list[Problem], importers: Iterable[Loaded] = ()
) -> None:
    """Add to each problem inside a template of a project a note for each task that uses it.

    The tasks are those of its workspace, and of projects that import it from elsewhere.
    """
    inside = list(in_templates(home, problems))
    if not inside:
        return
    users: dict[int, list[Note]] = {}
    workspace = resolver.workspace.around(home)
    others = workspace.mentioning(home) if workspace.mentions(home) else []
    for project in dict.fromkeys([home, *others, *importers]):
        for template, note in _uses(resolver, project):
            users.setdefault(id(template), []).append(note)
    for template, problem in inside:
        if isinstance(problem, NAMED):
            continue
        told = {note.span for note in problem.all_notes}
        for note in users.get(id(template), ()):
            if note.span not in told:
                told.add(note.span)
                problem.add_note(note)


def in_templates(home: Loaded, problems: list[Problem]) -> Iterator[tuple[Template, Problem]]:
    """Give the problems inside templates of a project, each with its template."""
    templates = list(home.record.templates or ())
    starts = [template.span.start for template in templates]
    for problem in problems:
        at = bisect_right(starts, problem.span.start) - 1
        if at >= 0 and problem.span.source is home.source and problem.span.start < templates[at].span.end:
            yield templates[at], problem


def _uses(resolver: Resolver, home: Loaded) -> Iterator[tuple[Template, Note]]:
    """Give each template that a task of a project builds on, directly or not, with a note of the task."""
    for task in tasks_of(home):
        if task.from_template is None or isinstance(task, Template):
            continue
        if task.name is not None:
            note = Note(f"used by task `{task.name.value}`", task.name.span)
        else:
            note = Note("used here", task.head)
        for template in resolver.templates(home, task):
            yield template, note


def faults_elsewhere(
    resolvers: Resolvers,
    projects: list[Loaded],
    files: list[str],
    check: Callable[[Loaded], list[Problem]],
) -> Iterator[Problem]:
    """Give the errors in templates that projects take from others, and in what these import for them.

    Others that are being checked say it themselves; `files` are all of those. `check` says what is wrong
    with one that is not; it names only the users that are in its workspace.
    """
    named = set(files)
    if all(one.path in named for resolver in resolvers.all() for one in resolver.used.values()):
        return
    known = set(map(os.path.realpath, files))
    for resolver in resolvers.all():
        taken = [one for one in resolver.used.values() if os.path.realpath(one.path) not in known]
        if not taken:
            continue
        users = [loaded for loaded in projects if resolvers.of(loaded) is resolver]
        uses = [use for loaded in users for use in _uses(resolver, loaded)]
        used = {id(template) for template, _ in uses}
        for other in taken:
            known.add(os.path.realpath(other.path))
            problems = [one for one in check(other) if one.severity == Severity.ERROR]
            found = [one for template, one in in_templates(other, problems) if id(template) in used]
            name_users(resolver, other, found, users)
            yield from found
            yield from _in_imports(other, problems, uses)


def _in_imports(
    other: Loaded, problems: list[Problem], uses: list[tuple[Template, Note]]
) -> Iterator[Problem]:
    """Give the problems of the imports that used templates of a project build on, each with who uses it."""
    notes: dict[str, list[Note]] = {}
    for template, note in uses:
        ref = template.from_template
        if ref is not None and ref.project is not None and ref.span.source is other.source:
            notes.setdefault(ref.project.value, []).append(note)
    for one in other.record.imports or ():
        name = one.project.value if one.project is not None else ""
        for problem in problems if name in notes else ():
            if problem.span.source is other.source and one.span.start <= problem.span.start < one.span.end:
                for note in notes[name]:
                    problem.add_note(note)
                yield problem
