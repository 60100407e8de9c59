"""From what somebody wrote to tasks that are complete."""

from __future__ import annotations

from amelang.language.ame_yml import Executor, Mlflow, Pip, Project, Resources, Task, Template
from amelang.language.shape import At, Items, Key, Record
from amelang.text.problem import Problem
from amelang.text.source import Source
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from amelang.language.ame_toml import Settings
    from amelang.language.problems import MissingKey
    from amelang.meaning.runnable import Runnable

WORK: tuple[Key[Any], ...] = (Task.executor, Task.task_ref, Task.pipeline)
"""The keys of which a complete task has exactly one."""
EXECUTOR, TASK_REF, PIPELINE = (key.attribute for key in WORK)
FROM_TEMPLATE, DATA_SETS = Task.from_template.attribute, Task.data_sets.attribute
REFERRING = frozenset((FROM_TEMPLATE, TASK_REF, PIPELINE, DATA_SETS))
"""The attributes of a task that may name something else."""
DEFAULTS = Source(
    "".join(f"{key.name}: {key.default}\n" for key in Resources.keys.values()), "the defaults of AME"
)
"""What a task gets of each resource that neither it nor the settings name."""
TRACKING = "MLFLOW_TRACKING_URI"
"""The variable in which MLflow looks for its server; AME sets it where the settings name one."""


def gaps(task: Task) -> Iterator[Problem]:
    """Say what a task lacks, or has too much of, before anything can be made of it.

    Of a task with a template only what no template can mend is said here.
    """
    from amelang.meaning.problems import NothingToRun, TwoThingsToRun

    templated = task.written(Task.from_template) or isinstance(task, Template)
    if not isinstance(task, Template):
        had = [key for key in WORK if task.written(key)]
        if not had and not templated:
            keys = (*(key.name for key in WORK), Task.from_template.name)
            yield NothingToRun(span=task.head, scope=task.span, task=type(task).noun, keys=keys)
        if had == [Task.pipeline] and task.pipeline is not None and _is_empty(task.pipeline):
            place, inside = task.key_span(Task.pipeline), task.pipeline.span
            noun = type(task).noun
            yield NothingToRun(span=place, scope=inside, task=noun, keys=(), pipeline=Task.pipeline.name)
        for key in had[1:]:
            first = had[0]
            yield TwoThingsToRun(
                span=task.key_span(key), key=key.name, other=first.name, other_span=task.key_span(first)
            )
    yield from required(task, (type(task).name,))
    executor = task.executor
    if executor is not None and not templated:
        yield from required(executor, executor.required)


def lacks_nothing(task: Task) -> bool:
    """Tell at a glance that `gaps` has nothing to say of a task, as of nearly all."""
    written = task.__dict__
    if task.faulty:
        return False
    for key in type(task).required:
        if key.attribute not in written:
            return False
    executor = written.get(EXECUTOR)
    pipeline = written.get(PIPELINE)
    work = (executor is not None) + (TASK_REF in written) + (pipeline is not None)
    if work > 1 or (pipeline is not None and not _has_steps(pipeline)):
        return False
    if FROM_TEMPLATE in written or isinstance(task, Template):
        return True
    return work == 1 and (executor is None or has_required(executor))


def has_required(executor: Executor) -> bool:
    """Tell whether an executor has each key that it needs, with a value that fits."""
    written = executor.__dict__
    for key in executor.required:  # noqa: SIM110 - `all` takes three times as long
        if key.attribute not in written:
            return False
    return True


def _has_steps(pipeline: Items[Any]) -> bool:
    return any(not isinstance(item, Items) or item.values for item in pipeline.values)


def _is_empty(pipeline: Items[Any]) -> bool:
    """Tell whether nothing is written in a pipeline; a step that is wrong is something."""
    if pipeline.values and not isinstance(pipeline.values[0], Items):
        return False
    return not pipeline.span.text.strip("[],- \t\r\n")


def refers(project: Project) -> bool:
    """Tell whether a project has anything that refers to something else by its name."""
    if project.imports is not None or project.data_sets is not None or project.models is not None:
        return True
    for tasks in (project.tasks, project.templates):
        for task in tasks or ():
            written = task.__dict__
            if not REFERRING.isdisjoint(written):
                return True
    return False


def required(record: Record, keys: tuple[Key[Any], ...]) -> Iterator[MissingKey]:
    """Report each of the keys that is required, and not written with any value."""
    from amelang.language.lacking import missing_key

    for key in keys:
        if key.required and not record.written(key):
            yield missing_key(record, key)


def complete(
    project: At[str], task: Task, settings: Settings, *, name: At[str] | None = None
) -> Runnable | None:
    """Make a task complete, its templates being applied; None where it has no executor of its own.

    `name` is what it goes by, where that is not its own name. Call it for tasks of which nothing is
    wrong: `gaps` and the checks say what would be.
    """
    from amelang.meaning.runnable import Runnable

    executor = task.executor
    name = name or task.name
    if executor is None or name is None:
        return None
    command = _value(executor, Pip.command)
    python_version = _value(executor, Mlflow.python_version)
    image = executor.image or _settings_image(settings)
    return Runnable(
        project=project,
        name=name,
        task=task,
        executor=executor,
        command=command,
        python_version=python_version,
        image=image,
        resources=_resources(task, settings),
        environment=_environment(task, settings),
        node_selector={label.value: value for label, value in task.node_selector or ()},
        timeout=task.timeout,
        retries=task.retries,
    )


def _environment(task: Task, settings: Settings) -> dict[str, At[str]]:
    """Return the variables of a task; what it sets itself goes before what AME sets."""
    made: dict[str, At[str]] = {}
    if settings.mlflow is not None and settings.mlflow.tracking_uri is not None:
        made[TRACKING] = settings.mlflow.tracking_uri
    for variable in task.environment or ():
        if variable.name is not None and variable.value is not None:
            made[variable.name.value] = variable.value
    return made


def tasks_of(loaded: Loaded) -> list[Task]:
    """Return every task that is written somewhere in a project; they are looked for once."""
    if loaded.tasks is None:
        loaded.tasks = list(all_tasks(loaded.record))
    return loaded.tasks


def all_tasks(record: Record) -> Iterator[Task]:
    """Give every task that is written somewhere in a record: steps and tasks of data sets, too."""
    waiting: list[object] = list(record.__dict__.values())
    waiting.reverse()
    while waiting:
        value = waiting.pop()
        if isinstance(value, Task):
            yield value
            if value.pipeline is not None:
                waiting.append(value.pipeline)
        elif isinstance(value, Record):
            waiting += reversed(list(value.__dict__.values()))
        elif hasattr(value, "values") and isinstance(value.values, list):
            waiting += reversed(value.values)


def _value(executor: Executor, key: Key[Any]) -> Any:
    """Return the value of a key that some executors have and others have not."""
    return executor.__dict__.get(key.attribute)


def _settings_image(settings: Settings) -> At[str] | None:
    return settings.images.default if settings.images is not None else None


def _resources(task: Task, settings: Settings) -> dict[str, At[Any]]:
    """Merge the resources of the task over those of the settings, over AME's own."""
    from amelang.language.read import read_record
    from amelang.text.reader import read

    own, _ = read_record(read(DEFAULTS), Resources)
    layers = [own, settings.defaults.resources if settings.defaults else None, task.resources]
    merged: dict[str, At[Any]] = {}
    for layer in layers:
        if layer is None:
            continue
        for key in Resources.keys.values():
            value = layer.__dict__.get(key.attribute)
            if value is not None:
                merged[key.name] = value
        merged.update({device.value: amount for device, amount in layer.extended or ()})
    return merged
