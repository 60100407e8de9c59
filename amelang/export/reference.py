"""The reference page: a text with places for what the description of the language says.

The text is `reference.template`. In it `[[Task.retries]]` stands for the name of a key, so that a
key that is renamed is renamed there, and `[[record Task]]` for all that is known of a record.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from amelang.checks.variables import RESERVED, RESERVED_PREFIX
from amelang.export import tables
from amelang.export.words import first_paragraph, paragraphs, unfinished
from amelang.language import ame_toml, ame_yml
from amelang.language.ame_toml import Cluster, Settings
from amelang.language.ame_yml import Executor, Pip, Project, Task
from amelang.language.duration import SECONDS
from amelang.language.schedule import FIELDS, WORDS
from amelang.language.shape import Key, ListOf, Record, RefTo

TEMPLATE = Path(__file__).with_name("reference.template")
PLACE = re.compile(r"\[\[([^\]]+)\]\]")


def reference() -> str:
    """Return the text of the page."""
    return PLACE.sub(lambda place: filled(place[1]), TEMPLATE.read_text("utf-8"))


def filled(place: str) -> str:
    """Return what stands at a place of the template: `Task.retries`, `record Task`, `units`.

    Raises KeyError or AttributeError for a place that means nothing.
    """
    word, _, argument = place.partition(" ")
    if word in ABOUT_RECORDS:
        return ABOUT_RECORDS[word](record_named(argument))
    if place in PLAIN:
        return PLAIN[place]()
    owner, _, attribute = place.partition(".")
    key = getattr(record_named(owner), attribute)
    assert isinstance(key, Key)
    return f"`{key.name}`"


def record_named(name: str) -> type[Record]:
    """Return the record of the language that has a name."""
    record: type[Record] = getattr(ame_yml, name, None) or getattr(ame_toml, name)
    return record


def about(record: type[Record]) -> str:
    """Return what is said about a record, and a table of its keys."""
    parts = paragraphs(record)
    base = record.__base__
    if base is not None and issubclass(base, Record) and base.keys:
        parts.append(f"Its keys are those of {tables.linked(base, article=True)}, but for:")
    return "\n\n".join([*parts, *([tables.keys(record)] if record.keys else [])])


def variants(base: type[Record]) -> str:
    """Return a section for each record that a tag chooses."""
    parts = []
    for record in base.__subclasses__():
        parts.append(f"### `{record.tag}`")
        parts += paragraphs(record)
        if issubclass(record, Executor):
            parts.append(preparation(record))
        parts.append(tables.keys(record))
    return "\n\n".join(parts)


def preparation(executor: type[Executor]) -> str:
    """Return what an executor needs, and what AME adds."""
    said = []
    if executor.files:
        said.append(f"It needs {listed(executor.files)} beside the `ame.yml`.")
    if executor.tools:
        said.append(f"AME installs {listed(executor.tools)} for it, apart from what the project installs.")
    if executor.python_files:
        known = listed(executor.python_files)
        version = executor.keys.get(Pip.python_version.name)
        if version is not None and version.required:
            said.append(f"The version of Python must be one that {known} allows.")
        else:
            said.append(f"Where the task names no version of Python, {known} decides.")
    return " ".join(said) or "It needs no file, and AME installs nothing."


def tags(base: type[Record]) -> str:
    """Return a table of the tags among which a value chooses."""
    rows = [[f"[`{sub.tag}`](#{sub.tag[1:]})", first_paragraph(sub)] for sub in base.__subclasses__()]
    if not issubclass(base, Executor):
        return tables.table(["tag", "what it is"], rows)
    executors = [sub for sub in base.__subclasses__() if issubclass(sub, Executor)]
    files = [listed(sub.files, "and") if sub.files else "" for sub in executors]
    return tables.table(
        ["tag", "what it does", "needs"], [[*row, file] for row, file in zip(rows, files, strict=True)]
    )


def wrapper(record: type[Record]) -> str:
    """Return the key that may stand around a reference to a record."""
    for owner in ame_yml.Task.keys.values():
        shape = owner.shape.item if isinstance(owner.shape, ListOf) else owner.shape
        if isinstance(shape, RefTo) and shape.target is record:
            return f"`{shape.wrapper}`"
    raise KeyError(record.__name__)


def listed(words: tuple[str, ...], last: str = "and") -> str:
    """Return words in backticks, as a sentence lists them."""
    ticked = [f"`{word}`" for word in words]
    return ticked[0] if len(ticked) == 1 else f"{', '.join(ticked[:-1])} {last} {ticked[-1]}"


def durations() -> str:
    """Say the units of durations."""
    names = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
    units = ", ".join(f"`{unit}` {names[unit]}" for unit in SECONDS)
    return f"{units}. `2h30m`, `45m`, `1d`."


def fields() -> str:
    """Return a table of the fields of a schedule."""
    rows = [
        [
            field.name,
            f"{field.least} to {field.greatest}",
            f"`{field.words[0]}` to `{field.words[-1]}`" if field.words else "",
        ]
        for field in FIELDS
    ]
    return tables.table(["field", "values", "names"], rows)


def reserved() -> str:
    """Name the variables that a task should not set."""
    return f"{listed(tuple(sorted(RESERVED)))}, and every variable that begins with `{RESERVED_PREFIX}`,"


def not_lowered() -> str:
    """Name the keys that are checked, and that no plan takes up yet."""
    said = [
        f"{listed(names)} of {record.noun}"
        for record in (Task, Project)
        if (names := tuple(key.name for key in unfinished(record)))
    ]
    said.append(f"`{Cluster.queue.name}` of `[{Settings.cluster.name}]` and all of `[{Settings.tools.name}]`")
    return f"In this version these are {', and '.join(said)}."


ABOUT_RECORDS: dict[str, Callable[[type[Record]], str]] = {
    "record": about,
    "tags": tags,
    "variants": variants,
    "wrapper": wrapper,
}
PLAIN: dict[str, Callable[[], str]] = {
    "durations": durations,
    "fields": fields,
    "kinds": tables.kinds,
    "merging": tables.merging,
    "not lowered": not_lowered,
    "old": tables.old_spellings,
    "reserved": reserved,
    "schedule words": lambda: listed(WORDS, "or"),
    "settings": tables.settings,
    "units": tables.units,
}
