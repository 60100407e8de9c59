"""Schedules: which are read, and what is said about the others."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amelang.language.ame_yml import Triggers
from amelang.language.scalars import SCHEDULE
from amelang.language.schedule import FIELDS, PATTERN

FORMS = "write minute, hour, day, month and day of the week, in quotes, such as `0 6 * * *`"
KNOWN = "known are `@hourly`, `@daily` or `@weekly`"


@pytest.mark.parametrize(
    "word",
    [
        "0 6 * * *",
        "*/15 8-17 * * MON-FRI",
        "0 0 1,15 jan-Jun ?",
        "00 06 * * 0",
        "5/15 * * * *",
        "0  6\t* * *",
        "59 23 31 12 6",
        "0 0 31 2 *",
        "@hourly",
        "@daily",
        "@midnight",
        "@weekly",
        "@monthly",
        "@yearly",
        "@annually",
        "@every 1h",
        "@every 1h30m",
    ],
)
def test_a_schedule_is_five_fields_or_a_word(word: str) -> None:
    assert SCHEDULE.read(word) == word


@pytest.mark.parametrize(
    ("word", "underlined", "message", "fixes"),
    [
        ("60 * * * *", "60", "the minute goes from 0 to 59", ""),
        ("0 24 * * *", "24", "the hour goes from 0 to 23", ""),
        ("0 0 32 * *", "32", "the day of the month goes from 1 to 31", ""),
        ("0 0 * 13 *", "13", "the month goes from 1 to 12", ""),
        ("0 0 * * 7", "7", "the day of the week goes from 0 to 6", "0 0 * * 0"),
        ("0 0 * * 6,7", "6,7", "the day of the week goes from 0 to 6", "0 0 * * 6,0"),
        ("0 0 * * 5-7", "5-7", "the day of the week goes from 0 to 6", "0 0 * * 5-6,0"),
        ("0 0 * * Monday", "Monday", "names have three letters", "0 0 * * MON"),
        ("0 0 * * X", "X", "`X` is no day of the week", ""),
        ("0 22-6 * * *", "22-6", "`22-6` goes backwards", "0 22-23,0-6 * * *?"),
        ("0 0 * * FRI-MON", "FRI-MON", "`FRI-MON` goes backwards", "0 0 * * FRI-SAT,SUN-MON?"),
        ("*/0 * * * *", "*/0", "`/0` is not a step", ""),
        ("1,,2 * * * *", "1,,2", "there is nothing between two commas", "1,2 * * * *"),
        ("H * * * *", "H", "`H` is no minute", ""),
        ("0 6 * *", "0 6 * *", "expected 5 fields, found 4", ""),
        ("0 0 6 * * *", "0 0 6 * * *", "expected 5 fields, found 6", "0 6 * * *?"),
        ("*****", "*****", "expected 5 fields, found 1", "* * * * *?"),
        (" 0 6 * * *", " 0 6 * * *", "there are spaces that do not belong", "0 6 * * *"),
        ("TZ=Europe/Paris 0 6 * * *", "TZ=Europe/Paris ", "its time zone has a key of its own", "0 6 * * *?"),
        ("CRON_TZ=UTC @daily", "CRON_TZ=UTC ", "its time zone has a key of its own", "@daily?"),
        ("@reboot", "@reboot", KNOWN, ""),
        ("@dialy", "@dialy", KNOWN, "@daily?"),
        ("@Daily", "@Daily", "it is written in small letters", "@daily"),
        ("@every 1d", "1d", "expected hours, minutes or seconds, as `1h30m`", ""),
        ("@every 0s", "0s", "expected hours, minutes or seconds, as `1h30m`", ""),
    ],
)
def test_what_is_no_schedule(
    said: Callable[..., Any], word: str, underlined: str, message: str, fixes: str
) -> None:
    it = said(f'schedule: "{word}"', Triggers)
    assert (it.problem.code, it.problem.name) == ("AME113", "invalid-schedule")
    assert it.problem.span.text == underlined
    assert it.problem.message().endswith(f" is not a schedule: {message}")
    assert it.fixes.replace('"', "") == fixes
    assert it.problem.help() == (f"write `{fixes.rstrip('?')}`" if fixes else FORMS)


def test_a_mended_schedule_is_quoted_where_a_sign_of_yaml_would_begin_it(said: Callable[..., Any]) -> None:
    assert said("schedule: TZ=UTC */5 * * * *", Triggers).fixes == '"*/5 * * * *"?'


@pytest.mark.parametrize(
    "word", ["9" * 1_000_000, "* " * 500_000, "1," * 500_000 + " * * * *", "@" * 1_000_000]
)
def test_a_monstrous_schedule_is_refused_at_once(said: Callable[..., Any], word: str) -> None:
    assert SCHEDULE.read(word) is None
    assert len(said(f"schedule: '{word}'", Triggers).problem.message()) <= 100


def backwards(text: str) -> bool:
    return not text.startswith("@") and any(
        field.backward(part) for field, part in zip(FIELDS, text.split(), strict=True)
    )


PIECE = st.text("0123456789*/-,?SUNMJAsunmja", min_size=1, max_size=5) | st.sampled_from(
    ["*", "0", "5", "*/5", "1-5", "MON-FRI", "jan", "31", "7"]
)


@example("? ? ? 0000000001 ?")
@given(st.lists(PIECE, min_size=4, max_size=6).map(" ".join) | st.from_regex(PATTERN, fullmatch=True))
def test_the_pattern_accepts_what_is_read(word: str) -> None:
    matched = re.fullmatch(PATTERN, word) is not None
    if word.startswith("@every"):
        return
    assert (SCHEDULE.read(word) is not None) == (matched and not backwards(word))


@given(
    st.lists(PIECE | st.text(max_size=4), max_size=7).map(" ".join)
    | st.text("@everyhms 0123TZ=", max_size=14)
)
def test_whatever_is_written_is_read_or_explained(word: str) -> None:
    from amelang.text.source import Source
    from amelang.text.tree import Scalar

    if SCHEDULE.read(word) is None:
        source = Source(f'schedule: "{word}"')
        problem = SCHEDULE.problem(Scalar(source, 10, len(source.text), word, '"'))
        assert problem.message()
        for fix in problem.fixes():
            assert SCHEDULE.read(fix.edits[0].text) is not None
