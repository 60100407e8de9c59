"""Lists in the column of the key that they belong to: there keys and dashes of several levels share a column.

The column alone does not say then what a line belongs to whose dash is lost, or that has slipped by as
much as one level is indented: the words do.
"""

from __future__ import annotations

from amelang.text.belonging import (
    all_known_lists,
    begins_in_gap,
    has_key,
    key_at,
    knows_at,
    lacks,
    list_of_anything,
)
from amelang.text.hindsight import indentation
from amelang.text.levels import level_of, new_level
from amelang.text.line_problems import WrongIndentation
from amelang.text.lines import column_at
from amelang.text.lost import (
    begins_with,
    item_among_keys,
    item_of_keys,
    item_without_dash,
    keys_of_last_item,
    report_lost,
    shifted,
)
from amelang.text.source import Span
from amelang.text.state import State
from amelang.text.tree import LAST, Entry, Mapping, Node, Scalar, Sequence


def list_of_gap(state: State, column: int, at: int, content: int) -> bool:
    """Begin the list of the key above with a dash in a column where it cannot stand, if it belongs there.

    `content` is the column of what stands behind the dash. Tell whether it was so; the list is then the
    innermost level.
    """
    if state.vocabulary is None or state.gap is None or not isinstance(state.holder, Entry):
        return False
    key = state.holder.key
    place = indentation(state, key.start)
    deep = key.start - place.start
    if place.end != key.start or column >= deep:
        return False
    if column == state.columns[-1] and list_of_anything(state):
        # The key stands too deep, which is reported, and the dash does not.
        return _begin(state, column, at)
    if isinstance(key, Scalar) and _belongs_further_out(state, column, key):
        return _begin(state, column, at)
    if list_of_anything(state) and _is_first_too_deep(state, column, key):
        return _begin(state, column, at)
    if not list_of_anything(state) or state.columns[-1] != deep:
        return False
    first = state.offset(at, content)
    known = begins_in_gap(state, first)
    level = level_of(state, column, Sequence)
    taken = level > 0 and (not known or level in all_known_lists(state, first))
    if taken or (not known and key_at(state, first) is not None):
        return False
    report_lost(state, WrongIndentation(span=indentation(state, at), found=column, expected=deep))
    state.silent = True
    return _begin(state, deep, at)


def _begin(state: State, column: int, at: int) -> bool:
    return new_level(state, column, Sequence(state.source, at, LAST, []))


def _belongs_further_out(state: State, column: int, key: Scalar) -> bool:
    """Move the key above out to the keys in a column, if they know it and those around it do not."""
    inner = len(state.nodes) - 1
    node, level = state.nodes[inner], level_of(state, column, Mapping)
    if not isinstance(node, Mapping) or not 0 < level < inner or knows_at(state, inner, key.text) == 2:
        return False
    outer, holder = state.nodes[level], state.holder
    if state.columns[level] != column or not isinstance(outer, Mapping) or not isinstance(holder, Entry):
        return False
    if not lacks(state, level, key.text) or node.entries[-1] is not holder:
        return False
    if len(node.entries) < 2:
        return False
    node.entries.pop()
    outer.entries.append(holder)
    place = indentation(state, key.start)
    problem = WrongIndentation(span=place, found=place.end - place.start, expected=column)
    problem.until = state.starts[state.line_of(key.end) + 1]
    report_lost(state, problem)
    state.close(level)
    return True


def _is_first_too_deep(state: State, column: int, key: Node) -> bool:
    """Tell whether the first of some keys stands too deep, if others follow in a column; report that."""
    node = state.nodes[-1]
    if (
        not isinstance(node, Mapping)
        or len(node.entries) > 1
        or not state.columns[-2] < column < state.columns[-1]
    ):
        return False
    for number in range(state.line_of(key.end) + 1, len(state.lines)):
        begin = column_at(state.lines, number)
        if 0 <= begin < column or (begin == column and not state.lines[number].startswith("- ", column)):
            break
    else:
        return False
    if begin < column:
        return False
    place = indentation(state, key.start)
    problem = WrongIndentation(span=place, found=state.columns[-1], expected=column)
    problem.until = state.starts[state.line_of(key.end) + 1]
    report_lost(state, problem)
    state.columns[-1] = column
    return True


def word_below(state: State, column: int, span: Span) -> bool:
    """Begin the list of the key above with a word in its column, which lacks its dash; tell if it was so."""
    if not _is_beside_key(state, column) or not list_of_anything(state):
        return False
    if not _begin(state, column, span.start):
        return False
    item_without_dash(state, len(state.nodes) - 1, span)
    return True


def item_below(state: State, column: int, key: Node) -> Mapping:
    """Begin the list of the key above with a key in its column, which lacks its dash."""
    new_level(state, column, Sequence(state.source, key.start, LAST, []))
    found = state.nodes[item_of_keys(state, len(state.nodes) - 1, column, key)]
    assert isinstance(found, Mapping)
    return found


def tag_below(state: State, column: int, at: int) -> bool:
    """Begin the list of the key above with a tag in its column; tell whether that lacks its dash."""
    return _is_beside_key(state, column) and begins_in_gap(state, at) and _begin(state, column, at)


def _is_beside_key(state: State, column: int) -> bool:
    """Tell whether a column is that of the key above, which has no value yet and stands where keys do."""
    waits = state.gap is not None and state.gap_column == column and isinstance(state.holder, Entry)
    return waits and column in state.columns


def item_by_words(state: State, level: int, column: int, at: int, content: int) -> int:
    """Return the list that an item in the column of a list belongs to by its first word or tag.

    -1 where the dash is to be ignored, because it stands before a key of the level around the list.
    """
    first = state.offset(at, content)
    lists, match = all_known_lists(state, first), key_at(state, first)
    if (
        level in lists
        or state.vocabulary is None
        or not state.vocabulary.lists(state.nodes[1:level], words=True)
    ):
        return level
    if match is not None and state.columns[level - 1] == column and lacks(state, level - 1, match[0]):
        return item_among_keys(state, level - 1, column, Span(state.source, at, at + 1), content)
    exact = [one for one in lists if state.columns[one] == column]
    if exact or not lists:
        return exact[-1] if exact else level
    near = min(lists, key=lambda one: abs(state.columns[one] - column))
    return shifted(state, column, near, at)


def is_key_around_list(state: State, level: int, column: int, word: str) -> bool:
    """Tell whether a word without a colon, in the column of a list, is a key of the level around that."""
    around = isinstance(state.nodes[level], Sequence) and state.columns[level - 1] == column
    return around and lacks(state, level - 1, word)


def key_by_words(state: State, column: int, level: int, key: Node) -> int:
    """Return the level that a key belongs to which stands in the column of a level that does not know it.

    That is `level` itself where no other one knows it for sure.
    """
    if state.vocabulary is None or len(state.nodes) < level + 2 or state.columns[level + 1] != column:
        return level
    if not isinstance(key, Scalar) or lacks(state, level, key.text):
        return level
    return _of_last_item(state, column, level, key)


def _of_last_item(state: State, column: int, level: int, key: Scalar) -> int:
    """Return the level of the item that a key in the column of its dash belongs to, or begins."""
    listed, item = state.nodes[level + 1], level + 2
    if not isinstance(listed, Sequence):
        return level
    if len(state.nodes) == item:
        if (
            state.vocabulary is None
            or state.vocabulary.knows(state.nodes[1:], listed.items[-1].tag, key.text) < 2
        ):
            return level
        return keys_of_last_item(state, level + 1, listed, key)
    inner = state.nodes[item]
    if not isinstance(inner, Mapping) or knows_at(state, item, key.text) < 2:
        return level
    if has_key(inner, key.text):
        begins = begins_with(state, level + 1, key.text)
        return item_of_keys(state, level + 1, column, key) if begins else level
    again = column in state.also.get(inner, ())
    if level == 1 and len(inner.entries) > 1 and not again and not _goes_on(state, item, column, key):
        # Somebody may think that a whole project has such a key.
        return level
    state.below = WrongIndentation(
        span=indentation(state, key.start), found=column, expected=state.columns[item]
    )
    report_lost(state, state.below)
    # What is below the key may stand in the column that it should have.
    state.also.setdefault(inner, set()).update((column, state.columns[item]))
    return item


def _goes_on(state: State, item: int, column: int, key: Scalar) -> bool:
    """Tell whether behind a key, and what is below it, there is more of its list, or of the item in that."""
    index = state.line_of(key.end)
    deep = state.source.text.startswith(":", key.end) and not state.lines[index].rstrip().endswith(":")
    for number in range(index + 1, len(state.lines)):
        begin = column_at(state.lines, number)
        if 0 <= begin <= column:
            return state.lines[number].startswith("- ", column)
        if begin == state.columns[item] and deep:
            return True
        deep = deep or begin > state.columns[item]
    return False
