"""Runs a script to its end: passes on what it prints, and stops all of it when it has to be stopped."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from io import FileIO
from types import FrameType

from amelang.run.leftover import MARK, stop_left

STEP = 0.1
"""Seconds between two looks at signals and clocks; output is passed on at once."""
STOPPED, TIMED_OUT, ENDED = "stopped", "timed out", "ended"
SIGNALS = (signal.SIGINT, signal.SIGTERM) + (
    (signal.SIGHUP, signal.SIGQUIT) if sys.platform != "win32" else ()
)


class Outcome:
    """How a process ended: by itself, or because it was stopped."""

    __slots__ = ("code", "how")

    def __init__(self, how: str, code: int) -> None:
        self.how = how
        self.code = code
        """As a shell has it: above 128 for one that a signal ended."""


class Run:
    """One try of a task: the script's process, its output, and the clocks that it is under."""

    def __init__(
        self,
        argv: list[str],
        *,
        cwd: str,
        env: dict[str, str],
        log: str,
        group_file: str,
        timeout: float | None,
        grace: float,
        say: Callable[[str], None],
    ) -> None:
        self._argv, self._cwd, self._env = argv, cwd, env
        self._log, self._group_file = log, group_file
        self._timeout, self._grace, self._say = timeout, grace, say
        self._signals: list[int] = []
        self._how = ENDED
        self._code = 0
        self._kill_at: float | None = None

    def wait(self) -> Outcome:
        """Start the script and return when nothing of it runs any more.

        The first Ctrl-C asks the task to stop and kills it after `grace` seconds, the second kills
        it at once. SIGTERM and SIGHUP do the same.
        """
        # What we print ourselves stands before what the task prints.
        sys.stdout.flush()
        sys.stderr.flush()
        one_stream = _same_file(sys.stdout, sys.stderr)
        with _handled(self._signals.append), open(self._log, "ab", buffering=0) as file:
            log = _Log(file, self._say)
            process = subprocess.Popen(
                self._argv,
                cwd=self._cwd,
                env=self._env | {"AME_ATTENDED": "yes"},
                # Nothing is written to it: it ends when we end, however suddenly, and the script sees it.
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # Two pipes would lose the order in which lines were printed.
                stderr=subprocess.STDOUT if one_stream else subprocess.PIPE,
                # A signal of the terminal is for us; we pass it on in our own way.
                start_new_session=True,
            )
            code = -1
            try:
                code = self._follow(process, log)
            finally:
                # A script that came to its end by itself has waited for all that it started.
                if code < 0 or self._how != ENDED:
                    self._kill(process)
                for pipe in (process.stdin, process.stdout, process.stderr):
                    if pipe is not None:
                        pipe.close()
                stop_left(self._env[MARK], self._say)
        if self._how == ENDED:
            return Outcome(ENDED, code if code >= 0 else 128 - code)
        return Outcome(self._how, self._code)

    def _follow(self, process: subprocess.Popen[bytes], log: _Log) -> int:
        deadline = None if self._timeout is None else time.monotonic() + self._timeout
        with selectors.DefaultSelector() as selector:
            for pipe, target in ((process.stdout, sys.stdout), (process.stderr, sys.stderr)):
                if pipe is not None:
                    selector.register(pipe, selectors.EVENT_READ, target)
            while selector.get_map() or process.poll() is None:
                _pass_on(selector, STEP, log)
                if process.poll() is not None:
                    # Who holds the other end now is no longer of the task, and may print for ever.
                    end = time.monotonic() + 1
                    while _pass_on(selector, 0, log) and time.monotonic() < end:
                        pass
                    break
                self._look(process, deadline)
        return process.wait()

    def _look(self, process: subprocess.Popen[bytes], deadline: float | None) -> None:
        """Do what signals and clocks ask for."""
        now = time.monotonic()
        while self._signals:
            number = self._signals.pop(0)
            if self._how == ENDED:
                self._stop(process, STOPPED, 128 + number)
                self._say("stopping; Ctrl-C again kills it")
                if number == getattr(signal, "SIGQUIT", None):
                    self._kill_at = now
            else:
                self._kill_at = now
        if deadline is not None and now >= deadline and self._how == ENDED:
            self._stop(process, TIMED_OUT, 124)
        if self._kill_at is not None and now >= self._kill_at:
            self._kill(process)

    def _stop(self, process: subprocess.Popen[bytes], how: str, code: int) -> None:
        self._how, self._code = how, code
        self._kill_at = time.monotonic() + self._grace
        with contextlib.suppress(ProcessLookupError):
            process.terminate()

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill what still runs of the group of the task and of that of the script."""
        groups = [process.pid]
        with contextlib.suppress(OSError, ValueError), open(self._group_file, encoding="ascii") as file:
            groups.insert(0, int(file.read()))
        for group in groups:
            # Our own group could only be named by a file that somebody else wrote.
            if group > 1 and group != os.getpgrp():
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(group, signal.SIGKILL)
        process.wait()


class _Log:
    """The file that keeps what is printed, as long as there is room for it: the task is worth more."""

    def __init__(self, file: FileIO, say: Callable[[str], None]) -> None:
        self._file: FileIO | None = file
        self._say = say

    def write(self, data: bytes) -> None:
        """Keep some output. Where that fails it is said, and no more is kept."""
        while self._file is not None and data:
            try:
                data = data[self._file.write(data) :]
            except OSError as error:
                self._say(f"the log ends here: {(error.strerror or str(error)).lower()}")
                self._file = None


def _pass_on(selector: selectors.BaseSelector, seconds: float, log: _Log) -> bool:
    """Pass on what was printed, waiting so long for it; tell whether there was any."""
    if not selector.get_map():
        time.sleep(seconds)
        return False
    ready = selector.select(seconds)
    some = False
    for key, _ in ready:
        data = os.read(key.fd, 65536)
        if not data:
            selector.unregister(key.fileobj)
            continue
        some = True
        log.write(data)
        target = key.data
        try:
            buffer = getattr(target, "buffer", None)
            if buffer is None:
                target.write(data.decode(errors="replace"))
            else:
                buffer.write(data)
            target.flush()
        except (OSError, ValueError):
            # Whoever read us has gone, or has no room for more; the log still has it.
            continue
    return some


def _same_file(one: object, other: object) -> bool:
    """Tell whether two streams lead to the same place, such as a terminal."""
    try:
        return os.path.samestat(os.fstat(one.fileno()), os.fstat(other.fileno()))  # type: ignore[attr-defined]  # streams may be replaced by anything
    except (AttributeError, OSError, ValueError):
        return False


@contextlib.contextmanager
def _handled(take: Callable[[int], None]) -> Iterator[None]:
    """Take the signals that want us to stop, for a while; only the main thread of Python can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handler(number: int, _: FrameType | None) -> None:
        take(number)

    before = {number: signal.signal(number, handler) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler_before in before.items():
            signal.signal(number, handler_before)
