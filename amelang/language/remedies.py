"""What to write instead of a value of the wrong form, where what was meant can be told from its words."""

from __future__ import annotations

from amelang.language.problems import keys_wanted
from amelang.language.shape import Key, Kind, ListOf, MapOf, Record, RecordOf, RefTo, Shape, Text
from amelang.text.problem import Edit, Fix
from amelang.text.source import Span
from amelang.text.tree import Mapping, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Remedy = tuple[str, Fix | None]

FLOW = frozenset("{}[],\n")
"""What ends a word in braces."""


def remedy_of(node: Node, shape: Shape[Any]) -> Remedy:
    """Say what to write where a shape is wanted, and how to mend it, where that is clear."""
    if isinstance(shape, RecordOf):
        return _of_record(node, shape.record)
    if isinstance(shape, ListOf):
        return _of_list(node, shape.item)
    if isinstance(shape, MapOf):
        return "write each as `name: value`, on a line of its own", None
    examples = shape.examples if isinstance(shape, Kind) else ()
    return f"for example `{examples[0]}`" if examples else "", None


def _of_record(node: Node, record: type[Record]) -> Remedy:
    """Say what to write where the keys of a record belong: the value under the one key that can be meant."""
    if isinstance(node, Scalar):
        key = _reference_to_itself(node, record) or _only_word(node, record)
        if key is not None:
            words = f"{key.name}: {node.span.text}"
            edit = Edit(node.span, f"{{{words}}}")
            fix = Fix(f"write `{words}`", edit, safe=False) if not FLOW & set(node.span.text) else None
            return f"write `{words}`", fix
    elif isinstance(node, Sequence):
        lists = [key for key in record.keys.values() if isinstance(key.shape, ListOf)]
        if len(lists) == 1:
            return f"write the list under `{lists[0].name}`", None
    names = sorted(record.keys, key=lambda name: not record.keys[name].required)
    return keys_wanted(tuple(names)), None


def _of_list(node: Node, item: Shape[Any]) -> Remedy:
    """Say what to write where a list belongs: for `A: 1` two keys, where each item has just those two."""
    remedy = "begin each item of the list with `- `, on a line of its own"
    if not isinstance(node, Mapping) or not isinstance(item, RecordOf) or not node.entries:
        return remedy, None
    record = item.record
    if tuple(record.keys.values()) != record.required or len(record.required) != 2:
        return remedy, None
    first, second = (key.name for key in record.required)
    pairs = [(entry.key, entry.value) for entry in node.entries]
    if any(not isinstance(word, Scalar) or word.text in record.spellings for word, _ in pairs):
        return remedy, None
    example = f"`- {first}: {pairs[0][0].span.text}` and below it `{second}: …`"
    words = f"write each of them as {example}"
    if any(not isinstance(value, Scalar) or value.style in ("|", ">") for _, value in pairs):
        return words, None
    text = node.source.text
    column = node.start - text.rfind("\n", 0, node.start) - 1
    edits = []
    for word, value in pairs:
        if text[word.start - column : word.start].strip(" ") or "\n" in text[word.end : value.start]:
            # In braces, say: there the lines would have to be made.
            return words, None
        edits.append(Edit(Span(node.source, word.start, word.start), f"- {first}: "))
        edits.append(Edit(Span(node.source, word.end, value.start), f"\n{' ' * column}  {second}: "))
    return words, Fix("write a list", *edits, safe=False)


def _reference_to_itself(node: Scalar, record: type[Record]) -> Key[Any] | None:
    """Return the key by which a record may be another one that has a name, where the word is one."""
    from amelang.language.scalars import NAME

    if node.text.isdecimal() or NAME.read(node.text.rpartition(".")[2]) is None:
        return None
    for key in record.keys.values():
        if isinstance(key.shape, RefTo) and issubclass(record, key.shape.target):
            return key
    return None


def _only_word(node: Scalar, record: type[Record]) -> Key[Any] | None:
    """Return the key that the word can be the value of, where just one can, of those that want a form."""
    fitting = []
    for key in record.keys.values():
        shape = key.shape
        if isinstance(shape, Kind) and not isinstance(shape, Text) and shape.read(node.text) is not None:
            fitting.append(key)
    return fitting[0] if len(fitting) == 1 and not fitting[0].defines else None
