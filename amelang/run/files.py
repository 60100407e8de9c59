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

from amelang.run.bundle_problems import UnreadableCodeError
from amelang.workspace.folders import GIT_IGNORE
from amelang.workspace.ignore import Rules, left_out, read_rules, rules_above

AME_IGNORE = ".ameignore"
NEVER = frozenset(
    (
        ".git", ".hg", ".svn", ".jj", ".ame", ".venv", "__pycache__", "__pypackages__", "node_modules",
        ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".ipynb_checkpoints", ".tox", ".nox",
        ".eggs", ".DS_Store",
    )
)  # fmt: skip
"""Names of files and directories that are never part of a project."""


def project_files(directory: str) -> list[str]:
    """Return the paths of the files of a project.

    Raises UnreadableCodeError where a directory, or an ignore file, cannot be read.
    """
    git = rules_above(directory)
    ame: list[Rules] = []
    found: list[str] = []
    try:
        _walk(directory, "", git, ame, found)
    except OSError as error:
        path = os.path.relpath(error.filename or directory, directory)
        raise UnreadableCodeError(path.replace(os.sep, "/"), error) from error
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
        if left_out(path, [*git, *ame], directory=S_ISDIR(mode)):
            continue
        if not S_ISDIR(mode):
            found.append(path)
        elif not os.path.exists(os.path.join(entry.path, "pyvenv.cfg")):
            # That file makes a directory of any name a virtual environment.
            _walk(root, path + "/", git, ame, found)


def _rules(entries: dict[str, os.DirEntry[str]], name: str, prefix: str) -> list[Rules]:
    entry = entries.get(name)
    # git does not follow a link in place of an ignore file, either.
    if entry is None or not entry.is_file(follow_symlinks=False):
        return []
    return [Rules(read_rules(entry.path), below=prefix)]
