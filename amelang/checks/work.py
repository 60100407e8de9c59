"""Projects that say nothing, and tasks that do not say what they run, or do not say it completely."""

from __future__ import annotations

from amelang.meaning.complete import gaps, lacks_nothing, tasks_of
from amelang.text.problem import Problem
from amelang.text.tree import Missing
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def check(loaded: Loaded) -> Iterator[Problem]:
    """Report what each task lacks; what one with a template lacks is found when that is known."""
    if not loaded.record.__dict__ and not loaded.problems and type(loaded.tree.root) is Missing:
        yield _empty(loaded)
    for task in tasks_of(loaded):
        if not lacks_nothing(task):
            yield from gaps(task)


def _empty(loaded: Loaded) -> Problem:
    """Return the problem of a file without a word."""
    from amelang.workspace.problems import EmptyFile

    return EmptyFile(span=loaded.source.span(0, 0))
