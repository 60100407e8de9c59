"""Projects that git ignores, and what says so: looked for where no other is found."""

from __future__ import annotations

import os

from amelang.workspace.folders import list_folder
from amelang.workspace.ignore import Ignored

MOST = 10_000
"""How many folders are looked into: what is ignored may be data, of which there is no end."""


def ignored_projects(folder: str) -> dict[str, list[str]]:
    """Return the project files below a folder that git ignores, sorted, by the ignore file that says so."""
    found: list[str] = []
    waiting, seen = [folder], 0
    while waiting and seen < MOST:
        current = waiting.pop()
        seen += 1
        try:
            listing = list_folder(current)
        except OSError:
            continue
        if listing.environment and current != folder:
            continue
        if current != folder:
            found += [os.path.join(current, name) for name in listing.projects]
        waiting += [os.path.join(current, name) for name in listing.below]
    ignored = Ignored(folder)
    by: dict[str, list[str]] = {}
    for path in sorted(found):
        if says := ignored.by(path):
            by.setdefault(os.path.relpath(says), []).append(os.path.normpath(path))
    return by
