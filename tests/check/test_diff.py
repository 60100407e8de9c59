"""The differences that `--diff` prints: `patch` makes the new file of the old one with them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amelang.report.diff import render
from amelang.report.line_match import changes
from amelang.text.source import Source

if TYPE_CHECKING:
    from tests.conftest import Growth

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "tasks:", "-x", "+y", "@z", "\\", "é\r"]), max_size=25)


def applied(old: list[str], new: list[str]) -> list[str]:
    made, place = [], 0
    for i, old_end, j, new_end in changes(old, new):
        made += old[place:i] + new[j:new_end]
        place = old_end
    return made + old[place:]


@given(LINES, LINES)
def test_the_changes_make_the_new_version_of_the_old_one(old: list[str], new: list[str]) -> None:
    assert applied(old, new) == new


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
@settings(max_examples=40, deadline=None)
@given(LINES, LINES, st.booleans(), st.booleans())
def test_git_makes_the_new_file_of_the_old_one(
    tmp_path_factory: pytest.TempPathFactory, old: list[str], new: list[str], end_old: bool, end_new: bool
) -> None:
    before = "\n".join(["first", *old]) + "\n" * end_old
    after = "\n".join(["first", *new]) + "\n" * end_new
    folder = tmp_path_factory.mktemp("git")
    file = folder / "ame.yml"
    file.write_bytes(before.encode())
    difference = render([(Source(before), Source(after))])
    if difference:
        subprocess.run(
            ["git", "apply", "--whitespace=nowarn", "-"], cwd=folder, input=difference.encode(), check=True
        )
    assert file.read_bytes() == after.encode()


def test_time_grows_with_the_number_of_changes(in_step: Growth) -> None:
    def compared(text: str) -> None:
        old = text.splitlines()
        new = [line.replace("line: 3", "other: 3") for line in old]
        assert len(changes(old, new)) == len(old) // 5

    def tasks(number: int) -> str:
        return "".join(
            f"  - name: task_{n:05}\n" + "".join(f"    line: {m}\n" for m in range(1, 5))
            for n in range(number)
        )

    in_step(compared, tasks(1250), tasks(10_000))


def test_a_hunk_has_three_lines_around_it() -> None:
    old = "".join(f"{n}\n" for n in range(1, 31))
    new = old.replace("\n10\n", "\nten\n").replace("\n14\n", "\n").replace("\n30\n", "\n30\n31")
    assert render([(Source(old), Source(new))]) == Path(__file__).with_name("three_hunks.diff").read_text()


@pytest.mark.parametrize(
    ("here", "words"),
    [
        ("top", ["."]),
        ("top", ["x", "../top/y"]),
        ("top/x", ["."]),
        ("top/x", ["../y"]),
        ("top/x", [".", "../y"]),
        ("top/x", ["{top}/y"]),
        ("top", ["{top}"]),
        ("top", ["link"]),
        ("", ["top"]),
    ],
)
@pytest.mark.parametrize("name", ["ame.yml", "a b", 'q"é\\', "\t\n\r\x1b\x85\u202e", "\udcff"], ids=ascii)
def test_git_applies_what_is_printed_wherever_it_was_made(
    here: str, words: list[str], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = tmp_path / "top"
    text = "tasks:\n  - name: one\n    executor: !custom {command: ls}\n    env: []\n"
    files = [top / "x" / name / "ame.yml", top / "y" / name / "ame.yml"]
    for file in files:
        file.parent.mkdir(parents=True)
        file.write_text(text)
    (top / "link").mkdir()
    (top / "link/ame.yml").symlink_to(files[0])
    subprocess.run(["git", "init", "-q"], cwd=top, check=True)
    monkeypatch.chdir(tmp_path / here)
    command = [sys.executable, "-m", "amelang.cli.main", "check", "--diff"]
    done = subprocess.run(
        [*command, *(word.format(top=top) for word in words)], capture_output=True, check=False
    )
    seen = done.stdout + done.stderr
    assert (done.returncode, b"\x1b" in seen, "\u202e".encode() in seen) == (1, False, False)
    _, said, where = done.stderr.decode().partition("the paths begin at `")
    folder = Path(where.partition("`")[0]) if said else Path()
    subprocess.run(["git", "apply", "-"], cwd=folder, input=done.stdout, check=True)
    again = subprocess.run(
        [*command, *(word.format(top=top) for word in words)], capture_output=True, check=False
    )
    assert again.stdout == b""


def test_patch_finds_a_file_in_a_folder_with_a_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: Callable[[str, str], NoReturn]
) -> None:
    if shutil.which("patch") is None:
        missing("patch", "no patch: install it, to apply a difference as others than git do")
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "a b" / "ame.yml"
    file.parent.mkdir()
    file.write_text("old\n")
    difference = render([(Source("old\n", "a b/ame.yml"), Source("new\n", "a b/ame.yml"))])
    subprocess.run(["patch", "-p1", "-s"], cwd=tmp_path, input=difference.encode(), check=True)
    assert file.read_text() == "new\n"
