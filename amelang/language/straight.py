"""Reads a text straight into its records, as long as nothing in it is out of the ordinary.

The usual way makes a tree of the text and records of the tree. Here a line is looked up among those
that are known to stand at its place, such as in the resources of a task at column 6, and what is found
says what to do. No node is made; the tree is read when somebody asks for one, mostly because something
is wrong.

What is not known at a glance, such as a list in brackets, is read the usual way, block by block. Where
anything at all is wrong, or anchors are used, nothing is returned, and everything is read the usual way.
"""

from __future__ import annotations

from amelang.language.acts import (
    BRACKETS,
    ITEM,
    ITEM_LIST,
    ITEM_OPEN,
    ITEM_REF,
    ITEM_WORD,
    NOTHING,
    OPEN,
    OWN,
    PAIRED,
    POP,
    PUSH_LIST,
    PUSH_PAIRS,
    PUSH_RECORD,
    REF,
    TAGGED,
    TEXT,
    WORD,
)
from amelang.language.forms import MERGE
from amelang.language.levels import Gap, Level, forget_many, record_level
from amelang.language.shape import At, Items, Pairs, Record, Ref
from amelang.language.unread import Unread
from amelang.light import TypeVar
from amelang.text.lines import column_at, split
from amelang.text.source import Source, Span
from amelang.text.tree import Mapping, Node, Sequence, Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from amelang.language.blocks import Around, Blocks
    from amelang.text.state import State

R = TypeVar("R", bound=Record)

NONE: frozenset[str] = frozenset()
START = "---"
MOST_OWN = 100
"""Keys of the user's own in one place, above which the text is read the usual way."""
"""What may stand before everything else."""


class UnreadTree(Tree, Unread):
    """The tree of a text in which nothing is wrong, read when somebody asks for a node of it."""

    __slots__ = ("_nodes", "_tree")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems = []
        self._tree: Tree | None = None
        self._nodes: dict[int, Node] = {}

    @property
    def tree(self) -> Tree:
        """The tree as it is read the usual way."""
        if self._tree is None:
            from amelang.text.reader import read

            self._tree = read(self.source)
        return self._tree

    @property
    def root(self) -> Node:  # type: ignore[override]  # found out when it is asked for
        """The value of the whole text."""
        return self.tree.root

    @property
    def comments(self) -> list[Span]:  # type: ignore[override]
        """The comments in the order of the text."""
        return self.tree.comments

    def node_at(self, start: int) -> Node:
        """Return the list, or the keys with values, that begins at an offset."""
        if not self._nodes:
            waiting = [self.root]
            while waiting:
                node = waiting.pop()
                if isinstance(node, Mapping):
                    self._nodes[node.start] = node
                    waiting += [entry.value for entry in node.entries]
                elif isinstance(node, Sequence):
                    self._nodes[node.start] = node
                    waiting += node.items
        return self._nodes[start]


def read_straight(source: Source, record: type[R]) -> tuple[R, Tree] | None:
    """Read the whole of a text as one record, with its tree; None where it must be read the usual way."""
    if MERGE in source.text:
        return None
    forget_many()
    straight = Straight(source)
    made = straight.read(record)
    return None if made is None else (made, straight.tree)


class Straight:
    """Reads one text."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines, self.starts = split(source.text)
        self.tree = UnreadTree(source)
        self._state: State | None = None
        self._blocks: Blocks | None = None

    def read(self, record: type[R]) -> R | None:
        """Read the text; None where anything is not as it usually is.

        This is the innermost loop of a check, so it makes objects without calling their classes, which
        takes half as long again, and keeps what it needs in variables.
        """
        source, lines, starts, tree = self.source, self.lines, self.starts, self.tree
        new = object.__new__
        index, count = self.begin(), len(lines)
        if index == count:
            return None
        root = new(record)
        root.faulty, root.began, root.inside = (), starts[index], tree
        # The innermost open level, the record, and where what is read goes: its attributes, or a list.
        level: Level = record_level(record, 0)
        owner: Any = root
        values: Any = root.__dict__
        around: Around = []
        made: Any

        while index < count:
            line = lines[index]
            act = level[line]
            while True:
                kind = act[0]
                if kind == WORD:
                    _, attribute, meaning, start, end = act
                    if attribute in values:
                        return None
                    at = starts[index]
                    made = new(At)
                    made.value, made.source, made.start, made.end = meaning, source, at + start, at + end
                    values[attribute] = made
                elif kind == POP:
                    column = act[1]
                    while True:
                        if not around or (level.need and not level.need <= values.keys()):
                            return None
                        level, owner, values = around.pop()
                        if level.column <= column:
                            break
                    act = level[line]
                    continue
                elif kind == ITEM:
                    _, kept, inner, column, act = act
                    made = new(kept)
                    made.faulty, made.began, made.inside = (), starts[index] + column, tree
                    values.append(made)
                    around.append((level, owner, values))
                    level, owner, values = inner, made, made.__dict__
                    continue
                elif kind == OPEN:
                    if act[1] in values:
                        return None
                    around.append((level, owner, values))
                    level = act[2]
                elif kind == PUSH_RECORD:
                    _, attribute, kept, level, column = act
                    made = new(kept)
                    made.faulty, made.began, made.inside = (), starts[index] + column, tree
                    if attribute:
                        values[attribute] = made
                    else:
                        values.append(made)
                    owner, values = made, made.__dict__
                    act = level[line]
                    continue
                elif kind == NOTHING:
                    pass
                elif kind == TAGGED:
                    level = act[1]
                elif kind in (PUSH_LIST, PUSH_PAIRS):
                    _, attribute, level, column = act
                    made = new(Items if kind == PUSH_LIST else Pairs)
                    made.began, made.inside = starts[index] + column, tree
                    values[attribute] = made
                    values = []
                    if kind == PUSH_LIST:
                        made.values = values
                    else:
                        made.entries, made.removed = values, NONE
                    act = level[line]
                    continue
                elif kind == ITEM_LIST:
                    _, inner, column, act = act
                    made = new(Items)
                    made.began, made.inside, made.values = starts[index] + column, tree, []
                    values.append(made)
                    around.append((level, owner, values))
                    level, values = inner, made.values
                    continue
                elif kind in (REF, ITEM_REF):
                    ref = self.ref(starts[index], act)
                    if kind == ITEM_REF:
                        values.append(ref)
                    elif act[1] in values:
                        return None
                    else:
                        values[act[1]] = ref
                elif kind == ITEM_WORD:
                    at = starts[index]
                    values.append(At(act[1], source, at + act[2], at + act[3]))
                elif kind == ITEM_OPEN:
                    around.append((level, owner, values))
                    level = act[1]
                elif kind in (OWN, PAIRED):
                    _, attribute, word, key_start, key_end, meaning, start, end = act
                    at = starts[index]
                    pairs = values
                    if kind == OWN:
                        if attribute not in values:
                            made = values[attribute] = new(Pairs)
                            made.began, made.inside, made.entries = owner.began, tree, []
                            made.removed = NONE
                        pairs = values[attribute].entries
                    # Each is held against all others: only for a few that is faster than the usual way.
                    if len(pairs) > MOST_OWN or any(known.value == word for known, _ in pairs):
                        return None
                    key = At(word, source, at + key_start, at + key_end)
                    pairs.append((key, At(meaning, source, at + start, at + end)))
                elif kind == BRACKETS:
                    _, attribute, start, acts = act
                    if attribute in values:
                        return None
                    at = starts[index]
                    made = values[attribute] = new(Items)
                    made.began, made.inside, made.values = at + start, tree, []
                    for one in acts:
                        word = At(one[1], source, at + one[2], at + one[3]) if one[0] == ITEM_WORD else None
                        made.values.append(word or self.ref(at, one))
                elif kind == TEXT:
                    after = self.text(index, act, level.column, values)
                    if not after:
                        return None
                    index = after - 1
                else:
                    found = self.blocks.read(index, level, owner, values, around)
                    if found is None:
                        return None
                    index, level, owner, values = found
                    index -= 1
                break
            index += 1

        around.append((level, owner, values))
        for level, _, values in around:
            if isinstance(level, Gap) or (level.need and not level.need <= values.keys()):
                return None
        return root if root.__dict__ else None

    @property
    def blocks(self) -> Blocks:
        """Who reads what is not known at a glance; most texts have nothing of that kind."""
        if self._blocks is None:
            from amelang.language.blocks import Blocks

            self._blocks = Blocks(self.source, self.lines, self.starts)
        return self._blocks

    def begin(self) -> int:
        """Return the index of the first line that says something, behind `---` where that comes first."""
        started = False
        for index, line in enumerate(self.lines):
            if column_at(self.lines, index) >= 0:
                if started or line != START:
                    return index
                started = True
            elif not line.isprintable():
                # A comment may hold what must not stand in any text.
                break
        return len(self.lines)

    def ref(self, at: int, act: tuple[Any, ...]) -> Ref:
        """Make a reference of its act."""
        _, _, name, project, project_start, project_end, start, end = act
        source, new = self.source, object.__new__
        named: At[str] = new(At)
        named.value, named.source, named.start, named.end = name, source, at + start, at + end
        span = new(Span)
        span.source, span.start, span.end = source, at + project_start, at + end
        ref = new(Ref)
        ref.name, ref.project, ref.span = named, None, span
        if project is not None:
            ref.project = At(project, source, at + project_start, at + project_end)
        return ref

    def text(self, index: int, act: tuple[Any, ...], column: int, values: dict[str, Any]) -> int:
        """Read the text below a key; return the index of the next line, 0 where something is wrong."""
        from amelang.text.state import State
        from amelang.text.texts import text_below

        _, attribute, kind, start = act
        state = self._state
        if state is None:
            state = self._state = State(self.source, self.lines, self.starts)
        node, after = text_below(state, self.starts[index] + start, index, column)
        meaning = kind.read(node.text)
        if attribute in values or meaning is None or state.problems or state.uncommon:
            return 0
        values[attribute] = At(meaning, self.source, node.start, node.end)
        return after
