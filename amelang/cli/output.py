"""`-o, --output FORMAT[=FILE]`, spelled alike in every command; and files written whole or not at all."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence
    from typing import TextIO


class UsageError(Exception):
    """A command line that makes no sense, or settings that do not; `help` says what to do."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.help = help


def add_output(parser: ArgumentParser, formats: Sequence[str]) -> None:
    """Give a command the option, the first format being the default."""
    parser.add_argument(
        "-o",
        "--output",
        metavar="FORMAT[=FILE]",
        action="append",
        default=[],
        help=f"how to print, and into which file: {', '.join(formats)} (default: {formats[0]}); repeatable",
    )


def outputs(asked: list[str], formats: Sequence[str]) -> list[tuple[str, str | None]]:
    """Return the formats that were asked for, each with its file; None stands for the terminal.

    Raises UsageError for a format that does not exist.
    """
    chosen: list[tuple[str, str | None]] = []
    for word in asked or [formats[0]]:
        name, separator, file = word.partition("=")
        if name not in formats:
            from difflib import get_close_matches

            near = get_close_matches(name, formats, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"formats: {', '.join(formats)}"
            raise UsageError(f"`{name}` is not a format", hint)
        if separator and not file:
            raise UsageError(
                f"`{word}` names no file", f"write `-o {name}=FILE`, or `-o {name}` to print it here"
            )
        chosen.append((name, file or None))
    return chosen


def emit(text: str, file: str | None, stream: TextIO | None = None) -> None:
    """Print a text, or replace a file by it in one step; raises UsageError where that cannot be done."""
    if file is None:
        (stream or sys.stdout).write(text)
        return
    temporary = f"{file}.{os.getpid()}.tmp"
    try:
        with open(temporary, "w", encoding="utf-8", newline="") as target:
            target.write(text)
        os.replace(temporary, file)
    except OSError as error:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise UsageError(f"`{file}` cannot be written: {(error.strerror or str(error)).lower()}") from error


def fail(error: UsageError, code: int) -> int:
    """Print what is wrong with the command line and return the exit code."""
    print(f"ame: {error}", file=sys.stderr)
    if error.help:
        print(f"  = help: {error.help}", file=sys.stderr)
    return code
