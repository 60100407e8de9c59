"""The value that begins on a line, behind a key or dash or alone, in whatever form it has."""

from __future__ import annotations

import re

from amelang.text.belonging import column_below, knows_in_gap
from amelang.text.dash_problems import StrayDash
from amelang.text.key_problems import ColonInValue
from amelang.text.opening import open_key
from amelang.text.problem import Edit
from amelang.text.source import Span
from amelang.text.state import State
from amelang.text.tree import Entry, Node, Scalar
from amelang.text.value_problems import TextAfterValue, UnquotedSign
from amelang.text.words import (
    ALIAS,
    DASH,
    SECOND_COLON,
    SIGNS,
    WORD,
    alias,
    blanks,
    comment,
    give,
    misplaced,
    plain_blanks,
    plain_end,
    properties,
    report_tab,
    unsupported,
)

MERGED = re.compile(r"(.*\S)[ \t]{2,}([A-Za-z_][\w./-]*)")
BLANK = frozenset(("", " ", "\t", "\r", "\n"))


class ValueReader:
    """A line, with what reads the values on it; `next` is the index of the line to read after it."""

    def __init__(self, state: State, index: int) -> None:
        self.state = state
        self.source = state.source
        self.text = state.source.text
        self.index = index
        self.next = index + 1
        self.start = state.starts[index]
        self.end = self.start + len(state.lines[index])

    def span(self, start: int, end: int) -> Span:
        return Span(self.source, start, end)

    def ends(self, at: int) -> bool:
        """Say whether nothing but a comment stands from an offset on, and remember that comment."""
        if at < self.end:
            if self.text[at] != "#":
                return False
            comment(self.state, at, self.end)
        return True

    def value(self, at: int, parent: int) -> int:
        """Read the value that begins at an offset into the gap; return where more is to be read, or -1.

        `parent` is the column of the key or dash that it belongs to.
        """
        state, text = self.state, self.text
        gap = state.gap
        if gap is None:
            return -1
        at = properties(state, at, self.end, gap)
        if self.ends(at):
            give(state, gap, gap)
            return -1
        sign = text[at]
        if DASH.match(text, at, self.end):
            state.report(StrayDash(span=self.span(at, at + 1)))
            return at
        if sign in "|>":
            from amelang.text.texts import text_below

            scalar, self.next = text_below(state, at, self.index, parent)
            state.place(scalar)
            return -1
        node: Node
        number = self.index
        match = ALIAS.match(text, at, self.end)
        if sign in "\"'":
            from amelang.text.quotes import quoted

            node, behind, number = quoted(state, at, self.index, parent)
        elif sign in "[{":
            from amelang.text.flow import Flow

            flow = Flow(state, at, self.index, parent, gap)
            node = flow.read()
            behind, number = flow.at, flow.index
            if state.done:
                state.place(node)
                return -1
        elif match is not None and (
            match[1] in state.anchors or plain_end(text, at, self.end) == match.end()
        ):
            node = alias(state, at, match.end(), match[1])
            behind = match.end()
            if gap.tag is not None or gap.anchor is not None:
                remedy = "leave out the tag or the `&` before the alias"
                unsupported(state, at, behind, "an alias with a tag or anchor", remedy)
        else:
            return self.plain(at)
        state.place(node)
        self.next = number + 1
        self.after(behind, number)
        return -1

    def plain(self, at: int) -> int:
        """Read a value without quotes into the gap; return where more is to be read, or -1."""
        state, text = self.state, self.text
        end = plain_end(text, at, self.end)
        sign = text[at]
        node = Scalar(self.source, at, end, text[at:end])
        if sign in SIGNS or (sign in "?:" and text[at + 1 : at + 2] in BLANK):
            end = node.end = max(end, at + 1)
            node.text = text[at:end]
            state.unquoted = node, UnquotedSign(span=self.span(at, at + 1), sign=sign, value=node.span)
            state.report(state.unquoted[1])
        else:
            colon = SECOND_COLON.search(text, at, end)
            if colon is not None:
                return self.second_colon(node, colon.start())
        state.place(node)
        if "\t" in text[at:end]:
            report_tab(state, at, end, inside=True)
        self.after(end, self.index)
        return -1

    def second_colon(self, node: Scalar, colon: int) -> int:
        """Read a value with a colon in it; return where more is to be read, or -1."""
        state, text, at, end = self.state, self.text, node.start, node.end
        tag = None if state.gap is None else state.gap.tag
        if tag is not None and WORD.fullmatch(text, at, colon):
            edit = Edit(self.span(tag.end, at), "\n" + " " * (state.gap_column + 2))
            misplaced(state, tag.start, tag.end, "stands on one line with the keys it marks", edit)
            state.loose = True
            return at
        word = text[at:colon] if WORD.fullmatch(text, at, colon) else ""
        if word and isinstance(state.holder, Entry) and knows_in_gap(state, word) == 2:
            return self.first_key(at, colon, node)
        last = colon + 1 == end
        merged = MERGED.fullmatch(text, at, colon) if last and isinstance(state.holder, Entry) else None
        split = None
        if merged is not None:
            split = Edit(self.span(merged.end(1), merged.start(2)), "\n" + " " * state.gap_column)
        state.report(ColonInValue(span=self.span(colon, colon + 1), value=node.span, split=split))
        if merged is not None:
            return self.merged_line(merged, end)
        if last:
            # What is below it may be rightly indented: it belongs to what is not a key.
            state.unclosed = node
        state.place(node)
        self.after(end, self.index)
        return -1

    def first_key(self, at: int, colon: int, node: Scalar) -> int:
        """Read the first of the keys below a key on the line of that key; return where it begins."""
        state = self.state
        below = column_below(state, self.index + 1)
        column = below if below > state.gap_column else state.gap_column + 2
        gap = state.gap.start if state.gap is not None else at
        split = Edit(self.span(gap, at), "\n" + " " * column)
        state.report(ColonInValue(span=self.span(colon, colon + 1), value=node.span, split=split))
        state.loose = True
        return at

    def merged_line(self, merged: re.Match[str], at: int) -> int:
        """Read a value and, far behind it, a key: two lines that became one."""
        state, column = self.state, self.state.gap_column
        state.place(Scalar(self.source, merged.start(1), merged.end(1), merged[1]))
        open_key(state, column, Scalar(self.source, merged.start(2), merged.end(2), merged[2]), at)
        self.after(at, self.index)
        return -1

    def after(self, at: int, number: int) -> None:
        """Read the end of a line behind a value: a comment, or text that must not be there."""
        state, text = self.state, self.text
        line_end = state.starts[number] + len(state.lines[number])
        if at >= line_end:
            return
        behind = plain_blanks(text, at, line_end)
        if behind == line_end or (text[behind] == "#" and behind > at):
            if "\t" in text[at:behind] and number != self.index:
                report_tab(state, at, behind)
            elif "\t" in text[at:behind]:
                blanks(state, at, behind)
            if behind < line_end:
                comment(state, behind, line_end)
        elif text[behind] == ":" and text[at - 1] in "]}":
            remedy = "a key is one word, or words in quotes"
            unsupported(state, behind, behind + 1, "a key in brackets", remedy)
        else:
            end = max(plain_end(text, behind, line_end), behind + 1)
            state.report(TextAfterValue(span=self.span(behind, end), before=text[at - 1]))
            end = plain_blanks(text, end, line_end)
            if text[end:line_end].startswith("#"):
                comment(state, end, line_end)
