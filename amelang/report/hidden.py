"""Places that no report may show, such as those of secrets, whichever problem it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from amelang.checks.secret_places import secret_places
from amelang.text.problem import Fix, Problem
from amelang.text.source import Source, Span


class Hidden:
    """The hidden places of all that is reported together: a secret may stand beside another problem.

    Whether that there is a secret is reported, too, makes no difference: it may be allowed, or be in a
    project that is not checked.
    """

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        # A file may have been read more than once, so it is known by its text.
        self._named: dict[str, list[Span]] = {}
        self._by_line: dict[str, dict[int, list[Span]]] = {}
        for problem in problems:
            if problem.hidden is not None:
                self._named.setdefault(problem.hidden.source.text, []).append(problem.hidden)

    def line(self, source: Source, number: int) -> str:
        """Return a line of a source (from 1) with stars in what is hidden."""
        line = source.line(number)
        for place in self._places(source).get(number, ()):
            first = source.starts[number - 1]
            start, end = (min(max(offset - first, 0), len(line)) for offset in (place.start, place.end))
            line = line[:start] + "*" * (end - start) + line[end:]
        return line

    def meets(self, span: Span) -> bool:
        """Tell whether some of a place is hidden."""
        places = self._places(span.source)
        return bool(places) and any(
            place.start < span.end and span.start < place.end
            for line in _lines(span)
            for place in places.get(line, ())
        )

    def _places(self, source: Source) -> dict[int, list[Span]]:
        """Return the hidden places of a source, by their lines."""
        places = self._by_line.get(source.text)
        if places is None:
            places = self._by_line[source.text] = {}
            for place in (*self._named.get(source.text, ()), *secret_places(source)):
                for line in _lines(place):
                    places.setdefault(line, []).append(place)
        return places

    def fixes(self, problem: Problem) -> list[Fix]:
        """Return the fixes of a problem that repeat nothing of what is hidden."""
        return [
            fix
            for fix in problem.fixes()
            if not any(edit.text and self.meets(edit.span) for edit in fix.edits)
        ]


def _lines(span: Span) -> Iterator[int]:
    yield from range(span.first[0], span.last[0] + 1)
