"""Files of the cache that hold plain data: written whole, and good only for the very AME that wrote them."""

from __future__ import annotations

import marshal
import os
import stat
import sys

from amelang import VERSION
from amelang.workspace.cache import cache_folder
from amelang.workspace.looks import digest, open_at_once

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FOLDER = "checks"
MAGIC = b"AME check 1\n"
MOST_FILES = 64
"""Files of the cache that are kept: so many command lines in so many folders."""
HASH = 20
"""Bytes of a digest."""


def load_store(paths: list[str]) -> dict[str, Any]:
    """Return what was saved for some paths in this folder; nothing where that is not there or not sound."""
    try:
        with open(_file(paths), "rb", opener=open_at_once) as file:
            if not _is_ours(os.fstat(file.fileno())):
                return {}
            data = file.read()
    except OSError:
        return {}
    head = MAGIC + _key(paths)
    body = data[len(head) + HASH :]
    # What is read here is whole, and was written for this very Python and AME: marshal must get nothing else.
    if not data.startswith(head) or data[len(head) : len(head) + HASH] != digest(body):
        return {}
    try:
        found = marshal.loads(body)  # noqa: S302 - see above
    except (EOFError, ValueError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def save_store(paths: list[str], data: dict[str, Any]) -> None:
    """Save plain data for some paths; where that cannot be done, the next check takes a little longer."""
    body = marshal.dumps(data)
    file = _file(paths)
    temporary = f"{file}.{os.getpid()}.tmp"
    if not os.path.isabs(file):
        # Nobody knows whose home this is, as in a container with a user that has none.
        return
    try:
        os.makedirs(os.path.dirname(file), mode=0o700, exist_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _FLAGS, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(MAGIC + _key(paths) + digest(body) + body)
        os.replace(temporary, file)
        _forget_old(os.path.dirname(file))
    except OSError:
        try:
            os.unlink(temporary)
        except OSError:
            return


def _is_ours(status: os.stat_result) -> bool:
    """Tell whether it is a file, and nobody but us can have written it, or whoever may do everything."""
    if not stat.S_ISREG(status.st_mode):
        return False
    if sys.platform == "win32":
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def _key(paths: list[str]) -> bytes:
    """Return what stands for what verdicts rest on beside files: who asks where, and which AME answers."""
    user = os.geteuid() if sys.platform != "win32" else 0
    parts = [VERSION, sys.version, sys.platform, str(user), os.getcwd(), cache_folder(), _zones(), _code()]
    parts += paths
    return digest("\0".join(parts).encode("utf-8", "surrogateescape"))


def _zones() -> str:
    """Return what changes with the time zones that this machine knows."""
    try:
        stamp = os.stat("/usr/share/zoneinfo").st_mtime_ns
    except OSError:
        stamp = 0
    return f"{os.environ.get('PYTHONTZPATH', '')} {stamp}"


def _code() -> str:
    """Return what changes with the code of AME: a checkout may be worked on under one version."""
    root = os.path.dirname(os.path.dirname(__file__))
    found = []
    for name in ("", "checks", "language", "language/grammar", "meaning", "text", "workspace"):
        try:
            with os.scandir(os.path.join(root, name)) as entries:
                for entry in entries:
                    if entry.is_file():
                        status = entry.stat()
                        found.append(f"{name}/{entry.name} {status.st_size} {status.st_mtime_ns}")
        except OSError:
            # It lies in an archive, as its version says.
            continue
    return "\n".join(sorted(found))


def _file(paths: list[str]) -> str:
    place = "\0".join((os.getcwd(), *paths)).encode("utf-8", "surrogateescape")
    return os.path.join(cache_folder(), FOLDER, digest(place).hex())


def _forget_old(folder: str) -> None:
    """Remove what was not written for the longest time, where there is too much."""
    with os.scandir(folder) as entries:
        files = sorted((entry.stat().st_mtime, entry.path) for entry in entries)
    for _, path in files[: max(len(files) - MOST_FILES, 0)]:
        os.unlink(path)
