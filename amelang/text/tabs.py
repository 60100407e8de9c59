"""Tabs before a line: YAML forbids them, and how wide they were meant can be guessed."""

from __future__ import annotations

from amelang.text.belonging import key_at, knows_at, knows_in_gap
from amelang.text.levels import fits_gap, level_of
from amelang.text.line_problems import OddIndentation, TabIndentation
from amelang.text.source import Span
from amelang.text.state import State
from amelang.text.tree import Mapping


def tab_column(state: State, start: int, at: int) -> int:
    """Return the column that a line's first word was meant to have; the tabs before it are a problem.

    All lines with tabs are one problem: they were made by one setting of one editor.
    """
    lead = state.source.text[start:at]
    span = Span(state.source, start, at)
    if state.tabs is None:
        state.tabs = TabIndentation(span=span, width=tab_width(state.lines), lines=[], columns=[])
        state.report(state.tabs)
    column = len(lead) + lead.count("\t") * (state.tabs.width - 1)
    key = key_at(state, at)
    if key is not None and state.vocabulary is not None:
        column = meant_column(state, column, key[0])
    state.tabs.lines.append(span)
    state.tabs.columns.append(column)
    return column


def meant_column(state: State, column: int, word: str) -> int:
    """Return the column that a key behind tabs was meant to have: the guess, or that of those who know it."""
    if fits_gap(state, column) and knows_in_gap(state, word):
        return column
    known = [level for level in range(1, len(state.nodes)) if knows_at(state, level, word) == 2]
    columns = [state.columns[level] for level in known if isinstance(state.nodes[level], Mapping)]
    if not columns or column in columns:
        return column
    level = level_of(state, column, Mapping)
    if level < 0 or knows_at(state, level, word):
        return column
    return min(columns, key=lambda one: abs(one - column))


def odd_indentation(state: State, start: int, at: int) -> None:
    """Report blanks before a line that are no spaces; all lines with such are one problem."""
    span = Span(state.source, start, at)
    if state.odd is None:
        state.odd = OddIndentation(span=span, lines=[])
        state.report(state.odd)
    state.odd.lines.append(span)


def tab_width(lines: list[str]) -> int:
    """Guess how many columns a tab was meant to have: those with which the lines fit together best."""
    leads = [line[: len(line) - len(line.lstrip(" \t"))] for line in lines]
    step = min((len(lead) for lead in leads if lead and "\t" not in lead), default=2)
    step = 2 if step > 4 else step
    usual = (step, 4, 8)
    widths = dict.fromkeys((*usual, 2 * step, 3 * step))
    return max(widths, key=lambda width: _fit(lines, leads, width) + (width in usual) * 1.5)


def _fit(lines: list[str], leads: list[str], width: int) -> int:
    """Tell how well lines with tabs, and those below them, fit what stands above them."""
    fit, before, opens, alone, tabbed = 0, 0, False, False, False
    keys, dashes = {0}, set[int]()
    for line, lead in zip(lines, leads, strict=True):
        words = line[len(lead) :].partition(" #")[0].rstrip()
        if not words or words.startswith("#"):
            continue
        column = len(lead) + lead.count("\t") * (width - 1)
        item = words.startswith("- ") or words == "-"
        if tabbed or "\t" in lead:
            if column > before:
                fit += 2 * opens
            elif opens and column == before:
                fit += 2 * alone or item
            elif column == before:
                fit += 2
            else:
                fit += column in (dashes if item else keys)
        tabbed = "\t" in lead
        before = column + len(words) - len(words.lstrip("- ")) if item else column
        keys = {one for one in keys if one < column} | {before}
        dashes = {one for one in dashes if one < column} | ({column} if item else set())
        alone = words.startswith("!") and " " not in words
        opens = words.endswith(":") or words.rpartition(" ")[2].startswith("!")
    return fit
