"""What a text says, as a tree in which every node knows its place."""

from __future__ import annotations

from amelang.text.problem import Problem
from amelang.text.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    Words = tuple[str, int, int, str, int, int, str]
    """Key, its start and end, value, its start (-1: not on this line), its end, its style."""


class Word:
    """A tag (`!pip`), an anchor's or an alias's name, and its place."""

    __slots__ = ("end", "source", "start", "text")

    def __init__(self, source: Source, start: int, end: int, text: str) -> None:
        self.source = source
        self.start = start
        self.end = end
        self.text = text

    @property
    def span(self) -> Span:
        """The place of the word; of a tag with its `!`, of an anchor with its `&`."""
        return Span(self.source, self.start, self.end)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r}, {self.start}, {self.end})"


class Node:
    """A value of the text: a scalar, a mapping, a sequence, an alias, or one that is missing.

    `start` and `end` are the offsets of the value itself, without its tag and anchor.
    """

    __slots__ = ("anchor", "end", "source", "start", "tag")

    def __init__(
        self, source: Source, start: int, end: int, tag: Word | None = None, anchor: Word | None = None
    ) -> None:
        self.source = source
        self.start = start
        self.end = end
        self.tag = tag
        self.anchor = anchor

    @property
    def span(self) -> Span:
        """The place of the value, without its tag and anchor."""
        return Span(self.source, self.start, self.end)

    def __repr__(self) -> str:
        tag = f"{self.tag.text} " if self.tag else ""
        return f"<{tag}{type(self).__name__} {self.start}:{self.end}>"


class Scalar(Node):
    """One word or text. `text` is what it means: quotes, escapes and folding are resolved.

    `style` is the character that opens it: a quote, `|` or `>`; empty for a plain one.
    """

    __slots__ = ("style", "text")

    def __init__(
        self,
        source: Source,
        start: int,
        end: int,
        text: str,
        style: str = "",
        tag: Word | None = None,
        anchor: Word | None = None,
    ) -> None:
        self.source = source
        self.start = start
        self.end = end
        self.text = text
        self.style = style
        self.tag = tag
        self.anchor = anchor

    def __repr__(self) -> str:
        tag = f"{self.tag.text} " if self.tag else ""
        return f"<{tag}Scalar {self.start}:{self.end} {self.style}{self.text!r}>"


class Missing(Node):
    """A value that is not there: `key:` with nothing after it, or a dash alone. Its place is empty."""

    __slots__ = ()


class Alias(Node):
    """`*name`: the value that bears the anchor of that name; None where no such anchor stands before."""

    __slots__ = ("name", "target")

    def __init__(self, source: Source, start: int, end: int, name: str, target: Node | None) -> None:
        super().__init__(source, start, end)
        self.name = name
        self.target = target


class Entry:
    """A key of a mapping and its value."""

    __slots__ = ("_key", "_value")
    words: Words | None = None
    """What the line of a `LineEntry` says, as long as nobody has asked for its nodes."""
    line = 0
    """The offset from which those of `words` count."""

    def __init__(self, key: Node, value: Node) -> None:
        self._key = key
        self._value = value

    @property
    def key(self) -> Node:
        """The key."""
        return self._key

    @property
    def value(self) -> Node:
        """The value."""
        return self._value

    @value.setter
    def value(self, value: Node) -> None:
        self._value = value

    @property
    def end(self) -> int:
        """The offset at which the entry ends."""
        return max(self.key.end, self.value.end)

    def __repr__(self) -> str:
        return f"{self.key!r}: {self.value!r}"


class LineEntry(Entry):
    """An entry as one line has it, both sides plain; its nodes are made when somebody asks for them.

    Most entries of a file are of this kind, and reading a file in which nothing is wrong asks for few
    of their nodes. A value that does not stand on the line is given.
    """

    __slots__ = ("line", "source", "words")
    line: int
    source: Source
    words: Words | None

    @property
    def key(self) -> Node:
        """The key."""
        if self.words is not None:
            self._make(self.words)
        return self._key

    @property
    def value(self) -> Node:
        """The value."""
        if self.words is not None and self.words[4] >= 0:
            self._make(self.words)
        return self._value

    @value.setter
    def value(self, value: Node) -> None:
        if self.words is not None and self.words[4] >= 0:
            self._make(self.words)
        self._value = value

    @property
    def end(self) -> int:
        """The offset at which the entry ends."""
        words = self.words
        return self._value.end if words is None or words[4] < 0 else self.line + words[5]

    def _make(self, words: Words) -> None:
        key, key_start, key_end, value, value_start, value_end, style = words
        source, line = self.source, self.line
        self._key = Scalar(source, line + key_start, line + key_end, key)
        if value_start >= 0:
            self._value = Scalar(source, line + value_start, line + value_end, value, style)
        # From here on the nodes count: reading on may make the value longer.
        self.words = None


LAST = -1
"""The `end` of a list or mapping that ends where its last value ends."""


class Collection(Node):
    """A mapping or a list. In block form it ends where its last value ends, which may still come."""

    __slots__ = ("_end", "flow")
    _end: int
    flow: bool

    @property
    def end(self) -> int:
        """The offset at which it ends."""
        return self.last_end if self._end == LAST else self._end

    @end.setter
    def end(self, end: int) -> None:
        self._end = end

    @property
    def last_end(self) -> int:
        """The offset at which its last value ends; its start where it has none."""
        raise NotImplementedError


class Mapping(Collection):
    """Keys and values in the order of the text; a key may stand more than once."""

    __slots__ = ("entries",)

    def __init__(
        self,
        source: Source,
        start: int,
        end: int,
        entries: list[Entry],
        flow: bool = False,
        tag: Word | None = None,
        anchor: Word | None = None,
    ) -> None:
        self.source = source
        self.start = start
        self._end = end
        self.tag = tag
        self.anchor = anchor
        self.entries = entries
        self.flow = flow

    @property
    def last_end(self) -> int:
        """The offset at which its last value ends; its start where it has none."""
        return self.entries[-1].end if self.entries else self.start


class Sequence(Collection):
    """Items in the order of the text."""

    __slots__ = ("items",)

    def __init__(
        self,
        source: Source,
        start: int,
        end: int,
        items: list[Node],
        flow: bool = False,
        tag: Word | None = None,
        anchor: Word | None = None,
    ) -> None:
        self.source = source
        self.start = start
        self._end = end
        self.tag = tag
        self.anchor = anchor
        self.items = items
        self.flow = flow

    @property
    def last_end(self) -> int:
        """The offset at which its last value ends; its start where it has none."""
        return self.items[-1].end if self.items else self.start


class Tree:
    """A text as it was read: its root, its comments, and the problems of the text itself."""

    __slots__ = ("comments", "problems", "root", "source")

    def __init__(self, source: Source, root: Node, comments: list[Span], problems: list[Problem]) -> None:
        self.source = source
        self.root = root
        self.comments = comments
        self.problems = problems
