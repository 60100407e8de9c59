"""Where a line most likely belongs whose column fits nothing, or that lacks its dash or colon."""

from __future__ import annotations

import re
from bisect import bisect_right

from amelang.text.belonging import (
    all_known_lists,
    column_below,
    has_key,
    key_at,
    known_levels,
    known_lists,
    knows_at,
)
from amelang.text.colonless import (
    alias_with_keys,
    bare_tag_behind_key,
    key_without_colon,
    word_becomes_key,
    word_column,
)
from amelang.text.dash_problems import MissingDash, StrayDash
from amelang.text.hindsight import (
    KEYED,
    back_into_level,
    dash_before_keys_shifted,
    first_dash_shifted,
    first_key_shifted,
    indentation,
    spare,
)
from amelang.text.key_problems import MissingColon, StrayTag
from amelang.text.levels import last_value, level_of, nearest, set_gap
from amelang.text.line_problems import WrongIndentation
from amelang.text.problem import Edit, Problem
from amelang.text.source import LINE_BREAK, Span
from amelang.text.state import State
from amelang.text.tree import LAST, Entry, Mapping, Missing, Node, Scalar, Sequence
from amelang.text.undashed import (
    begin_column,
    begins_item,
    begun_without_dash,
    instead_of_list,
    item_edits,
    keys_of_item,
)


def keys_below(state: State, column: int, key: Node) -> Mapping:
    """Begin the value of the key above with keys that stand in its own column by mistake."""
    assert isinstance(state.holder, Entry)
    above = state.holder.key
    state.shared.add(column)
    if column in state.columns:
        word = above.text if isinstance(above, Scalar) else ""
        tag = state.gap.tag if state.gap is not None else None
        at = key.start
        last = state.problems[-1] if state.problems else None
        if tag is not None and last is not None and last.span.start == tag.start:
            # A tag that stands in this column, too, is part of what must be moved.
            at = tag.start
            if isinstance(last, StrayTag):
                state.problems.pop()
        span = indentation(state, at)
        state.below = WrongIndentation(span=span, found=column, expected=column + 2, under=word)
        report_lost(state, state.below)
    else:
        # The key above stands wrongly itself, and these do not: they are not to be moved with it.
        spare(state, column, key.start)
    mapping = Mapping(state.source, key.start, LAST, [])
    state.place(mapping)
    state.push(column + 2, mapping)
    state.also[mapping] = {column}
    return mapping


def lost_item(state: State, column: int, at: int, content: int, unfilled: bool) -> int:
    """Find a list for a dash whose column is no list's; -1 if the dash is to be ignored.

    A gap is made where a key can have the list: one that lacks its colon, one whose value the list
    replaces, or one that is `unfilled` so far, although it is indented more than the dash.
    """
    dash = Span(state.source, at, at + 1)
    for level in range(len(state.nodes) - 1, 0, -1):
        begin = begin_column(state, level)
        if begin in (column, content) and begun_without_dash(state, level, column, until=at):
            return level
    levels = lists_of(state, column, state.offset(at, content))
    for level in levels:
        if first_dash_shifted(state, column, level, at):
            return level
    level = level_of(state, column, Mapping)
    if level > 0 and state.columns[level] == column and not levels:
        return item_among_keys(state, level, column, dash, content)
    inner = state.nodes[-1]
    if column > state.columns[-1] and not isinstance(inner, Sequence):
        word = word_column(state)
        if 0 <= word <= column and word_becomes_key(state, word, tags=False):
            mapping = state.nodes[-1]
            assert isinstance(mapping, Mapping)
            if isinstance(mapping.entries[-1].value, Missing):
                set_gap(state, mapping.entries[-1].key.end, word, mapping.entries[-1])
            return -1
        if isinstance(inner, Mapping) and not levels:
            return item_among_keys(state, len(state.nodes) - 1, column, dash, content)
    if levels:
        return shifted(state, column, levels[-1], at, levels)
    level = nearest(state, column, Sequence)
    far = abs(column - state.columns[level])
    if unfilled and isinstance(inner, Mapping) and (level < 0 or abs(column - state.columns[-1]) <= far):
        span = indentation(state, at)
        report_lost(state, WrongIndentation(span=span, found=column, expected=state.columns[-1]))
        set_gap(state, at, column, inner.entries[-1])
        return -1
    if level > 0:
        if first_dash_shifted(state, column, level, at):
            return level
        return shifted(state, column, level, at)
    report_lost(state, StrayDash(span=dash))
    return -1


def lists_of(state: State, column: int, at: int) -> list[int]:
    """Return the lists that an item most likely belongs to whose first word or tag stands at an offset."""
    levels, every = known_lists(state, column, at), all_known_lists(state, at)
    match = key_at(state, at)
    word = "" if match is None else match[0]
    index = state.line_of(at) + 1
    behind = at - state.starts[index - 1] - column
    below = column_below(state, index)
    level = level_of(state, column, Mapping)
    mapping = state.nodes[level] if level > 0 and state.columns[level] == column else None
    if isinstance(mapping, Mapping) and knows_at(state, level, word) == 2 and not has_key(mapping, word):
        # A dash before one of the keys is no item of a list around them, unless its items begin with it.
        every = [one for one in every if begins_with(state, one, word)]
        levels = [one for one in levels if one in every]
    if below != column + behind and index < len(state.lines) and KEYED.match(state.lines[index], below):
        fit = [one for one in every if state.columns[one] + behind == below]
        if len(fit) == 1 and (below > column or not goes_on(state, fit[0] + 1, word, index)):
            # Its other keys stand where they belong.
            return fit
    first = mapping.entries[0].key.span.text if isinstance(mapping, Mapping) and mapping.entries else ""
    begun = first and first == word and isinstance(state.nodes[level - 1], Sequence)
    return [level - 1] if begun else levels


def goes_on(state: State, level: int, word: str, index: int) -> bool:
    """Tell whether the keys of an item, begun by another word, go on with a key of theirs on a line."""
    item = state.nodes[level] if len(state.nodes) > level else None
    key = key_at(state, state.starts[index] + column_below(state, index))
    if not isinstance(item, Mapping) or key is None or begins_with(state, level - 1, word):
        return False
    return knows_at(state, level, key[0]) > 0 and not has_key(item, key[0])


def begins_with(state: State, level: int, word: str) -> bool:
    """Tell whether the last item of a list begins with a key."""
    item = state.nodes[level + 1] if len(state.nodes) > level + 1 else None
    while isinstance(item, Sequence) and item.items:
        item = item.items[0]
    return isinstance(item, Mapping) and bool(item.entries) and item.entries[0].key.span.text == word


def item_among_keys(state: State, level: int, column: int, dash: Span, content: int) -> int:
    """Find a list for a dash that stands among the keys of a level, or deeper than they do."""
    mapping = state.nodes[level]
    assert isinstance(mapping, Mapping)
    text = state.source.text
    behind = state.offset(dash.start, content)
    first = mapping.entries[0].key
    word = text[first.start : first.end]
    if isinstance(state.nodes[level - 1], Sequence) and text.startswith(f"{word}:", behind):
        return shifted(state, column, level - 1, dash.start)
    report_lost(state, StrayDash(span=dash))
    state.also.setdefault(mapping, set()).add(content)
    if column > state.columns[level] or not KEYED.match(text, behind):
        state.close(level)
        set_gap(state, dash.start, state.columns[level], mapping.entries[-1])
    return -1


def lost_key(state: State, column: int, key: Node) -> int:
    """Find the level for a key whose column is no mapping's; -1 if it is to begin a new root."""
    source = state.source
    value = last_value(state)
    if value is state.unclosed and isinstance(value, Mapping) and column > state.columns[-1]:
        # Keys below braces that were left open belong into them.
        value.end = LAST
        state.push(column, value)
        return len(state.nodes) - 1
    if column == word_column(state) and word_becomes_key(state, column):
        return len(state.nodes) - 1
    if bare_tag_behind_key(state, column, value):
        return len(state.nodes) - 1
    if alias_with_keys(state, column, value) or key_without_colon(state, column, value, key):
        return len(state.nodes) - 1
    if isinstance(key, Scalar) and keys_of_item(state, column, key.text):
        return len(state.nodes) - 1
    lists = level_of(state, column, Sequence)
    if lists > 0 and isinstance(key, Scalar):
        if instead_of_list(state, lists, column, key.text):
            return lists
        if begins_item(state, lists, column, key.text):
            return item_of_keys(state, lists, column, key)
    if (level := first_key_shifted(state, column, key)) > 0:
        return level
    if (level := back_into_level(state, column)) > 0:
        return level
    if levels := fitting(state, known_levels(state, column, key), key):
        return shifted(state, column, levels[-1], key.start, levels)
    if lists > 0:
        node = state.nodes[lists]
        assert isinstance(node, Sequence)
        if isinstance(node.items[-1], Missing) and len(state.nodes) == lists + 1:
            return keys_of_last_item(state, lists, node, key)
        inner = state.nodes[lists + 1] if len(state.nodes) > lists + 1 else None
        if isinstance(inner, Mapping) and not (isinstance(key, Scalar) and has_key(inner, key.text)):
            return shifted(state, column, lists + 1, key.start)
        outer = nearest(state, column, Mapping)
        if isinstance(node.items[-1], Mapping) or outer < 0 or outer > lists:
            return item_of_keys(state, lists, column, key)
        return shifted(state, column, outer, key.start)
    level = max(nearest(state, column, Mapping), item_level(state, key.start))
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
    word = re.split(LINE_BREAK, source.text[value.start : value.end])[0]
    report_lost(state, MissingColon(span=Span(source, value.start, value.start + len(word)), word=word))
    return -1


def fitting(state: State, levels: list[int], key: Node) -> list[int]:
    """Return those of levels that a key can belong to with what stands below it."""
    index = state.line_of(key.end)
    behind = state.source.text[key.end : state.starts[index] + len(state.lines[index])]
    if len(levels) < 2 or behind.strip(" \t:"):
        return levels
    below = column_below(state, index + 1)
    dashed = any(line.startswith("- ", max(below, 0)) for line in state.lines[index + 1 : index + 2])
    return [level for level in levels if below > state.columns[level] - dashed] or levels


def item_of_keys(state: State, level: int, column: int, key: Node) -> int:
    """Begin an item of a list with a key that stands where its dash should; return the level of its keys."""
    span = Span(state.source, key.start, key.end)
    item_without_dash(state, level, span, item_edits(state, column, key.start))
    mapping = Mapping(state.source, key.start, LAST, [])
    state.place(mapping)
    state.push(column + 2, mapping)
    state.also[mapping] = {column}
    return len(state.nodes) - 1


def item_level(state: State, at: int) -> int:
    """Return the level of the keys of an item, if the line below goes on with the next item; else -1."""
    index = bisect_right(state.starts, at)
    below = next((line for line in state.lines[index : index + 20] if line.strip()), "")
    column = len(below) - len(below.lstrip(" "))
    if below[column : column + 2] == "- ":
        for level in range(len(state.columns) - 1, 1, -1):
            if isinstance(state.nodes[level - 1], Sequence) and state.columns[level - 1] == column:
                return level if isinstance(state.nodes[level], Mapping) else -1
    return -1


def keys_of_last_item(state: State, level: int, node: Sequence, key: Node) -> int:
    """Begin keys in the column of the dash that they belong to, which has nothing on its own line."""
    column = state.columns[level]
    span = indentation(state, key.start)
    if dash_before_keys_shifted(state, level, column, key.start):
        column = state.columns[level]
    else:
        report_lost(state, WrongIndentation(span=span, found=column, expected=column + 2))
    mapping = Mapping(state.source, key.start, LAST, [])
    state.gap = node.items[-1] if isinstance(node.items[-1], Missing) else None
    state.holder = node
    state.place(mapping)
    state.push(column + 2, mapping)
    state.also[mapping] = {column}
    return level + 1


def report_lost(state: State, problem: Problem) -> None:
    """Report that a line fits nothing above it, unless a problem there or a tab before it explains that."""
    if last_value(state) is not state.unclosed and not state.guessed:
        state.report(problem)


def shifted(state: State, column: int, level: int, at: int, levels: list[int] | None = None) -> int:
    """Take a line of a wrong column for a level, and those below it in that column, too.

    `levels` are those that it would fit as well.
    """
    expected = state.columns[level]
    span = indentation(state, at)
    other = state.columns[levels[0]] if levels and levels[0] != level else -1
    near = min(abs(column - one) for one in state.columns[1:])
    report_lost(
        state,
        WrongIndentation(
            span=span, found=column, expected=expected, other=other, sure=abs(column - expected) <= near
        ),
    )
    state.also.setdefault(state.nodes[level], set()).add(column)
    return level


def item_without_dash(state: State, level: int, span: Span, edits: tuple[Edit, ...] = ()) -> None:
    """Begin an item of a list on a line that has no dash."""
    report_lost(state, MissingDash(span=span, edits=edits))
    state.close(level)
    node = state.nodes[level]
    assert isinstance(node, Sequence)
    node.items.append(set_gap(state, span.start, state.columns[level], node))
