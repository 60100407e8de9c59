"""Places that no report may show, such as those of secrets, whichever problem it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from amelang.text.problem import Fix, Problem
from amelang.text.source import Source, Span


class Hidden:
    """The hidden places of all that is reported together: a secret may stand beside another problem."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self._by_line: dict[tuple[int, int], list[Span]] = {}
        for problem in problems:
            place = problem.hidden
            if place is not None:
                for line in _lines(place):
                    self._by_line.setdefault((id(place.source), line), []).append(place)

    def line(self, source: Source, number: int) -> str:
        """Return a line of a source (from 1) with stars in what is hidden."""
        line = source.line(number)
        for place in self._by_line.get((id(source), number), ()):
            first = source.starts[number - 1]
            start, end = (min(max(offset - first, 0), len(line)) for offset in (place.start, place.end))
            line = line[:start] + "*" * (end - start) + line[end:]
        return line

    def meets(self, span: Span) -> bool:
        """Tell whether some of a place is hidden."""
        return bool(self._by_line) and any(
            place.start < span.end and span.start < place.end
            for line in _lines(span)
            for place in self._by_line.get((id(span.source), line), ())
        )

    def fixes(self, problem: Problem) -> list[Fix]:
        """Return the fixes of a problem that repeat nothing of what is hidden."""
        return [
            fix
            for fix in problem.fixes()
            if not (self._by_line and any(edit.text and self.meets(edit.span) for edit in fix.edits))
        ]


def _lines(span: Span) -> Iterator[int]:
    yield from range(span.first[0], span.last[0] + 1)
