"""Quantities as Kubernetes reads and stores them: `10G`, `500m`, `2.5Gi`, `1e9`.

The grammar is that of the API server (apimachinery, `resource.Quantity`); what its version 1.34
answered to each case here is in docs/decisions/0003-quantities.md.
"""

from __future__ import annotations

import re

NANO = 10**9
"""Billionths in one unit; nothing smaller than a billionth exists, what is smaller is rounded up."""
MILLI = 10**6
"""Billionths in a thousandth, the smallest part that the server keeps of a container's resources."""
LARGEST = (2**63 - 1) * NANO
"""The largest amount. Of a larger one the server keeps another number: `8Ei` is cut, `1000E` becomes `1`."""
LARGEST_WHOLE = (2**63 - 1) // 1000 * NANO
"""The largest number of devices: the server counts them in thousandths to see whether they are whole."""
LONGEST = 100
"""More characters than this are no quantity for us; the server would read digits without end."""

DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
"""The decimal suffixes and their powers of ten."""
BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
"""The binary suffixes and their powers of two."""
PATTERN = r"\+?([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3}|[numkMGTPE]|[KMGTPE]i)?"
"""Accepts the quantities that are not negative; exponents of four digits mean nothing to anybody."""

_compiled: re.Pattern[str] | None = None


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


def parse(text: str) -> Quantity | None:
    """Return the amount that a text says; None where it says none, or a negative one.

    The amount may be larger than `LARGEST`.
    """
    # The usual words need no pattern, which every run would have to compile first.
    number = text.rstrip("".join(DECIMAL) + "i")
    unit = text[len(number) :]
    whole, point, fraction = number.partition(".")
    plain = number.isascii() and whole.isdecimal() and (not point or fraction.isdecimal())
    if plain and len(number) < 19 and (unit in DECIMAL or unit in BINARY):
        return Quantity(_nano(whole, fraction, unit), text)
    match = _match(text)
    return Quantity(_nano(*_parts(match)), text) if match else None


def canonical(quantity: Quantity) -> str:
    """Return the text that the server stores for a quantity in a container's resources.

    A plan that says anything else differs from the cluster for ever. Thousandths are the smallest
    part there, rounded up; the quantity may be at most `LARGEST`.
    """
    match = _match(quantity.text)
    if match is None:
        raise ValueError(f"not a quantity: {quantity.text[:LONGEST]!r}")
    whole, fraction, suffix = _parts(match)
    if _kept(whole, fraction, suffix):
        return quantity.text
    milli = -(-quantity.nano // MILLI)
    if suffix in BINARY and milli % 1000 == 0 and milli >= 1024 * 1000:
        amount, power = milli // 1000, 0
        while amount % 1024 == 0:
            amount //= 1024
            power += 10
        return f"{amount}{_suffix(BINARY, power)}" if power else str(amount)
    if milli == 0:
        return "0"
    power = -3
    while milli % 1000 == 0:
        milli //= 1000
        power += 3
    if suffix[:1] in ("e", "E") and suffix not in ("E", "Ei"):
        return f"{milli}e{power}" if power else str(milli)
    return f"{milli}{_suffix(DECIMAL, power)}"


def _match(text: str) -> re.Match[str] | None:
    global _compiled
    if len(text) > LONGEST:
        return None
    if _compiled is None:
        _compiled = re.compile(PATTERN)
    return _compiled.fullmatch(text)


def _parts(match: re.Match[str]) -> tuple[str, str, str]:
    whole, _, fraction = match[1].partition(".")
    return whole.lstrip("0") or "0", fraction, match[2] or ""


def _powers(suffix: str) -> tuple[int, int]:
    """Return the power of ten and that of two that a suffix or exponent stands for."""
    if suffix in BINARY:
        return 0, BINARY[suffix]
    return (DECIMAL[suffix] if suffix in DECIMAL else int(suffix[1:])), 0


def _nano(whole: str, fraction: str, suffix: str) -> int:
    ten, two = _powers(suffix)
    digits = int(whole + fraction) << two
    power = ten - len(fraction) + 9
    more: int = 10 ** max(power, 0)
    less: int = 10 ** max(-power, 0)
    return -(-digits * more // less)


def _kept(whole: str, fraction: str, suffix: str) -> bool:
    """Tell whether the server keeps a quantity as it is written.

    It does where its quick way of reading sees at a glance that nothing can be shortened; `+1`,
    `007Mi` and `1.500` pass, too.
    """
    ten, two = _powers(suffix)
    if two:
        return not fraction and len(whole) + two * 3 // 10 <= 14 and int(whole) % 8 != 0
    digits, scale = whole + fraction, ten - len(fraction)
    return (
        len(digits) <= 18
        and scale >= -3
        and scale % 3 == 0
        and digits[0] != "0"
        and not digits.endswith("000")
    )


def _suffix(suffixes: dict[str, int], power: int) -> str:
    return next(suffix for suffix, known in suffixes.items() if known == power)
