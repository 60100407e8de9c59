"""Keys in brackets that lack the space behind their colon, or the comma before them."""

from __future__ import annotations

import re

from amelang.text.bracket_problems import MissingComma
from amelang.text.key_problems import MissingSpace, StrayTag
from amelang.text.problem import Edit
from amelang.text.source import Source, Span
from amelang.text.state import State
from amelang.text.tree import Entry, Mapping, Missing, Node, Scalar, Sequence

WORD = re.compile(r"[A-Za-z_<][\w./<-]*")
LINE_END = re.compile(r"[\r\n]")
GLUED = re.compile(r"([A-Za-z_][\w.-]*):(?!//)")
MERGED = re.compile(r"(\S.*?)[ \t]+([A-Za-z_][\w./-]*)")
"""A value and, behind it, the word that is a key if a colon follows."""

WANT, AFTER, VALUE = range(3)
"""What comes next in a bracket: a member, the comma behind one, or the value behind a colon."""


class Frame:
    """An open bracket: what comes next in it, the key that waits for a value, a pair in a list."""

    __slots__ = ("entry", "node", "pair", "phase")

    def __init__(self, node: Mapping | Sequence) -> None:
        self.node = node
        self.phase = WANT
        self.entry: Entry | None = None
        self.pair: Mapping | None = None


def second_key(source: Source, at: int, frame: Frame) -> MissingComma | None:
    """Take the last word of a value for the next key, as a colon stands behind it; a comma is missing.

    Return that problem; None where no key can be meant.
    """
    value = frame.entry.value if frame.entry is not None and frame.phase == AFTER else None
    if not isinstance(value, Scalar) or value.style or not isinstance(frame.node, Mapping):
        return None
    words = MERGED.fullmatch(source.text, value.start, value.end)
    if words is None:
        return None
    key = Scalar(source, words.start(2), words.end(2), words[2])
    value.end, value.text = words.end(1), words[1]
    frame.entry = Entry(key, Missing(source, at + 1, at + 1))
    frame.node.entries.append(frame.entry)
    frame.phase = VALUE
    return MissingComma(span=key.span)


def tag_within(state: State, frame: Frame, gap: Missing, at: int) -> int:
    """Take a tag that stands first within braces for that of the keys in them, and report where it stands.

    `at` is the offset of what follows it. Return the offset of the first key; 0 where nothing is wrong.
    """
    tag, node = gap.tag, frame.node
    first = isinstance(node, Mapping) and not node.entries and frame.phase == WANT
    if tag is None or not first or node.tag is not None or gap.anchor is not None or tag.text[:2] == "!!":
        return 0
    text = state.source.text
    if text[at : at + 1] == ",":
        at = len(text) - len(text[at + 1 :].lstrip(" "))
    inside = text[node.start + 1 : tag.start]
    edit = None if inside.strip(" ") else Edit(Span(state.source, node.start, at), f"{tag.text} {{{inside}")
    state.report(
        StrayTag(span=tag.span, word=tag.text, reason="stands inside the braces", edit=edit, inside=True)
    )
    node.tag = tag
    return at


def more_of_value(source: Source, frame: Frame, node: Node) -> Span | None:
    """Take words behind a comma, which can be no key, for more of the value before it.

    Return the whole of that value; None where they are something else.
    """
    entries = frame.node.entries if isinstance(frame.node, Mapping) else ()
    before = entries[-1].value if entries else None
    if not isinstance(node, Scalar) or node.style or frame.phase != WANT or WORD.fullmatch(node.text):
        return None
    if not isinstance(before, Scalar) or before.style:
        return None
    if source.text[before.end : node.start].strip(" \t") != "," or LINE_END.search(node.span.text):
        # Something else stands between the two, such as a comment, or they go on over lines.
        return None
    before.end = node.end
    before.text = source.text[before.start : before.end]
    return before.span


def glued(source: Source, frame: Frame, node: Node) -> MissingSpace | None:
    """Take `key:value` in braces for a key and its value; return what is wrong, None where it is one word."""
    match = GLUED.match(source.text, node.start, node.end)
    if match is None or not isinstance(node, Scalar) or "\n" in node.text:
        return None
    end = match.end()
    key = Scalar(source, node.start, end - 1, match[1], "", node.tag, node.anchor)
    value = Scalar(source, end, node.end, source.text[end : node.end])
    frame.node.entries.append(Entry(key, value))  # type: ignore[union-attr]  # only called for keys
    frame.phase = AFTER
    return MissingSpace(span=Span(source, node.start, end), key=match[1])
