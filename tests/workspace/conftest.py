"""Repositories and workspaces on the disk, and the commands that work on them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from amelang.cli.main import main

SHARED = """\
project: shared
templates:
  - name: small
    executor: !custom
      command: echo {word}
"""
HOME = """\
project: home
imports:
  - project: shared
    git: {address}
    ref: {ref}
tasks:
  - name: one
    fromTemplate: shared.small
"""


class Repository:
    """A git repository that others import from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    @property
    def address(self) -> str:
        """How git reaches it."""
        return f"file://{self.folder}"

    def git(self, *arguments: str) -> str:
        """Run git in it; return what it printed."""
        who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
        done = subprocess.run(
            ["git", *who, *arguments], cwd=self.folder, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def commit(self, files: dict[str, str], *, tag: str = "") -> str:
        """Commit files, by their paths; return the commit."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "a change")
        if tag:
            self.git("tag", "--force", tag)
        return self.git("rev-parse", "HEAD")


class Done:
    """What a command printed, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    def __repr__(self) -> str:
        return f"exit code {self.code}\n{self.out}{self.err}"


Ame = Callable[..., Done]


@pytest.fixture
def ame(capsys: pytest.CaptureFixture[str]) -> Ame:
    """Run a command line of `ame`."""

    def run(*arguments: str) -> Done:
        capsys.readouterr()
        code = main(arguments)
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err)

    return run


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own, and no settings of git but its own."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return folder


@pytest.fixture
def shared(tmp_path: Path) -> Repository:
    """A repository with one project, `shared`, tagged `v1`."""
    made = Repository(tmp_path / "shared.git")
    made.commit({"ame.yml": SHARED.format(word="one"), "data/notes.txt": "notes\n"}, tag="v1")
    return made


@pytest.fixture
def home(tmp_path: Path, shared: Repository, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose project imports `v1` of `shared`; the current folder."""
    folder = tmp_path / "home"
    (folder / ".git").mkdir(parents=True)
    (folder / "ame.yml").write_text(HOME.format(address=shared.address, ref="v1"))
    monkeypatch.chdir(folder)
    return folder
