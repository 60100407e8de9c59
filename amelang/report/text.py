"""Problems for people: each with the text that it is about, and marks under it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from amelang.report.colour import BLUE, BOLD, PLAIN, RED, YELLOW, Palette
from amelang.report.hidden import Hidden
from amelang.report.snippet import Snippet
from amelang.text.problem import Problem, Severity

COLOURS = {Severity.ERROR: RED, Severity.WARNING: YELLOW, Severity.HINT: BLUE}
MOST_NOTES = 8
"""Notes of one problem that are shown; a value can be used in thousands of places."""
HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def render_full(problems: Sequence[Problem], palette: Palette = PLAIN) -> str:
    """Return every problem with its snippet, its notes and its help, an empty line between two."""
    hidden = Hidden(problems)
    return "".join(f"{full(problem, palette, hidden)}\n" for problem in problems)


def render_concise(problems: Sequence[Problem], palette: Palette = PLAIN) -> str:
    """Return every problem in one line."""
    return "".join(f"{headline(problem, palette)}\n" for problem in problems)


def headline(problem: Problem, palette: Palette) -> str:
    """Return the place, severity, code, name and sentence of a problem."""
    kind = palette(COLOURS[problem.severity], f"{problem.severity} {problem.code}")
    return f"{palette(BOLD, visible(str(problem.span)))}: {kind} {problem.name}: {visible(problem.message())}"


def full(problem: Problem, palette: Palette, hidden: Hidden) -> str:
    """Return a problem with the text that it is about, but for what is hidden."""
    lines = [headline(problem, palette)]
    snippet = Snippet(problem.span, "^", COLOURS[problem.severity], hidden)
    all_notes = problem.all_notes
    notes = [(note, Snippet(note.span, "-", BLUE, hidden)) for note in all_notes[:MOST_NOTES]]
    width = max([snippet.width, *(shown.width for _, shown in notes)])
    lines += snippet.lines(width, palette)
    for note, shown in notes:
        lines.append(
            f"{' ' * width} {palette(BLUE, '=')} note: {visible(str(note.span))}: {visible(note.message)}"
        )
        lines += shown.lines(width, palette)
    if more := len(all_notes) - len(notes):
        lines.append(f"{' ' * width} {palette(BLUE, '=')} note: and {more:,} more")
    if help_text := problem.help():
        lines.append(f"{' ' * width} {palette(BLUE, '=')} help: {visible(help_text)}")
    return "\n".join(lines) + "\n"


def visible(text: str) -> str:
    """Return a text of the user's, or a path, with control characters written out.

    They could fake lines or colours, and half a pair cannot be printed at all.
    """
    return HIDDEN.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)
