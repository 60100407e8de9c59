"""Patterns of `.gitignore`, read to the letter of git (gitignore(5), and wildmatch.c for the rest).

Like git we compare bytes, so that `?` is one byte of a name. A line that git gives up on, because a
bracket is not closed say, matches nothing.
"""

from __future__ import annotations

import re

CLASSES = {
    b"alnum": b"A-Za-z0-9",
    b"alpha": b"A-Za-z",
    b"blank": b" \\t",
    b"cntrl": b"\\x00-\\x1f\\x7f",
    b"digit": b"0-9",
    b"graph": b"!-~",
    b"lower": b"a-z",
    b"print": b" -~",
    b"punct": b"!-/:-@\\[-`{-~",
    b"space": b" \\t-\\r",
    b"upper": b"A-Z",
    b"xdigit": b"0-9A-Fa-f",
}
"""The named classes of characters, as parts of a set of a regular expression."""


class Pattern:
    """One line of an ignore file."""

    __slots__ = ("_anchored", "_directory", "_regex", "leaves_out")

    def __init__(self, pattern: bytes, leaves_out: bool) -> None:
        self.leaves_out = leaves_out
        """Whether what it matches is left out; else it is brought back."""
        self._directory = pattern.endswith(b"/")
        if self._directory:
            pattern = pattern[:-1]
        # A slash anywhere else ties the pattern to the folder of its file.
        self._anchored = b"/" in pattern
        self._regex = re.compile(_translate(pattern.removeprefix(b"/")), re.DOTALL)

    def matches(self, path: bytes, *, directory: bool) -> bool:
        """Tell whether the pattern is about this very path, and not only about a folder above it."""
        if self._directory and not directory:
            return False
        return bool(self._regex.fullmatch(path if self._anchored else path.rpartition(b"/")[2]))


def read_pattern(line: str) -> Pattern | None:
    """Read one line; None where it is empty, a comment, or nothing that git understands."""
    if line.startswith("#"):
        return None
    leaves_out = not line.startswith("!")
    text = _without_end(line if leaves_out else line[1:]).encode("utf-8", "surrogateescape")
    if not text:
        return None
    try:
        return Pattern(text, leaves_out)
    except ValueError:
        return None


def _without_end(line: str) -> str:
    """Cut the blanks at the end of a line, up to one that a backslash keeps."""
    line = line.removesuffix("\r")
    kept = len(line.rstrip(" "))
    backslashes = kept - len(line[:kept].rstrip("\\"))
    return line[: kept + backslashes % 2]


def _translate(pattern: bytes) -> bytes:
    """Turn a pattern into a regular expression; raises ValueError where it can match nothing."""
    regex, place = b"", 0
    while place < len(pattern):
        letter = pattern[place : place + 1]
        if letter == b"*":
            part, place = _stars(pattern, place)
        elif letter == b"[":
            part, place = _set(pattern, place + 1)
        elif letter == b"?":
            part, place = b"[^/]", place + 1
        else:
            part, place = _literal(pattern, place)
        regex += part
    return regex


def _literal(pattern: bytes, place: int) -> tuple[bytes, int]:
    """Read one character that stands for itself, perhaps behind a backslash."""
    if pattern[place : place + 1] == b"\\":
        place += 1
        if place == len(pattern):
            raise ValueError("a backslash at the end")
    return re.escape(pattern[place : place + 1]), place + 1


def _stars(pattern: bytes, place: int) -> tuple[bytes, int]:
    """Read one star or several: two that are all of a part of the path stand for any number of parts."""
    end = place
    while pattern[end : end + 1] == b"*":
        end += 1
    whole = (place == 0 or pattern[place - 1 : place] == b"/") and pattern[end : end + 1] in (b"", b"/")
    if end - place < 2 or not whole:
        return b"[^/]*", end
    if end == len(pattern):
        return b".*", end
    return b"(?:.*/)?", end + 1


def _set(pattern: bytes, place: int) -> tuple[bytes, int]:
    """Read a set in brackets, from behind the first; a slash is never in one."""
    negated = pattern[place : place + 1] in (b"!", b"^")
    place += negated
    parts: list[bytes] = []
    previous = b""
    while True:
        if place >= len(pattern):
            raise ValueError("a bracket is not closed")
        name = re.match(rb"\[:([^\]]*):\]", pattern[place:])
        if name:
            if name[1] not in CLASSES:
                raise ValueError("no such class")
            parts.append(CLASSES[name[1]])
            previous, place = b"", place + len(name[0])
        elif (
            pattern[place : place + 1] == b"-"
            and previous
            and pattern[place + 1 : place + 2] not in (b"", b"]")
        ):
            last, place = _literal(pattern, place + 1)
            # A range whose end comes before its start holds nothing.
            if _byte(previous) <= _byte(last):
                parts.append(previous + b"-" + last)
            previous = b""
        else:
            previous, place = _literal(pattern, place)
            parts.append(previous)
        if pattern[place : place + 1] == b"]":
            break
    inside = b"".join(b"(?=[%s])|" % part for part in parts)[:-1]
    look = b"(?!%s)" % inside if negated else b"(?:%s)" % inside
    return (look if parts else b"" if negated else b"(?!)") + b"[^/]", place + 1


def _byte(escaped: bytes) -> int:
    """Return the character behind the backslash with which `re.escape` may have marked it."""
    return escaped[-1]
