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

BLANK, ENTRY, ITEM, TAG, OTHER = range(5)
"""What a line is: nothing or a comment; `key: value`, perhaps behind a dash; `- value`; a tag alone;
something that must be read by the whole rules."""

OTHERS = (OTHER,)

LINE = re.compile(
    r"( *+)"  # 1: the indentation
    r"(- ++)?+"  # 2: a dash
    r"(?:([A-Za-z_][\w./-]*+):(?: ++|$))?+"  # 3: a key
    r"(?:(![A-Za-z][A-Za-z0-9_-]*+)(?: ++|$))?+"  # 4: a tag
    # 5, 6: a quoted value without escapes; 7: a plain one
    r"""(?:"([^"\\]*+)"|'([^']*+)'(?!')"""
    r"""|((?:[^\s#"'&*!|>%@`\[\]{},?:-]|-(?=[^ ]))(?:[^ :#]++|:(?=[^ ])|(?<! )#| ++(?!#|$))*+))?+"""
    r" *+((?<![^ ])#.*+)?$"  # 8: a comment, which begins the line or follows a blank
)

SIMPLE_KEY = 1000
"""The longest line, in characters, that is read here: a key must end within 1,024 (YAML 1.2, 7.4.2)."""


class Lines(dict[str, tuple["Any", ...]]):
    """What each line says, by its text: made when a line is first asked for.

    The tuples, with offsets from the line's start, -1 for what is not there:
    BLANK comment end; TAG column tag end comment end;
    ENTRY dash column key end value value-start value-end style tag tag-start comment end;
    ITEM dash value value-start value-end style tag tag-start comment end.
    """

    __slots__ = ()

    def __missing__(self, line: str) -> tuple[Any, ...]:
        shape = self[line] = read_line(line)
        return shape


def read_line(line: str) -> tuple[Any, ...]:
    """Say what one line is, if it is a common one."""
    match = LINE.match(line)
    if match is None or len(line) > SIMPLE_KEY or not line.isprintable():
        return OTHERS
    column = match.end(1)
    _, dash, key, tag, double, single, plain, comment = match.groups()
    end = len(line)
    comment_at = -1 if comment is None else end - len(comment)
    if double is not None:
        value, style, (start, stop) = double, '"', (match.start(5) - 1, match.end(5) + 1)
    elif single is not None:
        value, style, (start, stop) = single, "'", (match.start(6) - 1, match.end(6) + 1)
    elif plain is not None:
        value, style, (start, stop) = plain, "", match.span(7)
    else:
        value, style, start, stop = "", "", -1, -1
    tag_at = match.start(4)
    if key is not None:
        at, stop_key = match.span(3)
        return (
            ENTRY,
            column if dash else -1,
            at,
            key,
            stop_key,
            value,
            start,
            stop,
            style,
            tag,
            tag_at,
            comment_at,
            end,
        )
    if dash is not None and (tag is not None or start >= 0):
        return (ITEM, column, value, start, stop, style, tag, tag_at, comment_at, end)
    if dash is None and tag is not None and start < 0:
        return (TAG, column, tag, match.end(4), comment_at, end)
    if dash is None and tag is None and start < 0:
        return (BLANK, comment_at, end)
    return OTHERS


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
