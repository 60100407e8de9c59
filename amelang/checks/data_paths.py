"""Data sets of one path that meet in a task."""

from __future__ import annotations

from amelang.checks.path_problems import OverwrittenDataSet
from amelang.checks.paths import normal
from amelang.checks.used_by import use_of
from amelang.language.ame_yml import Task, Template
from amelang.meaning.resolve import Resolver
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from amelang.language.ame_yml import DataSet
    from amelang.text.problem import Note, Problem


def check_data_paths(resolver: Resolver, home: Loaded, tasks: Iterable[Task]) -> Iterator[Problem]:
    """Report data sets of a project that have the path of another one, where a task uses both."""
    order = {id(one): number for number, one in enumerate(home.record.data_sets or ())}
    users: dict[tuple[int, int], tuple[DataSet, DataSet, list[Note]]] = {}
    for task in tasks:
        if isinstance(task, Template):
            continue
        first: dict[str, DataSet] = {}
        for data_set in sorted(_used(resolver, home, task), key=lambda one: order[id(one)]):
            if data_set.path is None:
                continue
            other = first.setdefault(normal(data_set.path.value), data_set)
            if other is not data_set:
                pair = (id(other), id(data_set))
                users.setdefault(pair, (other, data_set, []))[2].append(use_of(task))
    for other, data_set, notes in users.values():
        if data_set.path is not None and data_set.name and other.path is not None and other.name:
            yield OverwrittenDataSet(
                span=data_set.path.span,
                data_set=data_set.name.value,
                other=other.name.value,
                first=other.path.span,
                users=tuple(notes),
            )


def _used(resolver: Resolver, home: Loaded, task: Task) -> list[DataSet]:
    """Return the data sets of the project that a task uses, by itself or by its templates."""
    found: dict[int, DataSet] = {}
    for one in (task, *resolver.templates(home, task)):
        for ref in one.data_sets or ():
            data_set = resolver.data_set(home, ref)
            if data_set is not None and data_set[1] is home:
                found[id(data_set[0])] = data_set[0]
    return list(found.values())
