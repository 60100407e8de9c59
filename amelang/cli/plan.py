"""Show the Kubernetes objects that a project becomes. Nothing is contacted, nothing is changed."""

from __future__ import annotations

import sys

from amelang.cli.clusters import namespace_of, show_error
from amelang.cli.output import UsageError, add_output, emit, fail, outputs
from amelang.cli.ready import ProblemsError, Ready, ready, show_problems
from amelang.cluster.errors import ClusterError
from amelang.export.manifest import to_json, to_yaml
from amelang.lower.objects import lower_project
from amelang.report.colour import palette_for
from amelang.report.text import render_full
from amelang.run.bundle import bundle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from amelang.lower.objects import Object

FORMATS = ("yaml", "json")


def add(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "folder", nargs="?", default=".", metavar="FOLDER", help="where the project is (default: this folder)"
    )
    parser.add_argument("--offline", action="store_true", help="ask no cluster: print the objects themselves")
    parser.add_argument(
        "--target", metavar="NAME", help="settings of ame.toml that go before the general ones"
    )
    parser.add_argument(
        "-n", "--namespace", metavar="NAME", default="", help="write this namespace into the objects"
    )
    add_output(parser, FORMATS)


def main(arguments: Namespace) -> int:
    """Print the objects; return 0, 1 where something is wrong with the project, 2 for wrong usage."""
    try:
        asked = outputs(arguments.output, FORMATS)
        if not arguments.offline:
            raise UsageError(
                "comparing with a cluster is not built yet",
                "`ame plan --offline` prints the objects; `ame apply` sends them",
            )
        project = ready(arguments.folder, named=True, target=arguments.target)
        objects = planned(project, namespace_of(arguments, project.settings))
        for name, file in asked:
            emit(to_yaml(objects) if name == "yaml" else to_json(objects), file)
    except UsageError as error:
        return fail(error, 2)
    except ProblemsError as error:
        return show_problems(error)
    except ClusterError as error:
        show_error(error)
        return 1
    return 0


def planned(project: Ready, namespace: str) -> list[Object]:
    """Return the objects of a project with its code; what is doubtful about the code is printed.

    Raises ProblemsError, LargeCodeError where the code is too much for a cluster, UnreadableCodeError
    where it cannot be read.
    """
    runnables = project.runnables()
    packed = bundle(project.loaded.directory)
    if packed.warnings:
        print(render_full(packed.warnings, palette_for(sys.stderr)), end="", file=sys.stderr)
    return lower_project(
        project.loaded.name.value,
        runnables,
        bundle=packed.bundle,
        settings=project.settings,
        namespace=namespace,
        sources=[project.loaded.source],
    )
