"""Things that lead back to themselves: templates, tasks and data sets, also by way of other projects."""

from __future__ import annotations

import os

from amelang.language.ame_yml import DataSet, Task
from amelang.language.shape import Items, Record, Ref
from amelang.meaning.complete import PIPELINE, TASK_REF, WORK
from amelang.meaning.cycle_problems import Cycle, DataSetCycle, TaskCycle, TemplateCycle
from amelang.meaning.resolve import Resolver, steps_of
from amelang.text.source import Span
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    Member = tuple[Any, Loaded, Span]
    """A record, the project that it stands in, and the place that refers to it."""
    Following = Callable[[Any, Loaded], list[Member]]


RUNNING = frozenset((TASK_REF, PIPELINE))
"""What may make a task run another one."""


def cycles(resolver: Resolver, home: Loaded) -> Iterator[Cycle]:
    """Report each circle that a project is in, once, at the first of its members in the text.

    One of several projects is reported by the one whose path is the first.
    """
    templates = [one for one in home.record.templates or () if one.from_template or one.pipeline]
    yield from _circles(TemplateCycle, resolver, home, templates, _from)
    if not any(one.pipeline or one.task_ref for one in home.record.templates or ()):
        referring = [task for task in home.record.tasks or () if not RUNNING.isdisjoint(task.__dict__)]
        yield from _circles(TaskCycle, resolver, home, referring, _runs)
    else:
        yield from _circles(TaskCycle, resolver, home, list(home.record.tasks or ()), _runs_by_templates)
    yield from _circles(DataSetCycle, resolver, home, list(home.record.data_sets or ()), _needs)


def _from(resolver: Resolver, home: Loaded, template: Task) -> list[Member]:
    """Return the templates that a template builds on, itself or in its steps."""
    found: list[Member] = []
    waiting = [template]
    while waiting:
        current = waiting.pop()
        ref = current.from_template if current is template or not _has_own_work(current) else None
        target = resolver.template(home, ref) if ref is not None else None
        if ref is not None and target is not None:
            found.append((*target, ref.span))
        for group in reversed(steps_of(current)):
            waiting += reversed(group)
    return found


def _runs(resolver: Resolver, home: Loaded, task: Task) -> list[Member]:
    """Return the tasks that a task runs by reference, itself or in its steps, and that run others again."""
    found: list[Member] = []
    waiting: list[Any] = [task]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Items):
            waiting += reversed(current.values)
            continue
        written = current.__dict__
        if TASK_REF in written:
            ref: Ref = written[TASK_REF]
            target = resolver.task(home, ref)
            if target is not None and not RUNNING.isdisjoint(target.__dict__):
                found.append((target, home, ref.span))
        if PIPELINE in written:
            waiting.append(written[PIPELINE])
    return found


def _has_own_work(task: Task) -> bool:
    """Tell whether a task says itself what it runs, which takes the place of what its template runs."""
    return any(task.written(key) for key in WORK)


def _runs_by_templates(resolver: Resolver, home: Loaded, task: Task) -> list[Member]:
    """Return the tasks that a task runs by reference, itself, in its steps, or as its templates have it."""
    found: list[Member] = []
    waiting = [task]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        ref = current.task_ref
        if ref is not None and (target := resolver.task(home, ref)) is not None:
            found.append((target, home, ref.span))
        for group in reversed(steps_of(current)):
            waiting += reversed(group)
        base = None
        if current.from_template is not None and not _has_own_work(current):
            base = resolver.template(home, current.from_template)
        # In a template of another project a name means a task of that one.
        if base is not None and base[1] is home:
            waiting.append(base[0])
    return found


def _needs(resolver: Resolver, home: Loaded, data_set: DataSet) -> list[Member]:
    """Return the data sets that the task of a data set reads, itself or in its steps."""
    maker: Task | None = data_set.task
    if maker is None and data_set.task_ref is not None:
        maker = resolver.task(home, data_set.task_ref)
    found: list[Member] = []
    seen: set[int] = set()
    waiting = [maker] if maker is not None else []
    while waiting:
        task = resolver.meant(home, waiting.pop())
        if task is None or id(task.pipeline or task) in seen:
            continue
        seen.add(id(task.pipeline or task))
        for ref in task.data_sets or ():
            target = resolver.data_set(home, ref)
            if target is not None:
                found.append((*target, ref.span))
        for group in reversed(steps_of(task)):
            waiting += reversed(group)
    return found


def _circles(
    problem: type[Cycle],
    resolver: Resolver,
    home: Loaded,
    members: Iterable[Any],
    following: Callable[[Resolver, Loaded, Any], list[Member]],
) -> Iterator[Cycle]:
    """Walk the graph of some records of a project; report each circle once."""
    done = resolver.without_circles
    visited: list[int] = []
    found: set[frozenset[int]] = set()
    # Nothing has referred to the first of a path, whose place is never told.
    nowhere = Span(home.source, 0, 0)
    for start in members:
        if id(start) not in done and not following(resolver, home, start):
            # Most lead nowhere.
            done.add(id(start))
            continue
        path: list[Member] = []
        inside: dict[int, int] = {}
        # Each entry is a record to enter, and the place that refers to it; None leaves the last one.
        waiting: list[Member | None] = [(start, home, nowhere)]
        while waiting:
            entry = waiting.pop()
            if entry is None:
                record = path.pop()[0]
                del inside[id(record)]
                visited.append(id(record))
                done.add(id(record))
                continue
            record, its_home, place = entry
            if id(record) in inside:
                circle = path[inside[id(record)] :]
                if frozenset(id(one) for one, _, _ in circle) not in found:
                    found.add(frozenset(id(one) for one, _, _ in circle))
                    yield from _told(problem, home, circle, place)
                continue
            if id(record) in done:
                continue
            inside[id(record)] = len(path)
            path.append(entry)
            waiting.append(None)
            waiting += reversed(following(resolver, its_home, record))
    if found:
        # Who is in a circle has to walk it for himself.
        done.difference_update(visited)


def _told(problem: type[Cycle], home: Loaded, circle: list[Member], closing: Span) -> Iterator[Cycle]:
    """Report a circle, beginning with the first member of a project; nothing where another one reports it."""
    if min((one for _, one, _ in circle), key=lambda one: os.path.abspath(one.path)) is not home:
        return
    own = [number for number, member in enumerate(circle) if member[1] is home]
    first = min(own, key=lambda number: circle[number][0].span.start)
    leaving = [*(span for _, _, span in circle[1:]), closing]
    circle, places = circle[first:] + circle[:first], leaving[first:] + leaving[:first]
    several = any(one is not home for _, one, _ in circle)
    names = tuple(_name(record, one, several) for record, one, _ in circle)
    start = places[0]
    if start.source is not home.source:
        # A template says it, which may be one of another project.
        start = circle[0][0].name.span if circle[0][0].name is not None else circle[0][0].head
    yield problem(span=start, names=names, places=tuple(places))


def _name(record: Record, home: Loaded, several: bool) -> str:
    name = record.__dict__.get(Task.name.attribute)
    word = name.value if name is not None else "…"
    return f"{home.name.value}.{word}" if several else word
