"""What to write instead of a value of the wrong form, where what was meant can be told from its words."""

from __future__ import annotations

from amelang.language.guessed import naming, pair_of, parts
from amelang.language.problems import keys_wanted
from amelang.language.scalars import COMMAND, NAME, PATH, TEXT
from amelang.language.shape import Either, Key, Kind, ListOf, MapOf, Record, RecordOf, RefTo, Shape
from amelang.text.problem import Edit, Fix
from amelang.text.source import Span
from amelang.text.tree import Mapping, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Remedy = tuple[str, Fix | None]

ANY_TEXT = (TEXT, COMMAND, PATH)
"""Kinds of word of which nothing can be said by its form."""
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
    if not examples:
        return ("write all of it as one text" if isinstance(node, Sequence) else "write one value"), None
    return f"for example `{examples[0]}`", None


def _of_record(node: Node, record: type[Record]) -> Remedy:
    """Say what to write where the keys of a record belong: the value under the one key that can be meant."""
    if isinstance(node, Scalar):
        if words := _key_and_value(node, record):
            return f"write `{words}`", Fix(f"write `{words}`", Edit(node.span, words), safe=False)
        if pair := _pair(node, record):
            return f"write `{pair[0]}` and below it `{pair[1]}`", Fix(
                "write both keys", Edit(node.span, f"{{{', '.join(pair)}}}"), safe=False
            )
        key = _reference_to_itself(node, record) or only_word(node, record)
        if key is not None:
            words = f"{key.name}: {node.span.text}"
            edit = Edit(node.span, f"{{{words}}}")
            fix = Fix(f"write `{words}`", edit, safe=False) if not FLOW & set(node.span.text) else None
            return f"write `{words}`", fix
    elif isinstance(node, Sequence):
        lists = [key for key in record.keys.values() if isinstance(key.shape, ListOf)]
        if len(lists) > 1:
            first = node.items[0] if node.items else None
            lists = [key for key in lists if _is_item(first, key)][:1]
        if len(lists) == 1:
            return f"write the list under `{lists[0].name}`", None
    names = sorted(record.keys, key=lambda name: not record.keys[name].required)
    return keys_wanted(tuple(names)), None


def _of_list(node: Node, item: Shape[Any]) -> Remedy:
    """Say what to write where a list belongs: for `A: 1` two keys, where each item has just those two."""
    remedy = "begin each item of the list with `- `, on a line of its own"
    if isinstance(node, Scalar) and isinstance(item, Kind | RefTo) and not FLOW & set(node.span.text):
        words = f"[{node.span.text}]"
        return f"write `{words}`", Fix(f"write `{words}`", Edit(node.span, words), safe=False)
    if not isinstance(node, Mapping) or not node.entries:
        return remedy, None
    glued = [entry.key.start + 1 for entry in node.entries if entry.key.span.text.startswith("-")]
    if glued and glued[0] == node.start + 1:
        spaces = (Edit(Span(node.source, at, at), " ") for at in glued)
        return "write a space behind the dash", Fix("write a space behind the dash", *spaces, safe=False)
    if isinstance(item, Either):
        item = item.other
    if not isinstance(item, RecordOf):
        return remedy, None
    record = item.record
    if all(isinstance(one.key, Scalar) and one.key.text in record.spellings for one in node.entries):
        # One item, without its dash.
        edits = None if node.flow else _as_item(node)
        return remedy, Fix("begin an item of the list", *edits, safe=False) if edits else None
    name = naming(record)
    if name is not None and all(isinstance(one.value, Mapping) for one in node.entries):
        example = f"- {name.name}: {node.entries[0].key.span.text}"
        edits = [] if node.flow else _as_names(node, name.name)
        return f"write each as `{example}`, with its keys below it", (
            Fix("write a list", *edits, safe=False) if edits else None
        )
    if not (pair := pair_of(record)):
        return remedy, None
    first, second = (key.name for key in pair)
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


def _as_item(node: Mapping) -> list[Edit]:
    """Return the edits that put a dash before some keys, and indent what is behind their first line.

    Where the first key comes again, so does the dash: these are several items.
    """
    source = node.source
    first, column = source.position(node.start)
    last, _ = source.position(max(node.start, node.end - 1))
    if node.tag is not None or source.line(first)[: column - 1].strip(" "):
        return []
    edits = [Edit(source.span(node.start, node.start), "- ")]
    again = {source.position(part.start)[0]: part.start for part in parts(node)}
    for number in range(first + 1, last + 1):
        start = source.starts[number - 1]
        if number in again:
            edits.append(Edit(source.span(again[number], again[number]), "- "))
        elif source.line(number).strip():
            edits.append(Edit(source.span(start, start), "  "))
    return edits


def _is_item(node: Node | None, key: Key[Any]) -> bool:
    """Tell whether a value can be an item of the list that a key holds."""
    item = key.shape.item if isinstance(key.shape, ListOf) else None
    if not isinstance(node, Mapping) or not isinstance(item, RecordOf):
        return False
    return all(isinstance(one.key, Scalar) and one.key.text in item.record.spellings for one in node.entries)


def _as_names(node: Mapping, name: str) -> list[Edit]:
    """Return the edits that make an item of each key with keys below it, where these stand right for that."""
    source, edits = node.source, []
    for entry in node.entries:
        line, column = source.position(entry.key.start)
        inner = source.position(entry.value.start)[1]
        colon = source.text.find(":", entry.key.end)
        if inner != column + 2 or source.line(line)[: column - 1].strip(" ") or entry.value.tag or colon < 0:
            return []
        edits.append(Edit(source.span(entry.key.start, entry.key.start), f"- {name}: "))
        edits.append(Edit(source.span(entry.key.end, colon + 1), ""))
    return edits


def _pair(node: Scalar, record: type[Record]) -> tuple[str, str] | tuple[()]:
    """Return the two keys that `A=1` means where a record of just two words belongs."""
    name, sign, value = node.text.partition("=")
    plain = name.isidentifier() and value and not (FLOW | set(":#'\"")) & set(value)
    keys = pair_of(record)
    if not sign or not plain or node.style in ("|", ">") or not keys:
        return ()
    first, second = keys
    return f"{first.name}: {name}", f"{second.name}: {value}"


def _key_and_value(node: Scalar, record: type[Record]) -> str:
    """Return `key: value` for a word that begins with a key and lacks the colon or the space behind it."""
    text = node.text
    name = text.replace(":", " ", 1).partition(" ")[0]
    value = text[len(name) :].lstrip(": ").removeprefix("= ")
    if node.style or name not in record.spellings or not value or "\n" in node.span.text:
        return ""
    return f"{record.spellings[name].name}: {value}"


def _reference_to_itself(node: Scalar, record: type[Record]) -> Key[Any] | None:
    """Return the key by which a record may be another one that has a name, where the word is one."""
    if node.text.isdecimal() or NAME.read(node.text.rpartition(".")[2]) is None:
        return None
    for key in record.keys.values():
        if isinstance(key.shape, RefTo) and issubclass(record, key.shape.target):
            return key
    return None


def only_word(node: Scalar, record: type[Record]) -> Key[Any] | None:
    """Return the key that the word can be the value of: the one that is demanded, else one that fits."""
    keys = [key for key in record.keys.values() if isinstance(key.shape, Kind)]
    fitting = [key for key in keys if _accepts(key, node.text)]
    demanded = [key for key in fitting if key.required]
    if not demanded:
        demanded = [key for key in fitting if key.shape not in ANY_TEXT]
    return demanded[0] if len(demanded) == 1 and not demanded[0].defines else None


def _accepts(key: Key[Any], text: str) -> bool:
    return isinstance(key.shape, Kind) and key.shape.read(text) is not None
