"""Which files belong to a project: what is sent to a cluster, and what a run on this machine copies.

`project_files(directory)` gives the paths, relative to the directory, with `/` between their parts,
sorted. Left out are

- what is never source: version control, virtual environments, caches, and AME's own `.ame`;
- what `.gitignore` files leave out, in the directory, below it, and above it up to the root of the
  repository, read as git reads them;
- what `.ameignore` files leave out, which have the syntax of `.gitignore` and the last word: one may
  also bring back (`!models/base.bin`) what a `.gitignore` leaves out.

What a person's git settings ignore counts for nothing, so that everybody sends the same files.
Symbolic links are listed as themselves and never followed. Empty directories are not listed.
"""

from __future__ import annotations

import os
from stat import S_ISDIR, S_ISLNK, S_ISREG

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

GIT_IGNORE = ".gitignore"
AME_IGNORE = ".ameignore"
NEVER = frozenset(
    (
        ".git", ".hg", ".svn", ".jj", ".ame", ".venv", "__pycache__", "__pypackages__", "node_modules",
        ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".ipynb_checkpoints", ".tox", ".nox",
        ".eggs", ".DS_Store",
    )
)  # fmt: skip
"""Names of files and directories that are never part of a project."""


class Rules:
    """The lines of one ignore file, and where it lies: below or above the project's directory."""

    __slots__ = ("_above", "_below", "_patterns")

    def __init__(self, text: str, *, below: str = "", above: str = "") -> None:
        self._below = below
        self._above = above
        self._patterns = [
            pattern
            for pattern in GitIgnoreSpec.from_lines(text.splitlines()).patterns
            if pattern.include is not None
        ]

    def relative(self, path: str) -> str:
        """Turn a path of the project into one that starts where the ignore file lies."""
        return self._above + path[len(self._below) :]

    def verdict(self, path: str, *, directory: bool) -> bool | None:
        """Tell whether a path is left out; None where the lines do not say."""
        for pattern in reversed(self._patterns):
            if _matches(pattern, path) or (directory and _matches(pattern, path + "/")):
                return bool(pattern.include)
        return None


def _matches(pattern: GitIgnoreSpecPattern, path: str) -> bool:
    """Tell whether a pattern names this very path, and not only a directory above it.

    The library's patterns match what lies below them, too. Directories that are left out are never
    entered, so that here a match from above could only bring back what another pattern leaves out.
    """
    found = pattern.match_file(path)
    if found is None:
        return False
    # The library's name for the slash behind the directory that was matched.
    slash = "ps_d"
    groups = found.match.groupdict()
    return groups.get(slash) is None or found.match.end(slash) == len(path)


def project_files(directory: str) -> list[str]:
    """Return the paths of the files of a project; raises OSError where a directory cannot be read."""
    git = _above(directory)
    ame: list[Rules] = []
    found: list[str] = []
    _walk(directory, "", git, ame, found)
    return sorted(found)


def _walk(root: str, prefix: str, git: list[Rules], ame: list[Rules], found: list[str]) -> None:
    """Add the files of one directory and of those below it; `prefix` is empty or ends in `/`."""
    with os.scandir(os.path.join(root, prefix)) as scan:
        entries = {entry.name: entry for entry in scan}
    git = [*git, *_rules(entries, GIT_IGNORE, prefix)]
    ame = [*ame, *_rules(entries, AME_IGNORE, prefix)]
    for name, entry in entries.items():
        if name in NEVER or name.endswith((".pyc", ".pyo", ".egg-info")):
            continue
        path = prefix + name
        mode = entry.stat(follow_symlinks=False).st_mode
        if not (S_ISREG(mode) or S_ISLNK(mode) or S_ISDIR(mode)):
            # A socket, pipe or device has no content to keep.
            continue
        if _left_out(path, S_ISDIR(mode), git, ame):
            continue
        if not S_ISDIR(mode):
            found.append(path)
        elif not os.path.exists(os.path.join(entry.path, "pyvenv.cfg")):
            # That file makes a directory of any name a virtual environment.
            _walk(root, path + "/", git, ame, found)


def _left_out(path: str, directory: bool, git: list[Rules], ame: list[Rules]) -> bool:
    """Ask the rules: of one kind the deepest that says something counts, and AME's before git's."""
    for rules in (*reversed(ame), *reversed(git)):
        verdict = rules.verdict(rules.relative(path), directory=directory)
        if verdict is not None:
            return verdict
    return False


def _rules(entries: dict[str, os.DirEntry[str]], name: str, prefix: str) -> list[Rules]:
    entry = entries.get(name)
    # git does not follow a link in place of an ignore file, either.
    if entry is None or not entry.is_file(follow_symlinks=False):
        return []
    return [Rules(_read(entry.path), below=prefix)]


def _above(directory: str) -> list[Rules]:
    """Return the rules of the directories above, from the root of the repository down."""
    here = os.path.abspath(directory)
    above: list[Rules] = []
    prefix = ""
    while not os.path.lexists(os.path.join(here, ".git")):
        parent, name = os.path.split(here)
        if parent == here:
            # There is no repository, and a stray file in a home directory means nothing to us.
            return []
        here, prefix = parent, f"{name}/{prefix}"
        path = os.path.join(here, GIT_IGNORE)
        if os.path.isfile(path) and not os.path.islink(path):
            above.insert(0, Rules(_read(path), above=prefix))
    return above


def _read(path: str) -> str:
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return file.read()
