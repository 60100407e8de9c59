"""Runs every check over a project."""

from __future__ import annotations

from amelang.checks import work
from amelang.text.problem import Problem
from amelang.workspace.project import Loaded

CHECKS = (work.check,)
"""Every check, in no order that matters: problems are sorted by their place."""


def check(loaded: Loaded) -> list[Problem]:
    """Return everything that is wrong with a project, in the order of the text."""
    problems = list(loaded.problems)
    for one in CHECKS:
        problems += one(loaded.record)
    problems.sort(key=lambda problem: (problem.span.start, problem.code))
    return problems
