"""Runs every check over a project."""

from __future__ import annotations

from amelang.checks import files, work
from amelang.text.problem import Problem
from amelang.workspace.project import Loaded

CHECKS = (work.check, files.check)
"""Every check, in no order that matters: problems are sorted by their place."""


def check(loaded: Loaded) -> list[Problem]:
    """Return everything that is wrong with a project, in the order of the text."""
    problems = list(loaded.problems)
    for one in CHECKS:
        problems += one(loaded)
    if loaded.tree.problems:
        problems = without_echoes(problems, loaded)
    problems.sort(key=lambda problem: (problem.span.start, problem.code))
    return problems


def without_echoes(problems: list[Problem], loaded: Loaded) -> list[Problem]:
    """Leave out what is only missing because the text is broken there: one defect is one problem.

    A problem that something is missing says in `scope` where it would have to stand. What stands
    there in broken form may run on to the next line.
    """
    source = loaded.source
    broken = [source.position(problem.span.start)[0] for problem in loaded.tree.problems]

    def echoes(problem: Problem) -> bool:
        scope = getattr(problem, "scope", None)
        return scope is not None and any(scope.first[0] <= line <= scope.last[0] + 1 for line in broken)

    return [problem for problem in problems if not echoes(problem)]
