"""A text and its places: the one module that counts lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right

LINE_BREAK = r"\r\n|\n|\r"
"""What ends a line: LF, CRLF or a lone CR, as in YAML 1.2 and in editors. Most checks need not compile it."""


class Source:
    """One text, never changed, and the name of the file that it came from.

    Offsets count Unicode characters of `text` from 0. A byte order mark is not part of `text`;
    `bom` remembers that the file began with one, so that a writer can put it back.
    """

    __slots__ = ("_starts", "bom", "path", "text")

    def __init__(self, text: str, path: str = "ame.yml", *, bom: bool = False) -> None:
        self.text = text
        self.path = path
        self.bom = bom
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """The offset at which each line begins."""
        if self._starts is None:
            self._starts = [0, *(match.end() for match in re.finditer(LINE_BREAK, self.text))]
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of an offset, both from 1, in Unicode characters."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Return the text of a line (from 1) without its end; empty where there is no such line."""
        starts = self.starts
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def span(self, start: int, end: int) -> Span:
        """Return the place between two offsets of this text."""
        return Span(self, start, end)

    def __repr__(self) -> str:
        return f"Source({self.path!r}, {len(self.text)} characters)"


class Span:
    """A place: the characters of a source from `start` up to, not including, `end`."""

    __slots__ = ("end", "source", "start")

    def __init__(self, source: Source, start: int, end: int) -> None:
        self.source = source
        self.start = start
        self.end = end

    @property
    def path(self) -> str:
        """The file that the place is in."""
        return self.source.path

    @property
    def text(self) -> str:
        """The characters at the place."""
        return self.source.text[self.start : self.end]

    @property
    def first(self) -> tuple[int, int]:
        """Line and column of the first character, from 1."""
        return self.source.position(self.start)

    @property
    def last(self) -> tuple[int, int]:
        """Line and column just behind the last character, from 1."""
        return self.source.position(self.end)

    def __str__(self) -> str:
        line, column = self.first
        return f"{self.path}:{line}:{column}"

    def __repr__(self) -> str:
        return f"Span({self}, {self.text[:40]!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Span):
            return NotImplemented
        return (self.source is other.source or self.path == other.path) and (self.start, self.end) == (
            other.start,
            other.end,
        )

    def __hash__(self) -> int:
        return hash((self.path, self.start, self.end))
