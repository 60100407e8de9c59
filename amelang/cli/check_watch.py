"""`ame check --watch`: checks again whenever a file beside a project changes."""

from __future__ import annotations

import os
import stat
import sys
import time
from argparse import Namespace
from collections.abc import Callable

from amelang.checks.levels import Wishes
from amelang.cli.check import Remembering, project_files
from amelang.cli.check_once import check_once
from amelang.cli.output import UsageError, fail
from amelang.workspace.disk import Disk
from amelang.workspace.find import find, settings_path
from amelang.workspace.looks import NAMES, take_down
from amelang.workspace.workspace import Workspaces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from amelang.workspace.looks import Taken

SHORTEST = 0.25
"""Seconds between two looks at the files."""
SHARE = 10
"""Looking may take one part of the time in so many, however many files there are."""
CLEAR = "\x1b[2J\x1b[3J\x1b[H"
"""Empties a terminal and goes to its top (ECMA-48; the middle one, of xterm, forgets what was above)."""

Mark = tuple[int, int, int] | None
State = dict[str, Mark]
"""Number, size and time of change of files, each another one whenever one of these is; None where none is."""
FOLDER = (0, 0, 0)
"""What stands for any folder."""


def watch(arguments: Namespace, wishes: Wishes | None) -> int:
    """Check, and check again whenever something changed, until Ctrl-C; return 0."""
    # A check that remembers does not look at what it knows, and what was looked at is what matters.
    arguments.no_cache = True
    state: State | None = None
    seen: State = {}
    try:
        while True:
            # A change while the check goes on is seen at the next look.
            state = changed(arguments.paths, state, seen)
            if sys.stdout.isatty():
                print(CLEAR, end="")
            taken: Taken = {}
            before = take_down(taken)
            try:
                check_once(arguments, wishes)
            except UsageError as error:
                fail(error, 2)
            finally:
                take_down(before)
            # Tools write into folders all the time: what is in them matters where it was asked for by name.
            looked = {os.path.abspath(path) for kind, path in taken if kind != NAMES}
            seen = {path: mark_of(path) for path in looked - state.keys()}
            print("watching for changes; Ctrl-C ends it", file=sys.stderr, flush=True)
            sys.stdout.flush()
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 0


def changed(
    paths: list[str],
    before: State | None,
    seen: State,
    sleep: Callable[[float], None] = time.sleep,
) -> State:
    """Wait until the files are others than before, or those that were seen, and return how they are now."""
    while True:
        started = time.perf_counter()
        now = state_of(paths)
        if now != before or any(mark_of(path) != mark for path, mark in seen.items()):
            return now
        sleep(max(SHORTEST, SHARE * (time.perf_counter() - started)))


def state_of(paths: list[str]) -> State:
    """Return how the files are that any check of paths may read.

    These are the projects' own, those beside them, and the other projects of their workspaces.
    """
    remembering = Remembering(paths, wanted=False)
    try:
        folders = {os.path.dirname(os.path.abspath(path)) for path in project_files(paths, remembering)}
    except UsageError:
        # There is nothing to check at the moment; a project may come back.
        folders = {os.path.abspath(path) for path in paths or ["."]}
    files = {path for folder in folders if (path := settings_path(folder))}
    workspaces = Workspaces(_walked(remembering.walks))
    for workspace in {workspaces.of(os.path.realpath(folder)) for folder in folders}:
        files.update(workspace.project_files())
    for folder in folders:
        try:
            files.update(entry.path for entry in os.scandir(folder))
        except OSError:
            continue
    marks = {path: mark_of(path) for path in files}
    # Tools write into folders beside the project all the time; what a check reads are files.
    return {path: mark for path, mark in marks.items() if mark not in (None, FOLDER)}


def _walked(walks: dict[str, list[str]]) -> Disk:
    """Return a disk of which some folders were searched already: a workspace is not walked through twice."""
    known: dict[str, list[str]] = {}
    for folder, found in walks.items():
        root = os.path.realpath(folder)
        known[root] = [root + file[len(folder) :] for file in found]
    disk = Disk()
    disk.find = lambda folder: known[folder] if folder in known else find(folder)
    return disk


def mark_of(path: str) -> Mark:
    """Return what a file has only as long as nobody writes to it; the same for all folders."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return FOLDER if stat.S_ISDIR(status.st_mode) else (status.st_ino, status.st_size, status.st_mtime_ns)
