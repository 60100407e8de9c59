"""Runs every check over a project."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from amelang.checks import files, names, resources, variables, work
from amelang.meaning.complete import refers
from amelang.text.problem import Problem
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from amelang.meaning.resolve import Resolvers

CHECKS = (work.check, files.check, names.check, resources.check, variables.check)
"""Every check of a project by itself, in no order that matters: problems are sorted by their place."""


def check(loaded: Loaded, resolvers: Resolvers | None = None) -> list[Problem]:
    """Return everything that is wrong with a project, in the order of the text.

    `resolvers` are those of the other projects that are being checked, which may refer to each other.
    """
    problems = list(loaded.problems)
    for one in CHECKS:
        problems += one(loaded)
    if refers(loaded.record):
        # Most projects refer to nothing, and are spared the import.
        from amelang.checks.across import check_across

        problems += check_across(loaded, resolvers)
    if loaded.tree.problems:
        problems = without_echoes(problems, loaded)
    problems.sort(key=lambda problem: (problem.span.start, problem.code))
    return problems


def without_echoes(problems: list[Problem], loaded: Loaded) -> list[Problem]:
    """Leave out what is only wrong because the text is broken there: one defect is one problem.

    A value whose very text is broken has no meaning that could be wrong, too. A problem that
    something is missing says in `scope` where it would have to stand; what stands there in broken
    form may run on to the next line.
    """
    source = loaded.source
    of_text = sorted(loaded.tree.problems, key=lambda problem: problem.span.start)
    starts = [problem.span.start for problem in of_text]
    lines = [source.position(start)[0] for start in starts]
    own = set(map(id, of_text))

    def echoes(problem: Problem) -> bool:
        if id(problem) in own or problem.span.source is not source:
            return False
        before = bisect_right(starts, problem.span.start)
        if before and problem.span.start < of_text[before - 1].span.end:
            return True
        scope = getattr(problem, "scope", None)
        if scope is None:
            return False
        inside = bisect_left(lines, scope.first[0])
        return inside < len(lines) and lines[inside] <= scope.last[0] + 1

    return [problem for problem in problems if not echoes(problem)]
