"""Data sets, models and artifacts that lack a part of what makes them one."""

from __future__ import annotations

from amelang.checks.paths import outside
from amelang.checks.seen import Seen
from amelang.language.ame_yml import Artifacts, DataSet, Model, Project, Task, Training
from amelang.text.problem import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def check_kinds(project: Project, seen: Seen) -> list[Problem]:
    """Report what is wrong with the data sets and models of a project, their tasks aside."""
    problems: list[Problem] = []
    for data_set in project.data_sets or ():
        problems += _data_set(data_set)
    for model in project.models or ():
        problems += _model(model)
        if model.training is not None and model.training.schedule is not None:
            problems += seen.schedule(model.training.schedule)
    return problems


def _data_set(data_set: DataSet) -> Iterator[Problem]:
    makers = [key for key in (DataSet.task, DataSet.task_ref) if data_set.written(key)]
    if not makers:
        keys = (DataSet.task.name, DataSet.task_ref.name)
        from amelang.checks.structure import TasklessDataSet

        yield TasklessDataSet(span=data_set.head, scope=data_set.span, keys=keys)
    elif len(makers) > 1:
        from amelang.checks.structure import TwoMakers

        first, second = makers
        yield TwoMakers(
            span=data_set.key_span(second),
            key=second.name,
            other=first.name,
            place=data_set.key_span(first),
        )
    paths = [(data_set.path, DataSet.path.name)] if data_set.path is not None else []
    paths += [(source, DataSet.sources.name) for source in data_set.sources or ()]
    for path, key in paths:
        if problem := outside(path, key):
            yield problem


def _model(model: Model) -> Iterator[Problem]:
    if not model.written(Model.training):
        from amelang.checks.structure import UntrainedModel

        yield UntrainedModel(
            span=model.head, scope=model.span, key=Model.training.name, task=Training.task.name
        )


def empty_artifacts(task: Task) -> Problem:
    """Make the problem of artifacts that name nothing to save."""
    from amelang.checks.structure import EmptyArtifacts

    return EmptyArtifacts(
        span=task.key_span(Task.artifacts),
        key=Task.artifacts.name,
        keys=(Artifacts.paths.name, f"{Artifacts.save_changed_files.name}: true"),
    )
