"""Lines that are not common, read by the whole rules.

A line is its indentation, dashes, tags and anchors, and then a key with its value, or a value alone.
Where it belongs, right or wrong, is found by `opening.py` and `lost.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from amelang.text.belonging import column_below, known_anywhere
from amelang.text.bracket_problems import UnclosedBracket
from amelang.text.colonless import bare_tag, split_words
from amelang.text.flat import is_key_around_list, word_below
from amelang.text.hindsight import spare
from amelang.text.key_problems import LongKey, MissingColon, MissingSpace
from amelang.text.levels import any_level_of, fits_gap, level_of, nearest
from amelang.text.lost import item_without_dash
from amelang.text.opening import lone_properties, open_item, open_key
from amelang.text.problem import Edit
from amelang.text.state import State
from amelang.text.stray import is_key, stray_lines
from amelang.text.tree import Entry, Mapping, Missing, Node, Scalar, Sequence
from amelang.text.undashed import odd_dash
from amelang.text.value_problems import TextAfterValue, UnclosedQuote
from amelang.text.values import ValueReader
from amelang.text.words import (
    DASH,
    DOCUMENT,
    KEY,
    LONGEST_KEY,
    MARKER_SIGNS,
    ODD_BLANKS,
    QUOTED_KEY,
    alias,
    blanks,
    give,
    misplaced,
    plain_blanks,
    plain_end,
    properties,
    report_tab,
    unsupported,
)

OPEN_KEY = re.compile(r"""["'][A-Za-z_][\w./-]*(?=[ \t]*:(?:[ \t]|$))""")
STRAY_SIGN = re.compile(r"(?:[\]},%@`]|[*&!:\"'](?=[ \t])|\*(?=[\w./-]++:(?:[ \t]|$)))[ \t]*+")
ODD_LEAD = re.compile(rf"[ \t]*[{ODD_BLANKS}][ \t{ODD_BLANKS}]*")
GLUED_BRACKET = re.compile(r"([A-Za-z_][\w./-]*)(?:(:)|[ \t]*(=)[ \t]*|[ \t]+)(?=[\[{])")
CLOSING = re.compile(r"[\]}]")
DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212\u2022\xb7")
STRUCTURE = re.compile(r"-(?:[ \t]|$)|![A-Za-z]")


def read_line(state: State, start: int) -> int:
    """Read the line that begins at an offset; return how many more lines were read with it."""
    index = bisect_right(state.starts, start) - 1
    state.silent = state.guessed = False
    state.uncommon = True
    line = Line(state, index)
    line.read()
    return line.next - index - 1


class Line(ValueReader):
    """Reads one line; `next` is the index of the line to read after it."""

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
        odd = None if self.state.vocabulary is None else ODD_LEAD.match(self.text, self.start, self.end)
        if odd is not None and self.structure(odd.end()):
            from amelang.text.tabs import odd_indentation

            at = odd.end()
            odd_indentation(self.state, self.start, at)
        column = self.indentation(at)
        if self.foreign_comment(at, column):
            self.next = stray_lines(self.state, self.index, at, column)
        elif not self.ends(at):
            self.content(at, column)

    def foreign_comment(self, at: int, column: int) -> bool:
        """Say whether a line is a comment of other languages, which no line of this one is like."""
        state = self.state
        if state.vocabulary is None or not self.text.startswith("//", at):
            return False
        return state.gap is not None or column <= state.columns[-1]

    def structure(self, at: int) -> bool:
        """Say whether a key, an item or a tag begins at an offset."""
        return bool(KEY.match(self.text, at, self.end) or STRUCTURE.match(self.text, at, self.end))

    def indentation(self, at: int) -> int:
        """Return the column of the first word; a tab counts as the file's usual step, with a problem."""
        state = self.state
        lead = self.text[self.start : at]
        if "\t" not in lead:
            return at - self.start
        if at == self.end:
            report_tab(state, self.start, at)
            return at - self.start
        from amelang.text.tabs import tab_column

        # The column is a guess, and what a wrong guess leads to is no problem of its own.
        state.guessed = True
        return tab_column(state, self.start, at)

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
            behind, meant = odd_dash(state, at, self.end, column) if text[at] in DASHES else (at, 0)
            if meant:
                for deeper in range(0, 2 * meant, 2):
                    open_item(state, column + deeper, at, behind - self.start)
                column += deeper + 2
                # What is below stands as behind a dash and a space, or as the word itself does now.
                state.meant = behind - self.start
                state.silent = True
                at = behind
                continue
            behind = self.stray_sign(at, column)
            if behind > at:
                column = self.column_behind(at, behind)
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
            if key is not None and (glued := self.glued_key(at, key.end())) is not None:
                at = self.key_before(glued, column)
            elif key is not None:
                at = self.key(first, at, key.end(), column, gap)
            else:
                at = self.lone_value(at, column, gap)
            if at < 0:
                return
            column = at - self.start

    def stray_sign(self, at: int, column: int) -> int:
        """Leave out a sign before a key, a dash or a tag, with a problem; return where they begin."""
        sign = STRAY_SIGN.match(self.text, at, self.end)
        if sign is None or (self.text[at] == ":" and column == self.state.complex_column):
            return at
        behind = sign.end()
        if not self.structure(behind):
            return at
        if self.text[at] in "\"'" and self.text.find(self.text[at], behind, self.end) >= 0:
            return at
        self.state.report(TextAfterValue(span=self.span(at, at + 1), before=""))
        self.state.silent = True
        return behind

    def column_behind(self, sign: int, behind: int) -> int:
        """Return the column that words behind a stray sign were meant to have: one that fits, if any does."""
        column = behind - self.start
        # The sign came in between, and moved the words one column on.
        glued = sign + 1 == behind
        for meant in (column - 1, column) if not glued else (sign - self.start,):
            if any_level_of(self.state, meant) > 0:
                return meant
        return column

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
        parent = column
        if text[behind] in "|>" and state.vocabulary is not None and state.columns[-1] < column:
            # The key stands too deep, and its text may be right.
            parent = state.columns[-1]
            if self.next < len(state.lines) and column_below(state, self.next) <= column:
                spare(state, column, state.starts[self.next])
        return self.value(behind, parent)

    def glued_key(self, at: int, end: int) -> re.Match[str] | None:
        """Return the word of a key that its value follows at once, in brackets with colons in them."""
        glued = GLUED_BRACKET.match(self.text, at, end) if self.state.vocabulary is not None else None
        if glued is None or not known_anywhere(self.state, glued[1]):
            return None
        return glued

    def key_before(self, glued: re.Match[str], column: int) -> int:
        """Read a key before brackets that lacks its colon, or the space behind it; return as `key` does."""
        word, at = glued[1], glued.start()
        if glued[2]:
            self.state.report(MissingSpace(span=self.span(at, glued.end(2)), key=word))
        else:
            behind = glued.end() if glued[3] else 0
            self.state.report(MissingColon(span=self.span(at, glued.end(1)), word=word, behind=behind))
        self.state.silent = True
        open_key(self.state, column, Scalar(self.source, at, glued.end(1), word), glued.end())
        return -1 if self.state.gap is None else self.value(glued.end(), column)

    def properties_of_key(self, first: int, at: int, column: int, gap: Missing, mapping: Mapping) -> None:
        """Let a tag before a block's first key mark the block, as was surely meant; with a problem."""
        state = self.state
        end = first + len(self.text[first:at].rstrip())
        edit = None
        if len(mapping.entries) == 1:
            edit = Edit(self.span(end, at), "\n" + " " * column)
            state.also.setdefault(mapping, set()).add(at - self.start)
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
        if state.gap is not None and fits_gap(state, column):
            give(state, state.gap, gap)
            return self.value(at, min(state.gap_column, column - 1))
        if text[at] in "\"'[{|>*":
            level = level_of(state, column, Sequence)
            if level > 0 and state.columns[level] == column:
                item_without_dash(state, level, self.span(at, at + 1))
                if state.gap is not None:
                    give(state, state.gap, gap)
                return self.value(at, column)
            behind = plain_blanks(text, at + 1, self.end)
            if (
                text[at] in "[{"
                and KEY.match(text, behind, self.end)
                and not CLOSING.search(text, behind, self.end)
            ):
                state.report(UnclosedBracket(span=self.span(at, at + 1), bracket=text[at]))
                state.silent = True
                return behind
            return self.dropped(at)
        return self.stray_words(at, column)

    def stray_words(self, at: int, column: int) -> int:
        """Read words that stand among keys or items: a key without a colon, or an item without a dash."""
        state, text = self.state, self.text
        if bare_tag(state, column, at, plain_end(text, at, self.end)):
            return -1
        if word_below(state, column, self.span(at, plain_end(text, at, self.end))):
            return self.value(at, column)
        level = any_level_of(state, column)
        if level < 0 and column > state.columns[-1]:
            return self.dropped(at)
        if level > 1 and is_key_around_list(state, level, column, text[at : plain_end(text, at, self.end)]):
            level -= 1
        if level < 0:
            level = nearest(state, column, (Mapping, Sequence))
        if level < 0:
            return self.dropped(at)
        end = plain_end(text, at, self.end)
        if isinstance(state.nodes[level], Sequence):
            item_without_dash(state, level, self.span(at, end))
            return self.value(at, column)
        below = column_below(state, self.next)
        if " " in text[at:end] and below > column and below in state.columns:
            return self.dropped(at)
        if not is_key(state, level, at, end):
            self.next = stray_lines(state, self.index, at, column)
            return -1
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
