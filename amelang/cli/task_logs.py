"""Print what a run has printed: of the run of that name, or of the latest run of that task."""

from __future__ import annotations

from amelang.cli.clusters import add_cluster, connected, places_of, project_here, settings_here, show_error
from amelang.cli.output import UsageError, fail

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from amelang.cluster.api import Api, Object


def add(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help="a run or a task (default: a list to pick from)"
    )
    parser.add_argument("-f", "--follow", action="store_true", help="go on until the run ends")
    add_cluster(parser)


def main(arguments: Namespace) -> int:
    """Print the output; return 0, 1 where it cannot be had, 2 for wrong usage."""
    from amelang.cli.ready import ProblemsError, show_problems
    from amelang.cluster.errors import ClusterError
    from amelang.run.find import find_run
    from amelang.run.logs import follow_logs, show_logs

    try:
        api = connected(arguments, settings_here(arguments.target))
        job = find_run(api, arguments.name, project_here()) if arguments.name else _picked(api)
        (follow_logs if arguments.follow else show_logs)(api, job, places_of(job))
    except UsageError as error:
        return fail(error, 2)
    except ProblemsError as error:
        return show_problems(error)
    except ClusterError as error:
        show_error(error)
        return 1
    return 0


def _picked(api: Api) -> Object:
    """Let the user pick a run. Raises UsageError where there is none, or nobody to ask."""
    from amelang.run.choose import choose
    from amelang.run.find import require_namespace, runs
    from amelang.run.listing import SHOWN

    known = {str(job["metadata"]["name"]): job for job in runs(api)[:SHOWN]}
    if not known:
        require_namespace(api)
        raise UsageError(f"nothing has run in namespace {api.namespace}", "run a task with `ame task run`")
    name = choose("Which run?", list(known))
    if name is None:
        listed = ", ".join(f"`{one}`" for one in known)
        raise UsageError("say which run: there is no terminal to ask on", f"runs: {listed}")
    return known[name]
