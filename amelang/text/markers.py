"""What only stands at the very start of a line: `---`, `...`, directives, and git's conflict markers."""

from __future__ import annotations

import re

from amelang.text.line_problems import CodeFence, ConflictMarker, SecondDocument
from amelang.text.source import Span
from amelang.text.state import State
from amelang.text.words import DOCUMENT, blanks, comment, unsupported

FENCE = re.compile(r"`{3,}[\w-]*[ \t]*$")
CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: |$)")


def read_marker(state: State, index: int) -> int:
    """Read a line that may be a marker; return the next line's index, -1 where words are to be read."""
    line = state.lines[index]
    start = state.starts[index]
    if line[0] == "`":
        return fence(state, index)
    if CONFLICT.match(line):
        return conflict(state, index)
    gap = state.gap
    fresh = gap is not None and state.gap_column < 0 and gap.tag is None and gap.anchor is None
    if line[0] == "%" and fresh and not state.started:
        unsupported(state, start, start + len(line), "a line of directives", "remove this line")
        return index + 1
    if not DOCUMENT.match(line):
        return -1
    words = line[3:].lstrip(" ")
    behind = start + len(line) - len(words)
    if line[0] == "-" and fresh and not state.started:
        state.started = True
        if not words or words[0] == "#":
            if words:
                comment(state, behind, start + len(line))
            return index + 1
        unsupported(
            state, behind, start + len(line), "a value on the line of `---`", "write it on the next line"
        )
        state.silent = True
        return -1
    state.done = True
    if line[0] == "-" or (fresh and not state.started):
        state.report(SecondDocument(span=Span(state.source, start, start + 3)))
        return index + 1
    for number in range(index, len(state.lines)):
        line, at = state.lines[number], state.starts[number]
        begin = 3 if number == index else 0
        begin = blanks(state, at + begin, at + len(line)) - at
        if line[begin:] and line[begin] != "#":
            state.report(SecondDocument(span=Span(state.source, at + begin, at + len(line.rstrip(" \t")))))
            break
        if line[begin:]:
            comment(state, at + begin, at + len(line))
    return index + 1


def fence(state: State, index: int) -> int:
    """Read a fence of Markdown around the text, or one that follows; return the next line's index, or -1."""
    fresh = state.gap is not None and state.gap_column < 0 and not state.started
    if not FENCE.match(state.lines[index]) or not (fresh or state.fenced):
        return -1
    if not state.fenced:
        state.fenced = True
        spans, text = [], state.source.text
        for line, start in zip(state.lines[index:], state.starts[index:], strict=False):
            if FENCE.match(line):
                end = start + len(line)
                end += len(text[end : end + 2]) - len(text[end : end + 2].lstrip("\r\n"))
                spans.append(Span(state.source, start, end))
        line, start = state.lines[index], state.starts[index]
        state.report(CodeFence(span=Span(state.source, start, start + len(line)), lines=spans))
    return index + 1


def conflict(state: State, index: int) -> int:
    """Read a marker of git: the first side is read, the others are left out."""
    behind = state.conflicts.pop(index, 0)
    if behind:
        return behind
    line, start = state.lines[index], state.starts[index]
    end = None
    if line[0] == "<":
        middle = 0
        for number in range(index + 1, len(state.lines)):
            match = CONFLICT.match(state.lines[number])
            if match is None:
                continue
            sign = match.group()[0]
            if sign == "<":
                break
            if sign == ">":
                state.conflicts[middle or number] = number + 1
                end = Span(
                    state.source, state.starts[number], state.starts[number] + len(state.lines[number])
                )
                break
            middle = middle or number
    state.report(ConflictMarker(span=Span(state.source, start, start + len(line)), end=end))
    return index + 1
