"""Whether a key in a wrong word is meant beyond doubt, so that its value can be read all the same."""

from __future__ import annotations

from amelang.language.forms import absent, folded, is_one_slip
from amelang.language.scalars import NAME
from amelang.language.shape import Either, Key, Kind, ListOf, OneOf, Record, RecordOf, RefTo, Shape
from amelang.text.tree import Alias, Mapping, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


SHORT = 5
"""Letters below which a word with a slip in it may be another word."""


def is_free(key: Key[Any], made: Record) -> bool:
    """Tell whether a record has no key yet, nor below what has been read of it."""
    entries = made.node.entries if isinstance(made.node, Mapping) else ()
    words = (one.key.text for one in entries if isinstance(one.key, Scalar))
    return not made.written(key) and not any(made.meant(word) is key for word in words)


def means(name: str, value: Node, key: Key[Any]) -> bool:
    """Tell whether a wrong word means a key beyond doubt: there is one slip in it, or its value says so."""
    if absent(value):
        return False
    slips = [right for right in (key.name, *key.also) if is_one_slip(folded(name), folded(right))]
    if _has_form(value, key.shape):
        return bool(slips) or says(value, key.shape)
    # One of several has another form, and may be called by another word: `path: models`.
    return any(len(right) >= SHORT and name.rstrip("s") != right.rstrip("s") for right in slips)


def tagged(value: Node, made: Record) -> Key[Any] | None:
    """Return the key that a record lacks, and that alone can have this tag on its value or items."""
    if isinstance(value, Sequence) and value.items:
        value = value.items[0]
        shapes = {key: key.shape.item for key in made.keys.values() if isinstance(key.shape, ListOf)}
    else:
        shapes = {key: key.shape for key in made.keys.values()}
    if value.tag is None:
        return None
    for key, shape in shapes.items():
        if isinstance(shape, OneOf) and value.tag.text in shape.variants and is_free(key, made):
            return key
    return None


def _has_form(value: Node, shape: Shape[Any]) -> bool:
    """Tell whether a value is a word, a list or a mapping as its shape wants one."""
    if isinstance(value, Alias):
        return value.target is not None and _has_form(value.target, shape)
    if isinstance(shape, Either):
        return _has_form(value, shape.listed) or _has_form(value, shape.other)
    if isinstance(shape, Kind):
        return isinstance(value, Scalar)
    if isinstance(shape, ListOf):
        return isinstance(value, Sequence) or without_its_dashes(value, shape)
    return isinstance(value, Mapping) or (isinstance(shape, RefTo) and isinstance(value, Scalar))


def without_its_dashes(value: Node, shape: ListOf[Any]) -> bool:
    """Tell whether keys are a list but for its dashes: an item, several by their names, or pairs of words."""
    if not isinstance(value, Mapping):
        return False
    item = shape.item.other if isinstance(shape.item, Either) else shape.item
    if says(value, item):
        return True
    if not isinstance(item, RecordOf) or not value.entries:
        return False
    inner = [one.value for one in value.entries]
    if naming(item.record) is not None:
        return any(isinstance(one, Mapping) and says(one, item) for one in inner)
    return bool(pair_of(item.record)) and all(isinstance(one, Scalar) for one in inner)


def pair_of(record: type[Record]) -> tuple[Key[Any], ...]:
    """Return the two keys that are all that a record has, such as `key` and `val`; nothing for any other."""
    wanted = record.required
    return wanted if len(wanted) == 2 and tuple(record.keys.values()) == wanted else ()


def says(value: Node, shape: Shape[Any]) -> bool:
    """Tell whether a value of the right form has words in it that only a shape has."""
    if isinstance(value, Alias):
        return value.target is not None and says(value.target, shape)
    if isinstance(shape, Either):
        return says(value, shape.listed if isinstance(value, Sequence) else shape.other)
    if isinstance(shape, Kind):
        return isinstance(value, Scalar) and shape.read(value.text) is not None
    if isinstance(shape, ListOf) and isinstance(value, Mapping):
        return without_its_dashes(value, shape)
    if isinstance(value, Sequence):
        return isinstance(shape, ListOf) and any(says(item, shape.item) for item in value.items)
    if isinstance(shape, OneOf) and value.tag is not None:
        return value.tag.text in shape.variants
    if isinstance(value, Scalar):
        return isinstance(shape, RefTo) and NAME.read(value.text.rpartition(".")[2]) is not None
    if not isinstance(value, Mapping):
        return False
    words = {one.key.text for one in value.entries if isinstance(one.key, Scalar)}
    return any(not words.isdisjoint(record.spellings) for record in records(shape))


def records(shape: Shape[Any]) -> list[type[Record]]:
    """Return the records that a value of a shape can be."""
    if isinstance(shape, OneOf):
        return list(shape.variants.values())
    return [shape.record] if isinstance(shape, RecordOf) else []


def parts(node: Mapping) -> list[Mapping]:
    """Cut the keys of several items, all without their dashes, where the first of them comes again."""
    words = [one.key.text if isinstance(one.key, Scalar) else "" for one in node.entries]
    starts = [number for number, word in enumerate(words) if word == words[0]]
    if len(starts) < 2 or starts[1] == 1:
        return [node]
    found = []
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        entries = node.entries[start:end]
        first, last = entries[0].key.start, entries[-1].value.end
        found.append(Mapping(node.source, first, last, entries, flow=node.flow))
    found[0].tag = node.tag
    return found


def naming(record: type[Record]) -> Key[Any] | None:
    """Return the key that says the name of a record; None where its records have none."""
    first = next(iter(record.keys.values()), None)
    return first if first is not None and first.shape is NAME else None


def fits(value: Node, shape: Shape[Any]) -> bool:
    """Tell whether a value has the form that a key wants; a word, also what it says."""
    return _has_form(value, shape) and (not isinstance(value, Scalar) or says(value, shape))
