"""Problems as plain data, and made of it again: what a memory keeps."""

from __future__ import annotations

import sys

from amelang.text.edits import encoded
from amelang.text.problem import Edit, Fix, Note, Problem, Severity
from amelang.text.source import Source, Span
from amelang.workspace.looks import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any


OURS = "amelang."
"""How the modules are named that have problems."""


class ForgottenError(Exception):
    """The text that a remembered place is in cannot be had any more."""


class Writer:
    """Makes plain data of problems, and takes down the texts that they are about."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._sources: list[Source] = []

    @property
    def sources(self) -> list[tuple[str, bytes]]:
        """The paths of the texts, each with what stands for its bytes."""
        return [(source.path, digest(encoded(source))) for source in self._sources]

    def place(self, span: Span) -> tuple[int, int, int]:
        """Make plain data of a place."""
        number = self._numbers.get(id(span.source))
        if number is None:
            number = self._numbers[id(span.source)] = len(self._sources)
            self._sources.append(span.source)
        return number, span.start, span.end

    def problem(self, problem: Problem) -> tuple[Any, ...]:
        """Make plain data of a problem: its sentences as they are read, not the facts behind them."""
        kind = type(problem)
        return (
            kind.__module__,
            kind.__name__,
            int(problem.severity),
            self.place(problem.span),
            self.place(problem.hidden) if problem.hidden is not None else None,
            problem.message(),
            problem.help(),
            [(note.message, self.place(note.span)) for note in problem.all_notes],
            [
                (fix.title, fix.safe, [(self.place(edit.span), edit.text) for edit in fix.edits])
                for fix in problem.fixes()
            ],
        )


class Reader:
    """Makes problems of plain data, about texts that `text_of` gives by their paths and digests."""

    def __init__(self, sources: Iterable[tuple[str, bytes]], text_of: Callable[[str, bytes], Source]) -> None:
        self._wanted = list(sources)
        self._text_of = text_of

    def place(self, plain: tuple[int, int, int]) -> Span:
        """Make a place of plain data; raises ForgottenError where its text is another one now."""
        number, start, end = plain
        return Span(self._text_of(*self._wanted[number]), start, end)

    def problem(self, plain: tuple[Any, ...]) -> Problem:
        """Make a problem of plain data; raises ForgottenError where a text of it is another one now."""
        module, name, severity, span, hidden, message, help_text, notes, fixes = plain
        if not module.startswith(OURS):
            raise ForgottenError(module)
        __import__(module)
        kind: type[Problem] = getattr(sys.modules[module], name)
        made = kind.__new__(kind)
        said = tuple(Note(text, self.place(place)) for text, place in notes)
        mends = tuple(
            Fix(title, *(Edit(self.place(place), text) for place, text in edits), safe=safe)
            for title, safe, edits in fixes
        )
        # The sentences are made; what they were made of is not needed any more.
        made.__dict__.update(
            span=self.place(span),
            severity=Severity(severity),
            hidden=self.place(hidden) if hidden is not None else None,
            message=lambda: message,
            help=lambda: help_text,
            notes=lambda: said,
            fixes=lambda: mends,
        )
        return made
