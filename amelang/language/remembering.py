"""Kinds of word that read each word once."""

from __future__ import annotations

from amelang.language.shape import Kind
from amelang.light import TypeVar

T = TypeVar("T")

REMEMBERED = 20_000
"""After so many different words a kind forgets all that it read: an editor runs for days."""


class Remembering(Kind[T]):
    """A kind that remembers what it read: the same few amounts and versions stand in every task."""

    def __init__(self) -> None:
        self.known: dict[str, T | None] = {}

    def read(self, text: str) -> T | None:
        """Return what the text means; None where it is not of this kind."""
        known = self.known
        if text in known:
            return known[text]
        if len(known) >= REMEMBERED:
            known.clear()
        value = known[text] = self.meaning(text)
        return value

    def meaning(self, text: str) -> T | None:
        """Read a text for the first time."""
        raise NotImplementedError
