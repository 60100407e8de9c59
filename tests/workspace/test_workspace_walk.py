"""What is looked at to find the projects of a workspace, and what is not."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amelang.workspace import find as finding
from amelang.workspace.find import find
from amelang.workspace.workspace import workspace_of

Ame = Callable[..., Any]
TEMPLATE = "project: {name}\ntemplates:\n  - name: small\n    executor: !custom\n      command: echo x\n"
ALONE = "project: home\ntasks:\n  - name: one\n    executor: !custom\n      command: echo x\n"


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that are listed from now on."""
    folders: list[str] = []
    real = os.scandir

    def scandir(path: str) -> Any:
        folders.append(path)
        return real(path)

    monkeypatch.setattr("amelang.workspace.find.os.scandir", scandir)
    return folders


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_project_that_refers_to_nobody_pays_for_no_folder(
    ame: Ame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looked: list[str]
) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path / "big" / "other" / "ame.yml", TEMPLATE.format(name="other"))
    write(tmp_path / "home" / "ame.yml", ALONE)
    monkeypatch.chdir(tmp_path / "home")
    assert ame("check", "ame.yml").code == 0
    assert looked == []
    write(
        tmp_path / "home" / "ame.yml", "project: home\ntasks:\n  - name: one\n    fromTemplate: other.small\n"
    )
    assert ame("check", "ame.yml").out == "no problems in 1 project\n"
    assert str(tmp_path / "big" / "other") in looked


def test_what_gitignore_leaves_out_is_no_project_of_the_workspace(
    ame: Ame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q", "."], check=True)
    write(tmp_path / ".gitignore", "build/\n")
    write(tmp_path / "build" / "other" / "ame.yml", TEMPLATE.format(name="other"))
    write(tmp_path / "ame.yml", "project: home\ntasks:\n  - name: one\n    fromTemplate: other.small\n")
    assert "AME233 unknown-project" in ame("check", "-o", "concise").out


def test_many_folders_that_are_left_out_are_not_entered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looked: list[str]
) -> None:
    monkeypatch.setattr(finding, "FEW", 3)
    (tmp_path / ".git").mkdir()
    write(tmp_path / ".gitignore", "data/*\n!data/kept\n")
    for number in range(50):
        write(tmp_path / "data" / str(number) / "ame.yml", "")
    write(tmp_path / "data" / "kept" / "ame.yml", "")
    write(tmp_path / "team" / "ame.yml", "")
    assert find(str(tmp_path)) == [
        str(tmp_path / "data" / "kept" / "ame.yml"),
        str(tmp_path / "team" / "ame.yml"),
    ]
    assert len(looked) <= 6


def test_the_workspace_is_the_nearest_settings_else_the_repository(tmp_path: Path) -> None:
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    (tmp_path / "repository" / "part" / "project").mkdir(parents=True)
    (tmp_path / "alone").mkdir()
    folder = tmp_path / "repository" / "part" / "project"
    assert workspace_of(str(folder)).root == str(tmp_path / "repository")
    assert workspace_of(str(tmp_path / "alone")).root == str(tmp_path / "alone")
    (tmp_path / "repository" / "part" / "ame.toml").touch()
    assert workspace_of(str(folder)).root == str(tmp_path / "repository" / "part")
    (tmp_path / "ame.toml").touch()
    assert workspace_of(str(folder)).root == str(tmp_path / "repository" / "part")
    (tmp_path / "repository" / "part" / "ame.toml").unlink()
    assert workspace_of(str(folder)).root == str(tmp_path)


def test_a_project_is_one_however_it_is_reached(
    ame: Ame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path / "shared" / "ame.yml", TEMPLATE.format(name="shared"))
    (tmp_path / "link").symlink_to("shared")
    (tmp_path / "round").symlink_to(".")
    write(
        tmp_path / "home" / "ame.yml",
        "project: home\nimports:\n  - project: shared\n    path: ../link/../link\n"
        "tasks:\n  - name: one\n    fromTemplate: shared.small\n",
    )
    monkeypatch.chdir(tmp_path)
    assert ame("check").out == "no problems in 2 projects\n"
    assert ame("check", "link/ame.yml", "shared", "home").out == "no problems in 2 projects\n"


def test_each_file_is_read_as_a_project_once(
    ame: Ame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    for number in range(5):
        first, second, third = (f"p{(number + step) % 5}" for step in (1, 2, 3))
        text = TEMPLATE.format(name=f"p{number}")
        text += f"imports:\n  - project: {first}\n    path: ../{first}\n  - project: {second}\ntasks:\n"
        for name in (first, second, third):
            text += f"  - name: of_{name}\n    fromTemplate: {name}.small\n"
        write(tmp_path / f"p{number}" / "ame.yml", text)
    monkeypatch.chdir(tmp_path)
    read: list[str] = []

    def load_source(source: Any, path: str, **how: Any) -> Any:
        read.append(os.path.realpath(path))
        return original(source, path, **how)

    from amelang.workspace import project

    original = project.load_source
    monkeypatch.setattr(project, "load_source", load_source)
    assert ame("check").out == "no problems in 5 projects\n"
    assert len(read) == len(set(read)) == 5
