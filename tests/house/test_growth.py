"""The fixture that tells whether time grows with the length of a text: it can fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Growth


def once(text: str) -> None:
    for _ in text:
        pass


def for_each_line(text: str) -> None:
    for _ in text.splitlines():
        once(text)


def test_what_reads_a_text_once_keeps_in_step(in_step: Growth) -> None:
    in_step(once, "word\n" * 20_000, "word\n" * 160_000)


def test_what_reads_it_once_for_each_line_does_not(in_step: Growth) -> None:
    with pytest.raises(pytest.fail.Exception, match="8 times the length took"):
        in_step(for_each_line, "word\n" * 400, "word\n" * 3200)
