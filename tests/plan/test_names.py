"""Names in the cluster: always accepted, never shared by two things."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amelang.lower.names import LONGEST_RUN, definition_name, files_name, inventory_name, job_name
from amelang.meaning.names import cut, lowered

LABEL = re.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?")
names = st.from_regex("[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?", fullmatch=True)
words = st.from_regex("[a-z]([a-z_-]{0,4}[a-z])?", fullmatch=True)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("train", "train"),
        ("train_my_model", "train-my-model"),
        ("TrainMyModel", "trainmymodel"),
        ("a__b", "a-b"),
        ("a-_-b", "a-b"),
        ("7", "7"),
    ],
)
def test_a_name_becomes(name: str, expected: str) -> None:
    assert lowered(name) == expected


@given(names)
def test_names_of_the_language_become_labels_no_longer_than_they_are(name: str) -> None:
    low = lowered(name)
    assert LABEL.fullmatch(low)
    assert "--" not in low
    assert len(low) <= len(name)
    assert lowered(low) == low


@given(st.text(max_size=300))
@example("")
@example("_")
@example("Ünï cöde")
def test_any_folder_name_becomes_a_label(name: str) -> None:
    low = lowered(name)
    assert LABEL.fullmatch(low)
    assert len(low) <= 63


@given(st.text(max_size=12), st.text(max_size=12))
@example("my project", "my.project")
@example("-a", "a")
def test_names_outside_the_language_do_not_fall_together(one: str, other: str) -> None:
    valid = re.compile("[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?")
    if one != other and not (valid.fullmatch(one) and valid.fullmatch(other)):
        assert lowered(one) != lowered(other)


@given(names, names)
@example("p" * 63, "t" * 63)
def test_definitions_and_runs_have_names_that_the_server_takes(project: str, task: str) -> None:
    definition = definition_name(project, task)
    assert LABEL.fullmatch(definition)
    assert len(definition) <= 52
    run = job_name(definition, "a" * LONGEST_RUN)
    assert LABEL.fullmatch(run)
    assert len(run) <= 63
    assert LABEL.fullmatch(inventory_name(project))
    assert LABEL.fullmatch(files_name("code", project, "0" * 64))


@given(st.tuples(words, words), st.tuples(words, words))
@example(("a-b", "c"), ("a", "b-c"))
def test_no_two_tasks_of_a_namespace_share_a_name(one: tuple[str, str], other: tuple[str, str]) -> None:
    same = [lowered(word) for word in one] == [lowered(word) for word in other]
    assert (definition_name(*one) == definition_name(*other)) == same


def test_names_that_are_cut_differ_by_their_hash() -> None:
    long = "quarterly_revenue_forecast_for_all_regions"
    one, other = (definition_name(long, f"train_on_ten_years_{number}") for number in (1, 2))
    assert one != other
    assert re.search("-[0-9a-f]{6}$", one)
    assert cut("short", 52) == "short"


@pytest.mark.parametrize("run", ["", "A1", "a-b", "a" * 11, "ä"])
def test_a_run_is_named_in_lower_case_and_short(run: str) -> None:
    with pytest.raises(ValueError, match="not the name of a run"):
        job_name("hello--hello", run)
