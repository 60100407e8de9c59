"""Items whose dash is missing, is glued to what it begins, or is another sign that looks like one."""

from __future__ import annotations

import re

from amelang.text.belonging import column_below, has_key, knows_at, list_of_anything, list_wanted
from amelang.text.dash_problems import MissingDash, OddDash, StrayDash
from amelang.text.levels import fits_gap, level_of, set_gap
from amelang.text.lines import column_at
from amelang.text.problem import Edit
from amelang.text.source import Span
from amelang.text.state import State
from amelang.text.tree import LAST, Mapping, Missing, Node, Sequence
from amelang.text.words import ODD_BLANKS, give

ODD_DASH = "\u2010-\u2014\u2212\u2022\xb7"
BLANKS = f"[ {ODD_BLANKS}]*"
AFTER_BLANK = rf"[{ODD_DASH}]{BLANKS}(?=- )"
DASHLIKE = re.compile(
    rf"{AFTER_BLANK}|(?:-{BLANKS}[{ODD_BLANKS}]{BLANKS}|[{ODD_DASH}]{BLANKS}|-- +|-)(?=[\w!\"'])"
)
"""What stands where a dash and a space belong: a dash alone, one with another blank, another sign."""


def odd_dash(state: State, at: int, end: int, column: int) -> tuple[int, int]:
    """Return where what looks like a dash ends, with a problem, and how many are meant; 0 where none was.

    Where YAML allows such a word, one was meant only if a list is wanted there.
    """
    match = DASHLIKE.match(state.source.text, at, end)
    if match is None:
        return at, 0
    level = level_of(state, column, Sequence)
    meant = level > 0 and state.columns[level] == column and column not in state.columns[level + 1 :]
    if not meant:
        meant = fits_gap(state, column, dash=True) and list_of_anything(state)
    if not meant:
        return at, 0
    # Two that have become one word may be those of a list in a list, which goes on on the next line.
    below = state.lines[state.line_of(at) + 1 :][:1] if match[0].startswith("--") else []
    number = 1 + any(line.startswith(f"{' ' * (column + 2)}- ") for line in below)
    state.report(OddDash(span=Span(state.source, at, match.end()), sign=match[0], right="- " * number))
    return match.end(), number


def begun_without_dash(state: State, level: int, column: int, *, until: int) -> bool:
    """Take the keys of an open level for the first item of a list, where a list is wanted.

    `column` is that in which its keys go on, or its next item begins, on the line at the offset
    `until`. Return whether they were that.
    """
    node = state.nodes[level]
    if not isinstance(node, Mapping) or node.flow or not list_wanted(state, level):
        return False
    source = state.source
    at = node.start if node.tag is None else node.tag.start
    line = state.line_of(at)
    start = state.starts[line]
    if source.text[start:at].strip(" "):
        return False
    listed = Sequence(source, at, LAST, [node])
    state.nodes[level] = listed
    # Either nothing stands where the dash belongs, or blanks do.
    blank = column < at - start == column + 2
    state.columns[level] = column if blank else at - start
    state.put(level, listed)
    state.close(level)
    state.gap = None
    edits = [Edit(Span(source, at - 2 if blank else at, at), "- ")]
    last = state.line_of(until)
    # The item's other keys stand where the dash moves the first one to, or must be moved, too.
    inside = range(line + 1, last)
    if not blank and any(column_at(state.lines, number) == at - start for number in inside):
        for number in inside:
            if column_at(state.lines, number) >= 0:
                begin = state.starts[number]
                edits.append(Edit(Span(source, begin, begin), "  "))
    state.report(MissingDash(span=_opening(node, at), edits=tuple(edits)))
    if column > at - start:
        state.push(column, node)
    return True


def keys_of_item(state: State, column: int, word: str) -> bool:
    """Take a key that stands deeper than the one above for one of an item without a dash, if it can be."""
    level = len(state.nodes) - 1
    node = state.nodes[level]
    if column <= state.columns[level] or not isinstance(node, Mapping) or len(node.entries) != 1:
        return False
    start = state.starts[state.line_of(node.start)]
    return (
        knows_at(state, level, word) == 2
        and column == node.start - start + 2
        and column > begin_column(state, level)
        and begun_without_dash(state, level, column, until=start)
    )


def instead_of_list(state: State, level: int, column: int, word: str) -> bool:
    """Take a list of one item for its keys, where no list is wanted, and go on with them; if it is that."""
    node, vocabulary = state.nodes[level], state.vocabulary
    if vocabulary is None or not isinstance(node, Sequence) or state.columns[level] != column:
        return False
    above = state.nodes[1:level]
    item = node.items[0]
    if isinstance(item, Mapping) and has_key(item, word):
        return False
    if len(node.items) > 1 or list_wanted(state, level) or not isinstance(item, Mapping | Missing):
        return False
    if vocabulary.knows(above, item.tag or node.tag, word) < 1 or (isinstance(item, Mapping) and item.flow):
        return False
    source = state.source
    mapping = item
    if isinstance(item, Missing):
        mapping = Mapping(source, item.end, LAST, [], tag=item.tag, anchor=item.anchor)
    assert isinstance(mapping, Mapping)
    mapping.tag = mapping.tag or node.tag
    state.put(level, mapping)
    behind = node.start + 1
    while source.text[behind : behind + 1] == " ":
        behind += 1
    edit = Edit(Span(source, node.start, behind), "")
    state.report(StrayDash(span=Span(source, node.start, node.start + 1), edits=(edit,)))
    state.nodes[level] = mapping
    state.close(level)
    state.gap = None
    return True


def begins_item(state: State, level: int, column: int, word: str) -> bool:
    """Tell whether a key in the column of dashes begins the next item: the one above has it already."""
    node = state.nodes[level]
    if not isinstance(node, Sequence) or state.columns[level] != column:
        return False
    inner = state.nodes[level + 1] if len(state.nodes) > level + 1 else None
    if state.vocabulary is None or state.vocabulary.knows(state.nodes[1 : level + 1], None, word) < 2:
        return False
    if not isinstance(inner, Mapping):
        return isinstance(inner, Sequence)
    return has_key(inner, word)


def tagged_item(state: State, column: int, gap: Missing) -> bool:
    """Begin an item of a list with a tag that stands where its dash should, or behind blanks in its place."""
    tag = gap.tag
    if tag is None or state.vocabulary is None:
        return False
    for level in range(len(state.nodes) - 1, 0, -1):
        node = state.nodes[level]
        begin = state.columns[level]
        if not isinstance(node, Sequence) or column not in (begin, begin + 2):
            continue
        if not state.vocabulary.tag(state.nodes[1 : level + 1], tag.text[1:]):
            continue
        start = tag.start - (column - begin)
        edit = Edit(Span(state.source, start, tag.start), "- ")
        state.report(MissingDash(span=tag.span, edits=(edit,)))
        state.close(level)
        item = set_gap(state, tag.end, begin, node)
        node.items.append(item)
        give(state, item, gap)
        return True
    return False


def item_edits(state: State, column: int, at: int) -> tuple[Edit, ...]:
    """Return the edit that puts a dash before a key, where what is below it stands as if there were one."""
    index = state.line_of(at) + 1
    below = column_below(state, index)
    if below == column and not state.lines[index].lstrip(" ").startswith("- "):
        return ()
    return (Edit(Span(state.source, at, at), "- "),)


def begin_column(state: State, level: int) -> int:
    """Return the column in which the keys of a level begin, or the tag before them; -1 if they are none."""
    node = state.nodes[level]
    if not isinstance(node, Mapping) or node.flow:
        return -1
    at = node.start if node.tag is None else node.tag.start
    return at - state.starts[state.line_of(at)]


def _opening(node: Node, at: int) -> Span:
    """Return the tag or the first key of some keys."""
    if node.tag is not None:
        return node.tag.span
    assert isinstance(node, Mapping)
    return Span(node.source, at, node.entries[0].key.end)
