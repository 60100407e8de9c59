"""Schedules that never come, compared with a calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amelang.checks.schedules import verdict
from amelang.language.schedule import accepts

CALENDAR = [date(2000, 1, 1) + timedelta(days=number) for number in range(28 * 366)]
"""Days enough for each day of a month, leap days too, to have been each day of the week."""


def values(text: str, least: int, greatest: int) -> set[int]:
    """Read a field that is written with numbers, as crontab(5) says."""
    found: set[int] = set()
    for item in text.split(","):
        body, _, step = item.partition("/")
        first, dash, last = body.partition("-")
        if body in ("*", "?"):
            low, high = least, greatest
        else:
            low, high = int(first), int(last) if dash else greatest if step else int(first)
        found |= set(range(low, high + 1, int(step or 1)))
    return found


def ever(day: str, month: str, weekday: str) -> bool:
    """Look for a day in the calendar on which a schedule comes."""
    days, months, weekdays = values(day, 1, 31), values(month, 1, 12), values(weekday, 0, 6)
    # With a star in one of the two both must fit; else either is enough.
    both = any(item[0] in "*?" for field in (day, weekday) for item in field.split(","))
    for one in CALENDAR:
        fits = one.day in days, one.isoweekday() % 7 in weekdays
        if one.month in months and (all(fits) if both else any(fits)):
            return True
    return False


def field(least: int, greatest: int) -> st.SearchStrategy[str]:
    number = st.integers(least, greatest)
    bounds = st.tuples(number, number).map(sorted).map(lambda two: f"{two[0]}-{two[1]}")
    step = st.integers(1, 7)
    item = st.one_of(
        st.sampled_from(("*", "?")),
        number.map(str),
        bounds,
        st.tuples(st.one_of(st.just("*"), number.map(str), bounds), step).map(
            lambda two: f"{two[0]}/{two[1]}"
        ),
    )
    return st.one_of(item, st.lists(item, min_size=1, max_size=3).map(",".join))


@given(
    st.one_of(st.integers(27, 31).map(str), field(1, 31)), field(1, 12), st.one_of(st.just("*"), field(0, 6))
)
def test_never_means_never(day: str, month: str, weekday: str) -> None:
    text = f"0 6 {day} {month} {weekday}"
    assert accepts(text)
    assert (verdict(text) is not None) is not ever(day, month, weekday)


@pytest.mark.parametrize("text", ["0 0 29 2 *", "0 0 31 * *", "0 0 31 jan,FEB *", "0 0 31 2 MON-FRI"])
def test_schedules_that_come(text: str) -> None:
    assert verdict(text) is None
