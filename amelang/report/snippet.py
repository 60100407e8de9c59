"""One line of a source with marks under a place in it, right under wide characters and tabs."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from amelang.report.colour import BLUE, Palette
from amelang.report.hidden import Hidden
from amelang.text.source import Span

TAB = 4
LONGEST = 140
"""Columns of a source line that are shown; a longer line is cut around the place."""
BEFORE = 40
"""Columns kept before the place where a line is cut."""


class Snippet:
    """The line in which a place begins, and marks under as much of the place as stands in it."""

    def __init__(self, span: Span, mark: str, colour: str, hidden: Hidden) -> None:
        self.number, column = span.first
        self.mark = mark
        self.colour = colour
        line = hidden.line(span.source, self.number)
        last_line, last_column = span.last
        end = last_column - 1 if last_line == self.number else len(line)
        self.empty = not span.source.text
        start = column - 1
        cut = start - BEFORE if len(line) > LONGEST and start > LONGEST // 2 else 0
        self.before = ("…" if cut else "") + line[cut:start]
        self.marked = line[start:end]
        self.after = line[end : cut + LONGEST] + ("…" if len(line) > cut + LONGEST else "")
        if len(self.marked) > LONGEST:
            self.marked = self.marked[:LONGEST]
            self.after = "…"

    @property
    def width(self) -> int:
        """Columns of the line number."""
        return len(str(self.number))

    def lines(self, width: int, palette: Palette) -> list[str]:
        """Return the lines, their numbers right-aligned in `width` columns; none for an empty file."""
        if self.empty:
            return []
        bar = palette(BLUE, "|")
        gutter = f"{' ' * width} {bar}"
        before, marked = shown(self.before), shown(self.marked)
        text = f"{before}{marked}{shown(self.after)}"
        marks = self.mark * max(columns(marked), 1)
        number = palette(BLUE, f"{self.number:>{width}}")
        return [
            gutter,
            f"{number} {bar} {text}".rstrip(),
            f"{gutter} {' ' * columns(before)}{palette(self.colour, marks)}",
        ]


def shown(text: str) -> str:
    """Return a piece of a line as a terminal can show it: tabs as spaces, control characters as a sign."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def columns(text: str) -> int:
    """Count the columns of a terminal that a text fills."""
    return len(text) if text.isascii() else sum(map(_columns, text))


# Thousands of pieces of one long line have the same few characters.
@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    if character == "\t":
        return " " * TAB
    # Format characters could reorder or hide the text; separators would break the line.
    if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Cs"):
        return "\N{REPLACEMENT CHARACTER}"
    return character


@lru_cache(maxsize=4096)
def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
