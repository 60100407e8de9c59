"""What machine formats say of a problem beside its place."""

from __future__ import annotations

from amelang.report.text import visible
from amelang.text.problem import Problem


def title(problem: Problem) -> str:
    """Return the code and the name of the rule."""
    return f"{problem.code} {problem.name}"


def line(problem: Problem) -> str:
    """Return what is wrong and what to do, on one line."""
    remedy = problem.help()
    return visible(f"{problem.message()}; {remedy}" if remedy else problem.message())


def lines(problem: Problem) -> list[str]:
    """Return what is wrong, the other places and what to do, each on a line of its own."""
    said = [visible(problem.message())]
    said += [visible(f"note: {note.span}: {note.message}") for note in problem.all_notes]
    remedy = problem.help()
    return [*said, f"help: {visible(remedy)}"] if remedy else said
