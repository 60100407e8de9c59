"""Items, keys and marks, put where their column says; where it says nothing, `lost.py` is asked."""

from __future__ import annotations

from amelang.text.belonging import belongs_below, list_wanted, shared_level
from amelang.text.flat import item_below, item_by_words, key_by_words, list_of_gap, tag_below
from amelang.text.hindsight import indentation, out_of_level, spare
from amelang.text.levels import fits_gap, level_of, new_level, set_gap
from amelang.text.lost import keys_below, lost_item, lost_key
from amelang.text.state import DEEPEST, State
from amelang.text.tree import LAST, Entry, Mapping, Missing, Node, Sequence
from amelang.text.undashed import tagged_item
from amelang.text.words import give, misplaced


def open_item(state: State, column: int, at: int, content: int) -> bool:
    """Begin an item at a dash; False if no list can have it, and the dash is to be ignored.

    `content` is the column of what stands behind the dash.
    """
    if fits_gap(state, column, dash=True):
        level = -1
    elif list_of_gap(state, column, at, content):
        level = len(state.nodes) - 1
    else:
        unfilled = state.gap is not None
        state.gap = None
        level = level_of(state, column, Sequence)
        if level < 0 or (column in state.columns[level + 1 :] and column != state.columns[level]):
            level = lost_item(state, column, at, content, unfilled)
        elif state.vocabulary is not None:
            level = item_by_words(state, level, column, at, content)
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
        if column != state.columns[level]:
            # Its other keys may stand where they would be right, had the dash its right column.
            state.meant = content + state.columns[level] - column
    # What belongs to a dash that stands too deep may be right.
    node.items.append(set_gap(state, at + 1, min(column, state.columns[-1]), node))
    return True


def open_key(state: State, column: int, key: Node, at: int) -> Mapping | None:
    """Add a key to the keys that its column belongs to; the gap is then the key's value.

    `at` is the offset behind the colon. Return the mapping; None if reading must stop.
    """
    mapping: Mapping
    if fits_gap(state, column):
        mapping = Mapping(state.source, key.start, LAST, [])
        if not new_level(state, column, mapping):
            state.gap = None
            return None
    elif belongs_below(state, column, key):
        flat = list_wanted(state) and column in state.columns and len(state.columns) < DEEPEST
        mapping = item_below(state, column, key) if flat else keys_below(state, column, key)
    elif out_of_level(state, column, key):
        mapping = Mapping(state.source, key.start, LAST, [])
        if not new_level(state, column, mapping):
            return None
    else:
        state.gap = None
        level = level_of(state, column, Mapping)
        if level > 0 and state.vocabulary is not None and state.also:
            level = shared_level(state, column, level, key)
            if state.below is not None and _is_behind(state, state.below.found, column, level):
                state.below.until = indentation(state, key.start).start
                state.below = None
        if level > 0:
            level = key_by_words(state, column, level, key)
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


def _is_behind(state: State, found: int, column: int, level: int) -> bool:
    """Tell whether a key ends the lines that stand wrongly in a column: it belongs there by right."""
    also = state.also.get(state.nodes[level], ())
    return column == found and column not in also and level < len(state.nodes) - 1


def lone_properties(state: State, column: int, gap: Missing) -> None:
    """Let the tag or anchor of a line without key and value mark the value that comes."""
    word = gap.tag or gap.anchor
    if word is None:
        return
    if state.gap is not None and fits_gap(state, column):
        give(state, state.gap, gap)
        return
    if gap.tag is not None and tag_below(state, column, gap.tag.start) and tagged_item(state, column, gap):
        return
    if state.gap is not None and isinstance(state.holder, Entry) and state.gap_column == column:
        if column not in state.columns:
            # The key above stands wrongly itself, and this does not.
            spare(state, column, word.start)
        elif not state.guessed:
            misplaced(state, word.start, word.end, "must be indented more than the key above it")
        give(state, state.gap, gap)
        return
    if tagged_item(state, column, gap):
        return
    state.gap = None
    if not state.guessed:
        misplaced(state, word.start, word.end, "stands where no value can begin")
    level = level_of(state, column, Mapping)
    if level > 0 and state.nodes[level].tag is None:
        state.nodes[level].tag = gap.tag
