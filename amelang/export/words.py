"""What is said about records, keys and what they hold, in the words of users.

The JSON Schema and the reference page say the same, because both ask here.
"""

from __future__ import annotations

import contextlib
import inspect
import tomllib
from typing import Any

from amelang.language.ame_yml import Project, Task
from amelang.language.scalars import Choice
from amelang.language.shape import Key, Kind, OneOf, Record
from amelang.lower.unsupported import KNOWN, PASSIVE
from amelang.text.reader import read
from amelang.text.source import Source
from amelang.text.tree import Mapping, Node, Scalar, Sequence

BRACKETS = "[{"
"""What begins a list or a table on one line, which YAML and TOML write differently."""


def first_paragraph(record: type[Record]) -> str:
    """Return what a user reads about a record, in one line."""
    return " ".join(paragraphs(record)[0].split())


def paragraphs(record: type[Record]) -> list[str]:
    """Return the paragraphs of a record's documentation, each as it is written."""
    return inspect.cleandoc(record.__doc__ or "").split("\n\n")


def bare_noun(record: type[Record]) -> str:
    """Return what a record is called, without the article."""
    return without_article(record.noun)


def without_article(noun: str) -> str:
    """Return a noun without the article before it."""
    first, _, rest = noun.partition(" ")
    return rest if first in ("a", "an", "the") else noun


def capital(text: str) -> str:
    """Return a text with a capital at its beginning; what is in backticks stays."""
    return text[:1].upper() + text[1:]


def how_to_write(kind: Kind[Any]) -> str:
    """Say how words of a kind are written, as a part of a sentence; empty where any text will do."""
    if remedy := getattr(kind, "remedy", ""):
        return str(remedy)
    if not kind.pattern or not kind.examples or set(kind.examples) == set(kind.pattern.split("|")):
        return ""
    *first, last = [f"`{word}`" for word in kind.examples]
    shown = f"{', '.join(first)} or {last}" if first else last
    return f"{first_sentence(kind).removeprefix(kind.noun).strip()}, such as {shown}"


def first_sentence(kind: Kind[Any]) -> str:
    """Return what the documentation of a kind says about it, as it reads inside a table."""
    said = (type(kind).__doc__ or "").partition("\n")[0].rstrip(".")
    return said[:1].lower() + said[1:]


def key_text(key: Key[Any]) -> str:
    """Return what an editor shows about a key: what it is for, what holds without it, how it is written."""
    said = [key.doc]
    if key.required:
        said.append("Required.")
    if key.default:
        said.append(f"Default: `{key.default}`.")
    if key in unfinished():
        said.append(f"{CHECKED_ONLY}.")
    kind = key.shape
    if isinstance(kind, Kind) and not isinstance(kind, Choice) and (how := how_to_write(kind)):
        said[-1] += f"\n\n{capital(kind.noun)}: {how}."
    return " ".join(said)


CHECKED_ONLY = "Checked, and not carried out by this version"


def unfinished(record: type[Record] | None = None) -> list[Key[Any]]:
    """Return the keys, of a record or of all, that are checked and that no plan takes up yet."""
    # Templates are applied before anything is lowered.
    known = {Task: (*KNOWN, Task.from_template), Project: PASSIVE}
    return [
        key
        for owner in ([record] if record else known)
        for key in owner.keys.values()
        if key not in known[owner]
    ]


def tags_text(shape: OneOf[Any]) -> str:
    """Return a list of the tags among which a value chooses."""
    return "\n".join(f"- `{tag}`: {first_paragraph(record)}" for tag, record in shape.variants.items())


def plain_value(text: str, *, pairs: bool = False) -> Any:
    """Return what a reader of YAML, or of TOML, makes of a value, as an example or default is written.

    `pairs` says that the text is not a value on the line of its key, but keys with values below it.
    """
    if text[0] in BRACKETS:
        try:
            return tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            pass  # it is YAML, whose words need no quotes
    root = read(Source(f"{text}\n" if pairs else f"value: {text}\n")).root
    assert isinstance(root, Mapping)
    return _plain(root if pairs else root.entries[0].value)


def _plain(node: Node) -> Any:
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    if isinstance(node, Mapping):
        return {
            entry.key.text: _plain(entry.value) for entry in node.entries if isinstance(entry.key, Scalar)
        }
    assert isinstance(node, Scalar)
    if node.style:
        return node.text
    if node.text in ("true", "false"):
        return node.text == "true"
    for number in (int, float):
        with contextlib.suppress(ValueError):
            # What a number would not keep is a text: `3.10` is not 3.1.
            if str(value := number(node.text)) == node.text:
                return value
    return node.text
