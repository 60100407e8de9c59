"""The lock file: which commit each import from git means, and what its files must be.

Every entry is one table, entries are sorted, and nothing in the file depends on all of them, so that
either side of a merge is a lock file. Entries that two branches add in the same place git cannot merge;
both sides can be read all the same.
"""

from __future__ import annotations

import os
import re

from amelang.text.problem import Problem
from amelang.text.source import Source, Span
from amelang.workspace.files import read_file
from amelang.workspace.git_address import COMMIT, inner_path, refused

LOCK_NAME = "ame.lock"
HEAD = """\
# Written by `ame import sync`: what the imports from git mean. Keep it with the project.
"""
TABLE = "import"
HASH = re.compile("sha256:[0-9a-f]{64}")
CONFLICT = re.compile(r"^(<{7}|>{7}|={7}$)", re.MULTILINE)
MARKER = re.compile(r"(<{7}|>{7}|\|{7})(?: .*)?|={7}")
FOLLOWING = {"": "<", "<": "|=", "|": "=", "=": ">"}
"""The markers that may stand behind one, by their first character; the middle one is not always written."""

Wanted = tuple[str, str, str]
"""What an import asks for: the address of the repository, the ref and the path, empty where not written."""


class Locked:
    """What an import from git means: a commit, and the hash of the files that are taken from it."""

    __slots__ = ("commit", "hash", "wanted")

    def __init__(self, wanted: Wanted, commit: str, hash: str) -> None:
        self.wanted = wanted
        self.commit = commit
        self.hash = hash

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Locked):
            return NotImplemented
        return (self.wanted, self.commit, self.hash) == (other.wanted, other.commit, other.hash)

    __hash__ = None  # type: ignore[assignment]  # nobody looks one up by itself


class BrokenLock(Problem, code="AME095", name="broken-lock"):
    """An `ame.lock` that cannot be read, so that nobody knows what the imports from git mean.

    It is written by `ame import sync` and not by hand. After a merge with conflicts run that again: it
    keeps what both sides say, or one of them alone, and asks anew where they differ.

    Bad:
        imports:
          - project: shared
            git: https://git.example.com/ml/shared.git
        tasks:
          - name: train
            fromTemplate: shared.small
        # file: ame.lock
        <<<<<<< HEAD
        [[import]]
        =======

    Good:
        tasks:
          - name: train
            executor: !custom
              command: python train.py
    """

    reason: str
    conflict: bool
    mergeable: bool
    """Whether both sides of the conflict can be read."""

    def message(self) -> str:
        return f"this lock file cannot be used: {self.reason}"

    def help(self) -> str | None:
        if self.mergeable:
            return "run `ame import sync`, which writes it anew from both"
        if self.conflict:
            return "keep either side of the merge, then run `ame import sync`"
        return "bring back an earlier version, or remove it and run `ame import sync`"


class Merge:
    """What both sides say that a merge has left in a lock file."""

    __slots__ = ("differing", "entries")

    def __init__(self, ours: dict[Wanted, Locked], theirs: dict[Wanted, Locked]) -> None:
        self.differing = {wanted for wanted in ours.keys() & theirs.keys() if ours[wanted] != theirs[wanted]}
        """What the sides have different entries for."""
        both = {**ours, **theirs}
        self.entries = {wanted: both[wanted] for wanted in both if wanted not in self.differing}
        """The entries that both sides have alike, or one of them alone."""


class Lock:
    """The entries of a lock file; none where there is no file."""

    def __init__(
        self, path: str, entries: dict[Wanted, Locked], problems: list[Problem], merge: Merge | None = None
    ) -> None:
        self.path = path
        self.entries = entries
        self.problems = problems
        """Why the file cannot be used, if it cannot."""
        self.merge = merge
        """What can be made of it all the same, where that is a merge with conflicts."""


def read_lock(folder: str, shown: str) -> Lock:
    """Read the lock file of a workspace. `shown` is its path as messages name it."""
    path = os.path.join(folder, LOCK_NAME)
    if not os.path.lexists(path):
        return Lock(path, {}, [])
    source, problems = read_file(path, shown)
    if problems:
        return Lock(path, {}, problems)
    if found := CONFLICT.search(source.text):
        merge = _merge(source)
        reason = "a merge has left both of its sides here"
        fault = _broken(source, found.start(), reason, conflict=True, mergeable=merge is not None)
        return Lock(path, {}, [fault], merge)
    entries, broken = _entries(source)
    return Lock(path, {one.wanted: one for one in entries}, [broken] if broken else [])


def _merge(source: Source) -> Merge | None:
    """Return what both sides of a merge say; None where they cannot be told apart, or one cannot be read."""
    sides: tuple[list[str], list[str]] = ([], [])
    at = ""
    for line in source.text.splitlines(keepends=True):
        if MARKER.fullmatch(line.rstrip()):
            if line[0] not in FOLLOWING[at]:
                return None
            at = line[0] if line[0] != ">" else ""
        else:
            for side in {"": sides, "<": sides[:1], "=": sides[1:]}.get(at, ()):
                side.append(line)
    read = [_entries(Source("".join(side), source.path)) for side in sides]
    if at or any(fault for _, fault in read):
        return None
    ours, theirs = ({one.wanted: one for one in entries} for entries, _ in read)
    return Merge(ours, theirs)


def _entries(source: Source) -> tuple[list[Locked], Problem | None]:
    import tomllib

    try:
        data = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        start = source.starts[min(int(line[1]), len(source.starts)) - 1] if line else 0
        return [], _broken(source, start, "this is not TOML")
    tables = [match.start() for match in re.finditer(rf"(?m)^\[\[{TABLE}\]\]", source.text)]
    listed = data.get(TABLE, [])
    if not isinstance(listed, list) or set(data) - {TABLE} or len(listed) != len(tables):
        return [], _broken(source, 0, f"it is no list of `[[{TABLE}]]`")
    entries = []
    for start, table in zip(tables, listed, strict=True):
        locked = _entry(table)
        if locked is None:
            return [], _broken(source, start, "this entry is not one that AME writes")
        entries.append(locked)
    return entries, None


def _entry(table: dict[str, object]) -> Locked | None:
    words = {name: str(value) for name, value in table.items() if isinstance(value, str)}
    git, commit, hash = (words.get(name, "") for name in ("git", "commit", "hash"))
    path = words.get("path", "")
    # What is read here names folders of the cache, and what git is asked for.
    right = len(words) == len(table) and not refused(git) and inner_path(path) == path
    if not right or not COMMIT.fullmatch(commit) or not HASH.fullmatch(hash):
        return None
    return Locked((git, words.get("ref", ""), path), commit, hash)


def _broken(
    source: Source, start: int, reason: str, *, conflict: bool = False, mergeable: bool = False
) -> Problem:
    line = source.position(start)[0]
    end = start + len(source.line(line))
    return BrokenLock(span=Span(source, start, end), reason=reason, conflict=conflict, mergeable=mergeable)


def write_lock(path: str, entries: dict[Wanted, Locked]) -> None:
    """Write a lock file in one step; remove it where there is nothing to lock. Raises OSError."""
    real = os.path.realpath(path)
    if not entries:
        if os.path.lexists(real):
            os.unlink(real)
        return
    temporary = f"{real}.{os.getpid()}.tmp"
    try:
        with open(temporary, "w", encoding="utf-8", newline="\n") as file:
            file.write(lock_text(entries))
        os.replace(temporary, real)
    finally:
        if os.path.lexists(temporary):
            os.unlink(temporary)


def lock_text(entries: dict[Wanted, Locked]) -> str:
    """Return the text of a lock file: the same entries give the same bytes."""
    lines = [HEAD]
    for (git, ref, path), locked in sorted(entries.items()):
        lines.append(f"[[{TABLE}]]")
        words = {"git": git, "ref": ref, "path": path, "commit": locked.commit, "hash": locked.hash}
        lines += [f"{name} = {_quoted(word)}" for name, word in words.items() if word]
        lines.append("")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """Write a text as a basic string of TOML."""
    escaped = "".join(
        f"\\u{ord(one):04x}" if ord(one) < 32 or ord(one) == 127 else one
        for one in text.replace("\\", "\\\\").replace('"', '\\"')
    )
    return f'"{escaped}"'
