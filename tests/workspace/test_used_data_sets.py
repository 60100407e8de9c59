"""A mistake in a data set of another project, or in what makes it, is told to those who read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Ame = Callable[..., Any]

BASE = """\
project: base
tasks:
  - name: fetch
    fromTemplate: large
    executor: !custom {command: echo fetch}
templates:
  - name: large
    resources: {memory: 10G}
dataSets:
  - name: prices
    path: data/prices
    taskRef: fetch
"""
READING = """\
project: shop
tasks:
  - name: one
    executor: !custom {command: cat data/prices}
    dataSets: [base.prices]
"""
NO_TASK = """\
../base/ame.yml:10:5: error AME254 taskless-data-set: a data set needs the task that makes it
   |
10 |   - name: prices
   |     ^^^^
   = note: ame.yml:3:11: used by task `one`
   |
 3 |   - name: one
   |           ---
   = help: write `task` or `taskRef`

"""
OF_DATA = {
    "no path": ("    path: data/prices\n", "", "AME105 missing-key: a data set needs `path`"),
    "no task": ("    taskRef: fetch\n", "", "AME254 taskless-data-set"),
    "a wrong size": (
        "    path: data/prices\n",
        "    path: data/prices\n    size: 5GB\n",
        "AME111 invalid-quantity",
    ),
    "a task that is not there": ("taskRef: fetch", "taskRef: fech", "AME231 unknown-task"),
    "a mistake in its task": ("{command: echo fetch}", "{comand: echo fetch}", "AME101 unknown-key"),
    "a mistake in the template of its task": (
        "memory: 10G",
        "memory: 10GB",
        "AME111 invalid-quantity",
    ),
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a project that reads a data set of the project beside it; the current folder."""
    (tmp_path / ".git").mkdir()
    for name, text in (("base", BASE), ("shop", READING)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ame.yml").write_text(text)
    monkeypatch.chdir(tmp_path / "shop")
    return tmp_path / "shop"


def write(shop: Path, old: str, new: str) -> None:
    """Change the text of the project that has the data set."""
    file = shop.parent / "base" / "ame.yml"
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))


CHECK, SHOW, DRAW = ("check",), ("task", "show", "one"), ("graph", "one")


@pytest.mark.parametrize("what", OF_DATA)
def test_a_data_set_that_something_is_wrong_with_is_told_to_who_reads_it(
    shop: Path, ame: Ame, what: str
) -> None:
    old, new, problem = OF_DATA[what]
    write(shop, old, new)
    for command in (CHECK, SHOW, DRAW, ("graph",)):
        done = ame(*command)
        text = f"{done.out}{done.err}"
        assert f"error {problem}" in text
        assert "note: ame.yml:3:11: used by task `one`" in text
    assert [ame(*one).code for one in (CHECK, SHOW, DRAW)] == [1, 1, 1]
    (shop / "ame.yml").write_text(READING.replace("    dataSets: [base.prices]\n", ""))
    assert [ame(*one).code for one in (CHECK, SHOW, DRAW, ("graph",))] == [0, 0, 0, 0]


def test_how_a_data_set_without_a_task_is_told(shop: Path, ame: Ame) -> None:
    write(shop, "    taskRef: fetch\n", "")
    assert ame("check").out == NO_TASK


def test_where_both_are_checked_it_is_said_once(shop: Path, ame: Ame) -> None:
    write(shop, "    taskRef: fetch\n", "")
    assert ame("check", "..", "-o", "concise").out == ame("check", "../base", "-o", "concise").out
