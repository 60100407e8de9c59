"""What a task comes to: a command to run, or a pipeline of such, with nothing left to look up."""

from __future__ import annotations

from amelang.language.ame_toml import Settings
from amelang.language.ame_yml import Task
from amelang.language.shape import At, Ref
from amelang.meaning.complete import complete
from amelang.meaning.resolve import Resolver, steps_of
from amelang.meaning.runnable import Runnable
from amelang.text.source import Span
from amelang.workspace.project import Loaded

SHARED = frozenset(
    key.attribute for key in (Task.environment, Task.secrets, Task.node_selector, Task.data_sets)
)
"""What is written beside a pipeline and holds for each of its steps, unless a step says otherwise."""
NOT_SHARED = frozenset(key.attribute for key in Task.keys.values()) - SHARED


class Pipeline:
    """A task that consists of steps: groups one after the other, the members of a group in parallel."""

    __slots__ = ("groups", "name", "project", "task")

    def __init__(self, project: At[str], name: At[str], task: Task, groups: list[list[Step]]) -> None:
        self.project = project
        self.name = name
        self.task = task
        """The task with its templates applied: its triggers, timeout and retries are the whole run's."""
        self.groups = groups

    @property
    def span(self) -> Span:
        """A short place that stands for the task: its name."""
        return self.name.span


class Step:
    """One step of a pipeline: its name, what was written for it, and what it comes to."""

    __slots__ = ("name", "task", "work")

    def __init__(self, name: At[str], task: Task, work: Runnable | Pipeline) -> None:
        self.name = name
        self.task = task
        self.work = work


Work = Runnable | Pipeline


def work_of(
    resolver: Resolver, home: Loaded, task: Task, settings: Settings, *, name: At[str] | None = None
) -> Work | None:
    """Return what a task comes to; None where something of it is missing or wrong.

    `name` is what it goes by where it has none of its own. A pipeline that contains itself has no end
    and is None, too.
    """
    return _work(resolver, home, task, settings, name, None, ())


def _work(
    resolver: Resolver,
    home: Loaded,
    task: Task,
    settings: Settings,
    name: At[str] | None,
    around: Task | None,
    inside: tuple[Task, ...],
) -> Work | None:
    meant = resolver.meant(home, task)
    if meant is None or meant in inside:
        return None
    whole = meant if around is None else resolver.merged.over(around, meant, NOT_SHARED)
    named = task.name or name or meant.name
    if named is None:
        return None
    if whole.pipeline is None:
        return complete(home.name, whole, settings, name=named)
    groups: list[list[Step]] = []
    number = 0
    for group in steps_of(whole):
        made: list[Step] = []
        for step in group:
            number += 1
            called = step_name(step, number)
            work = _work(resolver, home, step, settings, called, whole, (*inside, meant))
            if work is None:
                return None
            made.append(Step(called, step, work))
        groups.append(made)
    return Pipeline(home.name, named, whole, groups)


def step_name(step: Task, number: int) -> At[str]:
    """Return what a step goes by: its name, else the task that it refers to, else its number from 1."""
    if step.name is not None:
        return step.name
    ref: Ref | None = step.task_ref
    if ref is not None:
        return ref.name
    head = step.head
    return At(f"step-{number}", head.source, head.start, head.end)
