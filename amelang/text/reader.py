"""The reader of ame.yml: any text gives a tree and the problems of the text.

Here is the part for common lines: an indentation stack, written for speed. A line of another kind,
or one that stands where it should not, is read by `block.py` by the whole rules.
"""

from __future__ import annotations

from amelang.text.lines import BLANK, ENTRY, ITEM, TAG, Lines, split
from amelang.text.source import Source, Span
from amelang.text.state import DEEPEST, State
from amelang.text.tree import Entry, Mapping, Missing, Node, Scalar, Sequence, Tree, Word


def read(source: Source) -> Tree:
    """Read a text. Never fails: what cannot be read is a problem, and reading goes on after it.

    Where the tree has no problem, it is the tree that YAML 1.2 gives the text, one document, tags
    as written, merge keys left as keys and keys that stand twice left twice.
    """
    lines, starts = split(source.text)
    state = State(source, lines, starts)
    if not "".join(lines).isprintable():
        from amelang.text.characters import check_characters

        check_characters(state)
    read_lines(state)
    state.close(0)
    problems = state.problems
    if len(problems) > 1:
        problems.sort(key=lambda problem: (problem.span.start, problem.span.end))
    return Tree(source, state.root.value, state.comments, problems)


def read_lines(state: State) -> None:
    """Read the lines one after the other, the common ones here."""
    source, place = state.source, state.place
    columns, nodes, comments = state.columns, state.nodes, state.comments
    line_iterator, start_iterator = iter(state.lines), iter(state.starts)
    gap, gap_column, holder = state.gap, state.gap_column, state.holder
    # The innermost open level: its column as a mapping or as a list (-2 as the other one), its content.
    mapping_column = list_column = -2
    entries: list[Entry] = []
    items: list[Node] = []
    node: Node

    for shape, start in zip(map(Lines().__getitem__, line_iterator), start_iterator, strict=False):
        kind = shape[0]
        if kind == ENTRY:
            _, dash, column, key, key_end, value, at, value_end, style, tag, tag_at, comment, end = shape
            fits = True
            if dash >= 0:
                if gap is not None and (gap_column < dash or (gap_column == dash and type(holder) is Entry)):
                    fits = len(columns) < DEEPEST
                    if fits:
                        items = []
                        state.gap, state.holder = gap, holder
                        place(node := Sequence(source, start + dash, start, items))
                        columns.append(dash)
                        nodes.append(node)
                        list_column = dash
                elif dash != list_column:
                    level = len(columns) - 1
                    while columns[level] > dash:
                        level -= 1
                    fits = columns[level] == dash and type(nodes[level]) is Sequence
                    if fits:
                        state.close(level)
                        items = nodes[level].items  # type: ignore[attr-defined]  # a list, as tested
                        list_column = dash
                if fits:
                    entries = []
                    items.append(node := Mapping(source, start + column, start, entries))
                    columns.append(column)
                    nodes.append(node)
                    mapping_column, list_column = column, -2
            elif gap is not None and gap_column < column:
                fits = len(columns) < DEEPEST
                if fits:
                    entries = []
                    state.gap, state.holder = gap, holder
                    place(node := Mapping(source, start + column, start, entries))
                    columns.append(column)
                    nodes.append(node)
                    mapping_column, list_column = column, -2
            elif column != mapping_column:
                level = len(columns) - 1
                while columns[level] > column:
                    level -= 1
                if columns[level] == column and type(nodes[level]) is Sequence:
                    level -= 1
                fits = columns[level] == column and type(nodes[level]) is Mapping
                if fits:
                    state.close(level)
                    entries = nodes[level].entries  # type: ignore[attr-defined]  # as tested
                    mapping_column, list_column = column, -2
            if fits:
                word = None if tag is None else Word(source, start + tag_at, start + tag_at + len(tag), tag)
                if at >= 0:
                    entries.append(
                        Entry(
                            Scalar(source, start + column, start + key_end, key, "", None, None),
                            Scalar(source, start + at, start + value_end, value, style, word, None),
                        )
                    )
                    gap = None
                else:
                    end_of_key = start + key_end + 1
                    gap = Missing(source, end_of_key, end_of_key, word)
                    holder = Entry(Scalar(source, start + column, start + key_end, key, "", None, None), gap)
                    gap_column = column
                    entries.append(holder)
                if comment >= 0:
                    comments.append(Span(source, start + comment, start + end))
                continue
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
        elif kind == ITEM:
            _, dash, value, at, value_end, style, tag, tag_at, comment, end = shape
            fits = True
            if gap is not None and (gap_column < dash or (gap_column == dash and type(holder) is Entry)):
                fits = len(columns) < DEEPEST
                if fits:
                    items = []
                    state.gap, state.holder = gap, holder
                    place(node := Sequence(source, start + dash, start, items))
                    columns.append(dash)
                    nodes.append(node)
                    list_column, mapping_column = dash, -2
            elif dash != list_column:
                level = len(columns) - 1
                while columns[level] > dash:
                    level -= 1
                fits = columns[level] == dash and type(nodes[level]) is Sequence
                if fits:
                    state.close(level)
                    items = nodes[level].items  # type: ignore[attr-defined]  # a list, as tested
                    list_column, mapping_column = dash, -2
            if fits:
                word = None if tag is None else Word(source, start + tag_at, start + tag_at + len(tag), tag)
                if at >= 0:
                    items.append(Scalar(source, start + at, start + value_end, value, style, word, None))
                    gap = None
                else:
                    gap = Missing(source, start + tag_at + len(tag), start + tag_at + len(tag), word)
                    items.append(gap)
                    holder, gap_column = nodes[-1], dash  # type: ignore[assignment]  # the list of `items`
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
