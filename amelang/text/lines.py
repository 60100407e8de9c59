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

LINE = re.compile(
    r"( *+)"  # 1: the indentation
    r"(- ++)?+"  # 2: a dash
    r"(?:([A-Za-z_][\w./-]*+):(?: ++|$))?+"  # 3: a key
    r"(?:(![A-Za-z][A-Za-z0-9_-]*+)(?: ++|$))?+"  # 4: a tag
    # 5, 6: a quoted value without escapes; 7: the sign of a text below; 8: a plain value
    r"""(?:"([^"\\]*+)"|'([^']*+)'(?!')|([|>][+-]?)(?= *+$)"""
    r"""|((?:[^\s#"'&*!|>%@`\[\]{},?:-]|-(?=[^ ]))(?:[^ :#]++|:(?=[^ ])|(?<! )#| ++(?!#|$))*+))?+"""
    r" *+((?<![^ ])#.*+)?$"  # 9: a comment, which begins the line or follows a blank
)

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
        if (
            known is not None
            and value
            and value[0] not in SIGNS
            and value[-1] not in ": "
            and ": " not in value
            and " #" not in value
            and end <= SIMPLE_KEY
            and line.isprintable()
        ):
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
    match = LINE.match(line)
    if match is None or len(line) > SIMPLE_KEY or not line.isprintable():
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
        lines, starts = LINE_BREAK.split(text), [0, *(match.end() for match in LINE_BREAK.finditer(text))]
        lines[0], starts[0] = lines[0][first:], first
        return lines, starts
    lines[0] = lines[0][first:]
    return lines, list(accumulate(map(step.__add__, map(len, lines)), initial=first))
