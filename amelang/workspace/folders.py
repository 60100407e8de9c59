"""Folders as they are listed in the search for projects; one that nobody changed need not be listed again."""

from __future__ import annotations

import os

from amelang.workspace.looks import mark_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from amelang.workspace.looks import Mark

FILE_NAMES = ("ame.yml", "ame.yaml")
"""The names that a project's file may have, the usual one first."""
GIT_IGNORE = ".gitignore"
NEVER = frozenset(
    (".git", ".hg", ".svn", ".ame", "node_modules", "__pycache__", ".tox", ".nox", "site-packages")
)
"""Folders that are never entered."""
ENVIRONMENT = "pyvenv.cfg"
"""The file that makes a folder a virtual environment."""

Listing = tuple[tuple[str, ...], tuple[str, ...], bool, bool]
"""The names of the folders in a folder that may be entered, those of projects' files in it, whether it says
what git ignores, and whether it is a virtual environment."""


def list_folder(folder: str) -> Listing:
    """Look into a folder; raises OSError where it cannot be read. Links to folders are none."""
    with os.scandir(folder) as entries:
        listed = list(entries)
    names = {entry.name for entry in listed}
    below = [
        entry.name for entry in listed if entry.name not in NEVER and entry.is_dir(follow_symlinks=False)
    ]
    projects = tuple(name for name in FILE_NAMES if name in names)
    return tuple(below), projects, GIT_IGNORE in names, ENVIRONMENT in names


class Folders:
    """Listings that are kept from one search to the next, by the paths of the folders."""

    def __init__(self, known: dict[str, tuple[Mark, Listing]]) -> None:
        self._known = known
        self.now: dict[str, tuple[Mark, Listing]] = {}
        """Those of this search, as far as they may be kept."""
        self.calm: list[str] = []
        """The folders in which nothing came or went since they were listed."""

    def list(self, folder: str) -> Listing:
        """Look into a folder, unless it is known; raises OSError where it cannot be read."""
        # What happens between the two steps is seen next time.
        mark = mark_of(os.stat(folder))
        known = self._known.get(folder)
        if known is not None and mark is not None and known[0] == mark:
            self.calm.append(folder)
            self.now[folder] = known
            return known[1]
        listing = list_folder(folder)
        if mark is not None:
            self.now[folder] = (mark, listing)
        return listing
