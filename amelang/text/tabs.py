"""Tabs before a line: YAML forbids them, and how wide they were meant can be guessed."""

from __future__ import annotations

from amelang.text.line_problems import TabIndentation
from amelang.text.source import Span
from amelang.text.state import State


def tab_column(state: State, start: int, at: int) -> int:
    """Return the column that a line's first word was meant to have; the tabs before it are a problem.

    All lines with tabs are one problem: they were made by one setting of one editor.
    """
    lead = state.source.text[start:at]
    span = Span(state.source, start, at)
    if state.tabs is None:
        state.tabs = TabIndentation(span=span, width=tab_width(state.lines), lines=[])
        state.report(state.tabs)
    state.tabs.lines.append(span)
    return len(lead) + lead.count("\t") * (state.tabs.width - 1)


def tab_width(lines: list[str]) -> int:
    """Guess how many columns a tab was meant to have: the file's step, and more than the spaces behind it."""
    step, behind = 8, 0
    for line in lines:
        lead = line[: len(line) - len(line.lstrip(" \t"))]
        if "\t" in lead:
            behind = max(behind, len(lead) - len(lead.rstrip(" ")))
        elif lead:
            step = min(step, len(lead))
    return max(2 if step == 8 else step, behind + 2 - behind % 2 if behind else 0)
