"""Values without quotes that go on on the lines below them."""

from __future__ import annotations

import re

from amelang.text.levels import last_value
from amelang.text.source import LINE_BREAK
from amelang.text.state import State
from amelang.text.tree import Scalar
from amelang.text.words import (
    DASH,
    MARKER_SIGNS,
    SECOND_COLON,
    blanks,
    comment,
    misplaced,
    plain_end,
    report_tab,
)

WORD = re.compile(r"\S+")


def go_on(state: State, index: int, at: int, column: int) -> int:
    """Read a line, and those like it below, as more of the plain value above, if they can be that.

    They can if they are indented more than the value's key, no comment stands between, and they are
    not keys or items themselves. Return the index of the line after them; -1 if they are not that.
    """
    text, lines, starts = state.source.text, state.lines, state.starts
    value = last_value(state)
    inner = state.columns[-1]
    if column <= inner or not isinstance(value, Scalar) or value.style:
        return -1
    line_end = starts[index] + len(lines[index])
    if text[value.end : starts[index]].strip(" \r\n") or not can_go_on(text, at, line_end):
        return -1
    if text[at] in "!&":
        word = WORD.match(text, at)
        misplaced(
            state, at, at if word is None else word.end(), "stands inside a text, where it marks nothing"
        )
    pieces = [value.text]
    end = value.end
    breaks = len(re.findall(LINE_BREAK, text[end : starts[index]]))
    behind = index
    for number in range(index, len(lines)):
        line = lines[number]
        words = line.lstrip(" ")
        begin = starts[number] + len(line) - len(words)
        line_end = begin + len(words)
        if not words:
            breaks += 1
            continue
        if number > index and (
            len(line) - len(words) <= inner
            or not can_go_on(text, begin, line_end)
            or (words[0] in MARKER_SIGNS and len(words) == len(line))
        ):
            break
        end = plain_end(text, begin, line_end)
        pieces.append("\n" * (breaks - 1) or " ")
        pieces.append(text[begin:end])
        breaks = 1
        behind = number + 1
        tabs(state, begin, end, line_end)
        rest = text[end:line_end].lstrip(" \t")
        if rest:
            comment(state, line_end - len(rest), line_end)
            break
    value.text = "".join(pieces)
    value.end = end
    if state.unquoted is not None and state.unquoted[0] is value:
        state.unquoted[1].value = value.span
    return behind


def can_go_on(text: str, at: int, line_end: int) -> bool:
    """Say whether a line can be more of a plain value: no comment, no dash, no key."""
    if text[at] in "#\t" or DASH.match(text, at, line_end):
        return False
    return SECOND_COLON.search(text, at, plain_end(text, at, line_end)) is None


def tabs(state: State, at: int, end: int, line_end: int) -> None:
    """Report a tab in a plain value, or in the blanks behind it."""
    if "\t" in state.source.text[at:end]:
        report_tab(state, at, end, inside=True)
    else:
        blanks(state, end, line_end)
