"""Quantities as Kubernetes reads them: `10G`, `500m`, `2.5Gi`, `1e9`.

The grammar is that of the API server (apimachinery, `resource.Quantity`); nothing smaller than a
billionth exists, what is smaller is rounded up.
"""

from __future__ import annotations

import re

from amelang.language.problems import BadWord
from amelang.language.shape import Kind
from amelang.text.problem import Problem
from amelang.text.tree import Scalar

NANO = 10**9
SUFFIXES = {
    "n": (1, 1),
    "u": (10**3, 1),
    "m": (10**6, 1),
    "": (NANO, 1),
    "k": (NANO * 10**3, 1),
    "M": (NANO * 10**6, 1),
    "G": (NANO * 10**9, 1),
    "T": (NANO * 10**12, 1),
    "P": (NANO * 10**15, 1),
    "E": (NANO * 10**18, 1),
    "Ki": (NANO * 2**10, 1),
    "Mi": (NANO * 2**20, 1),
    "Gi": (NANO * 2**30, 1),
    "Ti": (NANO * 2**40, 1),
    "Pi": (NANO * 2**50, 1),
    "Ei": (NANO * 2**60, 1),
}
PATTERN = r"([+-]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:([eE][+-]?[0-9]+)|([numkMGTPE]|[KMGTPE]i)?)"


class Quantity:
    """An exact amount, in billionths of its unit, and how it was written."""

    __slots__ = ("nano", "text")

    def __init__(self, nano: int, text: str) -> None:
        self.nano = nano
        self.text = text

    @property
    def whole(self) -> bool:
        """Whether it is a whole number of units."""
        return self.nano % NANO == 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quantity) and self.nano == other.nano

    def __hash__(self) -> int:
        return hash(self.nano)

    def __repr__(self) -> str:
        return f"Quantity({self.text})"


class Amount(Kind[Quantity]):
    """A quantity that is not negative."""

    noun = "a quantity"
    pattern = r"\+?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?"
    examples: tuple[str, ...] = ("10G", "500m", "2.5Gi")

    def __init__(self) -> None:
        self._memo: dict[str, Quantity | None] = {}

    def read(self, text: str) -> Quantity | None:
        """Return the amount; None where Kubernetes would not read it, or it is negative."""
        if text not in self._memo:
            self._memo[text] = self._parse(text)
        return self._memo[text]

    def _parse(self, text: str) -> Quantity | None:
        match = re.fullmatch(PATTERN, text)
        if not match or match[1] == "-":
            return None
        whole, _, fraction = match[2].partition(".")
        digits = int((whole + fraction) or "0")
        if match[3]:
            factor, divisor = NANO, 1
            power = int(match[3][1:])
            factor, divisor = (NANO * 10**power, 1) if power >= 0 else (NANO, 10**-power)
        else:
            factor, divisor = SUFFIXES[match[4] or ""]
        divisor *= 10 ** len(fraction)
        return Quantity(-(-digits * factor // divisor), text)

    def problem(self, word: Scalar) -> Problem:
        """Say what is wrong with the word."""
        return BadWord(
            span=word.span,
            word=word.text,
            wanted=self.noun,
            remedy="write a number and a unit, such as `10G`",
        )


class WholeAmount(Amount):
    """A whole number of devices."""

    noun = "a whole number"
    examples = ("1",)

    def _parse(self, text: str) -> Quantity | None:
        quantity = super()._parse(text)
        return quantity if quantity and quantity.whole else None


AMOUNT = Amount()
WHOLE_AMOUNT = WholeAmount()
