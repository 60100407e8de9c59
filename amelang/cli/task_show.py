"""Show a task as it will run: templates applied, defaults filled in, each line with where it came from."""

from __future__ import annotations

from amelang.cli.output import UsageError, add_output, emit, fail, outputs
from amelang.language.ame_yml import Model, Training
from amelang.language.shape import At

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from amelang.cli.ready import Ready
    from amelang.language.ame_yml import Task
    from amelang.meaning.work import Work

FORMATS = ("yaml", "json")


def add(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "name",
        metavar="NAME",
        help=f"the task; of a model MODEL/{Model.training.name} or MODEL/{VALIDATION}",
    )
    parser.add_argument(
        "--target", metavar="NAME", help="settings of ame.toml that go before the general ones"
    )
    add_output(parser, FORMATS)


VALIDATION = "validation"
"""What the task that validates a model goes by, behind the model's name."""


def main(arguments: Namespace) -> int:
    """Print the task; return 0, 1 where something is wrong with the project, 2 for wrong usage."""
    import json

    from amelang.cli.ready import ProblemsError, ready, show_problems
    from amelang.export.effective import to_data, to_yaml
    from amelang.meaning.needed import needed

    try:
        asked = outputs(arguments.output, FORMATS)
        project = ready(named=False, target=arguments.target)
        work = shown_work(project, arguments.name)
        for name, file in asked:
            if name == "yaml":
                beside = needed(project.resolver, project.loaded, work, project.settings)
                emit(to_yaml(work, project.resolver, beside), file)
            else:
                data = to_data(work, project.resolver)
                emit(json.dumps(data, indent=2, ensure_ascii=False) + "\n", file)
    except UsageError as error:
        return fail(error, 2)
    except ProblemsError as error:
        return show_problems(error)
    return 0


def shown_work(project: Ready, name: str) -> Work:
    """Return what a task of the project, or of one of its models, comes to.

    Raises UsageError where there is none of that name, ProblemsError where something is wrong with what it
    uses of other projects.
    """
    from amelang.meaning.work import work_of

    model_name, slash, part = name.partition("/")
    task: Task | None = None
    called: At[str] | None = None
    if slash:
        for model in project.loaded.record.models or ():
            if model.name is not None and model.name.value == model_name:
                training: Training | None = model.training
                of_part = {
                    Model.training.name: training.task if training is not None else None,
                    VALIDATION: model.validation_task,
                }
                task = of_part.get(part)
                called = At(f"{model_name}-{part}", model.name.source, model.name.start, model.name.end)
        if task is None:
            raise UsageError(
                f"there is no `{name}` in {project.loaded.source.path}", _hint(project, model_name)
            )
    elif not project.has_task(name) and (hint := _hint(project, name)):
        raise UsageError(f"there is no task `{name}` in {project.loaded.source.path}", hint)
    else:
        task = project.named(name)
    project.require([(task, project.loaded)])
    work = work_of(project.resolver, project.loaded, task, project.settings, name=called)
    if work is None:
        raise UsageError(f"`{name}` cannot be shown whole", "see what `ame check` says of it")
    return work


def _hint(project: Ready, name: str) -> str:
    """Say what to show instead of a name that is no task's, where it is that of something else."""
    record = project.loaded.record
    if project.has_task(name):
        return f"a pipeline is shown with all its steps: `{name}`"
    for model in record.models or ():
        if model.name is not None and model.name.value == name:
            parts = ((Model.training.name, model.training), (VALIDATION, model.validation_task))
            shown = [f"`{name}/{part}`" for part, there in parts if there is not None]
            return f"`{name}` is a model: show {' or '.join(shown)}" if shown else ""
    if any(one.name is not None and one.name.value == name for one in record.data_sets or ()):
        return f"`{name}` is a data set: a task that reads it is shown with it"
    if any(one.name is not None and one.name.value == name for one in record.templates or ()):
        return f"`{name}` is a template: show a task that builds on it"
    return ""
