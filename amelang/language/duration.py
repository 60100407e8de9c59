"""Durations: `90s`, `45m`, `2h30m`, `1d`."""

from __future__ import annotations

import re

from amelang.language.problems import BadWord
from amelang.language.shape import Kind
from amelang.text.problem import Problem
from amelang.text.tree import Scalar

SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


class Duration(Kind[int]):
    """A length of time in whole seconds, more than none."""

    noun = "a duration"
    pattern = "([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?"
    examples = ("2h30m", "45m", "90s")

    def read(self, text: str) -> int | None:
        """Return the seconds; None where the word is no duration."""
        if not text or not re.fullmatch(self.pattern, text):
            return None
        return (
            sum(int(number) * SECONDS[unit] for number, unit in re.findall("([0-9]+)([dhms])", text)) or None
        )

    def problem(self, word: Scalar) -> Problem:
        """Say what a duration looks like."""
        return BadWord(
            span=word.span, word=word.text, wanted=self.noun, remedy="write it as `2h30m`, `45m` or `90s`"
        )


DURATION = Duration()
