"""The tables of the reference page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from amelang.export.words import (
    CHECKED_ONLY,
    bare_noun,
    first_sentence,
    paragraphs,
    unfinished,
    without_article,
)
from amelang.language import ame_toml, ame_yml
from amelang.language.ame_toml import Settings
from amelang.language.ame_yml import Task
from amelang.language.quantity import BINARY, DECIMAL
from amelang.language.shape import (
    Either,
    Key,
    Kind,
    ListOf,
    MapOf,
    OneOf,
    Record,
    RecordOf,
    RefTo,
    Shape,
)
from amelang.meaning.resolve import NOT_INHERITED

UNITS = {
    "n": "a thousand millionth",
    "u": "a millionth",
    "m": "a thousandth",
    "": "one",
    "k": "a thousand",
    "M": "a million (mega)",
    "G": "10⁹ (giga)",
    "T": "10¹² (tera)",
    "P": "10¹⁵ (peta)",
    "E": "10¹⁸ (exa)",
}
KINDS = "kinds-of-word"
SECTIONS = {
    "a quantity": "quantities",
    "a duration": "durations",
    "a schedule": "schedules",
}
"""Where a kind of word is explained, if not in the table of all of them."""


def table(heads: list[str], rows: Iterable[list[str]]) -> str:
    """Return a table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def keys(record: type[Record], *, every: bool = False) -> str:
    """Return a table of a record's keys, those aside that it has in common with what it is a kind of."""
    base = record.__base__
    common = base.keys.values() if base is not None and issubclass(base, Record) and not record.tag else ()
    rows = [
        [f"`{key.name}`" + (" (required)" if key.required else ""), holds(key.shape), said(key)]
        for key in record.keys.values()
        if every or key not in common
    ]
    if record.others is not None:
        shape = record.others.shape
        assert isinstance(shape, MapOf)
        rows.append([word(shape.key), holds(shape.value), said(record.others)])
    return table(["key", "holds", "what it says"], rows)


def said(key: Key[Any]) -> str:
    """Return all that is to be said about a key in one cell."""
    parts = [key.doc]
    if key.also:
        parts.append(f"May also be written {ticked(key.also)}.")
    if key.default:
        parts.append(f"Default: `{key.default}`.")
    if key.example:
        parts.append(f"Example: `{key.example}`.")
    if key.was:
        parts.append(f"Once {ticked(key.was)}.")
    if key in unfinished():
        parts.append(f"[{CHECKED_ONLY}](#what-this-version-carries-out).")
    return " ".join(parts)


def ticked(words: Iterable[str]) -> str:
    """Return words in backticks, with commas."""
    return ", ".join(f"`{word}`" for word in words)


def holds(shape: Shape[Any]) -> str:
    """Say what a key may hold, in a few words with links."""
    if isinstance(shape, Kind):
        return word(shape)
    if isinstance(shape, RecordOf):
        return linked(shape.record)
    if isinstance(shape, OneOf):
        return " or ".join(f"[`{tag}`](#{tag[1:]})" for tag in shape.variants)
    if isinstance(shape, ListOf):
        return f"list: {holds(shape.item)}"
    if isinstance(shape, Either):
        return f"{holds(shape.other)}, or a list of them"
    if isinstance(shape, MapOf):
        return f"keys ({word(shape.key)}) with values ({holds(shape.value)})"
    assert isinstance(shape, RefTo)
    return f"[name](#references) of a {bare_noun(shape.target)}"


def linked(record: type[Record], *, article: bool = False) -> str:
    """Name a record, with a link to what is said about it."""
    return f"[{record.noun if article else bare_noun(record)}](#{anchor(record)})"


def word(kind: Kind[Any]) -> str:
    """Name a kind of word, with a link to what it is."""
    noun = without_article(kind.noun)
    return noun if not kind.pattern else f"[{noun}](#{SECTIONS.get(kind.noun, KINDS)})"


HEADINGS = {
    "Step": "pipelines",
    "InlineTask": "references-between-tasks",
    "Variable": "environment-variables",
    "Training": "models",
}


def anchor(record: type[Record]) -> str:
    """Return the anchor of the section in which a record is described."""
    if record.__module__ == ame_toml.__name__:
        names = (name for name, known in settings_tables(Settings) if known is record)
        return next(names, "settings-ametoml").translate({ord(mark): None for mark in ".[]"}).lower()
    if record.__name__ in HEADINGS:
        return HEADINGS[record.__name__]
    noun = bare_noun(record)
    return (noun if noun.endswith("s") else noun + "s").replace(" ", "-")


def merging() -> str:
    """Say, key by key, what holds where a task and its template both have a key."""
    rows = []
    for key in Task.keys.values():
        if key.attribute in NOT_INHERITED:
            continue
        rows.append([f"`{key.name}`", policy(key)])
        if isinstance(key.shape, RecordOf):
            parts = key.shape.record.keys.values()
            rows += [
                [f"`{key.name}.{one.name}`", policy(one)] for one in parts if isinstance(one.shape, ListOf)
            ]
    return table(["key", "what holds"], rows)


def policy(key: Key[Any]) -> str:
    """Say what holds where a task and its template both have a key."""
    shape = key.shape
    if isinstance(shape, RecordOf | MapOf):
        return "both, key by key; of the same key the task's"
    if isinstance(shape, OneOf):
        return "both, key by key, where the tags are the same; else the task's"
    if isinstance(shape, ListOf) and key.merge:
        return f"both lists; of entries with the same {merged_by(shape, key.merge)} the task's"
    return "the task's"


def merged_by(shape: ListOf[Any], attribute: str) -> str:
    """Name what makes two entries of a list the same."""
    if isinstance(shape.item, RefTo):
        return "reference"
    base = shape.item.base if isinstance(shape.item, OneOf) else None
    record = (
        base.__subclasses__()[0] if base else shape.item.record if isinstance(shape.item, RecordOf) else None
    )
    assert record is not None
    key: Key[Any] = getattr(record, attribute)
    return f"`{key.name}`"


def records(base: type[Record] = Record) -> Iterator[type[Record]]:
    """Give every record of ame.yml and ame.toml, in the order of their definition."""
    for record in base.__subclasses__():
        if record.__module__ in (ame_yml.__name__, ame_toml.__name__):
            yield record
        yield from records(record)


def old_spellings() -> str:
    """Return a table of the spellings that are read, and no longer written."""
    seen: dict[tuple[str, str], dict[str, None]] = {}
    for record in records():
        base = record.__base__
        where = base.noun if record.tag and base is not None and issubclass(base, Record) else record.noun
        spellings = [(old, record.tag) for old in record.tag_was]
        spellings += [
            (old, key.name) for key in record.keys.values() if key in vars(record).values() for old in key.was
        ]
        for old, new in spellings:
            seen.setdefault((old, new), {})[where] = None
    rows = [[f"`{old}`", f"`{new}`", ", ".join(places)] for (old, new), places in seen.items()]
    return table(["once", "now", "in"], rows)


def kinds() -> str:
    """Return a table of the kinds of word that keys hold."""
    found: dict[str, Kind[Any]] = {}
    for record in records():
        for key in (*record.keys.values(), *((record.others,) if record.others else ())):
            for kind in words_in(key.shape):
                if kind.pattern:
                    found.setdefault(kind.noun, kind)
    rows = []
    for noun, kind in sorted(found.items(), key=lambda item: without_article(item[0]).lower()):
        section = SECTIONS.get(noun, KINDS)
        longest = getattr(kind, "longest", 0)
        rule = getattr(kind, "remedy", "") or first_sentence(kind)
        rule += f"; at most {longest:,} characters" if longest else ""
        rows.append([noun if section == KINDS else f"[{noun}](#{section})", rule, ticked(kind.examples)])
    return table(["kind", "how to write it", "examples"], rows)


def words_in(shape: Shape[Any]) -> Iterator[Kind[Any]]:
    """Give the kinds of word that a shape has in it, those of records aside."""
    if isinstance(shape, Kind):
        yield shape
    elif isinstance(shape, ListOf):
        yield from words_in(shape.item)
    elif isinstance(shape, MapOf):
        yield shape.key
        yield from words_in(shape.value)


def units() -> str:
    """Return a table of the units of quantities."""
    rows = [[f"`{unit}`" if unit else "none", UNITS[unit]] for unit in DECIMAL]
    rows += [
        [f"`{unit}`", f"2^{power}" + (" (1,024)" if power == 10 else "")] for unit, power in BINARY.items()
    ]
    return table(["unit", "means"], rows)


def settings_tables(record: type[Record], before: str = "") -> Iterator[tuple[str, type[Record]]]:
    """Give the tables of ame.toml by their headings, in the order of their description."""
    for key in record.keys.values():
        shape, name = key.shape, before + key.name
        heading = "[{}]"
        if isinstance(shape, MapOf):
            shape, name = shape.value, name + ".NAME"
        if isinstance(shape, ListOf):
            shape, heading = shape.item, "[[{}]]"
        if isinstance(shape, RecordOf) and shape.record.__module__ == ame_toml.__name__:
            yield heading.format(name), shape.record
            if not issubclass(record, shape.record):
                yield from settings_tables(shape.record, name + ".")


def settings() -> str:
    """Return a section for each table of ame.toml."""
    parts = [keys(Settings, every=True)]
    seen: set[type[Record]] = set()
    for name, record in settings_tables(Settings):
        if record not in seen:
            seen.add(record)
            parts += [f"### `{name}`", *paragraphs(record), keys(record)]
    return "\n\n".join(parts)
