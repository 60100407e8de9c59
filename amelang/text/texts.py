"""Texts of many lines behind `|` and `>`."""

from __future__ import annotations

import re

from amelang.text.problem import Edit
from amelang.text.source import Span
from amelang.text.state import State
from amelang.text.tree import Scalar

HEADER = r"[|>](?:([+-])([1-9])?|([1-9])([+-])?)?(?: ++(#.*)?)?$"
SIGNS = r"[|>][+-]?[1-9]?[+-]?[ \t]*"


def text_below(state: State, at: int, index: int, parent: int) -> tuple[Scalar, int]:
    """Read the text that the `|` or `>` at an offset announces; return it and the next line's index.

    `parent` is the column of the key or dash that it belongs to: lines that are indented more belong
    to the text (YAML 1.2.2, 8.1).
    """
    source, lines, starts = state.source, state.lines, state.starts
    line_end = starts[index] + len(lines[index])
    sign = source.text[at]
    # A sign alone needs no pattern, which every run would have to compile first.
    alone = at + 1 == line_end
    header = None if alone else re.compile(HEADER).match(source.text, at, line_end)
    chomping, width, first, end = "", -1, "", line_end
    if header is not None:
        chomping = header[1] or header[4] or ""
        if header[2] or header[3]:
            width = max(parent, 0) + int(header[2] or header[3])
        if header[5]:
            state.comments.append(Span(source, header.start(5), line_end))
        end = at + len(source.text[at:line_end].split("#")[0].rstrip())
    elif not alone:
        first = report_header(state, at, line_end)
    if parent < 0 and (alone or header is not None):
        report_root(state, at, end)
    content: list[str] = []
    # Empty lines since the last line of content; whether the last line of the file was reached.
    empty = longest = 0
    # The first empty line before all content that has blanks, for the report.
    padded = -1
    # What indents lines that stand no deeper than their key.
    flush: list[Edit] | None = None
    deeper = False
    number = index + 1
    while number < len(lines):
        line = lines[number]
        words = line.lstrip(" ")
        lead = len(line) - len(words)
        if words[:1] == "\t" and (width < 0 or lead < width):
            words = words.lstrip(" \t")
            lead = tabbed(state, number, parent)
            line = " " * lead + words
        if not words and (width < 0 or lead <= width):
            if not content and lead:
                padded = number if padded < 0 else padded
                longest = max(longest, lead)
            empty += 1
            number += 1
            continue
        if width < 0:
            if padded >= 0 and not len(lines[padded]) == longest == lead:
                report_padded(state, padded)
                padded = -1
            if lead <= parent and (flush := unindented(state, number, parent)) is None:
                break
            width = lead
        if lead < width:
            if lead <= parent or words[0] == "#":
                break
            report_uneven(state, number, lead, width)
            line = " " * width + words
        if flush is not None:
            if number > index + 1 and structural(state, number):
                break
            flush.append(Edit(Span(source, starts[number], starts[number]), " " * (parent + 2 - width)))
            deeper = deeper or lead > width
        content.extend([""] * empty)
        content.append(line[width:])
        empty = 0
        end = starts[number] + len(lines[number])
        number += 1
    if flush is not None and deeper:
        # Maybe only its first lines are to be indented.
        flush.clear()
    if width < 0 and padded >= 0 and longest > len(lines[padded]):
        report_padded(state, padded)
    at_end = number == len(lines)
    if first:
        content.insert(0, first)
    if not "".join(content).isprintable():
        state.uncommon = True
    body = folded(content) if sign == ">" else "\n".join(content)
    # The last element of a text's lines has no line break behind it.
    breaks = empty if at_end else empty + 1
    if not content:
        breaks = max(breaks - 1, 0)
        body += "\n" * breaks if chomping == "+" else ""
    elif chomping == "+":
        body += "\n" * breaks
    elif not chomping and breaks:
        body += "\n"
    return Scalar(source, at, end, body, sign), number


def structural(state: State, number: int) -> bool:
    """Tell whether a line is a key, an item, a tag or a comment, and no text."""
    from amelang.text.words import DASH, KEY

    start, text, line = state.starts[number], state.source.text, state.lines[number]
    at, end = start + len(line) - len(line.lstrip(" \t")), start + len(line)
    return text[at : at + 1] in "#!&" or bool(KEY.match(text, at, end) or DASH.match(text, at, end))


def unindented(state: State, number: int, parent: int) -> list[Edit] | None:
    """Report a text that is indented no more than its key; return what will mend it, None for no text."""
    start, line = state.starts[number], state.lines[number]
    if structural(state, number) or not line.lstrip(" \t")[0].strip():
        return None
    if len(line) - len(line.lstrip(" ")) < parent:
        from amelang.text.belonging import known_anywhere

        # Further out it may as well be a key whose colon is missing.
        if state.vocabulary is None or known_anywhere(state, line.split()[0]):
            return None
    from amelang.text.value_problems import UnindentedText

    edits: list[Edit] = []
    begin = start + len(line) - len(line.lstrip(" \t"))
    state.report(UnindentedText(span=Span(state.source, begin, start + len(line)), edits=edits))
    return edits


def tabbed(state: State, number: int, parent: int) -> int:
    """Return the column that a line behind tabs was meant to have; 0 for an empty line.

    If the line belongs to the text, its tabs are a problem, else they are when it is read.
    """
    from amelang.text.tabs import tab_column, tab_width

    line, start = state.lines[number], state.starts[number]
    lead = line[: len(line) - len(line.lstrip(" \t"))]
    width = tab_width(state.lines) if state.tabs is None else state.tabs.width
    column = len(lead) + lead.count("\t") * (width - 1)
    if len(lead) == len(line):
        column = 0
    elif column <= parent:
        return column
    tab_column(state, start, start + len(lead))
    return column


def folded(content: list[str]) -> str:
    """Join lines as `>` does: single breaks become spaces, except beside lines that begin with a blank."""
    out: list[str] = []
    breaks = 0
    before: str | None = None
    for line in content:
        if not line:
            breaks += 1
            continue
        if before is None:
            out.append("\n" * breaks)
        elif before[0] in " \t" or line[0] in " \t":
            out.append("\n" * (breaks + 1))
        else:
            out.append("\n" * breaks or " ")
        out.append(line)
        before, breaks = line, 0
    return "".join(out) + "\n" * breaks


def report_header(state: State, at: int, line_end: int) -> str:
    """Report what stands beside the sign; return it, where it can be the text's first line."""
    from amelang.text.value_problems import BadTextSign

    text = state.source.text
    match = re.compile(SIGNS).match(text, at, line_end)
    beside = match.end() if match is not None else at + 1
    words = text[beside:line_end].rstrip()
    if not words:
        beside, words = at, text[at:line_end].rstrip()
        span = Span(state.source, beside, beside + len(words))
        state.report(BadTextSign(span=span, sign=text[at]))
        return ""
    span = Span(state.source, beside, beside + len(words))
    state.report(BadTextSign(span=span, sign=text[at]))
    return "" if words.startswith("#") else words


def report_root(state: State, at: int, end: int) -> None:
    """Report a text that is the whole of a file."""
    from amelang.text.words import unsupported

    unsupported(state, at, end, "a text without a key", "write `key: |` and indent the text")


def report_padded(state: State, number: int) -> None:
    """Report blanks on an empty line before a text: some readers count them as its indentation."""
    from amelang.text.line_problems import UnsupportedForm
    from amelang.text.problem import Edit

    spans = []
    while number < len(state.lines) and not state.lines[number].strip(" "):
        start = state.starts[number]
        if state.lines[number]:
            spans.append(Span(state.source, start, start + len(state.lines[number])))
        number += 1
    what = "a text that begins with a line of blanks"
    edits = tuple(Edit(span, "") for span in spans)
    remedy = "remove the blanks from the empty lines"
    state.report(UnsupportedForm(span=spans[0], what=what, remedy=remedy, edits=edits))


def report_uneven(state: State, number: int, lead: int, width: int) -> None:
    """Report a line indented less than the text's first one, unless tabs make that a guess."""
    from amelang.text.value_problems import TextIndentation

    line, start = state.lines[number], state.starts[number]
    if "\t" not in line[: len(line) - len(line.lstrip(" \t"))]:
        span = Span(state.source, start, start + lead)
        state.report(TextIndentation(span=span, found=lead, expected=width))
