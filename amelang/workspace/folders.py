"""Folders as they are listed in the search for projects; one that nobody changed need not be listed again."""

from __future__ import annotations

import os

from amelang.workspace.looks import READ, has_mark, holds, mark_of, reads_same, take_down

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from amelang.workspace.looks import Mark, Taken

FILE_NAMES = ("ame.yml", "ame.yaml")
"""The names that a project's file may have, the usual one first."""
GIT_IGNORE = ".gitignore"
NEVER = frozenset(
    (".git", ".hg", ".svn", ".ame", "node_modules", "__pycache__", ".tox", ".nox", "site-packages")
)
"""Folders that are never entered."""
ENVIRONMENT = "pyvenv.cfg"
"""The file that makes a folder a virtual environment."""


class Listing:
    """What the search for projects has to know of a folder."""

    __slots__ = ("below", "environment", "ignores", "links", "projects")

    def __init__(
        self, below: list[str], projects: list[str], *, ignores: bool, environment: bool, links: bool
    ) -> None:
        self.below = below
        """The names of the folders in it that may be entered."""
        self.projects = projects
        """The names of the files of projects in it."""
        self.ignores = ignores
        """Whether it says what git ignores."""
        self.environment = environment
        """Whether it is a virtual environment."""
        self.links = links
        """Whether there are symbolic links, behind which things may change that leave it as it is."""


def list_folder(folder: str) -> Listing:
    """Look into a folder; raises OSError where it cannot be read. Links to folders are none."""
    with os.scandir(folder) as entries:
        listed = list(entries)
    names = {entry.name for entry in listed}
    return Listing(
        [entry.name for entry in listed if entry.name not in NEVER and entry.is_dir(follow_symlinks=False)],
        [name for name in FILE_NAMES if name in names],
        ignores=GIT_IGNORE in names,
        environment=ENVIRONMENT in names,
        links=any(entry.is_symlink() for entry in listed),
    )


class Folders:
    """Listings, and what git ignores, kept from one search to the next, by the paths of the folders."""

    def __init__(self, kept: dict[str, Any]) -> None:
        self._kept: dict[str, tuple[Mark, tuple[Any, ...]]] = kept.get("listings", {})
        self._was_ignored: set[str] = kept.get("ignored", set())
        self._rules: dict[tuple[str, str], Any] = kept.get("rules", {})
        self._listings: dict[str, tuple[Mark, tuple[Any, ...]]] = {}
        self._now_ignored: set[str] = set()
        self._hold = bool(self._kept) and all(_is_same(*look) for look in self._rules.items())
        self._looks: Taken = dict(self._rules) if self._hold else {}
        self.learned = False
        """Whether there is more to be kept than there was."""
        self.calm: set[str] = set()
        """The folders in which nothing came or went since they were listed."""

    @property
    def plain(self) -> dict[str, Any]:
        """What is to be kept, as plain data."""
        return {"listings": self._listings, "ignored": self._now_ignored, "rules": self._looks}

    def is_ignored(self, path: str, ask: Callable[[str], bool]) -> bool:
        """Tell whether git ignores a folder, or a file of one that was listed; `ask` finds it out.

        What is known counts as long as no ignore file came, went, or is another one.
        """
        ignored = None
        if self._hold:
            folder = path if path in self._kept else os.path.dirname(path)
            if path in self._was_ignored:
                ignored = True
            elif path in self._kept or folder in self.calm:
                ignored = False
        if ignored is None:
            before = take_down(self._looks)
            try:
                ignored = ask(path)
            finally:
                take_down(before)
        if ignored:
            self._now_ignored.add(path)
        return ignored

    def list(self, folder: str) -> Listing:
        """Look into a folder, unless it is known; raises OSError where it cannot be read."""
        status = os.stat(folder)
        kept = self._kept.get(folder)
        if kept is not None and has_mark(status, kept[0]):
            self.calm.add(folder)
            self._listings[folder] = kept
            below, projects, ignores, environment = kept[1]
            return Listing(below, projects, ignores=ignores, environment=environment, links=False)
        # What happens between the two steps is seen next time.
        listing = list_folder(folder)
        if listing.ignores or (kept is not None and kept[1][2]):
            self._hold = False
        mark = None if listing.links else mark_of(status)
        if mark is not None:
            data = (listing.below, listing.projects, listing.ignores, listing.environment)
            self._listings[folder] = (mark, data)
            self.learned = True
        return listing


def _is_same(look: tuple[str, str], answer: Any) -> bool:
    """Tell whether an answer about ignore files is still the same."""
    kind, path = look
    if kind != READ:
        return holds(kind, path, answer)
    return reads_same(path, *answer)[0]
