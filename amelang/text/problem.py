"""Problems: what is wrong, where, and how it is mended.

A kind of problem is a small class with facts in it. Its docstring is its page, its sentence is
made only when somebody reads it.
"""

from __future__ import annotations

from enum import IntEnum

from amelang.light import dataclass_transform
from amelang.text.source import Span


class Severity(IntEnum):
    """How bad a problem is; the greater, the worse."""

    HINT = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


class Edit:
    """Replace the characters of a place by `text`; an empty place inserts."""

    __slots__ = ("span", "text")

    def __init__(self, span: Span, text: str) -> None:
        self.span = span
        self.text = text


class Fix:
    """Edits that mend a problem. A safe one never changes what a correct reader understood."""

    __slots__ = ("edits", "safe", "title")

    def __init__(self, title: str, *edits: Edit, safe: bool = True) -> None:
        self.title = title
        self.edits = edits
        self.safe = safe


class Note:
    """A second place that belongs to a problem, and what it has to do with it."""

    __slots__ = ("message", "span")

    def __init__(self, message: str, span: Span) -> None:
        self.message = message
        self.span = span


@dataclass_transform(kw_only_default=True)
class Facts:
    """What takes its annotated attributes by keyword, as a dataclass does, at a fraction of its cost."""

    def __init__(self, **facts: object) -> None:
        self.__dict__.update(facts)


class Problem(Facts):
    """Something wrong at a place.

    A subclass states its code and name, declares its facts as annotated attributes, which its
    instances take by keyword, and says its sentence in `message`.
    """

    code = ""
    name = ""
    severity = Severity.ERROR
    span: Span
    hidden: Span | None = None
    """A place that no report may show, such as that of a secret."""
    off = False
    """Whether it is reported only where somebody gives its rule a level."""
    names_users = False
    """Whether its notes say for which tasks something in a template is wrong: not for all that use it."""

    def __init_subclass__(cls, code: str = "", name: str = "", severity: Severity = Severity.ERROR) -> None:
        if code:
            cls.code, cls.name, cls.severity = code, name, severity

    def add_note(self, note: Note) -> None:
        """Add a place that whoever found the problem did not know of, such as an alias of a value."""
        self.__dict__.setdefault("_added", []).append(note)

    @property
    def all_notes(self) -> tuple[Note, ...]:
        """The notes of the problem itself and those that were added."""
        return (*self.notes(), *self.__dict__.get("_added", ()))

    def message(self) -> str:
        """Say what is wrong, in one sentence without a full stop."""
        raise NotImplementedError

    def help(self) -> str | None:
        """Say what to do, where that is known."""
        return None

    def notes(self) -> tuple[Note, ...]:
        """Name the other places that the problem is about."""
        return ()

    def fixes(self) -> tuple[Fix, ...]:
        """Give the edits that mend it, the best first."""
        return ()

    def __repr__(self) -> str:
        return f"<{self.code} {self.span}: {self.message()}>"
