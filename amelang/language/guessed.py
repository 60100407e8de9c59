"""Whether a key in a wrong word is meant beyond doubt, so that its value can be read all the same."""

from __future__ import annotations

from amelang.language.forms import absent, is_one_slip
from amelang.language.scalars import NAME
from amelang.language.shape import Either, Key, Kind, ListOf, OneOf, Record, RecordOf, RefTo, Shape
from amelang.text.tree import Alias, Mapping, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def is_free(key: Key[Any], made: Record) -> bool:
    """Tell whether a record has no key yet, nor below what has been read of it."""
    entries = made.node.entries if isinstance(made.node, Mapping) else ()
    words = (one.key.text for one in entries if isinstance(one.key, Scalar))
    return not made.written(key) and not any(made.meant(word) is key for word in words)


def means(name: str, value: Node, key: Key[Any]) -> bool:
    """Tell whether a wrong word means a key beyond doubt: there is one slip in it, or its value says so."""
    if absent(value):
        return False
    one_slip = any(is_one_slip(name, right) for right in (key.name, *key.also))
    return one_slip or (_has_form(value, key.shape) and says(value, key.shape))


def _has_form(value: Node, shape: Shape[Any]) -> bool:
    """Tell whether a value is a word, a list or a mapping as its shape wants one."""
    if isinstance(value, Alias):
        return value.target is not None and _has_form(value.target, shape)
    if isinstance(shape, Either):
        return _has_form(value, shape.listed) or _has_form(value, shape.other)
    if isinstance(shape, Kind):
        return isinstance(value, Scalar)
    if isinstance(shape, ListOf):
        return isinstance(value, Sequence)
    return isinstance(value, Mapping) or (isinstance(shape, RefTo) and isinstance(value, Scalar))


def says(value: Node, shape: Shape[Any]) -> bool:
    """Tell whether a value of the right form has words in it that only a shape has."""
    if isinstance(value, Alias):
        return value.target is not None and says(value.target, shape)
    if isinstance(shape, Either):
        return says(value, shape.listed if isinstance(value, Sequence) else shape.other)
    if isinstance(shape, Kind):
        return isinstance(value, Scalar) and shape.read(value.text) is not None
    if isinstance(value, Sequence):
        return isinstance(shape, ListOf) and any(says(item, shape.item) for item in value.items)
    if isinstance(shape, OneOf) and value.tag is not None:
        return value.tag.text in shape.variants
    if not isinstance(value, Mapping):
        return isinstance(shape, RefTo)
    words = {one.key.text for one in value.entries if isinstance(one.key, Scalar)}
    return any(not words.isdisjoint(record.spellings) for record in records(shape))


def records(shape: Shape[Any]) -> list[type[Record]]:
    """Return the records that a value of a shape can be."""
    if isinstance(shape, OneOf):
        return list(shape.variants.values())
    return [shape.record] if isinstance(shape, RecordOf) else []


def naming(record: type[Record]) -> Key[Any] | None:
    """Return the key that says the name of a record; None where its records have none."""
    first = next(iter(record.keys.values()), None)
    return first if first is not None and first.shape is NAME else None


def fits(value: Node, shape: Shape[Any]) -> bool:
    """Tell whether a value has the form that a key wants; a word, also what it says."""
    return _has_form(value, shape) and (not isinstance(value, Scalar) or says(value, shape))
