"""List the runs of a namespace, the latest first, and the deployed tasks that have not run."""

from __future__ import annotations

import sys

from amelang.cli.clusters import add_cluster, connected, settings_here, show_error
from amelang.cli.output import UsageError, add_output, emit, fail, mention, outputs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from amelang.run.listing import Row

FORMATS = ("text", "json")


def add(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("--all", action="store_true", help="every run, not only the latest that have ended")
    add_cluster(parser)
    add_output(parser, FORMATS)


def main(arguments: Namespace) -> int:
    """Print the list; return 0, 1 where the cluster cannot be asked, 2 for wrong usage."""
    from amelang.cli.ready import ProblemsError, show_problems
    from amelang.cluster.errors import ClusterError
    from amelang.run.listing import limited, rows

    try:
        asked = outputs(arguments.output, FORMATS)
        api = connected(arguments, settings_here(arguments.target))
        found = rows(api)
        shown = found if arguments.all else limited(found)
        for name, file in asked:
            emit(_json(shown) if name == "json" else _text(shown), file)
    except UsageError as error:
        return fail(error, 2)
    except ProblemsError as error:
        return show_problems(error)
    except ClusterError as error:
        show_error(error)
        return 1
    if not found:
        mention(f"nothing has run or is deployed in namespace {api.namespace}")
    elif len(shown) < len(found):
        print(f"ame: {len(found) - len(shown)} older runs are not shown; see `--all`", file=sys.stderr)
    return 0


def _text(shown: list[Row]) -> str:
    from amelang.run.listing import table

    return table(shown) if shown else ""


def _json(shown: list[Row]) -> str:
    import json

    from amelang.run.listing import as_data

    return json.dumps({"version": 1, "tasks": as_data(shown)}, indent=2) + "\n"
