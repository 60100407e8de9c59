"""Applies edits to a text; every character outside them stays as it is."""

from __future__ import annotations

import re

from amelang.text.problem import Edit
from amelang.text.source import LINE_BREAK, Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def meet(one: Edit, other: Edit) -> bool:
    """Tell whether two edits overlap or touch, so that each could change what the other is about."""
    a, b = one.span, other.span
    return a.path == b.path and a.start <= b.end and b.start <= a.end


def edited(source: Source, edits: Iterable[Edit]) -> tuple[Source, list[Span]]:
    """Return a source with its edits made, and where in the new text each new part stands.

    No two of the edits may meet. A line break in an edit becomes that of the text's first line, so
    that a file with Windows line ends keeps them throughout.
    """
    found = re.search(LINE_BREAK, source.text)
    newline = found[0] if found else "\n"
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    behind = length = 0
    for edit in sorted(edits, key=lambda edit: edit.span.start):
        kept = source.text[behind : edit.span.start]
        new = edit.text.replace("\n", newline) if newline != "\n" else edit.text
        length += len(kept)
        places.append((length, length + len(new)))
        pieces += (kept, new)
        length += len(new)
        behind = edit.span.end
    pieces.append(source.text[behind:])
    made = Source("".join(pieces), source.path, bom=source.bom)
    return made, [Span(made, start, end) for start, end in places]


def encoded(source: Source) -> bytes:
    """Return the bytes of a file that reads as this source."""
    return (b"\xef\xbb\xbf" if source.bom else b"") + source.text.encode("utf-8")
