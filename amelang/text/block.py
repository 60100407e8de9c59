"""Lines that are not common, read by the whole rules.

A line is its indentation, dashes, tags and anchors, and then a key with its value, or a value alone.
Where it belongs, right or wrong, is found by `opening.py` and `lost.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from amelang.text.key_problems import ColonInValue, LongKey, MissingSpace, StrayDash
from amelang.text.levels import any_level_of, level_of, nearest
from amelang.text.line_problems import TabIndentation
from amelang.text.lost import item_without_dash, split_words
from amelang.text.opening import lone_properties, open_item, open_key
from amelang.text.problem import Edit
from amelang.text.source import Span
from amelang.text.state import State
from amelang.text.tree import Entry, Mapping, Missing, Node, Scalar, Sequence
from amelang.text.value_problems import TextAfterValue, UnclosedQuote, UnquotedSign
from amelang.text.words import (
    ALIAS,
    DASH,
    DOCUMENT,
    KEY,
    LONGEST_KEY,
    MARKER_SIGNS,
    QUOTED_KEY,
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

OPEN_KEY = re.compile(r"""["'][A-Za-z_][\w./-]*(?=[ \t]*:(?:[ \t]|$))""")
BLANK = frozenset(("", " ", "\t", "\r", "\n"))


def read_line(state: State, start: int) -> int:
    """Read the line that begins at an offset; return how many more lines were read with it."""
    index = bisect_right(state.starts, start) - 1
    state.silent = False
    state.uncommon = True
    line = Line(state, index)
    line.read()
    return line.next - index - 1


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


class Line:
    """Reads one line; `next` is the index of the line to read after it."""

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

    def read(self) -> None:
        """Read the line."""
        line = self.state.lines[self.index]
        at = self.start + len(line) - len(line.lstrip(" \t"))
        if at == self.start and line[:1] in MARKER_SIGNS:
            from amelang.text.markers import read_marker

            behind = read_marker(self.state, self.index)
            if behind >= 0:
                self.next = behind
                return
            if DOCUMENT.match(line):
                at = self.start + 3
        at = self.start + len(line) - len(line[at - self.start :].lstrip(" \t"))
        column = self.indentation(at)
        if not self.ends(at):
            self.content(at, column)

    def ends(self, at: int) -> bool:
        """Say whether nothing but a comment stands from an offset on, and remember that comment."""
        if at < self.end:
            if self.text[at] != "#":
                return False
            comment(self.state, at, self.end)
        return True

    def indentation(self, at: int) -> int:
        """Return the column of the first word; a tab counts as the file's usual step, with a problem."""
        state = self.state
        lead = self.text[self.start : at]
        if "\t" not in lead:
            return at - self.start
        if at == self.end:
            report_tab(state, self.start, at)
            return at - self.start
        if state.tabs is None:
            width = tab_width(state.lines)
            state.tabs = TabIndentation(span=self.span(self.start, at), width=width, lines=[])
            state.report(state.tabs)
        state.tabs.lines.append(self.span(self.start, at))
        # The column is a guess, and what a wrong guess leads to is no problem of its own.
        state.silent = True
        return len(lead) + lead.count("\t") * (state.tabs.width - 1)

    def content(self, at: int, column: int) -> None:
        """Read the words of the line from an offset on, whose column is given."""
        state, text = self.state, self.text
        while not state.done:
            if DASH.match(text, at, self.end):
                behind = blanks(state, at + 1, self.end)
                if not open_item(state, column, at, behind - self.start):
                    state.silent = True
                elif not state.done:
                    column += behind - at
                if self.ends(behind):
                    return
                at = behind
                continue
            if text[at] in "?:" and (at + 1 == self.end or text[at + 1] in " \t"):
                at = self.complex_key(at, column)
                if at < 0:
                    return
                continue
            if state.gap is None and column > state.columns[-1]:
                from amelang.text.plain import go_on

                behind = go_on(state, self.index, at, column)
                if behind >= 0:
                    self.next = behind
                    return
            gap = Missing(self.source, at, at)
            first, at = at, properties(state, at, self.end, gap)
            if self.ends(at):
                lone_properties(state, column, gap)
                return
            key = KEY.match(text, at, self.end)
            if key is not None:
                at = self.key(first, at, key.end(), column, gap)
            else:
                at = self.lone_value(at, column, gap)
            if at < 0:
                return
            column = at - self.start

    def complex_key(self, at: int, column: int) -> int:
        """Read `? key` or `: value`; return the offset of what follows, -1 if nothing does."""
        state = self.state
        behind = blanks(state, at + 1, self.end)
        if self.text[at] == "?":
            remedy = "write the key, a colon and the value"
            unsupported(state, at, at + 1, "a key behind `?`", remedy)
            state.silent = True
            state.complex_column = column
            if self.ends(behind):
                return -1
            if KEY.match(self.text, behind, self.end) or self.text[behind] in "-?:":
                return behind
            end = plain_end(self.text, behind, self.end)
            open_key(state, column, Scalar(self.source, behind, end, self.text[behind:end]), behind)
            return -1
        if state.complex_column != column or state.gap is None or state.gap_column != column:
            remedy = "write the key before the colon"
            unsupported(state, at, at + 1, "a colon without a key", remedy)
            state.silent = True
            open_key(state, column, Scalar(self.source, at, at, ""), at)
        if self.ends(behind):
            return -1
        return self.value(behind, column)

    def key(self, first: int, at: int, key_end: int, column: int, gap: Missing) -> int:
        """Read a key and what stands behind it on its line; return where more is to be read, or -1."""
        state, text = self.state, self.text
        colon = blanks(state, key_end, self.end)
        if colon - first > LONGEST_KEY:
            state.report(LongKey(span=self.span(at, key_end)))
        node: Node
        if text[at] in "\"'":
            from amelang.text.quotes import quoted

            node = quoted(state, at, self.index, -1)[0]
        elif text[at] == "*":
            node = alias(state, at, key_end, text[at + 1 : key_end])
        else:
            node = Scalar(self.source, at, key_end, text[at:key_end])
            if "\t" in node.text:
                report_tab(state, at, key_end, inside=True)
        mapping = open_key(state, column, node, colon + 1)
        if mapping is not None and first != at:
            self.properties_of_key(first, at, column, gap, mapping)
        behind = blanks(state, colon + 1, self.end)
        if state.gap is None or self.ends(behind):
            return -1
        return self.value(behind, column)

    def properties_of_key(self, first: int, at: int, column: int, gap: Missing, mapping: Mapping) -> None:
        """Let a tag before a block's first key mark the block, as was surely meant; with a problem."""
        state = self.state
        end = first + len(self.text[first:at].rstrip())
        edit = None
        if len(mapping.entries) == 1:
            edit = Edit(self.span(end, at), "\n" + " " * column)
            state.also.setdefault(id(mapping), set()).add(at - self.start)
            give(state, mapping, gap)
        misplaced(state, first, end, "stands on the line of a key, and marks only its name", edit)

    def lone_value(self, at: int, column: int, gap: Missing) -> int:
        """Read a value that has no key on its line; return where more is to be read, or -1."""
        state, text = self.state, self.text
        if text[at] in "\"'":
            key = OPEN_KEY.match(text, at, self.end)
            if key is not None and text.find(text[at], at + 1, self.end) < 0:
                state.report(UnclosedQuote(span=self.span(at, key.end()), quote=text[at]))
                return self.key(at + 1, at + 1, key.end(), column, gap)
        glued = QUOTED_KEY.match(text, at, self.end)
        if glued is not None:
            state.report(MissingSpace(span=self.span(at, glued.end() + 1), key=glued.group()))
            return self.key(at, at, glued.end(), column, gap)
        if state.gap is not None and state.gap_column < column:
            give(state, state.gap, gap)
            return self.value(at, state.gap_column)
        if text[at] in "\"'[{|>*":
            level = level_of(state, column, Sequence)
            if level > 0 and state.columns[level] == column:
                item_without_dash(state, level, self.span(at, at + 1))
                if state.gap is not None:
                    give(state, state.gap, gap)
                return self.value(at, column)
            return self.dropped(at)
        return self.stray_words(at, column)

    def stray_words(self, at: int, column: int) -> int:
        """Read words that stand among keys or items: a key without a colon, or an item without a dash."""
        state, text = self.state, self.text
        level = any_level_of(state, column)
        if level < 0 and column > state.columns[-1]:
            return self.dropped(at)
        if level < 0:
            level = nearest(state, column, (Mapping, Sequence))
        if level < 0:
            return self.dropped(at)
        end = plain_end(text, at, self.end)
        if isinstance(state.nodes[level], Sequence):
            item_without_dash(state, level, self.span(at, end))
            return self.value(at, column)
        word, behind = split_words(state, at, end)
        state.silent = True
        open_key(state, state.columns[level], word, behind)
        behind = blanks(state, behind, self.end)
        if state.gap is None or self.ends(behind):
            return -1
        return self.value(behind, column)

    def dropped(self, at: int) -> int:
        """Read a value that belongs to nothing, and leave it out; with a problem."""
        state = self.state
        end = plain_end(self.text, at, self.end)
        state.report(TextAfterValue(span=self.span(at, max(end, at + 1)), before=""))
        state.silent = True
        nothing = Missing(self.source, at, at)
        state.gap, state.holder = nothing, Entry(nothing, nothing)
        self.value(at, state.columns[-1])
        state.gap = None
        return -1

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
        if sign in SIGNS or (sign in "?:" and text[at + 1 : at + 2] in BLANK):
            value = self.span(at, max(end, at + 1))
            state.report(UnquotedSign(span=self.span(at, at + 1), sign=sign, value=value))
            end = value.end
        else:
            colon = SECOND_COLON.search(text, at, end)
            if colon is not None and state.gap is not None:
                tag = state.gap.tag
                if tag is not None and WORD.fullmatch(text, at, colon.start()):
                    edit = Edit(self.span(tag.end, at), "\n" + " " * (state.gap_column + 2))
                    misplaced(state, tag.start, tag.end, "stands on one line with the keys it marks", edit)
                    state.loose = True
                    return at
                value = self.span(at, end)
                state.report(ColonInValue(span=self.span(colon.start(), colon.end()), value=value))
        state.place(Scalar(self.source, at, end, text[at:end]))
        if "\t" in text[at:end]:
            report_tab(state, at, end, inside=True)
        self.after(end, self.index)
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
