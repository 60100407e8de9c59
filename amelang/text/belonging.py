"""Where a line belongs that stands wrongly, by what the language says that its words are."""

from __future__ import annotations

import re

from amelang.text.lines import column_at
from amelang.text.state import State
from amelang.text.tree import Entry, Mapping, Node, Scalar, Sequence
from amelang.text.words import KEY

FIRST_TAG = re.compile(r"![A-Za-z]\w*")


def knows_at(state: State, level: int, word: str) -> int:
    """Say how well a word is known as a key among those of an open level."""
    if state.vocabulary is None:
        return 0
    return state.vocabulary.knows(state.nodes[1:level], state.nodes[level].tag, word)


def lacks(state: State, level: int, word: str) -> bool:
    """Say whether a word is for sure a key of an open level, which does not have it in any spelling yet."""
    node = state.nodes[level]
    if state.vocabulary is None or not isinstance(node, Mapping) or knows_at(state, level, word) < 2:
        return False
    return not state.vocabulary.has(state.nodes[1:level], node, word)


def knows_in_gap(state: State, word: str) -> int:
    """Say how well a word is known as a key in the value that has not come yet."""
    if state.vocabulary is None or state.gap is None:
        return 0
    return state.vocabulary.knows(state.nodes[1:], state.gap.tag, word)


def known_anywhere(state: State, word: str) -> bool:
    """Say whether a word is the name of a key of an open level, or of the value that has not come yet."""
    levels = range(1, len(state.nodes))
    return knows_in_gap(state, word) == 2 or any(knows_at(state, level, word) == 2 for level in levels)


def list_wanted(state: State, level: int | None = None) -> bool:
    """Say whether an open level is to be a list, or, without one, the value that has not come yet."""
    if state.vocabulary is None:
        return False
    return state.vocabulary.lists(state.nodes[1:level])


def list_of_anything(state: State) -> bool:
    """Say whether the value that has not come yet is to be a list, be it of words."""
    return state.vocabulary is not None and state.vocabulary.lists(state.nodes[1:], words=True)


def tag_meant(state: State, word: str) -> str:
    """Return the tag that a word in the innermost open value lacks only its sign to be."""
    return "" if state.vocabulary is None else state.vocabulary.tag(state.nodes[1:], word)


def has_key(mapping: Mapping, word: str) -> bool:
    """Say whether a mapping has a key already."""
    return any(isinstance(entry.key, Scalar) and entry.key.text == word for entry in mapping.entries)


def belongs_below(state: State, column: int, key: Node) -> bool:
    """Say whether a key belongs into the value of the key above, in whose column it stands by mistake."""
    if state.gap is None or state.gap_column != column or not isinstance(state.holder, Entry):
        return False
    if not isinstance(key, Scalar) or len(state.nodes) < 2:
        return False
    here, below = knows_at(state, len(state.nodes) - 1, key.text), knows_in_gap(state, key.text)
    return below > here or (below == 2 and not lacks(state, len(state.nodes) - 1, key.text))


def known_levels(state: State, column: int, key: Node) -> list[int]:
    """Return the level that has a key by its name, the nearest of those; or two that are as near."""
    if state.vocabulary is None or not isinstance(key, Scalar):
        return []
    found = []
    for level in range(1, len(state.nodes)):
        node = state.nodes[level]
        if not isinstance(node, Mapping) or knows_at(state, level, key.text) < 2:
            continue
        if not has_key(node, key.text):
            found.append(level)
    return _nearest(state, column, found)


def known_lists(state: State, column: int, at: int) -> list[int]:
    """Return the list whose items begin with the word or tag at an offset, the nearest; or two as near."""
    return _nearest(state, column, all_known_lists(state, at))


def all_known_lists(state: State, at: int) -> list[int]:
    """Return the lists whose items may begin with the word or tag at an offset."""
    if state.vocabulary is None:
        return []
    text = state.source.text
    match = key_at(state, at) or FIRST_TAG.match(text, at)
    if match is None:
        return []
    found = []
    for level in range(1, len(state.nodes)):
        if isinstance(state.nodes[level], Sequence):
            above = state.nodes[1 : level + 1]
            tagged = state.vocabulary.tag(above, match[0][1:])
            if tagged or state.vocabulary.knows(above, None, match[0]) == 2:
                found.append(level)
    return found


def begins_in_gap(state: State, at: int) -> bool:
    """Say whether the word or tag at an offset begins an item of the list that has not come yet."""
    match = key_at(state, at) or FIRST_TAG.match(state.source.text, at)
    if match is None or state.vocabulary is None:
        return False
    above = [*state.nodes[1:], Sequence(state.source, at, at, [])]
    return (
        bool(state.vocabulary.tag(above, match[0][1:])) or state.vocabulary.knows(above, None, match[0]) == 2
    )


def _nearest(state: State, column: int, levels: list[int]) -> list[int]:
    far = min((abs(state.columns[level] - column) for level in levels), default=0)
    return [level for level in levels if abs(state.columns[level] - column) == far]


def shared_level(state: State, column: int, level: int, key: Node) -> int:
    """Return the level that a key belongs to in a column that two levels share: the one that knows it."""
    if not isinstance(key, Scalar):
        return level
    best, most = level, -1
    for number in range(len(state.nodes) - 1, 0, -1):
        node = state.nodes[number]
        if not isinstance(node, Mapping):
            continue
        if column == state.columns[number] or column in state.also.get(node, ()):
            known = knows_at(state, number, key.text)
            # Of two that know it, the one that has this column by right.
            if known > most or (known == most and state.columns[best] != column == state.columns[number]):
                best, most = number, known
    return best


def key_at(state: State, at: int) -> re.Match[str] | None:
    """Return the key that begins at an offset, on its line; None where none does."""
    index = state.line_of(at)
    return KEY.match(state.source.text, at, state.starts[index] + len(state.lines[index]))


def column_below(state: State, index: int) -> int:
    """Return the column of the first line from an index on that is not empty; -1 if there is none."""
    for number in range(index, min(index + 20, len(state.lines))):
        column = column_at(state.lines, number)
        if column >= 0:
            return column
    return -1
