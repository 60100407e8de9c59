"""Finds project files: in folders and below them, or in the nearest folder above."""

from __future__ import annotations

import os

from amelang.workspace.looks import exists

FILE_NAMES = ("ame.yml", "ame.yaml")
"""The names that a project's file may have, the usual one first."""

NEVER = frozenset(
    (".git", ".hg", ".svn", ".ame", "node_modules", "__pycache__", ".tox", ".nox", "site-packages")
)
"""Folders that are never entered."""
SETTINGS_NAMES = ("ame.toml",)
"""The name of the file of settings."""


FEW = 100
"""So many folders are looked into before anybody asks what `.gitignore` leaves out."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from amelang.workspace.ignore import Ignored


def settings_path(folder: str) -> str | None:
    """Return the nearest `ame.toml`, in a folder or above it; None where there is none."""
    return find_above(folder, SETTINGS_NAMES)


def find(folder: str) -> list[str]:
    """Return the project files in a folder and below it, sorted by path.

    Folders of tools, virtual environments and what `.gitignore` excludes are left out. A symbolic
    link to a folder is not followed. Raises OSError where the folder itself cannot be read.
    """
    found: list[str] = []
    waiting = [folder]
    seen = 0
    ignored: Ignored | None = None
    while waiting:
        current = waiting.pop()
        seen += 1
        if seen > FEW:
            # In few folders it costs more to know what is left out than to look; data may be in many.
            ignored = ignored or _ignored(folder)
            if ignored(current, directory=True):
                continue
        try:
            with os.scandir(current) as entries:
                listed = list(entries)
        except OSError:
            if current == folder:
                raise
            continue
        names = {entry.name for entry in listed}
        if current != folder and "pyvenv.cfg" in names:
            continue
        found += [os.path.join(current, name) for name in FILE_NAMES if name in names]
        for entry in listed:
            if entry.name not in NEVER and entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
    found.sort()
    if any(os.path.dirname(path) != folder for path in found):
        ignored = ignored or _ignored(folder)
        found = [path for path in found if not ignored(path)]
    return found


def _ignored(folder: str) -> Ignored:
    from amelang.workspace.ignore import Ignored

    return Ignored(folder)


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
