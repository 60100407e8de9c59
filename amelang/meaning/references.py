"""What is wrong with the references of a project, and with what stands beside them."""

from __future__ import annotations

from itertools import islice

from amelang.language.ame_yml import Project, Task
from amelang.language.forms import closest
from amelang.language.shape import Key, Ref
from amelang.meaning.complete import DATA_SETS, FROM_TEMPLATE, PIPELINE, TASK_REF
from amelang.meaning.misread import is_misread
from amelang.meaning.reference_problems import (
    SHOWN,
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
    from collections.abc import Iterable, Iterator
    from typing import Any

BESIDE_REFERENCE = frozenset((Task.name.attribute, Task.task_ref.attribute, Task.triggers.attribute))
"""What may stand beside `taskRef`."""
NOT_BESIDE_PIPELINE: tuple[Key[Any], ...] = (Task.resources, Task.artifacts)
NOT_BESIDE = frozenset(key.attribute for key in NOT_BESIDE_PIPELINE)


def references(
    resolver: Resolver, home: Loaded, tasks: Iterable[Task], foreign: list[Ref]
) -> Iterator[Problem]:
    """Report what the references of some tasks of a project name, and is not there.

    To `foreign` those are added that say a project.
    """
    # Nearly all of them name something of their own project, and a look into its index is enough. What
    # a task does not write is not asked for by its name: that takes as long as all the rest.
    templates = resolver.index(home, Project.templates)
    named_tasks = resolver.index(home, Project.tasks)
    data_sets = resolver.index(home, Project.data_sets)
    right: set[tuple[str, str]] = set()  # the templates of other projects that are there
    for task in tasks:
        written = task.__dict__
        ref: Ref | None = written.get(FROM_TEMPLATE)
        if ref is not None and ref.project is not None:
            foreign.append(ref)
            wanted = (ref.project.value, ref.name.value)
            if wanted not in right:
                problems = list(_known(resolver, home, ref, Project.templates, UnknownTemplate))
                if not problems:
                    right.add(wanted)
                yield from problems
        elif ref is not None and ref.name.value not in templates:
            yield from _known(resolver, home, ref, Project.templates, UnknownTemplate)
        ref = written.get(TASK_REF)
        if ref is not None:
            if ref.project is not None:
                foreign.append(ref)
            if ref.project is not None or ref.name.value not in named_tasks:
                yield from _task_reference(resolver, home, ref)
            if task.faulty or not written.keys() <= BESIDE_REFERENCE:
                yield from _beside_reference(task)
        for ref in written.get(DATA_SETS, ()):
            if ref.project is not None:
                foreign.append(ref)
            if ref.project is not None or ref.name.value not in data_sets:
                yield from _known(resolver, home, ref, Project.data_sets, UnknownDataSet)
        if PIPELINE in written and (task.faulty or not NOT_BESIDE.isdisjoint(written)):
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
    if project is not home and wanted in index:
        resolver.used[project.path] = project
    if wanted not in index and not (project is home and is_misread(home, key, wanted)):
        found = problem(
            span=ref.name.span,
            wanted=wanted,
            project=None if project is home else project.name.value,
            near=resolver.near(project, key, wanted),
            known=tuple(islice(index, SHOWN + 1)),
        )
        if project is not home and project.problems:
            # It may well be there, and could not be read.
            found.add_note(
                Note("that project has a mistake here, which may be why", project.problems[0].span)
            )
        yield found


def _places(resolver: Resolver, home: Loaded, name: str) -> tuple[Span, ...]:
    """Return the places of all projects that a name could mean, where it is neither the own nor imported."""
    if name == home.name.value or import_of(home, name) is not None:
        return ()
    return tuple(one.name.span for one in resolver.workspace.around(home).named(home, name))


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
    names = dict.fromkeys([*imported, *resolver.workspace.around(home).names(home)])
    yield UnknownProject(span=ref.project.span, wanted=wanted, near=closest(wanted, names))


def _task_reference(resolver: Resolver, home: Loaded, ref: Ref) -> Iterator[Problem]:
    if ref.project is not None and ref.project.value != home.name.value:
        yield ForeignTask(span=ref.span, project=ref.project.value, task=ref.name.value)
        return
    yield from _known(resolver, home, ref, Project.tasks, UnknownTask)


def _beside_reference(task: Task) -> Iterator[Problem]:
    if task.written(Task.executor) or task.written(Task.pipeline):
        # That a task cannot have two things to run is said elsewhere; the rest may belong to the other.
        return
    for key in type(task).keys.values():
        if key.attribute in BESIDE_REFERENCE:
            continue
        if task.written(key):
            yield KeyBesideReference(
                span=task.key_span(key),
                key=key.name,
                reference=Task.task_ref.name,
                template=Task.from_template.name,
            )
