"""Lines of words that belong to nothing: what they were meant to be, as far as that can be told."""

from __future__ import annotations

from amelang.text.belonging import knows_at
from amelang.text.colonless import EQUALS, GLUED
from amelang.text.dash_problems import StrayWords
from amelang.text.levels import last_value
from amelang.text.problem import Edit
from amelang.text.source import Span
from amelang.text.state import State
from amelang.text.texts import structural
from amelang.text.tree import Scalar
from amelang.text.words import WORD, plain_end


def is_key(state: State, level: int, at: int, end: int) -> bool:
    """Tell whether words between offsets, without a colon, can be meant for a key of an open level."""
    text = state.source.text
    if GLUED.match(text, at, end):
        return True
    word = WORD.match(text, at, end)
    if word is None:
        return False
    alone = not text[word.end() : end].strip(" \t") or EQUALS.match(text, word.end(), end)
    return bool(alone) or state.vocabulary is None or knows_at(state, level, word[0]) > 0


def stray_lines(state: State, index: int, at: int, column: int) -> int:
    """Report words that belong to nothing, with lines like it below; return the index of the line behind."""
    source, text = state.source, state.source.text
    behind = index + 1
    level = len(state.nodes) - 1
    foreign = text.startswith("//", at)
    while behind < len(state.lines) and _like_it(state, level, behind, column, foreign):
        behind += 1
    starts = state.starts[index:behind]
    first_end = state.starts[index] + len(state.lines[index])
    span = Span(source, at, max(plain_end(text, at, first_end), at + 1))
    remedy, edits = _remedy(state, starts, at, column)
    state.report(StrayWords(span=span, remedy=remedy, edits=tuple(edits)))
    return behind


def _like_it(state: State, level: int, index: int, column: int, foreign: bool) -> bool:
    """Tell whether a line in a column is no key, no item and no comment either; or a foreign comment."""
    line, start = state.lines[index], state.starts[index]
    words = line.lstrip(" ")
    if foreign:
        return words.startswith("//")
    if not words or len(line) - len(words) != column or structural(state, index):
        return False
    return not is_key(state, level, start + column, start + len(line))


def _remedy(state: State, starts: list[int], at: int, column: int) -> tuple[str, list[Edit]]:
    """Say what to do about lines that begin at offsets and whose first word is at another, and how."""
    source, text = state.source, state.source.text
    if text.startswith("//", at):
        ends = [text.index("//", start) for start in starts]
        return "begin a comment with `#`", [Edit(Span(source, end, end + 2), "#") for end in ends]
    value = last_value(state)
    above = state.starts[max(state.line_of(starts[0]) - 1, 0)]
    if not isinstance(value, Scalar) or value.style or value.start < above:
        return "remove it, or begin a comment with `#`", []
    deeper = [Edit(Span(source, start, start), "  ") for start in starts]
    if value.text.endswith("\\"):
        lead = Edit(Span(source, value.start, value.start), f"|\n{' ' * (column + 2)}")
        return "write a text of several lines behind `|`, and indent it", [lead, *deeper]
    if text[at] == "-":
        return "indent it more than the key above, to go on with its text", deeper
    return "indent it more than the key above, if it goes on with its text; else remove it", []
