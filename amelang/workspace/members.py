"""Which of the projects of a workspace are its members: known to the others by their names."""

from __future__ import annotations

import os

from amelang.workspace.find import SETTINGS_NAMES, find
from amelang.workspace.patterns import Pattern
from amelang.workspace.settings import read_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def member_files(root: str, find: Callable[[str], list[str]] = find) -> list[str]:
    """Return the files of the members of a workspace, sorted; `find` looks for projects below a folder."""
    return members_among(root, find(root))


def members_among(root: str, files: list[str]) -> list[str]:
    """Return those of the projects below a folder that its settings count as members: all, unless listed."""
    path = os.path.join(root, SETTINGS_NAMES[0])
    if not os.path.isfile(path):
        return files
    # What is wrong with the settings is said where they are checked.
    settings, _ = read_settings(path, path)
    if settings.workspace is None or settings.workspace.members is None:
        return files
    patterns = [pattern for word in settings.workspace.members if (pattern := member_pattern(word.value))]
    return [
        file
        for file in files
        if any(pattern.matches(_folder(file, root), directory=True) for pattern in patterns)
    ]


def member_pattern(word: str) -> Pattern | None:
    """Return the pattern of a list entry, `*` for one folder and `**` for several; None for none."""
    inner = word.replace("\\", "/").removeprefix("./").strip("/")
    try:
        # The slash in front ties it to the root, as in a line of .gitignore.
        return Pattern(b"/" + (inner or ".").encode("utf-8", "surrogateescape"), True)
    except ValueError:
        return None


def _folder(file: str, root: str) -> bytes:
    relative = os.path.relpath(os.path.dirname(file), root).replace(os.sep, "/")
    return relative.encode("utf-8", "surrogateescape")
