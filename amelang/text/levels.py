"""The levels that are open: which one a column belongs to, and what was read there last."""

from __future__ import annotations

from amelang.text.line_problems import DeepNesting
from amelang.text.source import Span
from amelang.text.state import DEEPEST, State
from amelang.text.tree import Entry, Mapping, Missing, Node, Sequence

ANY = -1
"""In `State.also`: the next line that is indented more than the level's key belongs to the level."""


def last_value(state: State) -> Node:
    """Return the value that was read last: the innermost level's last one."""
    node = state.nodes[-1]
    if len(state.nodes) == 1:
        return state.root.value
    if isinstance(node, Mapping):
        return node.entries[-1].value
    return node.items[-1] if isinstance(node, Sequence) and node.items else node


def level_of(state: State, column: int, kind: type[Node] | tuple[type[Node], ...]) -> int:
    """Return the innermost level of a kind that a column belongs to; -1 if there is none."""
    columns, nodes, also = state.columns, state.nodes, state.also
    for level in range(len(columns) - 1, 0, -1):
        if not isinstance(nodes[level], kind):
            continue
        if columns[level] == column:
            return level
        more = also.get(nodes[level])
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


def new_level(state: State, column: int, node: Mapping | Sequence) -> bool:
    """Open a level in the gap; False where values are nested too deep, and reading must stop."""
    if len(state.columns) >= DEEPEST:
        state.problems.append(DeepNesting(span=Span(state.source, node.start, node.start + 1), most=DEEPEST))
        state.done = True
        return False
    if state.loose:
        state.also.setdefault(node, set()).add(ANY)
        state.loose = False
    if state.meant >= 0 and isinstance(node, Mapping):
        other, state.meant = state.meant, -1
        if column in state.columns:
            # It must not be taken for the keys around it, which have this column by right.
            column, other = other, column
        state.also.setdefault(node, set()).add(other)
    state.place(node)
    state.push(column, node)
    return True


def set_gap(state: State, at: int, column: int, holder: Entry | Sequence) -> Missing:
    """Make the gap for a value that may come: behind a colon or a dash."""
    gap = Missing(state.source, at, at)
    state.gap, state.gap_column, state.holder = gap, column, holder
    return gap


def fits_gap(state: State, column: int, *, dash: bool = False) -> bool:
    """Say whether a line in a column holds the value of the key or dash before it.

    It is indented more than they are, or, if they are indented too far themselves, more than they
    should be. A dash may also stand right below its key.
    """
    if state.gap is None:
        return False
    if state.gap_column < column or state.columns[-1] < column < state.gap_column:
        return True
    return dash and state.gap_column == column and isinstance(state.holder, Entry)
