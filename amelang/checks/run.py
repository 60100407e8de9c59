"""Runs every check over a project, or over several."""

from __future__ import annotations

import os

from amelang.checks import names, resources, tasks, variables, work
from amelang.checks.seen import Seen
from amelang.checks.verdict import comments_of, verdict_on
from amelang.meaning.complete import refers
from amelang.text.problem import Problem
from amelang.workspace.find import settings_path
from amelang.workspace.project import Loaded, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from amelang.checks.levels import Wishes
    from amelang.checks.memory import Memory
    from amelang.checks.verdict import Verdict
    from amelang.meaning.resolve import Resolvers
    from amelang.text.source import Source

CHECKS = (work.check, names.check, resources.check, variables.check)
"""Every check of a project by itself, in no order that matters: problems are sorted by their place."""


class Checked:
    """What checking some projects found."""

    __slots__ = ("broken", "files", "found", "known", "left_out", "problems", "projects", "settings")

    def __init__(self, files: list[str], projects: list[Loaded], found: list[Problem]) -> None:
        self.files = files
        """The files that were checked, as messages name them."""
        self.projects = projects
        """The projects that were read: all, unless some were known already."""
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
    paths: list[str],
    wishes: Wishes | None = None,
    instead: dict[str, Source] | None = None,
    memory: Memory | None = None,
) -> Checked:
    """Check projects together, as their comments and settings and the wishes of the command line want it.

    Files of settings may be among the paths. `instead` has texts, by path, that count instead of
    those on the disk. What `memory` knows from an earlier check is not found out again; then only
    the other projects are read.
    """
    governing = None
    left_out: list[str] = []
    if wishes is not None or any(settings_path(os.path.dirname(path)) for path in paths):
        from amelang.checks.governing import Governing

        governing = Governing(wishes, instead)
        paths, left_out = governing.sorted_out(paths)
    if memory is not None and governing is not None and governing.have_policies:
        # A policy is about whole tasks, of which a verdict tells nothing.
        memory = None
    known_projects: list[tuple[Loaded, Resolvers | None]] = []
    resolvers: Resolvers | None = None
    if memory is not None:
        verdicts, projects = memory.verdicts(paths, check)
        resolvers = memory.resolvers
    else:
        projects = [
            load(path, source=instead.get(path) if instead else None, straight=True) for path in paths
        ]
        known_projects = known_to_each_other(projects)
        verdicts = [verdict_on(loaded, check(loaded, known)) for loaded, known in known_projects]
        resolvers = known_projects[0][1] if known_projects else None
    checked = Checked([verdict.path for verdict in verdicts], projects, [])
    checked.left_out = left_out
    told: set[int] = set()
    for verdict in verdicts:
        # What is wrong with a file that several projects need, such as the lock file, is said once.
        problems = [problem for problem in verdict.problems if id(problem) not in told]
        told.update(map(id, problems))
        checked.found += problems
    if resolvers is not None:
        found = elsewhere(resolvers, projects, verdicts)
        checked.found += [problem for problem in found if id(problem) not in told]
    comments = {verdict.path: verdict.comments for verdict in verdicts if verdict.comments}
    if governing is None and not comments:
        return checked
    if governing is not None:
        violations = governing.violations(known_projects)
        if violations:
            from amelang.checks.masking import Masks

            Masks().hide(violations)
        checked.found += violations
        checked.found += governing.problems(verdicts)
        checked.settings = governing.sources
        comments |= governing.comments
    problems = checked.found
    others = {id(source): source for source in (problem.span.source for problem in problems)}.values()
    if comments or any("ame:" in source.text for source in others):
        from amelang.checks.allow import allowed

        problems = allowed(problems, comments)
        known = set(map(id, checked.found))
        checked.found += [problem for problem in problems if id(problem) not in known]
    if governing is not None:
        checked.broken = governing.broken(problems)
        problems = governing.levelled(problems)
    # What settings and comments added belongs between the rest, where it stands.
    order = {path: number for number, path in enumerate(checked.files)}
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


def elsewhere(resolvers: Resolvers, projects: list[Loaded], verdicts: list[Verdict]) -> list[Problem]:
    """Return the errors in what projects use of others that are not being checked themselves."""
    if not any(resolver.used for resolver in resolvers.all()):
        return []
    from amelang.checks.users import faults_elsewhere

    def look(other: Loaded) -> list[Problem]:
        problems = check(other, resolvers)
        if comments := comments_of(other):
            from amelang.checks.allow import allowed

            problems = allowed(problems, {other.source.path: comments})
        return problems

    return list(faults_elsewhere(resolvers, projects, [verdict.file for verdict in verdicts], look))


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
    # What an alias repeats, or two things share, may be said of both.
    if problems and ("*" in loaded.source.text or _repeats(problems)):
        from amelang.checks.once import once

        problems = once(loaded, problems)
    if problems:
        from amelang.checks.masking import Masks

        Masks().hide(problems)
    source = loaded.source
    problems.sort(key=lambda problem: (problem.span.source is not source, problem.span.start, problem.code))
    return problems


def _repeats(problems: list[Problem]) -> bool:
    """Tell whether two problems of one kind begin at one place."""
    return len({(problem.code, problem.span.start) for problem in problems}) < len(problems)
