"""The places of parts of a word."""

from __future__ import annotations

from amelang.text.source import Span
from amelang.text.tree import Scalar


def part(word: Scalar, start: int, end: int) -> Span:
    """Return the place of some characters of a word's text; all of it where its writing hides them.

    Quotes stay outside. Escapes and folded lines hide where a character stands.
    """
    for quote in (0, 1):
        first = word.start + quote
        whole = first + len(word.text) + quote == word.end
        if whole and word.source.text.startswith(word.text, first):
            return Span(word.source, first + start, first + end)
    return word.span


def inner(word: Scalar) -> Span:
    """Return the place of a word without its quotes, so that a better word can be put there."""
    return part(word, 0, len(word.text))
