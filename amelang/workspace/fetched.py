"""Files that were taken from a git repository and lie in the cache: trusted as far as they are locked.

A folder of the cache holds `tree/`, the files, and `manifest`, which has a line for each of them with
its hash. The hash of the manifest is what `ame.lock` has; so a check, which reads a file or two, need
not read all of them to know that they are right.
"""

from __future__ import annotations

import hashlib
import os
import sys

from amelang.workspace.cache import cache_folder
from amelang.workspace.files import decode
from amelang.workspace.find import SETTINGS_NAMES
from amelang.workspace.folders import FILE_NAMES
from amelang.workspace.git_address import short_name
from amelang.workspace.lock import Locked
from amelang.workspace.project import Loaded, load_source

MANIFEST, TREE = "manifest", "tree"
FILE, PROGRAM, LINK = "file", "program", "link"
"""The kinds of entries of a manifest; the hash of a link is that of the text of its target."""
CAN_LINK = sys.platform != "win32"
"""Whether links are made: on Windows not everybody may make them, and there they are left out."""
READ_ALONE = (*FILE_NAMES, *SETTINGS_NAMES)
"""The names of files that AME itself reads, wherever in the repository they lie."""


def folder_of(locked: Locked) -> str:
    """Return the folder of the cache for what an entry of the lock file means."""
    _, _, path = locked.wanted
    part = hashlib.sha256(path.encode()).hexdigest()[:12] if path else "whole"
    return os.path.join(cache_folder(), "imports", locked.commit, part)


def content_hash(manifest: bytes) -> str:
    """Return the hash of the files that a manifest lists, as the lock file has it."""
    return "sha256:" + hashlib.sha256(manifest).hexdigest()


class Fetched:
    """The files of one import from git, each checked when it is read."""

    def __init__(self, locked: Locked) -> None:
        self.locked = locked
        self.folder = folder_of(locked)
        self.tree = os.path.realpath(os.path.join(self.folder, TREE))
        self.changed = ""
        """The file that is not what the manifest says, where one was found."""
        self.files: dict[str, tuple[str, str]] | None = None
        """Kind and hash of each file by its path; None where nothing is there, or not what is locked."""
        self.there = os.path.isdir(self.folder)
        if self.there:
            self._open()

    @property
    def shown(self) -> str:
        """What stands for the folder of the files in messages: the repository's name and the ref."""
        git, ref, _ = self.locked.wanted
        return f"{short_name(git)}@{ref or self.locked.commit[:12]}"

    def _open(self) -> None:
        try:
            with open(os.path.join(self.folder, MANIFEST), "rb") as file:
                manifest = file.read()
        except OSError:
            manifest = b""
        if content_hash(manifest) != self.locked.hash:
            self.changed = MANIFEST
            return
        self.files = {}
        # The hash says that AME wrote it, so that it has the form that AME writes.
        for line in manifest.decode("utf-8", "surrogateescape").split("\n")[:-1]:
            kind, hash, path = line.split(" ", 2)
            self.files[path] = (kind, hash)
        # What is read in checks is checked at once, so that a check either trusts all of it or nothing.
        alone = (path for path in self.files if path.rpartition("/")[2] in READ_ALONE)
        if any(self.read(path) is None for path in alone):
            self.files = None

    def project_files(self) -> list[str]:
        """Return the paths of the projects among the files, sorted."""
        return sorted(path for path in self.files or () if path.rpartition("/")[2] in FILE_NAMES)

    def read(self, path: str) -> bytes | None:
        """Return a file, given by its path among the files; None where it is not what the manifest says."""
        kind, hash = (self.files or {}).get(path, ("", ""))
        place = os.path.join(self.tree, *path.split("/"))
        try:
            if kind == LINK:
                data = os.fsencode(os.readlink(place).replace(os.sep, "/"))
            else:
                with open(place, "rb") as file:
                    data = file.read()
        except OSError:
            data = None
        if data is None or hashlib.sha256(data).hexdigest() != hash:
            self.changed = path
            return None
        return data

    def load(self, place: str) -> Loaded | None:
        """Return the project of a file, given by its real path; None where that is none of the files."""
        if not place.startswith(self.tree + os.sep):
            return None
        path = place[len(self.tree) + 1 :].replace(os.sep, "/")
        if path not in (self.files or ()) or (data := self.read(path)) is None:
            return None
        source, problems = decode(data, f"{self.shown}/{path}")
        loaded = load_source(source, place)
        loaded.problems[:0] = problems
        return loaded

    def intact(self) -> bool:
        """Tell whether every file is what the manifest says; for whoever is about to use them all."""
        made = [path for path, (kind, _) in (self.files or {}).items() if CAN_LINK or kind != LINK]
        return self.files is not None and all(self.read(path) is not None for path in made)
