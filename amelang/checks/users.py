"""Who uses a template that something is wrong with, and what is wrong with what is used from elsewhere."""

from __future__ import annotations

import os
from bisect import bisect_right

from amelang.checks.used_by import use_of
from amelang.language.ame_yml import Template
from amelang.meaning.complete import tasks_of
from amelang.meaning.resolve import Resolver, Resolvers
from amelang.text.problem import Note, Problem
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def name_users(resolver: Resolver, home: Loaded, problems: list[Problem]) -> None:
    """Add to each problem inside a template a note for each task that uses it, anywhere in the workspace."""
    inside = list(in_templates(home, problems))
    if not inside:
        return
    users: dict[int, list[Note]] = {}
    workspace = resolver.workspace.around(home)
    others = workspace.mentioning(home) if workspace.mentions(home) else []
    for project in dict.fromkeys([home, *others]):
        for template, note in _uses(resolver, project):
            users.setdefault(id(template), []).append(note)
    for template, problem in inside:
        if problem.names_users:
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
        note = use_of(task)
        for template in resolver.templates(home, task):
            yield template, note


def faults_elsewhere(
    resolvers: Resolvers,
    projects: list[Loaded],
    files: list[str],
    check: Callable[[Loaded], list[Problem]],
) -> Iterator[Problem]:
    """Give the errors in what projects use of others.

    Others that are being checked say it themselves; `files` are all of those. `check` says what is wrong
    with one that is not; it names only the users that are in its workspace.
    """
    named = set(files)
    if all(one.path in named for resolver in resolvers.all() for one in resolver.used.values()):
        return
    from amelang.checks.matters import faults_used
    from amelang.meaning.uses import Uses

    checked = set(map(os.path.realpath, files))
    found: dict[int, list[Problem]] = {}

    def is_known(home: Loaded) -> bool:
        return os.path.realpath(home.path) in checked

    def once(home: Loaded) -> list[Problem]:
        if id(home) not in found:
            found[id(home)] = check(home)
        return found[id(home)]

    told: set[int] = set()
    for resolver in resolvers.all():
        asking = [loaded for loaded in projects if resolvers.of(loaded) is resolver]
        uses = Uses(resolver, [(task, loaded) for loaded in asking for task in tasks_of(loaded)])
        for problem in faults_used(uses, asking, is_known, once):
            if id(problem) not in told:
                told.add(id(problem))
                yield problem
