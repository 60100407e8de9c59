"""A line that is read by hand says what the expression says that describes all common lines."""

from __future__ import annotations

from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from amelang.text.lines import by_hand, by_pattern

ROOT = Path(__file__).resolve().parents[2]
PIECES = (
    " ", "  ", "- ", "-", "key", "name_2", "a.b/c", ": ", ":", "!pip", "!ame ", "word", "3.11", "é", '"', "'",
    "\\", "|", "|-", ">", " # so", "#", " #", "two words", "[", "]", "{", "&a", "*a", "%", "@", "`", ",", "?",
)  # fmt: skip


def agree(line: str) -> bool:
    """Read a line in both ways; tell whether it could be read by hand."""
    hand = by_hand(line)
    assert hand is None or hand == by_pattern(line), line
    return hand is not None


def test_every_line_of_the_tests_and_examples() -> None:
    lines = {
        line
        for folder in ("tests", "docs")
        for path in (ROOT / folder).rglob("*.yml")
        for line in path.read_text("utf-8", "replace").splitlines()
        if line.isprintable()
    }
    assert sum(map(agree, lines)) > len(lines) / 2


@settings(max_examples=3000)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
@example("- ")
@example("key: ")
@example("key:  word")
@example('key: "')
@example("- key:")
@example("key: word # so # it is")
@example("key: #")
def test_any_line(line: str) -> None:
    agree(line)
