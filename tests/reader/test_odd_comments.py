"""What must not stand in any text must not stand in its comments either, whichever way the text is read."""

from __future__ import annotations

import pytest

from amelang.checks.run import check_all
from amelang.text.source import Source

TEXT = "{}project: shop{}\n{}tasks:\n  - name: train\n    executor: !custom\n{}      command: echo x\n{}"


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize("character", ["\0", "\x07", "\x1c", "\ufffe", "\ud800"], ids=ascii)
def test_a_comment_with_a_character_that_nobody_reads(place: int, character: str) -> None:
    comments = ["" for _ in range(5)]
    comments[place] = f" # odd: {character}" if place == 1 else f"# odd: {character}\n"
    text = TEXT.format(*comments)
    found = check_all(["ame.yml"], None, {"ame.yml": Source(text)}).problems
    assert [(problem.name, problem.span.start) for problem in found] == [
        ("forbidden-character", text.index(character))
    ]
