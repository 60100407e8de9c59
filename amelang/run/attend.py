"""Attending a run on a cluster: its output, its end, and what Ctrl-C means."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

from amelang.cluster.api import Api, Object
from amelang.report.text import visible
from amelang.run.errors import AME_FAILED
from amelang.run.failure import task_of
from amelang.run.follow import Follower, Outcome
from amelang.run.places import Places
from amelang.run.reasons import Reason
from amelang.run.start import stop

INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it."""
TERMINATED = 143
"""The exit code after a request to end, as shells have it."""


class _TerminatedError(KeyboardInterrupt):
    """Somebody asked us to end; it is handled as Ctrl-C is where nobody can be asked."""


def attend(api: Api, job: Object, places: Places, *, patience: float | None = None) -> int:
    """Print the output of a run until it ends, say how it ended, and return the exit code.

    The code is that of the command; 124 where the timeout ended it; 125 where it never ran; 130
    where it was stopped here. Where we go before it ends, the run goes on, and how to follow it is
    said. Raises a kind of ClusterError where the run cannot be watched.
    """
    follower = Follower(api, job, write=write, say=say, places=places, patience=patience)
    stopping = False
    with closing(follower), _termination_noticed():
        while True:
            try:
                outcome = follower.follow()
                break
            except BrokenPipeError:
                # Whoever read us, as `head` does, has gone; the run has not.
                say(how_to_follow(api, job))
                raise
            except KeyboardInterrupt as interrupt:
                answer = "detach" if stopping or isinstance(interrupt, _TerminatedError) else _asked()
                if answer == "stop":
                    say(f"stopping {follower.name}; its output goes on until it has ended")
                    stop(api, job, "by Ctrl-C")
                    stopping = True
                elif answer != "continue":
                    say(how_to_follow(api, job))
                    if isinstance(interrupt, _TerminatedError):
                        return TERMINATED
                    return 0 if answer == "detach, asked" else INTERRUPTED
    return _report(api, job, outcome, stopping=stopping)


def _report(api: Api, job: Object, outcome: Outcome, *, stopping: bool) -> int:
    reason = outcome.reason
    if outcome.given_up and reason is not None:
        stop(api, job, reason.word)
        say(f"gave up waiting; {job['metadata']['name']} is stopped")
    if reason is None:
        say(f"{task_of(job)} succeeded")
    else:
        report(reason, seen=True)
    if stopping:
        return INTERRUPTED
    return AME_FAILED if outcome.given_up else outcome.exit_code


def report(reason: Reason, *, seen: bool) -> None:
    """Print a reason and what to do; `seen`: whoever reads it has seen the output of the run."""
    print(visible(f"{reason.severity} {reason.code} {reason.name}: {reason.message()}"), file=sys.stderr)
    if not (seen and reason.obvious):
        print(f"  = help: {visible(reason.help())}", file=sys.stderr)


def how_to_follow(api: Api, job: Object) -> str:
    """Say how to come back to a run, from anywhere."""
    where = f" --context {api.context}" if api.context else ""
    name = job["metadata"]["name"]
    return f"the run goes on; follow it with `ame task logs {name} -f{where} --namespace {api.namespace}`"


def write(text: bytes) -> None:
    """Print what a run printed, byte for byte, at once."""
    sys.stdout.buffer.write(text)
    sys.stdout.buffer.flush()


def say(text: str) -> None:
    """Print what AME has to say, where it does not mix with the output of the run.

    Names and reasons in it are the cluster's, in which nothing may fake lines or colours.
    """
    print(f"ame: {visible(text)}", file=sys.stderr, flush=True)


def _asked() -> str:
    """Ask what Ctrl-C was meant to do; where nobody can be asked, or Ctrl-C comes again, leave the run."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return "detach"
    try:
        while True:
            print(
                "\name: [s]top the run, [d]etach and leave it running, or [c]ontinue? ",
                end="",
                file=sys.stderr,
            )
            sys.stderr.flush()
            line = sys.stdin.readline()
            letter = line.strip().lower()[:1]
            if not line:
                return "detach"
            if letter in ("s", "d", "c"):
                return {"s": "stop", "d": "detach, asked", "c": "continue"}[letter]
    except KeyboardInterrupt:
        return "detach"


@contextmanager
def _termination_noticed() -> Iterator[None]:
    """Have a request to end raise _TerminatedError in here."""

    def notice(*_: object) -> None:
        raise _TerminatedError

    if threading.current_thread() is not threading.main_thread():
        # Only the main thread may handle signals.
        yield
        return
    before = signal.signal(signal.SIGTERM, notice)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
