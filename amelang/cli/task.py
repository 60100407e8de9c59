"""Run tasks, read their output, list and show them."""

from __future__ import annotations

import gc
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

COMMANDS = {
    "run": ("amelang.cli.task_run", "run a task, here or on a cluster"),
    "list": ("amelang.cli.task_list", "list runs and deployed tasks"),
    "show": ("amelang.cli.task_show", "show a task as it will run, and where each line came from"),
    "logs": ("amelang.cli.task_logs", "print what a run prints"),
}


def add(parser: ArgumentParser) -> None:
    """Add the commands about tasks, each with its arguments."""
    commands = parser.add_subparsers(dest="task_command", metavar=f"{{{','.join(COMMANDS)}}}", required=True)
    for name, (module, text) in COMMANDS.items():
        import_module(module).add(
            commands.add_parser(
                name, help=text, description=import_module(module).__doc__, allow_abbrev=False
            )
        )


def usage_code(words: list[str]) -> int:
    """Return the exit code of wrong usage; that of `ame task run` must not look like the command's own."""
    from amelang.run.errors import AME_FAILED

    return AME_FAILED if words[:1] == ["run"] else 2


def main(arguments: Namespace) -> int:
    """Carry out the command and return its exit code."""
    # Runs are followed for hours; what other commands leave to their end must be cleaned up here.
    gc.enable()
    result: int = import_module(COMMANDS[arguments.task_command][0]).main(arguments)
    return result
