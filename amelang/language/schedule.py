"""Cron schedules as Kubernetes reads them: `0 6 * * *`, `*/15 8-17 * * MON-FRI`, `@daily`.

The rules are those of robfig/cron's standard parser, which the API server and its controller use:
five fields, Sunday is 0, no seconds, no years. Written a little stricter: no empty items in lists,
no `+5`, no `*-5`.
"""

from __future__ import annotations

import re

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
WORDS = ("@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually")
EVERY = "@every "
LONGEST = 400
"""More characters than this are no schedule for us; five full lists of numbers are shorter."""


def number(digits: str) -> int:
    """Return the number that digits write; of a very long one only that it is too large to be right."""
    return int(digits.lstrip("0")[:9] or "0")


class Field:
    """One of the five fields: its name, its least and greatest value, and the names of its values."""

    __slots__ = ("greatest", "least", "name", "pattern", "words")

    def __init__(
        self, name: str, least: int, greatest: int, number: str, words: tuple[str, ...] = ()
    ) -> None:
        self.name = name
        self.least = least
        self.greatest = greatest
        self.words = words
        either = [f"0*{number}", *("".join(f"[{c}{c.lower()}]" for c in word) for word in words)]
        value = f"({'|'.join(either)})"
        item = rf"([*?]|{value}(-{value})?)(/0*[1-9][0-9]{{0,4}})?"
        self.pattern = f"{item}(,{item})*"

    def accepts(self, text: str) -> bool:
        """Tell whether the pattern accepts a field, without compiling it for the usual ones."""
        if text == "*" or (text.isascii() and text.isdecimal()):
            return text == "*" or self.least <= number(text) <= self.greatest
        return re.fullmatch(self.pattern, text) is not None

    def value(self, word: str) -> int:
        """Return the number of a value, written as one or by name; -1 where it has no such value."""
        if word.isascii() and word.isdecimal():
            return number(word)
        return self.words.index(word.upper()) + self.least if word.upper() in self.words else -1

    def backward(self, text: str) -> str | None:
        """Return the first range of a field that goes backwards."""
        for item in text.split(","):
            first, dash, last = item.partition("/")[0].partition("-")
            if dash and self.value(first) > self.value(last):
                return item
        return None


FIELDS = (
    Field("minute", 0, 59, "[1-5]?[0-9]"),
    Field("hour", 0, 23, "(1?[0-9]|2[0-3])"),
    Field("day of the month", 1, 31, "([1-9]|[12][0-9]|3[01])"),
    Field("month", 1, 12, "([1-9]|1[0-2])", MONTHS),
    Field("day of the week", 0, 6, "[0-6]", DAYS),
)
EVERY_PATTERN = f"{EVERY}([0-9]{{1,5}}h)?([0-9]{{1,5}}m)?([0-9]{{1,5}}s)?"


PATTERN = "|".join((*WORDS, EVERY_PATTERN, "[ \t]+".join(field.pattern for field in FIELDS)))
"""Accepts the schedules, and those with ranges that go backwards."""


def accepts(text: str) -> bool:
    """Tell whether Kubernetes would read a schedule."""
    if text.startswith("@"):
        if text.startswith(EVERY):
            return bool(re.fullmatch(EVERY_PATTERN, text) and re.search("[1-9]", text))
        return text in WORDS
    if len(text) > LONGEST or text != text.strip():
        return False
    parts = [part for part in text.replace("\t", " ").split(" ") if part]
    return len(parts) == len(FIELDS) and all(
        field.accepts(part) and not field.backward(part) for field, part in zip(FIELDS, parts, strict=True)
    )
