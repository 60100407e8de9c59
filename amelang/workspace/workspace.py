"""The projects that can refer to each other, found when a reference needs them."""

from __future__ import annotations

import os

from amelang.language.ame_yml import Import
from amelang.workspace.find import find, settings_path
from amelang.workspace.project import FILE_NAMES, Loaded, load


class Workspace:
    """The nearest folder above with an `ame.toml`, else the git repository, else the project alone.

    Nothing is read before it is asked for: a project that refers to nobody never pays for the
    folders around it.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self._at: dict[str, Loaded | None] = {}
        self._named: dict[str, list[Loaded]] | None = None

    def add(self, loaded: Loaded) -> None:
        """Take a project that was read already, perhaps in a version that is not on the disk."""
        path = os.path.realpath(loaded.path)
        before = self._at.get(path)
        if before is not loaded:
            self._at[path] = loaded
            self._named = None

    def at(self, folder: str) -> Loaded | None:
        """Return the project of a folder; None where it has none."""
        for name in FILE_NAMES:
            path = os.path.realpath(os.path.join(folder, name))
            if path not in self._at:
                self._at[path] = load(path, os.path.relpath(path)) if os.path.isfile(path) else None
            if (loaded := self._at[path]) is not None:
                return loaded
        return None

    def imported(self, home: Loaded, one: Import) -> Loaded | None:
        """Return the project that an import names; None where it is not there, or not fetched yet."""
        if one.path is None or one.git is not None:
            return None
        return self.at(os.path.join(home.directory, one.path.value))

    def named(self, name: str) -> list[Loaded]:
        """Return the projects of a name, of which there should be one at most."""
        return self._by_name().get(name, [])

    def names(self) -> list[str]:
        """Return the names of all projects, sorted."""
        return sorted(self._by_name())

    def _by_name(self) -> dict[str, list[Loaded]]:
        if self._named is None:
            for path in find(self.root):
                self.at(os.path.dirname(path))
            self._named = {}
            for loaded in self._at.values():
                if loaded is not None:
                    self._named.setdefault(loaded.name.value, []).append(loaded)
        return self._named


def workspace_of(folder: str) -> Workspace:
    """Return the workspace that a project's folder lies in."""
    settings = settings_path(folder)
    if settings is not None:
        return Workspace(os.path.dirname(settings))
    current = os.path.abspath(folder)
    while not os.path.lexists(os.path.join(current, ".git")):
        parent = os.path.dirname(current)
        if parent == current:
            return Workspace(os.path.abspath(folder))
        current = parent
    return Workspace(current)
