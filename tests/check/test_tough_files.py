"""Files and folders that are not what their names say, or change while they are read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from amelang.cli.main import main
from amelang.text.problem import Problem
from amelang.workspace import looks
from amelang.workspace.files import read_file
from amelang.workspace.looks import MOST_BYTES

PROJECT = """\
project: shop
imports:
  - project: other
    path: other
tasks:
  - name: poetry
    executor: !poetry
      pythonVersion: 3.11
      command: python train.py
  - name: pip
    executor: !pip
      pythonVersion: 3.11
      command: bash train.sh
  - name: pipenv
    executor: !pipenv
      command: python -m train
  - name: mlflow
    executor: !mlflow
  - name: other
    fromTemplate: other.small
"""
OTHER = "project: other\ntemplates:\n  - name: small\n    executor: !custom\n      command: echo x\n"
FILES = {
    "ame.yml": PROJECT,
    "other/ame.yml": OTHER,
    "ame.toml": "",
    "ame.lock": "",
    ".gitignore": "",
    "requirements.txt": "numpy==1.26.4\n",
    "pyproject.toml": "[tool.poetry]\n",
    "poetry.lock": 'content-hash = ""\n',
    "Pipfile": "",
    "Pipfile.lock": "{}",
    "MLproject": "python_env: python_env.yaml\nentry_points:\n  main:\n    command: python train.py\n",
    "python_env.yaml": 'python: "3.11"\n',
    "train.py": "",
    "train.sh": "",
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text)
    return tmp_path


def check(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["check", "-o", "concise", *arguments])
    printed = capsys.readouterr()
    assert "internal error" not in printed.err
    return code, printed.out, printed.err


INSTEAD: dict[str, Callable[[str], object]] = {
    "a pipe": os.mkfifo,
    "a device without end": lambda name: os.symlink("/dev/zero", name),
    "a folder": os.mkdir,
    "a link to itself": lambda name: os.symlink(os.path.basename(name), name),
    "a link to its folder": lambda name: os.symlink(".", name),
    "no text": lambda name: Path(name).write_bytes(b"\0\xff\xfe\xed\xa0\x80"),
}


@pytest.mark.parametrize("instead", INSTEAD.values(), ids=list(INSTEAD))
@pytest.mark.parametrize("name", FILES)
def test_nothing_waits_or_falls_over_what_is_no_file(
    name: str, instead: Callable[[str], object], capsys: pytest.CaptureFixture[str]
) -> None:
    os.unlink(name)
    instead(name)
    named = check(capsys, name)
    for code, out, _ in (check(capsys), check(capsys, "--fix")):
        if name.endswith(("ame.yml", "ame.toml")):
            # Nothing can be said about a project without these.
            assert code == (2 if name == "ame.toml" else 1)
            assert f"{name}:1:" in out
            assert named[0] in (1, 2)
        else:
            assert code in (0, 1, 2)


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null", "/dev/tty", "pipe"])
def test_a_device_that_is_named_is_not_read(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("pipe")
    if not os.path.exists(name):
        pytest.skip(f"this system has no {name}")
    code, out, _ = check(capsys, name)
    said = f"{name}:1:1: error AME090 unreadable-file: this file cannot be read: it is no ordinary file\n"
    assert (code, out) == (1, said)


def test_folders_that_lead_into_each_other_are_entered_once(capsys: pytest.CaptureFixture[str]) -> None:
    os.symlink("..", "other/up")
    os.symlink("a", "other/b")
    os.symlink("b", "other/a")
    assert check(capsys) == (0, "no problems in 2 projects\n", "")


def read_as_it_changes(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[], object]
) -> tuple[str, list[Problem]]:
    """Read a file that something is done to between the look at it and its opening."""
    real = looks.os.stat

    def stat(path: str) -> os.stat_result:
        status = real(path)
        change()
        return status

    with monkeypatch.context() as patch:
        patch.setattr("amelang.workspace.looks.os.stat", stat)
        source, problems = read_file("ame.yml", "ame.yml")
    return source.text, problems


def reasons(problems: list[Problem]) -> list[str]:
    return [problem.message() for problem in problems]


def test_a_file_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    _, problems = read_as_it_changes(monkeypatch, lambda: os.unlink("ame.yml"))
    assert reasons(problems) == ["this file cannot be read: no such file or directory"]


def test_a_file_that_becomes_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo("pipe")
    _, problems = read_as_it_changes(monkeypatch, lambda: os.replace("pipe", "ame.yml"))
    assert reasons(problems) == ["this file cannot be read: it is no ordinary file"]


def test_a_file_that_becomes_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    def change() -> None:
        os.unlink("ame.yml")
        os.mkdir("ame.yml")

    _, problems = read_as_it_changes(monkeypatch, change)
    assert reasons(problems) == ["this file cannot be read: is a directory"]


def test_a_file_that_grows_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    _, problems = read_as_it_changes(monkeypatch, lambda: os.truncate("ame.yml", 2 * MOST_BYTES))
    assert reasons(problems) == ["this file has 33 MB; at most 32 MB are read"]


def test_a_file_that_is_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_as_it_changes(monkeypatch, lambda: os.truncate("ame.yml", 0)) == ("", [])


def test_a_file_that_goes_away_after_it_was_found(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from amelang.cli import check as command

    def gone(*arguments: object, **options: object) -> list[str]:
        found = real(*arguments, **options)
        os.unlink("other/ame.yml")
        return found

    real = command.project_files
    monkeypatch.setattr(command, "project_files", gone)
    code, out, _ = check(capsys)
    assert code == 1
    assert "other/ame.yml:1:1: error AME090 unreadable-file" in out


def test_a_file_that_is_saved_while_it_is_mended_stays_as_it_was_saved(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from amelang.cli import check_once

    Path("ame.yml").write_text(PROJECT.replace("command", "runcommand"))
    real = check_once.mend

    def mend(*arguments: object, **options: object) -> object:
        done = real(*arguments, **options)
        Path("ame.yml").write_text("project: saved\n")
        return done

    monkeypatch.setattr(check_once, "mend", mend)
    code, _, err = check(capsys, "--fix")
    assert code == 2
    assert "no file was changed" in err
    assert Path("ame.yml").read_text() == "project: saved\n"
