"""Holds tasks, as they will run, against the policies of their workspace."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from jsonschema.exceptions import ValidationError

from amelang.checks.policy_files import Path, PolicyFile, read_policies
from amelang.checks.policy_problems import PolicyViolation
from amelang.checks.policy_reasons import missing, reason
from amelang.language.ame_toml import Policy, Settings
from amelang.language.ame_yml import Task
from amelang.language.shape import At, Items
from amelang.meaning.complete import DEFAULTS, complete
from amelang.meaning.plain import Plain, measured
from amelang.meaning.resolve import Resolver, steps_of
from amelang.meaning.work import NOT_SHARED, Pipeline, Work, step_name
from amelang.text.problem import Note, Problem
from amelang.text.source import Span
from amelang.workspace.project import Loaded


class Policies:
    """The policies of one ame.toml, and what was found to break them."""

    def __init__(self, root: str, policy: Policy, *, also_off: bool) -> None:
        self._files, broken = read_policies(root, policy, also_off=also_off)
        self._broken: list[Problem] = list(broken)
        self._found: dict[tuple[object, ...], PolicyViolation] = {}

    def check(self, loaded: Loaded, resolver: Resolver, settings: Settings) -> None:
        """Hold every task of a project, and every step, against the policies."""
        if self._files:
            _Check(self._files, self._found, loaded, resolver, settings).all()

    @property
    def violations(self) -> list[PolicyViolation]:
        """What breaks policies, each once, however many tasks it is used by."""
        return list(self._found.values())

    @property
    def broken(self) -> list[Problem]:
        """What is wrong with the policies themselves."""
        return self._broken + [file.broken for file in self._files if file.broken is not None]


class _Check:
    """Checks one project."""

    def __init__(
        self,
        files: list[PolicyFile],
        found: dict[tuple[object, ...], PolicyViolation],
        home: Loaded,
        resolver: Resolver,
        settings: Settings,
    ) -> None:
        self._files = files
        self._found = found
        self._home = home
        self._resolver = resolver
        self._settings = settings
        self._broken = sorted(problem.span.start for problem in home.tree.problems)
        self._users: dict[int, set[Span]] = {}
        self._ours: set[int] = set()
        self._top: tuple[Task, At[str] | None] | None = None
        """The task that is being checked, of which a step may stand in a template."""
        self._seen: set[Items[Task | Items[Task]]] = set()
        """The pipelines whose steps are checked: those of a template are steps of many tasks."""

    def all(self) -> None:
        record = self._home.record
        for task in record.tasks or ():
            self._root(task, None)
        for data_set in record.data_sets or ():
            self._root(data_set.task, data_set.name)
        for model in record.models or ():
            self._root(model.training.task if model.training else None, model.name)
            self._root(model.validation_task, model.name)

    def _root(self, task: Task | None, name: At[str] | None) -> None:
        self._seen.clear()
        if task is not None and not self._is_reference(task):
            self._top = (task, task.name or name)
            self._work(task, name, None)

    def _is_reference(self, task: Task) -> bool:
        """Tell whether a task is only another name for one that is checked by itself."""
        whole = self._resolver.effective(self._home, task)
        return whole is not None and whole.task_ref is not None

    def _work(self, written: Task, name: At[str] | None, around: Task | None) -> None:
        """Check a task or step, and the steps in it, as far as it is known what they come to."""
        meant = self._resolver.meant(self._home, written)
        named = written.name or name or (meant.name if meant else None)
        if meant is None or named is None or self._is_broken(written):
            return
        whole = meant if around is None else self._resolver.merged.over(around, meant, NOT_SHARED)
        if whole.pipeline is None:
            work = complete(self._home.name, whole, self._settings, name=named)
            if work is not None:
                self._hold(work, written)
        elif not self._is_reference(written):
            # A pipeline that is referred to is checked where it stands.
            self._hold(Pipeline(self._home.name, named, whole, []), written)
            if whole.pipeline not in self._seen:
                self._seen.add(whole.pipeline)
                for called, step in _steps(whole):
                    self._work(step, called, whole)

    def _is_broken(self, task: Task) -> bool:
        """Tell whether the text of a task is broken: then nobody knows what it lacks."""
        span = task.span
        first = bisect_left(self._broken, span.start)
        return span.source is self._home.source and first < bisect_right(self._broken, span.end)

    def _hold(self, work: Work, written: Task) -> None:
        plain = Plain(measured)
        data = plain.task(work)
        if isinstance(work, Pipeline):
            names = iter(called.value for called, _ in _steps(work.task))
            groups = [[next(names) for _ in group] for group in steps_of(work.task)]
            data[Task.pipeline.name] = groups
        for number, file in enumerate(self._files):
            if file.pipelines != isinstance(work, Pipeline):
                continue
            for error in file.errors(data):
                self._report(number, file, error, work, written, plain)

    def _report(
        self,
        number: int,
        file: PolicyFile,
        error: ValidationError,
        work: Work,
        written: Task,
        plain: Plain,
    ) -> None:
        path: Path = tuple(error.absolute_path)
        faulty = any(record.faulty for record in (work.task, *plain.records.values()))
        if faulty and path not in plain.places:
            # Something is written, and reported as wrong: it may be just what is missing here.
            return
        span = self._place(work, plain, path)
        words, pointer = file.said(error)
        key = (number, pointer, span, missing(error))
        violation = self._found.get(key)
        if violation is None:
            at, value = span, None
            if not self._is_ours(span):
                at, value = self._user(written, work), span
            why = file.limited(lambda: reason(error, plain.places.get(path)))
            violation = self._found[key] = PolicyViolation(
                span=at, words=words, reason=why, policy=f"{file.path}#{pointer}", value=value
            )
            violation.severity, violation.off = file.level, file.off
        self._name_user(violation, span, work, written)

    def _name_user(self, violation: PolicyViolation, span: Span, work: Work, written: Task) -> None:
        """Name the task or step that uses what was written elsewhere."""
        user, name = written, work.name
        if self._top is not None and not _inside(written.span, self._top[0].span):
            # The step stands in a template, too: what counts is the task that has it from there.
            user, name = self._top[0], self._top[1] or work.name
        if _inside(span, user.span) or _inside(violation.span, user.span):
            return
        users = self._users.setdefault(id(violation), set())
        if name.span not in users:
            users.add(name.span)
            violation.add_note(Note(f"used by {type(user).noun.split()[-1]} `{name.value}`", name.span))

    def _place(self, work: Work, plain: Plain, path: Path) -> Span:
        """Return where a part of a task was written: the value, else its key, else the task's name."""
        task = work.task
        name: Span = task.name.span if task.name is not None else task.head
        for length in range(len(path), 0, -1):
            part = path[:length]
            if part in plain.places:
                span = plain.places[part]
                return name if span.source is DEFAULTS else span
            record = plain.records.get(part)
            if record is not None and record.tag:
                return record.head
            key = Task.keys.get(str(part[0]))
            if length == 1 and key is not None and key.attribute in task.__dict__:
                return self._resolver.merged.key_span(task, key)
            if record is not None:
                return record.head
        return name

    def _is_ours(self, span: Span) -> bool:
        """Tell whether a place is in a file of the workspace, and not in one that was fetched."""
        if id(span.source) not in self._ours:
            # A project is known as soon as something refers to it.
            sources = [self._home.source, self._settings.node.source]
            sources += [loaded.source for loaded in self._resolver.workspace.known()]
            self._ours = set(map(id, sources))
        return id(span.source) in self._ours

    def _user(self, written: Task, work: Work) -> Span:
        """Return the place by which a task takes from elsewhere."""
        return written.from_template.span if written.from_template is not None else work.name.span


def _steps(pipeline: Task) -> list[tuple[At[str], Task]]:
    """Return the steps of a pipeline with what they go by, in their order."""
    steps = [step for group in steps_of(pipeline) for step in group]
    return [(step_name(step, number), step) for number, step in enumerate(steps, 1)]


def _inside(inner: Span, outer: Span) -> bool:
    return inner.source is outer.source and outer.start <= inner.start < outer.end
