"""Places that are not known before somebody asks.

`straight.py` makes what it reads without nodes, and without calling any class: it says of each thing in
which tree it is, where it begins there, and nothing else.
"""

from __future__ import annotations

from amelang.light import TypeVar
from amelang.text.source import Span
from amelang.text.tree import Node

N = TypeVar("N", bound="Noded")


class Unread:
    """A tree that is made when somebody asks for a node of it."""

    __slots__ = ()

    def node_at(self, start: int) -> Node:
        """Return the list, or the keys with values, that begins at an offset."""
        raise NotImplementedError


class Placed:
    """What was written somewhere."""

    __slots__ = ("_span", "began", "inside")
    _span: Span
    began: int
    """Where it begins, as long as there is no span."""
    inside: Unread

    @property
    def span(self) -> Span:
        """Where it was written."""
        try:
            return self._span
        except AttributeError:
            self._span = self.inside.node_at(self.began).span
            return self._span

    def place_as(self, other: Placed) -> None:
        """Take the place of another one, known or not."""
        try:
            self._span = other._span
        except AttributeError:
            self.began, self.inside = other.began, other.inside


class Noded:
    """What was made of a node of the tree."""

    __slots__ = ("_node", "began", "inside")
    _node: Node
    began: int
    """Where the node begins, as long as it is not known."""
    inside: Unread

    @property
    def node(self) -> Node:
        """What it was made of."""
        try:
            return self._node
        except AttributeError:
            self._node = self.inside.node_at(self.began)
            return self._node

    @property
    def unread(self) -> bool:
        """Whether nobody has asked for its node yet; then each key in it is right and has a value."""
        return not hasattr(self, "_node")

    def emptied(self: N) -> N:
        """Return another one of the same kind and node, that is new in all else."""
        made: N = object.__new__(type(self))
        try:
            made._node = self._node
        except AttributeError:
            made.began, made.inside = self.began, self.inside
        return made
