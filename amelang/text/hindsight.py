"""What a line tells about those above it: the first of a block, or a key, that stands wrongly itself."""

from __future__ import annotations

import re
from bisect import bisect_right

from amelang.text.belonging import has_key, knows_at
from amelang.text.line_problems import WrongIndentation
from amelang.text.lines import column_at
from amelang.text.source import Span
from amelang.text.state import State
from amelang.text.tree import Entry, Mapping, Missing, Node, Scalar, Sequence

NEAR = 20
KEYED = re.compile(r"[\w./-]+[ \t]*:(?:\s|$)")
DASHED = re.compile(r"-(?:\s|$)")


def indentation(state: State, at: int) -> Span:
    """Return the blanks that the line of an offset begins with."""
    index = state.line_of(at)
    line, start = state.lines[index], state.starts[index]
    return Span(state.source, start, start + len(line) - len(line.lstrip(" \t")))


def spare(state: State, column: int, at: int) -> None:
    """Keep what begins at an offset where it is, although the line above it, in the same column, is moved."""
    # It was said not long ago, if at all.
    for problem in reversed(state.problems[-NEAR:]):
        if isinstance(problem, WrongIndentation) and problem.found == column:
            if problem.until < 0:
                problem.until = indentation(state, at).start
            break


def first_key_shifted(state: State, column: int, key: Node) -> int:
    """Return the level whose first key stands wrongly, and this one does not; -1 where there is none.

    It is so where more of the keys that follow stand in this column, or it is the usual one.
    """
    if state.vocabulary is None or not isinstance(key, Scalar) or state.guessed:
        return -1
    for level in range(len(state.nodes) - 1, 0, -1):
        node = state.nodes[level]
        if not isinstance(node, Mapping) or len(node.entries) != 1 or node in state.also:
            continue
        parent = state.columns[level - 1]
        if dash_of_keys_shifted(state, level, column, key):
            return level
        first = node.entries[0].key
        if column <= parent or first.start != indentation(state, first.start).end:
            continue
        if isinstance(first, Scalar) and first.text == key.text:
            continue
        if knows_at(state, level, key.text) and _is_first_wrong(state, level, column, key.start):
            _blame_first(state, level, column, first.start, key.start)
            return level
    return -1


def dash_of_keys_shifted(state: State, level: int, column: int, key: Scalar) -> bool:
    """Tell whether the dash of a list's only item stands wrongly, and its keys do not; report that."""
    node, listed = state.nodes[level], state.nodes[level - 1]
    if not isinstance(listed, Sequence) or len(listed.items) != 1 or not isinstance(node, Mapping):
        return False
    if knows_at(state, level, key.text) < 2:
        return False
    right = state.columns[level - 1] + column - state.columns[level]
    if not _is_unusual(state, level - 1, listed.start, right):
        return False
    _blame_first(state, level - 1, right, listed.start, key.start)
    state.columns[level] = column
    return True


def dash_before_keys_shifted(state: State, level: int, column: int, at: int) -> bool:
    """Tell whether a dash alone on its line stands wrongly, and the keys below it do not; report that."""
    node = state.nodes[level]
    if state.vocabulary is None or not isinstance(node, Sequence) or len(node.items) != 1:
        return False
    if not _is_unusual(state, level, node.start, column - 2):
        return False
    _blame_first(state, level, column - 2, node.start, at)
    return True


def _is_unusual(state: State, level: int, at: int, right: int) -> bool:
    """Tell whether the first dash of a list, at an offset, stands where none does, and `right` is usual."""
    dash, parent = state.columns[level], state.columns[level - 1]
    span = indentation(state, at)
    usual = (max(parent, 0), parent + _step(state))
    first = span.end == at and span.end - span.start == dash and "\t" not in span.text
    return first and dash not in usual and right in usual


def first_dash_shifted(state: State, column: int, level: int, at: int) -> bool:
    """Tell whether the first dash of a list stands wrongly, and this one does not; report that."""
    node = state.nodes[level]
    if not isinstance(node, Sequence) or len(node.items) != 1 or state.guessed:
        return False
    found, shift = state.columns[level], column - state.columns[level]
    span = indentation(state, node.start)
    if span.start + found != node.start or column < state.columns[level - 1]:
        return False
    last = state.problems[-1] if state.problems else None
    moved = isinstance(last, WrongIndentation) and last.found - last.expected == shift
    if moved and last is not None and last.span.start > node.start:
        # The keys of the first item stand as if its dash stood in this column, too.
        state.problems.pop()
    elif state.vocabulary is None or not _is_first_wrong(state, level, column, at):
        return False
    _blame_first(state, level, column, node.start, at)
    return True


def _is_first_wrong(state: State, level: int, column: int, at: int) -> bool:
    """Tell whether of two columns for the lines of a block the second is the right one."""
    first, parent = state.columns[level], state.columns[level - 1]
    here = there = 0
    listed = isinstance(state.nodes[level], Sequence)
    for number in range(state.line_of(at), len(state.lines)):
        begin = column_at(state.lines, number)
        words = state.lines[number][max(begin, 0) :]
        if begin in (first, column) and not (DASHED if listed else KEYED).match(words):
            continue
        if 0 <= begin <= max(parent, -1) and begin not in (first, column):
            break
        here += begin == column
        there += begin == first
    if here != there + 1:
        return here > there + 1
    usual = [0] if parent < 0 else [parent + _step(state)]
    if listed:
        usual.append(parent)
    return column in usual and first not in usual


def _step(state: State) -> int:
    """Return how many columns one level of this text is indented more than the one around it."""
    lines = range(min(len(state.lines), 1000))
    return 2 if any(column_at(state.lines, number) % 4 == 2 for number in lines) else 4


def _blame_first(state: State, level: int, column: int, at: int, here: int) -> None:
    """Report that the first line of a block stands wrongly, and go on in another column."""
    span = indentation(state, at)
    if state.tabs is not None and "\t" in span.text:
        # How wide its tabs were meant is known better now.
        number = next((place for place, one in enumerate(state.tabs.lines) if one == span), -1)
        if number >= 0:
            state.tabs.columns[number] = column
    else:
        found = state.columns[level]
        last = state.problems[-1] if state.problems else None
        if isinstance(last, WrongIndentation) and last.under and last.found == found > column:
            # What stands beside it by mistake is right once it has moved.
            state.problems.pop()
            here = last.span.start
        problem = WrongIndentation(span=span, found=found, expected=column)
        problem.until = indentation(state, here).start
        state.report(problem)
    state.also.setdefault(state.nodes[level], set()).add(state.columns[level])
    state.columns[level] = column


def out_of_level(state: State, column: int, key: Node) -> bool:
    """Move the key above out of keys that do not know it, where one stands in its column that belongs to it.

    `resources:` in the column of the keys of an executor, with `memory` right below it, is a key of
    the task. Tell whether it was so; the gap is then in the keys that it belongs to.
    """
    holder = state.holder
    if state.vocabulary is None or state.gap is None or state.gap_column != column:
        return False
    if not isinstance(holder, Entry) or not isinstance(holder.key, Scalar) or not isinstance(key, Scalar):
        return False
    word, inner = holder.key.text, len(state.nodes) - 1
    node = state.nodes[inner]
    if not isinstance(node, Mapping) or len(node.entries) < 2 or knows_at(state, inner, word):
        return False
    for level in range(inner - 1, 0, -1):
        outer = state.nodes[level]
        if not isinstance(outer, Mapping) or knows_at(state, level, word) < 2:
            continue
        if has_key(outer, word):
            continue
        if state.vocabulary.knows(state.nodes[1:level], outer.tag, word) < 2:
            continue
        node.entries.pop()
        outer.entries.append(holder)
        expected = state.columns[level]
        span = indentation(state, holder.key.start)
        problem = WrongIndentation(span=span, found=column, expected=expected)
        problem.until = indentation(state, key.start).start
        state.report(problem)
        state.close(level)
        state.gap_column = expected
        return True
    return False


def back_into_level(state: State, column: int) -> int:
    """Return the level of keys that were left too early: the line above belongs to them; -1 elsewhere.

    `cpu` in the column of `resources`, between `memory` and `nvidia.com/gpu`, is no key of the task.
    """
    inner = len(state.nodes) - 1
    node = state.nodes[inner]
    if state.vocabulary is None or not isinstance(node, Mapping) or len(node.entries) < 2:
        return -1
    stray, before = node.entries[-1], node.entries[-2]
    block = before.value
    if not isinstance(block, Mapping) or block.flow or not isinstance(stray.key, Scalar):
        return -1
    begin = block.entries[0].key.start if block.entries else -1
    if isinstance(stray.value, Mapping | Sequence | Missing) or begin != indentation(state, begin).end:
        return -1
    if begin - indentation(state, begin).start != column or knows_at(state, inner, stray.key.text) == 2:
        return -1
    node.entries.pop()
    if state.vocabulary.knows(state.nodes[1:], block.tag, stray.key.text) == 0:
        node.entries.append(stray)
        return -1
    block.entries.append(stray)
    span = indentation(state, stray.key.start)
    problem = WrongIndentation(span=span, found=span.end - span.start, expected=column)
    problem.until = state.starts[min(bisect_right(state.starts, stray.value.end), len(state.starts) - 1)]
    state.report(problem)
    state.push(column, block)
    return inner + 1
