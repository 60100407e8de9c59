"""What is wrong between the things of a project, and between projects."""

from __future__ import annotations

from amelang.checks.effective import Effective
from amelang.checks.imports import check_imports, check_namesakes, used_projects
from amelang.checks.seen import Seen
from amelang.checks.steps import check_steps
from amelang.checks.templates import check_templates
from amelang.language.ame_yml import Task, Template
from amelang.language.shape import Items, Ref
from amelang.meaning.complete import (
    EXECUTOR,
    FROM_TEMPLATE,
    PIPELINE,
    REFERRING,
    TASK_REF,
    gaps,
    has_required,
    tasks_of,
)
from amelang.meaning.cycles import cycles
from amelang.meaning.problems import NothingToRun, TwoThingsToRun
from amelang.meaning.references import foreign_tasks, references
from amelang.meaning.resolve import Resolver
from amelang.text.problem import Note, Problem
from amelang.text.source import Span
from amelang.text.tree import Mapping
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from amelang.language.ame_yml import DataSet


def check_across(resolver: Resolver, loaded: Loaded, seen: Seen) -> list[Problem]:
    """Report references that lead nowhere or in a circle, and what is wrong with things together."""
    tasks = [task for task in tasks_of(loaded) if not REFERRING.isdisjoint(task.__dict__)]
    foreign: list[Ref] = []
    problems = list(references(resolver, loaded, tasks, foreign))
    problems += cycles(resolver, loaded)
    used = used_projects(loaded, foreign)
    if loaded.record.imports is not None:
        problems += check_imports(resolver, loaded, used)
    problems += check_namesakes(resolver, loaded, used)
    if loaded.record.templates is not None:
        problems += check_templates(resolver, loaded, tasks)
    if loaded.record.data_sets is not None and _share_paths(loaded.record.data_sets):
        from amelang.checks.data_paths import check_data_paths

        problems += check_data_paths(resolver, loaded, tasks)
    effective = Effective(resolver, loaded, seen)
    # The templates that tasks name, and whether each says all that a task needs to run.
    bases: dict[tuple[str, str], tuple[Task | None, bool]] = {}
    told: dict[tuple[int, int, str], Problem] = {}
    for task in tasks:
        written = task.__dict__
        ref: Ref | None = written.get(FROM_TEMPLATE)
        base = None
        if ref is not None:
            named = (ref.project.value if ref.project is not None else "", ref.name.value)
            if named not in bases:
                base = _base(resolver, loaded, ref)
                bases[named] = (base, base is not None and _runs_alone(base))
            base, alone = bases[named]
        if base is not None:
            if not isinstance(task, Template) and not _complete_together(task, base, alone=alone):
                problems += _gaps(resolver, loaded, task, told)
                problems += foreign_tasks(resolver, loaded, task)
            problems += effective.look(task, base)
        if PIPELINE in written:
            problems += check_steps(resolver, loaded, task)
    return problems


def _share_paths(data_sets: Items[DataSet]) -> bool:
    """Tell at a glance whether two data sets may have the same path."""
    paths = [one.path.value.rstrip("/").removeprefix("./") for one in data_sets if one.path is not None]
    return len(set(paths)) < len(paths)


def _base(resolver: Resolver, loaded: Loaded, ref: Ref) -> Task | None:
    """Return a template with those under it that it builds on; None where it is not found."""
    found = resolver.template(loaded, ref)
    return resolver.effective(found[1], found[0]) if found is not None else None


def _runs_alone(task: Task) -> bool:
    """Tell whether a task, or a whole template, says with its executor all of what it runs."""
    written = task.__dict__
    executor = written.get(EXECUTOR)
    if executor is None or TASK_REF in written or PIPELINE in written or task.faulty:
        return False
    return has_required(executor)


def _complete_together(task: Task, base: Task, *, alone: bool) -> bool:
    """Tell at a glance whether a task and its template say all of what they run, and nothing against it.

    Most do, as one of them says it all, and the template need not be laid under the task to know.
    `alone` is whether the template does.
    """
    written = task.__dict__
    if EXECUTOR in written:
        return _runs_alone(task) and base.task_ref is None and base.pipeline is None
    # A key without a value may be a null, which takes away what the template supplies.
    plain = task.unread or (isinstance(task.node, Mapping) and len(task.node.entries) == len(written))
    return alone and plain and TASK_REF not in written and PIPELINE not in written


def _gaps(
    resolver: Resolver, loaded: Loaded, task: Task, told: dict[tuple[int, int, str], Problem]
) -> Iterator[Problem]:
    """Report what a task and its template leave open together, or have too much of.

    It is said at the task, or where the template has what lacks something: then once, for all tasks that
    leave it so. `told` has what was said already.
    """
    whole = resolver.effective(loaded, task)
    ref = task.from_template
    if whole is None or ref is None:
        return
    known = {(type(problem), problem.span) for problem in gaps(task)}
    for problem in gaps(whole):
        if (type(problem), problem.span) in known:
            continue
        if isinstance(problem, NothingToRun) and problem.pipeline:
            problem.span, problem.task = resolver.merged.key_span(whole, Task.pipeline), Template.noun
        if isinstance(problem, TwoThingsToRun):
            yield from _two_things(resolver, task, whole, problem)
        elif not _inside(problem.span, task):
            yield from _supplied(loaded, task, ref, problem, told)
        else:
            problem.add_note(Note("the template does not supply it", ref.span))
            yield problem


def _supplied(
    loaded: Loaded, task: Task, ref: Ref, problem: Problem, told: dict[tuple[int, int, str], Problem]
) -> Iterator[Problem]:
    """Report what lacks something and is a template's: there once, with a note for each task.

    What another project supplies may well be right for others: that is said at the first task.
    """
    from amelang.checks.used_by import use_of

    place = problem.span
    fault = (id(place.source), place.start, problem.message())
    first = told.setdefault(fault, problem)
    own = place.source is loaded.source
    if own or first is not problem:
        first.add_note(use_of(task))
    if first is not problem:
        return
    problem.names_users = True
    if not own:
        problem.add_note(Note("what the template supplies is here", place))
        problem.span = ref.span
    yield problem


def _two_things(resolver: Resolver, task: Task, whole: Task, problem: TwoThingsToRun) -> Iterator[Problem]:
    """Report two things to run, one of them the template's; a template with two is seen elsewhere."""
    first, second = (
        resolver.merged.key_span(whole, Task.keys[name]) for name in (problem.other, problem.key)
    )
    own = [span for span in (first, second) if _inside(span, task)]
    if not own and second.source is task.node.source:
        return
    problem.span, problem.other_span = second, first
    if own == [first]:
        problem.key, problem.other = problem.other, problem.key
        problem.span, problem.other_span = first, second
    if not own and task.from_template is not None:
        problem.add_note(Note("what the template supplies is here", second))
        problem.span = task.from_template.span
    yield problem


def _inside(span: Span, task: Task) -> bool:
    return span.source is task.node.source and task.span.start <= span.start < task.span.end
