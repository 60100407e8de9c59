"""Schedules that never come, and those that drift."""

from __future__ import annotations

from amelang.checks.schedule_problems import DriftingSchedule, NeverFiringSchedule
from amelang.language.schedule import EVERY, FIELDS, MONTHS, Field
from amelang.language.shape import At
from amelang.text.problem import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""The most days that each month has; the 29th of February comes every four years."""
DAY, MONTH, WEEKDAY = 2, 3, 4
"""Which of the five fields is which."""


def verdict(text: str) -> Callable[[At[str]], Problem] | None:
    """Return what makes the problem of a schedule that Kubernetes reads; None where there is none."""
    if text.startswith(EVERY):
        return lambda at: DriftingSchedule(span=at.span, word=text)
    fields = text.split()
    # Where both a day of the month and one of the week are given, either will do.
    if _any(fields[DAY]) or not _any(fields[WEEKDAY]):
        return None
    first = min(_values(FIELDS[DAY], fields[DAY]))
    months = _values(FIELDS[MONTH], fields[MONTH])
    longest = max(LONGEST_DAYS[month - 1] for month in months)
    if first <= longest:
        return None
    named = tuple(MONTHS[month - 1].title() for month in sorted(months))
    return lambda at: NeverFiringSchedule(span=at.span, word=text, day=first, months=named, longest=longest)


def _any(text: str) -> bool:
    """Tell whether robfig/cron takes a field for one that leaves the day open: it has a star somewhere."""
    return any(item.partition("/")[0] in ("*", "?") for item in text.split(","))


def _values(field: Field, text: str) -> set[int]:
    """Return the numbers that a field stands for."""
    found: set[int] = set()
    for item in text.split(","):
        body, _, step = item.partition("/")
        first, dash, last = body.partition("-")
        start = field.least if body in ("*", "?") else field.value(first)
        # A step behind one number goes on to the greatest.
        end = field.value(last) if dash else field.greatest if body in ("*", "?") or step else start
        found.update(range(start, end + 1, int(step or 1)))
    return found
