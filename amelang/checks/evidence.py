"""What kept verdicts rest on, held against the disk as it is now."""

from __future__ import annotations

import os

from amelang.workspace.disk import Disk
from amelang.workspace.looks import READ, THERE, digest, has_mark, holds, read_marked, reads_same
from amelang.workspace.members import member_files
from amelang.workspace.workspace import WORD, Workspaces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from amelang.workspace.looks import Mark, Taken

    Kept = dict[str, Any]
    Reads = dict[str, tuple[object, Mark]]
    """Files of a folder by their names: what stands for their bytes, or why there are none; and a mark."""
    Looks = tuple[list[str], list[str], list[tuple[str, str, object]], Reads]
    """Looks into a folder: names of what was there and of what was not, other questions, and files read."""


class Evidence:
    """Asks again what was asked for verdicts, each thing once."""

    def __init__(self, kept: Kept, disk: Disk, workspaces: Workspaces) -> None:
        self._disk = disk
        self._workspaces = workspaces
        self.told: dict[str, Kept] = kept.get("told", {})
        """What projects were told of others, by the real paths of their files."""
        self.marks: dict[str, Mark] = {}
        """The marks of the files that were read, by their real paths."""
        self._names: dict[str, dict[str, tuple[bytes, str]]] = kept.get("names", {})
        self.calm: set[str] = set()
        """Folders in which nothing came or went since they were looked into."""
        self.learned = False
        """Whether there is more to be kept than there was."""
        self._digests: dict[str, bytes] = {}
        self._same: dict[str, bool] = {}
        self._rooted: dict[tuple[str, str], bool] = {}
        self._still: dict[str, bool] = {}
        self._now: dict[str, dict[str, tuple[str, ...]] | None] = {}
        self._changed: dict[str, list[str]] = {}

    def holds(self, kept: Kept, path: str, real: str) -> bool:
        """Tell whether a verdict on a project, whose file is what it was, rests on nothing that changed."""
        return (
            kept["real"] == real
            and self._root_same(kept["folder"], kept["root"])
            and all(self._looks_same(folder, looks) for folder, looks in kept["looks"].items())
            and all(map(self._told_same, reached(real, self.told)))
            and self._mention_same(kept, real)
        )

    def digest(self, real: str) -> bytes:
        """Return what stands for the bytes of a project's file; nothing where it cannot be read."""
        if real not in self._digests:
            data, self.marks[real] = read_marked(real)
            self._digests[real] = digest(data) if isinstance(data, bytes) else b""
            self._disk.keep(real, data if isinstance(data, bytes) else b"")
        return self._digests[real]

    def is_same(self, kept: Kept, real: str) -> bool:
        """Tell whether a project's own file is what it was."""
        try:
            if kept["mark"] is not None and has_mark(os.stat(real), kept["mark"]):
                self._digests[real] = kept["digest"]
                return True
        except OSError:
            return False
        if self.digest(real) != kept["digest"]:
            return False
        if self.marks[real] is not None:
            kept["mark"] = self.marks[real]
            self.learned = True
        return True

    def _looks_same(self, folder: str, looks: Looks) -> bool:
        """Tell whether looks into a folder would show the same."""
        present, absent, others, reads = looks
        start = folder + os.sep
        if folder not in self.calm:
            # Else nothing came or went: what was there is there, and what was not is not.
            if any(not os.path.lexists(start + name) for name in present):
                return False
            if any(os.path.lexists(start + name) for name in absent):
                return False
        if any(not holds(kind, start + name, answer) for kind, name, answer in others):
            return False
        for name, (answer, mark) in reads.items():
            path = start + name
            if path not in self._same:
                self._same[path] = self._same_file(path, answer, mark, reads, name)
            if not self._same[path]:
                return False
        return True

    def _same_file(self, path: str, answer: object, mark: Mark, reads: Reads, name: str) -> bool:
        """Tell whether a file that lies in a folder holds what it held, and keep what mark it has now."""
        same, now = reads_same(path, answer, mark)
        if same and now is not None and now != mark:
            reads[name] = (answer, now)
            self.learned = True
        return same

    def _told_same(self, real: str) -> bool:
        """Tell whether a project is what it was, and would be told the same of others."""
        known = self._still.get(real)
        if known is None:
            known = self._still[real] = real in self.told and self._asked_again(real, self.told[real])
        return known

    def _asked_again(self, real: str, told: dict[str, Any]) -> bool:
        if told["digest"] != self.digest(real):
            return False
        folder: str = told["folder"]
        if not self._root_same(folder, told["root"]):
            return False
        if told["repository"] is not None and self._disk.repository(folder) != told["repository"]:
            return False
        if any(self._disk.located(place) != found for place, found in told["places"].items()):
            return False
        if not told["named"]:
            return True
        names = self._names_now(told["root"])
        return names is not None and all(names.get(name, ()) == real for name, real in told["named"].items())

    def _names_now(self, root: str) -> dict[str, tuple[str, ...]] | None:
        """Return the files of the projects of a workspace by their names; None where they were not known."""
        if root not in self._now:
            kept = self._names.get(root)
            self._now[root] = None if kept is None else self._ask_names(root, kept)
        return self._now[root]

    def _ask_names(self, root: str, kept: dict[str, tuple[bytes, str]]) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        changed = self._changed[root] = []
        for real in sorted(set(map(self._disk.real, member_files(root, self._disk.find)))):
            was = kept.get(real)
            if was is not None and was[0] == self.digest(real):
                name = self._disk.names[real] = was[1]
            else:
                changed.append(real)
                loaded = self._disk.project(real)
                if loaded is None:
                    continue
                name = loaded.name.value
            found.setdefault(name, []).append(real)
        return {name: tuple(files) for name, files in found.items()}

    def _mention_same(self, kept: dict[str, Any], real: str) -> bool:
        """Tell whether another project says the name of one, or none does, as it was."""
        if kept["mention"] is None:
            return True
        mentioned, witness = kept["mention"]
        root = kept["root"]
        if self._names_now(root) is None:
            return False
        changed = self._changed[root]
        users: list[str] | None = kept["users"]
        if users is None and mentioned:
            return witness not in changed and witness in self._disk.names
        for user in users or ():
            if user in changed or user not in self._disk.names:
                return False
            if not all(map(self._told_same, reached(user, self.told))):
                return False
        name: str = kept["name"]
        texts = (self._disk.bytes_of(other).decode("utf-8", "replace") for other in changed if other != real)
        return not any(name in text and name in WORD.findall(text) for text in texts)

    def _root_same(self, folder: str, root: str) -> bool:
        """Tell whether the workspace that a folder lies in still begins where it did."""
        at = (folder, root)
        if at not in self._rooted:
            parent = os.path.dirname(folder)
            if folder in self.calm and folder != root and parent != folder:
                # No settings and no repository came here.
                self._rooted[at] = self._root_same(parent, root)
            else:
                self._rooted[at] = self._workspaces.of(folder).root == root
        return self._rooted[at]


def reached(real: str, told: dict[str, dict[str, Any]]) -> set[str]:
    """Return the projects that a project was led to by what all of them were told, itself among them."""
    found: set[str] = set()
    waiting = [real]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting += told[current]["projects"] if current in told else ()
    return found


def looks_of(taken: Taken, own: tuple[str, ...]) -> dict[str, Looks]:
    """Sort looks by the folders that they were taken into; those at the project's own file are none."""
    found: dict[str, Looks] = {}
    for (kind, path), answer in taken.items():
        if path in own:
            # It is known by its bytes.
            continue
        folder, name = os.path.split(os.path.abspath(path))
        present, absent, others, reads = found.setdefault(folder, ([], [], [], {}))
        if kind == THERE:
            (present if answer else absent).append(name)
        elif kind == READ:
            reads[name] = answer
        else:
            others.append((kind, name, answer))
    return found
