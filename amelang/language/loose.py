"""Mends keys that stand beside where they belong: not indented enough, or without the keys around them."""

from __future__ import annotations

from amelang.language.forms import absent, closest, with_colon
from amelang.language.guessed import naming
from amelang.language.problems import shown
from amelang.language.scalars import NAME
from amelang.language.shape import At, Key, Kind, Record
from amelang.text.problem import Edit, Fix
from amelang.text.source import Span
from amelang.text.tree import Entry, Mapping, Missing, Node, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MOST_PAIRS = 10
"""Keys of one item above which nobody takes each of them for the name of something."""


def indented(entry: Entry, made: Record, holder: Key[Any]) -> Fix | None:
    """Return the fix for a key directly behind the one that it belongs under; None for one elsewhere."""
    node = made.node
    if not isinstance(node, Mapping):
        return None
    # A merge key may bring it from elsewhere.
    number = next((place for place, one in enumerate(node.entries) if one is entry), 0)
    before = node.entries[number - 1] if number else None
    if before is None or not isinstance(before.key, Scalar) or made.meant(before.key.text) is not holder:
        return None
    source, text = node.source, node.source.text
    line = text.rfind("\n", 0, entry.key.start) + 1
    column = entry.key.start - line
    if text[line : entry.key.start].strip(" ") or text[before.value.start : before.value.start + 1] in "{[*":
        return None
    deeper = 2
    if isinstance(before.value, Mapping) and before.value.entries:
        first = before.value.entries[0].key.start
        deeper = first - text.rfind("\n", 0, first) - 1 - column
    if deeper <= 0:
        return None
    edits = []
    end = max(entry.key.end, min(entry.value.end, len(text)))
    while line < end:
        stop = text.find("\n", line)
        stop = len(text) if stop < 0 else stop
        if text[line:stop].strip():
            edits.append(Edit(Span(source, line, line), " " * deeper))
        line = stop + 1
    return Fix(f"write it under `{holder.name}`", *edits, safe=False)


def as_pair(entry: Entry, made: Record) -> Fix | None:
    """Return the fix for `A: 1` where a record of two words belongs, such as `key: A` and `val: 1`.

    It has no edits where there is no value yet, or there are several.
    """
    node, record = made.node, type(made)
    wanted = record.required
    if len(wanted) != 2 or tuple(type(made).keys.values()) != wanted or not isinstance(node, Mapping):
        return None
    several = len(node.entries) > 1
    if len(node.entries) > MOST_PAIRS or not all(isinstance(key.shape, Kind) for key in wanted):
        return None
    words = [one.key.text for one in node.entries if isinstance(one.key, Scalar)]
    strange = not any(record.meant(word) or closest(word, record.spellings) for word in words)
    if not isinstance(entry.key, Scalar) or not strange:
        return None
    text, word = node.source.text, _is_word(entry.value)
    first, second = (key.name for key in wanted)
    dash = "- " if several else ""
    value = shown(entry.value.span.text) if word else "…"
    title = f"`{dash}{first}: {shown(entry.key.text)}` and below it `{second}: {value}`"
    title = f"write each of them as {title}" if several else f"write {title}"
    alone = text[entry.key.start - 2 : entry.key.start] == "- "
    if several or not word or not alone or "\n" in text[entry.key.end : entry.value.start]:
        return Fix(title, safe=False)
    column = entry.key.start - text.rfind("\n", 0, entry.key.start) - 1
    return Fix(
        title,
        Edit(Span(node.source, entry.key.start, entry.key.start), f"{first}: "),
        Edit(Span(node.source, entry.key.end, entry.value.start), f"\n{' ' * column}{second}: "),
        safe=False,
    )


def as_name(entry: Entry, made: Record) -> Fix | None:
    """Return the fix for `- train:` beside a task's keys, where `name: train` is meant; read it so."""
    node, name = made.node, naming(type(made))
    if name is None or not isinstance(node, Mapping) or node.flow or entry is not node.entries[0]:
        return None
    word, others = entry.key, [one.key.text for one in node.entries[1:] if isinstance(one.key, Scalar)]
    if not isinstance(word, Scalar) or not isinstance(entry.value, Missing) or entry.value.tag is not None:
        return None
    read = None if word.style else NAME.read(word.text)
    if read is None or made.meant(name.name) in map(made.meant, others) or not any(map(made.meant, others)):
        return None
    made.__dict__[name.attribute] = At(read, word.source, word.start, word.end)
    pair = f"{name.name}: {word.text}"
    return Fix(f"write `{pair}`", Edit(with_colon(word), pair), safe=False)


def as_named(entry: Entry, made: Record) -> Fix | None:
    """Return the fix for `train:` with a task's keys below it, where a task begins with `name: train`."""
    node, record, inner = made.node, type(made), entry.value
    name = next((key for key in record.keys.values() if key.defines), None)
    if name is None or not isinstance(node, Mapping) or len(node.entries) != 1 or node.flow:
        return None
    if not isinstance(inner, Mapping) or not isinstance(entry.key, Scalar):
        return None
    words = [one.key.text for one in inner.entries if isinstance(one.key, Scalar)]
    if not words or not all(word in record.spellings for word in words) or name.name in words:
        return None
    title = f"write `{name.name}: {shown(entry.key.text)}`, and its keys below it, in the same column"
    if inner.flow:
        return Fix(title, safe=False)
    source, text = node.source, node.source.text
    column = source.position(entry.key.start)[1]
    first, inside = source.position(inner.start)
    edits = [Edit(with_colon(entry.key), f"{name.name}: {entry.key.span.text}")]
    for number in range(first, source.position(min(inner.end, len(text)))[0] + 1):
        start, blank = source.starts[number - 1], " " * (inside - column)
        if text.startswith(blank, start):
            edits.append(Edit(Span(source, start, start + len(blank)), ""))
    return Fix(title, *edits, safe=False)


def unwrapped(entry: Entry, made: Record) -> Fix | None:
    """Return the fix for `limits:` around a record's own keys; it has no edits where one is set twice."""
    inner, word, record = entry.value, entry.key, type(made)
    if not isinstance(inner, Mapping) or not isinstance(word, Scalar):
        return None
    words = [one.key.text for one in inner.entries if isinstance(one.key, Scalar)]
    if any((key := record.meant(one)) is not None and made.written(key) for one in words):
        return Fix(f"leave out `{shown(word.text)}`: each amount is written once", safe=False)
    source, title = inner.source, f"write its keys without `{shown(word.text)}` around them"
    line, column = source.position(word.start)
    first, inside = source.position(inner.start)
    if inner.flow or first != line + 1 or source.line(line)[: column - 1].strip(" "):
        return Fix(title, safe=False)
    edits = [Edit(Span(source, source.starts[line - 1], source.starts[line]), "")]
    for number in range(first, source.position(min(inner.end, len(source.text)))[0] + 1):
        start, blank = source.starts[number - 1], " " * (inside - column)
        if source.text.startswith(blank, start):
            edits.append(Edit(Span(source, start, start + len(blank)), ""))
    return Fix(title, *edits, safe=False)


def _is_word(value: Node) -> bool:
    return (
        isinstance(value, Scalar)
        and not absent(value)
        and value.style not in ("|", ">")
        and "\n" not in value.span.text
    )
