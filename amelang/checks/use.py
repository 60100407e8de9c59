"""What stands between a project and its use: for planning and running it, not for reading about it."""

from __future__ import annotations

from amelang.checks.governing import Governing
from amelang.checks.verdict import comments_of
from amelang.text.problem import Problem, Severity
from amelang.workspace.project import Loaded


def for_use(loaded: Loaded, problems: list[Problem]) -> list[Problem]:
    """Return every error, and of the rest what comments and settings leave, as bad as they say.

    A comment can keep an error out of a report. It cannot give a meaning to a value that has none,
    and what has no meaning is not run: errors are errors here, whatever is allowed.
    """
    errors = {id(problem) for problem in problems if problem.severity == Severity.ERROR}
    left = problems
    if comments := comments_of(loaded):
        from amelang.checks.allow import allowed

        left = allowed(problems, {loaded.source.path: comments})
    wanted = set(map(id, Governing().levelled(left)))
    for problem in problems:
        if id(problem) in errors:
            problem.severity = Severity.ERROR
    return [problem for problem in problems if id(problem) in errors or id(problem) in wanted]
