"""How far a text has been read: the lists and mappings that are still open, and the gap to fill."""

from __future__ import annotations

from bisect import bisect_right

from amelang.text.problem import Problem
from amelang.text.source import Source, Span
from amelang.text.tree import Alias, Entry, Mapping, Missing, Node, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from amelang.text.line_problems import OddIndentation, TabIndentation, WrongIndentation
    from amelang.text.value_problems import UnquotedSign
    from amelang.text.vocabulary import Vocabulary

DEEPEST = 100
"""How many levels a value may be nested. Nobody writes twenty; a reader by recursion survives this."""


class State:
    """What is known between two lines.

    `columns` and `nodes` are the open levels, outermost first; the root's place is level 0, whose
    column is -1. `gap` is the value that has not come yet, `holder` the entry or list that it will
    stand in, `gap_column` the column of its key or dash. `also` gives, by a level's node,
    further columns whose lines were taken for that level, so that one wrong indentation is one problem.
    """

    __slots__ = (
        "aliases",
        "also",
        "anchors",
        "below",
        "columns",
        "comments",
        "complex_column",
        "conflicts",
        "done",
        "fenced",
        "gap",
        "gap_column",
        "guessed",
        "holder",
        "lines",
        "loose",
        "meant",
        "nodes",
        "odd",
        "open_nodes",
        "problems",
        "root",
        "shared",
        "silent",
        "source",
        "started",
        "starts",
        "tabs",
        "unclosed",
        "uncommon",
        "unquoted",
        "vocabulary",
    )

    def __init__(
        self, source: Source, lines: list[str], starts: list[int], vocabulary: Vocabulary | None = None
    ) -> None:
        self.source = source
        self.lines = lines
        self.starts = starts
        # The language that the text is written in, which decides where words belong that stand wrongly.
        self.vocabulary = vocabulary
        nothing = Missing(source, 0, 0)
        self.root = Entry(nothing, nothing)
        self.columns = [-1]
        self.nodes: list[Node] = [nothing]
        self.gap: Missing | None = nothing
        self.gap_column = -1
        self.holder: Entry | Sequence = self.root
        # The brackets that are open in the value being read.
        self.open_nodes: list[Node] = []
        self.anchors: dict[str, Node] = {}
        self.aliases: list[Alias] = []
        self.also: dict[Node, set[int]] = {}
        self.comments: list[Span] = []
        self.problems: list[Problem] = []
        # Whether nothing more is to be read; whether this line has a problem that explains the others.
        self.done = False
        self.silent = False
        # Whether the column of this line is a guess, because tabs stand before it.
        self.guessed = False
        # Whether `---` was read; whether the next keys may stand in any column below their tag's key.
        self.started = False
        self.loose = False
        # A further column that the next keys may stand in; the columns in which keys of two levels stand.
        self.meant = -1
        self.shared: set[int] = set()
        # What was said of the keys that stand in the column of the key that they belong under.
        self.below: WrongIndentation | None = None
        # Whether a line was read by the whole rules; common lines have only printable characters.
        self.uncommon = False
        # The column of the last `? `; what is behind the side of a conflict that is read, by its line.
        self.complex_column = -1
        self.conflicts: dict[int, int] = {}
        # The value whose quote or bracket was left open last; the one with a sign, and its problem.
        self.unclosed: Node | None = None
        self.unquoted: tuple[Node, UnquotedSign] | None = None
        self.tabs: TabIndentation | None = None
        self.odd: OddIndentation | None = None
        # Whether the text stands between the fences of a page of Markdown.
        self.fenced = False

    def report(self, problem: Problem) -> None:
        """Report a problem, unless this line has one already that explains it."""
        if not self.silent:
            self.problems.append(problem)

    def place(self, node: Node) -> None:
        """Put a value where the gap is; it takes over the gap's tag and anchor."""
        gap = self.gap
        if gap is not None:
            if gap.tag is not None:
                node.tag = gap.tag
            if gap.anchor is not None and node.anchor is not gap.anchor:
                node.anchor = gap.anchor
                self.anchors[gap.anchor.text] = node
        if isinstance(self.holder, Entry):
            self.holder.value = node
        else:
            self.holder.items[-1] = node
        self.gap = None

    def put(self, level: int, node: Node) -> None:
        """Put a value where that of a level stands; level 1 is the value of the whole text."""
        outer = self.nodes[level - 1]
        if level == 1:
            self.root.value = node
        elif isinstance(outer, Mapping):
            outer.entries[-1].value = node
        elif isinstance(outer, Sequence):
            outer.items[-1] = node

    def line_of(self, at: int) -> int:
        """Return the index of the line that an offset lies in; of the last one for the end of the text."""
        return min(bisect_right(self.starts, at), len(self.lines)) - 1

    def offset(self, at: int, column: int) -> int:
        """Return the offset of a column in the line that an offset lies in."""
        return self.starts[self.line_of(at)] + column

    def push(self, column: int, node: Mapping | Sequence) -> None:
        """Open a level."""
        self.columns.append(column)
        self.nodes.append(node)

    def close(self, level: int) -> None:
        """Close the levels above one."""
        del self.columns[level + 1 :], self.nodes[level + 1 :]
