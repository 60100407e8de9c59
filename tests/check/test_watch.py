"""`ame check --watch`: a file is saved, and what is wrong with it is on the screen."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest

from amelang.cli import main as cli
from amelang.cli.check_watch import CLEAR, changed, state_of
from amelang.workspace import folders
from amelang.workspace.folders import Listing

GOOD = "project: p\ntasks:\n  - name: a\n    executor: !custom\n      command: ./a.sh\n"
BAD = GOOD.replace("command", "comand")
SHARED = "project: shared\ntemplates:\n  - name: base\n    timeout: 1h\n"
USE = (
    "project: use\nimports:\n  - project: shared\ntasks:\n  - name: a\n    fromTemplate: shared.base\n"
    "    executor: !custom\n      command: python src/train.py\n"
)
WAITING = "watching for changes; Ctrl-C ends it"


def save(folder: Path, name: str, text: str) -> None:
    """Write a file in one step: a look between two would see an empty one, and check once more."""
    new = folder.with_name(f"{folder.name}.new")
    new.write_text(text)
    new.replace(folder / name)


class Watch:
    """A running `ame check --watch`, and what it prints line by line."""

    def __init__(self, folder: Path, *words: str) -> None:
        command = (
            sys.executable,
            "-u",
            "-m",
            "amelang.cli.main",
            "check",
            "--watch",
            "-o",
            "concise",
            *words,
        )
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        self.process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        )
        self._lines: Queue[str] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))

    def check(self) -> list[str]:
        """Return what is printed up to the end of the next check."""
        lines: list[str] = []
        try:
            while (line := self._lines.get(timeout=20)) != WAITING:
                lines.append(line)
        except Empty:
            pytest.fail(f"no check ended; so far: {lines}")
        return lines

    def interrupt(self) -> int:
        """Press Ctrl-C and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(10)


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    (tmp_path / "ame.yml").write_text(GOOD)
    running = Watch(tmp_path)
    yield running
    running.process.kill()
    running.process.wait()


def test_each_change_is_checked_and_ctrl_c_ends_it(watch: Watch, tmp_path: Path) -> None:
    assert watch.check() == ["no problems in 1 project"]
    save(tmp_path, "ame.yml", BAD)
    assert watch.check() == [
        "ame.yml:5:7: error AME101 unknown-key: `comand` is not a key of a `!custom` executor",
        "1 error in 1 project",
    ]
    (tmp_path / "ame.yml").unlink()
    assert watch.check()[0] == "ame: there is no `ame.yml` here or in a folder above"
    (tmp_path / "sub").mkdir()
    save(tmp_path, "sub/ame.yml", GOOD)
    assert watch.check() == ["no problems in 1 project"]
    assert watch.interrupt() == 0


def test_what_the_check_looked_at_counts_wherever_it_is(tmp_path: Path) -> None:
    (tmp_path / "ame.toml").write_text("")
    for name, text in (("shared", SHARED), ("use", USE)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ame.yml").write_text(text)
    (tmp_path / "use/src").mkdir()
    (tmp_path / "use/src/other.py").touch()
    running = Watch(tmp_path / "use")
    try:
        assert "AME330" in running.check()[0]
        (tmp_path / "use/src/train.py").touch()
        assert running.check() == ["no problems in 1 project"]
        save(tmp_path, "shared/ame.yml", SHARED.replace("name: base", "name: other"))
        assert "AME230" in running.check()[0]
        save(tmp_path, "shared/ame.yml", SHARED)
        assert running.check() == ["no problems in 1 project"]
        assert running.interrupt() == 0
    finally:
        running.process.kill()
        running.process.wait()


def test_a_file_beside_the_project_and_the_settings_count_too(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "ame.yml").write_text(GOOD)
    (folder / "cache").mkdir()
    before = state_of([str(folder)])
    assert state_of([str(folder)]) == before
    (folder / "cache/x").write_text("")
    assert state_of([str(folder)]) == before
    (folder / "requirements.txt").write_text("numpy\n")
    with_file = state_of([str(folder)])
    assert with_file != before
    (tmp_path / "ame.toml").write_text("")
    assert state_of([str(folder)]) != with_file


@pytest.mark.parametrize("paths", [[], ["."], ["./"], ["../w", "."], ["link"]], ids=str)
def test_a_look_walks_through_the_workspace_once(
    paths: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "w"
    for name in ("a", "b/c"):
        (folder / name).mkdir(parents=True)
        (folder / name / "ame.yml").write_text(GOOD)
    (folder / "ame.toml").write_text('[workspace]\nmembers = ["a"]\n')
    monkeypatch.chdir(folder)
    if paths == ["link"]:
        monkeypatch.chdir(tmp_path)
        Path("link").symlink_to("w")
    walked: list[str] = []

    def list_folder(path: str) -> Listing:
        walked.append(os.path.realpath(path))
        return folders.list_folder(path)

    monkeypatch.setattr("amelang.workspace.find.list_folder", list_folder)
    state = state_of(paths)
    assert {os.path.realpath(path) for path in state} == {
        str(folder / name) for name in ("ame.toml", "a/ame.yml", "b/c/ame.yml")
    }
    every = sorted(str(folder / name) for name in ("", "a", "b", "b/c"))
    assert sorted(walked) == sorted(every * max(len(paths), 1))


def test_looking_takes_a_small_part_of_the_time(tmp_path: Path) -> None:
    (tmp_path / "ame.yml").write_text(GOOD)
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            (tmp_path / "ame.yml").write_text(BAD)

    paths = [str(tmp_path)]
    assert changed(paths, state_of(paths), {}, sleep) == state_of(paths)
    assert len(waits) == 3
    assert min(waits) >= 0.25


def test_a_terminal_is_cleared_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ame.yml").write_text(GOOD)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("amelang.cli.check_watch.check_once", interrupt)
    assert cli.main(["check", "--watch"]) == 0
    assert capsys.readouterr().out == CLEAR


@pytest.mark.parametrize(
    "words",
    [("--diff",), ("--stdin-filename", "ame.yml"), ("-o", "json"), ("--baseline", "b", "--update-baseline")],
)
def test_what_makes_no_sense_with_it_is_refused(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check", "--watch", *words]) == 2
    assert capsys.readouterr().err.startswith("ame: ")
