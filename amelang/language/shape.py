"""The vocabulary in which the language is described: records, keys, and what a key may hold.

A record of the language is a class, each of its keys one `key(…)` in the class body that says what
the key may hold and what it is for. The class answers every question about the language
(`Task.retries.doc`), an instance holds what somebody wrote (`task.retries`, None where unwritten).
"""

from __future__ import annotations

from amelang.language.forms import folded
from amelang.language.unread import Noded, Placed
from amelang.light import Generic, TypeVar, overload
from amelang.text.problem import Problem
from amelang.text.source import Source, Span
from amelang.text.tree import Mapping, Node, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, ClassVar

T = TypeVar("T")
R = TypeVar("R", bound="Record")


class At(Generic[T]):
    """A value and the place where it was written."""

    __slots__ = ("end", "source", "start", "value")

    def __init__(self, value: T, source: Source, start: int, end: int) -> None:
        self.value = value
        self.source = source
        self.start = start
        self.end = end

    @property
    def span(self) -> Span:
        """Where the value was written."""
        return Span(self.source, self.start, self.end)

    def __repr__(self) -> str:
        return f"At({self.value!r}, {self.span})"


class Ref:
    """A reference by name to a definition, perhaps in another project."""

    __slots__ = ("name", "project", "span")

    def __init__(self, name: At[str], project: At[str] | None, span: Span) -> None:
        self.name = name
        self.project = project
        self.span = span

    def __repr__(self) -> str:
        return f"Ref({self.project.value + '.' if self.project else ''}{self.name.value}, {self.span})"


class Items(Placed, Generic[T]):
    """A list that somebody wrote, and its place."""

    __slots__ = ("values",)

    def __init__(self, values: list[T], span: Span) -> None:
        self.values = values
        self._span = span

    def holding(self, values: list[T]) -> Items[T]:
        """Return a list of other values at the same place."""
        made: Items[T] = object.__new__(Items)
        made.values = values
        made.place_as(self)
        return made

    def __iter__(self) -> Iterator[T]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)


class Pairs(Placed, Generic[T]):
    """Keys of the user's own choice and their values, in the order of the text."""

    __slots__ = ("entries", "removed")

    def __init__(
        self, entries: list[tuple[At[str], T]], span: Span, removed: frozenset[str] = frozenset()
    ) -> None:
        self.entries = entries
        self._span = span
        self.removed = removed
        """The keys with a literal null, to be rid of what a template supplies."""

    def holding(self, entries: list[tuple[At[str], T]]) -> Pairs[T]:
        """Return other keys and values at the same place."""
        made: Pairs[T] = object.__new__(Pairs)
        made.entries, made.removed = entries, frozenset()
        made.place_as(self)
        return made

    def __iter__(self) -> Iterator[tuple[At[str], T]]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


class Shape(Generic[T]):
    """What a key may hold. `noun` names it in messages, with its article."""

    noun = "a value"


class Kind(Shape[At[T]]):
    """One word or text. A kind reads it, and says what is wrong with one that it does not accept."""

    pattern = ""
    """A regular expression (ECMA 262 and Python alike) that accepts what `read` accepts; may be empty."""
    examples: tuple[str, ...] = ()
    known: dict[str, Any] = {}  # noqa: RUF012 - a kind that fills it has one of its own
    """What some words are known to mean: whoever reads many looks here before asking `read`."""

    def read(self, text: str) -> T | None:
        """Return what the text means; None where it is not of this kind."""
        raise NotImplementedError

    def problem(self, word: Scalar) -> Problem:
        """Say what is wrong with a word for which `read` gives None."""
        raise NotImplementedError


class Text(Kind[str]):
    """Any text."""

    noun = "a text"

    def read(self, text: str) -> str | None:
        """Return the text as it is."""
        return text


class RecordOf(Shape[R]):
    """The keys of a record."""

    def __init__(self, record: type[R]) -> None:
        self.record = record
        self.noun = record.noun


class OneOf(Shape[R]):
    """A record of one of several kinds, told apart by its tag: the subclasses of `base` that have one."""

    def __init__(self, base: type[R]) -> None:
        self.base = base
        self.noun = base.noun

    @property
    def variants(self) -> dict[str, type[R]]:
        """The records by tag, in the order of their definition."""
        return {sub.tag: sub for sub in self.base.__subclasses__() if sub.tag}

    @property
    def former(self) -> dict[str, type[R]]:
        """The records by the tags that they once had."""
        return {tag: sub for sub in self.base.__subclasses__() for tag in sub.tag_was}


class ListOf(Shape[Items[T]]):
    """A list whose items have one shape."""

    noun = "a list"

    def __init__(self, item: Shape[T]) -> None:
        self.item = item


class MapOf(Shape[Pairs[T]]):
    """Keys of the user's own choice, of one kind, with values of one shape."""

    noun = "keys with values"

    def __init__(self, key: Kind[str], value: Shape[T]) -> None:
        self.key = key
        self.value = value


class RefTo(Shape[Ref]):
    """A name, `project.name`, or the keys `name` and `project`: a reference to a record's definition."""

    def __init__(self, target: Callable[[], type[Record]], *, wrapper: str = "") -> None:
        self.resolve = target
        self.wrapper = wrapper
        """A key that may stand around the reference, as `ref` around that of a data set."""

    @property
    def target(self) -> type[Record]:
        """The record that is referred to."""
        return self.resolve()

    @property
    def noun(self) -> str:  # type: ignore[override]  # the target may be defined later in the file
        """The name of the thing in messages."""
        return f"the name of {self.target.noun}"


class Either(Shape[T]):
    """A list, or else the other shape: which one is meant is told by how it is written."""

    def __init__(self, listed: Shape[T], other: Shape[T]) -> None:
        self.listed = listed
        self.other = other
        self.noun = other.noun


class Key(Generic[T]):
    """One key of a record: all that any part of amelang knows about it."""

    def __init__(
        self,
        shape: Shape[T] | Callable[[], Shape[T]],
        doc: str,
        *,
        name: str = "",
        required: bool = False,
        was: tuple[str, ...] = (),
        also: tuple[str, ...] = (),
        defines: bool = False,
        merge: str = "",
        example: str = "",
        default: str = "",
        others: bool = False,
    ) -> None:
        self._shape = shape
        self.attribute = ""
        self.doc = doc
        self.name = name
        self.required = required
        self.was = was
        self.also = also
        self.defines = defines
        self.merge = merge
        self.example = example
        self.default = default
        self.others = others

    @property
    def shape(self) -> Shape[T]:
        """What the key may hold."""
        if not isinstance(self._shape, Shape):
            self._shape = self._shape()
        return self._shape

    def __set_name__(self, owner: type, attribute: str) -> None:
        self.attribute = attribute
        if not self.name and not self.others:
            first, *rest = attribute.rstrip("_").split("_")
            self.name = first + "".join(word.title() for word in rest)

    @overload
    def __get__(self, record: None, owner: type) -> Key[T]: ...
    @overload
    def __get__(self, record: Record, owner: type) -> T | None: ...
    def __get__(self, record: Record | None, owner: type) -> Key[T] | T | None:
        # A written value lies in the instance's own dictionary, which Python asks first.
        return self if record is None else None

    def __repr__(self) -> str:
        return f"Key({self.name})"


def key(
    shape: Shape[T] | Callable[[], Shape[T]],
    doc: str,
    *,
    name: str = "",
    required: bool = False,
    was: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
    defines: bool = False,
    merge: str = "",
    example: str = "",
    default: str = "",
) -> Key[T]:
    """Describe a key of a record.

    `name` is how it is written, where that is not the attribute in camelCase; `was` are spellings
    of the past, read with a problem that corrects them; `also` are spellings as good as the name.
    `defines` marks the name by which others refer to the record. `merge` is the key of an item by
    which two lists are merged; without it a list from a task replaces that of its template.
    `default` is what holds where the key is not written, as it would be written.
    """
    return Key(
        shape,
        doc,
        name=name,
        required=required,
        was=was,
        also=also,
        defines=defines,
        merge=merge,
        example=example,
        default=default,
    )


def others(shape: MapOf[T], doc: str, *, example: str = "") -> Key[Pairs[T]]:
    """Describe the keys of a record that the user may choose, beside those that have a name."""
    return Key(shape, doc, others=True, example=example)


class Record(Noded):
    """A mapping of the language. A subclass's docstring and keys describe it to every part of amelang.

    The first paragraph of the docstring is what a user reads about it. A record that is `partial`
    may lack its required keys where it is written, because a template can supply them.

    An instance's own dictionary holds the values that were read, by attribute, and nothing else.
    """

    tag: ClassVar[str] = ""
    tag_was: ClassVar[tuple[str, ...]] = ()
    noun: ClassVar[str] = "a record"
    partial: ClassVar[bool] = False
    keys: ClassVar[dict[str, Key[Any]]] = {}
    """The keys by their names, in the order of the class body, inherited ones first."""
    spellings: ClassVar[dict[str, Key[Any]]] = {}
    """The keys by every spelling that is read: names, `also` and `was`."""
    required: ClassVar[tuple[Key[Any], ...]] = ()
    """The keys that a complete record must have."""
    others: ClassVar[Key[Any] | None] = None

    def __init_subclass__(
        cls, noun: str = "", tag: str = "", was: tuple[str, ...] = (), partial: bool | None = None
    ) -> None:
        cls.tag, cls.tag_was = tag, was
        if noun:
            cls.noun = noun
        if partial is not None:
            cls.partial = partial
        own = [member for member in vars(cls).values() if isinstance(member, Key)]
        cls.keys = cls.keys | {member.name: member for member in own if not member.others}
        cls.required = tuple(member for member in cls.keys.values() if member.required)
        cls.others = next((member for member in own if member.others), cls.others)
        cls.spellings = {
            spelling: member
            for member in cls.keys.values()
            for spelling in (member.name, *member.also, *member.was)
        }

    __slots__ = ("__dict__", "__weakref__", "faulty")

    def __init__(self, node: Node) -> None:
        self._node = node
        self.faulty: tuple[Key[Any], ...] = ()
        """The keys that are written wrongly, or with a value that does not fit: that is reported already."""

    @property
    def span(self) -> Span:
        """The whole of the record's text, without its tag."""
        return self.node.span

    @property
    def head(self) -> Span:
        """A short place that stands for the record: its tag, else its first key."""
        if self.node.tag:
            return self.node.tag.span
        if isinstance(self.node, Mapping) and self.node.entries:
            return self.node.entries[0].key.span
        return self.node.span

    def written(self, key: Key[Any]) -> bool:
        """Tell whether the key has a value here, right or wrong."""
        return key.attribute in self.__dict__ or key in self.faulty

    @classmethod
    def meant(cls, spelled: str) -> Key[Any] | None:
        """Return the key that a word means, in whatever case it is written; None where it means none."""
        if (key := cls.spellings.get(spelled)) is not None:
            return key
        plain = folded(spelled)
        return next((key for known, key in cls.spellings.items() if folded(known) == plain), None)

    def key_span(self, key: Key[Any]) -> Span:
        """Return the place of the key itself, or of the record's head where it is not written here."""
        entries = self.node.entries if isinstance(self.node, Mapping) else []
        for entry in entries:
            if isinstance(entry.key, Scalar) and self.meant(entry.key.text) is key:
                return entry.key.span
        if key.attribute in self.__dict__:
            # A key with a slip in it is told by what was read of it.
            place: Span = self.__dict__[key.attribute].span
            for entry in entries:
                if entry.key.end <= place.start <= place.end <= entry.value.end:
                    return entry.key.span
        return self.head
