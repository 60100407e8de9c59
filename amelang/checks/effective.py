"""What is wrong with a task only when its template is under it."""

from __future__ import annotations

from amelang.checks.gpus import gpu_without_memory
from amelang.checks.kinds import empty_artifacts
from amelang.checks.problems import MissingScript
from amelang.checks.seen import Seen
from amelang.checks.variables import DuplicateVariable
from amelang.language.ame_yml import AmeSecret, Artifacts, Executor, Pip, Resources, Task, Template
from amelang.language.shape import At
from amelang.meaning.resolve import Resolver
from amelang.text.problem import Note, Problem
from amelang.text.source import Span
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def check_effective(
    resolver: Resolver, loaded: Loaded, seen: Seen, task: Task, base: Task
) -> Iterator[Problem]:
    """Report what a task and its template are wrong in together.

    `base` is the template with those under it. It is laid under the task only where a look at the two
    says that something may be wrong: that takes longer than all the rest.
    """
    ref = task.from_template
    if ref is None:
        return
    if (task.environment is not None and base.secrets is not None) or (
        task.secrets is not None and base.environment is not None
    ):
        whole = resolver.effective(loaded, task)
        if whole is not None:
            yield from _variables(task, whole)
    if isinstance(task, Template):
        # It may lack anything that its tasks will have.
        return
    artifacts = task.artifacts
    if artifacts is not None and not artifacts.paths:
        whole = resolver.effective(loaded, task)
        if whole is not None and whole.artifacts is not None and not _saves(whole.artifacts):
            yield empty_artifacts(task)
    if _has_gpu(task, base):
        whole = resolver.effective(loaded, task)
        if whole is not None and whole.resources is not None:
            yield from _gpus(loaded, seen, whole.resources, ref.span)
    if base.executor is not None:
        if task.executor is None:
            seen.files.look(base.executor, ref.span)
        yield from _script(seen, task, base.executor, ref.span)


def _saves(artifacts: Artifacts) -> bool:
    changed = artifacts.save_changed_files
    return bool(artifacts.paths or (changed is not None and changed.value) or artifacts.faulty)


def _has_gpu(task: Task, base: Task) -> bool:
    """Tell whether a task or its template asks for a device, and neither for memory."""
    both = [one.resources for one in (task, base) if one.resources is not None]
    return any(one.extended is not None for one in both) and not any(
        one.written(Resources.memory) for one in both
    )


def _variables(task: Task, whole: Task) -> Iterator[Problem]:
    """Report a variable that the one sets and of which the other makes a secret."""
    variables = whole.environment or ()
    named = {variable.name.value: variable.name for variable in variables if variable.name is not None}
    for secret in whole.secrets or ():
        name: At[str] | None = secret.__dict__.get(AmeSecret.inject_as.attribute)
        other = named.get(name.value) if name is not None else None
        if name is None or other is None:
            continue
        own = [place for place in (name, other) if _inside(place, task)]
        if len(own) == 1:
            [first] = [place for place in (name, other) if place is not own[0]]
            yield DuplicateVariable(span=own[0].span, variable=name.value, first=first.span)


def _gpus(loaded: Loaded, seen: Seen, resources: Resources, ref: Span) -> Iterator[Problem]:
    """Report a GPU beside which neither the task nor its template names any memory."""
    if resources.extended is None or seen.has_default_memory:
        return
    problem = gpu_without_memory(resources)
    if problem is None:
        return
    place = problem.span
    if place.source is not loaded.source:
        problem.span = ref
        problem.add_note(Note("the GPU is asked for here", place))
        yield problem
        return
    first = seen.gpus.setdefault(place.start, problem)
    first.add_note(Note("this task does not say it either", ref))
    if first is problem:
        yield problem


def _script(seen: Seen, task: Task, executor: Executor, ref: Span) -> Iterator[Problem]:
    """Report a script that the template's command starts, and that this project does not have."""
    own = task.executor
    if own is not None and (type(own) is not type(executor) or own.written(Pip.command)):
        return
    command: At[str] | None = executor.__dict__.get(Pip.command.attribute)
    found = seen.scripts.missing(command.value) if command is not None else None
    if command is not None and found is not None:
        wanted = seen.scripts.wanted(found)
        problem = MissingScript(span=ref, script=found.word, module=wanted, near=None, others=[])
        problem.add_note(Note("the command is here", command.span))
        yield problem


def _inside(place: At[str], task: Task) -> bool:
    return place.source is task.node.source and task.span.start <= place.start < task.span.end
