"""Laying what a task writes over what its template supplies."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amelang.language.ame_yml import Template
from amelang.language.read import read_record
from amelang.language.shape import At, Items, Pairs, Record, Ref
from amelang.meaning.merge import Merged
from amelang.text.reader import read
from amelang.text.source import Source


def record(text: str) -> Template:
    made, problems = read_record(read(Source(text)), Template)
    assert not problems
    return made


def plain(value: Any) -> Any:
    """Return a value as plain data, to be compared."""
    if isinstance(value, At):
        return value.span.text
    if isinstance(value, Ref):
        return (value.project.value if value.project else None, value.name.value)
    if isinstance(value, Record):
        return (value.tag, {name: plain(one) for name, one in value.__dict__.items()})
    if isinstance(value, Pairs):
        return [(word.value, plain(one)) for word, one in value]
    if isinstance(value, Items):
        return [plain(one) for one in value]
    return value


def over(below: str, above: str) -> Any:
    return plain(Merged().over(record(below), record(above)))


@pytest.mark.parametrize(
    ("below", "above", "merged"),
    [
        pytest.param("retries: 1", "retries: 2", "retries: 2", id="the task wins"),
        pytest.param("retries: 1", "timeout: 1h", "retries: 1\ntimeout: 1h", id="what it lacks is supplied"),
        pytest.param(
            "resources: {memory: 1G, cpu: 1}",
            "resources: {cpu: 2}",
            "resources: {memory: 1G, cpu: 2}",
            id="resources merge key by key",
        ),
        pytest.param(
            "resources: {nvidia.com/gpu: 1, amd.com/gpu: 2}",
            "resources: {amd.com/gpu: 1}",
            "resources: {nvidia.com/gpu: 1, amd.com/gpu: 1}",
            id="devices, too",
        ),
        pytest.param(
            "nodeSelector: {disk: ssd, gpu: a}",
            "nodeSelector: {gpu: b, zone: c}",
            "nodeSelector: {disk: ssd, gpu: b, zone: c}",
            id="labels of machines merge key by key",
        ),
        pytest.param(
            "environment: [{key: A, val: 1}, {key: B, val: 2}]",
            "environment: [{key: C, val: 3}, {key: A, val: 4}]",
            "environment: [{key: A, val: 4}, {key: B, val: 2}, {key: C, val: 3}]",
            id="variables merge by their name",
        ),
        pytest.param(
            "secrets: [!ame {key: a, injectAs: A}, !ame {key: b, injectAs: B}]",
            "secrets: [!vault {vault: v, key: x, injectAs: A}]",
            "secrets: [!vault {vault: v, key: x, injectAs: A}, !ame {key: b, injectAs: B}]",
            id="secrets merge by their variable",
        ),
        pytest.param(
            "dataSets: [one, other.two]",
            "dataSets: [{ref: {name: two, project: other}}, three]",
            "dataSets: [other.two, one, three]",
            id="data sets merge by what they refer to",
        ),
        pytest.param(
            "artifacts: {paths: [a], saveChangedFiles: true}",
            "artifacts: {paths: [b]}",
            "artifacts: {paths: [b], saveChangedFiles: true}",
            id="paths replace",
        ),
        pytest.param(
            "pipeline: [{taskRef: a}]",
            "pipeline: [{taskRef: b}]",
            "pipeline: [{taskRef: b}]",
            id="steps replace",
        ),
        pytest.param(
            "executor: !pip {pythonVersion: 3.11, command: a}",
            "executor: !pip {command: b}",
            "executor: !pip {pythonVersion: 3.11, command: b}",
            id="an executor of the same tag merges",
        ),
        pytest.param(
            "executor: !pip {pythonVersion: 3.11, command: a}",
            "executor: !custom {command: b}",
            "executor: !custom {command: b}",
            id="one of another tag replaces",
        ),
        pytest.param("retries: 1\ntimeout: 1h", "retries: null", "timeout: 1h", id="null removes"),
        pytest.param("retries: 1", "retries: ~", "{}", id="so does the other null"),
        pytest.param("retries: 1", "retries:", "retries: 1", id="nothing written removes nothing"),
        pytest.param(
            "resources: {cpu: 1, memory: 1G}",
            "resources: {cpu: null}",
            "resources: {memory: 1G}",
            id="inside, too",
        ),
        pytest.param(
            "nodeSelector: {gpu: a100, zone: eu}",
            "nodeSelector: {gpu: ~, zone:}",
            "nodeSelector: {zone: eu}",
            id="a label of machines, too",
        ),
        pytest.param(
            "resources: {cpu: 1, nvidia.com/gpu: 1, amd.com/gpu: 2}",
            "resources: {nvidia.com/gpu: null}",
            "resources: {cpu: 1, amd.com/gpu: 2}",
            id="a device, too",
        ),
    ],
)
def test_the_rules_of_merging(below: str, above: str, merged: str) -> None:
    result, wanted = over(below, above), plain(record(merged))
    if "other.two" in below:
        # The order of the template stays; only the members matter here.
        assert sorted(map(str, result[1]["data_sets"])) == sorted(map(str, wanted[1]["data_sets"]))
    else:
        assert result == wanted


def test_every_value_keeps_the_place_that_it_came_from() -> None:
    below = record("resources: {memory: 10G, cpu: 1}")
    above = record("resources: {cpu: 2}")
    merged = Merged()
    made = merged.over(below, above)
    assert made.resources is not None
    assert made.resources.memory is not None
    assert made.resources.cpu is not None
    assert made.resources.memory.source is below.span.source
    assert made.resources.cpu.source is above.span.source


names = st.sampled_from(["A", "B", "C"])
values = st.integers(0, 9).map(str)


def section(name: str, body: str) -> str:
    return f"{name}: {body}\n"


resources = st.dictionaries(st.sampled_from(["cpu", "memory", "nvidia.com/gpu"]), st.sampled_from("123")).map(
    lambda one: section("resources", "{" + ", ".join(f"{key}: {value}" for key, value in one.items()) + "}")
)
environment = st.dictionaries(names, values, min_size=1).map(
    lambda one: section(
        "environment", "[" + ", ".join(f"{{key: {key}, val: {value}}}" for key, value in one.items()) + "]"
    )
)
secrets = st.dictionaries(names, values, min_size=1).map(
    lambda one: section(
        "secrets", "[" + ", ".join(f"!ame {{key: k{v}, injectAs: {k}}}" for k, v in one.items()) + "]"
    )
)
executor = st.dictionaries(
    st.sampled_from(["pythonVersion", "command"]), st.sampled_from(["3.11", "3.12"]), min_size=1
).map(lambda one: section("executor", "!pip {" + ", ".join(f"{k}: {v}" for k, v in one.items()) + "}"))
rest = st.sampled_from(["", "retries: 1\n", "retries: 2\n", "timeout: 1h\n", "artifacts: {paths: [a]}\n"])
partial = st.tuples(
    resources | st.just(""), environment | st.just(""), secrets | st.just(""), executor | st.just(""), rest
).map(lambda parts: "".join(parts) or "{}")


@given(partial, partial, partial)
def test_merging_is_associative(first: str, second: str, third: str) -> None:
    """It does not matter whether a task sees a chain of templates or one that was merged before.

    It would with a literal null, which removes what is below it and leaves nothing behind, and with
    executors of several tags.
    """
    merged = Merged()
    low, middle, top = record(first), record(second), record(third)
    one = merged.over(merged.over(low, middle), top)
    other = merged.over(low, merged.over(middle, top))
    assert plain(one) == plain(other)


@given(partial)
def test_merging_with_nothing_changes_nothing(text: str) -> None:
    assert over(text, "{}") == plain(record(text))
    assert over("{}", text) == plain(record(text))
    assert over(text, text) == plain(record(text))
