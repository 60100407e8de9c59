"""What is wrong with a schedule, and which one was probably meant."""

from __future__ import annotations

import re

from amelang.language.place import inner, part
from amelang.language.problems import quoted, shown
from amelang.language.schedule import DAYS, EVERY, FIELDS, LONGEST, WORDS, Field, accepts
from amelang.language.word_problems import BadSchedule
from amelang.text.problem import Problem
from amelang.text.tree import Scalar

REMEDY = "write minute, hour, day, month and day of the week, in quotes, such as `0 6 * * *`"
FULL_NAMES = re.compile(
    "(jan)uary|(feb)ruary|(mar)ch|(apr)il|(jun)e|(jul)y|(aug)ust|(sep)t(?:ember)?|(oct)ober|(nov)ember"
    "|(dec)ember|(sun)day|(mon)day|(tue)s(?:day)?|(wed)nesday|(thu)r(?:s(?:day)?)?|(fri)day|(sat)urday",
    re.IGNORECASE,
)


def explain(word: Scalar, wanted: str) -> Problem:
    """Say what is wrong with a word that is not a schedule."""
    text = word.text
    if len(text) > LONGEST:
        reason = f"it is longer than {LONGEST} characters"
        return BadSchedule(span=inner(word), word=text, wanted=wanted, reason=reason, remedy=REMEDY)
    start, end, reason, better, sure = _fault(text)
    better = tuple(near for near in better if near != text and accepts(near))
    return BadSchedule(
        span=part(word, start, end) if end > start else word.span,
        place=inner(word),
        word=text,
        wanted=wanted,
        reason=reason,
        remedy=REMEDY,
        better=better,
        sure=sure,
    )


def _fault(text: str) -> tuple[int, int, str, tuple[str, ...], bool]:
    """Return the offsets of what is wrong, why, what was probably meant, and whether that is certain."""
    if zone := re.match(r"\s*(CRON_TZ|TZ)=\S*\s*", text):
        return zone.start(1), zone.end(), "its time zone has a key of its own", (text[zone.end() :],), False
    if text.lstrip().startswith("@"):
        return _word(text)
    fields = list(re.finditer(r"\S+", text))
    if len(fields) != len(FIELDS):
        found = f"expected {len(FIELDS)} fields, found {len(fields) or 'none'}"
        # A sixth field is most often the second, in front.
        shorter = text[fields[1].start() :] if len(fields) == len(FIELDS) + 1 else ""
        if text and not text.strip("*"):
            shorter = " ".join("*" * len(FIELDS))
        elif len(fields) == 1:
            shorter = _lone(fields[0][0])
        return 0, len(text), found, (shorter,), False
    for field, match in zip(FIELDS, fields, strict=True):
        if reason := _wrong(field, match[0]):
            near, sure = _near(field, match[0])
            whole = (text[: match.start()] + near + text[match.end() :]).strip()
            return match.start(), match.end(), reason, (whole,), sure
    return 0, len(text), "there are spaces that do not belong", (" ".join(text.split()),), True


def _lone(word: str) -> str:
    """Return the schedule that a single word means: a known one without its `@`, or an hour of the day."""
    hour, colon, minute = word.partition(":")
    if colon and hour.isdecimal() and minute.isdecimal():
        return f"{int(minute[:4])} {int(hour[:4])} * * *"
    return f"@{word.lower()}"


def _word(text: str) -> tuple[int, int, str, tuple[str, ...], bool]:
    """Say what is wrong with a schedule of one word, such as `@daily`."""
    from difflib import get_close_matches

    lower = " ".join(text.lower().split())
    if lower.startswith(EVERY):
        return len(EVERY), len(text), "expected hours, minutes or seconds, as `1h30m`", (lower,), False
    if accepts(lower):
        return 0, len(text), "it is written in small letters", (lower,), True
    near = tuple(get_close_matches(lower, WORDS, 1, 0.7))
    return 0, len(text), f"known are {quoted(('@hourly', '@daily', '@weekly'))}", near, False


def _wrong(field: Field, text: str) -> str:
    """Say what is wrong with a field; empty where nothing is."""
    if backward := field.backward(text):
        return f"`{shown(backward, 12)}` goes backwards"
    if field.accepts(text):
        return ""
    if field.words and FULL_NAMES.search(text):
        return "names have three letters"
    for item in text.split(","):
        body, slash, step = item.partition("/")
        if slash and not re.fullmatch("0*[1-9][0-9]{0,4}", step):
            return f"`/{shown(step, 12)}` is not a step"
        for value in body.split("-"):
            if field.accepts(value) and value:
                continue
            if not item:
                return "there is nothing between two commas"
            if value.isascii() and value.isdecimal():
                return f"the {field.name} goes from {field.least} to {field.greatest}"
            return f"`{shown(value or item, 12)}` is no {field.name}"
    return f"`{shown(text, 12)}` is no {field.name}"


def _near(field: Field, text: str) -> tuple[str, bool]:
    """Return what a field probably meant, and whether that is certain."""
    short = FULL_NAMES.sub(lambda match: str(match[match.lastindex or 0]).upper(), text)
    if field.words and short != text:
        return short, True
    if field.words == DAYS and re.search("(^|[-,])7($|,)", text):
        # Elsewhere Sunday may also be 7.
        return re.sub("(^|,)7($|,)", r"\g<1>0\2", re.sub("([0-6])-7($|,)", r"\1-6,0\2", text)), True
    if field.backward(text) and re.fullmatch("[0-9A-Za-z]+-[0-9A-Za-z]+", text):
        first, _, last = text.partition("-")
        named = field.words if not first.isdecimal() else ()
        greatest, least = (named[-1], named[0]) if named else (str(field.greatest), str(field.least))
        if field.value(first) == field.value(last) + 1:
            return "*", False
        until = first if first.upper() == greatest else f"{first}-{greatest}"
        return f"{until},{last if last.upper() == least else f'{least}-{last}'}", False
    return text.replace(",,", ",").strip(","), True
