"""Acts: what a line says where it stands, as tuples that begin with one of the words below.

Offsets count from the line's start.
"""

from __future__ import annotations

from amelang.language.forms import NULLS
from amelang.language.scalars import NAME
from amelang.language.shape import Kind, MapOf
from amelang.text.lines import SIMPLE_KEY, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from amelang.text.tree import Words

    Act = tuple[Any, ...]

(
    WORD,  # attribute, meaning, start, end: a key and a word
    POP,  # column: the line belongs to a level further out
    ITEM,  # record, its level, its column, act: an item that begins with a key
    OPEN,  # attribute, gap: a key whose value stands on the lines below
    PUSH_RECORD,  # attribute, record, its level, its column: the first key of the value of a gap
    NOTHING,  # an empty line or a comment
    TAGGED,  # gap: the tag of a value whose keys follow
    PUSH_LIST,  # attribute, level, column: the first item of the value of a gap
    REF,  # attribute, what `Straight.ref` wants: a key and a name
    ITEM_WORD,  # meaning, start, end: an item that is a word
    ITEM_OPEN,  # gap: an item that is only a tag yet
    PAIRED,  # attribute, word, start, end, meaning, start, end: a key of the user's own and a word
    PUSH_PAIRS,  # attribute, level, column: the first of the user's own keys
    OWN,  # as PAIRED, among the keys of a record
    ITEM_REF,  # nothing, what `Straight.ref` wants: an item that is a name
    TEXT,  # attribute, kind, start: a key and the sign of a text below
    BRACKETS,  # attribute, start, acts: a key and its list in brackets; the acts are those of items
    ITEM_LIST,  # its level, its column, act: an item that is a list and begins on the same line
    ODD,  # nothing that is known here
) = range(19)
"""What a line says, and what else is in its act; the first ones are met most."""

MARKS = str.maketrans("", "", "_-./")
"""What may stand in a plain word in brackets, beside letters and digits, and mean nothing by itself."""
NOTHING_ACT, ODD_ACT = (NOTHING,), (ODD,)


def popping(column: int) -> Act:
    """Return the act of a line that stands in a column in which a level around this one begins."""
    return _POP_ACTS[column] if column < len(_POP_ACTS) else (POP, column)


_POP_ACTS: list[Act] = [(POP, column) for column in range(200)]
"""The lines of all files share these."""


def plainly(line: str, value: str) -> bool:
    """Tell whether what stands behind `: ` on a line is a plain word, by the rules of `lines.py`."""
    return (
        bool(value) and plain(value) and value not in NULLS and len(line) <= SIMPLE_KEY and line.isprintable()
    )


def paired(kind: int, attribute: str, shape: MapOf[Any], words: Words) -> Act:
    """Return the act of a key of the user's own and its value."""
    name, name_start, name_end, value, start, end, style = words
    if start < 0 or value is None or (not style and value in NULLS) or not isinstance(shape.value, Kind):
        return ODD_ACT
    word, meaning = shape.key.read(name), shape.value.read(value)
    if word is None or meaning is None:
        return ODD_ACT
    return kind, attribute, word, name_start, name_end, meaning, start, end


def is_name(text: str) -> bool:
    """Tell whether a text is a name; nearly all are, and need not be remembered."""
    usual = text.isidentifier() and text.isascii() and len(text) <= NAME.longest
    return (usual and text[0] != "_" != text[-1]) or NAME.read(text) is not None


def reference(kind: int, attribute: str, text: str, start: int, end: int) -> Act:
    """Return the act of `name` or `project.name`: with both names, and where each begins and ends."""
    project, dot, name = text.rpartition(".")
    if not is_name(name) or (dot and not is_name(project)):
        return ODD_ACT
    if not dot:
        return kind, attribute, name, None, start, end, start, end
    # In quotes neither has a place of its own.
    middle = start + len(project) if len(text) == end - start else -1
    if middle < 0:
        return kind, attribute, name, project, start, end, start, end
    return kind, attribute, name, project, start, middle, middle + 1, end
