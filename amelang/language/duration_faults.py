"""What is wrong with a duration, and which one was probably meant."""

from __future__ import annotations

import re

from amelang.language.duration import LONGEST, SECONDS, deadline, parse, spelled
from amelang.language.grammar import END, failure
from amelang.language.place import inner, part
from amelang.language.problems import quoted
from amelang.language.word_problems import BadDuration
from amelang.text.problem import Problem
from amelang.text.tree import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from amelang.language.grammar import Failure

REMEDY = "write it as `2h30m`, `45m`, `90s` or `1d`"
NAMES = {"DAYS": "d", "HOURS": "h", "MINUTES": "m", "SECONDS": "s"}
"""The units by the names of their terminals in the grammar."""
WORDS = {"d": "day", "h": "hour", "m": "minute", "s": "second"}
SHORT = {"hr": "h", "min": "m", "sec": "s", "week": "w"}
LONGEST_GUESSED = 60
"""Of more characters nobody guesses what they mean."""
WEEK = 7 * SECONDS["d"]


def explain(word: Scalar, wanted: str) -> Problem:
    """Say what is wrong with a word that is not a duration."""
    text = word.text
    seconds = parse(text)
    if seconds is not None:
        reason = "it is no time at all" if seconds == 0 else f"more than {LONGEST} seconds"
        return BadDuration(span=word.span, word=text, wanted=wanted, reason=reason, remedy=REMEDY)
    found = failure("duration", text[:100])
    if found is None:
        reason = "it is too long"
        return BadDuration(span=inner(word), word=text, wanted=wanted, reason=reason, remedy=REMEDY)
    better, sure = _near(text)
    return BadDuration(
        span=part(word, found.at, len(text)) if found.at < len(text) else word.span,
        place=inner(word),
        word=text,
        wanted=wanted,
        reason=_reason(text, found),
        remedy=_remedy(text),
        better=better,
        sure=sure,
    )


def _remedy(text: str) -> str:
    if re.fullmatch("[1-9][0-9]{0,8}", text):
        return f"write its unit, such as `{text}m` for minutes or `{text}s` for seconds"
    return REMEDY


def _reason(text: str, found: Failure) -> str:
    """Say what the word lacks, or has too much, at its first wrong character."""
    read, character = text[: found.at], text[found.at : found.at + 1]
    if END in found.expected:
        return f"expected nothing after `{found.after}`"
    if "NUMBER" in found.expected:
        return f"expected a number after `{found.after}`" if read else "expected a number at the start"
    if character in SECONDS and character in read:
        return f"`{character}` stands twice"
    if character in SECONDS:
        return f"`{character}` must stand before `{min(read, key=_size)}`"
    units = tuple(unit for name, unit in NAMES.items() if name in found.expected)
    return f"expected {quoted(units)} after `{read[-12:]}`"


def _size(character: str) -> int:
    return SECONDS.get(character, 2**31)


def _near(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the duration that a word probably meant, and whether it can mean no other."""
    if len(text) > LONGEST_GUESSED:
        return (), False
    tidy, certain = text.strip().replace("_", ""), True
    if unfinished := re.fullmatch("[0-9dhm]*[0-9]([dhm])[0-9]+", tidy):
        next_unit = "dhms"["dhms".index(unfinished[1]) + 1]
        return ((tidy + next_unit,), False) if deadline(tidy + next_unit) else ((), False)
    if iso := re.fullmatch("P(?:([0-9]+)D)?(?:T(.+))?", tidy):
        tidy = (f"{iso[1]}d" if iso[1] else "") + (iso[2] or "").lower()
    if clock := re.fullmatch("([0-9]{1,4}):([0-5][0-9]):([0-5][0-9])", tidy):
        tidy, certain = "{}h{}m{}s".format(*clock.groups()), False
    parts = re.findall(r"([0-9]+(?:[.,][0-9]+)?)\s*([A-Za-z]+)(?:\s*(?:,|and)\s*|\s*)", tidy)
    if "".join("".join(part) for part in parts) != re.sub(r",\s|\band\b|\s", "", tidy):
        return (), False
    total, seen, plain = 0, set(), ""
    for number, written in parts:
        unit = _unit(written)
        if unit is None or unit in seen:
            return (), False
        seen.add(unit)
        # A capital M may be a month to somebody, and any capital is at least unusual.
        certain = certain and written.islower()
        whole, _, rest = number.replace(",", ".").partition(".")
        length = WEEK if unit == "w" else SECONDS[unit]
        thousandths = int(whole + rest) * length * 1000 // 10 ** len(rest)
        if thousandths % 1000:
            return (), False
        total += thousandths // 1000
        plain += number + unit
    as_written = deadline(plain) == total and not re.search("(^|[a-z])0", plain)
    made = plain if as_written else spelled(total)
    return ((made,), certain) if deadline(made) else ((), False)


def _unit(word: str) -> str | None:
    """Return the unit that a word stands for; `w` for weeks; None where it is none."""
    lower = word.lower()
    if lower in SECONDS or lower == "w":
        return lower
    single = lower.removesuffix("s")
    if single in SHORT:
        return SHORT[single][0]
    return next((unit for unit, name in WORDS.items() if name == single), None)
