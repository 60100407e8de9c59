"""Time limits: which are read, and what is said about the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amelang.language.ame_yml import Task
from amelang.language.duration import LONGEST, spelled
from amelang.language.scalars import DURATION

FORMS = "write it as `2h30m`, `45m`, `90s` or `1d`"


@pytest.mark.parametrize(
    ("word", "seconds"),
    [
        ("90s", 90),
        ("45m", 2700),
        ("2h30m", 9000),
        ("1d", 86400),
        ("1d2h3m4s", 93784),
        ("90m", 5400),
        ("0h5m", 300),
        ("2147483647s", 2147483647),
    ],
)
def test_a_duration_is_numbers_with_units(word: str, seconds: int) -> None:
    assert DURATION.read(word) == seconds


@pytest.mark.parametrize(
    ("line", "place", "message", "remedy", "fixes"),
    [
        ("timeout: 2 hours", "11-17", "expected `d`, `h`, `m` or `s` after `2`", "write `2h`", "2h"),
        ("timeout: 90min", "13-15", "expected nothing after `m`", "write `90m`", "90m"),
        ("timeout: 1hr 30mins", "12-20", "expected nothing after `h`", "write `1h30m`", "1h30m"),
        ("timeout: 1h 30m", "12-16", "expected nothing after `h`", "write `1h30m`", "1h30m"),
        ("timeout: '1h30m '", "16-17", "expected nothing after `m`", "write `1h30m`", "'1h30m'"),
        ("timeout: 1.5h", "11-14", "expected `d`, `h`, `m` or `s` after `1`", "write `1h30m`", "1h30m"),
        ("timeout: 1,5h", "11-14", "expected `d`, `h`, `m` or `s` after `1`", "write `1h30m`", "1h30m"),
        ("timeout: 1w", "11-12", "expected `d`, `h`, `m` or `s` after `1`", "write `7d`", "7d"),
        ("timeout: PT2H30M", "10-17", "expected a number at the start", "write `2h30m`", "2h30m"),
        ("timeout: 2H30M", "11-15", "expected `d`, `h`, `m` or `s` after `2`", "write `2h30m`", "2h30m?"),
        ("timeout: 30m2h", "14-15", "`h` must stand before `m`", "write `2h30m`", "2h30m"),
        ("timeout: 1h1h", "13-14", "`h` stands twice", FORMS, ""),
        ("timeout: 2h30", "10-14", "expected `m` or `s` after `2h30`", "write `2h30m`", "2h30m?"),
        (
            "timeout: 30",
            "10-12",
            "expected `d`, `h`, `m` or `s` after `30`",
            "write its unit, such as `30m` for minutes or `30s` for seconds",
            "",
        ),
        (
            "timeout: '1:30:00'",
            "12-18",
            "expected `d`, `h`, `m` or `s` after `1`",
            "write `1h30m`",
            "'1h30m'?",
        ),
        # Hours and minutes, or minutes and seconds?
        ("timeout: '1:30'", "12-15", "expected `d`, `h`, `m` or `s` after `1`", FORMS, ""),
        ("timeout: 500ms", "14-15", "expected nothing after `m`", FORMS, ""),
        ("timeout: h", "10-11", "expected a number at the start", FORMS, ""),
        ("timeout: -1h", "10-13", "expected a number at the start", FORMS, ""),
        ("timeout: none", "10-14", "expected a number at the start", FORMS, ""),
        ("timeout: 0s", "10-12", "it is no time at all", FORMS, ""),
        ("timeout: 99999d", "10-16", "more than 2147483647 seconds", FORMS, ""),
    ],
)
def test_what_is_no_duration(
    said: Callable[..., Any], line: str, place: str, message: str, remedy: str, fixes: str
) -> None:
    it = said(line, Task)
    assert (it.problem.code, it.problem.name) == ("AME112", "invalid-duration")
    assert it.place == place
    assert it.problem.message().endswith(f" is not a duration: {message}")
    assert it.problem.help() == remedy
    assert it.fixes == fixes


@pytest.mark.parametrize("word", ["9" * 1_000_000 + "s", "9" * 1_000_000, "1h" * 500_000, " " * 1_000_000])
def test_a_monstrous_duration_is_refused_at_once(said: Callable[..., Any], word: str) -> None:
    assert DURATION.read(word) is None
    assert len(said(f"timeout: '{word}'", Task).problem.message()) <= 100


@given(st.integers(1, LONGEST))
def test_a_duration_that_we_write_is_read(seconds: int) -> None:
    assert DURATION.read(spelled(seconds)) == seconds


@given(st.text(max_size=12) | st.text("0123456789dhmsPTwin.,: ", max_size=14))
def test_whatever_is_written_is_read_or_explained(word: str) -> None:
    from amelang.text.source import Source
    from amelang.text.tree import Scalar

    if DURATION.read(word) is None:
        source = Source(f"timeout: {word}")
        problem = DURATION.problem(Scalar(source, 9, len(source.text), word))
        assert problem.message()
        for fix in problem.fixes():
            assert DURATION.read(fix.edits[0].text) is not None
