"""Tasks that do not say what they run, or do not say it completely."""

from __future__ import annotations

from amelang.language.ame_yml import Project
from amelang.meaning.complete import all_tasks, gaps
from amelang.text.problem import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def check(project: Project) -> Iterator[Problem]:
    """Report what each task lacks."""
    for task in all_tasks(project):
        yield from gaps(task)
