"""`ame task run` as a command line: what it says and how it exits where nothing is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from amelang.cli.main import main

TASKS = """\
project: shop
tasks:
  - name: train
    executor: !custom
      command: exit 7
  - name: test_it
    executor: !custom
      command: exit 0
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ame.yml").write_text(TASKS)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "ame: say which task: there is no terminal to ask on\n  = help: tasks: `train`, `test_it`\n"),
        (["trian"], "ame: there is no task `trian` in ame.yml\n  = help: did you mean `train`?\n"),
        (["x"], "ame: there is no task `x` in ame.yml\n  = help: tasks: `train`, `test_it`\n"),
        (["train", "-d"], "ame: a run on this machine cannot be detached\n"),
        (["train", "--on", "moon"], "invalid choice: 'moon'"),
        (["train", "--nosuch"], "unrecognized arguments: --nosuch"),
    ],
)
def test_no_code_of_ours_looks_like_one_of_the_command(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["task", "run", "-l", *arguments]) == 125
    assert said in capsys.readouterr().err
    assert not (here / ".ame").exists()


def test_the_code_is_the_commands() -> None:
    assert main(["task", "run", "-l", "train"]) == 7
    assert main(["task", "run", "--help"]) == 0
    assert main(["task", "list", "--nosuch"]) == 2
    assert main(["task", "nosuch"]) == 2


def test_a_project_without_a_task_says_so(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "ame.yml").write_text("project: shop\n")
    assert main(["task", "run", "-l", "train"]) == 125
    assert capsys.readouterr().err == (
        "ame: there is no task `train` in ame.yml\n  = help: write one under `tasks:`\n"
    )
