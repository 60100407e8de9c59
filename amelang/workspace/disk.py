"""What is known of the disk: each folder is asked about once, each project's file read once."""

from __future__ import annotations

import os

from amelang.workspace.find import SETTINGS_NAMES, find
from amelang.workspace.folders import FILE_NAMES
from amelang.workspace.looks import read_marked
from amelang.workspace.project import Loaded, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Disk:
    """Remembers what was found out, for as long as one check takes."""

    def __init__(self) -> None:
        self.find: Callable[[str], list[str]] = find
        """Looks for the files of projects below a folder."""
        self.names: dict[str, str] = {}
        """Names of projects that are known without reading them, by the real paths of their files."""
        self.given: dict[str, str] = {}
        """Files of projects that somebody named, by their real paths: by that name they are spoken of."""
        self._bytes: dict[str, bytes] = {}
        self._read: dict[str, Loaded] = {}
        self._real: dict[str, str] = {}
        self._settings: dict[str, str] = {}
        self._repositories: dict[str, str] = {}

    def add(self, loaded: Loaded) -> bool:
        """Take a project that was read already; tell whether it was not known."""
        path = self.real(os.path.abspath(loaded.path))
        if self._read.get(path) is loaded:
            return False
        self._read[path] = loaded
        return True

    def project(self, path: str) -> Loaded | None:
        """Return the project of a file, or of the project's file in a folder; None where there is none."""
        real = self.located(path)
        if real and real not in self._read:
            given = self.given.get(real)
            self._read[real] = load(given) if given else load(real, shown(real))
        return self._read[real] if real else None

    def located(self, path: str) -> str:
        """Return the real path of a project's file, given by that or by its folder; empty where none is."""
        for name in ("", *FILE_NAMES):
            real = self.real(os.path.join(path, name) if name else os.path.abspath(path))
            if real in self._read or os.path.isfile(real):
                return real
        return ""

    def peek(self, real: str) -> Loaded | None:
        """Return the project of a file, given by its real path, where it was read already."""
        return self._read.get(real)

    def bytes_of(self, real: str) -> bytes:
        """Return what a file holds, without reading it as a project; nothing where it is no file to read."""
        if real not in self._bytes:
            found, _ = read_marked(real)
            self._bytes[real] = found if isinstance(found, bytes) else b""
        return self._bytes[real]

    def keep(self, real: str, data: bytes) -> None:
        """Take what a file holds from somebody who has read it already."""
        self._bytes[real] = data

    def projects(self) -> list[Loaded]:
        """Return the projects that were read so far, by path."""
        return [loaded for _, loaded in sorted(self._read.items()) if loaded is not None]

    def real(self, path: str) -> str:
        """Return an absolute path without symbolic links."""
        known = self._real.get(path)
        if known is None:
            head, name = os.path.split(path)
            if not name:
                known = path if head == path else self.real(head)
            elif name == os.pardir:
                known = os.path.dirname(self.real(head))
            else:
                known = os.path.join(self.real(head), name) if name != os.curdir else self.real(head)
                if os.path.islink(known):
                    known = os.path.realpath(known)
            self._real[path] = known
        return known

    def know_real(self, folder: str, files: list[str]) -> None:
        """Take files that were found below a folder without following links: only they may be links."""
        place = os.path.realpath(folder)
        for file in files:
            if not os.path.islink(file):
                self._real[file] = place + file[len(folder) :]

    def settings_folder(self, folder: str) -> str:
        """Return the nearest folder with an `ame.toml`, from this one upward; empty where there is none."""
        return _nearest(folder, SETTINGS_NAMES[0], os.path.isfile, self._settings)

    def repository(self, folder: str) -> str:
        """Return the root of the git repository that a folder lies in; empty where it lies in none."""
        return _nearest(folder, ".git", os.path.lexists, self._repositories)


def shown(path: str) -> str:
    """Return a path as messages name it: seen from here."""
    try:
        return os.path.relpath(path)
    except ValueError:
        # On Windows no path leads from one drive to another.
        return path


def _nearest(folder: str, name: str, there: Callable[[str], bool], known: dict[str, str]) -> str:
    passed: list[str] = []
    current = folder
    while current not in known:
        passed.append(current)
        parent = os.path.dirname(current)
        if there(os.path.join(current, name)):
            known[current] = current
        elif parent == current:
            known[current] = ""
        else:
            current = parent
    for one in passed:
        known[one] = known[current]
    return known[current]
