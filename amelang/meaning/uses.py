"""What some things use, directly or not, in their own project and in others: each with who uses it."""

from __future__ import annotations

from amelang.language.ame_yml import DataSet, Import, Model, Project, Task, Template
from amelang.language.shape import Key, Record, Ref
from amelang.meaning.misread import is_misread
from amelang.meaning.resolve import Resolver, import_of, steps_of
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    Thing = tuple[Record, Loaded]
    """A task, template, data set or model, and the project that it stands in."""


class Part:
    """What of one project is used."""

    __slots__ = ("by_name", "home", "imports", "misread", "things")

    def __init__(self, home: Loaded) -> None:
        self.home = home
        self.things: list[Record] = []
        self.by_name: list[Record] = []
        """Its things that know others by the name of their project alone."""
        self.misread: list[Record] = []
        """Its things that name others which are there, but could not be read."""
        self.imports: dict[int, tuple[Import, list[Record]]] = {}
        """The imports by which its things know others, each with those things, by their identities."""


class Uses:
    """Everything that some things use, these among them; what is not found is used by nobody."""

    def __init__(self, resolver: Resolver, asked: Iterable[Thing]) -> None:
        self.resolver = resolver
        self._users: dict[int, list[Thing]] = {}
        self._parts: dict[int, Part] = {}
        seen: set[int] = set()
        waiting = list(asked)
        waiting.reverse()
        while waiting:
            thing, home = waiting.pop()
            if id(thing) in seen:
                continue
            seen.add(id(thing))
            self._part(home).things.append(thing)
            for used in self._direct(thing, home):
                self._users.setdefault(id(used[0]), []).append((thing, home))
                waiting.append(used)

    @property
    def parts(self) -> list[Part]:
        """What is used, by project, in the order in which it is met."""
        return list(self._parts.values())

    def tasks_of(self, homes: set[int], things: Iterable[Record], home: Loaded) -> Iterator[Task]:
        """Give the tasks of some projects that use things of one, directly or not.

        What uses such a task in turn is not given; a template only where no task builds on it. `homes`
        are the identities of the projects.
        """
        waiting = [(thing, home) for thing in things]
        seen: set[int] = set()
        while waiting:
            thing, its_home = waiting.pop()
            if id(thing) in seen:
                continue
            seen.add(id(thing))
            users = self._users.get(id(thing), ())
            passed_on = isinstance(thing, Template) and users
            if isinstance(thing, Task) and id(its_home) in homes and not passed_on:
                yield thing
            else:
                waiting += users

    def _part(self, home: Loaded) -> Part:
        return self._parts.setdefault(id(home), Part(home))

    def _direct(self, thing: Record, home: Loaded) -> Iterator[Thing]:
        """Give what a thing uses itself, as far as it is found; a pipeline uses its steps."""
        if isinstance(thing, Task):
            yield from self._of_task(thing, home)
        elif isinstance(thing, DataSet):
            yield from _maker(thing.task, home)
            yield from self._reference(thing, thing.task_ref, home)
        elif isinstance(thing, Model):
            yield from _maker(thing.training.task if thing.training is not None else None, home)
            yield from _maker(thing.validation_task, home)

    def _of_task(self, task: Task, home: Loaded) -> Iterator[Thing]:
        ref: Ref | None = task.from_template
        if ref is not None:
            yield from self._named(task, ref, home, Project.templates, self.resolver.template(home, ref))
        for ref in task.data_sets or ():
            yield from self._named(task, ref, home, Project.data_sets, self.resolver.data_set(home, ref))
        yield from self._reference(task, task.task_ref, home)
        for group in steps_of(task):
            for step in group:
                yield step, home

    def _reference(self, user: Record, ref: Ref | None, home: Loaded) -> Iterator[Thing]:
        if ref is not None:
            task = self.resolver.task(home, ref)
            found = (task, home) if task is not None else None
            yield from self._named(user, ref, home, Project.tasks, found)

    def _named(
        self, user: Record, ref: Ref, home: Loaded, key: Key[Any], found: Thing | None
    ) -> Iterator[Thing]:
        """Give what a reference was found to mean, and take down by what it was found or why not."""
        part = self._part(home)
        if ref.project is not None and ref.project.value != home.name.value:
            one = import_of(home, ref.project.value)
            if one is not None:
                part.imports.setdefault(id(one), (one, []))[1].append(user)
            else:
                part.by_name.append(user)
        elif found is None and is_misread(home, key, ref.name.value):
            part.misread.append(user)
        if found is not None:
            yield found


def _maker(task: Task | None, home: Loaded) -> Iterator[Thing]:
    if task is not None:
        yield task, home
