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

    Raises UsageError for a format that does not exist, and for two that would become one text that
    nobody can read.
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
    _apart(chosen)
    return chosen


LINES = ("full", "concise", "github", "text")
"""Formats that are lines for people or a log; of others, two in one place are none that can be read."""


def _apart(chosen: list[tuple[str, str | None]]) -> None:
    """Raise UsageError where two outputs would spoil each other."""
    first: dict[str | None, str] = {}
    for name, file in chosen:
        if file is not None and os.path.exists(file) and not os.path.isfile(file):
            # Who writes to a device or a pipe knows what becomes of it.
            continue
        place = os.path.realpath(file) if file is not None else None
        other = first.get(place)
        first[place] = name
        if other is None:
            continue
        if file is not None:
            raise UsageError(f"`{other}` and `{name}` cannot both be written to `{file}`", "name two files")
        if other not in LINES or name not in LINES:
            hint = f"give one of them a file: `-o {name}=FILE`"
            raise UsageError(f"`{other}` and `{name}` cannot both be printed here", hint)


def emit(text: str, file: str | None, stream: TextIO | None = None) -> None:
    """Print a text, on stdout unless a stream is given, or replace a file by it in one step.

    A link stays one, a file keeps its mode. A device or pipe is written to as it is. Raises UsageError
    where the text cannot be written.
    """
    try:
        if file is None or _is_stdout(file):
            target = stream if stream and file is None else sys.stdout
            target.write(text)
            target.flush()
        elif os.path.exists(file) and not os.path.isfile(file):
            with open(file, "w", encoding="utf-8", errors="backslashreplace", newline="") as device:
                device.write(text)
        else:
            _replace(os.path.realpath(file), text)
    except BrokenPipeError:
        # Whoever read us, as `head` does, has gone; what was found, and other files, are wanted all the same.
        if file is None or _is_stdout(file):
            drop_stdout()
    except OSError as error:
        if file is None:
            drop_stdout()
        what = "the output" if file is None else f"`{file}`"
        raise UsageError(f"{what} cannot be written: {(error.strerror or str(error)).lower()}") from error


def _replace(path: str, text: str) -> None:
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "w", encoding="utf-8", errors="backslashreplace", newline="") as target:
            target.write(text)
        if os.path.exists(path):
            os.chmod(temporary, os.stat(path).st_mode & 0o7777)
        os.replace(temporary, path)
    finally:
        # It is there only where something came in between.
        if os.path.exists(temporary):
            os.unlink(temporary)


def _is_stdout(file: str) -> bool:
    """Tell whether a path leads to where we print, as `/dev/stdout` does: that must not be replaced."""
    try:
        return os.path.samestat(os.stat(file), os.fstat(sys.stdout.fileno()))
    except (OSError, ValueError):
        return False


def ready_streams() -> None:
    """Have everything that is printed be UTF-8 with plain line ends, whatever the locale and system are.

    What other programs read must not depend on where it was made, and a name in another alphabet
    must not end a command. A stream that whoever started us has closed leads to nowhere.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  # open to the end
        elif mode == "w":
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def drop_stdout() -> None:
    """Send what is still to be printed nowhere: Python would complain about it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def of_machine(error: OSError) -> UsageError:
    """Say what the machine refused: a file that may not be read, a disk that is full."""
    reason = (error.strerror or str(error)).lower()
    return UsageError(f"`{error.filename}`: {reason}" if error.filename else reason)


def fail(error: UsageError, code: int) -> int:
    """Print what is wrong with the command line and return the exit code."""
    mention(str(error), error.help)
    return code


def mention(sentence: str, help: str = "") -> None:
    """Print what has to be known beside the output of a command, and what to do about it."""
    print(f"ame: {_visible(sentence)}", file=sys.stderr, flush=True)
    if help:
        print(f"  = help: {_visible(help)}", file=sys.stderr)


def _visible(text: str) -> str:
    """Return a text in which no name of a file or folder can fake lines or colours."""
    if text.isprintable():
        return text
    from amelang.report.text import visible

    return visible(text)
