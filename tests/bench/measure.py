"""Runs whole processes in turns and compares what they took."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

AME = str(Path(sys.executable).parent / "ame")
BARE = (sys.executable, "-I", "-c", "pass")
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
"""What the processes see: with PYTHONDONTWRITEBYTECODE we would measure how Python compiles our modules."""


@dataclass
class Run:
    """What one process took: seconds on the clock, seconds of processor, and its largest size in MB."""

    seconds: float
    busy: float
    megabytes: float


def run(command: Sequence[str], folder: Path, output: Path | None = None) -> Run:
    """Run a command in a folder, with its output in a file or nowhere. Raises RuntimeError where it fails."""
    here = Path.cwd()
    target = str(output) if output else os.devnull
    actions = [(os.POSIX_SPAWN_OPEN, 1, target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)]
    os.chdir(folder)
    try:
        started = time.perf_counter()
        pid = os.posix_spawn(command[0], list(command), ENVIRONMENT, file_actions=actions)
        _, status, used = os.wait4(pid, 0)
        seconds = time.perf_counter() - started
    finally:
        os.chdir(here)
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(f"{' '.join(command)[:200]} ended with {os.waitstatus_to_exitcode(status)}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def in_turns(commands: dict[str, Sequence[str]], folder: Path, times: int) -> dict[str, Run]:
    """Run commands in turns, so that all have the same weather; return the medians of each."""
    for command in commands.values():
        run(command, folder)  # once for the caches of the disk and of compiled modules
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(times):
        for name, command in commands.items():
            runs[name].append(run(command, folder))
    return {
        name: Run(
            *(median(getattr(one, what) for one in all_of) for what in ("seconds", "busy", "megabytes"))
        )
        for name, all_of in runs.items()
    }


def report(title: str, runs: dict[str, Run], ours: str, theirs: str) -> None:
    """Print what was measured, and ours in terms of theirs."""
    print(f"{title} ({platform.system()} {platform.machine()}, Python {platform.python_version()})")
    for name, one in runs.items():
        times = f"{one.seconds * 1000:9.1f} ms {one.busy * 1000:9.1f} ms busy"
        print(f"  {name:<20} {times} {one.megabytes:8.1f} MB")
    print(ratio(runs, ours, theirs))


def ratio(runs: dict[str, Run], ours: str, theirs: str) -> str:
    """Say one in terms of another."""
    mine, other = runs[ours], runs[theirs]
    return (
        f"  {ours} / {theirs}: time {mine.seconds / other.seconds:.2f}, "
        f"busy {mine.busy / other.busy:.2f}, memory {mine.megabytes / other.megabytes:.2f}"
    )
