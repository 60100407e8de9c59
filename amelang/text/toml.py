"""Reads TOML into the same tree as YAML, so that settings have places, too.

The standard library says what a text means, and whether it is TOML at all; it keeps no places.
These are found by a second, shallow pass over the text: headers, keys, and where values end.
"""

from __future__ import annotations

import re

from amelang.text.problem import Problem
from amelang.text.source import Source, Span
from amelang.text.tree import Entry, Mapping, Missing, Node, Scalar, Sequence, Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Path = tuple[str | int, ...]
    Places = dict[Path, tuple[int, int, int, int]]

SIMPLE_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
DOTTED_KEY = rf"{SIMPLE_KEY}(?:[ \t]*\.[ \t]*{SIMPLE_KEY})*"
STATEMENT = re.compile(
    rf"[ \t]*(?:\[\[[ \t]*(?P<array>{DOTTED_KEY})[ \t]*\]\]|\[[ \t]*(?P<table>{DOTTED_KEY})[ \t]*\]"
    rf"|(?P<key>{DOTTED_KEY})[ \t]*=[ \t]*)?"
)
TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""+|\'\'\'.*?\'\'\'+|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|[\[{]|[\]}]|\n|[^"\'#\[\]{}\n]+',
    re.DOTALL,
)
KEY = re.compile(rf"(?P<key>{DOTTED_KEY})[ \t]*=[ \t]*")
WORD = re.compile(
    r'"""(?:[^\\]|\\.)*?"""+|\'\'\'.*?\'\'\'+|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|[^,\]}#\n]+', re.DOTALL
)
GAP = re.compile(r"(?:[\s,]|#[^\n]*)*")
AT_LINE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


class InvalidToml(Problem, code="AME080", name="invalid-toml"):
    """A settings file that is not TOML. Nothing in it can be trusted, so nothing of it is read.

    Bad:
        project: iris
        # ame.toml
        [images]
        default = python:3.11

    Good:
        project: iris
        # ame.toml
        [images]
        default = "python:3.11"
    """

    reason: str

    def message(self) -> str:
        return f"this is not TOML: {self.reason}"

    def help(self) -> str | None:
        return 'a setting is written `key = "value"`, under its `[table]`'


def read_toml(source: Source) -> Tree:
    """Read a text as TOML; what is wrong with it is the tree's one problem."""
    import tomllib

    text = source.text
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return Tree(source, Missing(source, 0, 0), [], [_invalid(source, str(error))])
    return Tree(source, _node(source, data, (), _places(text), (0, len(text))), [], [])


def comments_of_toml(source: Source) -> list[Span]:
    """Return the comments of a text that is TOML; few ask for them, so that its tree has none."""
    found = (token.span() for token in TOKEN.finditer(source.text) if token[0][0] == "#")
    return [Span(source, start, end) for start, end in found]


def _invalid(source: Source, message: str) -> InvalidToml:
    """Make the problem from the words of the standard library, which end in the place."""
    offset = len(source.text.rstrip())
    match = AT_LINE.search(message)
    if match and match[1]:
        line, column = int(match[1]), int(match[2])
        start = source.starts[line - 1] if line <= len(source.starts) else len(source.text)
        offset = min(start + column - 1, len(source.text))
    # Numbers of thousands of digits, and lists as deep, are refused by Python in its own words.
    reason = AT_LINE.sub("", message).partition(";")[0][:80]
    span = Span(source, offset, min(offset + 1, len(source.text)))
    return InvalidToml(span=span, reason=reason[:1].lower() + reason[1:])


def _node(source: Source, value: Any, path: Path, places: Places, whole: tuple[int, int]) -> Node:
    """Make the node of a value; `whole` is its place where no better one is known."""
    place = places.get(path)
    start, end = (place[2], place[3]) if place else whole
    if isinstance(value, dict):
        entries = []
        for name, child in value.items():
            at = places.get((*path, name))
            key_start, key_end = (at[0], at[1]) if at else (start, end)
            key = Scalar(source, key_start, key_end, name)
            entries.append(Entry(key, _node(source, child, (*path, name), places, (start, end))))
        return Mapping(source, start, end, entries)
    if isinstance(value, list):
        items = [_node(source, child, (*path, n), places, (start, end)) for n, child in enumerate(value)]
        return Sequence(source, start, end, items)
    if isinstance(value, str):
        return Scalar(source, start, end, value, '"')
    written = str(value).lower() if isinstance(value, bool) else str(value)
    return Scalar(source, start, end, written)


def _places(text: str) -> Places:
    """Find where each header and key stands: start and end of the key, start and end of the value."""
    places: Places = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    position = 0
    while position < len(text):
        statement = STATEMENT.match(text, position)
        assert statement is not None, "the pattern matches the empty text"
        position = statement.end()
        if dotted := statement["array"] or statement["table"]:
            group = "array" if statement["array"] else "table"
            table = _through_arrays(_parts(dotted), counts)
            if group == "array":
                counts[table] = counts.get(table, 0) + 1
                table = (*table, counts[table] - 1)
            spans = _spans(dotted, statement.start(group))
            number = -1
            for depth, part in enumerate(table, 1):
                number += isinstance(part, str)
                places.setdefault(table[:depth], (*spans[number], *statement.span(group)))
        elif statement["key"]:
            path = (*table, *_parts(statement["key"]))
            end = _value_end(text, position)
            spans = _spans(statement["key"], statement.start("key"))
            for depth, span in enumerate(spans, len(table) + 1):
                places.setdefault(path[:depth], (*span, position, end))
            _value(text, position, path, places)
            position = end
        newline = text.find("\n", position)
        position = len(text) if newline < 0 else newline + 1
    return places


def _through_arrays(parts: tuple[str, ...], counts: dict[Path, int]) -> Path:
    """Return the path of a header: a part that is a list of tables means the last of them."""
    path: Path = ()
    for number, part in enumerate(parts):
        path = (*path, part)
        if path in counts and number < len(parts) - 1:
            path = (*path, counts[path] - 1)
    return path


def _parts(dotted: str) -> tuple[str, ...]:
    """Return the parts of a dotted key without their quotes."""
    return tuple(part.strip("\"'") if part[0] in "\"'" else part for part in re.findall(SIMPLE_KEY, dotted))


def _spans(dotted: str, start: int) -> list[tuple[int, int]]:
    """Return where each part of a dotted key begins and ends; `start` is where the key itself begins."""
    found = (part.span() for part in re.finditer(SIMPLE_KEY, dotted))
    return [(start + first, start + last) for first, last in found]


def _value(text: str, position: int, path: Path, places: Places) -> int:
    """Find what stands inside a value, a list or a table on one line; return where the value ends."""
    opening = text[position]
    if opening not in "[{":
        token = WORD.match(text, position)
        assert token is not None, "the standard library has read it"
        return token.start() + len(token[0].rstrip())
    number = 0
    position = _gap(text, position + 1)
    while text[position] not in "]}":
        if opening == "[":
            inner: Path = (*path, number)
            end = _value(text, position, inner, places)
            spans = [(position, end)]
            number += 1
        else:
            key = KEY.match(text, position)
            assert key is not None, "the standard library has read it"
            inner, spans, position = (*path, *_parts(key["key"])), _spans(key["key"], position), key.end()
            end = _value(text, position, inner, places)
        for depth, span in enumerate(spans, len(path) + 1):
            places.setdefault(inner[:depth], (*span, position, end))
        position = _gap(text, end)
    return position + 1


def _gap(text: str, position: int) -> int:
    """Return where the next word begins, over blanks, lines, comments and commas."""
    match = GAP.match(text, position)
    return match.end() if match else position


def _value_end(text: str, position: int) -> int:
    """Return where the value that begins here ends, over the lines of a list or a long text."""
    depth, end = 0, position
    for token in TOKEN.finditer(text, position):
        first = token[0][0]
        if first in "[{":
            depth += 1
        elif first in "]}":
            depth -= 1
        elif first == "\n" and depth <= 0:
            break
        elif first == "#":
            continue
        if token[0].strip():
            end = token.start() + len(token[0].rstrip())
    return end
