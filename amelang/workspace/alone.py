"""One process at a time, for what two would do twice, or undo for each other."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from amelang.workspace.cache import cache_folder


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Wait until no other process does anything under this name; raises OSError where that cannot be told.

    The system itself ends the claim of a process that is killed.
    """
    folder = os.path.join(cache_folder(), "locks")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, hashlib.sha256(os.fsencode(name)).hexdigest()[:24])
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _claim(descriptor)
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":

    def _claim(descriptor: int) -> None:
        import msvcrt
        import time

        while True:
            try:
                msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
            except OSError:
                # It gives up after ten seconds.
                time.sleep(0.1)
            else:
                return

else:

    def _claim(descriptor: int) -> None:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)
