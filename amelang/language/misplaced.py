"""Keys at the top of a file that belong elsewhere: into a list of the project, or into another project."""

from __future__ import annotations

from amelang.language.problems import DuplicateKey, shown
from amelang.language.shape import Key, ListOf, Record, RecordOf
from amelang.text.dash_problems import MissingDash
from amelang.text.problem import Edit, Fix, Note, Problem
from amelang.text.source import Span
from amelang.text.tree import Entry, Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class LooseKeys(Problem, code="AME118", name="loose-keys"):
    """Keys of a task, a template, a data set or a model that stand at the top of the file, in none of them.

    An `ame.yml` has lists of tasks, templates, data sets and models, and each of these begins with a
    dash. A part of a task alone, as somebody may copy it from a page of documentation, is none.

    Bad:
        executor:
          !custom
          command: python train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    key: str
    record: str
    list_key: str
    above: tuple[str, ...]
    """The lines that are missing above."""
    edits: tuple[Edit, ...]

    def message(self) -> str:
        return f"`{self.key}` is a key of {self.record}, and stands here outside of any"

    def help(self) -> str | None:
        lines = " and ".join(f"`{line}`" for line in self.above)
        if len(self.above) == 1:
            return f"write {lines} above it, and begin it with a dash, as the entry of a list"
        return f"write {lines} above it, and indent all of it as far as the name"

    def fixes(self) -> tuple[Fix, ...]:
        if not self.edits:
            return ()
        return (Fix(f"make an entry of `{self.list_key}` of it", *self.edits, safe=False),)


class SecondProject(Problem, code="AME119", name="second-project"):
    """A second project in the same file. A file is one project; what belongs to the other one is not read.

    Bad:
        project: shop
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py

        project: shared
        templates:
          - name: large
            resources:
              memory: 10G

    Good:
        project: shop
        tasks:
          - name: train
            fromTemplate: large
            executor:
              !custom
              command: python train.py
        templates:
          - name: large
            resources:
              memory: 10G
    """

    project: str
    first: Span

    def message(self) -> str:
        return f"a second project, `{shown(self.project)}`, begins here; a file holds one"

    def help(self) -> str | None:
        return "move this line and all below it into an `ame.yml` of its own, in another folder"

    def notes(self) -> tuple[Note, ...]:
        return (Note("the first one begins here", self.first),)


def loose_keys(entry: Entry, made: Record, problems: list[Problem]) -> bool:
    """Tell whether a text is nothing but a part of a task, say; report it at the first key, once."""
    node = made.node
    if not isinstance(node, Mapping) or not isinstance(entry.key, Scalar):
        return False
    for key, record, name in _things(type(made)):
        # Most strangers belong nowhere, and there may be thousands: the others are looked at last.
        if entry.key.text not in record.spellings:
            continue
        if any(isinstance(problem, LooseKeys) for problem in problems):
            return True
        scalars = (one.key for one in node.entries if isinstance(one.key, Scalar))
        if all(word.text in record.spellings for word in scalars):
            above: tuple[str, ...] = (f"{key.name}:",)
            if not any(isinstance(one.key, Scalar) and one.key.text == name.name for one in node.entries):
                above += (f"  - {name.name}: my_{record.noun.partition(' ')[2].replace(' ', '_')}",)
            problems.append(
                LooseKeys(
                    span=entry.key.span,
                    key=entry.key.text,
                    record=record.noun,
                    list_key=key.name,
                    above=above,
                    edits=() if node.flow else indented(node, above),
                )
            )
            return True
    return False


_THINGS: dict[type[Record], list[tuple[Key[Any], type[Record], Key[Any]]]] = {}


def _things(record: type[Record]) -> list[tuple[Key[Any], type[Record], Key[Any]]]:
    """Return the keys that list other records: each with what it lists, and with the key of its name.

    Lists of records without a name are left out.
    """
    found = _THINGS.get(record)
    if found is None:
        found = _THINGS[record] = []
        for key in record.keys.values():
            item = key.shape.item if isinstance(key.shape, ListOf) else None
            inner = item.record if isinstance(item, RecordOf) else None
            name = next((one for one in inner.keys.values() if one.defines), None) if inner else None
            if inner and name:
                found.append((key, inner, name))
    return found


def indented(node: Mapping, above: tuple[str, ...]) -> tuple[Edit, ...]:
    """Return the edits that put lines above some keys and move these into the column of a list's entry."""
    source = node.source
    first, column = source.position(node.start)
    edits = []
    for number in range(first, source.position(node.end)[0] + 1):
        line = source.line(number)
        start = source.starts[number - 1]
        blank = len(line) - len(line.lstrip(" "))
        head = "".join(f"{text}\n" for text in above) if number == first else ""
        if not line.strip() or blank < column - 1:
            continue
        # The first line gets the dash where the name is already there.
        lead = "  - " if number == first and len(above) == 1 else "    "
        edits.append(Edit(source.span(start, start + column - 1), head + lead))
    return tuple(edits)


def key_again(key: Key[Any], entry: Entry, entries: list[Entry], record: type[Record]) -> DuplicateKey | None:
    """Return the problem of a key that is written twice; the same value in two good spellings is no fault."""
    first = _first(key, entries, record)
    if first is entry:
        # It is merged in, beside one with a slip in it, which wins.
        return None
    spelled = {word.text for word in (entry.key, first.key) if isinstance(word, Scalar)}
    texts = [value.text for value in (entry.value, first.value) if isinstance(value, Scalar)]
    if len(spelled) == 2 and spelled <= {key.name, *key.also} and len(texts) == 2 and texts[0] == texts[1]:
        return None
    return DuplicateKey(span=entry.key.span, key=key.name, first=first.key.span)


def _first(key: Key[Any], entries: list[Entry], record: type[Record]) -> Entry:
    """Return the first entry that means a key by its spelling."""
    return next(one for one in entries if isinstance(one.key, Scalar) and record.meant(one.key.text) is key)


def second_item(key: Key[Any], entry: Entry, entries: list[Entry], made: Record) -> MissingDash | None:
    """Return the problem of a name that begins the next item of a list, and has no dash; None for another."""
    node, source = made.node, entry.key.source
    if not isinstance(node, Mapping) or node.flow or not isinstance(entry.key, Scalar):
        return None
    first = _first(key, entries, type(made))
    if first is entry or (not key.defines and first is not entries[0]):
        return None
    beside = entries[entries.index(first) + 1] is entry
    if beside or entry is entries[-1] or not isinstance(entry.value, Scalar):
        return None
    line, column = source.position(entry.key.start)
    begin, first_column = source.position(node.start)
    dashed = source.line(begin)[: first_column - 1].rstrip().endswith("-")
    if not dashed or column != first_column or source.line(line)[: column - 1].strip(" ") or column < 3:
        return None
    edit = Edit(source.span(entry.key.start - 2, entry.key.start), "- ")
    return MissingDash(span=entry.key.span, edits=(edit,))


def second_project(key: Key[Any], entry: Entry, entries: list[Entry], made: Record) -> SecondProject | None:
    """Return the problem of a name of the whole file that is written again, with other keys around it.

    None for any other key that stands twice.
    """
    if not key.defines or not _things(type(made)):
        return None
    first = _first(key, entries, type(made))
    names = [value.text for value in (first.value, entry.value) if isinstance(value, Scalar)]
    if len(set(names)) < 2:
        return None
    at, earlier = entries.index(entry), entries.index(first)
    if at - earlier < 2 or at == len(entries) - 1:
        return None
    return SecondProject(span=entry.key.span, project=names[1], first=first.key.span)
