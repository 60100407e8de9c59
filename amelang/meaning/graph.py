"""Who uses whom: tasks, templates, data sets and models, within a project and across projects."""

from __future__ import annotations

from amelang.language.ame_yml import Task
from amelang.language.shape import At, Record, Ref
from amelang.meaning.resolve import Resolver, steps_of
from amelang.meaning.versions import Version, labels, version_of
from amelang.text.source import Span
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    ThingKey = tuple[tuple[str, str], str, str]
    """Which version of a project, the kind, and the name."""

TASK, TEMPLATE, DATA_SET, MODEL = "task", "template", "data set", "model"
BUILDS_ON, RUNS, READS, MADE_BY, TRAINED_BY, VALIDATED_BY = (
    "builds on",
    "runs",
    "reads",
    "made by",
    "trained by",
    "validated by",
)


class Thing:
    """Something with a name that others can use.

    Two of one kind and name in the same version of a project are the same.
    """

    __slots__ = ("kind", "name", "record", "span", "version")

    def __init__(self, kind: str, name: At[str], record: Record, version: Version) -> None:
        self.kind = kind
        self.name = name.value
        self.span = name.span
        self.record = record
        self.version = version

    @property
    def project(self) -> str:
        """The name of its project."""
        return self.version.name

    @property
    def key(self) -> ThingKey:
        """What tells it from all others."""
        return (self.version.key, self.kind, self.name)

    def __repr__(self) -> str:
        return f"{self.kind} {self.project}.{self.name}"


class Use:
    """One thing uses another, and where it says so."""

    __slots__ = ("how", "span", "used", "user")

    def __init__(self, user: Thing, how: str, used: Thing, span: Span) -> None:
        self.user = user
        self.how = how
        self.used = used
        self.span = span


class Graph:
    """Things and their uses, in the order of the texts."""

    def __init__(self) -> None:
        self.things: dict[ThingKey, Thing] = {}
        self.uses: list[Use] = []
        self._versions: dict[int, Version] = {}

    def version(self, resolver: Resolver, home: Loaded) -> Version:
        """Return which project one is; that is found out once."""
        if id(home) not in self._versions:
            self._versions[id(home)] = version_of(resolver, home)
        return self._versions[id(home)]

    @property
    def labels(self) -> dict[tuple[str, str], str]:
        """What to call the projects, by the keys of their versions."""
        return labels(thing.version for thing in self.things.values())

    def around(self, names: Iterable[Thing]) -> Graph:
        """Return the part of the graph that some things use, directly or not, and that uses them."""
        used = self._reached(names, lambda use: (use.user, use.used))
        users = self._reached(names, lambda use: (use.used, use.user))
        part = Graph()
        part.things = {key: thing for key, thing in self.things.items() if key in used or key in users}
        part.uses = [
            use
            for use in self.uses
            if (use.user.key in used and use.used.key in used)
            or (use.user.key in users and use.used.key in users)
        ]
        return part

    def _reached(self, names: Iterable[Thing], ends: Ends) -> set[ThingKey]:
        following: dict[ThingKey, list[Thing]] = {}
        for use in self.uses:
            start, end = ends(use)
            following.setdefault(start.key, []).append(end)
        reached: set[ThingKey] = set()
        waiting = list(names)
        while waiting:
            thing = waiting.pop()
            if thing.key not in reached:
                reached.add(thing.key)
                waiting += following.get(thing.key, [])
        return reached


if TYPE_CHECKING:
    from collections.abc import Callable

    Ends = Callable[[Use], tuple[Thing, Thing]]


def graph_of(resolver: Resolver, projects: Iterable[Loaded]) -> Graph:
    """Return who uses whom in some projects, and in those that they refer to."""
    graph = Graph()
    waiting = list(projects)
    done: set[tuple[str, str]] = set()
    while waiting:
        home = waiting.pop(0)
        key = graph.version(resolver, home).key
        if key not in done:
            done.add(key)
            waiting += _Walk(graph, resolver, home).project()
    return graph


class _Walk:
    """Walks one project and adds what it finds to the graph."""

    def __init__(self, graph: Graph, resolver: Resolver, home: Loaded) -> None:
        self._graph = graph
        self._resolver = resolver
        self._home = home
        self._others: list[Loaded] = []

    def project(self) -> list[Loaded]:
        """Add everything of the project; return the other projects that it refers to."""
        record = self._home.record
        for template in record.templates or ():
            if (thing := self._thing(TEMPLATE, template)) is not None:
                self._task(thing, template)
        for task in record.tasks or ():
            if (thing := self._thing(TASK, task)) is not None:
                self._task(thing, task)
        for data_set in record.data_sets or ():
            if (thing := self._thing(DATA_SET, data_set)) is not None:
                self._maker(thing, MADE_BY, data_set.task)
                self._reference(thing, MADE_BY, data_set.task_ref)
        for model in record.models or ():
            if (thing := self._thing(MODEL, model)) is not None:
                self._maker(thing, TRAINED_BY, model.training.task if model.training is not None else None)
                self._maker(thing, VALIDATED_BY, model.validation_task)
        return self._others

    def _thing(self, kind: str, record: Record, home: Loaded | None = None) -> Thing | None:
        name = record.__dict__.get(Task.name.attribute)
        if name is None:
            return None
        version = self._graph.version(self._resolver, home or self._home)
        thing = Thing(kind, name, record, version)
        return self._graph.things.setdefault(thing.key, thing)

    def _use(self, user: Thing, how: str, used: Thing | None, span: Span) -> None:
        if used is not None:
            self._graph.uses.append(Use(user, how, used, span))

    def _template(self, user: Thing, task: Task) -> None:
        ref = task.from_template
        found = self._resolver.template(self._home, ref) if ref is not None else None
        if ref is not None and found is not None:
            self._other(found[1])
            self._use(user, BUILDS_ON, self._thing(TEMPLATE, found[0], found[1]), ref.span)
        for one in task.data_sets or ():
            made = self._resolver.data_set(self._home, one)
            if made is not None:
                self._other(made[1])
                self._use(user, READS, self._thing(DATA_SET, made[0], made[1]), one.span)

    def _task(self, user: Thing, task: Task) -> None:
        """Add what a task uses, itself and in the steps that are written in it."""
        for one in _within(task):
            self._template(user, one)
            self._reference(user, RUNS, one.task_ref)

    def _reference(self, user: Thing, how: str, ref: Ref | None) -> None:
        task = self._resolver.task(self._home, ref) if ref is not None else None
        if ref is not None and task is not None:
            self._use(user, how, self._thing(TASK, task), ref.span)

    def _maker(self, user: Thing, how: str, task: Task | None) -> None:
        """Add the task of a data set or a model: the one that is referred to, or the one inside."""
        if task is None:
            return
        if task.task_ref is not None:
            self._reference(user, how, task.task_ref)
            return
        made = self._thing(TASK, task)
        if made is None:
            # A task without a name belongs to what it is written in.
            self._task(user, task)
            return
        self._use(user, how, made, task.head)
        self._task(made, task)

    def _other(self, home: Loaded) -> None:
        if home is not self._home and home not in self._others:
            self._others.append(home)


def _within(task: Task) -> Iterator[Task]:
    waiting = [task]
    while waiting:
        current = waiting.pop(0)
        yield current
        for group in steps_of(current):
            waiting += group
