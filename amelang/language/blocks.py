"""Reads the usual way what a text that is read straight has out of the ordinary, block by block."""

from __future__ import annotations

from amelang.language.forms import absent
from amelang.language.levels import Gap, Level, ListLevel, PairsLevel, RecordLevel
from amelang.language.read import Reader
from amelang.language.shape import Shape
from amelang.text.lines import column_at
from amelang.text.reader import read_lines
from amelang.text.source import Source
from amelang.text.state import State
from amelang.text.tree import Mapping, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeGuard

    Around = list[tuple[Level, Any, Any]]
    Resumed = tuple[int, Level, Any, Any]


class Blocks:
    """Reads blocks of one text: its lines, and where they begin."""

    def __init__(self, source: Source, lines: list[str], starts: list[int]) -> None:
        self.source = source
        self.lines = lines
        self.starts = starts

    def read(self, index: int, level: Level, owner: Any, values: Any, around: Around) -> Resumed | None:
        """Read what stands at a line, or was begun before it, the usual way, as far as it belongs together.

        Return the index of the next line and the innermost open level; None where something is wrong.
        """
        lines = self.lines
        first = index
        # Whether the item was made already that is read again here; one that is only a tag was not.
        begun = not (isinstance(level, Gap) and level.listed)
        if isinstance(level, (Gap, PairsLevel)):
            # It began with the key whose value this would be.
            level, owner, values = around.pop()
            first -= 1
        while (column := column_at(lines, first)) > level.column or column < 0:
            first -= 1
            if first < 0:
                return None
        if column < level.column:
            # The line of an item whose first key is read: the whole item.
            level, owner, values = around.pop()
        if column != level.column:
            return None
        listed = isinstance(level, ListLevel)
        if not listed and lines[first].startswith("-", column):
            # Not a key: that is said of the whole text, so that it would be read for nothing here.
            return None
        after = index + 1 if first == index else index
        while after < len(lines):
            column = column_at(lines, after)
            # The items of a list may begin in the column of its key.
            if 0 <= column < level.column or (
                column == level.column and (listed or not lines[after].startswith("-", column))
            ):
                break
            after += 1
        node = self.node(first, after)
        if node is None or node.start != self.starts[first] + level.column:
            return None
        if isinstance(level, ListLevel) and isinstance(node, Sequence):
            if first != index and begun:
                values.pop()
            meaning = self.usual(node.items[0], level.shape) if len(node.items) == 1 else None
            if meaning is None:
                return None
            values.append(meaning)
        elif isinstance(level, RecordLevel) and _is_pair(node):
            word = node.entries[0].key
            key = level.record.keys.get(word.text) if isinstance(word, Scalar) else None
            if key is None:
                return None
            if first != index:
                values.pop(key.attribute, None)
            meaning = self.usual(node.entries[0].value, key.shape)
            if meaning is None or key.attribute in values:
                return None
            values[key.attribute] = meaning
        else:
            return None
        return after, level, owner, values

    def node(self, first: int, after: int) -> Node | None:
        """Read some lines as a text of their own; None where anything is wrong, or refers to other lines."""
        lines, starts = self.lines[first:after], self.starts[first:after]
        if not "".join(lines).isprintable():
            return None
        if after < len(self.lines):
            # What ends with the text has no line break behind it, and this does not end with it.
            lines.append("")
            starts.append(self.starts[after])
        state = State(self.source, lines, starts)
        read_lines(state)
        if state.problems or state.anchors or state.aliases or state.done or state.started:
            return None
        return state.root.value

    def usual(self, node: Node, shape: Shape[Any]) -> Any:
        """Read a node the usual way; None where nothing is there, or anything is wrong."""
        if absent(node):
            return None
        reader = Reader(merges=False)
        meaning = reader.value(node, shape)
        return None if reader.problems else meaning


def _is_pair(node: Node) -> TypeGuard[Mapping]:
    """Tell whether a node is one key and its value; in braces it would be a value itself."""
    return isinstance(node, Mapping) and not node.flow and len(node.entries) == 1
