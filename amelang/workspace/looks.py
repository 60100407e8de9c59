"""Looks at the disk: what a check asks of it, taken down where somebody wants to ask the same again.

Whatever a check may find out about files that are not its own it finds out here, so that a verdict
that is kept can be held against the disk as it is now.
"""

from __future__ import annotations

import os
import stat
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Taken = dict[tuple[str, str], Any]
    """Answers, by what was asked and of which path."""
    Mark = tuple[int, int, int, int] | None

MOST_BYTES = 32 * 1024 * 1024
"""The size above which a file is not read."""

STEP = 2.0
"""Seconds that are surely longer than the steps in which any system counts time; FAT has the longest."""

THERE, FILE, FOLDER, LINK, NAMES, READ = "there", "file", "folder", "link", "names", "read"
"""What can be asked of a path: whether anything is there, what it is, what is in it."""

_taken: Taken | None = None


def take_down(taken: Taken | None) -> Taken | None:
    """Take down what is asked from now on, or nothing; return where it was taken down before."""
    global _taken
    before, _taken = _taken, taken
    return before


def exists(path: str) -> bool:
    """Tell whether anything lies at a path, were it a link that leads nowhere."""
    return bool(_asked(THERE, path))


def is_file(path: str) -> bool:
    """Tell whether a path leads to a file."""
    return bool(_asked(FILE, path))


def is_folder(path: str) -> bool:
    """Tell whether a path leads to a folder."""
    return bool(_asked(FOLDER, path))


def is_link(path: str) -> bool:
    """Tell whether a symbolic link lies at a path."""
    return bool(_asked(LINK, path))


def names(folder: str) -> list[str]:
    """Return the sorted names in a folder; none where it cannot be read."""
    found: list[str] = _asked(NAMES, folder)
    return found


def read(path: str) -> bytes | str | int:
    """Return the bytes of a file; why it cannot be read; or its size, where that is too large.

    FIFOs and devices are refused without being opened.
    """
    found, mark = read_marked(path)
    if _taken is not None:
        _taken[READ, path] = (digest(found) if isinstance(found, bytes) else found, mark)
    return found


def read_marked(path: str) -> tuple[bytes | str | int, Mark]:
    """Do as `read` does, take nothing down, and return the mark of the file as well."""
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            return "it is a folder", None
        if not stat.S_ISREG(status.st_mode):
            return "it is no ordinary file", None
        if status.st_size > MOST_BYTES:
            return status.st_size, None
        # Reading at once as many bytes as there may be at most would ask for so much memory, each time.
        with open(path, "rb", buffering=0, opener=open_at_once) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return "it is no ordinary file", None
            data = file.read(status.st_size + 1)
            while len(data) > status.st_size and len(data) <= MOST_BYTES:
                more = file.read(MOST_BYTES + 1 - len(data))
                if not more:
                    break
                data += more
    except OSError as error:
        return (error.strerror or str(error)).lower(), None
    except ValueError:
        return "its name is none", None
    return (data if len(data) <= MOST_BYTES else len(data)), mark_of(status)


def open_at_once(path: str, flags: int) -> int:
    """Open a file without waiting: somebody may have put a pipe in its place since it was looked at."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def mark_of(status: os.stat_result) -> Mark:
    """Return what a file or folder has only as long as nobody writes to it; None where that is not sure.

    A system counts time in steps, so that what was written just now may be written again without a
    trace. Only the time of change cannot be set back by hand, and Windows has none.
    """
    mark = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    latest = max(mark[2:])
    return None if sys.platform == "win32" or time.time() - latest / 1e9 < STEP else mark


def has_mark(status: os.stat_result, mark: Mark) -> bool:
    """Tell whether a file or folder still has a mark that it once had."""
    return mark == (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def reads_same(path: str, said: object, mark: Mark) -> tuple[bool, Mark]:
    """Tell whether a file holds what it held, or cannot be read for the same reason; return its mark, too.

    One that has the mark it had is not read.
    """
    try:
        if mark is not None and has_mark(os.stat(path), mark):
            return True, mark
    except OSError:
        return False, None
    data, mark = read_marked(path)
    return (digest(data) if isinstance(data, bytes) else data) == said, mark


def digest(data: bytes) -> bytes:
    """Return what stands for the bytes of a file: those of no other will ever have it."""
    try:
        # hashlib would load all of OpenSSL, which takes as long as a small check.
        from _blake2 import blake2b
    except ImportError:
        from hashlib import blake2b
    return blake2b(data, digest_size=20).digest()


def holds(kind: str, path: str, answer: Any) -> bool:
    """Tell whether the disk would answer a question, other than what a file holds, as it did."""
    return bool(_ASK[kind](path) == answer)


def _asked(kind: str, path: str) -> Any:
    answer = _ASK[kind](path)
    if _taken is not None:
        if kind in (FILE, FOLDER) and not answer and not os.path.lexists(path):
            # That nothing is there says it all, and is easier to hold against the disk.
            kind = THERE
        _taken[kind, path] = answer
    return answer


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


_ASK: dict[str, Callable[[str], Any]] = {
    THERE: os.path.lexists,
    FILE: os.path.isfile,
    FOLDER: os.path.isdir,
    LINK: os.path.islink,
    NAMES: _names,
}
