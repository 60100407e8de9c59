"""What a check found, in numbers."""

from __future__ import annotations

from amelang.text.problem import Problem, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Summary:
    """How much was read, and how much is wrong with it."""

    __slots__ = ("errors", "files", "hints", "projects", "warnings")

    def __init__(self, files: int, projects: int, problems: Sequence[Problem]) -> None:
        self.files = files
        self.projects = projects
        self.errors = sum(problem.severity == Severity.ERROR for problem in problems)
        self.warnings = sum(problem.severity == Severity.WARNING for problem in problems)
        self.hints = len(problems) - self.errors - self.warnings

    def sentence(self) -> str:
        """Say it in one line for people."""
        numbers = (("error", self.errors), ("warning", self.warnings), ("hint", self.hints))
        found = [count(number, noun) for noun, number in numbers if number]
        what = " and ".join(filter(None, (", ".join(found[:-1]), *found[-1:]))) or "no problems"
        return f"{what} in {count(self.projects, 'project')}"


def count(number: int, noun: str) -> str:
    """Write a number with its noun, in the plural where it wants one."""
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"
