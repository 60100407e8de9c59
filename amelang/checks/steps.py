"""Steps of pipelines that get into each other's way."""

from __future__ import annotations

from amelang.checks.paths import folders_of, normal
from amelang.checks.variables import DuplicateVariable, variables_and_secrets
from amelang.language.ame_yml import Project, Task
from amelang.language.shape import At
from amelang.meaning.complete import FROM_TEMPLATE, PIPELINE, TASK_REF
from amelang.meaning.names import lowered
from amelang.meaning.resolve import Resolver, steps_of
from amelang.text.problem import Problem
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = Task.name.attribute
VARIABLES = frozenset((Task.environment.attribute, Task.secrets.attribute))
SAVING = frozenset((Task.artifacts.attribute, FROM_TEMPLATE, TASK_REF, PIPELINE))
"""What a task has that saves files, or that may lead to one that does."""
Saved = tuple[str, At[str], Task]
"""A path that a step saves, in its simplest form; where it is written; the step."""


def check_steps(resolver: Resolver, loaded: Loaded, pipeline: Task) -> Iterator[Problem]:
    """Report steps of a pipeline that share a name or a path, or may take longer than it."""
    groups = steps_of(pipeline)
    written = pipeline.__dict__
    if not _all_differ(groups):
        yield from _names(groups)
    if not VARIABLES.isdisjoint(written):
        yield from _variables(pipeline, [step for group in groups for step in group])
    for group in groups:
        saving = [step for step in group if not _saves_nothing(resolver, loaded, step)] if group[1:] else ()
        if len(saving) > 1:
            yield from _paths([list(_saved(resolver, loaded, step)) for step in saving])
    if pipeline.timeout is not None:
        for group in groups:
            for step in group:
                yield from _outlasting(resolver, loaded, step, pipeline.timeout)


def _outlasting(resolver: Resolver, loaded: Loaded, step: Task, whole: At[int]) -> Iterator[Problem]:
    """Report a step that may take longer than its pipeline, by its own limit or that of what it refers to."""
    limit = step.timeout
    ref = step.task_ref or step.from_template
    if limit is None and ref is not None:
        meant = resolver.meant(loaded, step)
        limit = meant.timeout if meant is not None else None
    if limit is None or limit.value <= whole.value:
        return
    from amelang.checks.step_problems import OutlastingStep

    place = limit.span if step.timeout is not None or ref is None else ref.span
    yield OutlastingStep(span=place, word=limit.span.text.strip("\"'"), whole=whole.span, limit=limit.span)


def _variables(pipeline: Task, steps: list[Task]) -> Iterator[Problem]:
    """Report a variable that the pipeline sets and a step of it makes a secret, or the reverse."""
    beside = variables_and_secrets(pipeline)
    for step in steps:
        own = variables_and_secrets(step)
        for mine, other, theirs in ((own[0], own[1], beside[1]), (own[1], own[0], beside[0])):
            for variable, name in mine.items():
                # What the step itself sets twice is reported there already.
                again = variable in other and other[variable].start < name.start
                if variable in theirs and not again:
                    yield DuplicateVariable(span=name.span, variable=variable, first=theirs[variable].span)


def _names(groups: list[list[Task]]) -> Iterator[Problem]:
    """Report steps of one name of which one has none of its own; two written names are seen elsewhere."""
    from amelang.checks.structure import RepeatedStep
    from amelang.meaning.work import step_name

    first: dict[str, tuple[Task, At[str]]] = {}
    number = 0
    for group in groups:
        for step in group:
            number += 1
            name = step_name(step, number)
            other, earlier = first.setdefault(lowered(name.value), (step, name))
            if other is not step and (other.name is None or step.name is None):
                yield RepeatedStep(span=name.span, step=name.value, key=Task.name.name, first=earlier.span)


def _all_differ(groups: list[list[Task]]) -> bool:
    """Tell at a glance whether no two steps go by the same name; one that only has a number is looked at."""
    names: list[str] = []
    for group in groups:
        for step in group:
            written = step.__dict__
            named = written.get(NAME) or written.get(TASK_REF)
            if named is None:
                return False
            names.append(named.value if NAME in written else named.name.value)
    # What `lowered` makes of a name, but for runs of hyphens.
    text = "\n".join(names).lower().replace("_", "-")
    return "--" not in text and len(set(text.split("\n"))) == len(names)


def _saved(resolver: Resolver, loaded: Loaded, step: Task) -> Iterator[Saved]:
    """Give the paths that a step saves, itself or in its own steps."""
    waiting, seen = [step], set[int]()
    while waiting:
        task: Task | None = waiting.pop()
        # Most steps save nothing, and have no template that could: those need not be made whole.
        while task is not None and task.task_ref is not None and task.from_template is None:
            if id(task) in seen:
                break
            seen.add(id(task))
            task = resolver.task(loaded, task.task_ref)
        if task is not None and task.from_template is not None:
            task = resolver.meant(loaded, task)
        if task is None or id(task) in seen:
            continue
        seen.add(id(task))
        if task.artifacts is not None:
            for path in task.artifacts.paths or ():
                yield normal(path.value), path, step
        waiting += (inner for group in steps_of(task) for inner in group)


def _saves_nothing(resolver: Resolver, loaded: Loaded, step: Task) -> bool:
    """Tell at a glance of a step, or of the task that it refers to, that nothing of it could save a file."""
    written = step.__dict__
    task: Task | None = step
    if TASK_REF in written and FROM_TEMPLATE not in written:
        ref = written[TASK_REF]
        named = resolver.index(loaded, Project.tasks) if ref.project is None else None
        task = named.get(ref.name.value) if named is not None else resolver.task(loaded, ref)
    return task is None or SAVING.isdisjoint(task.__dict__)


def _paths(saved: list[list[Saved]]) -> Iterator[Problem]:
    """Report each path that two members of a group save, or of which one saves a folder around it."""
    first: dict[str, tuple[int, Saved]] = {}
    for number, member in enumerate(saved):
        for one in member:
            first.setdefault(one[0], (number, one))
    reported: set[tuple[str, str]] = set()
    for number, member in enumerate(saved):
        for plain, path, step in member:
            for folder in folders_of(plain):
                other_number, other = first.get(folder, (number, None))
                if other is None or other_number == number or (plain, folder) in reported:
                    continue
                reported.add((plain, folder))
                yield _shared(path, step, other[1], other[2])


def _shared(path: At[str], step: Task, other: At[str], other_step: Task) -> Problem:
    from amelang.checks.path_problems import ParallelArtifacts

    # Both may take one path from one template; then the step says which one is meant.
    own = path.source is step.node.source and path.span != other.span
    return ParallelArtifacts(
        span=path.span if own else step.head,
        path=path.value,
        other=other.value,
        place=other.span,
        used=tuple(
            one.head
            for one, place in ((step, path), (other_step, other))
            if not (place.source is one.node.source and one.span.start <= place.start < one.span.end)
        ),
    )
