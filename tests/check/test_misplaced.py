"""Keys at the top of a file that belong elsewhere: one problem, and a fix that makes a project of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from amelang.cli.main import main
from amelang.language.ame_yml import Project
from amelang.language.misplaced import LooseKeys, SecondProject
from amelang.language.problems import DuplicateKey, UnknownKey
from amelang.language.read import read_record
from amelang.text.problem import Problem
from amelang.text.reader import read
from amelang.text.source import Source

TASK = "tasks:\n  - name: train\n    taskRef: other\n"


def problems_of(text: str) -> list[Problem]:
    tree = read(Source(text))
    return tree.problems + read_record(tree, Project)[1]


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        pytest.param(
            "executor:\n  !custom\n  command: x\nresources:\n  cpu: 1\n",
            "tasks:\n  - name: my_task\n    executor:\n      !custom\n      command: x\n"
            "    resources:\n      cpu: 1\n",
            id="two keys of a task",
        ),
        pytest.param(
            "name: train\nexecutor:\n  !custom\n  command: x\n",
            "tasks:\n  - name: train\n    executor:\n      !custom\n      command: x\n",
            id="a task with its name",
        ),
        pytest.param(
            "      executor: !custom\n        command: |\n          a\n\n          b\n",
            "tasks:\n  - name: my_task\n    executor: !custom\n      command: |\n        a\n\n        b\n",
            id="far to the right",
        ),
        pytest.param(
            "    executor:\r\n      !custom\r\n      command: x\r\n",
            "tasks:\r\n  - name: my_task\r\n    executor:\r\n      !custom\r\n      command: x\r\n",
            id="lines that end as on Windows",
        ),
        pytest.param(
            "path: data\nsize: 5G\n",
            "dataSets:\n  - name: my_data_set\n    path: data\n    size: 5G\n",
            id="a part of a data set",
        ),
    ],
)
def test_a_loose_part_is_one_problem(
    text: str, mended: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [type(problem) for problem in problems_of(text)] == [LooseKeys]
    monkeypatch.chdir(tmp_path)
    Path("ame.yml").write_bytes(text.encode())
    main(["check", "--fix", "--unsafe-fixes", "ame.yml"])
    assert Path("ame.yml").read_bytes() == mended.encode()
    assert not problems_of(mended)


def test_what_stands_in_braces_is_left_to_the_user() -> None:
    (problem,) = problems_of("{executor: {command: x}}\n")
    assert isinstance(problem, LooseKeys)
    assert not problem.fixes()


@pytest.mark.parametrize("text", ["taks:\n  - name: a\n", TASK + "executor:\n  !custom\n  command: x\n"])
def test_a_key_among_those_of_a_project_is_just_unknown(text: str) -> None:
    assert [type(problem) for problem in problems_of(text)] == [UnknownKey]


def test_each_further_project_is_said_where_it_begins() -> None:
    found = problems_of(f"project: a\n{TASK}project: b\n{TASK}project: c\n{TASK}")
    assert [(type(problem), problem.span.first[0]) for problem in found] == [
        (SecondProject, 5),
        (SecondProject, 9),
    ]


def test_mistakes_in_a_second_project_are_found_as_well() -> None:
    found = problems_of(f"project: a\n{TASK}project: b\n{TASK}    retires: 1\n")
    assert [type(problem) for problem in found] == [SecondProject, UnknownKey]


@pytest.mark.parametrize("text", [f"project: a\nproject: b\n{TASK}", f"project: a\n{TASK}project: a\n"])
def test_a_name_that_is_only_written_twice_is_no_second_project(text: str) -> None:
    assert [type(problem) for problem in problems_of(text)] == [DuplicateKey]
