"""Following a run: its output as it comes, what it waits for, and how it ended.

Threads watch the Job and its pods and read the log of one container at a time; all that they learn
comes through one queue to the thread that follows, which alone prints. A break of any connection
is mended by whoever has it.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from amelang.cluster.api import Api, Object
from amelang.cluster.apply import ended
from amelang.cluster.errors import ClusterError
from amelang.run.errors import AME_FAILED
from amelang.run.failure import task_of, why_failed, why_waiting
from amelang.run.lines import LogReader
from amelang.run.loss_reasons import Vanished
from amelang.run.places import Places
from amelang.run.pods import POD_LABEL, main_container, readable_containers, sorted_pods, which_try
from amelang.run.reasons import HiddenOutOfMemory, Reason, TimedOut
from amelang.run.setup_reasons import NotPrepared
from amelang.run.start_reasons import ImageNotPulled

TICK = 0.5
"""Seconds after which the follower looks round although nothing happened."""
QUIET = 3.0
"""Seconds that a run may take to start before we look what it waits for, and between two such looks."""
PIECES = 256
"""How many pieces of output may wait to be printed: a slow reader slows the reading, not the memory."""
TIMED_OUT = 124
"""The exit code of a run that its `timeout` ended, as the program `timeout` has it."""


class Outcome:
    """How a run ended: the exit code, and the reason where it failed or is suspect."""

    def __init__(self, exit_code: int, reason: Reason | None, *, given_up: bool = False) -> None:
        self.exit_code = exit_code
        self.reason = reason
        self.given_up = given_up
        """Whether the run is still there, waiting for what the reason says."""


class Follower:
    """Follows one run. `follow` may be interrupted and called again; nothing is lost or said twice.

    `write` gets the output of the command, in whole lines; `say` what is to be said beside it.
    `patience` is for how many seconds to wait for what keeps the run from starting; None: the
    reason's own.
    """

    def __init__(
        self,
        api: Api,
        job: Object,
        *,
        write: Callable[[bytes], object],
        say: Callable[[str], object],
        places: Places,
        patience: float | None = None,
    ) -> None:
        self._api = api
        self._job = job
        self._write = write
        self._say = say
        self._places = places
        self._patience = patience
        self._gone = False
        self._pods: dict[str, Object] = {}
        self._lost: set[str] = set()
        self._read: set[str] = set()
        self._reading = ""
        self._unended_line = False
        self._failure: ClusterError | None = None
        self._news: queue.Queue[tuple[str, Any]] = queue.Queue(PIECES)
        self._stop = threading.Event()
        self._last_look = self._quiet_since = time.monotonic()
        self._said: set[str] = set()
        self._hindered_since: dict[str, float] = {}
        self._threads_started = False

    @property
    def name(self) -> str:
        """The name of the run's Job."""
        return str(self._job["metadata"]["name"])

    def close(self) -> None:
        """Let the threads end; they are daemons, so that nobody need wait for them."""
        self._stop.set()

    def follow(self) -> Outcome:
        """Print what the run prints until it ends, and return how it ended.

        Raises a kind of ClusterError where the run cannot be watched.
        """
        if not self._threads_started:
            self._threads_started = True
            self._start("job", self._watched("Job", fields=f"metadata.name={self.name}", since=[self._job]))
            self._start("pod", self._watched("Pod", labels=f"{POD_LABEL}={self.name}"))
        while True:
            try:
                kind, news = self._news.get(timeout=TICK)
            except queue.Empty:
                kind, news = "", None
            self._learn(kind, news)
            if self._failure is not None:
                raise self._failure
            self._read_next()
            if not self._reading and self._news.empty():
                if self._gone or ended(self._job):
                    outcome = self._finished()
                    if outcome is not None:
                        return outcome
                else:
                    reason = self._hindrance()
                    if reason is not None:
                        return Outcome(AME_FAILED, reason, given_up=True)

    def _learn(self, kind: str, news: Any) -> None:
        if kind == "job":
            exists, item = news
            if item["metadata"]["uid"] == self._job["metadata"]["uid"]:
                self._job, self._gone = item, not exists
            elif exists:
                # Another run of the same name: ours is gone.
                self._gone = True
        elif kind == "pod":
            # A pod that was removed keeps its last state: it may say why.
            exists, item = news
            uid = item["metadata"]["uid"]
            self._pods[uid] = item
            if not exists:
                self._lost.add(uid)
        elif kind == "text":
            self._write(news)
            self._unended_line = not news.endswith(b"\n")
        elif kind == "log ended":
            self._end_line()
            if isinstance(news, ClusterError):
                self._say(f"the output cannot be read: {news.message}")
            self._read.add(self._reading)
            self._reading = ""
            self._quiet_since = time.monotonic()
        elif kind == "failed":
            self._failure = news

    def _end_line(self) -> None:
        if self._unended_line:
            self._write(b"\n")
            self._unended_line = False

    def _read_next(self) -> None:
        """Begin with the output of the oldest pod that has some and was not read yet."""
        if self._reading:
            return
        for number, pod in enumerate(sorted_pods(self._pods.values()), 1):
            uid = pod["metadata"]["uid"]
            if uid in self._read:
                continue
            containers = readable_containers(pod)
            if not containers:
                if uid in self._lost or pod["status"].get("phase") in ("Succeeded", "Failed"):
                    # It never got as far as to say anything.
                    self._read.add(uid)
                    continue
                return
            self._reading = uid
            if number > 1:
                self._say(which_try(number, self._job))
            self._start("log ended", self._output(pod["metadata"]["name"], containers))
            return

    def _output(self, pod: str, containers: list[str]) -> Iterator[tuple[str, Any]]:
        for container in containers:
            for text in LogReader(self._api, pod, container).until_end(self._stop.is_set):
                yield "text", text

    def _finished(self) -> Outcome | None:
        """Return how the run ended; None where there is still output to read."""
        try:
            for pod in self._api.all("Pod", labels=f"{POD_LABEL}={self.name}"):
                # The watch of the pods may be behind that of the Job.
                self._pods[pod["metadata"]["uid"]] = pod
        except ClusterError:
            pass
        self._read_next()
        if self._reading:
            return None
        self.close()
        pods = sorted_pods(self._pods.values())
        if self._gone and not ended(self._job):
            reason: Reason | None = Vanished(task=task_of(self._job), places=self._places, what="the run")
        else:
            reason = why_failed(self._job, pods, self._events(), self._places)
        return Outcome(exit_code_of(reason), reason)

    def _hindrance(self) -> Reason | None:
        """Say what the run waits for, once each; return it where it has waited for too long."""
        now = time.monotonic()
        pods = sorted_pods(self._pods.values())
        fresh = [pod for pod in pods if pod["metadata"]["uid"] not in self._read]
        between_tries = bool(pods) and not fresh
        if between_tries or now - max(self._last_look, self._quiet_since) < QUIET:
            return None
        if self._job["spec"].get("suspend"):
            self._say_once("waiting: the run is held back, until a queue or somebody lets it go")
            return None
        self._last_look = now
        events = self._events()
        reason = why_waiting(self._job, fresh, events, self._places)
        if reason is None:
            self._hindered_since.clear()
            self._say_pulling(fresh, events)
            return None
        self._say_once(f"waiting: {reason.message()}")
        cause = "image" if isinstance(reason, ImageNotPulled) else reason.code
        since = self._hindered_since.setdefault(cause, now)
        patience = reason.patience if self._patience is None else self._patience
        return reason if now - since >= patience else None

    def _say_pulling(self, pods: list[Object], events: list[Object]) -> None:
        for pod in pods:
            latest = [
                event for event in events if event["involvedObject"].get("uid") == pod["metadata"]["uid"]
            ][-1:]
            if latest and latest[0].get("reason") == "Pulling":
                image = next(
                    one["image"] for one in pod["spec"]["containers"] if one["name"] == main_container(pod)
                )
                self._say_once(f"waiting: the machine is pulling image `{image}`")

    def _say_once(self, text: str) -> None:
        if text not in self._said:
            self._said.add(text)
            self._say(text)

    def _events(self) -> list[Object]:
        """Return what happened to the Job and its pods; nothing where we may not know."""
        found: list[Object] = []
        for item in (self._job, *self._pods.values()):
            try:
                found += self._api.all("Event", fields=f"involvedObject.uid={item['metadata']['uid']}")
            except ClusterError:
                return found
        return found

    def _watched(
        self, kind: str, *, labels: str = "", fields: str = "", since: Iterable[Object] = ()
    ) -> Iterator[tuple[str, Any]]:
        for news in self._api.watch(kind, labels=labels, fields=fields, until=self._stop, since=since):
            yield kind.lower(), news

    def _start(self, end: str, source: Iterator[tuple[str, Any]]) -> None:
        """Have a thread put what a source yields into the queue, and its end or failure behind it."""

        def carry() -> None:
            failure = None
            try:
                for item in source:
                    self._put(item)
            except ClusterError as error:
                failure = error
            if end == "log ended":
                self._put((end, failure))
            elif failure is not None:
                self._put(("failed", failure))

        threading.Thread(target=carry, daemon=True, name=f"ame-{end}").start()

    def _put(self, item: tuple[str, Any]) -> None:
        while not self._stop.is_set():
            try:
                self._news.put(item, timeout=1.0)
            except queue.Full:
                continue
            return


def exit_code_of(reason: Reason | None) -> int:
    """Return the exit code of a run that has ended: the command's, where it ran."""
    if reason is None or isinstance(reason, HiddenOutOfMemory):
        return 0
    if isinstance(reason, TimedOut):
        return TIMED_OUT
    if isinstance(reason, NotPrepared) or reason.exit_code is None:
        # The code of our own script would be taken for one of the command.
        return AME_FAILED
    return reason.exit_code
