"""What a task needs to be read by itself: the data sets that it reads, and the imports of those elsewhere."""

from __future__ import annotations

from amelang.language.ame_toml import Settings
from amelang.language.ame_yml import DataSet, Import, Task
from amelang.meaning.resolve import Resolver, import_of
from amelang.meaning.work import Pipeline, Work, work_of
from amelang.workspace.project import Loaded


class Needed:
    """What is needed beside a task, each once, in the order in which it is met."""

    def __init__(self) -> None:
        self.data_sets: list[tuple[DataSet, Work | None]] = []
        """Data sets of the same project, with what makes them; those that they read themselves, too."""
        self.imports: list[Import] = []
        """The imports by which data sets of other projects are known."""


def needed(resolver: Resolver, home: Loaded, work: Work, settings: Settings) -> Needed:
    """Return what a task needs, with all its steps, and the data sets that it reads."""
    found = Needed()
    seen: set[int] = set()
    waiting = [work]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, Pipeline):
            waiting += (step.work for group in one.groups for step in group)
        for ref in one.task.data_sets or ():
            made = resolver.data_set(home, ref)
            if made is None or id(made[0]) in seen:
                continue
            data_set, its_home = made
            seen.add(id(data_set))
            if its_home is home:
                maker = maker_of(resolver, home, data_set, settings)
                found.data_sets.append((data_set, maker))
                waiting += [maker] if maker is not None else []
            elif ref.project is not None:
                writer = resolver.home_of(home, ref)
                known = import_of(home, ref.project.value) or import_of(writer, ref.project.value)
                if known is not None and known.source is not None and known not in found.imports:
                    found.imports.append(known)
    return found


def maker_of(resolver: Resolver, home: Loaded, data_set: DataSet, settings: Settings) -> Work | None:
    """Return what the task of a data set comes to; None where something of it is missing or wrong."""
    task: Task | None = data_set.task
    if task is None and data_set.task_ref is not None:
        task = resolver.task(home, data_set.task_ref)
    work = work_of(resolver, home, task, settings, name=data_set.name) if task is not None else None
    if work is not None:
        # Data are made when they are needed, whatever else starts the task that is referred to.
        work.task = resolver.merged.replaced(work.task, Task.triggers, None)
    return work
