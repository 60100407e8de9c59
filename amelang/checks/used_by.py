"""The note that says who uses something that is wrong."""

from __future__ import annotations

from amelang.language.ame_yml import Task
from amelang.text.problem import Note


def use_of(task: Task, what: str = "", *, kind: str = "task") -> Note:
    """Return the note that says which task, or thing of another kind, uses something; `what` goes before."""
    if task.name is not None:
        return Note(f"{what}used by {kind} `{task.name.value}`", task.name.span)
    return Note(f"{what}used here", task.head)
