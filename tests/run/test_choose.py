"""Picking one of several tasks on a terminal: with arrow keys where it has a cursor, else by number."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING

import pytest

from amelang.run.choose import choose

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROGRAM = """
import sys
sys.path.insert(0, {root!r})
from amelang.run.choose import choose
try:
    print("picked", choose("Which task?", {names!r}))
except KeyboardInterrupt:
    print("picked nothing")
"""
UP, DOWN, ENTER = "\x1b[A", "\x1b[B", "\r"


class Terminal:
    """A terminal on which somebody is asked."""

    def __init__(self, root: Path, kind: str, names: list[str], lines: int = 24) -> None:
        self.keyboard, self.screen = pty.openpty()
        termios.tcsetwinsize(self.screen, (lines, 40))
        self.before = termios.tcgetattr(self.screen)
        self.shown = ""
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM.format(root=str(root), names=names)],
            stdin=self.screen,
            stdout=self.screen,
            stderr=self.screen,
            env={**os.environ, "TERM": kind},
        )

    def read_until(self, text: str, seconds: float = 10) -> str:
        end = time.monotonic() + seconds
        while text not in self.shown:
            assert time.monotonic() < end, self.shown
            if select.select([self.keyboard], [], [], 0.1)[0]:
                self.shown += os.read(self.keyboard, 65536).decode()
        return self.shown

    def type(self, *keys: str) -> None:
        for key in keys:
            os.write(self.keyboard, key.encode())
            # A person's fingers are slower than the end of an escape sequence.
            time.sleep(0.06)

    def picked(self) -> str:
        shown = self.read_until("picked").partition("picked ")[2]
        while "\n" not in shown:
            self.shown += os.read(self.keyboard, 65536).decode()
            shown = self.shown.partition("picked ")[2]
        self.process.wait(10)
        # Whatever happened, the terminal is as it was.
        assert termios.tcgetattr(self.screen) == self.before
        return shown.split("\n")[0].strip()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.keyboard)
        os.close(self.screen)


NAMES = ["prepare", "train", "evaluate"]


@pytest.fixture
def terminal(root: Path) -> Iterator[Terminal]:
    """A terminal with a cursor."""
    made = Terminal(root, "xterm", NAMES)
    yield made
    made.close()


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    from pathlib import Path

    return Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("keys", "picked"),
    [
        ([ENTER], "prepare"),
        ([DOWN, ENTER], "train"),
        ([UP, ENTER], "evaluate"),
        ([DOWN, DOWN, DOWN, "\n"], "prepare"),
        (["\x1bOB", "\x1bOA", ENTER], "prepare"),
        (["\x1b[F", ENTER], "evaluate"),
        (["3", ENTER], "evaluate"),
        (["9", "x", "\x1b[15~", "j", ENTER], "train"),
        (["\x03"], "nothing"),
        (["\x04"], "nothing"),
        (["\x1b"], "nothing"),
    ],
)
def test_keys(terminal: Terminal, keys: list[str], picked: str) -> None:
    terminal.read_until("evaluate")
    terminal.type(*keys)
    assert terminal.picked() == picked


def test_the_mark_is_not_only_a_colour(terminal: Terminal) -> None:
    terminal.read_until("evaluate")
    terminal.type(DOWN)
    assert ">  2  train" in terminal.read_until(">  2  train")


@pytest.mark.parametrize(
    ("answer", "picked"),
    [
        ("2\n", "train"),
        ("evaluate\n", "evaluate"),
        ("0\n\n9\nx\n1\n", "prepare"),
        ("\x04", "nothing"),
        ("²\n3\n", "evaluate"),
    ],
)
def test_numbers_where_there_is_no_cursor(root: Path, answer: str, picked: str) -> None:
    terminal = Terminal(root, "dumb", NAMES)
    terminal.read_until("number (1-3): ")
    terminal.type(answer)
    assert terminal.picked() == picked
    assert "  1  prepare\r\n  2  train\r\n  3  evaluate\r\n" in terminal.shown
    terminal.close()


def test_numbers_where_the_list_is_longer_than_the_screen(root: Path) -> None:
    terminal = Terminal(root, "xterm", [f"task{number}" for number in range(30)])
    terminal.read_until("number (1-30): ")
    terminal.type("17\n")
    assert terminal.picked() == "task16"
    terminal.close()


def test_a_long_name_keeps_the_list_in_place(root: Path) -> None:
    terminal = Terminal(root, "xterm", ["a" * 63, "b"])
    terminal.read_until("2  b")
    terminal.type(DOWN, UP, ENTER)
    assert terminal.picked() == "a" * 63
    assert "a" * 40 not in terminal.shown.partition("picked")[0]
    terminal.close()


def test_nobody_is_asked_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    with open(os.devnull) as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        assert choose("Which task?", NAMES) is None
