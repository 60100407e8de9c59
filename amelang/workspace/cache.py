"""Where AME keeps what it can get again: in the user's own folder for such things."""

from __future__ import annotations

import os
import sys


def cache_folder() -> str:
    """Return the folder, which need not exist: `ame` below XDG_CACHE_HOME, or as the system has it."""
    home = os.path.expanduser("~")
    # The XDG rules say that a relative path is to be ignored.
    if os.path.isabs(named := os.environ.get("XDG_CACHE_HOME", "")):
        return os.path.join(named, "ame")
    if sys.platform == "win32":
        return os.path.join(os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local"), "ame")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "ame")
    return os.path.join(home, ".cache", "ame")
