"""What stands inside a value of the wrong form: it is read all the same, so that all is said at once."""

from __future__ import annotations

from amelang.language.foreign import foreign_words
from amelang.language.forms import absent, closest, folded, with_colon
from amelang.language.guessed import naming, pair_of, parts, records, says, without_its_dashes
from amelang.language.problems import MissingKey, UnknownKey, shown
from amelang.language.remedies import only_word
from amelang.language.shape import Either, Items, Key, ListOf, OneOf, Record, RecordOf, Shape
from amelang.language.tag_problems import MissingTag
from amelang.text.tree import Entry, Mapping, Node, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from amelang.text.problem import Problem

    Read = Callable[[Node, Shape[Any]], Any]


def without_dashes(node: Node, shape: ListOf[Any], read: Read, problems: list[Problem]) -> Items[Any] | None:
    """Read keys as a list that lacks its dashes: as its one item, or each as the name of an item."""
    if not isinstance(node, Mapping):
        return None
    item = shape.item.other if isinstance(shape.item, Either) else shape.item
    if says(node, item):
        read_items = [value for one in parts(node) if (value := read(one, item)) is not None]
        return Items(read_items, node.span) if read_items else None
    if not isinstance(item, RecordOf):
        return None
    name = naming(item.record)
    if name is None:
        if not without_its_dashes(node, shape):
            return None
        return Items([_pair(entry, item.record, read) for entry in node.entries], node.span)
    below = [entry for entry in node.entries if isinstance(entry.value, Mapping)]
    if not any(says(entry.value, item) for entry in below):
        return None
    values = []
    for entry in below:
        values += _named(entry, item, name, read, problems)
    return Items(values, node.span) if values else None


def _pair(entry: Entry, record: type[Record], read: Read) -> Record:
    """Read `A: 1` as a record of two words, such as `key: A` and `val: 1`."""
    made = record(Mapping(entry.key.source, entry.key.start, entry.value.end, [entry]))
    for key, node in zip(pair_of(record), (entry.key, entry.value), strict=True):
        value = read(node, key.shape)
        if value is None:
            made.faulty += (key,)
        else:
            made.__dict__[key.attribute] = value
    return made


def _named(
    entry: Entry, item: Shape[Any], name: Key[Any], read: Read, problems: list[Problem]
) -> list[Record]:
    """Read what stands below a key as an item that has the key for its name."""
    before = len(problems)
    value = read(entry.value, item)
    if not isinstance(value, Record):
        return []
    word = entry.key
    if isinstance(word, Scalar) and not value.written(name):
        problems[before:] = [
            one
            for one in problems[before:]
            if not (isinstance(one, MissingKey) and one.key == name.name and one.scope == value.span)
        ]
        named = read(word, name.shape)
        if named is None:
            value.faulty += (name,)
        else:
            value.__dict__[name.attribute] = named
    return [value]


def untagged(
    node: Node,
    shape: OneOf[Any],
    problems: list[Problem],
    fill: Callable[[Node, type[Any]], Record | None],
) -> Record | None:
    """Report that a record lacks its tag, and read it as the kind whose tag a key without a value is.

    Of any other, report what is wrong with it whichever of its kinds it is.
    """
    head = node.entries[0].key if isinstance(node, Mapping) and node.entries else node
    tags = tuple(shape.variants)
    word = f"!{head.text}" if isinstance(head, Scalar) else ""
    span, meant = head.span, word if word in tags else ""
    if meant and isinstance(node, Mapping):
        if not absent(node.entries[0].value) or node.flow:
            meant = ""
        elif isinstance(head, Scalar):
            span = with_colon(head)
    below = "" if meant else _below(node, shape)
    problems.append(MissingTag(span=span, record=shape.noun, tags=tags, meant=meant, below=below))
    if not meant or not isinstance(node, Mapping):
        whichever(node, shape, problems, fill)
        return None
    rest = node.entries[1:]
    start = rest[0].key.start if rest else node.end
    return fill(Mapping(node.source, start, node.end, rest), shape.variants[meant])


def _below(node: Node, shape: OneOf[Any]) -> str:
    """Return what a word means below a tag, where it can be the value of one key only."""
    if not isinstance(node, Scalar) or "\n" in node.span.text:
        return ""
    keys = {key.name for kind in records(shape) if (key := only_word(node, kind)) is not None}
    return shown(f"{keys.pop()}: {node.span.text}") if len(keys) == 1 else ""


def whichever(
    node: Node,
    shape: OneOf[Any],
    problems: list[Problem],
    fill: Callable[[Node, type[Any]], Record | None],
) -> None:
    """Report what is wrong with a record whichever of its kinds it is, where nothing says which one."""
    if not isinstance(node, Mapping):
        return
    kinds = records(shape)
    words = [one.key.text for one in node.entries if isinstance(one.key, Scalar)]
    fitting = {kind: sum(_is_like(word, kind) for word in words) for kind in kinds}
    before = len(problems)
    if any(fitting.values()):
        fill(node, max(kinds, key=lambda kind: fitting[kind]))
    known = {name: None for kind in kinds for name in kind.keys}
    kept = []
    for problem in problems[before:]:
        if isinstance(problem, UnknownKey) and any(problem.span == one.key.span for one in node.entries):
            if any(problem.key in kind.spellings for kind in kinds):
                continue
            problem.record, problem.known = shape.noun, tuple(known)
        if not isinstance(problem, MissingKey):
            kept.append(problem)
    problems[before:] = kept


def _is_like(word: str, kind: type[Record]) -> bool:
    """Tell whether a word is a key of a record, or nearly one, or what other programs have for one."""
    return closest(word, kind.spellings) is not None or folded(word) in foreign_words(kind)
