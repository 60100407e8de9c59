"""Where a report goes: files, links, pipes and devices, full disks, closed streams, other locales."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from amelang.cli import main as cli

BAD = "tasks:\n  - name: hello\n    executor: !custom\n      comand: echo é😀\n"
SUMMARY = "1 error in 1 project\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ame.yml").write_text(BAD, encoding="utf-8")
    return tmp_path


def ame(shell_line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a shell line in which `ame` is the command."""
    start = f'ame() {{ "{sys.executable}" -m amelang.cli.main "$@"; }}; '
    return subprocess.run(
        ["sh", "-c", start + shell_line],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        check=False,
        timeout=60,
    )


def test_a_link_stays_a_link_and_a_file_keeps_its_mode(here: Path) -> None:
    real = here / "real.json"
    real.write_text("what was there before")
    real.chmod(0o600)
    (here / "link.json").symlink_to(real)
    assert cli.main(["check", "-o", "json=link.json"]) == 1
    assert (here / "link.json").is_symlink()
    assert json.loads(real.read_text())["summary"]["errors"] == 1
    assert real.stat().st_mode & 0o777 == 0o600
    assert sorted(os.listdir(here)) == ["ame.yml", "link.json", "real.json"]


def test_a_pipe_is_written_to_and_not_replaced(here: Path) -> None:
    os.mkfifo(here / "pipe")
    done = ame("cat pipe & ame check -o concise=pipe; wait")
    assert done.stdout.startswith("ame.yml:4:7: error AME101")
    assert (here / "pipe").is_fifo()


def test_a_path_to_our_own_output_is_not_replaced(here: Path) -> None:
    (here / "log").write_text("before\n")
    done = ame("ame check -o concise=/dev/fd/1 >>log")
    assert done.returncode == 1
    assert (here / "log").read_text().startswith("before\name.yml:4:7: error AME101")


def test_what_cannot_be_written_is_said_and_nothing_is_left(here: Path) -> None:
    (here / "folder").mkdir()
    done = ame("ame check -o json=folder")
    assert (done.returncode, done.stderr) == (2, "ame: `folder` cannot be written: is a directory\n")
    done = ame("ame check -o json=no/such/file")
    assert done.stderr == "ame: `no/such/file` cannot be written: no such file or directory\n"
    assert sorted(os.listdir(here)) == ["ame.yml", "folder"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
@pytest.mark.parametrize("form", ["full", "json"])
def test_a_full_disk_is_said_in_one_line(form: str) -> None:
    done = ame(f"ame check -o {form} >/dev/full")
    full = "ame: the output cannot be written: no space left on device\n"
    assert (done.returncode, done.stderr) == (2, full)


def test_closed_streams_do_no_harm() -> None:
    assert ame("ame check >&-").stderr == SUMMARY
    assert ame("ame check 2>&-").returncode == 1
    assert ame("ame check <&- >&- 2>&-").returncode == 1


@pytest.mark.parametrize("form", ["full", "json"])
def test_what_is_printed_is_utf_8_in_every_locale(form: str) -> None:
    plain = ame(f"ame check -o {form}", LC_ALL="C.UTF-8")
    old = ame(f"ame check -o {form}", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    ascii_only = ame(f"ame check -o {form}", PYTHONIOENCODING="ascii")
    assert plain.stdout == old.stdout == ascii_only.stdout
    assert plain.returncode == old.returncode == ascii_only.returncode == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("-o json -o sarif", "`json` and `sarif` cannot both be printed here"),
        ("-o full -o junit", "`full` and `junit` cannot both be printed here"),
        ("-o json=a -o sarif=./a", "`json` and `sarif` cannot both be written to `./a`"),
    ],
)
def test_two_documents_in_one_place_are_refused(here: Path, asked: str, said: str) -> None:
    done = ame(f"ame check {asked}")
    assert (done.stdout, done.returncode) == ("", 2)
    assert done.stderr.splitlines()[0] == f"ame: {said}"
    assert not (here / "a").exists()


def test_lines_for_people_and_for_a_log_may_be_in_one_place(here: Path) -> None:
    done = ame("ame check -o concise -o github -o json=a")
    assert done.returncode == 1
    assert "::error" in done.stdout
    assert (here / "a").exists()
