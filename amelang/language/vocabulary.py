"""What the language lends the reader of texts: which word is a key where, by the description alone."""

from __future__ import annotations

from amelang.language.forms import closest, folded
from amelang.language.shape import Either, Key, ListOf, MapOf, OneOf, Record, RecordOf, RefTo, Shape
from amelang.text.tree import Mapping, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence as Nodes
    from typing import Any

    from amelang.text.tree import Word


class Vocabulary:
    """The keys of a record and of all that may stand in it: see `amelang/text/vocabulary.py`."""

    def __init__(self, record: type[Record]) -> None:
        self.root = RecordOf(record)

    def knows(self, above: Nodes[Node], tag: Word | None, word: str) -> int:
        """Say whether a word is a key of the value at a place: 2 by its name, 1 perhaps, 0 not.

        It is perhaps one where any word is a key, or where it is nearly the name of one.
        """
        shape = self._keyed(above)
        if shape is None:
            return 0
        if isinstance(shape, MapOf):
            return int(shape.key.read(word) is not None)
        if isinstance(shape, RefTo):
            return 2 if word in ("name", "project", shape.wrapper) else 0
        from amelang.language.strangers import is_foreign

        known = 0
        for record in _records(shape, tag):
            if word in record.spellings:
                return 2
            own = record.others is not None and "/" in word
            if own or closest(word, record.spellings) is not None or is_foreign(word, record):
                known = 1
        return known

    def has(self, above: Nodes[Node], keys: Mapping, word: str) -> bool:
        """Say whether some keys at a place have already the one that a word means, in any spelling."""
        words = [entry.key.text for entry in keys.entries if isinstance(entry.key, Scalar)]
        for record in _records(self._keyed(above), keys.tag):
            meant = record.spellings.get(word)
            if meant is not None and any(record.spellings.get(one) is meant for one in words):
                return True
        return False

    def lists(self, above: Nodes[Node], *, words: bool = False) -> bool:
        """Say whether a list of keys with values, or of `words` as well, is wanted at a place."""
        shape = self._place(above)
        if words:
            return isinstance(shape, ListOf)
        return isinstance(shape, ListOf) and isinstance(shape.item, RecordOf | OneOf | Either)

    def tag(self, above: Nodes[Node], word: str) -> str:
        """Return the tag that a word lacks only its sign to be, at a place; empty where it is none."""
        shape = self._place(above)
        return f"!{word}" if isinstance(shape, OneOf) and f"!{word}" in shape.variants else ""

    def _keyed(self, above: Nodes[Node]) -> Shape[Any] | None:
        """Return the shape of keys with values at a place: of a list that of its items."""
        shape = self._place(above)
        if isinstance(shape, ListOf):
            shape = shape.item
        return shape.other if isinstance(shape, Either) else shape

    def _place(self, above: Nodes[Node]) -> Shape[Any] | None:
        """Return the shape that is wanted in the last entry or item of some values, from the root inwards."""
        shape: Shape[Any] | None = self.root
        for node in above:
            shape = _inside(node, shape)
        return shape


def _inside(node: Node, shape: Shape[Any] | None) -> Shape[Any] | None:
    """Return the shape that is wanted in the last entry or item of a value of a shape."""
    if isinstance(shape, Either):
        shape = shape.listed if isinstance(node, Sequence) else shape.other
    if isinstance(shape, ListOf):
        if isinstance(node, Sequence):
            return shape.item
        # A list whose first dash is missing.
        shape = shape.item
    if shape is None or not isinstance(node, Mapping) or not node.entries:
        return None
    if isinstance(shape, MapOf):
        return shape.value
    word = node.entries[-1].key
    if not isinstance(word, Scalar):
        return None
    found = _key(word.text, list(_records(shape, node.tag)))
    return found.shape if found is not None else None


def _key(word: str, records: list[type[Record]]) -> Key[Any] | None:
    """Return the key of some records that a word means, be it with a slip, or as other programs have it."""
    for record in records:
        if (key := record.meant(word)) is not None:
            return key
    from amelang.language.foreign import foreign_words

    for record in records:
        # A word of the user's own has nothing below it that we know.
        if "/" not in word and (near := closest(word, record.spellings)) is not None:
            return record.spellings[near]
        if keys := foreign_words(record).get(folded(word)):
            return keys[0]
    return None


def _records(shape: Shape[Any] | None, tag: Word | None) -> Iterator[type[Record]]:
    """Give the records that a value of a shape may be; all kinds of it where its tag does not tell."""
    if isinstance(shape, RecordOf):
        yield shape.record
    elif isinstance(shape, OneOf):
        variants = shape.variants
        if tag is not None and tag.text in variants:
            yield variants[tag.text]
        else:
            yield from variants.values()
