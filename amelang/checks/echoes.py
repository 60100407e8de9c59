"""One defect is one problem: what is only wrong because the text is broken there is left out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from amelang.language.problems import UnknownKey
from amelang.language.tag_problems import MissingTag
from amelang.text.key_problems import ColonInValue, EndlessAlias
from amelang.text.line_problems import DeepNesting, WrongIndentation
from amelang.text.problem import Problem
from amelang.text.value_problems import TextAfterValue
from amelang.workspace.project import Loaded

SIGNS = ("|", ">", "|-", ">-", "|+", ">+")
"""What announces a text on the lines below."""
MOST_KEYS = 30
"""Lines of an executor that are looked through for its beginning."""


def without_echoes(problems: list[Problem], loaded: Loaded) -> list[Problem]:
    """Leave out what is only wrong because the text is broken there.

    A value whose very text is broken has no meaning that could be wrong, too. A problem that
    something is missing says in `scope` where it would have to stand; what stands there in broken
    form may run on to the next line. A value that is nested too deep has no form that could be wrong,
    and what too many aliases would repeat is not there.
    """
    echoes = _Echoes(loaded, problems)
    return [problem for problem in problems if not echoes.has(problem)]


class _Echoes:
    """Tells what follows from what is wrong with the text of a project."""

    def __init__(self, loaded: Loaded, problems: list[Problem]) -> None:
        self._source = loaded.source
        self._of_text = sorted(loaded.tree.problems, key=lambda problem: problem.span.start)
        self._starts = [problem.span.start for problem in self._of_text]
        self._lines = [problem.span.first[0] for problem in self._of_text]
        self._own = set(map(id, self._of_text))
        deep = (one.span.start for one in self._of_text if isinstance(one, DeepNesting))
        self._deep = next(deep, -1)
        cut = (one.span.start for one in self._of_text if isinstance(one, EndlessAlias) and not one.inside)
        self._end = next(cut, len(self._source.text))
        """Where too deep values begin, and behind which alias nothing is repeated any more."""
        self._untagged = {
            problem.span.first[0] + 1: problem
            for problem in problems
            if isinstance(problem, MissingTag) and problem.meant
        }
        """What lacks no more than the sign of its tag, by the line of its first key."""

    def has(self, problem: Problem) -> bool:
        """Tell whether a problem only says again what another one says."""
        if problem.span.source is not self._source:
            return False
        line = problem.span.first[0]
        if id(problem) in self._own:
            return isinstance(problem, WrongIndentation) and line in self._untagged
        before = bisect_right(self._starts, problem.span.start)
        if before and problem.span.start < self._of_text[before - 1].span.end:
            return True
        if problem.span.start <= self._deep < problem.span.end or problem.span.start > self._end:
            return True
        if isinstance(problem, UnknownKey):
            return self._is_lost(problem, line)
        if self._is_in_broken_line(problem, line):
            return True
        scope = getattr(problem, "scope", None)
        if scope is None:
            return False
        inside = bisect_left(self._lines, scope.first[0])
        return inside < len(self._lines) and self._lines[inside] <= scope.last[0] + 1

    def _is_lost(self, problem: UnknownKey, line: int) -> bool:
        """Tell whether a key is one of another record, and only the text around it made it one of this."""
        start = problem.span.start
        text = self._source.text
        lead = text[text.rfind("\n", 0, start) + 1 : start]
        if problem.home and "\t" in lead and lead.isspace():
            # Whose key it is depends on how wide the tab was meant, and that is a guess.
            return True
        if not problem.under or not self._untagged:
            return False
        for number in range(line, max(line - MOST_KEYS, 0), -1):
            words = self._source.line(number)
            if len(words) - len(words.lstrip()) < len(lead):
                return False
            if number in self._untagged:
                return True
        return False

    def _is_in_broken_line(self, problem: Problem, line: int) -> bool:
        """Tell whether a value goes on behind what is read of it: on its line, or on the next one."""
        if problem.span.text in SIGNS:
            return line + 1 in self._lines
        place = bisect_left(self._lines, line)
        return any(
            isinstance(one, ColonInValue | TextAfterValue)
            and one.span.first[0] == line
            # `[ -f x ] && y` is a text that begins with a bracket, and no list.
            and (isinstance(one, ColonInValue) or self._is_followed_by(problem, one))
            for one in self._of_text[place : place + 3]
        )

    def _is_followed_by(self, problem: Problem, other: Problem) -> bool:
        """Tell whether a problem is one of a value in brackets, and another one begins right behind that."""
        end = problem.span.end
        return self._source.text[end - 1 : end] in ("]", "}") and not (
            self._source.text[end : other.span.start].strip()
        )
