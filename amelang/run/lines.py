"""One container's log, every line once, whatever happens to the connection.

The server puts a time before each line. After a break it is asked for all lines from the full
second of the last one on, and those that were seen are left out: a line is known by its time, and by
how many lines of that very time came before it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime

from amelang.cluster.api import Api, Object
from amelang.cluster.errors import ClusterError
from amelang.cluster.refusals import ForbiddenError, NotFoundError

TIME = re.compile(rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)")
PAUSE = 0.5
"""Seconds between two tries to go on reading."""
PATIENCE = 60.0
"""Seconds after which a log that cannot be read any more is given up."""


class LogReader:
    """Reads one container's log from its beginning to its end, or to what is there now."""

    def __init__(self, api: Api, pod: str, container: str) -> None:
        self._api = api
        self._pod = pod
        self._container = container
        self._last = b""
        self._count = 0
        self._half = b""

    def all_there_is(self) -> Iterator[bytes]:
        """Yield what the log holds now and was not yielded yet, in whole lines.

        Only the end of the log may be a line without a line break. Raises a kind of ClusterError.
        """
        yield from self._connection(follow=False)

    def until_end(self, cancelled: Callable[[], bool]) -> Iterator[bytes]:
        """Yield the log as it grows, in whole lines, until the container has ended.

        Returns early where the pod is gone. Raises a kind of ClusterError where the log may not be
        read, or cannot for a minute.
        """
        failing_since = None
        while not cancelled():
            try:
                yield from self._connection(follow=True)
                if self._ended():
                    yield from self._last_lines()
                    return
                failing_since = None
            except NotFoundError:
                return
            except ForbiddenError:
                raise
            except ClusterError:
                failing_since = failing_since or time.monotonic()
                if time.monotonic() - failing_since > PATIENCE:
                    raise
            time.sleep(PAUSE)

    def _last_lines(self) -> Iterator[bytes]:
        """Yield what is left of the log of a container that has ended.

        Its last words may still be on their way into the log, which then ends within a line: as long
        as there is something new, it is asked for once more.
        """
        half = None
        while True:
            before, some = half, False
            for text in self._connection(follow=False, whole=True):
                some = True
                yield text
            half = self._half
            if not some and (not half or half == before):
                break
            time.sleep(PAUSE)
        yield from self._connection(follow=False)

    def _connection(self, *, follow: bool, whole: bool = False) -> Iterator[bytes]:
        """Yield the new lines that one connection gives, many at once where many come at once.

        With `whole`, a line without a line break is not among them, but kept as what is there of one.
        """
        rest = b""
        seen = 0
        skipping = bool(self._last)
        since = _second(self._last)
        for piece in self._api.logs(self._pod, self._container, since=since, follow=follow):
            *lines, rest = (rest + piece).split(b"\n") if b"\n" in piece else (rest + piece,)
            new = []
            for line in lines:
                stamp, _, text = line.partition(b" ")
                if skipping:
                    if stamp == self._last:
                        seen += 1
                    if seen <= self._count and not _later(stamp, self._last):
                        continue
                    skipping = False
                self._note(stamp)
                new.append(text + b"\n")
            if new:
                yield b"".join(new)
        self._half = rest
        if rest and not follow and not whole:
            # What a container wrote last may lack a line break; a broken connection looks the same,
            # which is why only this kind, which the server ends itself, is trusted.
            stamp, _, text = rest.partition(b" ")
            if not skipping or _later(stamp, self._last):
                self._note(stamp)
                yield text

    def _note(self, stamp: bytes) -> None:
        if stamp == self._last:
            self._count += 1
        else:
            self._last, self._count = stamp, 1

    def _ended(self) -> bool:
        """Ask whether the container has ended; the log's own end may be that of a connection."""
        return container_ended(self._api.get("Pod", self._pod), self._container)


def container_ended(pod: Object, container: str) -> bool:
    """Tell whether a container of a pod will write no more."""
    status = pod["status"]
    if status.get("phase") in ("Succeeded", "Failed"):
        return True
    for state in (*(status.get("initContainerStatuses") or ()), *(status.get("containerStatuses") or ())):
        if state["name"] == container:
            return "terminated" in state.get("state", {})
    return False


def _second(stamp: bytes) -> str:
    """Return the full second of a log's time, as the server wants it; empty where there is no time."""
    found = TIME.fullmatch(stamp)
    return (found[1] + found[3]).decode() if found else ""


def _later(stamp: bytes, than: bytes) -> bool:
    """Compare two times of a log; what is no time, such as a note of the machine's, counts as later."""
    one, other = TIME.fullmatch(stamp), TIME.fullmatch(than)
    return one is None or other is None or _instant(one) > _instant(other)


def _instant(found: re.Match[bytes]) -> tuple[datetime, bytes]:
    zone = b"+00:00" if found[3] == b"Z" else found[3]
    return datetime.fromisoformat((found[1] + zone).decode()), (found[2] or b"").ljust(9, b"0")
