"""Lists and keys in brackets: `[a, b]` and `{a: 1}`, on one line or on many."""

from __future__ import annotations

import re

from amelang.text.bracket_problems import (
    CommaInValue,
    MissingComma,
    StrayComma,
    UnclosedBracket,
    WrongBracket,
)
from amelang.text.dash_problems import StrayDash
from amelang.text.flow_keys import AFTER, VALUE, WANT, Frame, glued, more_of_value, second_key, tag_within
from amelang.text.key_problems import LongKey, MissingSpace
from amelang.text.line_problems import DeepNesting
from amelang.text.problem import Problem
from amelang.text.quotes import KEY_LINE, foreign, quoted
from amelang.text.source import Span
from amelang.text.state import DEEPEST, State
from amelang.text.tree import Entry, Mapping, Missing, Node, Scalar, Sequence
from amelang.text.value_problems import UnquotedSign
from amelang.text.words import (
    DASH,
    DOCUMENT,
    LONGEST_KEY,
    NAME,
    PROPERTY_IN_BRACKETS,
    alias,
    comment,
    give,
    plain_blanks,
    properties,
    report_tab,
    unsupported,
)

CHUNK = re.compile(
    r"(?:[^ \t#:,\[\]{}]++|:(?![ \t,\[\]{}]|$)|(?<![ \t])#|[ \t]++(?=[^ \t#:,\[\]{}]|:(?![ \t,\[\]{}]|$)))*+"
)
ALIAS = re.compile(r"\*([^\s,\[\]{}]+)")
BLANKS = re.compile(r"[ \t]*")


def attach(state: State, node: Node, gap: Missing) -> Node:
    """Give a value the tag and anchor that were read before it, and return it."""
    give(state, node, gap)
    return node


class Flow:
    """Reads one value in brackets without recursion; then `at` and `index` say where it ended.

    `parent` is the column of the key or dash that it belongs to: an open bracket ends before the
    first line that is not indented more, and before a line that begins with a dash.
    """

    def __init__(self, state: State, at: int, index: int, parent: int, gap: Missing, stop: int = -1) -> None:
        self.state = state
        self.first = at, index
        # The line that the value must end before; the first that looks as if it were behind the value.
        self.stop = stop
        self.suspect = -1
        self.gap = gap
        self.source = state.source
        self.text = state.source.text
        self.at = at
        self.index = index
        self.parent = parent
        self.line_end = state.starts[index] + len(state.lines[index])
        self.frames: list[Frame] = []
        self.ended = False
        # Commas missed at the start of a line are no problem of their own if the bracket never closes.
        self.missed: list[Problem] = []

    def read(self) -> Node:
        """Read the value that begins here."""
        state = self.state
        before = len(state.problems), len(state.comments), len(state.aliases)
        root = self.open(self.gap)
        while self.frames and not self.ended:
            if self.skip():
                self.step(self.frames[-1])
        state.open_nodes.clear()
        if self.frames and not state.done:
            if self.suspect >= 0:
                return self.again(*before)
            ours = state.problems[before[0] :]
            state.problems[before[0] :] = [problem for problem in ours if problem not in self.missed]
            at = root.start
            self.report(UnclosedBracket(span=self.span(at, at + 1), bracket=self.text[at]))
            state.unclosed = root
        for frame in self.frames:
            frame.node.end = self.at
        return root

    def again(self, problems: int, comments: int, aliases: int) -> Node:
        """Read the value once more, up to the line that looks like a key: its bracket was never closed."""
        state = self.state
        del state.problems[problems:], state.comments[comments:], state.aliases[aliases:]
        at, index = self.first
        flow = Flow(state, at, index, self.parent, self.gap, self.suspect)
        root = flow.read()
        self.at, self.index = flow.at, flow.index
        return root

    def report(self, problem: Problem) -> None:
        self.state.report(problem)

    def span(self, start: int, end: int) -> Span:
        return Span(self.source, start, end)

    def open(self, gap: Missing) -> Mapping | Sequence:
        """Go into the bracket that stands here, with the tag and anchor that were read before it."""
        node: Mapping | Sequence
        if self.text[self.at] == "[":
            node = Sequence(self.source, self.at, self.at + 1, [], True)
        else:
            node = Mapping(self.source, self.at, self.at + 1, [], True)
        give(self.state, node, gap)
        if len(self.frames) + len(self.state.columns) >= DEEPEST:
            self.state.problems.append(DeepNesting(span=self.span(self.at, self.at + 1), most=DEEPEST))
            self.state.done = self.ended = True
        self.frames.append(Frame(node))
        self.state.open_nodes.append(node)
        self.at += 1
        return node

    def skip(self) -> bool:
        """Go to the next word, over blanks, comments and lines; False where the value must end."""
        text, state = self.text, self.state
        while True:
            at = self.blanks(self.at)
            if at < self.line_end and text[at] == "#":
                if at == self.at and at > state.starts[self.index]:
                    unsupported(
                        state, at, at + 1, "a comment with no space before it", "write a space before `#`"
                    )
                comment(state, at, self.line_end)
                at = self.at = self.line_end
            if at < self.line_end:
                self.at = at
                return True
            number = self.index + 1
            if number >= len(state.lines):
                break
            line = state.lines[number]
            words = line.lstrip(" \t")
            if words and words[0] != "#":
                if number == self.stop or self.foreign(line, words):
                    break
                if self.suspect < 0 and KEY_LINE.match(words) and self.looks_open():
                    self.suspect = number
            self.index = number
            self.at = state.starts[number]
            self.line_end = self.at + len(line)
        self.ended = True
        return False

    def looks_open(self) -> bool:
        """Say whether a line that looks like a key makes it likely that the bracket was left open.

        It does in a list; and in braces if no comma stands before it, and something on their line.
        """
        frame = self.frames[-1]
        if isinstance(frame.node, Sequence):
            return True
        first = plain_blanks(self.text, frame.node.start + 1, len(self.text))
        return frame.phase == AFTER and self.text[first : first + 1] not in ("\n", "\r", "#")

    def foreign(self, line: str, words: str) -> bool:
        """Say whether a line cannot belong to the value; one that ends with a comma surely does."""
        if DASH.match(words) or DOCUMENT.match(line):
            return True
        return not line.rstrip(" \t").endswith(",") and foreign(line, words, self.parent)

    def blanks(self, at: int) -> int:
        match = BLANKS.match(self.text, at, self.line_end)
        return at if match is None else match.end()

    def step(self, frame: Frame) -> None:
        """Read one word of a bracket."""
        char = self.text[self.at]
        if char in "]}":
            self.close(frame, char)
        elif char == ",":
            if frame.phase == WANT:
                self.report(StrayComma(span=self.span(self.at, self.at + 1)))
            frame.phase = WANT
            frame.entry = frame.pair = None
            self.at += 1
        elif (
            char == ":"
            and self.ends_key(self.at)
            and (problem := second_key(self.source, self.at, frame)) is not None
        ):
            self.report(problem)
            self.at += 1
        elif char == ":" and self.ends_key(self.at):
            remedy = "write the key before the colon, on the same line"
            unsupported(self.state, self.at, self.at + 1, "a colon without a key", remedy)
            frame.phase = VALUE if frame.entry else WANT
            self.at += 1
        else:
            if frame.phase == AFTER:
                problem = MissingComma(span=self.span(self.at, self.at + 1))
                self.report(problem)
                if not self.text[self.state.starts[self.index] : self.at].strip(" \t"):
                    self.missed.append(problem)
                frame.phase = WANT
                frame.entry = frame.pair = None
            self.member(frame)

    def close(self, frame: Frame, char: str) -> None:
        """Close a bracket; one of the wrong kind closes, too, unless it fits one further out."""
        node = frame.node
        right = "]" if isinstance(node, Sequence) else "}"
        if char != right:
            kind = Sequence if char == "]" else Mapping
            opened = self.span(node.start, node.start + 1)
            if any(isinstance(outer.node, kind) for outer in self.frames):
                self.report(UnclosedBracket(span=opened, bracket=opened.text))
                node.end = self.at
                self.frames.pop()
                self.state.open_nodes.pop()
                self.filled(self.at)
                return
            self.report(WrongBracket(span=self.span(self.at, self.at + 1), opened=opened))
        self.at += 1
        node.end = self.at
        self.frames.pop()
        self.state.open_nodes.pop()
        if self.frames:
            self.filled(self.at)
            at = self.blanks(self.at)
            if at < self.line_end and self.text[at] == ":":
                self.complex_key(at)
                self.frames[-1].phase = WANT

    def filled(self, end: int) -> None:
        """A value in brackets has ended inside another one."""
        if self.frames:
            frame = self.frames[-1]
            frame.phase = AFTER
            if frame.pair is not None:
                frame.pair.end = end

    def complex_key(self, at: int) -> None:
        """Report the colon behind a bracket, which makes the whole bracket a key."""
        unsupported(self.state, at, at + 1, "a key in brackets", "a key is one word, or words in quotes")
        self.at = at + 1

    def ends_key(self, at: int) -> bool:
        """Say whether the colon at an offset ends a key."""
        return at + 1 >= self.line_end or self.text[at + 1] in " \t,[]{}"

    def member(self, frame: Frame) -> None:
        """Read a key, an item, or the value of a key."""
        gap = Missing(self.source, self.at, self.at)
        self.at = properties(self.state, self.at, self.line_end, gap, PROPERTY_IN_BRACKETS)
        if gap.tag is not None and (behind := tag_within(self.state, frame, gap, self.at)):
            self.at = behind
            return
        if gap.tag is not None and self.text.startswith((",", "]", "}"), gap.tag.end):
            start, end = gap.tag.start, gap.tag.end + 1
            unsupported(self.state, start, end, "a tag right before this", "write a space")
        gap.start = gap.end = self.at
        node: Node
        plain = False
        first_line = self.index
        if (self.at >= self.line_end or self.text[self.at] == "#") and not self.skip():
            node = attach(self.state, gap, gap)
        else:
            char = self.text[self.at]
            if char in ",]}" or (char == ":" and self.ends_key(self.at)):
                node = attach(self.state, gap, gap)
            elif char in "[{":
                self.add(frame, self.open(gap))
                frame.phase = AFTER
                return
            elif char in "\"'":
                value, self.at, self.index = quoted(self.state, self.at, self.index, self.parent)
                self.line_end = self.state.starts[self.index] + len(self.state.lines[self.index])
                node = attach(self.state, value, gap)
            elif char == "*":
                node = self.alias(gap)
            else:
                node = attach(self.state, self.plain(), gap)
                plain = True
        colon = self.blanks(self.at)
        if colon < self.line_end and self.text[colon] == ":" and frame.phase == WANT:
            if self.ends_key(colon) or not plain:
                self.key(frame, node, colon, plain, first_line)
                return
        elif plain and frame.phase == WANT and isinstance(frame.node, Mapping):
            missing = glued(self.source, frame, node)
            if missing is not None:
                self.report(missing)
                return
        self.add(frame, node)
        frame.phase = AFTER

    def key(self, frame: Frame, node: Node, colon: int, plain: bool, first_line: int) -> None:
        """Take what was read as a key, and go behind its colon."""
        if first_line != self.index:
            unsupported(self.state, node.start, node.end, "a key on several lines", "write it on one line")
        elif colon - node.start > LONGEST_KEY:
            self.report(LongKey(span=node.span))
        spaced = colon + 1 >= self.line_end or self.text[colon + 1] in " \t"
        if not spaced and (plain or isinstance(frame.node, Sequence)):
            self.report(
                MissingSpace(span=self.span(node.start, colon + 1), key=self.text[node.start : colon])
            )
        self.at = colon + 1
        entry = Entry(node, Missing(self.source, self.at, self.at))
        if isinstance(frame.node, Mapping):
            frame.node.entries.append(entry)
        else:
            frame.pair = Mapping(self.source, node.start, self.at, [entry], True)
            frame.node.items.append(frame.pair)
        frame.entry = entry
        frame.phase = VALUE

    def add(self, frame: Frame, node: Node) -> None:
        """Put a value where it belongs: behind its key, among the items, or as a key without a value."""
        # YAML takes any words for a key without a value; no language has such keys.
        if (
            self.state.vocabulary is not None
            and (whole := more_of_value(self.source, frame, node)) is not None
        ):
            self.comma_in_value(whole)
            return
        if frame.phase == VALUE and frame.entry is not None:
            frame.entry.value = node
            if frame.pair is not None:
                frame.pair.end = node.end
        elif isinstance(frame.node, Mapping):
            frame.node.entries.append(Entry(node, Missing(self.source, node.end, node.end)))
        else:
            frame.node.items.append(node)

    def comma_in_value(self, whole: Span) -> None:
        """Report commas inside a value, all those of one value together."""
        last = self.state.problems[-1] if self.state.problems else None
        if isinstance(last, CommaInValue) and last.value.start == whole.start:
            last.value = whole
        else:
            comma = self.text.rindex(",", whole.start, whole.end)
            self.report(CommaInValue(span=self.span(comma, comma + 1), value=whole))

    def alias(self, gap: Missing) -> Node:
        """Read `*name`; a star alone is a word that needs quotes."""
        match = ALIAS.match(self.text, self.at, self.line_end)
        if match is None or not NAME.fullmatch(match[1]):
            return attach(self.state, self.plain(), gap)
        if gap.tag or gap.anchor:
            remedy = "leave out the tag or the `&` before the alias"
            unsupported(self.state, self.at, match.end(), "an alias with a tag or anchor", remedy)
        self.at = match.end()
        return alias(self.state, match.start(), match.end(), match[1])

    def plain(self) -> Scalar:
        """Read a value without quotes, which may go on on the next lines."""
        start = self.at
        char = self.text[start]
        match = CHUNK.match(self.text, start, self.line_end)
        end = start if match is None else match.end()
        if char == "-" and (end == start + 1 or self.text[start + 1] in " \t"):
            self.report(StrayDash(span=self.span(start, start + 1)))
        end = max(end, start + 1)
        pieces = [self.text[start:end]]
        self.at = end
        while self.blanks(end) >= self.line_end:
            number = self.index + 1
            breaks = 0
            while number < len(self.state.lines) and not self.state.lines[number].strip(" \t"):
                number += 1
                breaks += 1
            if number >= len(self.state.lines):
                break
            line = self.state.lines[number]
            words = line.lstrip(" \t")
            match = CHUNK.match(words)
            if match is None or not match.end() or words[0] == "#" or self.foreign(line, words):
                break
            behind = words[match.end() :].lstrip(" \t")
            if behind[:1] == ":":
                break
            pieces.append("\n" * breaks or " ")
            pieces.append(match.group())
            self.index = number
            self.line_end = self.state.starts[number] + len(line)
            self.at = end = self.line_end - len(words) + match.end()
        if char in "*&!%@`|>?:":
            span, value = self.span(start, start + 1), self.span(start, end)
            self.report(UnquotedSign(span=span, sign=char, value=value))
        if "\t" in self.text[start:end]:
            report_tab(self.state, start, end, inside=True)
        return Scalar(self.source, start, end, "".join(pieces))
