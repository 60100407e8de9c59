"""Durations: `90s`, `45m`, `2h30m`, `1d`."""

from __future__ import annotations

SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
"""The units, the largest first, in seconds."""
LONGEST = 2**31 - 1
"""The most seconds that Kubernetes takes as the deadline of a pod; a little over 68 years."""
PATTERN = "(?=[0-9])([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?"


def parse(text: str) -> int | None:
    """Return the seconds that a text says, which may be none or too many; None where it is no duration."""
    # By hand, as a pattern would have to be compiled in every run.
    if len(text) > 40 or not text or not text[0].isdecimal():
        return None
    seconds, rest = 0, text
    for unit, length in SECONDS.items():
        number, found, behind = rest.partition(unit)
        if found:
            if not number.isascii() or not number.isdecimal():
                return None
            seconds += int(number) * length
            rest = behind
    return None if rest else seconds


def deadline(text: str) -> int | None:
    """Return the seconds that a text says; None where it is no duration, or one that no deadline can be."""
    seconds = parse(text)
    return seconds if seconds and seconds <= LONGEST else None


def spelled(seconds: int) -> str:
    """Write a number of seconds as a duration; empty for none."""
    made = ""
    for unit, length in SECONDS.items():
        if seconds >= length:
            made += f"{seconds // length}{unit}"
            seconds %= length
    return made
