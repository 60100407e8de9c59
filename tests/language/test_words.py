"""Names, versions, images and other words: which are read, and what is said about the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amelang.language import scalars
from amelang.language.ame_yml import AmeSecret, Artifacts, Custom, Pip, Record, Resources, Task, Triggers
from amelang.language.scalars import (
    COUNT,
    ENVIRONMENT_NAME,
    EXTENDED_RESOURCE,
    FLAG,
    IMAGE,
    LABEL_NAME,
    LABEL_VALUE,
    NAME,
    PYTHON_VERSION,
    TIME_ZONE,
)
from amelang.language.shape import Kind
from amelang.text.source import Source
from amelang.text.tree import Scalar

NAMES = "use letters, digits, `-` and `_`, with a letter or digit at both ends"
VARIABLES = "use letters, digits and `_`, and do not begin with a digit: shells drop other variables"
VERSIONS = "write it as `3.11` or `3.11.4`"
IMAGES = "write it as `name:version` or `registry/name:version`, the name in small letters"
DEVICES = "write the maker's name and the device, such as `nvidia.com/gpu`"
LABELS = "use letters, digits, `-`, `_` and `.`, at most 63, behind an optional domain and `/`"
VALUES = "use letters, digits, `-`, `_` and `.`, with a letter or digit at both ends"
ZONES = "write its IANA name, such as `Europe/Copenhagen` or `Etc/UTC`"
COUNTS = "write digits, such as `2`; none at all is `0`"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (NAME, ["train", "train_my_model", "Train-2", "9", "a" * 63]),
        (ENVIRONMENT_NAME, ["EPOCHS", "_x", "a1", "path"]),
        (PYTHON_VERSION, ["3.6", "3.10", "3.11", "3.11.4", "3.15"]),
        (FLAG, ["true", "false"]),
        (COUNT, ["0", "2", "999999999"]),
        (
            IMAGE,
            [
                "python:3.11",
                "registry.example.com/ml/train:1.4",
                "localhost:5000/x",
                "Registry.example.com/x",
                "[::1]:5000/x",
                "a/b_c/d__e/f--g:V_1.x-y",
                "x@sha256:" + "0" * 64,
                "x:1@sha256:" + "0" * 64,
            ],
        ),
        (EXTENDED_RESOURCE, ["nvidia.com/gpu", "amd.com/gpu", "nvidia.com/mig-1g.5gb", "a.b/C_d"]),
        (LABEL_NAME, ["gpu", "a.b/C_d", "kubernetes.io/hostname", "a" * 63, "a" * 253 + "/b"]),
        (LABEL_VALUE, ["", "a100", "A_b.c-d", "a" * 63]),
        (TIME_ZONE, ["Europe/Copenhagen", "Etc/UTC", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT-2"]),
    ],
)
def test_good_words_are_read(kind: Kind[Any], words: list[str]) -> None:
    assert [word for word in words if kind.read(word) is None] == []


def test_a_version_is_a_text() -> None:
    assert PYTHON_VERSION.read("3.10") == "3.10"


@pytest.mark.parametrize(
    ("record", "line", "underlined", "message", "remedy", "fixes"),
    [
        # Names.
        (Task, "name: a.b", ".", "`a.b` is not a name: `.` cannot stand in it", "write `a_b`", "a_b?"),
        (
            Task,
            "name: train my model",
            " ",
            "`train my model` is not a name: there is a space in it",
            "write `train_my_model`",
            "train_my_model?",
        ),
        (Task, "name: -a", "-", "`-a` is not a name: it cannot begin with `-`", "write `a`", "a?"),
        (Task, "name: 'a_'", "_", "`a_` is not a name: it cannot end with `_`", "write `a`", "'a'?"),
        (
            Task,
            "name: tr\u00e6n",
            "\u00e6",
            "`tr\u00e6n` is not a name: `\u00e6` cannot stand in it",
            NAMES,
            "",
        ),
        (Task, "name: ''", "''", "an empty text is not a name", NAMES, ""),
        (
            Task,
            "name: " + "a" * 64,
            "a" * 64,
            f"`{'a' * 21}...` is not a name: it is longer than 63 characters",
            NAMES,
            "",
        ),
        # Environment variables.
        (
            AmeSecret,
            "{key: k, injectAs: my-var}",
            "-",
            "`my-var` is not a variable's name: `-` cannot stand in it",
            "write `my_var`",
            None,
        ),
        (
            AmeSecret,
            "{key: k, injectAs: 1ST}",
            "1ST",
            "`1ST` is not a variable's name",
            "write `_1ST`",
            None,
        ),
        (
            AmeSecret,
            "{key: k, injectAs: $FOO}",
            "$",
            "`$FOO` is not a variable's name: `$` cannot stand in it",
            "write `FOO`",
            None,
        ),
        (
            AmeSecret,
            "{key: k, injectAs: FOO=bar}",
            "=",
            "`FOO=bar` is not a variable's name: `=` cannot stand in it",
            VARIABLES,
            None,
        ),
        # Versions of Python.
        (
            Pip,
            "pythonVersion: 3.1",
            "3.1",
            "`3.1` is not a Python version: tasks need 3.6 or newer",
            "write `3.10`",
            "3.10?",
        ),
        (
            Pip,
            "pythonVersion: 2.7",
            "2.7",
            "`2.7` is not a Python version: tasks need 3.6 or newer",
            VERSIONS,
            "",
        ),
        (Pip, "pythonVersion: 3", "3", "`3` is not a Python version: say which Python 3", VERSIONS, ""),
        (Pip, "pythonVersion: 3.11.x", "3.11.x", "`3.11.x` is not a Python version", "write `3.11`", "3.11"),
        (
            Pip,
            'pythonVersion: ">=3.11"',
            '">=3.11"',
            "`>=3.11` is not a Python version: a task runs with one version",
            "write `3.11`",
            '"3.11"?',
        ),
        (
            Pip,
            "pythonVersion: ^3.11",
            "^3.11",
            "`^3.11` is not a Python version: a task runs with one version",
            "write `3.11`",
            "3.11?",
        ),
        (Pip, "pythonVersion: py311", "py311", "`py311` is not a Python version", "write `3.11`", "3.11"),
        (
            Pip,
            "pythonVersion: python3.11",
            "python3.11",
            "`python3.11` is not a Python version",
            "write `3.11`",
            "3.11",
        ),
        (Pip, "pythonVersion: 3,11", "3,11", "`3,11` is not a Python version", "write `3.11`", "3.11"),
        (
            Pip,
            "pythonVersion: 3.11-slim",
            "3.11-slim",
            "`3.11-slim` is not a Python version",
            "write `3.11`",
            "3.11?",
        ),
        (Pip, "pythonVersion: 3.011", "3.011", "`3.011` is not a Python version", VERSIONS, ""),
        (Pip, "pythonVersion: 4.0", "4.0", "`4.0` is not a Python version", VERSIONS, ""),
        # Images.
        (
            Custom,
            "image: Python:3.11",
            "Python:3.11",
            "`Python:3.11` is not a container image",
            "write `python:3.11`",
            "python:3.11?",
        ),
        (
            Custom,
            "image: https://r.io/A/b:V1",
            "https://r.io/A/b:V1",
            "`https://r.io/A/b:V1` is not a container image",
            "write `r.io/a/b:V1`",
            "r.io/a/b:V1?",
        ),
        (
            Custom,
            "image: a b",
            " ",
            "`a b` is not a container image: there is a space in it",
            IMAGES,
            "",
        ),
        # Devices.
        (
            Resources,
            "gpu: 1",
            "gpu",
            "`gpu` is not the name of a device",
            "write `nvidia.com/gpu`",
            None,
        ),
        (
            Resources,
            "NVIDIA.com/gpu: 1",
            "NVIDIA.com/gpu",
            "`NVIDIA.com/gpu` is not the name of a device",
            "write `nvidia.com/gpu`",
            None,
        ),
        (
            Resources,
            "requests.nvidia.com/gpu: 1",
            "requests.nvidia.com/gpu",
            "`requests.nvidia.com/gpu` is not the name of a device",
            DEVICES,
            None,
        ),
        # Labels.
        (
            Task,
            "nodeSelector: {my label: a}",
            " ",
            "`my label` is not the name of a label: there is a space in it",
            "write `my-label`",
            None,
        ),
        (
            Task,
            "nodeSelector: {A/b: a}",
            "A/b",
            "`A/b` is not the name of a label",
            LABELS,
            None,
        ),
        (
            Task,
            "nodeSelector: {gpu: -a}",
            "-",
            "`-a` is not the value of a label: it cannot begin with `-`",
            "write `a`",
            None,
        ),
        (
            Task,
            "nodeSelector: {gpu: " + "a" * 64 + "}",
            "a" * 64,
            f"`{'a' * 21}...` is not the value of a label: it is longer than 63 characters",
            VALUES,
            None,
        ),
        # Time zones.
        (Triggers, "timeZone: utc", "utc", "`utc` is not a time zone", "write `Etc/UTC`", "Etc/UTC?"),
        (
            Triggers,
            "timeZone: europe/copenhagen",
            "europe/copenhagen",
            "`europe/copenhagen` is not a time zone",
            "write `Europe/Copenhagen`",
            "Europe/Copenhagen?",
        ),
        (
            Triggers,
            "timeZone: Copenhagen",
            "Copenhagen",
            "`Copenhagen` is not a time zone",
            "write `Europe/Copenhagen`",
            "Europe/Copenhagen?",
        ),
        (
            Triggers,
            "timeZone: GMT+2",
            "GMT+2",
            "`GMT+2` is not a time zone: its IANA name has the opposite sign",
            "write `Etc/GMT-2`",
            "Etc/GMT-2?",
        ),
        (Triggers, "timeZone: Local", "Local", "`Local` is not a time zone", ZONES, ""),
        # Flags and counts.
        (
            Artifacts,
            "saveChangedFiles: yes",
            "yes",
            "`yes` is not `true` or `false`",
            "write `true`",
            "true",
        ),
        (
            Artifacts,
            "saveChangedFiles: 'False'",
            "'False'",
            "`False` is not `true` or `false`",
            "write `false`",
            "'false'",
        ),
        (
            Artifacts,
            "saveChangedFiles: 1",
            "1",
            "`1` is not `true` or `false`",
            "write `true`",
            "true?",
        ),
        (
            Artifacts,
            "saveChangedFiles: maybe",
            "maybe",
            "`maybe` is not `true` or `false`",
            "write `true` or `false`",
            "",
        ),
        (Task, "retries: two", "two", "`two` is not a whole number", COUNTS, ""),
        (Task, "retries: -1", "-1", "`-1` is not a whole number: it is negative", COUNTS, ""),
        (Task, "retries: 010", "010", "`010` is not a whole number", "write `10`", "10?"),
        (Task, "retries: 2.0", "2.0", "`2.0` is not a whole number", "write `2`", "2"),
        (Task, "retries: 1_000", "1_000", "`1_000` is not a whole number", "write `1000`", "1000"),
    ],
)
def test_what_is_said_about_a_bad_word(
    said: Callable[..., Any],
    record: type[Record],
    line: str,
    underlined: str,
    message: str,
    remedy: str,
    fixes: str | None,
) -> None:
    it = said(line, record)
    assert it.problem.span.text == underlined
    assert (it.problem.message(), it.problem.help()) == (message, remedy)
    if fixes is not None:
        assert it.fixes == fixes


KEYS = ("cpu", "memory", "storage")
KINDS = [kind for kind in vars(scalars).values() if isinstance(kind, Kind)]


@given(st.sampled_from(KINDS), st.text(max_size=12) | st.text("aZ09._-/:@ =$+'\"`", max_size=12))
def test_whatever_is_written_is_read_or_explained(kind: Kind[Any], word: str) -> None:
    if kind.read(word) is None:
        source = Source(f"a: {word}")
        problem = kind.problem(Scalar(source, 3, len(source.text), word))
        assert len(problem.message()) <= 100
        for fix in problem.fixes():
            assert fix.edits[0].text in KEYS or kind.read(fix.edits[0].text.strip('"')) is not None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.noun)
@pytest.mark.parametrize("piece", ["a", "0", "-", "a-", ".", "a/", "_", " ", "=", "3.", "\u00e6", "(", "1,"])
def test_a_monstrous_word_is_judged_at_once(kind: Kind[Any], piece: str) -> None:
    word = piece * (200_000 // len(piece))
    if kind.read(word) is None:
        source = Source(word)
        assert len(kind.problem(Scalar(source, 0, len(word), word)).message()) <= 100
