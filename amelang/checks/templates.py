"""Templates that nobody uses, and those of which no task can be made."""

from __future__ import annotations

from amelang.language.ame_yml import Import, Project, Task, Template
from amelang.language.shape import Key, Ref
from amelang.meaning.complete import FROM_TEMPLATE, WORK
from amelang.meaning.resolve import Resolver, import_of
from amelang.text.problem import Problem
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any


def check_templates(resolver: Resolver, home: Loaded, tasks: Iterable[Task]) -> Iterator[Problem]:
    """Report templates of a project that are of no use; `tasks` are all that use one, templates included."""
    templates = list(home.record.templates or ())
    for template in templates:
        yield from _unusable(resolver, home, template)
    if _only_templates(home.record):
        # They are there for other projects, wherever those may be.
        return
    refs = [ref for task in tasks if (ref := task.__dict__.get(FROM_TEMPLATE)) is not None]
    own = home.name.value
    used = {ref.name.value for ref in refs if ref.project is None or ref.project.value == own}
    idle = [one for one in templates if one.name is not None and one.name.value not in used]
    if idle:
        meant = _meant(resolver, home, refs)
        idle = [one for one in idle if one.name is not None and one.name.value not in meant]
    if idle and not resolver.workspace.around(home).mentions(home):
        for template in idle:
            if template.name is not None:
                from amelang.checks.template_problems import UnusedTemplate

                yield UnusedTemplate(span=template.name.span, template=template.name.value)


def _meant(resolver: Resolver, home: Loaded, refs: list[Ref]) -> set[str | None]:
    """Return the templates that references mean which lead nowhere or could not be read, as is said."""
    from amelang.meaning.misread import lost_words

    index = resolver.index(home, Project.templates)
    words = {ref.name.value for ref in refs if _project(resolver, home, ref) in (None, home)}
    words |= {word.removeprefix(f"{home.name.value}.") for word in lost_words(home, (Task.from_template,))}
    return {word if word in index else resolver.near(home, Project.templates, word) for word in words}


def _project(resolver: Resolver, home: Loaded, ref: Ref) -> Loaded | Import | None:
    """Return the project that a reference means, or its import; None where it is none that anybody knows."""
    one = import_of(home, ref.project.value) if ref.project is not None else None
    return one or resolver.project(home, ref)


def _only_templates(project: Project) -> bool:
    """Tell whether a project has nothing of its own that could use its templates."""
    return project.tasks is None and project.data_sets is None and project.models is None


def _unusable(resolver: Resolver, home: Loaded, template: Template) -> Iterator[Problem]:
    """Report a template with two things to run, unless one that it builds on has them both already."""
    whole = resolver.effective(home, template)
    had = _work(whole)
    if whole is None or template.name is None or len(had) < 2:
        return
    if any(len(_work(resolver.effective(home, base))) > 1 for base in resolver.templates(home, template)):
        return
    from amelang.checks.structure import UnusableTemplate

    first, second = (resolver.merged.key_span(whole, key) for key in had[:2])
    own = second.source is home.source and template.span.start <= second.start < template.span.end
    yield UnusableTemplate(
        span=second if own else template.name.span,
        template=template.name.value,
        key=had[1].name,
        other=had[0].name,
        place=first,
    )


def _work(task: Task | None) -> list[Key[Any]]:
    return [key for key in WORK if task is not None and task.written(key)]
