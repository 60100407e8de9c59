"""Draw who uses whom: tasks, templates, data sets and models, across projects."""

from __future__ import annotations

from amelang.cli.output import UsageError, add_output, emit, fail, outputs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from amelang.meaning.graph import Graph, Thing
    from amelang.meaning.resolve import Resolver
    from amelang.workspace.project import Loaded

FORMATS = ("text", "mermaid", "dot", "json")


def add(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="only what this uses, and what uses it")
    parser.add_argument("--all", action="store_true", help="every project of the workspace")
    add_output(parser, FORMATS)


def main(arguments: Namespace) -> int:
    """Print the graph; return 0, 1 where something is wrong with the project, 2 for wrong usage."""
    from amelang.cli.ready import ProblemsError, ready, show_problems
    from amelang.export.graphs import to_dot, to_json, to_mermaid, to_text
    from amelang.meaning.graph import graph_of
    from amelang.workspace.find import find_above

    forms = dict(zip(FORMATS, (to_text, to_mermaid, to_dot, to_json), strict=True))
    try:
        asked = outputs(arguments.output, FORMATS)
        project = None
        if find_above(".") is None:
            resolver, projects = _below()
        else:
            project = ready(named=False)
            resolver, projects = project.resolver, [project.loaded]
            if arguments.all or arguments.name:
                # Who uses a thing can be known only when everybody has been asked.
                workspace = resolver.workspace
                projects += [loaded for name in workspace.all_names() for loaded in workspace.all_named(name)]
        graph = graph_of(resolver, projects)
        if arguments.name:
            found = _found(graph, arguments.name, project.loaded if project is not None else None)
            graph = graph.around(found)
            if project is not None:
                project.require((thing.record, thing.version.home) for thing in found)
        elif project is not None:
            project.require_all()
        for name, file in asked:
            emit(forms[name](graph), file)
    except UsageError as error:
        return fail(error, 2)
    except ProblemsError as error:
        return show_problems(error)
    return 0


def _below() -> tuple[Resolver, list[Loaded]]:
    """Return the projects below this folder, which is in none itself, and what resolves their references.

    Raises UsageError where there are none, ProblemsError where something is wrong with one of them.
    """
    from amelang.checks.run import check_all
    from amelang.cli.check import project_files
    from amelang.cli.ready import ProblemsError
    from amelang.meaning.resolve import Resolvers
    from amelang.text.problem import Severity

    checked = check_all(project_files([]))
    wrong = [problem for problem in checked.found if problem.severity == Severity.ERROR]
    if wrong:
        raise ProblemsError(wrong)
    if not checked.projects:
        raise UsageError("the settings exclude every project here")
    resolvers = Resolvers()
    for loaded in checked.projects:
        resolvers.of(loaded)
    return resolvers.of(checked.projects[0]), checked.projects


def _found(graph: Graph, name: str, own: Loaded | None) -> list[Thing]:
    """Return the things of a name, `name` or `project.name`, or `project@version.name`.

    `own` is the project in which a name alone is meant; None: in any. Raises UsageError where it is
    nobody's.
    """
    from difflib import get_close_matches

    project, _, thing_name = name.rpartition(".")
    labels = graph.labels
    found = [
        thing
        for thing in graph.things.values()
        if thing.name == thing_name
        and (
            project in (thing.project, labels[thing.version.key])
            if project
            else own in (thing.version.home, None)
        )
    ]
    if not found:
        known = [thing.name for thing in graph.things.values()]
        near = get_close_matches(thing_name, known, 1)
        raise UsageError(f"there is no `{name}`", f"did you mean `{near[0]}`?" if near else "")
    return found
