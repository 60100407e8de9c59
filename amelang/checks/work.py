"""Tasks that do not say what they run, or do not say it completely."""

from __future__ import annotations

from amelang.meaning.complete import all_tasks, gaps
from amelang.text.problem import Problem
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def check(loaded: Loaded) -> Iterator[Problem]:
    """Report what each task lacks; what one with a template lacks is found when that is known."""
    for task in all_tasks(loaded.record):
        yield from gaps(task)
