"""Projects that say nothing, and tasks that do not say what they run, or do not say it completely."""

from __future__ import annotations

from amelang.language.ame_yml import Task
from amelang.meaning.complete import WORK, gaps, lacks_nothing, tasks_of
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
    lacking = [task for task in tasks_of(loaded) if not lacks_nothing(task)]
    if lacking:
        yield from _gaps(lacking)


def _gaps(tasks: list[Task]) -> Iterator[Problem]:
    """Report what some tasks lack; one that a second dash tears into two lacks nothing but that."""
    above: Task | None = None
    held: list[Problem] = []
    for task in tasks:
        found = list(gaps(task))
        torn = _torn(above, held, task, found) if above is not None else None
        if torn is not None:
            held, found = [], [torn]
        yield from held
        above, held = task, found
    yield from held


def _torn(above: Task, of_above: list[Problem], task: Task, of_task: list[Problem]) -> Problem | None:
    """Return the problem of a task whose work stands behind a dash of its own; None where it does not."""
    from amelang.language.lacking import torn_item
    from amelang.language.problems import MissingKey
    from amelang.meaning.problems import NothingToRun

    if type(above) is not type(task) or not any(task.written(key) for key in WORK):
        return None
    if [type(one) for one in (*of_above, *of_task)] != [NothingToRun, MissingKey] or above.written(
        Task.pipeline
    ):
        return None
    between = task.span.source.text[above.node.end : task.node.start]
    return torn_item(above.node, task.node) if between.split() == ["-"] else None


def _empty(loaded: Loaded) -> Problem:
    """Return the problem of a file without a word."""
    from amelang.workspace.problems import EmptyFile

    return EmptyFile(span=loaded.source.span(0, 0))
