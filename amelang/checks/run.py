"""Runs every check over a project, or over several."""

from __future__ import annotations

import os

from amelang.checks import names, resources, tasks, variables, work
from amelang.checks.seen import Seen
from amelang.meaning.complete import refers
from amelang.text.problem import Problem
from amelang.workspace.find import settings_path
from amelang.workspace.project import Loaded, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from amelang.checks.levels import Wishes
    from amelang.meaning.resolve import Resolvers
    from amelang.text.source import Source

CHECKS = (work.check, names.check, resources.check, variables.check)
"""Every check of a project by itself, in no order that matters: problems are sorted by their place."""


class Checked:
    """What checking some projects found."""

    __slots__ = ("broken", "found", "known", "left_out", "problems", "projects", "settings")

    def __init__(self, projects: list[Loaded], found: list[Problem]) -> None:
        self.projects = projects
        self.found = found
        """Everything that is wrong."""
        self.problems = found
        """What is to be reported, as comments, settings and the command line leave it."""
        self.settings: list[Source] = []
        """The texts of the settings that govern the projects."""
        self.broken = False
        """Whether settings are so wrong that they do not mean what they should."""
        self.known: list[Problem] = []
        """What is not reported because a baseline has it."""
        self.left_out: list[str] = []
        """The files that settings exclude."""


def check_all(
    paths: list[str], wishes: Wishes | None = None, instead: dict[str, Source] | None = None
) -> Checked:
    """Check projects together, as their comments and settings and the wishes of the command line want it.

    Files of settings may be among the paths. `instead` has texts, by path, that count instead of
    those on the disk.
    """
    governing = None
    left_out: list[str] = []
    if wishes is not None or any(settings_path(os.path.dirname(path)) for path in paths):
        from amelang.checks.governing import Governing

        governing = Governing(wishes, instead)
        paths, left_out = governing.sorted_out(paths)
    projects = [load(path, source=instead.get(path) if instead else None) for path in paths]
    checked = Checked(projects, [])
    checked.left_out = left_out
    told: set[int] = set()
    known_projects = known_to_each_other(projects)
    for loaded, resolvers in known_projects:
        # What is wrong with a file that several projects need, such as the lock file, is said once.
        problems = [problem for problem in check(loaded, resolvers) if id(problem) not in told]
        told.update(map(id, problems))
        checked.found += problems
    if known_projects and (resolvers := known_projects[0][1]) is not None:
        checked.found += elsewhere(resolvers, projects)
    spoken_to = [loaded.tree for loaded in projects if speaks(loaded)]
    if governing is None and not spoken_to:
        return checked
    if governing is not None:
        checked.found += governing.violations(known_projects)
        checked.found += governing.problems(projects)
        checked.settings, checked.broken = governing.sources, governing.broken
    problems = checked.found
    if spoken_to:
        from amelang.checks.allow import allowed

        problems = allowed(problems, spoken_to)
        known = set(map(id, checked.found))
        checked.found += [problem for problem in problems if id(problem) not in known]
    if governing is not None:
        problems = governing.levelled(problems)
    # What settings and comments added belongs between the rest, where it stands.
    order = {loaded.source.path: number for number, loaded in enumerate(projects)}
    last = len(order)
    checked.problems = sorted(
        problems, key=lambda one: (order.get(one.span.path, last), one.span.start, one.code)
    )
    return checked


def known_to_each_other(projects: list[Loaded]) -> list[tuple[Loaded, Resolvers | None]]:
    """Return projects with what resolves their references, so that none of them is read twice."""
    if len(projects) == 1 and not refers(projects[0].record):
        return [(projects[0], None)]
    from amelang.meaning.resolve import Resolvers

    resolvers = Resolvers()
    for loaded in projects:
        resolvers.of(loaded)
    return [(loaded, resolvers) for loaded in projects]


def elsewhere(resolvers: Resolvers, projects: list[Loaded]) -> list[Problem]:
    """Return the errors in what projects take from others that are not being checked themselves."""
    if not any(resolver.used for resolver in resolvers.all()):
        return []
    from amelang.checks.users import faults_elsewhere

    def look(other: Loaded) -> list[Problem]:
        problems = check(other, resolvers)
        if speaks(other):
            from amelang.checks.allow import allowed

            problems = allowed(problems, [other.tree])
        return problems

    return list(faults_elsewhere(resolvers, projects, look))


def speaks(loaded: Loaded) -> bool:
    """Tell whether a project has a comment that may be one for AME; most have none."""
    text = loaded.source.text
    return bool(loaded.tree.comments) and (" ame:" in text or "#ame:" in text)


def check(loaded: Loaded, resolvers: Resolvers | None = None) -> list[Problem]:
    """Return everything that is wrong with a project, in the order of the text.

    `resolvers` are those of the other projects that are being checked, which may refer to each other.
    """
    problems = list(loaded.problems)
    for one in CHECKS:
        problems += one(loaded)
    seen = Seen(loaded)
    problems += tasks.check(loaded, seen)
    if refers(loaded.record) or loaded.record.templates is not None:
        # Most projects refer to nothing, and are spared the import.
        from amelang.checks.across import check_across
        from amelang.meaning.resolve import Resolvers

        resolver = (resolvers or Resolvers()).of(loaded)
        problems += check_across(resolver, loaded, seen)
        if problems and loaded.record.templates is not None:
            from amelang.checks.users import name_users

            name_users(resolver, loaded, problems)
    elif resolvers is not None:
        from amelang.checks.imports import check_namesakes

        problems += check_namesakes(resolvers.of(loaded), loaded, ())
    problems += seen.found()
    if loaded.tree.problems:
        from amelang.checks.echoes import without_echoes

        problems = without_echoes(problems, loaded)
    if problems and "*" in loaded.source.text:
        from amelang.checks.once import once

        problems = once(loaded, problems)
    source = loaded.source
    problems.sort(key=lambda problem: (problem.span.source is not source, problem.span.start, problem.code))
    return problems
