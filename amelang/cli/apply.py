"""Make a cluster hold what a project says: its definitions, its code, and nothing that it no longer has."""

from __future__ import annotations

import sys

from amelang.cli.clusters import add_cluster, connected, show_error, show_warnings, where
from amelang.cli.output import UsageError, fail

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from amelang.cluster.apply import Change

SIGNS = {"created": "+", "changed": "~", "unchanged": "=", "removed": "-"}


def add(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "folder", nargs="?", default=".", metavar="FOLDER", help="where the project is (default: this folder)"
    )
    add_cluster(parser)
    parser.add_argument(
        "--force-conflicts", action="store_true", help="take back fields that somebody else has set"
    )
    parser.add_argument(
        "--adopt", action="store_true", help="take over objects of the same names that others have made"
    )


def main(arguments: Namespace) -> int:
    """Apply and print each change; return 0, 1 where that failed, 2 for wrong usage."""
    from amelang.cli.ready import ProblemsError, show_problems
    from amelang.cluster.apply import HalfDoneError, RefusedError
    from amelang.cluster.errors import ClusterError

    try:
        return _apply(arguments)
    except UsageError as error:
        return fail(error, 2)
    except ProblemsError as error:
        return show_problems(error)
    except RefusedError as error:
        for one in error.errors:
            show_error(one)
        print("ame: nothing was changed", file=sys.stderr)
    except HalfDoneError as error:
        show_error(error.error)
        print(
            f"ame: {error.done} of {error.all} changes are made; `ame apply` again makes the rest",
            file=sys.stderr,
        )
    except ClusterError as error:
        show_error(error)
    return 1


def _apply(arguments: Namespace) -> int:
    from amelang.cli.plan import planned
    from amelang.cli.ready import ready
    from amelang.cluster.apply import apply
    from amelang.meaning.names import lowered

    project = ready(arguments.folder, named=True, target=arguments.target)
    project.require_all()
    name = project.loaded.name.value
    api = connected(arguments, project.settings)
    objects = planned(project, api.namespace)
    print(f"project {name} on {where(api)}", flush=True)
    changes = apply(
        api,
        objects,
        lowered(name),
        force=arguments.force_conflicts,
        adopt=arguments.adopt,
        report=_show,
    )
    show_warnings(api)
    count = {action: sum(change.action == action for change in changes) for action in SIGNS}
    print(", ".join(f"{number} {action}" for action, number in count.items()))
    return 0


def _show(change: Change) -> None:
    from amelang.report.colour import BLUE, DIM, GREEN, RED, palette_for
    from amelang.report.text import visible

    colours = {"created": GREEN, "changed": BLUE, "unchanged": DIM, "removed": RED}
    line = f"{SIGNS[change.action]} {change.action:<9}  {change.kind:<9}  {visible(change.name)}"
    print(palette_for(sys.stdout)(colours[change.action], line), flush=True)
