"""Says where in a document a place is, in words that stay the same when lines move.

`tasks[train].resources.memory` is the key `memory` of the resources of the task `train`. An item of
a list goes by the name that it has, else by what it is, else by its number from 0.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from amelang.language.shape import Key, ListOf, OneOf, Record, RecordOf
from amelang.text.tree import Entry, Mapping, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

LONGEST = 60
"""Characters of an item that may stand for it."""


def document_path(root: Node, offset: int) -> str:
    """Return the path of the deepest key or item that begins at an offset or before it; empty at the top."""
    path = ""
    node = root
    while True:
        if isinstance(node, Mapping):
            before = bisect_right(node.entries, offset, key=_key_start)
            if not before:
                return path
            entry = node.entries[before - 1]
            path += f"{'.' if path else ''}{_word(entry.key)}"
            node = entry.value
        elif isinstance(node, Sequence):
            number = bisect_right(node.items, offset, key=_begin) - 1
            if number < 0:
                return path
            node = node.items[number]
            path += f"[{_label(node) or number}]"
        else:
            return path
        if _begin(node) > offset:
            return path


def _key_start(entry: Entry) -> int:
    return entry.key.start


def _begin(node: Node) -> int:
    """Return where a value begins with its tag and anchor."""
    return min(one.start for one in (node, node.tag, node.anchor) if one is not None)


def _word(key: Node) -> str:
    """Return a key as a part of a path: in quotes where it could be taken for several parts."""
    text = key.text if isinstance(key, Scalar) else key.span.text
    return f'"{text}"' if not text or set(text) & set('.[]" \n') else text


def _label(item: Node) -> str:
    """Return what an item goes by; empty where nothing about it tells it from the others."""
    if isinstance(item, Mapping):
        for entry in item.entries:
            if isinstance(entry.key, Scalar) and entry.key.text in naming_keys():
                return _label(entry.value) if isinstance(entry.value, Scalar) else ""
        return ""
    usable = isinstance(item, Scalar) and 0 < len(item.text) <= LONGEST and item.text.isprintable()
    return item.text if usable and isinstance(item, Scalar) else ""


@lru_cache(maxsize=1)
def naming_keys() -> frozenset[str]:
    """Return the keys, in every spelling, whose value tells an item from the others of a list."""
    return frozenset(
        spelling
        for record in _records(Record)
        for key in record.keys.values()
        for naming in (*((key,) if key.defines else ()), *_merged_by(key))
        for spelling in (naming.name, *naming.also, *naming.was)
    )


def _merged_by(key: Key[Any]) -> Iterator[Key[Any]]:
    """Give the keys by which the items of a list are merged with those of a template."""
    if not key.merge or not isinstance(key.shape, ListOf):
        return
    item = key.shape.item
    records = (
        list(item.variants.values())
        if isinstance(item, OneOf)
        else [item.record]
        if isinstance(item, RecordOf)
        else []
    )
    for record in records:
        yield from (one for one in record.keys.values() if one.attribute == key.merge)


def _records(kind: type[Record]) -> Iterator[type[Record]]:
    for sub in kind.__subclasses__():
        yield sub
        yield from _records(sub)
