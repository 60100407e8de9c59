"""Takes the files of an import out of a commit, into the cache: all of them or none.

What is taken is everything below the import's path, and whatever AME itself reads elsewhere in the
repository, for a project may import another one beside it. Submodules are not followed, and of
symbolic links only those are taken that lead to something that is.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import sys
import time

from amelang.workspace.cache import cache_folder
from amelang.workspace.fetched import (
    CAN_LINK,
    FILE,
    LINK,
    MANIFEST,
    PROGRAM,
    READ_ALONE,
    TREE,
    Fetched,
    content_hash,
    folder_of,
)
from amelang.workspace.git import Contents, Entry, Git, GitError
from amelang.workspace.lock import Locked, Wanted

MOST_BYTES = 2**30
"""The most bytes that are taken: who shares more than that shares data."""
MOST_FILES = 100_000
KINDS = {"100644": FILE, "100664": FILE, "100755": PROGRAM, "120000": LINK}
"""Kinds of entries by git's modes; what is missing, such as a submodule, is not taken."""
MOST_LINKS = 40
"""How many links may stand in a row, as Linux has it."""
STALE = 24 * 60 * 60
"""Seconds after which a folder of an unfinished fetch is of one that was ended."""


class Scratch:
    """A folder beside the cached ones for unfinished work; those of long ago, of killed programs, go away."""

    def __init__(self) -> None:
        parent = os.path.join(cache_folder(), "imports")
        try:
            os.makedirs(parent, exist_ok=True)
            for name in os.listdir(parent):
                old = os.path.join(parent, name)
                if name.startswith("new-") and os.path.getmtime(old) < time.time() - STALE:
                    shutil.rmtree(old, ignore_errors=True)
            self._folder = os.path.join(os.path.realpath(parent), f"new-{os.getpid()}-{secrets.token_hex(4)}")
            os.mkdir(self._folder, 0o700)
        except OSError as error:
            raise unwritable(error) from error

    def new(self, name: str) -> str:
        """Make a folder in it, whose name begins so."""
        path = os.path.join(self._folder, f"{name}-{secrets.token_hex(4)}")
        try:
            os.mkdir(path)
        except OSError as error:
            raise unwritable(error) from error
        return path

    def remove(self) -> None:
        """Remove it with all that is in it."""
        shutil.rmtree(self._folder, ignore_errors=True)


def unwritable(error: OSError) -> GitError:
    """Say that the cache cannot be written."""
    return GitError(
        f"the cache `{cache_folder()}` cannot be written: {(error.strerror or str(error)).lower()}",
        "XDG_CACHE_HOME says where else it may be",
    )


class Taken:
    """What was taken of a commit, in a folder that is not part of the cache yet."""

    def __init__(self, folder: str, locked: Locked, leaving: list[str]) -> None:
        self.folder = folder
        self.locked = locked
        """What the lock file is to say of it."""
        self.leaving = leaving
        """The links that lead out of the repository, and were left out."""

    def install(self) -> None:
        """Move it to its place in the cache; whatever is there and is not the same makes way."""
        place = folder_of(self.locked)
        try:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            if os.path.isdir(place):
                if Fetched(self.locked).intact():
                    return
                os.rename(place, self.folder + "-old")
            os.rename(self.folder, place)
        except OSError as error:
            # Another program may have been faster; what it has put there is as good.
            if not Fetched(self.locked).intact():
                raise unwritable(error) from error


class Choice:
    """What is taken of a commit: files, and links with their targets; and the links that lead out of it."""

    __slots__ = ("files", "leaving", "links")

    def __init__(self, files: list[Entry], links: dict[str, str], leaving: list[str]) -> None:
        self.files = files
        self.links = links
        self.leaving = leaving


def take(git: Git, folder: str, wanted: Wanted, commit: str) -> Taken:
    """Write what an import wants of a fetched commit into an empty folder beside the cache.

    Raises GitError where it cannot be taken.
    """
    tree = os.path.join(folder, TREE)
    lines: list[tuple[str, str]] = []
    entries = git.entries(commit)
    try:
        os.mkdir(tree)
        with git.contents() as contents:
            links = {entry.path: _text(contents, entry) for entry in entries if KINDS.get(entry.mode) == LINK}
            choice = chosen(entries, links, wanted)
            for entry in choice.files:
                hash = _write(contents, entry, os.path.join(tree, *entry.path.split("/")))
                lines.append((entry.path, f"{KINDS[entry.mode]} {hash} {entry.path}\n"))
        # Links come last, so that no file can be written through one.
        for path, target in choice.links.items():
            place = os.path.join(tree, *path.split("/"))
            os.makedirs(os.path.dirname(place), exist_ok=True)
            if CAN_LINK:
                os.symlink(target, place)
            hash = hashlib.sha256(target.encode("utf-8", "surrogateescape")).hexdigest()
            lines.append((path, f"{LINK} {hash} {path}\n"))
        manifest = "".join(line for _, line in sorted(lines)).encode("utf-8", "surrogateescape")
        with open(os.path.join(folder, MANIFEST), "wb") as file:
            file.write(manifest)
    except FileExistsError as error:
        raise GitError(f"`{wanted[0]}` has files whose names this disk cannot tell apart") from error
    except OSError as error:
        raise unwritable(error) from error
    return Taken(folder, Locked(wanted, commit, content_hash(manifest)), choice.leaving)


def chosen(entries: list[Entry], links: dict[str, str], wanted: Wanted) -> Choice:
    """Choose what is taken of a commit. Raises GitError where it is nothing, or too much."""
    address, _, path = wanted
    top = followed("", path, links)
    if top is None:
        raise GitError(f"`{path}` leads out of `{address}`")
    below = top + "/" if top else ""
    files = [
        entry
        for entry in entries
        if KINDS.get(entry.mode) in (FILE, PROGRAM)
        and (entry.path == top or entry.path.startswith(below) or entry.path.rpartition("/")[2] in READ_ALONE)
    ]
    if not any(entry.path == top or entry.path.startswith(below) for entry in files):
        raise GitError(f"there is no `{path}` in `{address}`" if path else f"`{address}` is empty")
    if wrong := next((entry.path for entry in files if not _writable(entry.path)), None):
        raise GitError(f"`{address}` has a file whose name cannot be written here: {wrong!a}")
    size = sum(entry.size for entry in files)
    if size > MOST_BYTES or len(files) > MOST_FILES:
        hint = f"at most {MOST_BYTES // 2**20} MB in {MOST_FILES} files; a `path` takes a folder alone"
        raise GitError(f"`{address}` has {size // 2**20} MB in {len(files)} files, which is too much", hint)
    there = {""}
    for entry in files:
        parts = entry.path.split("/")
        there.update("/".join(parts[:count]) for count in range(1, len(parts) + 1))
    targets = {path: followed(path.rpartition("/")[0], target, links) for path, target in links.items()}
    return Choice(
        files,
        {path: links[path] for path, target in targets.items() if target in there and _writable(path)},
        sorted(path for path, target in targets.items() if target is None and path.startswith(below)),
    )


def followed(folder: str, target: str, links: dict[str, str]) -> str | None:
    """Follow a path from a folder of the repository, through its links; None where it leads out."""
    here = folder.split("/") if folder else []
    waiting = target.split("/")[::-1]
    passed = 0
    if target.startswith("/"):
        return None
    while waiting:
        part = waiting.pop()
        if part in ("", "."):
            continue
        if part == "..":
            if not here:
                return None
            here.pop()
            continue
        here.append(part)
        inner = links.get("/".join(here))
        if inner is not None:
            passed += 1
            if inner.startswith("/") or passed > MOST_LINKS:
                return None
            here.pop()
            waiting += inner.split("/")[::-1]
    return "/".join(here)


def _writable(path: str) -> bool:
    """Tell whether a path of a commit is one that may be written here; git itself makes no others."""
    parts = path.split("/")
    if any(part in ("", ".", "..") or part.lower() == ".git" for part in parts):
        return False
    if any(ord(one) < 32 or ord(one) == 127 for one in path):
        return False
    if sys.platform != "win32":
        return True
    return not any(set(part) & set('<>:"\\|?*') or part[-1] in ". " for part in parts)


def _text(contents: Contents, entry: Entry) -> str:
    stream, size = contents.ask(entry.name)
    text = stream.read(size).decode("utf-8", "surrogateescape")
    contents.end()
    return text


def _write(contents: Contents, entry: Entry, place: str) -> str:
    """Write a file of a commit; return its hash."""
    os.makedirs(os.path.dirname(place), exist_ok=True)
    stream, left = contents.ask(entry.name)
    hash = hashlib.sha256()
    mode = 0o777 if KINDS[entry.mode] == PROGRAM else 0o666
    with open(place, "xb", opener=lambda path, flags: os.open(path, flags, mode)) as file:
        while left:
            piece = stream.read(min(left, 2**20))
            if not piece:
                raise GitError("git ended before it had given every file")
            left -= len(piece)
            hash.update(piece)
            file.write(piece)
    contents.end()
    return hash.hexdigest()
