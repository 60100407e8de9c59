"""What stands inside a value of the wrong form: it is read all the same, so that all is said at once."""

from __future__ import annotations

from amelang.language.forms import closest
from amelang.language.guessed import naming, records, says
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
        value = read(node, item)
        return None if value is None else Items([value], node.span)
    name = naming(item.record) if isinstance(item, RecordOf) else None
    if name is None:
        return None
    values = []
    for entry in node.entries:
        if isinstance(entry.value, Mapping) and says(entry.value, item):
            values += _named(entry, item, name, read, problems)
    return Items(values, node.span) if values else None


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
) -> None:
    """Report that a record lacks its tag, and what is wrong with it whichever of its kinds it is."""
    head = node.entries[0].key.span if isinstance(node, Mapping) and node.entries else node.span
    tags, kinds = tuple(shape.variants), records(shape)
    word = f"!{node.text}" if isinstance(node, Scalar) else ""
    below = ""
    if isinstance(node, Scalar) and word not in tags and "\n" not in node.span.text:
        keys = {key.name for kind in kinds if (key := only_word(node, kind)) is not None}
        below = f"{keys.pop()}: {node.span.text}" if len(keys) == 1 else ""
    problems.append(
        MissingTag(
            span=head, record=shape.noun, tags=tags, meant=word if word in tags else "", below=shown(below)
        )
    )
    if not isinstance(node, Mapping):
        return
    words = [one.key.text for one in node.entries if isinstance(one.key, Scalar)]
    fitting = {kind: sum(closest(word, kind.spellings) is not None for word in words) for kind in kinds}
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
