"""Fetch what projects import from git repositories, and list all that they import."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

COMMANDS = {
    "sync": ("amelang.cli.import_sync", "fetch imports from git, and write ame.lock"),
    "list": ("amelang.cli.import_list", "list imports, and what is known of each"),
}


def add(parser: ArgumentParser) -> None:
    """Add the commands about imports, each with its arguments."""
    commands = parser.add_subparsers(
        dest="import_command", metavar=f"{{{','.join(COMMANDS)}}}", required=True
    )
    for name, (module, text) in COMMANDS.items():
        import_module(module).add(
            commands.add_parser(
                name, help=text, description=import_module(module).__doc__, allow_abbrev=False
            )
        )


def main(arguments: Namespace) -> int:
    """Carry out the command and return its exit code."""
    result: int = import_module(COMMANDS[arguments.import_command][0]).main(arguments)
    return result
