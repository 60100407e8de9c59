"""`ame task show`: the whole task, each line with its origin, as a text that is itself an ame.yml."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from amelang.cli.main import main

CASES = Path(__file__).parent / "cases"
SHOWN = [
    ("chain", "same_executor"),
    ("chain", "other_executor"),
    ("pipeline", "train"),
    ("pipeline", "pipe"),
    ("pipeline", "rec/training"),
    ("across/main", "train_my_model"),
    ("words_of_a_template/a", "reads"),
    ("words_of_a_template/a", "runs"),
    ("what_starts_it", "again"),
    ("what_starts_it", "whole"),
    ("what_starts_it", "rec/training"),
    ("data_sets", "train"),
]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(CASES, tmp_path / "cases", ignore=shutil.ignore_patterns("*.expected"))
    for case in CASES.iterdir():
        (tmp_path / "cases" / case.name / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path / "cases"


def show(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["task", "show", *arguments]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(("case", "name"), SHOWN)
def test_a_task_is_shown_whole(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    file_regression: FileRegressionFixture,
    case: str,
    name: str,
) -> None:
    monkeypatch.chdir(project / case)
    shown = show(capsys, name)
    path = CASES / case / f"{name.replace('/', '-')}.expected"
    file_regression.check(shown, fullpath=path, encoding="utf-8")


@pytest.mark.parametrize(("case", "name"), SHOWN)
def test_what_is_shown_is_an_ame_yml_and_shows_the_same(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    case: str,
    name: str,
) -> None:
    monkeypatch.chdir(project / case)
    shown = show(capsys, name)
    Path("ame.yml").write_text(shown)
    main(["check", "--fail-level", "hint"])
    assert capsys.readouterr().out == "no problems in 1 project\n"
    assert without_origins(show(capsys, name.replace("/", "-"))) == without_origins(shown)


def without_origins(text: str) -> str:
    return re.sub(r" +# .*", "", text)


def test_as_json_each_value_has_its_origin(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project / "across/main")
    shown = json.loads(show(capsys, "train_my_model", "-o", "json"))
    assert shown["task"]["resources"] == {"cpu": "4", "memory": "10G", "storage": "30G"}
    assert shown["origins"]["resources.storage"] == {
        "file": "../shared/ame.yml",
        "line": 10,
        "column": 16,
        "template": "storage",
    }
    assert shown["origins"]["executor.command"]["template"] is None


def test_an_unknown_name(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project / "chain")
    assert main(["task", "show", "same_executer"]) == 2
    assert capsys.readouterr().err == (
        "ame: there is no task `same_executer` in ame.yml\n  = help: did you mean `same_executor`?\n"
    )


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("rec", "`rec` is a model: show `rec/training`"),
        ("rec/validation", "`rec` is a model: show `rec/training`"),
        ("prices", "`prices` is a data set: a task that reads it is shown with it"),
        ("big", "`big` is a template: show a task that builds on it"),
        ("pipe/extract", "a pipeline is shown with all its steps: `pipe`"),
    ],
)
def test_what_is_no_task(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, hint: str
) -> None:
    monkeypatch.chdir(project / ("data_sets" if name == "prices" else "pipeline"))
    assert main(["task", "show", name]) == 2
    assert capsys.readouterr().err.splitlines()[1] == f"  = help: {hint}"


@pytest.mark.parametrize("form", ["text", "mermaid", "dot", "json"])
def test_who_uses_whom_is_drawn(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    file_regression: FileRegressionFixture,
    form: str,
) -> None:
    monkeypatch.chdir(project / "across/main")
    assert main(["graph", "-o", form]) == 0
    path = CASES / "across" / "main" / f"graph-{form}.expected"
    file_regression.check(capsys.readouterr().out, fullpath=path, encoding="utf-8")


def test_the_graph_around_a_name(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project / "pipeline")
    assert main(["graph", "big"]) == 0
    shown = capsys.readouterr().out
    assert "model rec" in shown
    assert main(["graph", "rec"]) == 0
    assert "pipe" not in capsys.readouterr().out


def test_above_all_projects_all_of_them_are_drawn(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project / "words_of_a_template")
    assert main(["graph"]) == 0
    assert capsys.readouterr().out == (
        "task a.reads  a/ame.yml:3:11\n"
        "  builds on template b.reading  b/ame.yml:3:11\n"
        "    reads data set b.common  b/ame.yml:14:11\n"
        "      made by task b.prepare  b/ame.yml:11:11\n"
        "  reads data set a.common  a/ame.yml:11:11\n"
        "    made by task a.prepare  a/ame.yml:8:11\n"
        "task a.runs  a/ame.yml:6:11\n"
        "  builds on template b.pipeline  b/ame.yml:6:11\n"
        "    builds on template b.reading (above)\n"
        "    reads data set b.more  b/ame.yml:17:11\n"
        "      made by task b.prepare  b/ame.yml:11:11\n"
    )
    assert main(["graph", "reads"]) == 0
    assert "a.runs" not in capsys.readouterr().out
    (project / "words_of_a_template" / "b" / "ame.yml").write_text("project: b\ntaks: []\n")
    assert main(["graph"]) == 1
    assert "AME101" in capsys.readouterr().err


def test_there_is_nothing_to_draw(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["graph"]) == 2
    assert capsys.readouterr().err.startswith("ame: there is no `ame.yml` here or in a folder above\n")
