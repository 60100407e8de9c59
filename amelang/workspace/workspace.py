"""The projects that can refer to each other, found when a reference needs them."""

from __future__ import annotations

import os

from amelang.language.ame_yml import Import
from amelang.text.problem import Problem
from amelang.workspace.find import SETTINGS_NAMES, find
from amelang.workspace.project import FILE_NAMES, Loaded, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from amelang.workspace.fetched import Fetched
    from amelang.workspace.lock import Lock

FOUND, MISSING, OUTSIDE, REFUSED, UNFETCHED, CHANGED = (
    "found",
    "missing",
    "outside",
    "refused",
    "unfetched",
    "changed",
)
"""What can be said of an import: its project is there; there is none; it lies outside of the repository that
it is taken from; it is taken from where AME takes nothing; it is not fetched yet; what was fetched is not
what was locked."""


class Imported:
    """Where an import leads: to a project, or to the reason why there is none."""

    __slots__ = ("project", "reason", "state")

    def __init__(self, state: str, project: Loaded | None = None, reason: str = "") -> None:
        self.state = state
        self.project = project
        self.reason = reason
        """What there is to say about it beside the state, in words for a message."""


class Disk:
    """The projects that were read, of any workspace: each file once, by its real path."""

    def __init__(self) -> None:
        self.read: dict[str, Loaded | None] = {}
        self._real: dict[str, str] = {}
        self._roots: dict[str, str] = {}
        self.workspaces: dict[str, Workspace] = {}

    def real(self, path: str) -> str:
        """Return a path without symbolic links; asks about each folder once."""
        known = self._real.get(path)
        if known is None:
            head, name = os.path.split(path)
            if not name:
                known = path
            else:
                known = os.path.join(self.real(head), name)
                if os.path.islink(known):
                    known = os.path.realpath(known)
            self._real[path] = known
        return known

    def root(self, folder: str) -> str:
        """Return the root of the workspace that a folder lies in; asks about each folder once.

        It is the nearest folder with an `ame.toml`, else the git repository; empty where there is neither.
        """
        waiting: list[str] = []
        repository = ""
        current = folder
        while current not in self._roots:
            waiting.append(current)
            if os.path.isfile(os.path.join(current, SETTINGS_NAMES[0])):
                self._roots[current] = current
                break
            if not repository and os.path.lexists(os.path.join(current, ".git")):
                repository = current
            parent = os.path.dirname(current)
            if parent == current:
                self._roots[current] = repository
                break
            current = parent
        found = self._roots[current]
        for one in waiting:
            # A repository below the one that was found out before is nearer, unless settings are above it.
            self._roots.setdefault(one, found)
        return found

    def workspace(self, folder: str) -> Workspace:
        """Return the workspace that a project's folder lies in."""
        root = self.root(folder) or folder
        made = self.workspaces.get(root)
        if made is None:
            made = self.workspaces[root] = Workspace(root, self)
        return made
