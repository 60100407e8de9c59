"""Stops what a task has started and made a session of its own, as servers do that go into the background.

Signals to the task's process group do not reach such a process. It is known by its environment: the
variable that names the folder of the run. In a container it would end with the container.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable

MARK = "AME_STATE"
"""The variable that every process of a run has, with a value that no other run has."""
GRACE, LAST = 3.0, 2.0
"""Seconds that such a process has to end after it was asked to, and after it was killed."""


def stop_left(state: str, say: Callable[[str], None]) -> None:
    """Stop the processes of the run whose variable has this value; only Linux tells which those are."""
    if not _left(state):
        return
    say("stopping what the command has left behind")
    for number, seconds in ((signal.SIGTERM, GRACE), (signal.SIGKILL, LAST)):
        for process in _left(state):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, number)
        end = time.monotonic() + seconds
        while _left(state) and time.monotonic() < end:
            time.sleep(0.05)


def _left(state: str) -> list[int]:
    """Return the processes that have the variable, by their numbers."""
    wanted = f"{MARK}={state}".encode()
    found = []
    try:
        numbers = [int(name) for name in os.listdir("/proc") if name.isdecimal()]
    except OSError:
        return []
    for number in numbers:
        # Those of others must not be read, and some have ended by now.
        with contextlib.suppress(OSError), open(f"/proc/{number}/environ", "rb") as file:
            if number != os.getpid() and wanted in file.read().split(b"\0"):
                found.append(number)
    return found
