"""Where a line belongs among the levels that are open, right or wrong."""

from __future__ import annotations

import re
from bisect import bisect_right

from amelang.text.key_problems import MissingColon, MissingDash, MissingSpace, StrayDash
from amelang.text.line_problems import DeepNesting, WrongIndentation
from amelang.text.problem import Problem
from amelang.text.source import LINE_BREAK, Span
from amelang.text.state import DEEPEST, State
from amelang.text.tree import LAST, Entry, Mapping, Missing, Node, Scalar, Sequence
from amelang.text.words import WORD, give, misplaced

GLUED = re.compile(r"([A-Za-z_][\w./-]*)[ \t]*:(?!//)(?=[^\s:])")
ALONE = re.compile(r"([ \t]*+(?:-[ \t]++)*+)(?:[!&][^\s]*+[ \t]++)*+")
FIRST_KEY = re.compile(r"[\w./-]+[ \t]*:(?:\s|$)")
ANY = -1
"""In `State.also`: the next line that is indented more than the level's key belongs to the level."""


def last_value(state: State) -> Node:
    """Return the value that was read last: the innermost level's last one."""
    node = state.nodes[-1]
    if len(state.nodes) == 1:
        return state.root.value
    if isinstance(node, Mapping):
        return node.entries[-1].value
    return node.items[-1] if isinstance(node, Sequence) else node


def level_of(state: State, column: int, kind: type[Node] | tuple[type[Node], ...]) -> int:
    """Return the innermost level of a kind that a column belongs to; -1 if there is none."""
    columns, nodes, also = state.columns, state.nodes, state.also
    for level in range(len(columns) - 1, 0, -1):
        if not isinstance(nodes[level], kind):
            continue
        if columns[level] == column:
            return level
        more = also.get(id(nodes[level]))
        if more is not None:
            if column in more:
                return level
            if ANY in more and columns[level - 1] < column:
                more.discard(ANY)
                more.add(column)
                return level
    return -1


def any_level_of(state: State, column: int) -> int:
    """Return the innermost level that a column belongs to; -1 if there is none."""
    return level_of(state, column, (Mapping, Sequence))


def nearest(state: State, column: int, kind: type[Node] | tuple[type[Node], ...]) -> int:
    """Return the level of a kind whose column is nearest to a column, the inner of two; -1 if none."""
    best = -1
    for level in range(1, len(state.columns)):
        if isinstance(state.nodes[level], kind) and (
            best < 0 or abs(state.columns[level] - column) <= abs(state.columns[best] - column)
        ):
            best = level
    return best


def report_lost(state: State, problem: Problem) -> None:
    """Report that a line fits nothing above it, unless a quote or bracket was left open right there."""
    if last_value(state) is not state.unclosed:
        state.report(problem)


def shifted(state: State, column: int, level: int, at: int) -> int:
    """Take a line of a wrong column for a level, and those below it in that column, too."""
    expected = state.columns[level]
    span = Span(state.source, at - column, at)
    report_lost(state, WrongIndentation(span=span, found=column, expected=expected))
    state.also.setdefault(id(state.nodes[level]), set()).add(column)
    return level


def new_level(state: State, column: int, node: Mapping | Sequence) -> bool:
    """Open a level in the gap; False where values are nested too deep, and reading must stop."""
    if len(state.columns) >= DEEPEST:
        state.report(DeepNesting(span=Span(state.source, node.start, node.start + 1), most=DEEPEST))
        state.done = True
        return False
    if state.loose:
        state.also.setdefault(id(node), set()).add(ANY)
        state.loose = False
    state.place(node)
    state.push(column, node)
    return True


def set_gap(state: State, at: int, column: int, holder: Entry | Sequence) -> Missing:
    """Make the gap for a value that may come: behind a colon or a dash."""
    gap = Missing(state.source, at, at)
    state.gap, state.gap_column, state.holder = gap, column, holder
    return gap


def open_item(state: State, column: int, at: int, content: int) -> bool:
    """Begin an item at a dash; False if no list can have it, and the dash is to be ignored.

    `content` is the column of what stands behind the dash.
    """
    level = -1
    if not (state.gap is not None and fits_gap(state, column)):
        state.gap = None
        level = level_of(state, column, Sequence)
        if (level > 0 and any(c == column for c in state.columns[level + 1 :])) or level < 0:
            level = lost_item(state, column, at, content)
        if level < 0 and state.gap is None:
            return False
    if level < 0:
        node = Sequence(state.source, at, LAST, [])
        if not new_level(state, column, node):
            return True
    else:
        state.close(level)
        found = state.nodes[level]
        assert isinstance(found, Sequence)
        node = found
    node.items.append(set_gap(state, at + 1, column, node))
    return True


def fits_gap(state: State, column: int) -> bool:
    """Say whether a dash in a column begins a list in the gap: deeper than its key, or right below it."""
    if state.gap_column < column:
        return True
    return state.gap_column == column and isinstance(state.holder, Entry)


def lost_item(state: State, column: int, at: int, content: int) -> int:
    """Find a list for a dash whose column is no list's; -1 if the dash is to be ignored.

    A gap is made where the list replaces a value that its key already has.
    """
    text, dash = state.source.text, Span(state.source, at, at + 1)
    level = level_of(state, column, Mapping)
    if level > 0 and state.columns[level] != column:
        level = -1
    if level < 0 and column > state.columns[-1] and isinstance(state.nodes[-1], Mapping):
        level = len(state.nodes) - 1
    if level > 0:
        mapping = state.nodes[level]
        assert isinstance(mapping, Mapping)
        first = mapping.entries[0].key
        behind = at + content - column
        if isinstance(state.nodes[level - 1], Sequence) and text.startswith(
            text[first.start : first.end] + ":", behind
        ):
            return shifted(state, column, level - 1, at)
        report_lost(state, StrayDash(span=dash))
        state.also.setdefault(id(mapping), set()).add(content)
        if column > state.columns[level] or not FIRST_KEY.match(text, behind):
            state.close(level)
            set_gap(state, at, state.columns[level], mapping.entries[-1])
        return -1
    level = nearest(state, column, Sequence)
    if level < 0:
        report_lost(state, StrayDash(span=Span(state.source, at, at + 1)))
        return -1
    return shifted(state, column, level, at)


def open_key(state: State, column: int, key: Node, at: int) -> Mapping | None:
    """Add a key to the keys that its column belongs to; the gap is then the key's value.

    `at` is the offset behind the colon. Return the mapping; None if reading must stop.
    """
    mapping: Mapping
    if state.gap is not None and state.gap_column < column:
        mapping = Mapping(state.source, key.start, LAST, [])
        if not new_level(state, column, mapping):
            state.gap = None
            return None
    else:
        state.gap = None
        level = level_of(state, column, Mapping)
        if level < 0:
            level = lost_key(state, column, key)
        if level < 0:
            mapping = Mapping(state.source, key.start, LAST, [])
            state.holder, state.gap = state.root, Missing(state.source, at, at)
            state.close(0)
            if not new_level(state, column, mapping):
                return None
        else:
            state.close(level)
            found = state.nodes[level]
            assert isinstance(found, Mapping)
            mapping = found
    entry = Entry(key, Missing(state.source, at, at))
    entry.value = set_gap(state, at, column, entry)
    mapping.entries.append(entry)
    return mapping


def lost_key(state: State, column: int, key: Node) -> int:
    """Find the level for a key whose column is no mapping's; -1 if it is to begin a new root."""
    source = state.source
    if word_becomes_key(state, column):
        return len(state.nodes) - 1
    lists = level_of(state, column, Sequence)
    if lists > 0:
        node = state.nodes[lists]
        assert isinstance(node, Sequence)
        inner = state.nodes[lists + 1] if len(state.nodes) > lists + 1 else None
        if isinstance(inner, Mapping) and not has_key(inner, key):
            return shifted(state, column, lists + 1, key.start)
        outer = nearest(state, column, Mapping)
        if isinstance(node.items[-1], Mapping) or outer < 0 or outer > lists:
            item_without_dash(state, lists, Span(source, key.start, key.end))
            mapping = Mapping(source, key.start, LAST, [])
            state.place(mapping)
            state.push(column + 2, mapping)
            state.also[id(mapping)] = {column}
            return len(state.nodes) - 1
        return shifted(state, column, outer, key.start)
    level = nearest(state, column, Mapping)
    if level > 0:
        return shifted(state, column, level, key.start)
    level = nearest(state, column, Sequence)
    if level > 0:
        item_without_dash(state, level, Span(source, key.start, key.end))
        mapping = Mapping(source, key.start, LAST, [])
        state.place(mapping)
        state.push(column, mapping)
        return len(state.nodes) - 1
    value = state.root.value
    word = LINE_BREAK.split(source.text[value.start : value.end])[0]
    state.report(MissingColon(span=Span(source, value.start, value.start + len(word)), word=word))
    return -1


def has_key(mapping: Mapping, key: Node) -> bool:
    """Say whether a mapping has a key already."""
    text = key.text if isinstance(key, Scalar) else ""
    return any(isinstance(entry.key, Scalar) and entry.key.text == text for entry in mapping.entries)


def item_without_dash(state: State, level: int, span: Span) -> None:
    """Begin an item of a list on a line that has no dash."""
    state.report(MissingDash(span=span))
    state.close(level)
    node = state.nodes[level]
    assert isinstance(node, Sequence)
    node.items.append(set_gap(state, span.start, state.columns[level], node))


def word_becomes_key(state: State, column: int) -> bool:
    """Take a word on a line of its own for a key without a colon, now that a key follows below it."""
    value = last_value(state)
    if not isinstance(value, Scalar) or value.style:
        return False
    text = state.source.text
    start = state.starts[bisect_right(state.starts, value.start) - 1]
    match = ALONE.match(text, start, value.start)
    if (
        match is None
        or match.end() != value.start
        or column not in (match.end(1) - start, match.end() - start)
    ):
        return False
    # Only the words on its first line are the key and its value.
    found = LINE_BREAK.search(text, value.start, value.end)
    end = value.end if found is None else value.start + len(text[value.start : found.start()].rstrip(" \t"))
    key, behind = split_words(state, value.start, end)
    rest = text[behind:end].strip(" \t")
    begin = end - len(text[behind:end].lstrip(" \t"))
    missing: Node = Missing(state.source, behind, behind)
    if rest:
        missing = Scalar(state.source, begin, end, rest)
    mapping = Mapping(state.source, key.start, LAST, [Entry(key, missing)])
    mapping.tag, mapping.anchor = value.tag, value.anchor
    node = state.nodes[-1]
    if len(state.nodes) == 1:
        state.root.value = mapping
    elif isinstance(node, Mapping):
        node.entries[-1].value = mapping
    elif isinstance(node, Sequence):
        node.items[-1] = mapping
    state.push(column, mapping)
    return True


def split_words(state: State, start: int, end: int) -> tuple[Scalar, int]:
    """Take the first of some words for a key, with a problem; return it and where its value begins."""
    text, source = state.source.text, state.source
    glued = GLUED.match(text, start, end)
    if glued is not None:
        colon = glued.end()
        state.report(MissingSpace(span=Span(source, start, colon), key=glued[1]))
        return Scalar(source, start, glued.end(1), glued[1]), colon
    word = WORD.match(text, start, end)
    stop = end if word is None else word.end()
    state.report(MissingColon(span=Span(source, start, stop), word=text[start:stop]))
    return Scalar(source, start, stop, text[start:stop]), stop


def lone_properties(state: State, column: int, gap: Missing) -> None:
    """Let the tag or anchor of a line without key and value mark the value that comes."""
    word = gap.tag or gap.anchor
    if word is None:
        return
    if state.gap is not None and state.gap_column < column:
        give(state, state.gap, gap)
        return
    if state.gap is not None and isinstance(state.holder, Entry) and state.gap_column == column:
        misplaced(state, word.start, word.end, "must be indented more than the key above it")
        give(state, state.gap, gap)
        return
    state.gap = None
    misplaced(state, word.start, word.end, "stands where no value can begin")
    level = level_of(state, column, Mapping)
    if level > 0 and state.nodes[level].tag is None:
        state.nodes[level].tag = gap.tag
