"""Lets a person pick one of several names: with the arrow keys where the terminal can, else by number."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterator, Sequence
from typing import TextIO

from amelang.report.text import visible

UP, DOWN, HOME, END, ENTER, CANCEL = "up", "down", "home", "end", "enter", "cancel"
KEYS = {
    "\x1b[A": UP, "\x1bOA": UP, "k": UP, "\x10": UP,
    "\x1b[B": DOWN, "\x1bOB": DOWN, "j": DOWN, "\x0e": DOWN, "\t": DOWN,
    "\x1b[H": HOME, "\x1bOH": HOME, "\x1b[1~": HOME,
    "\x1b[F": END, "\x1bOF": END, "\x1b[4~": END,
    "\r": ENTER, "\n": ENTER,
    "\x03": CANCEL, "\x04": CANCEL, "\x1b": CANCEL, "q": CANCEL, "": CANCEL,
}  # fmt: skip
"""What terminals send for a key; the letters are those of `vi`, Ctrl-P and Ctrl-N those of shells."""
SECONDS_WITHIN_A_KEY = 0.05
"""After an escape sign alone a terminal would have sent the rest of an arrow key by then."""


def choose(question: str, names: Sequence[str]) -> str | None:
    """Return the name that somebody picks on the terminal.

    None where there is no terminal to ask on, or nothing to pick from. Raises KeyboardInterrupt
    where he does not want to: Ctrl-C, Ctrl-D, Escape or `q`.
    """
    if not names or not sys.stdin.isatty() or not sys.stderr.isatty():
        return None
    # The list goes to stderr, so that what a command prints can be sent elsewhere.
    screen = sys.stderr
    if _has_cursor(len(names)):
        try:
            import termios
        except ImportError:
            return _by_number(question, names, screen)
        with contextlib.suppress(termios.error):
            return _by_keys(question, names, screen)
    return _by_number(question, names, screen)


def _has_cursor(count: int) -> bool:
    """Tell whether the terminal can move its cursor, and has a line for each name."""
    if os.environ.get("TERM", "dumb") in ("", "dumb"):
        return False
    return count + 2 <= os.get_terminal_size(sys.stderr.fileno()).lines


def _by_number(question: str, names: Sequence[str], screen: TextIO) -> str:
    """Ask for a number, or the name itself, until there is one."""
    listed = (f"{number:>3}  {visible(name)}\n" for number, name in enumerate(names, 1))
    screen.write(question + "\n" + "".join(listed))
    while True:
        screen.write(f"number (1-{len(names)}): ")
        screen.flush()
        line = sys.stdin.readline()
        if not line:
            screen.write("\n")
            raise KeyboardInterrupt
        answer = line.strip()
        if answer in names:
            return answer
        if re.fullmatch("[0-9]{1,6}", answer) and 1 <= int(answer) <= len(names):
            return names[int(answer) - 1]


def _by_keys(question: str, names: Sequence[str], screen: TextIO) -> str:
    """Let the arrow keys move a mark and Enter take what it is at; a digit moves it there."""
    at = 0
    with _keys_one_by_one() as keyboard:
        screen.write(f"{question} (arrow keys, Enter)\n")
        _draw(names, at, screen)
        try:
            while (key := _read_key(keyboard)) is not ENTER:
                if key is CANCEL:
                    raise KeyboardInterrupt
                at = _moved(key, at, len(names))
                screen.write(f"\x1b[{len(names)}A")
                _draw(names, at, screen)
        finally:
            screen.flush()
    return names[at]


def _moved(key: str, at: int, count: int) -> int:
    if key is UP:
        return (at - 1) % count
    if key is DOWN:
        return (at + 1) % count
    if key is HOME:
        return 0
    if key is END:
        return count - 1
    if key.isdigit() and 1 <= int(key) <= count:
        return int(key) - 1
    return at


def _draw(names: Sequence[str], at: int, screen: TextIO) -> None:
    """Write the list; the mark is a sign and not only a colour."""
    width = os.get_terminal_size(screen.fileno()).columns
    for number, name in enumerate(names):
        # A name that is wider than the screen would take two lines, and the cursor would go astray.
        line = f"{number + 1:>3}  {visible(name)}"[: max(width - 3, 1)]
        screen.write(f"\r\x1b[2K\x1b[7m>{line}\x1b[0m\n" if number == at else f"\r\x1b[2K {line}\n")
    screen.flush()


@contextlib.contextmanager
def _keys_one_by_one() -> Iterator[int]:
    """Let the terminal hand over each key at once and show none; it is restored whatever happens."""
    import termios

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    ours = termios.tcgetattr(terminal)
    # Ctrl-C comes as a key, too, so that the terminal is restored before anything else happens.
    ours[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG)
    ours[6][termios.VMIN], ours[6][termios.VTIME] = 1, 0
    termios.tcsetattr(terminal, termios.TCSADRAIN, ours)
    try:
        yield terminal
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _read_key(keyboard: int) -> str:
    """Return the next key by its name, or the letter itself."""
    import select

    text = os.read(keyboard, 1).decode("latin-1")
    if text == "\x1b":
        while len(text) < 8 and select.select([keyboard], [], [], SECONDS_WITHIN_A_KEY)[0]:
            text += os.read(keyboard, 1).decode("latin-1")
            if (len(text) > 2 and text[-1].isalpha()) or text[-1] == "~":
                break
    return KEYS.get(text, text)
