"""Where a line most likely belongs whose column fits nothing, or that lacks its dash or colon."""

from __future__ import annotations

import re
from bisect import bisect_right

from amelang.text.belonging import known_levels, known_lists, tag_meant
from amelang.text.dash_problems import BareTag, MissingDash, StrayDash
from amelang.text.key_problems import MissingColon, MissingSpace
from amelang.text.levels import last_value, level_of, nearest, set_gap
from amelang.text.line_problems import UnsupportedForm, WrongIndentation
from amelang.text.problem import Edit, Problem
from amelang.text.source import LINE_BREAK, Span
from amelang.text.state import State
from amelang.text.tree import LAST, Alias, Entry, Mapping, Missing, Node, Scalar, Sequence, Word
from amelang.text.undashed import (
    begin_column,
    begins_item,
    begun_without_dash,
    instead_of_list,
    item_edits,
    keys_of_item,
)
from amelang.text.words import ALIAS, ODD_BLANKS, WORD, alias

GLUED = re.compile(r"([A-Za-z_][\w./-]*|<<)[ \t]*:(?!//)(?=[^ \t\r\n:])")
ODD_SPACES = re.compile(f"[{ODD_BLANKS}]*")
MERGE = "<<"
EQUALS = re.compile(r"[ \t]*=[ \t]+")
ALONE = re.compile(r"([ \t]*+(?:-[ \t]++)*+)(?:[!&][^\s]*+[ \t]++)*+")
FIRST_KEY = re.compile(r"[\w./-]+[ \t]*:(?:\s|$)")


def keys_below(state: State, column: int, key: Node) -> Mapping:
    """Begin the value of the key above with keys that stand in its own column by mistake."""
    assert isinstance(state.holder, Entry)
    above = state.holder.key
    state.shared.add(column)
    if column in state.columns:
        word = above.text if isinstance(above, Scalar) else ""
        tag = state.gap.tag if state.gap is not None else None
        at = key.start
        if tag is not None and state.problems and state.problems[-1].span.start == tag.start:
            # A tag that stands in this column, too, is part of what must be moved.
            state.problems.pop()
            at = tag.start
        span = indentation(state, at)
        state.below = WrongIndentation(span=span, found=column, expected=column + 2, under=word)
        report_lost(state, state.below)
    else:
        # The key above stands wrongly itself, and these do not: they are not to be moved with it.
        line = indentation(state, key.start).start
        for problem in reversed(state.problems):
            if isinstance(problem, WrongIndentation) and problem.found == column:
                problem.until = line
                break
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
        if begin_column(state, level) == column and begun_without_dash(state, level, column, until=at):
            return level
    level = level_of(state, column, Mapping)
    if level > 0 and state.columns[level] == column:
        return item_among_keys(state, level, column, dash, content)
    inner = state.nodes[-1]
    if column > state.columns[-1] and not isinstance(inner, Sequence):
        word = word_column(state)
        if 0 <= word <= column and word_becomes_key(state, word):
            mapping = state.nodes[-1]
            assert isinstance(mapping, Mapping)
            if isinstance(mapping.entries[-1].value, Missing):
                set_gap(state, mapping.entries[-1].key.end, word, mapping.entries[-1])
            return -1
        if isinstance(inner, Mapping):
            return item_among_keys(state, len(state.nodes) - 1, column, dash, content)
    if levels := known_lists(state, column, at + content - column):
        if first_dash_shifted(state, column, levels[-1]):
            return levels[-1]
        return shifted(state, column, levels[-1], at, levels)
    level = nearest(state, column, Sequence)
    far = abs(column - state.columns[level])
    if unfilled and isinstance(inner, Mapping) and (level < 0 or abs(column - state.columns[-1]) <= far):
        span = indentation(state, at)
        report_lost(state, WrongIndentation(span=span, found=column, expected=state.columns[-1]))
        set_gap(state, at, column, inner.entries[-1])
        return -1
    if level > 0:
        return level if first_dash_shifted(state, column, level) else shifted(state, column, level, at)
    report_lost(state, StrayDash(span=dash))
    return -1


def item_among_keys(state: State, level: int, column: int, dash: Span, content: int) -> int:
    """Find a list for a dash that stands among the keys of a level, or deeper than they do."""
    mapping = state.nodes[level]
    assert isinstance(mapping, Mapping)
    text = state.source.text
    behind = dash.start + content - column
    first = mapping.entries[0].key
    word = text[first.start : first.end]
    if isinstance(state.nodes[level - 1], Sequence) and text.startswith(f"{word}:", behind):
        return shifted(state, column, level - 1, dash.start)
    report_lost(state, StrayDash(span=dash))
    state.also.setdefault(mapping, set()).add(content)
    if column > state.columns[level] or not FIRST_KEY.match(text, behind):
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
    if alias_with_keys(state, column, value):
        return len(state.nodes) - 1
    if isinstance(key, Scalar) and keys_of_item(state, column, key.text):
        return len(state.nodes) - 1
    lists = level_of(state, column, Sequence)
    if lists > 0 and isinstance(key, Scalar):
        if instead_of_list(state, lists, column, key.text):
            return lists
        if begins_item(state, lists, column, key.text):
            return item_of_keys(state, lists, column, key)
    if levels := known_levels(state, column, key):
        return shifted(state, column, levels[-1], key.start, levels)
    if lists > 0:
        node = state.nodes[lists]
        assert isinstance(node, Sequence)
        if isinstance(node.items[-1], Missing) and len(state.nodes) == lists + 1:
            return keys_of_last_item(state, lists, node, key)
        inner = state.nodes[lists + 1] if len(state.nodes) > lists + 1 else None
        if isinstance(inner, Mapping) and not has_key(inner, key):
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


def item_of_keys(state: State, level: int, column: int, key: Node) -> int:
    """Begin an item of a list with a key that stands where its dash should; return the level of its keys."""
    span = Span(state.source, key.start, key.end)
    item_without_dash(state, level, span, item_edits(state, column, key.start))
    mapping = Mapping(state.source, key.start, LAST, [])
    state.place(mapping)
    state.push(column + 2, mapping)
    state.also[mapping] = {column}
    return len(state.nodes) - 1


def alias_with_keys(state: State, column: int, value: Node) -> bool:
    """Take an alias for a merge key, now that keys stand below it; tell whether that can be."""
    if not isinstance(value, Alias) or column <= state.columns[-1] or len(state.nodes) < 2:
        return False
    holder, source = state.nodes[-1], state.source
    begin, lead = value.start, "<<: "
    if isinstance(holder, Mapping):
        begin -= value.start - len(source.text[: value.start].rstrip(" \t"))
        lead = f"\n{' ' * column}<<: "
    state.report(
        UnsupportedForm(
            span=value.span,
            what="an alias with keys below it",
            remedy=f"write `<<: {value.span.text}` in the column of the keys",
            edits=(Edit(Span(source, begin, value.start), lead),),
        )
    )
    key = Scalar(source, value.start, value.start, MERGE)
    become(state, column, Mapping(source, value.start, LAST, [Entry(key, value)]))
    return True


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


def first_dash_shifted(state: State, column: int, level: int) -> bool:
    """Tell whether all but the first dash of a list stand as if that stood in their column; report that."""
    node = state.nodes[level]
    last = state.problems[-1] if state.problems else None
    if not isinstance(node, Sequence) or len(node.items) != 1 or not isinstance(last, WrongIndentation):
        return False
    found, shift = state.columns[level], column - state.columns[level]
    if last.span.start < node.start or last.found - last.expected != shift:
        return False
    span = indentation(state, node.start)
    if span.start + found != node.start:
        return False
    state.problems[-1] = WrongIndentation(span=span, found=found, expected=column)
    state.columns[level] = column
    state.also.setdefault(node, set()).add(found)
    return True


def indentation(state: State, at: int) -> Span:
    """Return the blanks that the line of an offset begins with."""
    index = bisect_right(state.starts, at) - 1
    line, start = state.lines[index], state.starts[index]
    return Span(state.source, start, start + len(line) - len(line.lstrip(" \t")))


def has_key(mapping: Mapping, key: Node) -> bool:
    """Say whether a mapping has a key already."""
    text = key.text if isinstance(key, Scalar) else ""
    return any(isinstance(entry.key, Scalar) and entry.key.text == text for entry in mapping.entries)


def item_without_dash(state: State, level: int, span: Span, edits: tuple[Edit, ...] = ()) -> None:
    """Begin an item of a list on a line that has no dash."""
    report_lost(state, MissingDash(span=span, edits=edits))
    state.close(level)
    node = state.nodes[level]
    assert isinstance(node, Sequence)
    node.items.append(set_gap(state, span.start, state.columns[level], node))


def word_column(state: State) -> int:
    """Return the column of the last value if it is words alone on their line; -1 if it is not."""
    value = last_value(state)
    if not isinstance(value, Scalar) or (value.style and not value.text.startswith("!")):
        return -1
    start = state.starts[bisect_right(state.starts, value.start) - 1]
    match = ALONE.match(state.source.text, start, value.start)
    return -1 if match is None or match.end() != value.start else match.end(1) - start


def word_becomes_key(state: State, column: int) -> bool:
    """Take words alone on their line for a key without a colon, now that what follows needs one."""
    value, text = last_value(state), state.source.text
    if not isinstance(value, Scalar):
        return False
    # Only the words on its first line are the key and its value.
    found = re.compile(LINE_BREAK).search(text, value.start, value.end)
    end = value.end if found is None else value.start + len(text[value.start : found.start()].rstrip(" \t"))
    tag = tag_meant(state, value.text[1:] if value.style else text[value.start : end])
    if tag:
        start = value.start
        if value.tag is not None and value.tag.text == "!":
            # A blank came between the sign and its word.
            start = value.tag.start
            state.problems[:] = [one for one in state.problems if one.span.start != start]
        state.report(BareTag(span=Span(state.source, start, end), tag=tag))
        mark = Word(state.source, value.start, end, tag)
        become(state, column, Mapping(state.source, end, LAST, [], tag=mark, anchor=value.anchor))
        return True
    if value.style:
        return False
    key, behind = split_words(state, value.start, end)
    rest = text[behind:end].strip(" \t")
    begin = end - len(text[behind:end].lstrip(" \t"))
    missing: Node = Missing(state.source, behind, behind)
    if rest:
        missing = Scalar(state.source, begin, end, rest)
        if (name := ALIAS.fullmatch(text, begin, end)) is not None:
            missing = alias(state, begin, end, name[1])
    mapping = Mapping(state.source, key.start, LAST, [Entry(key, missing)])
    mapping.tag, mapping.anchor = value.tag, value.anchor
    become(state, column, mapping)
    return True


def become(state: State, column: int, mapping: Mapping) -> None:
    """Put keys in the place of the value that was read last, and open their level."""
    node = state.nodes[-1]
    if len(state.nodes) == 1:
        state.root.value = mapping
    elif isinstance(node, Mapping):
        node.entries[-1].value = mapping
    elif isinstance(node, Sequence):
        node.items[-1] = mapping
    state.push(column, mapping)


def split_words(state: State, start: int, end: int) -> tuple[Scalar, int]:
    """Take the first of some words for a key, with a problem; return it and where its value begins."""
    text, source = state.source.text, state.source
    glued = GLUED.match(text, start, end)
    if glued is not None:
        colon = glued.end()
        odd = ODD_SPACES.match(text, colon, end)
        behind = odd.end() if odd else colon
        state.report(MissingSpace(span=Span(source, start, colon), key=glued[1], odd=text[colon:behind]))
        return Scalar(source, start, glued.end(1), glued[1]), behind
    word = WORD.match(text, start, end)
    stop = end if word is None else word.end()
    sign = EQUALS.match(text, stop, end)
    behind = stop if sign is None else sign.end()
    state.report(MissingColon(span=Span(source, start, stop), word=text[start:stop], behind=behind))
    return Scalar(source, start, stop, text[start:stop]), behind
