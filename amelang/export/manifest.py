"""Objects of a cluster as text: the same objects give the same bytes, whichever library is installed.

The YAML is that of kubectl: block style, lists at the column of their key, texts of several lines
as they are. A text is quoted wherever a reader of YAML 1.1 or 1.2 could take it for anything else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

PLAIN = re.compile(
    r"""
    (?: [A-Za-z/_] (?: [A-Za-z0-9./@+=,()*|$%_-] | :(?=[^\s]) | [ ](?=[^\s]) )*  # a word or several
      | [0-9]+ (?: [numkMGTP] | [KMGTPE]i )                                      # a quantity
    )
    """,
    re.VERBOSE,
)
"""What needs no quotes, unless it is one of `WORDS`: texts that do not begin as a number, date or mark."""
WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"))
"""What some reader takes for a truth or for nothing, in whatever case."""
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def to_yaml(objects: Iterable[Mapping[str, Any]]) -> str:
    """Return the objects as YAML documents with `---` between them."""
    documents = []
    for item in objects:
        lines: list[str] = []
        _write_keys(item, "", "", lines)
        documents.append("\n".join(lines))
    return "\n---\n".join(documents) + "\n" if documents else ""


def to_json(objects: Iterable[Mapping[str, Any]]) -> str:
    """Return the objects as one JSON object, a `List` as kubectl reads and writes it."""
    whole = {"apiVersion": "v1", "kind": "List", "items": list(objects)}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _write_keys(value: Mapping[str, Any], first: str, indent: str, lines: list[str]) -> None:
    """Add the lines of keys with values; `first` stands before the first line, `indent` before others."""
    for key, child in value.items():
        head = f"{first}{scalar(key)}:"
        first = indent
        if isinstance(child, str):
            lines.append(f"{head} {scalar(child) if chr(10) not in child else block(child, indent + '  ')}")
        elif isinstance(child, Mapping):
            if child:
                lines.append(head)
                _write_keys(child, indent + "  ", indent + "  ", lines)
            else:
                lines.append(head + " {}")
        elif isinstance(child, list):
            if child:
                lines.append(head)
                _write_items(child, indent + "- ", indent, lines)
            else:
                lines.append(head + " []")
        else:
            lines.append(f"{head} {_number(child)}")


def _write_items(value: list[Any], first: str, indent: str, lines: list[str]) -> None:
    """Add the lines of a list; arguments as for keys, the first line's with its dash."""
    for child in value:
        if isinstance(child, str):
            lines.append(f"{first}{scalar(child) if chr(10) not in child else block(child, indent + '  ')}")
        elif isinstance(child, Mapping) and child:
            _write_keys(child, first, indent + "  ", lines)
        elif isinstance(child, list) and child:
            _write_items(child, first + "- ", indent + "  ", lines)
        else:
            empty = (
                "{}" if isinstance(child, Mapping) else "[]" if isinstance(child, list) else _number(child)
            )
            lines.append(first + empty)
        first = indent + "- "


def _number(value: object) -> str:
    """Write a whole number, a truth, or nothing; objects of a cluster hold no other values."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    raise TypeError(f"a cluster has no values of type {type(value).__name__}")


@lru_cache(maxsize=4096)
def scalar(text: str) -> str:
    """Write a text in one line."""
    if PLAIN.fullmatch(text) and text.lower() not in WORDS:
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def block(text: str, indent: str) -> str:
    """Write a text of several lines as it is, or in quotes where a reader would not see it as it is."""
    body = text.rstrip("\n")
    plain = all(line.isprintable() or line.replace("\t", "").isprintable() for line in body.split("\n"))
    # An indented first line would need its depth said; a last line of blanks is easily lost.
    if not body or not plain or text[0] in " \t\n" or body[-1] in " \t":
        return scalar(text)
    ends = len(text) - len(body)
    mark = "|" + ("-", "")[ends] if ends < 2 else "|+"
    lines = "\n".join(indent + line if line else "" for line in body.split("\n"))
    return f"{mark}\n{lines}" + "\n" * max(ends - 1, 0)


def _escaped(character: str) -> str:
    if character in ESCAPES:
        return ESCAPES[character]
    if character.isprintable():
        return character
    number = ord(character)
    if number <= 0xFF:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
