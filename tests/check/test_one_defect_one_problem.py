"""One defect is one problem: each by itself, and all of them in one file, in one pass.

`defects/tasks.txt` has tasks without their names, each with one thing wrong; `defects/expected.txt`
has them with what is said of it. `pytest tests/check --force-regen` writes that anew; read the
difference.
"""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from amelang.checks.run import check
from amelang.text.problem import Problem
from amelang.text.source import Source
from amelang.workspace.project import load_source

FOLDER = Path(__file__).parent / "defects"
DEFECTS = (FOLDER / "tasks.txt").read_text("utf-8").rstrip("\n").split("\n---\n")
BEFORE = "project: shop\ntasks:\n"
BEHIND = """\
  - name: okay
    executor: !custom
      command: echo okay
  - name: full_task
    fromTemplate: full
  - name: part_of_it
    fromTemplate: part
    executor: !custom
      command: echo part
    dataSets: [prices]
templates:
  - name: full
    executor: !custom
      command: echo full
  - name: part
    timeout: 1h
dataSets:
  - name: prices
    path: prices
    taskRef: okay
"""


@pytest.fixture(autouse=True)
def nothing_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def problems_of(text: str) -> list[Problem]:
    return check(load_source(Source(text), "ame.yml"))


def test_what_is_around_them_is_right() -> None:
    assert problems_of(BEFORE + BEHIND) == []


def test_each_is_one_problem(file_regression: FileRegressionFixture) -> None:
    said = []
    for defect in DEFECTS:
        problems = problems_of(f"{BEFORE}  - name: one\n{defect}\n{BEHIND}")
        assert len(problems) == 1, f"{defect}\n{problems}"
        problem = problems[0]
        line, column = problem.span.first
        place = f"line {line - 2}, column {column}"
        said.append(f"{defect}\n# {place}: {problem.name}: {problem.message()}\n# help: {problem.help()}\n")
    file_regression.check("---\n".join(said), fullpath=FOLDER / "expected.txt", encoding="utf-8")


def test_all_of_them_in_one_file_are_as_many() -> None:
    text, starts = BEFORE, []
    for number, defect in enumerate(DEFECTS):
        starts.append(text.count("\n") + 1)
        text += f"  - name: task_{number}\n{defect}\n"
    problems = problems_of(text + BEHIND)
    found = [bisect_right(starts, problem.span.first[0]) - 1 for problem in problems]
    # Every problem is in the task that has the defect, and none has two.
    assert found == list(range(len(DEFECTS)))
