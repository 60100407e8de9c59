"""Finds project files: in folders and below them, or in the nearest folder above."""

from __future__ import annotations

import os

from amelang.workspace.folders import FILE_NAMES, list_folder
from amelang.workspace.looks import exists

SETTINGS_NAMES = ("ame.toml",)
"""The name of the file of settings."""


FEW = 100
"""So many folders are looked into before anybody asks what `.gitignore` leaves out."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from amelang.workspace.folders import Folders
    from amelang.workspace.ignore import Ignored


def settings_path(folder: str) -> str | None:
    """Return the nearest `ame.toml`, in a folder or above it; None where there is none."""
    return find_above(folder, SETTINGS_NAMES)


def find(folder: str, many: Callable[[], Folders | None] | None = None) -> list[str]:
    """Return the project files in a folder and below it, sorted by path.

    Folders of tools, virtual environments and what `.gitignore` excludes are left out. A symbolic
    link to a folder is not followed. Where there are many folders, `many` is asked for what is known
    of them. Raises OSError where the folder itself cannot be read.
    """
    found: list[str] = []
    plain: set[str] = set()
    waiting = [folder]
    look = list_folder
    seen = 0
    ignored: Ignored | None = None
    while waiting:
        current = waiting.pop()
        seen += 1
        if seen > FEW:
            if ignored is None:
                ignored = _ignored(folder, plain)
                known = many() if many is not None else None
                look = known.list if known is not None else list_folder
            # In few folders it costs more to know what is left out than to look; data may be in many.
            if ignored(current, directory=True):
                continue
        try:
            below, projects, ignores, environment = look(current)
        except OSError:
            if current == folder:
                raise
            continue
        if environment and current != folder:
            continue
        if not ignores:
            plain.add(current)
        start = current if current.endswith(os.sep) else current + os.sep
        found += [start + name for name in projects]
        waiting += [start + name for name in below]
    found.sort()
    if any(os.path.dirname(path) != folder for path in found):
        ignored = ignored or _ignored(folder, plain)
        found = [path for path in found if not ignored(path)]
    return found


def _ignored(folder: str, plain: set[str]) -> Ignored:
    from amelang.workspace.ignore import Ignored

    return Ignored(folder, plain)


def find_above(folder: str, names: tuple[str, ...] = FILE_NAMES) -> str | None:
    """Return the project file of the nearest folder that has one, from this folder upward.

    Other `names` find other files.
    """
    current = os.path.abspath(folder)
    while True:
        for name in names:
            path = os.path.join(current, name)
            # A folder or broken link of that name is what is meant, and is said to be wrong when it is read.
            if exists(path):
                return path
        parent = os.path.dirname(current)
        if parent == current:
            return None
        current = parent
