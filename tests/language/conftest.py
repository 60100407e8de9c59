"""How these tests read a line of an ame.yml, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from amelang.language.ame_yml import Resources
from amelang.language.read import read_record
from amelang.language.shape import Record
from amelang.text.problem import Fix, Problem
from amelang.text.reader import read
from amelang.text.source import Source


class Said:
    """What is said about one line: where, in which words, and how it is mended."""

    def __init__(self, line: str, record: type[Record], problem: Problem) -> None:
        self.line = line
        self.record = record
        self.problem = problem

    @property
    def place(self) -> str:
        """The characters that are underlined, by their columns: the first, and the one behind the last."""
        return f"{self.problem.span.first[1]}-{self.problem.span.last[1]}"

    @property
    def fixes(self) -> str:
        """What the fixes make of the value, one after the other; a `?` behind those that are a guess."""
        return " ".join(
            self.mended(fix).partition(": ")[2] + "?" * (not fix.safe) for fix in self.problem.fixes()
        )

    def mended(self, fix: Fix) -> str:
        """Return the line after a fix."""
        text = self.line
        for edit in sorted(fix.edits, key=lambda edit: -edit.span.start):
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
        return text


def problems_of(line: str, record: type[Record]) -> list[Problem]:
    tree = read(Source(line))
    assert not tree.problems, tree.problems
    _, problems = read_record(tree, record)
    return problems


@pytest.fixture(scope="session")
def said() -> Callable[..., Said]:
    """Read a line as it stands in a record, and return the one thing that is said about it.

    Every fix is tried, too: what it makes of the line must be read without a problem.
    """

    def say(line: str, record: type[Record] = Resources) -> Said:
        problems = problems_of(line, record)
        assert len(problems) == 1, problems
        said = Said(line, record, problems[0])
        for fix in said.problem.fixes():
            assert not problems_of(said.mended(fix), record), said.mended(fix)
        return said

    return say


@pytest.fixture(scope="session")
def fine() -> Callable[..., bool]:
    """Tell whether nothing is said about a line."""

    def is_fine(line: str, record: type[Record] = Resources) -> bool:
        return not problems_of(line, record)

    return is_fine
