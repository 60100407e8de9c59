"""Amounts of resources: which are read, and what is said about the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amelang.language.quantity import LARGEST, NANO, Quantity, canonical, parse
from amelang.language.scalars import AMOUNT, WHOLE_AMOUNT

UNIT = "write a number and directly behind it a unit, such as `10G`, `512Mi` or `500m`"


@pytest.mark.parametrize(
    ("word", "units"),
    [
        ("0", 0),
        ("4", 4),
        ("+4", 4),
        ("10G", 10 * 10**9),
        ("2.5Gi", 5 * 2**29),
        ("1k", 1000),
        ("1Ki", 1024),
        ("1E", 10**18),
        ("1e9", 10**9),
        ("1E9", 10**9),
        ("12e-3k", None),
        ("1.5e3", 1500),
        ("007", 7),
        ("1.", 1),
        (".5k", 500),
        ("1000m", 1),
        ("1000000u", 1),
        ("1000000000n", 1),
        ("7Ei", 7 * 2**60),
        ("9223372036854775807", 2**63 - 1),
    ],
)
def test_a_quantity_is_a_number_and_a_unit(word: str, units: int | None) -> None:
    quantity = AMOUNT.read(word)
    assert quantity == (None if units is None else Quantity(units * NANO, word))


def test_what_is_less_than_a_billionth_is_rounded_up() -> None:
    assert [parse(word).nano for word in ("0.1n", "1e-10", "0.0000000011", "0e-99")] == [1, 1, 2, 0]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("line", "place", "message", "remedy", "fixes"),
    [
        # A unit that is nearly one of ours.
        ("memory: 10GB", "12-13", "expected nothing after `G`", "write `10G`", "10G"),
        ('memory: "10GB"', "13-14", "expected nothing after `G`", "write `10G`", '"10G"'),
        ("memory: 10Gb", "12-13", "expected nothing after `G`", "write `10G`", "10G?"),
        ("memory: 10g", "11-12", "expected a unit or nothing after `10`", "write `10G`", "10G?"),
        ("memory: 10K", "9-12", "expected `i` after `K`", "write `10k` or `10Ki`", "10k? 10Ki?"),
        ("memory: 10KB", "12-13", "expected `i` after `K`", "write `10k` or `10Ki`", "10k? 10Ki?"),
        ("memory: 10kb", "12-13", "expected nothing after `k`", "write `10k`", "10k?"),
        ("memory: 10gib", "11-14", "expected a unit or nothing after `10`", "write `10Gi`", "10Gi"),
        ("memory: 10MI", "12-13", "expected nothing after `M`", "write `10Mi`", "10Mi"),
        ("memory: 10mi", "12-13", "expected nothing after `m`", "write `10Mi`", "10Mi"),
        ("memory: 2 gigabytes", "10-20", "found a space after `2`", "write `2G`", "2G?"),
        ("memory: 100µ", "12-13", "expected a unit or nothing after `100`", "write `100u`", "100u"),
        ("cpu: 4x", "7-8", "expected a unit or nothing after `4`", "write `4`", "4?"),
        ("cpu: 4 cores", "7-13", "found a space after `4`", "write `4`", "4?"),
        ("cpu: 500 millicores", "9-20", "found a space after `500`", "write `500m`", "500m?"),
        # Something that does not belong.
        ("memory: 10 G", "11-13", "found a space after `10`", "write `10G`", "10G"),
        ("memory: 10 GiB", "11-15", "found a space after `10`", "write `10Gi`", "10Gi"),
        ("memory: 10\u00a0G", "11-13", "found a no-break space after `10`", "write `10G`", "10G"),
        ("memory: 10\u200bG", "11-13", "expected a unit or nothing after `10`", "write `10G`", "10G"),
        ("memory: 10G,", "12-13", "expected nothing after `G`", "write `10G`", "10G"),
        ("cpu: '4 '", "8-9", "found a space after `4`", "write `4`", "'4'"),
        # Numbers as other programs and other countries write them.
        ("memory: 1_000M", "10-15", "expected a unit or nothing after `1`", "write `1000M`", "1000M"),
        ("memory: 1 000M", "10-15", "found a space after `1`", "write `1000M`", "1000M?"),
        (
            "memory: 1,000,000k",
            "10-19",
            "expected a unit or nothing after `1`",
            "write `1000000k`",
            "1000000k",
        ),
        ("memory: 1,500G", "10-15", "expected a unit or nothing after `1`", "write `1500G`", "1500G?"),
        ("memory: 1,5G", "10-13", "expected a unit or nothing after `1`", "write `1.5G`", "1.5G"),
        ("cpu: 0,5", "7-9", "expected a unit or nothing after `0`", "write `0.5`", "0.5"),
        ("cpu: 0,500", "7-11", "expected a unit or nothing after `0`", "write `0.500`", "0.500"),
        ("cpu: 0x10", "7-10", "expected a unit or nothing after `0`", "write `16`", "16?"),
        ("cpu: 1/2", "7-9", "expected a unit or nothing after `1`", "write `500m`", "500m?"),
        ("memory: \uff11\uff10G", "9-12", "`\uff11` is not one of the digits 0 to 9", "write `10G`", "10G"),
        ("memory: \u0661\u0660G", "9-12", "`\u0661` is not one of the digits 0 to 9", "write `10G`", "10G"),
        # What nobody can guess.
        ("cpu: 1e", "6-8", "expected digits after `1e`", UNIT, ""),
        ("cpu: 1e0000", "11-12", "expected a unit or nothing after `1e000`", UNIT, ""),
        ("cpu: --1", "6-9", "expected a number at the start", UNIT, ""),
        ("cpu: ten", "6-9", "expected a number at the start", UNIT, ""),
        ("cpu: '+'", "6-9", "expected digits after `+`", UNIT, ""),
        ("cpu: .", "6-7", "expected digits after `.`", UNIT, ""),
        ("cpu: 1.2.3", "9-11", "expected a unit or nothing after `1.2`", UNIT, ""),
        ("memory: 5Eii", "12-13", "expected nothing after `i`", UNIT, ""),
        ("memory: 50%", "11-12", "expected a unit or nothing after `50`", UNIT, ""),
        ("memory: 10²", "11-12", "expected a unit or nothing after `10`", UNIT, ""),
        ("memory: G10", "9-12", "expected a number at the start", UNIT, ""),
    ],
)
def test_what_is_no_quantity(
    said: Callable[..., Any], line: str, place: str, message: str, remedy: str, fixes: str
) -> None:
    it = said(line)
    assert (it.problem.code, it.problem.name) == ("AME111", "invalid-quantity")
    assert it.place == place
    assert it.problem.message().endswith(f" is not a quantity: {message}")
    assert it.problem.help() == remedy
    assert it.fixes == fixes


def test_the_whole_sentence(said: Callable[..., Any]) -> None:
    assert said("memory: 10GB").problem.message() == "`10GB` is not a quantity: expected nothing after `G`"
    assert said("memory: ''").problem.message() == (
        "an empty text is not a quantity: expected a number at the start"
    )


@pytest.mark.parametrize(
    ("line", "code", "message", "remedy", "fixes"),
    [
        (
            "nvidia.com/gpu: 0.5",
            "AME117",
            "`0.5` is a part of a device, and tasks get whole ones",
            "write `1`; a share of a GPU has a name of its own, if the cluster has any",
            "1?",
        ),
        (
            "nvidia.com/gpu: 1500m",
            "AME117",
            "`1500m` is a part of a device, and tasks get whole ones",
            "write `2`; a share of a GPU has a name of its own, if the cluster has any",
            "2?",
        ),
        (
            "nvidia.com/gpu: -1",
            "AME115",
            "`-1` is negative",
            "write how much the task needs, such as `1`, or leave the key out",
            "",
        ),
        (
            "cpu: -500m",
            "AME115",
            "`-500m` is negative",
            "write how much the task needs, such as `500m`, or leave the key out",
            "",
        ),
        (
            "nvidia.com/gpu: one",
            "AME111",
            "`one` is not a whole number: expected a number at the start",
            "write a whole number, such as `1`",
            "",
        ),
        (
            "nvidia.com/gpu: 1 gpu",
            "AME111",
            "`1 gpu` is not a whole number: found a space after `1`",
            "write `1`",
            "1?",
        ),
        ("memory: 1000E", "AME116", "`1000E` is more than Kubernetes can count", "write less than `8Ei`", ""),
        ("memory: 8Ei", "AME116", "`8Ei` is more than Kubernetes can count", "write less than `8Ei`", ""),
        ("memory: 1e999", "AME116", "`1e999` is more than Kubernetes can count", "write less than `8Ei`", ""),
        (
            "nvidia.com/gpu: 1E",
            "AME116",
            "`1E` is more than Kubernetes can count",
            "write less than `9P`",
            "",
        ),
    ],
)
def test_amounts_that_nobody_can_have(
    said: Callable[..., Any], line: str, code: str, message: str, remedy: str, fixes: str
) -> None:
    it = said(line)
    assert (it.problem.code, it.problem.message(), it.problem.help()) == (code, message, remedy)
    assert it.fixes == fixes


@pytest.mark.parametrize("word", ["1", "2", "1000m", "1.0", "1e0", "2k", "0"])
def test_devices_are_counted_whole(word: str) -> None:
    assert WHOLE_AMOUNT.read(word)


@pytest.mark.parametrize(
    "word",
    ["9" * 1_000_000, "0" * 1_000_000, "1e" + "9" * 1_000_000, "0." + "0" * 1_000_000 + "1", "1e-999999999"],
)
def test_a_monstrous_number_is_refused_at_once(said: Callable[..., Any], word: str) -> None:
    assert AMOUNT.read(word) is None
    assert len(said(f"memory: {word}").problem.message()) <= 100


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("1000m", "1"),
        ("0.5", "500m"),
        ("0.0005", "1m"),
        ("10000M", "10G"),
        ("1024Mi", "1Gi"),
        ("1.5Gi", "1536Mi"),
        ("00512Mi", "512Mi"),
        ("0.1Ki", "102400m"),
        ("1e10", "10e9"),
        ("1e-1", "100e-3"),
        ("1000Mi", "1000Mi"),
        ("0Gi", "0"),
        ("1.00000000001Gi", "1073741824011m"),
        # Kept as they are, although shorter ones would mean the same.
        ("1e9", "1e9"),
        ("+1", "+1"),
        ("1.", "1."),
        ("1.500", "1.500"),
        ("007Mi", "007Mi"),
        ("1024k", "1024k"),
    ],
)
def test_what_the_api_server_stores(written: str, stored: str) -> None:
    quantity = parse(written)
    assert quantity is not None
    assert canonical(quantity) == stored


QUANTITIES = st.from_regex(
    r"\A\+?([0-9]{1,22}(\.[0-9]{0,12})?|\.[0-9]{1,12})([eE][+-]?[0-9]{1,2}|[numkMGTPE]|[KMGTPE]i)?\Z"
).map(parse)


@given(QUANTITIES.filter(lambda quantity: quantity is not None and quantity.nano <= LARGEST))
def test_what_is_stored_is_stored_as_it_is(quantity: Quantity) -> None:
    stored = parse(canonical(quantity))
    assert stored is not None
    assert canonical(stored) == stored.text
    # The server keeps no less than thousandths, rounded up.
    assert stored.nano == -(-quantity.nano // 10**6) * 10**6


@given(st.text(max_size=12) | st.text("0123456789.,_-+eEnumkKMGTPib x", max_size=12))
def test_whatever_is_written_is_read_or_explained(word: str) -> None:
    from amelang.text.source import Source
    from amelang.text.tree import Scalar

    for kind in (AMOUNT, WHOLE_AMOUNT):
        if kind.read(word) is None:
            source = Source(f"cpu: {word}")
            problem = kind.problem(Scalar(source, 5, len(source.text), word))
            assert problem.message()
            for fix in problem.fixes():
                assert kind.read(fix.edits[0].text) is not None
