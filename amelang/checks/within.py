"""Where a part of a value stands, whichever way the value was written."""

from __future__ import annotations

from amelang.language.shape import At
from amelang.text.source import Span


def within(at: At[str], start: int, end: int) -> Span:
    """Return the place of some characters of a text; all of the text where its writing hides them.

    The characters must lie in one line. Quotes stay outside.
    """
    text, raw = at.value, at.source.text[at.start : at.end]
    for quote in (0, 1):
        if raw.startswith(text, quote):
            return Span(at.source, at.start + quote + start, at.start + quote + end)
    # Indentation and folding move a line and leave it whole: the same characters are the n-th of their kind.
    piece = text[start:end]
    place = -1
    for _ in range(text.count(piece, 0, end) or 1):
        place = raw.find(piece, place + 1)
        if place < 0:
            return at.span
    return Span(at.source, at.start + place, at.start + place + len(piece))
