"""What a text says, as a tree in which every node knows its place."""

from __future__ import annotations

from amelang.text.problem import Problem
from amelang.text.source import Source, Span


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

    __slots__ = ("key", "value")

    def __init__(self, key: Node, value: Node) -> None:
        self.key = key
        self.value = value

    def __repr__(self) -> str:
        return f"{self.key!r}: {self.value!r}"


class Mapping(Node):
    """Keys and values in the order of the text; a key may stand more than once."""

    __slots__ = ("entries", "flow")

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
        super().__init__(source, start, end, tag, anchor)
        self.entries = entries
        self.flow = flow


class Sequence(Node):
    """Items in the order of the text."""

    __slots__ = ("flow", "items")

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
        super().__init__(source, start, end, tag, anchor)
        self.items = items
        self.flow = flow


class Tree:
    """A text as it was read: its root, its comments, and the problems of the text itself."""

    __slots__ = ("comments", "problems", "root", "source")

    def __init__(self, source: Source, root: Node, comments: list[Span], problems: list[Problem]) -> None:
        self.source = source
        self.root = root
        self.comments = comments
        self.problems = problems
