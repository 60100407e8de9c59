"""What is wrong with the references of a project, and with what stands beside them."""

from __future__ import annotations

from amelang.language.ame_yml import DataSet, Project, Task
from amelang.language.forms import closest
from amelang.language.shape import Key, Record, Ref
from amelang.meaning.cycle_problems import Cycle, DataSetCycle, TaskCycle, TemplateCycle
from amelang.meaning.reference_problems import (
    AmbiguousProject,
    ForeignTask,
    KeyBesidePipeline,
    KeyBesideReference,
    UnknownDataSet,
    UnknownName,
    UnknownProject,
    UnknownTask,
    UnknownTemplate,
)
from amelang.meaning.resolve import Resolver, import_of, steps_of
from amelang.text.problem import Note, Problem
from amelang.text.source import Span
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

BESIDE_REFERENCE = (Task.name.attribute, Task.task_ref.attribute, Task.triggers.attribute)
"""What may stand beside `taskRef`."""
NOT_BESIDE_PIPELINE: tuple[Key[Any], ...] = (Task.resources, Task.artifacts)


def references(resolver: Resolver, home: Loaded, tasks: Iterable[Task]) -> Iterator[Problem]:
    """Report what the references of some tasks of a project name, and is not there."""
    for task in tasks:
        if task.from_template is not None:
            yield from _known(resolver, home, task.from_template, Project.templates, UnknownTemplate)
        if task.task_ref is not None:
            yield from _task_reference(resolver, home, task.task_ref)
            yield from _beside_reference(task)
        for ref in task.data_sets or ():
            yield from _known(resolver, home, ref, Project.data_sets, UnknownDataSet)
        if task.pipeline is not None:
            for key in NOT_BESIDE_PIPELINE:
                if task.written(key):
                    yield KeyBesidePipeline(
                        span=task.key_span(key), key=key.name, pipeline=Task.pipeline.name
                    )
    for data_set in home.record.data_sets or ():
        if data_set.task_ref is not None:
            yield from _task_reference(resolver, home, data_set.task_ref)


def foreign_tasks(resolver: Resolver, home: Loaded, task: Task) -> Iterator[Problem]:
    """Report a task whose template is of another project and refers to a task there, at the template's name.

    `task` is written in `home`, as are its own steps, which are looked at by themselves.
    """
    ref = task.from_template
    waiting = [task]
    seen: set[int] = set()
    while waiting:
        current = resolver.effective(home, waiting.pop())
        if ref is None or current is None or id(current) in seen:
            continue
        seen.add(id(current))
        named = current.task_ref
        if named is not None and (there := resolver.home_of(home, named)) is not home:
            problem = ForeignTask(span=ref.span, project=there.name.value, task=named.name.value)
            problem.add_note(Note("the template refers to it here", named.span))
            yield problem
            return
        for group in reversed(steps_of(current)):
            waiting += (step for step in reversed(group) if step.node.source is not home.source)


def cycles(resolver: Resolver, home: Loaded) -> Iterator[Problem]:
    """Report each circle that begins in a project, once, at the first of its members in the text."""
    templates = [one for one in home.record.templates or () if one.from_template is not None]
    yield from _circles(TemplateCycle, templates, lambda one: _from(resolver, home, one))
    referring = [task for task in home.record.tasks or () if task.task_ref or task.pipeline]
    yield from _circles(TaskCycle, referring, lambda one: _runs(resolver, home, one))
    data_sets = list(home.record.data_sets or ())
    yield from _circles(DataSetCycle, data_sets, lambda one: _needs(resolver, home, one))


def _known(
    resolver: Resolver, home: Loaded, ref: Ref, key: Key[Any], problem: type[UnknownName]
) -> Iterator[Problem]:
    project = resolver.project(home, ref)
    if project is None:
        yield from _unknown_project(resolver, home, ref)
        return
    if ref.project is not None and len(places := _places(resolver, home, ref.project.value)) > 1:
        yield AmbiguousProject(span=ref.project.span, wanted=ref.project.value, places=places)
    index = resolver.index(project, key)
    wanted = ref.name.value
    if wanted not in index:
        yield problem(
            span=ref.name.span,
            wanted=wanted,
            project=None if project is home else project.name.value,
            near=closest(wanted, index),
            known=tuple(index),
        )


def _places(resolver: Resolver, home: Loaded, name: str) -> tuple[Span, ...]:
    """Return the places of all projects that a name could mean, where it is neither the own nor imported."""
    if name == home.name.value or import_of(home, name) is not None:
        return ()
    return tuple(one.name.span for one in resolver.workspace.around(home).named(name))


def _unknown_project(resolver: Resolver, home: Loaded, ref: Ref) -> Iterator[Problem]:
    """Report a project that is nowhere; one that is imported has its problem at the import."""
    assert ref.project is not None, "a project that is not named is the own one"
    wanted = ref.project.value
    if import_of(home, wanted) is not None:
        return
    from amelang.language.misplaced import SecondProject

    if any(isinstance(one, SecondProject) and one.project == wanted for one in home.problems):
        # That it stands in the same file is said there.
        return
    imported = [one.project.value for one in home.record.imports or () if one.project is not None]
    names = dict.fromkeys([*imported, *resolver.workspace.around(home).names()])
    yield UnknownProject(span=ref.project.span, wanted=wanted, near=closest(wanted, names))


def _task_reference(resolver: Resolver, home: Loaded, ref: Ref) -> Iterator[Problem]:
    if ref.project is not None and ref.project.value != home.name.value:
        yield ForeignTask(span=ref.span, project=ref.project.value, task=ref.name.value)
        return
    yield from _known(resolver, home, ref, Project.tasks, UnknownTask)


def _beside_reference(task: Task) -> Iterator[Problem]:
    for key in type(task).keys.values():
        # That a task cannot have two things to run is said elsewhere.
        if key in (Task.executor, Task.pipeline) or key.attribute in BESIDE_REFERENCE:
            continue
        if task.written(key):
            yield KeyBesideReference(
                span=task.key_span(key),
                key=key.name,
                reference=Task.task_ref.name,
                template=Task.from_template.name,
            )


def _from(resolver: Resolver, home: Loaded, template: Task) -> list[tuple[Record, Span]]:
    """Return the template that a template builds on, where it is one of the same project."""
    ref = template.from_template
    found = resolver.template(home, ref) if ref is not None else None
    return [(found[0], ref.span)] if ref is not None and found is not None and found[1] is home else []


def _runs(resolver: Resolver, home: Loaded, task: Task) -> list[tuple[Record, Span]]:
    """Return the tasks that a task runs by reference, itself or in its steps."""
    found: list[tuple[Record, Span]] = []
    waiting = [task]
    while waiting:
        current = waiting.pop()
        ref = current.task_ref
        if ref is not None and (target := resolver.task(home, ref)) is not None:
            found.append((target, ref.span))
        for group in reversed(steps_of(current)):
            waiting += reversed(group)
    return found


def _needs(resolver: Resolver, home: Loaded, data_set: DataSet) -> list[tuple[Record, Span]]:
    """Return the data sets of the same project that the task of a data set reads."""
    maker = data_set.task or (resolver.task(home, data_set.task_ref) if data_set.task_ref else None)
    task = resolver.meant(home, maker) if maker is not None else None
    found: list[tuple[Record, Span]] = []
    for ref in (task.data_sets if task is not None else None) or ():
        target = resolver.data_set(home, ref)
        if target is not None and target[1] is home:
            found.append((target[0], ref.span))
    return found


def _circles(
    problem: type[Cycle], members: Iterable[Any], following: Callable[[Any], list[tuple[Any, Span]]]
) -> Iterator[Cycle]:
    """Walk the graph of some records; report each circle once."""
    done: set[int] = set()
    for start in members:
        path: list[tuple[Any, Span]] = []
        inside: dict[int, int] = {}
        # Each entry is a record to enter, and the place that refers to it; None leaves the last one.
        waiting: list[tuple[Any, Span] | None] = [(start, start.head)]
        while waiting:
            entry = waiting.pop()
            if entry is None:
                record, _ = path.pop()
                del inside[id(record)]
                done.add(id(record))
                continue
            record, place = entry
            if id(record) in inside:
                circle = [*path[inside[id(record)] :]]
                places = (*(span for _, span in circle[1:]), place)
                names = tuple(one.name.value if one.name is not None else "…" for one, _ in circle)
                yield problem(span=places[0], names=names, places=places)
                continue
            if id(record) in done:
                continue
            inside[id(record)] = len(path)
            path.append(entry)
            waiting.append(None)
            waiting += reversed(following(record))
