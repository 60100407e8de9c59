"""The reader of ame.yml: any text gives a tree and the problems of the text.

Here is the part for common lines: an indentation stack, written for speed. A line of another kind,
or one that stands where it should not, is read by `block.py` by the whole rules.
"""

from __future__ import annotations

from bisect import bisect_right

from amelang.text.belonging import knows_at
from amelang.text.lines import BLANK, ENTRY, OTHER, PAIR, TAG, known_lines, split
from amelang.text.source import Source, Span
from amelang.text.state import DEEPEST, State
from amelang.text.tree import LAST, Entry, LineEntry, Mapping, Missing, Node, Scalar, Sequence, Tree, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from amelang.text.vocabulary import Vocabulary


def read(source: Source, vocabulary: Vocabulary | None = None) -> Tree:
    """Read a text. Never fails: what cannot be read is a problem, and reading goes on after it.

    Where the tree has no problem, it is the tree that YAML 1.2 gives the text, one document, tags
    as written, merge keys left as keys and keys that stand twice left twice. With a vocabulary,
    a line that YAML allows, but that makes no sense where it stands, is a problem, too.
    """
    lines, starts = split(source.text)
    state = State(source, lines, starts, vocabulary)
    read_lines(state)
    state.close(0)
    if state.uncommon:
        from amelang.text.whole import check_whole

        check_whole(state)
    problems = state.problems
    if len(problems) > 1:
        problems.sort(key=lambda problem: (problem.span.start, problem.span.end))
    return Tree(source, state.root.value, state.comments, problems)


def read_lines(state: State) -> None:
    """Read the lines one after the other, the common ones here.

    This is the innermost loop of every command, so it creates nodes without calling their classes,
    which takes half as long again, and keeps what it needs in variables.
    """
    source, anchors = state.source, state.anchors
    columns, comments = state.columns, state.comments
    speechless, shared = state.vocabulary is None, state.shared
    # What a variable holds is known from the columns, faster than a test of its type could say it.
    nodes: list[Any] = state.nodes
    holder: Any
    word: Any
    starts = state.starts
    line_iterator, start_iterator = iter(state.lines), iter(starts)
    gap, gap_column, holder = state.gap, state.gap_column, state.holder
    # The innermost open level: its column as a mapping or as a list (-2 as the other one), its content.
    mapping_column = list_column = -2
    entries: list[Entry] = []
    items: list[Node] = []
    node: Any
    new = object.__new__

    for shape, start in zip(map(known_lines().__getitem__, line_iterator), start_iterator, strict=False):
        kind = shape[0]
        if kind == PAIR:
            _, column, words = shape
            if column == mapping_column and gap is None:
                entry = new(LineEntry)
                entry.source, entry.line, entry.words = source, start, words
                entries.append(entry)
                continue
            dash = comment = -1
            tag = None
        elif kind == ENTRY:
            _, dash, column, words, tag, tag_start, comment, end = shape
        elif kind == BLANK:
            _, comment, end = shape
            if comment >= 0:
                comments.append(Span(source, start + comment, start + end))
            continue
        elif kind == TAG:
            _, column, tag, tag_end, comment, end = shape
            if gap is not None and gap_column < column and gap.tag is None:
                gap.tag = Word(source, start + column, start + tag_end, tag)
                if comment >= 0:
                    comments.append(Span(source, start + comment, start + end))
                continue
            kind = OTHER

        if kind == ENTRY and dash >= 0:
            # An item: of the list that is open in the dash's column, or of one that begins here.
            if gap is not None and (
                gap_column < dash or (gap_column == dash and type(holder) is not Sequence)
            ):
                if len(columns) < DEEPEST:
                    items = []
                    node = new(Sequence)
                    node.source, node.start, node.items, node.flow = source, start + dash, items, False
                    node.tag, node.anchor, node.end = gap.tag, gap.anchor, LAST
                    if gap.anchor is not None:
                        anchors[gap.anchor.text] = node
                    if type(holder) is Sequence:
                        holder.items[-1] = node
                    else:
                        holder.value = node
                    columns.append(dash)
                    nodes.append(node)
                    list_column, mapping_column = dash, -2
                else:
                    kind = OTHER
            elif dash != list_column or (words[0] is not None and not speechless):
                level = len(columns) - 1
                while columns[level] > dash:
                    level -= 1
                listed = columns[level] == dash and type(nodes[level]) is Sequence
                if listed and not speechless:
                    # Where a key waits for its value, or the words say otherwise, it may belong elsewhere.
                    sure = words[0] is None or knows_at(state, level, words[0]) == 2
                    listed = gap is None and tag is None and sure
                if listed:
                    del columns[level + 1 :], nodes[level + 1 :]
                    items = nodes[level].items
                    list_column, mapping_column = dash, -2
                else:
                    kind = OTHER
            if kind == ENTRY:
                gap = None
                if words[0] is not None:
                    entries = []
                    node = new(Mapping)
                    node.source, node.start, node.entries, node.flow = source, start + column, entries, False
                    node.tag, node.anchor, node.end = None, None, LAST
                    items.append(node)
                    columns.append(column)
                    nodes.append(node)
                    mapping_column, list_column = column, -2
        elif kind <= ENTRY:
            # A key: of the mapping that is open in its column, or of one that begins here.
            if gap is not None and gap_column < column:
                if len(columns) < DEEPEST:
                    entries = []
                    node = new(Mapping)
                    node.source, node.start, node.entries, node.flow = source, start + column, entries, False
                    node.tag, node.anchor, node.end = gap.tag, gap.anchor, LAST
                    if gap.anchor is not None:
                        anchors[gap.anchor.text] = node
                    if type(holder) is Sequence:
                        holder.items[-1] = node
                    else:
                        holder.value = node
                    columns.append(column)
                    nodes.append(node)
                    mapping_column, list_column = column, -2
                else:
                    kind = OTHER
            elif column in shared or (gap is not None and gap_column == column and not speechless):
                kind = OTHER
            elif column != mapping_column:
                level = len(columns) - 1
                while columns[level] > column:
                    level -= 1
                if columns[level] == column and type(nodes[level]) is Sequence and speechless:
                    level -= 1
                # With words, a key in the column of a list may belong to the last item of it.
                if columns[level] == column and type(nodes[level]) is Mapping:
                    del columns[level + 1 :], nodes[level + 1 :]
                    entries = nodes[level].entries
                    mapping_column, list_column = column, -2
                else:
                    kind = OTHER

        if kind <= ENTRY:
            key, _, key_end, value, value_start, value_end, style = words
            if tag is not None:
                tag = Word(source, start + tag_start, start + tag_start + len(tag), tag)
            word = None
            if value_start < 0:
                behind = start + key_end + 1 if tag is None else tag.end
                word = gap = Missing(source, behind, behind, tag)
                gap_column = column
            elif value is None:
                from amelang.text.texts import text_below

                gap = None
                index = bisect_right(starts, start) - 1
                word, after = text_below(state, start + value_start, index, column)
                word.tag = tag
                for _ in range(after - index - 1):
                    next(line_iterator)
                    next(start_iterator)
            else:
                gap = None
                if tag is not None or key is None:
                    word = Scalar(source, start + value_start, start + value_end, value, style, tag)
            if key is not None:
                entry = holder = new(LineEntry)
                entry.source, entry.line, entry.words = source, start, words
                if word is not None:
                    entry.value = word
                entries.append(entry)
            else:
                items.append(word)
                holder = nodes[-1]
            if comment >= 0:
                comments.append(Span(source, start + comment, start + end))
            continue

        # Not a common line: by the whole rules, perhaps with lines that follow it.
        from amelang.text.block import read_line

        state.gap, state.gap_column, state.holder = gap, gap_column, holder
        for _ in range(read_line(state, start)):
            next(line_iterator)
            next(start_iterator)
        gap, gap_column, holder = state.gap, state.gap_column, state.holder
        node = nodes[-1]
        mapping_column = list_column = -2
        if type(node) is Mapping:
            mapping_column, entries = columns[-1], node.entries
        elif type(node) is Sequence:
            list_column, items = columns[-1], node.items
        if state.done:
            break
