"""What a line says where it stands: the levels of a text that is read straight into records.

A level is a place such as "the keys of a task, at column 4". It knows lines by their text, and for each
an act, which is found once, in the first file that has such a line there: projects resemble each other.
"""

from __future__ import annotations

from amelang.language.acts import (
    BRACKETS,
    ITEM,
    ITEM_LIST,
    ITEM_OPEN,
    ITEM_REF,
    ITEM_WORD,
    MARKS,
    NOTHING_ACT,
    ODD,
    ODD_ACT,
    OPEN,
    OWN,
    PAIRED,
    POP,
    PUSH_LIST,
    PUSH_PAIRS,
    PUSH_RECORD,
    REF,
    TAGGED,
    TEXT,
    WORD,
    is_name,
    paired,
    plainly,
    popping,
    reference,
)
from amelang.language.forms import NULLS
from amelang.language.scalars import NAME
from amelang.language.shape import Either, Key, Kind, ListOf, MapOf, OneOf, Record, RecordOf, RefTo, Shape
from amelang.text.lines import BLANK, ENTRY, OTHER, PAIR, SIMPLE_KEY, TAG, known_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from amelang.language.acts import Act
    from amelang.text.tree import Words

MOST_KNOWN = 50_000
"""After so many acts all are forgotten before the next text: an editor runs for days."""


def column_of(line: str, shape: Act) -> int:
    """Return the column in which a line that is not empty begins."""
    kind = shape[0]
    column: int
    if kind in (PAIR, TAG):
        column = shape[1]
        return column
    if kind == ENTRY:
        column = shape[1] if shape[1] >= 0 else shape[2]
        return column
    return len(line) - len(line.lstrip(" "))


class Level(dict[str, "Act"]):
    """One level: the acts of its lines, found when they are first asked for."""

    __slots__ = ("column", "heads", "need")

    def __init__(self, column: int) -> None:
        super().__init__()
        self.column = column
        self.heads: dict[str, Act | Callable[[str, int], Act]] = {}
        """What is known of a line by what stands before its first `: `: what it says, or who finds it out."""
        self.need: frozenset[str] = frozenset()
        """The attributes that must be there when the level is left."""

    def __missing__(self, line: str) -> Act:
        head, _, value = line.partition(": ")
        known = self.heads.get(head) if value else None
        if isinstance(known, tuple):
            # By its column it belongs further out, or begins a value, whatever it says itself.
            act = known
        elif known is not None and (
            # Names mostly, of which nothing else has to be asked.
            (value.isidentifier() and value.isascii() and value not in NULLS and len(line) <= SIMPLE_KEY)
            or plainly(line, value)
        ):
            act = known(value, len(head) + 2)
        else:
            shape = known_lines()[line]
            act = NOTHING_ACT if shape[0] == BLANK else self.act(line, shape)
            if value and shape[0] in (PAIR, ENTRY):
                self.learn(head, act)
        self[line] = act
        return act

    def learn(self, head: str, act: Act) -> None:
        """Remember what is known of all lines that begin like one."""
        if act[0] == POP:
            self.heads[head] = act

    def act(self, line: str, shape: Act) -> Act:
        """Find out what a line says here that is neither empty nor a comment."""
        raise NotImplementedError


class RecordLevel(Level):
    """The keys of a record."""

    __slots__ = ("record",)

    def __init__(self, record: type[Record], column: int) -> None:
        super().__init__(column)
        self.record = record
        if not record.partial:
            self.need = frozenset(key.attribute for key in record.required)

    def act(self, line: str, shape: Act) -> Act:
        """Find out what a line says among the keys."""
        column = column_of(line, shape)
        if column != self.column:
            return popping(column) if column < self.column else ODD_ACT
        if shape[0] == PAIR:
            return self.entry(shape[2], None)
        if shape[0] == OTHER and line.endswith("]"):
            return self.brackets(line)
        return self.entry(shape[3], shape[4]) if shape[0] == ENTRY and shape[1] < 0 else ODD_ACT

    def brackets(self, line: str) -> Act:
        """Find out what a list in brackets says behind its key, where all its items are plain words."""
        name, _, inner = line[self.column :].partition(": [")
        key = self.record.keys.get(name)
        if key is None or not isinstance(key.shape, ListOf) or len(line) > SIMPLE_KEY:
            return ODD_ACT
        level: ListLevel = level_of(ListLevel, key.shape.item, 0)
        begin = at = self.column + len(name) + 2
        acts = []
        for word in inner[:-1].split(", "):
            at += 1
            if not word.isascii() or not word.translate(MARKS).isalnum() or word in NULLS:
                return ODD_ACT
            act = level.word(word, at, at + len(word))
            if act[0] == ODD:
                return ODD_ACT
            acts.append(act)
            at += len(word) + 1
        return BRACKETS, key.attribute, begin, acts

    def learn(self, head: str, act: Act) -> None:
        """Remember what is known of all lines that begin like one: most names stand only on one."""
        super().learn(head, act)
        if act[0] in (WORD, REF):
            self.heads[head] = self.plain(self.record.spellings[head[self.column :]])

    def plain(self, key: Key[Any]) -> Callable[[str, int], Act]:
        """Return who finds out what a key with a plain word says."""
        attribute, shape = key.attribute, key.shape
        if isinstance(shape, RefTo):
            return lambda value, start: reference(REF, attribute, value, start, start + len(value))
        if shape is NAME:
            return lambda value, start: (
                (WORD, attribute, value, start, start + len(value)) if is_name(value) else ODD_ACT
            )
        assert isinstance(shape, Kind)
        read = shape.read

        def word(value: str, start: int) -> Act:
            meaning = read(value)
            return ODD_ACT if meaning is None else (WORD, attribute, meaning, start, start + len(value))

        return word

    def entry(self, words: Words, tag: str | None) -> Act:
        """Find out what a key and what stands behind it say; also where they follow a dash."""
        name, _, _, value, start, end, style = words
        key = self.record.spellings.get(name)
        if key is None:
            return self.own(words, tag)
        shape = key.shape
        if name in key.was:
            return ODD_ACT
        if start < 0:
            gap = gap_of(key.attribute, shape, tag, self.column, listed=False)
            return ODD_ACT if gap is None else (OPEN, key.attribute, gap)
        if tag is not None or (not style and value in NULLS):
            return ODD_ACT
        if isinstance(shape, Kind):
            if value is None:
                return TEXT, key.attribute, shape, start
            meaning = shape.read(value)
            return ODD_ACT if meaning is None else (WORD, key.attribute, meaning, start, end)
        if isinstance(shape, RefTo) and value is not None:
            return reference(REF, key.attribute, value, start, end)
        return ODD_ACT

    def own(self, words: Words, tag: str | None) -> Act:
        """Find out what a key of the user's own says; one without a slash may be one of ours with a slip."""
        own = self.record.others
        if own is None or "/" not in words[0] or tag is not None:
            return ODD_ACT
        assert isinstance(own.shape, MapOf)
        return paired(OWN, own.attribute, own.shape, words)


class PairsLevel(Level):
    """Keys of the user's own."""

    __slots__ = ("shape",)

    def __init__(self, shape: MapOf[Any], column: int) -> None:
        super().__init__(column)
        self.shape = shape

    def act(self, line: str, shape: Act) -> Act:
        """Find out what a line says among the keys."""
        column = column_of(line, shape)
        if column != self.column:
            return popping(column) if column < self.column else ODD_ACT
        if shape[0] == PAIR:
            return paired(PAIRED, "", self.shape, shape[2])
        plain = shape[0] == ENTRY and shape[1] < 0 and shape[4] is None
        return paired(PAIRED, "", self.shape, shape[3]) if plain else ODD_ACT


class ListLevel(Level):
    """The items of a list."""

    __slots__ = ("item", "shape")

    def __init__(self, item: Shape[Any], column: int) -> None:
        super().__init__(column)
        self.shape = item
        self.item = item.other if isinstance(item, Either) else item

    def act(self, line: str, shape: Act) -> Act:
        """Find out what a line says among the items."""
        column = column_of(line, shape)
        if column != self.column:
            return popping(column) if column < self.column else ODD_ACT
        if shape[0] != ENTRY or shape[1] < 0:
            if not line.startswith("-", column):
                return popping(column)
            return self.list(line) if line.startswith("- - ", column) else ODD_ACT
        item, words, tag = self.item, shape[3], shape[4]
        name, _, _, value, start, end, _ = words
        if isinstance(item, RecordOf) and name is not None:
            level = record_level(item.record, shape[2])
            act = level.entry(words, tag)
            return ODD_ACT if act[0] == ODD else (ITEM, item.record, level, shape[2], act)
        if tag is not None:
            gap = gap_of("", item, tag, column, listed=True) if name is None and start < 0 else None
            return ODD_ACT if gap is None else (ITEM_OPEN, gap)
        if start < 0 or value is None:
            return ODD_ACT
        if name is not None:
            wrapped = isinstance(item, RefTo) and name == item.wrapper
            return reference(ITEM_REF, "", value, start, end) if wrapped else ODD_ACT
        return self.word(value, start, end)

    def word(self, value: str, start: int, end: int) -> Act:
        """Find out what an item says that is one word."""
        if isinstance(self.item, RefTo):
            return reference(ITEM_REF, "", value, start, end)
        meaning = self.item.read(value) if isinstance(self.item, Kind) else None
        return ODD_ACT if meaning is None else (ITEM_WORD, meaning, start, end)

    def learn(self, head: str, act: Act) -> None:
        """Remember what is known of all lines that begin like one."""
        super().learn(head, act)
        if act[0] != ITEM or act[4][0] not in (WORD, REF):
            return
        _, record, level, column, _ = act
        entry = level.plain(record.spellings[head[column:]])

        def item(value: str, start: int) -> Act:
            inner = entry(value, start)
            return inner if inner[0] == ODD else (ITEM, record, level, column, inner)

        self.heads[head] = item

    def list(self, line: str) -> Act:
        """Find out what a line says that begins a list and its first item."""
        within = self.column + 2
        if not isinstance(self.shape, Either) or not isinstance(self.shape.listed, ListOf):
            return ODD_ACT
        level = level_of(ListLevel, self.shape.listed.item, within)
        # Without its first dash it would stand alike in a list that has begun already.
        act = level[" " * within + line[within:]]
        return (ITEM_LIST, level, within, act) if act[0] in (ITEM, ITEM_WORD, ITEM_REF) else ODD_ACT


class Gap(Level):
    """A value that has not come yet: what may follow a key, or the tag of an item."""

    __slots__ = ("attribute", "listed", "shape")

    def __init__(self, attribute: str, shape: Shape[Any], column: int, *, listed: bool) -> None:
        super().__init__(column)
        self.attribute = attribute
        self.shape = shape
        self.listed = listed
        """Whether it is that of an item, whose next one may begin in the same column."""

    def learn(self, head: str, act: Act) -> None:
        """Remember what is known of all lines that begin like one: the value begins, whatever it says."""
        if act[0] in (PUSH_LIST, PUSH_RECORD, PUSH_PAIRS):
            self.heads[head] = act

    def act(self, line: str, shape: Act) -> Act:
        """Find out what the first line of the value says."""
        kind, column, wanted = shape[0], column_of(line, shape), self.shape
        if kind == OTHER:
            return ODD_ACT
        if kind == ENTRY and shape[1] >= 0:
            below = column > self.column or (column == self.column and not self.listed)
            if not below or not isinstance(wanted, ListOf):
                return ODD_ACT
            return PUSH_LIST, self.attribute, level_of(ListLevel, wanted.item, column), column
        if column <= self.column:
            return ODD_ACT
        if kind == TAG:
            gap = gap_of(self.attribute, wanted, shape[2], self.column, listed=self.listed)
            return ODD_ACT if gap is None else (TAGGED, gap)
        if isinstance(wanted, RecordOf):
            level = record_level(wanted.record, column)
            return PUSH_RECORD, self.attribute, wanted.record, level, column
        if isinstance(wanted, MapOf):
            return PUSH_PAIRS, self.attribute, level_of(PairsLevel, wanted, column), column
        return ODD_ACT


LEVELS: dict[tuple[Any, ...], Any] = {}
"""The levels that were met so far."""


def forget_many() -> None:
    """Forget what is known if it has become much."""
    if sum(map(len, LEVELS.values())) > MOST_KNOWN:
        LEVELS.clear()


def record_level(record: type[Record], column: int) -> RecordLevel:
    """Return the level of a record's keys at a column."""
    known: RecordLevel | None = LEVELS.get((record, column))
    if known is None:
        known = LEVELS[record, column] = RecordLevel(record, column)
    return known


def level_of(kind: type[Any], shape: Shape[Any], column: int) -> Any:
    """Return the level of a list or of the user's own keys at a column."""
    known = LEVELS.get((kind, shape, column))
    if known is None:
        known = LEVELS[kind, shape, column] = kind(shape, column)
    return known


def gap_of(attribute: str, shape: Shape[Any], tag: str | None, column: int, *, listed: bool) -> Gap | None:
    """Return the gap of a value that stands below; None where none can stand there, or not with that tag."""
    if tag is not None:
        record = shape.variants.get(tag) if isinstance(shape, OneOf) else None
        if record is None:
            return None
        shape = record_shape(record)
    elif not isinstance(shape, (RecordOf, OneOf, ListOf, MapOf)):
        return None
    at = (attribute, shape, column, listed)
    known: Gap | None = LEVELS.get(at)
    if known is None:
        known = LEVELS[at] = Gap(attribute, shape, column, listed=listed)
    return known


def record_shape(record: type[Record]) -> RecordOf[Any]:
    """Return the shape of a record that was chosen by its tag, always the same one."""
    known: RecordOf[Any] | None = SHAPES.get(record)
    if known is None:
        known = SHAPES[record] = RecordOf(record)
    return known


SHAPES: dict[type[Record], RecordOf[Any]] = {}
