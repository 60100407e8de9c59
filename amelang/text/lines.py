"""Lines: a text cut into lines, and what one common line says by itself.

Most lines of a file are `key: value`, `- key: value`, a tag, or empty, and many are written again
and again. So a line is read once, by one regular expression, and looked up by its text after that.
Whatever the expression does not know is left to `block.py`, which reads by the whole rules.
"""

from __future__ import annotations

import re
from itertools import accumulate

from amelang.text.source import LINE_BREAK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PAIR, ENTRY, BLANK, TAG, OTHER = range(5)
"""What a line is: `key: value` and nothing else; a key or an item with what belongs to it; nothing or a
comment; a tag alone; something that must be read by the whole rules."""

OTHERS = (OTHER,)

LINE = (
    r"( *+)"  # 1: the indentation
    r"(- ++)?+"  # 2: a dash
    r"(?:([A-Za-z_][\w./-]*+):(?: ++|$))?+"  # 3: a key
    r"(?:(![A-Za-z][A-Za-z0-9_-]*+)(?: ++|$))?+"  # 4: a tag
    # 5, 6: a quoted value without escapes; 7: the sign of a text below; 8: a plain value
    r"""(?:"([^"\\]*+)"|'([^']*+)'(?!')|([|>][+-]?)(?= *+$)"""
    r"""|((?:[^\s#"'&*!|>%@`\[\]{},?:-]|-(?=[^ ]))(?:[^ :#]++|:(?=[^ ])|(?<! )#| ++(?!#|$))*+))?+"""
    r" *+((?<![^ ])#.*+)?$"  # 9: a comment, which begins the line or follows a blank
)

_compiled: re.Pattern[str] | None = None

SIGNS = frozenset("\"'&*!|>%@`[]{},?:-# ")
"""What a plain value that is read here does not begin with."""

SIMPLE_KEY = 1000
"""The longest line, in characters, that is read here: a key must end within 1,024 (YAML 1.2, 7.4.2)."""


class Lines(dict[str, tuple["Any", ...]]):
    """What each line says, by its text: made when a line is first asked for.

    The tuples, with offsets from the line's start, -1 for what is not there:
    PAIR column words;
    ENTRY dash column words tag tag-start comment end, where the key of `- value` is None, and the
    value of `key: |`, whose style is the sign;
    BLANK comment end;
    TAG column tag tag-end comment end.
    `words` are those of an entry: key, its start and end, value, its start, end and style.
    """

    __slots__ = ("heads",)

    def __init__(self) -> None:
        super().__init__()
        # What stands before a value, by its text: the dash, the column, the key and where it ends.
        self.heads: dict[str, tuple[int, int, str, int]] = {}

    def __missing__(self, line: str) -> tuple[Any, ...]:
        """Read a line; where only the plain value behind a known key is new, without the expression."""
        head, _, value = line.partition(": ")
        known = self.heads.get(head)
        end = len(line)
        if known is not None and value and plain(value) and end <= SIMPLE_KEY and line.isprintable():
            dash, column, key, key_end = known
            start = key_end + 2
            if dash < 0:
                shape: tuple[Any, ...] = (PAIR, column, (key, column, key_end, value, start, end, ""))
            else:
                words = (key, column, key_end, value, start, end, "")
                shape = (ENTRY, dash, column, words, None, -1, -1, end)
        else:
            shape = read_line(line)
            if shape[0] == PAIR:
                key, column, key_end, *_ = shape[2]
                self.heads[line[:key_end]] = (-1, column, key, key_end)
            elif shape[0] == ENTRY and shape[3][0] is not None:
                key, column, key_end, *_ = shape[3]
                self.heads[line[:key_end]] = (shape[1], column, key, key_end)
        self[line] = shape
        return shape


_KNOWN = Lines()
MOST_KNOWN = 50_000
"""After so many different lines all are forgotten before the next text: an editor runs for days."""


def known_lines() -> Lines:
    """Return what lines say that were read before, in other texts, too: projects resemble each other."""
    if len(_KNOWN) > MOST_KNOWN:
        _KNOWN.clear()
        _KNOWN.heads.clear()
    return _KNOWN


def read_line(line: str) -> tuple[Any, ...]:
    """Say what one line is, if it is a common one."""
    if len(line) > SIMPLE_KEY or not line.isprintable():
        return OTHERS
    return by_hand(line) or by_pattern(line)


def plain(value: str) -> bool:
    """Tell whether what stands behind `key: ` up to the end of the line is certainly one plain word."""
    return value[0] not in SIGNS and value[-1] not in ": " and ": " not in value and " #" not in value


def by_hand(line: str) -> tuple[Any, ...] | None:
    """Read a line of the usual kinds; None for any other.

    It is all that many files need, and the expression takes longer to compile than such a file to read.
    """
    words = line.lstrip(" ")
    column = at = len(line) - len(words)
    end = len(line)
    if not words or words[0] == "#":
        return BLANK, column if words else -1, end
    dash = -1
    if words[:2] == "- ":
        dash = column
        words = words[2:].lstrip(" ")
        at = end - len(words)
    key, colon, value = words.partition(": ")
    if not colon and words[:1] == "!" and words[1:].isalnum() and words[1].isalpha() and words.isascii():
        if dash < 0:
            return TAG, column, words, end, -1, end
        return ENTRY, dash, dash, (None, -1, at, "", -1, -1, ""), words, at, -1, end
    if not value:
        key = words[:-1] if words[-1:] == ":" else ""
    if not key.isidentifier() or not key.isascii():
        return None
    key_end = at + len(key)
    start = key_end + 2
    if not value:
        return (ENTRY, dash, at, (key, at, key_end, "", -1, -1, ""), None, -1, -1, end) if not colon else None
    if plain(value):
        said = (key, at, key_end, value, start, end, "")
    elif value[0] in "\"'" and value[-1] == value[0] and len(value) > 1:
        inner = value[1:-1]
        if value[0] in inner or "\\" in inner:
            return None
        said = (key, at, key_end, inner, start, end, value[0])
    elif value == "|":
        return ENTRY, dash, at, (key, at, key_end, None, start, end, value), None, -1, -1, end
    else:
        word, mark, _ = value.partition(" #")
        comment = start + len(word) + 1
        word = word.rstrip(" ")
        if not mark or not word or not plain(word):
            return None
        said = (key, at, key_end, word, start, start + len(word), "")
        return ENTRY, dash, at, said, None, -1, comment, end
    return (PAIR, column, said) if dash < 0 else (ENTRY, dash, at, said, None, -1, -1, end)


def by_pattern(line: str) -> tuple[Any, ...]:
    """Read a line by the expression."""
    global _compiled
    if _compiled is None:
        _compiled = re.compile(LINE)
    match = _compiled.match(line)
    if match is None:
        return OTHERS
    _, (_, column), dash, (at, key_end), tag, double, single, sign, plain, (comment, end) = match.regs
    value: str | None
    if plain[0] >= 0:
        style = ""
        start, stop = plain
        value = line[start:stop]
    elif double[0] >= 0:
        style = '"'
        start, stop = double[0] - 1, double[1] + 1
        value = line[start + 1 : stop - 1]
    elif single[0] >= 0:
        style = "'"
        start, stop = single[0] - 1, single[1] + 1
        value = line[start + 1 : stop - 1]
    elif sign[0] >= 0:
        start, stop = sign
        value, style = None, line[start]
    else:
        style = value = ""
        start = stop = -1
    if comment < 0:
        end = len(line)
    tag_at = tag[0]
    if at >= 0:
        key = line[at:key_end]
        if at == column and tag_at < 0 and comment < 0 and start >= 0 and value is not None:
            return PAIR, column, (key, at, key_end, value, start, stop, style)
        word = line[tag_at : tag[1]] if tag_at >= 0 else None
        dash_at = dash[0]
        return ENTRY, dash_at, at, (key, at, key_end, value, start, stop, style), word, tag_at, comment, end
    if start < 0:
        if tag_at < 0:
            return (BLANK, comment, end) if dash[0] < 0 else OTHERS
        if dash[0] < 0:
            return TAG, column, line[tag_at : tag[1]], tag[1], comment, end
    elif dash[0] < 0:
        return OTHERS
    word = line[tag_at : tag[1]] if tag_at >= 0 else None
    return ENTRY, column, column, (None, -1, dash[1], value, start, stop, style), word, tag_at, comment, end


def column_at(lines: list[str], index: int) -> int:
    """Return the column in which a line begins; -1 for an empty one and a comment."""
    line = lines[index]
    words = line.lstrip(" ")
    return -1 if words[:1] in ("", "#") else len(line) - len(words)


def split(text: str) -> tuple[list[str], list[int]]:
    """Cut a text into its lines, without their ends, and the offsets at which they begin.

    A byte order mark that was left in the text is no part of its first line.
    """
    first = 1 if text[:1] == "\ufeff" else 0
    if "\r" not in text:
        lines, step = text.split("\n"), 1
    elif text.count("\r\n") == text.count("\r") == text.count("\n"):
        lines, step = text.split("\r\n"), 2
    else:
        lines = re.split(LINE_BREAK, text)
        starts = [0, *(match.end() for match in re.finditer(LINE_BREAK, text))]
        lines[0], starts[0] = lines[0][first:], first
        return lines, starts
    lines[0] = lines[0][first:]
    return lines, list(accumulate(map(step.__add__, map(len, lines)), initial=first))
