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


def find(
    folder: str, many: Callable[[], Folders | None] | None = None, closed: list[OSError] | None = None
) -> list[str]:
    """Return the project files in a folder and below it, sorted by path.

    Folders of tools, virtual environments and what `.gitignore` excludes are left out. A symbolic
    link to a folder is not followed. Where there are many folders, `many` is asked for what is known
    of them. Raises OSError where the folder itself cannot be read; why one below it cannot be joins
    `closed`.
    """
    return _search(folder, None, many, closed)


def _search(
    folder: str,
    folders: Folders | None,
    many: Callable[[], Folders | None] | None,
    closed: list[OSError] | None,
) -> list[str]:
    failed: dict[str, OSError] = {}
    found: list[str] = []
    plain: set[str] = set()
    waiting = [folder]
    look = list_folder if folders is None else folders.list
    ignored: Callable[[str], bool] | None = None
    seen = 0
    while waiting:
        current = waiting.pop()
        seen += 1
        if seen > FEW and many is not None and (known := many()) is not None:
            # So few were looked into that it may be done again.
            return _search(folder, known, None, closed)
        many = None if seen > FEW else many
        if seen > FEW or folders is not None:
            # In few folders it costs more to know what is left out than to look; data may be in many.
            ignored = ignored or _ignoring(folder, plain, folders, directory=True)
            if current != folder and ignored(current):
                continue
        try:
            listing = look(current)
        except OSError as error:
            if current == folder:
                raise
            # One that has gone since its name was read has nothing in it.
            if not isinstance(error, FileNotFoundError | NotADirectoryError):
                failed[current] = error
            continue
        if listing.environment and current != folder:
            continue
        if not listing.ignores:
            plain.add(current)
        start = current if current.endswith(os.sep) else current + os.sep
        found += [start + name for name in listing.projects]
        waiting += [start + name for name in listing.below]
    found.sort()
    if any(os.path.dirname(path) != folder for path in found):
        ignored = _ignoring(folder, plain, folders, directory=False)
        found = [path for path in found if not ignored(path)]
    if failed and closed is not None:
        ignored = _ignoring(folder, plain, folders, directory=True)
        closed += [error for path, error in sorted(failed.items()) if not ignored(path)]
    return found


def _ignoring(
    folder: str, plain: set[str], folders: Folders | None, *, directory: bool
) -> Callable[[str], bool]:
    """Return what tells of paths below a folder whether git ignores them; `plain` have no `.gitignore`."""
    made: list[Ignored] = []

    def ask(path: str) -> bool:
        if not made:
            from amelang.workspace.ignore import Ignored

            made.append(Ignored(folder, plain))
        return made[0](path, directory=directory)

    return ask if folders is None else lambda path: folders.is_ignored(path, ask)


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
