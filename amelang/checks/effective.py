"""What is wrong with a task only when its template is under it."""

from __future__ import annotations

from amelang.checks.seen import Seen
from amelang.checks.tasks import starts_what_is_there
from amelang.checks.variables import DuplicateVariable, variables_and_secrets
from amelang.language.ame_yml import AmeSecret, Artifacts, Executor, Pip, Resources, Secret, Task, Template
from amelang.language.shape import At
from amelang.meaning.resolve import Resolver
from amelang.text.problem import Note, Problem
from amelang.text.source import Span
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from amelang.checks.problems import MissingScript


class Base:
    """What a template, with those under it, means for the tasks that build on it."""

    __slots__ = ("device", "executor", "memory", "secrets", "variables")

    def __init__(self, whole: Task) -> None:
        self.variables = {one.name.value for one in whole.environment or () if one.name is not None}
        self.secrets = set(_secret_names(whole.secrets or ()))
        resources = whole.resources
        self.device = resources is not None and resources.extended is not None
        self.memory = resources is not None and resources.written(Resources.memory)
        self.executor = whole.executor


class Effective:
    """Looks at tasks of a project as their templates make them.

    A template is laid under a task only where a look at the two says that something may be wrong:
    that takes longer than all the rest.
    """

    def __init__(self, resolver: Resolver, loaded: Loaded, seen: Seen) -> None:
        self.resolver = resolver
        self.loaded = loaded
        self.seen = seen
        self._bases: dict[Task, Base] = {}
        self._gpus: dict[int, Problem] = {}
        """What is said of GPUs in templates of the project, by their offsets."""
        self._scripts: dict[tuple[str, Span], MissingScript] = {}
        """What is said of scripts, by their names and the templates' commands."""

    def look(self, task: Task, template: Task) -> Iterator[Problem]:
        """Report what a task and its template, with those under it, are wrong in together."""
        base = self._bases.get(template)
        if base is None:
            base = self._bases[template] = Base(template)
        written = task.__dict__
        if _may_collide(written, base) and (whole := self._whole(task)) is not None:
            yield from _variables(task, whole)
        ref = task.from_template
        if isinstance(task, Template) or ref is None:
            # A template may lack anything that its tasks will have.
            return
        artifacts = written.get(Task.artifacts.attribute)
        whole = self._whole(task) if artifacts is not None and not artifacts.paths else None
        if whole is not None and whole.artifacts is not None and not _saves(whole.artifacts):
            from amelang.checks.kinds import empty_artifacts

            yield empty_artifacts(task)
        lacks = not base.memory and _may_lack_memory(written.get(Task.resources.attribute), base)
        whole = self._whole(task) if lacks else None
        if whole is not None and whole.resources is not None:
            yield from self._lacks_memory(whole.resources, ref.span)
        if base.executor is not None:
            if task.executor is None:
                self.seen.files.look(base.executor, ref.span)
            yield from self._script(task.executor, base.executor, ref.span)

    def _whole(self, task: Task) -> Task | None:
        return self.resolver.effective(self.loaded, task)

    def _lacks_memory(self, resources: Resources, ref: Span) -> Iterator[Problem]:
        """Report a GPU beside which neither the task nor its template names any memory."""
        from amelang.checks.gpus import gpu_without_memory

        problem = None if self.seen.has_default_memory else gpu_without_memory(resources)
        if problem is None:
            return
        place = problem.span
        if place.source is not self.loaded.source:
            problem.span = ref
            problem.add_note(Note("the GPU is asked for here", place))
            yield problem
            return
        first = self._gpus.setdefault(place.start, problem)
        first.add_note(Note("this task does not say it either", ref))
        if first is problem:
            yield problem

    def _script(self, own: Executor | None, executor: Executor, ref: Span) -> Iterator[Problem]:
        """Report a script that the template's command starts, and that this project does not have."""
        if own is not None and (type(own) is not type(executor) or own.written(Pip.command)):
            return
        command: At[str] | None = executor.__dict__.get(Pip.command.attribute)
        if command is None or starts_what_is_there(self.seen, command.value):
            return
        found = self.seen.scripts.missing(command.value)
        if found is None or self.seen.scripts.has_later_steps():
            # A step may write what a later one runs.
            return
        known = self._scripts.get((found.word, command.span))
        if known is not None:
            known.others.append(ref)
            return
        from amelang.checks.problems import MissingScript

        wanted = self.seen.scripts.wanted(found)
        problem = MissingScript(span=ref, script=found.word, module=wanted, near=None, others=[])
        problem.add_note(Note("the command is here", command.span))
        self._scripts[found.word, command.span] = problem
        yield problem


def _may_collide(written: dict[str, Any], base: Base) -> bool:
    """Tell whether a task has a variable, by its name, of which its template has a secret, or the reverse."""
    if base.secrets:
        for variable in written.get(Task.environment.attribute, ()):
            if variable.name is not None and variable.name.value in base.secrets:
                return True
    if base.variables and Task.secrets.attribute in written:
        return any(name in base.variables for name in _secret_names(written[Task.secrets.attribute]))
    return False


def _secret_names(secrets: Iterable[Secret]) -> Iterator[str]:
    for secret in secrets:
        name = secret.__dict__.get(AmeSecret.inject_as.attribute)
        if name is not None:
            yield name.value


def _saves(artifacts: Artifacts) -> bool:
    changed = artifacts.save_changed_files
    return bool(artifacts.paths or (changed is not None and changed.value) or artifacts.faulty)


def _may_lack_memory(resources: Resources | None, base: Base) -> bool:
    """Tell whether a task, or its template, which names no memory, asks for a device."""
    if resources is None:
        return base.device
    return (base.device or resources.extended is not None) and not resources.written(Resources.memory)


def _variables(task: Task, whole: Task) -> Iterator[Problem]:
    """Report a variable that the one sets and of which the other makes a secret."""
    variables, secrets = variables_and_secrets(whole)
    for variable, name in secrets.items():
        other = variables.get(variable)
        if other is None:
            continue
        own = [place for place in (name, other) if _inside(place, task)]
        if len(own) == 1:
            [first] = [place for place in (name, other) if place is not own[0]]
            yield DuplicateVariable(span=own[0].span, variable=variable, first=first.span)


def _inside(place: At[str], task: Task) -> bool:
    return place.source is task.node.source and task.span.start <= place.start < task.span.end
