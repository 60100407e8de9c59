"""`ame check --watch`: checks again whenever a file beside a project changes."""

from __future__ import annotations

import os
import sys
import time
from argparse import Namespace
from collections.abc import Callable

from amelang.checks.levels import Wishes
from amelang.cli.check import project_files
from amelang.cli.check_once import check_once
from amelang.cli.output import UsageError, fail
from amelang.workspace.find import settings_path

SHORTEST = 0.25
"""Seconds between two looks at the files."""
SHARE = 10
"""Looking may take one part of the time in so many, however many files there are."""
CLEAR = "\x1b[2J\x1b[3J\x1b[H"
"""Empties a terminal and goes to its top (ECMA-48; the middle one, of xterm, forgets what was above)."""

State = frozenset[tuple[str, int, int, int]]
"""Files with their number, size and time of change: it is another one whenever one of them is."""


def watch(arguments: Namespace, wishes: Wishes | None) -> int:
    """Check, and check again whenever something changed, until Ctrl-C; return 0."""
    try:
        state: State | None = None
        while True:
            # A change while the check goes on is seen at the next look.
            state = changed(arguments.paths, state)
            if sys.stdout.isatty():
                print(CLEAR, end="")
            try:
                check_once(arguments, wishes)
            except UsageError as error:
                fail(error, 2)
            print("watching for changes; Ctrl-C ends it", file=sys.stderr, flush=True)
            sys.stdout.flush()
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 0


def changed(paths: list[str], before: State | None, sleep: Callable[[float], None] = time.sleep) -> State:
    """Wait until the files are others than before, and return how they are now."""
    while True:
        started = time.perf_counter()
        now = state_of(paths)
        if now != before:
            return now
        sleep(max(SHORTEST, SHARE * (time.perf_counter() - started)))


def state_of(paths: list[str]) -> State:
    """Return how the files are that a check of paths may read: the projects' own and those beside them."""
    try:
        folders = {os.path.dirname(os.path.abspath(path)) for path in project_files(paths)}
    except UsageError:
        # There is nothing to check at the moment; a project may come back.
        folders = {os.path.abspath(path) for path in paths or ["."]}
    files = {path for folder in folders if (path := settings_path(folder))}
    for folder in folders:
        try:
            files.update(entry.path for entry in os.scandir(folder))
        except OSError:
            continue
    found = set()
    for path in files:
        try:
            status = os.stat(path)
        except OSError:
            continue
        # Tools write into folders beside the project all the time; what a check reads are files.
        if not os.path.isdir(path):
            found.add((path, status.st_ino, status.st_size, status.st_mtime_ns))
    return frozenset(found)
