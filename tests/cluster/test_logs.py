"""`ame task logs`: every line once, in order, whatever happens to the connection."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amelang.run import lines
from amelang.run.lines import LogReader

LINES = 10_000


@pytest.fixture(scope="module")
def talking(shared_project: Any) -> Any:
    """A project with tasks that print much."""
    count = f"i=0; while [ $i -lt {LINES} ]; do echo line $i; i=$((i+1));"
    shared_project.tasks(
        ("chatty", f"{count} done"),
        ("steady", f"{count} if [ $((i % 1000)) = 0 ]; then sleep 0.5; fi; done"),
        ("long", "head -c 200000 /dev/zero | tr '\\0' x; echo; echo after; printf 'no line break'"),
        ("late", "sleep 4; echo at last"),
        ("flaky", "echo trying; exit 3"),
    )
    return shared_project


EVERY_LINE = "".join(f"line {number}\n" for number in range(LINES))


def test_ten_thousand_lines_in_order(talking: Any) -> None:
    run = talking.ame("task", "run", "-l", "chatty")
    assert run.code == 0, run.err
    assert run.out == EVERY_LINE
    assert talking.ame("task", "logs", "chatty").out == EVERY_LINE


def test_a_long_line_and_one_without_its_end(talking: Any) -> None:
    run = talking.ame("task", "run", "-l", "long")
    assert run.code == 0, run.err
    assert run.out == "x" * 200_000 + "\nafter\nno line break\n"


def test_waiting_while_the_container_is_being_made(talking: Any) -> None:
    talking.ame("task", "run", "-l", "late", "--detach")
    early = talking.ame("task", "logs", "late")
    assert (early.code, early.out) == (0, "")
    followed = talking.ame("task", "logs", "late", "--follow")
    assert followed.out == "at last\n"


def test_names_that_are_not_there(talking: Any) -> None:
    refused = talking.ame("task", "logs", "chaty")
    assert refused.code == 1
    assert "error AME415 unknown-run: there is no run and no task `chaty`" in refused.err
    nobody_to_ask = talking.ame("task", "logs")
    assert nobody_to_ask.code == 2
    assert "say which run" in nobody_to_ask.err


class Cutting:
    """A way to the server on which every connection is cut after a while, in both directions."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.cuts = 0
        self._random = random.Random(7)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(self.target)
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()
            threading.Timer(self._random.uniform(0.6, 1.2), self._cut, (near, far)).start()

    @staticmethod
    def _carry(source: socket.socket, sink: socket.socket) -> None:
        try:
            while piece := source.recv(4096):
                sink.sendall(piece)
        except OSError:
            pass

    def _cut(self, *ends: socket.socket) -> None:
        self.cuts += 1
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def test_a_connection_that_is_cut_again_and_again(talking: Any, tmp_path: Path) -> None:
    import yaml

    path = Path(talking.environment["KUBECONFIG"])
    config = yaml.safe_load(path.read_text())
    cluster = config["clusters"][0]["cluster"]
    host, _, port = cluster["server"].removeprefix("https://").partition(":")
    way = Cutting(host, int(port or 443))
    cluster["server"] = f"https://127.0.0.1:{way.port}"
    cluster["tls-server-name"] = host
    other = tmp_path / "kubeconfig"
    other.write_text(yaml.safe_dump(config))
    try:
        talking.environment["KUBECONFIG"] = str(other)
        run = talking.ame("task", "run", "-l", "steady")
    finally:
        talking.environment["KUBECONFIG"] = str(path)
        way.listener.close()
    assert run.code == 0, run.err
    assert way.cuts > 5
    assert run.out == EVERY_LINE


class FakeLog:
    """A container's log as a server gives it, through connections that break where a test says."""

    def __init__(self, entries: list[tuple[int, bytes]], breaks: list[int]) -> None:
        self.entries = [(self._stamp(nanos), text) for nanos, text in entries]
        self.breaks = iter(breaks)

    @staticmethod
    def _stamp(nanos: int) -> str:
        return f"2026-01-02T03:04:{nanos // 10**9 % 60:02}.{nanos % 10**9:09}Z"

    def logs(self, _pod: str, _container: str, *, since: str, follow: bool) -> Iterator[bytes]:
        text = b"".join(
            f"{stamp} ".encode() + line + b"\n" for stamp, line in self.entries if stamp[:19] >= since[:19]
        )
        if follow:
            text = text[: next(self.breaks, len(text))]
        for start in range(0, len(text), 37):
            yield text[start : start + 37]

    def get(self, *_: str) -> dict[str, Any]:
        ended = next(self.breaks, None) is None
        return {"status": {"phase": "Succeeded" if ended else "Running"}}


times = st.lists(st.sampled_from([0, 0, 0, 1, 5 * 10**8, 10**9]), max_size=40)


@settings(deadline=None, max_examples=300)
@given(steps=times, breaks=st.lists(st.integers(0, 1500), max_size=12))
def test_every_line_comes_once_wherever_connections_break(steps: list[int], breaks: list[int]) -> None:
    nanos, entries = 0, []
    for number, step in enumerate(steps):
        nanos += step
        entries.append((nanos, b"same" if number % 3 else b"line %d" % number))
    reader = LogReader(FakeLog(entries, breaks), "pod", "task")  # type: ignore[arg-type]  # as much as it needs
    with patch.object(lines, "PAUSE", 0.0):
        got = b"".join(reader.until_end(lambda: False))
    assert got == b"".join(text + b"\n" for _, text in entries)


class LateLog(FakeLog):
    """A log whose last words come into the file after the container has ended, piece by piece."""

    def __init__(self, entries: list[tuple[int, bytes]], there: list[int]) -> None:
        super().__init__(entries, [])
        self.there = there

    def logs(self, pod: str, container: str, *, since: str, follow: bool) -> Iterator[bytes]:
        whole = sum(len(stamp) + len(text) + 2 for stamp, text in self.entries)
        hidden = max(whole - self.there.pop(0), 0) if self.there else 0
        text = b"".join(super().logs(pod, container, since=since, follow=follow))
        yield text[: len(text) - hidden] if hidden else text


@pytest.mark.parametrize("there", [[], [100], [100, 100], [100, 130], [100, 100, 130, 131, 240]])
def test_what_is_written_late_is_waited_for(there: list[int]) -> None:
    entries = [(number, b"line %d" % number) for number in range(10)]
    reader = LogReader(LateLog(entries, there), "pod", "task")  # type: ignore[arg-type]  # as much as it needs
    with patch.object(lines, "PAUSE", 0.0):
        got = b"".join(reader.until_end(lambda: False))
    assert got == b"".join(text + b"\n" for _, text in entries)
