"""Run a task, on this machine or on a cluster, and follow its output.

On a cluster the deployed task of that name runs; with `--local` the one in this folder, with the
files that are here. The exit code is that of the task's command, 125 where AME itself failed.
"""

from __future__ import annotations

import os
import sys

from amelang.cli.clusters import (
    add_cluster,
    connected,
    places_of,
    project_here,
    settings_here,
    show_error,
    show_warnings,
    where,
)
from amelang.cli.output import UsageError, fail, of_machine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from amelang.cli.ready import Ready
    from amelang.cluster.api import Api, Object
    from amelang.run.places import Places


def add(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    from amelang.run.where import CLUSTER, MACHINE

    parser.add_argument("name", nargs="?", metavar="NAME", help="the task (default: a list to pick from)")
    parser.add_argument("-l", "--local", action="store_true", help="the task as it is in this folder")
    parser.add_argument(
        "--on",
        choices=(MACHINE, CLUSTER),
        help="where to run it (default: this machine, unless the settings, --target, --context or "
        "AME_CONTEXT name a cluster)",
    )
    parser.add_argument("--python", metavar="PATH", help="run with this Python on this machine")
    parser.add_argument("-d", "--detach", action="store_true", help="start it on the cluster and do not wait")
    parser.add_argument(
        "--start-timeout",
        metavar="DURATION",
        help="how long to wait for a run that cannot start, such as `30s` or `1h` (default: by the reason, "
        "from 5s for an image's wrong name to 10m for machines that have no room)",
    )
    add_cluster(parser)


def main(arguments: Namespace) -> int:
    """Run the task and return its exit code, or 125 where AME itself failed."""
    from amelang.cli.ready import ProblemsError, show_problems
    from amelang.cluster.errors import ClusterError
    from amelang.run.errors import AME_FAILED, RunError

    try:
        return _run(arguments)
    except UsageError as error:
        return fail(error, AME_FAILED)
    except ProblemsError as error:
        show_problems(error)
    except RunError as error:
        return fail(UsageError(error.message, error.help), AME_FAILED)
    except ClusterError as error:
        show_error(error)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        return fail(of_machine(error), AME_FAILED)
    except Exception as error:
        from amelang.cli.crash import report_crash

        # Any other code would be taken for one of the command.
        return report_crash(error, ["task run"], AME_FAILED)
    return AME_FAILED


def _run(arguments: Namespace) -> int:
    from amelang.run.where import MACHINE, place_of_run

    patience = _seconds(arguments.start_timeout)
    settings = settings_here(arguments.target)
    place = place_of_run(
        arguments.on,
        context=arguments.context,
        target=arguments.target or "",
        settings=settings,
        environ=os.environ,
    )
    if place == MACHINE:
        return _on_machine(arguments)
    if arguments.python:
        raise UsageError("`--python` is for runs on this machine", "leave it out, or add `--on machine`")
    api = connected(arguments, settings)
    job, places = _started_local(arguments, api) if arguments.local else _started_deployed(arguments, api)
    return _attended(arguments, api, job, places, patience)


def _attended(arguments: Namespace, api: Api, job: Object, places: Places, patience: float | None) -> int:
    """Say where a run is, and stay with it unless that is not wanted."""
    from amelang.report.text import visible
    from amelang.run.attend import attend, how_to_follow, say

    show_warnings(api)
    name = job["metadata"]["name"]
    say(f"running {arguments.name} on {where(api)}, as {name}")
    if arguments.detach:
        print(visible(name))
        say(how_to_follow(api, job))
        return 0
    return attend(api, job, places, patience=patience)


def _on_machine(arguments: Namespace) -> int:
    from amelang.cli.ready import ready
    from amelang.run.machine import run_here

    if arguments.detach:
        raise UsageError(
            "a run on this machine cannot be detached", "leave out `--detach`, or add `--on cluster`"
        )
    project = ready(named=False, target=arguments.target)
    runnable = project.runnable(arguments.name or _picked(project))
    return run_here(runnable, project.loaded.directory, python=arguments.python)


def _started_local(arguments: Namespace, api: Api) -> tuple[Object, Places]:
    from amelang.cli.ready import ready
    from amelang.report.colour import palette_for
    from amelang.report.text import render_full
    from amelang.run.bundle import bundle
    from amelang.run.places import Places
    from amelang.run.start import start_local

    project = ready(named=True, target=arguments.target)
    arguments.name = arguments.name or _picked(project)
    runnable = project.runnable(arguments.name)
    packed = bundle(project.loaded.directory)
    if packed.warnings:
        print(render_full(packed.warnings, palette_for(sys.stderr)), end="", file=sys.stderr)
    return start_local(api, runnable, bundle=packed.bundle, settings=project.settings), Places(runnable)


def _started_deployed(arguments: Namespace, api: Api) -> tuple[Object, Places]:
    from amelang.run.find import find_definition
    from amelang.run.start import start_deployed

    project = project_here()
    arguments.name = arguments.name or _picked_definition(api)
    job = start_deployed(api, find_definition(api, arguments.name, project))
    return job, places_of(job)


def _picked(project: Ready) -> str:
    """Let the user pick a task of this folder. Raises UsageError where nobody can be asked."""
    from amelang.run.choose import choose

    names = [task.name.value for task in project.tasks if task.name is not None]
    if not names:
        raise UsageError(f"there is no task in {project.loaded.source.path}", "write one under `tasks:`")
    return _named(choose("Which task?", names), names)


def _picked_definition(api: Api) -> str:
    from amelang.run.choose import choose
    from amelang.run.find import definitions, full_name, require_namespace

    names = [full_name(item) for item in definitions(api)]
    if not names:
        require_namespace(api)
        raise UsageError(
            f"no task is deployed in namespace {api.namespace}",
            "deploy this project's with `ame apply`, or run one as it is here with `-l`",
        )
    return _named(choose("Which task?", names), names)


def _named(chosen: str | None, names: list[str]) -> str:
    if chosen is None:
        listed = ", ".join(f"`{name}`" for name in names)
        raise UsageError("say which task: there is no terminal to ask on", f"tasks: {listed}")
    return chosen


def _seconds(text: str | None) -> float | None:
    from amelang.language.scalars import DURATION

    if text is None:
        return None
    seconds = DURATION.read(text)
    if seconds is None:
        raise UsageError(f"`{text}` is not a duration", "write it as `30s`, `5m` or `1h`")
    return float(seconds)
