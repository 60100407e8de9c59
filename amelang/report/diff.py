"""What became of files, as a unified diff that `git apply` and `patch -p1` understand."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from difflib import unified_diff

from amelang.report.colour import BLUE, BOLD, GREEN, PLAIN, RED, Palette
from amelang.text.edits import encoded
from amelang.text.source import Source

COLOURS = {"+++": BOLD, "---": BOLD, "@@": BLUE, "+": GREEN, "-": RED}
UNENDED = "\\ No newline at end of file\n"
"""What such a program wants to read below a last line that has no end."""


def render(changed: Iterable[tuple[Source, Source]], palette: Palette = PLAIN) -> str:
    """Return the difference of files, each before and after, with three lines around every place."""
    return "".join(_painted(line, palette) for old, new in changed for line in lines(old, new))


def lines(old: Source, new: Source) -> Iterator[str]:
    """Give the lines of the difference of a file, with their ends."""
    path = old.path.replace(os.sep, "/")
    for line in unified_diff(_split(old), _split(new), f"a/{path}", f"b/{path}"):
        if line.endswith("\n"):
            yield line
        else:
            yield f"{line}\n"
            yield UNENDED


def _split(source: Source) -> list[str]:
    """Return the lines of a file with their ends; to programs that read differences only LF ends one."""
    *whole, last = encoded(source).decode("utf-8").split("\n")
    return [f"{line}\n" for line in whole] + ([last] if last else [])


def _painted(line: str, palette: Palette) -> str:
    for start, colour in COLOURS.items():
        if line.startswith(start):
            return palette(colour, line.rstrip("\n")) + "\n"
    return line
