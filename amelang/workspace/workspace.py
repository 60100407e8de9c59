"""The projects that can refer to each other, found when a reference needs them."""

from __future__ import annotations

import os
import re

from amelang.language.ame_yml import Import
from amelang.workspace.disk import Disk, shown
from amelang.workspace.folders import FILE_NAMES
from amelang.workspace.project import Loaded
from amelang.workspace.reliance import Reliance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from amelang.workspace.fetched import Fetched
    from amelang.workspace.lock import Lock, Locked, Wanted

FOUND, MISSING, OUTSIDE, REFUSED = "found", "missing", "outside", "refused"
"""What can be said of an import: its project is there; there is none; it lies outside of the repository that
everything is taken from; it says a repository or a ref from which nothing is ever taken."""
WORD = re.compile(r"[\w-]+")
UNLOCKED, UNFETCHED, CHANGED = "unlocked", "unfetched", "changed"
"""And of one from git: nobody knows its commit yet; its files are not here; they are not what was locked."""


class Imported:
    """Where an import leads: to a project, or to the reason why there is none."""

    __slots__ = ("project", "reason", "state")

    def __init__(self, state: str, project: Loaded | None = None, reason: str = "") -> None:
        self.state = state
        self.project = project
        self.reason = reason
        """What there is to say beside the state, in words for a message."""


class Workspace:
    """The nearest folder above with an `ame.toml`, else the git repository, else the project alone.

    Nothing is read before it is asked for: a project that refers to nobody never pays for the
    folders around it.
    """

    def __init__(self, root: str, family: Workspaces) -> None:
        self.root = root
        self.family = family
        self._imported: dict[int, tuple[Import, Imported]] = {}
        self._lock: Lock | None = None
        self._named: dict[str, list[Loaded]] = {}
        """The projects whose names are known."""
        self._asked: set[str] = set()
        """The names of which every project was found."""
        self._unread: dict[str, None] | None = None
        """The files of the others; None as long as nobody has looked for them."""
        self._added: dict[int, Loaded] = {}
        self._namesakes: dict[str, list[Loaded]] | None = None
        self._words: dict[str, list[str]] | None = None
        """The words of all project files, each with the real paths of the files that have it."""

    @property
    def lock(self) -> Lock:
        """What the imports from git mean."""
        if self._lock is None:
            from amelang.workspace.lock import LOCK_NAME, read_lock

            self._lock = read_lock(self.root, shown(os.path.join(self.root, LOCK_NAME)))
        return self._lock

    def add(self, loaded: Loaded) -> None:
        """Take a project that was read already, perhaps in a version that is not on the disk."""
        self._added[id(loaded)] = loaded
        if self.family.disk.add(loaded):
            self._named, self._unread, self._namesakes, self._words = {}, None, None, None
            self._asked.clear()
            self._imported.clear()

    def at(self, path: str) -> Loaded | None:
        """Return the project of a file, or of a folder; None where there is none."""
        return self.family.disk.project(path)

    def known(self) -> list[Loaded]:
        """Return the projects of the workspace that were read so far, by path."""
        return [loaded for loaded in self.family.disk.projects() if self.family.around(loaded) is self]

    def around(self, loaded: Loaded) -> Workspace:
        """Return the workspace that a project lies in: this one, or that of one imported from elsewhere."""
        return self.family.around(loaded)

    def follow(self, home: Loaded, one: Import) -> Imported:
        """Return where an import of a project of this workspace leads."""
        known = self._imported.get(id(one))
        if known is None:
            known = self._imported[id(one)] = (one, self._follow(home, one))
        return known[1]

    def imported(self, home: Loaded, one: Import) -> Loaded | None:
        """Return the project that an import names; None where it is not there, or not fetched yet."""
        return self.follow(home, one).project

    def named(self, home: Loaded, name: str) -> list[Loaded]:
        """Return the projects of a name, by path, for one that looks for it; there should be one at most."""
        told = self.family.told(home)
        found = self.all_named(name)
        if name not in told.named:
            real = [self.family.disk.real(os.path.abspath(one.path)) for one in found]
            told.named[name] = tuple(real)
            told.projects.update(zip(real, found, strict=True))
        return found

    def all_named(self, name: str) -> list[Loaded]:
        """Return the projects of a name, by path."""
        if name in self._asked:
            return self._named.get(name, [])
        self._asked.add(name)
        disk = self.family.disk
        for path in list(self._others()):
            # A file is read as a project only where it can be the one: it writes the name, or could in
            # another way, or it writes none and its folder has it.
            loaded = disk.peek(path)
            if loaded is None and _may_be_named(disk, path, name):
                loaded = self.at(path)
            if loaded is not None:
                self._keep(path, loaded)
        return self._named.get(name, [])

    def names(self, home: Loaded) -> list[str]:
        """Return the names of all projects, sorted, for one that looks for what was meant."""
        self.family.told(home).untold = True
        return self.all_names()

    def all_names(self) -> list[str]:
        """Return the names of all projects, sorted."""
        for path in list(self._others()):
            if (loaded := self.at(path)) is not None:
                self._keep(path, loaded)
        return sorted(self._named)

    def namesakes(self, home: Loaded) -> list[Loaded]:
        """Return the projects that have the name of one, among those that were added."""
        if self._namesakes is None:
            self._namesakes = {}
            for loaded in self._added.values():
                self._namesakes.setdefault(loaded.name.value, []).append(loaded)
        same = self._namesakes.get(home.name.value, [])
        return self._members(same) if len(same) > 1 else same

    def mentions(self, home: Loaded) -> bool:
        """Tell whether any other project's file has the name of one as a word: then it may refer to it."""
        return bool(self._mentioning(home))

    def mentioning(self, home: Loaded) -> list[Loaded]:
        """Return the projects whose files have the name of one as a word, by path; not that one itself."""
        found = {real: loaded for real in self._mentioning(home) if (loaded := self.at(real)) is not None}
        self.family.told(home).users = found
        return list(found.values())

    def _mentioning(self, home: Loaded) -> list[str]:
        disk = self.family.disk
        if self._words is None:
            self._words = {}
            for real in sorted(set(map(disk.real, self.project_files()))):
                loaded = disk.peek(real)
                text = loaded.source.text if loaded else disk.bytes_of(real).decode("utf-8", "replace")
                for word in set(WORD.findall(text)):
                    self._words.setdefault(word, []).append(real)
        own = disk.real(os.path.abspath(home.path))
        found = [real for real in self._words.get(home.name.value, ()) if real != own]
        self.family.told(home).mention = (bool(found), found[0] if found else "")
        return found

    def repository(self, home: Loaded) -> str:
        """Return the root of the git repository that a project lies in; empty where it lies in none."""
        told = self.family.told(home)
        if told.repository is None:
            told.repository = self.family.disk.repository(home.directory)
        return told.repository

    def _members(self, projects: list[Loaded]) -> list[Loaded]:
        """Return those of some projects that are members."""
        from amelang.workspace.members import members_among

        real = {self.family.disk.real(os.path.abspath(one.path)): one for one in projects}
        return [real[path] for path in members_among(self.root, sorted(real))]

    def _keep(self, path: str, loaded: Loaded) -> None:
        del self._others()[path]
        same = self._named.setdefault(loaded.name.value, [])
        same.append(loaded)
        same.sort(key=lambda one: self.family.disk.real(os.path.abspath(one.path)))

    def _others(self) -> dict[str, None]:
        """Return the files of the projects whose names are not known yet, in an order that is kept."""
        if self._unread is None:
            self._unread = dict.fromkeys(map(self.family.disk.real, self.project_files()))
        return self._unread

    def project_files(self) -> list[str]:
        """Return the files of all projects of the workspace; none where nobody can look into it."""
        from amelang.workspace.members import member_files

        try:
            return member_files(self.root, self.family.disk.find)
        except OSError:
            # It may not be there yet, for a text from an editor.
            return []

    def _follow(self, home: Loaded, one: Import) -> Imported:
        if one.git is not None:
            self.family.told(home).untold = True
            return self._from_git(one)
        if one.path is not None:
            return self._from_path(home, one.path.value)
        named = self.named(home, one.project.value) if one.project is not None else []
        return Imported(FOUND, named[0]) if named else Imported(MISSING)

    def _from_path(self, home: Loaded, path: str) -> Imported:
        place = os.path.join(home.directory, path)
        found = self.at(place)
        told = self.family.told(home)
        real = self.family.disk.real(os.path.abspath(found.path)) if found is not None else ""
        told.places[place] = real
        if found is not None:
            told.projects[real] = found
        return Imported(FOUND, found) if found is not None else Imported(MISSING)

    def _from_git(self, one: Import) -> Imported:
        from amelang.workspace.wanted import refusal, wanted_of

        if reason := refusal(one):
            return Imported(REFUSED, reason=reason)
        wanted = wanted_of(one)
        if wanted is None:
            return Imported(OUTSIDE)
        locked = self.lock.entries.get(wanted)
        if locked is None:
            return Imported(UNLOCKED)
        inside = self.family.fetched(locked, self)
        if not inside.fetched.there:
            return Imported(UNFETCHED)
        if inside.fetched.files is None:
            return Imported(CHANGED, reason=inside.fetched.changed)
        found = inside.project(wanted[2])
        return Imported(FOUND, found) if found is not None else Imported(MISSING)


class FetchedWorkspace(Workspace):
    """The files that were taken from a repository: a workspace of their own that sees nothing else."""

    def __init__(self, fetched: Fetched, importer: Workspace) -> None:
        super().__init__(fetched.tree, importer.family)
        self.fetched = fetched
        self.importer = importer
        self._read: dict[str, Loaded | None] = {}

    def project(self, path: str) -> Loaded | None:
        """Return the project of a path inside the repository; None where there is none."""
        return self.at(os.path.join(self.root, *path.split("/")))

    @property
    def lock(self) -> Lock:
        """That of whoever imports: a lock file that was fetched with the rest says nothing here."""
        return self.importer.lock

    def at(self, path: str) -> Loaded | None:
        """Return the project of a file, or of a folder; None where there is none, or it lies outside."""
        for name in ("", *FILE_NAMES):
            real = os.path.realpath(os.path.join(path, name) if name else path)
            if real not in self._read:
                loaded = self._read[real] = self.fetched.load(real)
                if loaded is not None:
                    self.family.settle(loaded, self)
            if (found := self._read[real]) is not None:
                return found
        return None

    def known(self) -> list[Loaded]:
        """Return the projects that were read so far, by path."""
        return [loaded for _, loaded in sorted(self._read.items()) if loaded is not None]

    def project_files(self) -> list[str]:
        from amelang.workspace.members import members_among

        paths = [os.path.join(self.root, *path.split("/")) for path in self.fetched.project_files()]
        return members_among(self.root, paths)

    def _from_path(self, home: Loaded, path: str) -> Imported:
        place = os.path.realpath(os.path.join(home.directory, path))
        if place != self.root and not place.startswith(self.root + os.sep):
            return Imported(OUTSIDE)
        return super()._from_path(home, path)


class Workspaces:
    """All workspaces that have to do with each other, over the same disk."""

    def __init__(self, disk: Disk | None = None) -> None:
        self.disk = disk or Disk()
        self._of_root: dict[str, Workspace] = {}
        self._fetched: dict[tuple[str, Wanted], FetchedWorkspace] = {}
        self._settled: dict[int, tuple[Loaded, Workspace]] = {}
        self._told: dict[int, tuple[Loaded, Reliance]] = {}

    def of(self, folder: str) -> Workspace:
        """Return the workspace that a folder lies in."""
        folder = self.disk.real(folder)
        root = self.disk.settings_folder(folder) or self.disk.repository(folder) or folder
        if root not in self._of_root:
            self._of_root[root] = Workspace(root, self)
        return self._of_root[root]

    def around(self, loaded: Loaded) -> Workspace:
        """Return the workspace that a project lies in."""
        settled = self._settled.get(id(loaded))
        if settled is None:
            workspace = self.of(loaded.directory)
            settled = self._settled[id(loaded)] = (loaded, workspace)
        return settled[1]

    def told(self, loaded: Loaded) -> Reliance:
        """Return what a project was told of others so far."""
        told = self._told.get(id(loaded))
        if told is None:
            told = self._told[id(loaded)] = (loaded, Reliance(self.around(loaded).root))
        return told[1]

    def settle(self, loaded: Loaded, workspace: Workspace) -> None:
        """Say where a project lies, whatever its folder looks like."""
        self._settled[id(loaded)] = (loaded, workspace)

    def fetched(self, locked: Locked, importer: Workspace) -> FetchedWorkspace:
        """Return the workspace of what an entry of the lock file means, as it lies in the cache."""
        from amelang.workspace.fetched import Fetched

        at = (importer.lock.path, locked.wanted)
        known = self._fetched.get(at)
        if known is None or known.fetched.locked != locked:
            known = self._fetched[at] = FetchedWorkspace(Fetched(locked), importer)
        return known


def _may_be_named(disk: Disk, path: str, name: str) -> bool:
    """Tell whether a file that is not read yet can be that of the project of a name."""
    if path in disk.names:
        return disk.names[path] == name
    data = disk.bytes_of(path)
    return spells(data, name.encode()) or b"\\" in data or os.path.basename(os.path.dirname(path)) == name


def spells(data: bytes, name: bytes) -> bool:
    """Tell whether a name stands in a text by itself: not as part of another, nor before a point.

    That is how a project writes its own; who refers to something in it mostly writes `project.name`.
    """
    at = data.find(name)
    while at >= 0:
        before, behind = data[max(at - 1, 0) : at], data[at + len(name) : at + len(name) + 1]
        if not any(one.isalnum() or one in (b"_", b"-") for one in (before, behind)) and behind != b".":
            return True
        at = data.find(name, at + 1)
    return False


def workspace_of(folder: str) -> Workspace:
    """Return the workspace that a project's folder lies in."""
    return Workspaces().of(os.path.abspath(folder))
