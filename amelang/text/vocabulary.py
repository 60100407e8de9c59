"""What is known beside YAML: which word is a key where.

Indentation that is wrong can often be read in two ways, and only the words on the line tell which of
the two was meant. The reader of texts knows no language; whoever calls it may lend it one.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence as Nodes
    from typing import Protocol

    from amelang.text.tree import Mapping, Node, Word

    class Vocabulary(Protocol):
        """A language, as far as the reader of texts asks for it.

        `above` are the values that a place lies in, from the root inwards; it lies in the last entry
        or item of each of them.
        """

        def knows(self, above: Nodes[Node], tag: Word | None, word: str) -> int:
            """Say whether a word is a key of the value at a place: 2 by its name, 1 perhaps, 0 not."""

        def lists(self, above: Nodes[Node], *, words: bool = False) -> bool:
            """Say whether a list of keys with values, or of `words` as well, is wanted at a place."""

        def tag(self, above: Nodes[Node], word: str) -> str:
            """Return the tag that a word lacks only its sign to be, at a place; empty where it is none."""

        def has(self, above: Nodes[Node], keys: Mapping, word: str) -> bool:
            """Say whether some keys at a place have already the one that a word means, in any spelling."""
