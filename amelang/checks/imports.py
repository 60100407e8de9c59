"""Imports that lead nowhere, or to something else, or that nobody needs; and projects of one name."""

from __future__ import annotations

import os

from amelang.checks.git_problems import (
    ChangedImport,
    ForeignPath,
    StrayRef,
    UnfetchedImport,
    UnsafeImport,
)
from amelang.checks.import_problems import (
    MissingImport,
    OwnImport,
    RepeatedImport,
    RepeatedProject,
    UnusedImport,
    WrongImportName,
)
from amelang.language.ame_yml import Import, Project, Task
from amelang.language.forms import closest
from amelang.language.shape import At, Ref
from amelang.meaning.reference_problems import AmbiguousProject
from amelang.meaning.resolve import Resolver, import_of
from amelang.text.problem import Edit, Problem, Severity
from amelang.text.source import Span
from amelang.workspace.project import Loaded
from amelang.workspace.workspace import (
    CHANGED,
    FOUND,
    MISSING,
    OUTSIDE,
    REFUSED,
    UNFETCHED,
    UNLOCKED,
    Imported,
    Workspace,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


SHOWN = 5
"""Other projects of the same name that the first of them names."""
Used = dict[str, list[At[str]]]
"""The names of other projects that the references of a project say, and where."""


def check_imports(resolver: Resolver, home: Loaded, used: Used) -> Iterator[Problem]:
    """Report what is wrong with the imports of a project."""
    workspace = resolver.workspace.around(home)
    first: dict[str, Span] = {}
    meant: set[str | None] | None = None
    for one in home.record.imports or ():
        if one.ref is not None and one.git is None:
            span = one.key_span(Import.ref)
            yield StrayRef(span=span, key=Import.ref.name, other=Import.git.name)
        if one.project is None:
            continue
        name = one.project.value
        if name in first:
            yield RepeatedImport(span=one.project.span, project=name, first=first[name])
            continue
        first[name] = one.project.span
        found = workspace.follow(home, one)
        if found.project is home:
            yield OwnImport(span=one.project.span, project=name, removal=_removal(home, one))
            continue
        wrong = list(_followed(workspace, home, one, one.project, found, used))
        if (
            name not in used
            and not any(problem.severity == Severity.ERROR for problem in wrong)
            and name not in (meant := _meant(workspace, home, used) if meant is None else meant)
        ):
            # Whoever mends it may well want it for something that is not written yet.
            yield UnusedImport(span=one.project.span, project=name, removal=_removal(home, one))
        yield from wrong


def _meant(workspace: Workspace, home: Loaded, used: Used) -> set[str | None]:
    """Return the imports that references mean which lead nowhere or could not be read, as is said there."""
    from amelang.meaning.misread import lost_words

    imported = {one.project.value: one for one in home.record.imports or () if one.project is not None}
    others = used.keys() - imported.keys() - {home.name.value}
    strange = {name for name in others if not workspace.named(home, name)}
    lost = lost_words(home, (Task.from_template, Task.data_sets))
    words = strange | {word.partition(".")[0] for word in lost}
    return {word if word in imported else closest(word, imported) for word in words}


def check_namesakes(resolver: Resolver, home: Loaded, used: Iterable[str]) -> Iterator[Problem]:
    """Report that other projects of the workspace have the same name.

    A project that refers to no other one by its name alone does not pay for a search of all folders:
    it is compared with those that were read anyhow. `used` are the names of those it refers to.
    """
    workspace = resolver.workspace.around(home)
    same = workspace.named(home, home.name.value) if _looks_around(home, used) else workspace.namesakes(home)
    if len(same) < 2 or all(one is not home for one in same):
        return
    # Of many, each names the first one, which names a few: all of each other would be their number squared.
    first = min(same, key=lambda one: one.path)
    others = [one for one in same if one is not home] if first is home else [first]
    places = tuple(_name_span(one) for one in others[:SHOWN])
    yield RepeatedProject(span=_name_span(home), project=home.name.value, others=places)


def _looks_around(home: Loaded, used: Iterable[str]) -> bool:
    """Tell whether something that a project refers to is found only by its name in the workspace."""
    if any(one.source is None for one in home.record.imports or ()):
        return True
    own = home.name.value
    return any(name != own and import_of(home, name) is None for name in used)


def _name_span(loaded: Loaded) -> Span:
    """Return the place of a project's name, short even where it has none."""
    return loaded.name.span if loaded.record.name is not None else loaded.record.head


def used_projects(home: Loaded, refs: list[Ref]) -> Used:
    """Return the names of other projects that references say, and where; `refs` are those of tasks."""
    refs = refs + [one.task_ref for one in home.record.data_sets or () if one.task_ref is not None]
    used: Used = {}
    for ref in refs:
        if ref.project is not None:
            used.setdefault(ref.project.value, []).append(ref.project)
    return used


def _followed(
    workspace: Workspace,
    home: Loaded,
    one: Import,
    name: At[str],
    found: Imported,
    used: Used,
) -> Iterator[Problem]:
    """Report what is wrong with where an import leads."""
    if one.git is None and one.path is not None and _leads_out(workspace, home, one.path.value):
        yield ForeignPath(span=one.path.span, path=one.path.value)
    if found.state == MISSING:
        yield _missing(workspace, home, one, name)
    elif found.state == FOUND and found.project is not None:
        yield from _right(workspace, home, one, name, found.project, used)
    elif found.state == OUTSIDE and one.path is not None:
        yield UnsafeImport(span=one.path.span, what=Import.path.name, reason="it leads out of the repository")
    elif found.state == REFUSED:
        yield _unsafe(one, name, found)
    elif found.state in (UNLOCKED, UNFETCHED):
        # Where the lock file cannot be read that is what is wrong, and it is said once.
        yield from workspace.lock.problems or (
            UnfetchedImport(
                span=name.span, project=name.value, locked=found.state == UNFETCHED, importer=None
            ),
        )
    elif found.state == CHANGED:
        yield ChangedImport(span=name.span, project=name.value, file=found.reason)


def _right(
    workspace: Workspace,
    home: Loaded,
    one: Import,
    name: At[str],
    project: Loaded,
    used: Used,
) -> Iterator[Problem]:
    """Report what is wrong with an import of a project that is there."""
    actual = project.record.name
    if one.source is None:
        places = tuple(_name_span(same) for same in workspace.named(home, name.value))
        if len(places) > 1:
            yield AmbiguousProject(span=name.span, wanted=name.value, places=places)
    elif actual is not None and actual.value != name.value:
        edits = tuple(Edit(user.span, actual.value) for user in used.get(name.value, ()))
        yield WrongImportName(
            span=name.span, project=name.value, actual=actual.value, place=actual.span, users=edits
        )
    if one.git is not None:
        yield from _unfetched_below(workspace, name, project)


def _leads_out(workspace: Workspace, home: Loaded, path: str) -> bool:
    """Tell whether a path leads out of the repository of a project, or is one of this machine alone."""
    repository = workspace.repository(home)
    place = os.path.normpath(os.path.join(home.directory, path))
    return os.path.isabs(path) or bool(repository and not (place + os.sep).startswith(repository + os.sep))


def _unfetched_below(workspace: Workspace, name: At[str], project: Loaded) -> Iterator[Problem]:
    """Report, for a project that was fetched, the imports of its own and of those that it imports."""
    waiting, seen = [project], {project.path}
    while waiting:
        current = waiting.pop()
        inside = workspace.around(current)
        for one in current.record.imports or ():
            if one.project is None:
                continue
            found = inside.follow(current, one)
            if found.project is not None and found.project.path not in seen:
                seen.add(found.project.path)
                waiting.append(found.project)
            if found.state in (UNLOCKED, UNFETCHED):
                yield UnfetchedImport(
                    span=name.span,
                    project=one.project.value,
                    locked=found.state == UNFETCHED,
                    importer=one.project.span,
                )


def _missing(workspace: Workspace, home: Loaded, one: Import, name: At[str]) -> Problem:
    """Make the problem of an import that leads to no project, with what may have been meant."""
    if one.path is None and one.git is None:
        near = closest(name.value, dict.fromkeys(workspace.names(home)))
        return MissingImport(span=name.span, project=name.value, path=None, place="this workspace", near=near)
    span = one.path.span if one.path is not None else name.span
    path = one.path.value if one.path is not None else "."
    near, place = None, " of the repository" if one.git is not None else ""
    if one.git is None:
        there = [project for project in workspace.named(home, name.value) if project is not home]
        if there:
            near = os.path.relpath(there[0].directory, home.directory).replace(os.sep, "/")
    return MissingImport(span=span, project=name.value, path=path, place=place, near=near)


def _unsafe(one: Import, name: At[str], found: Imported) -> Problem:
    """Make the problem of a refused address or ref; an address that holds a secret is not shown."""
    from amelang.workspace.git_address import refused, without_credentials

    address = one.git.value if one.git is not None else ""
    if one.ref is not None and not refused(address):
        return UnsafeImport(span=one.ref.span, what=Import.ref.name, reason=found.reason)
    hidden = one.git is None or without_credentials(address) != address
    span = name.span if hidden or one.git is None else one.git.span
    return UnsafeImport(span=span, what="address", reason=found.reason)


def _removal(home: Loaded, one: Import) -> Edit | None:
    """Return the edit that removes an import; None where it is not written on lines of its own."""
    imports = home.record.imports
    source, start, end, mark = home.source, one.span.start, one.span.end, "-"
    # Broken items have no place in the list that was read, but they have one in the text.
    alone = (
        imports is not None and len(imports) == 1 and imports.span.text.count(Import.project.name + ":") == 1
    )
    if imports is not None and alone:
        start, end, mark = home.record.key_span(Project.imports).start, imports.span.end, ""
    line = source.position(start)[0]
    begin = source.starts[line - 1]
    lead = source.text[begin:start]
    last = source.position(max(end - 1, start))[0]
    behind = source.starts[last] if last < len(source.starts) else len(source.text)
    rest = source.text[end:behind].strip()
    if lead.strip(" ") != mark or (rest and not rest.startswith("#")):
        return None
    return Edit(Span(source, begin, behind), "")
