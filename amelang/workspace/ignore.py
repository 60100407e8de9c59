"""What `.gitignore` and files of its syntax leave out, read as git reads them.

What a person's git settings ignore counts for nothing, so that everybody sees the same files.
"""

from __future__ import annotations

import os

from amelang.workspace.folders import GIT_IGNORE
from amelang.workspace.looks import exists, is_file, is_link, read
from amelang.workspace.patterns import read_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container


class Rules:
    """The lines of one ignore file, and where it lies: below or above the project's directory."""

    __slots__ = ("_above", "_below", "_patterns", "path")

    def __init__(self, text: str, *, below: str = "", above: str = "", path: str = "") -> None:
        self._below = below
        self._above = above
        self.path = path
        """The path of the file, where somebody may ask for it."""
        patterns = [pattern for line in text.split("\n") if (pattern := read_pattern(line))]
        patterns.reverse()
        self._patterns = patterns

    def relative(self, path: str) -> str:
        """Turn a path of the project into one that starts where the ignore file lies."""
        return self._above + path[len(self._below) :]

    def verdict(self, path: str, *, directory: bool) -> bool | None:
        """Tell whether a path is left out; None where the lines do not say."""
        name = path.encode("utf-8", "surrogateescape")
        # The last line that says something counts.
        for pattern in self._patterns:
            if pattern.matches(name, directory=directory):
                return pattern.leaves_out
        return None


class Ignored:
    """Tells which paths below a folder git leaves out, reading each `.gitignore` once."""

    def __init__(self, folder: str, plain: Container[str] = ()) -> None:
        """`plain` has folders, by their paths, that are known to hold no `.gitignore`."""
        self._folder = folder
        self._plain = plain
        self._known: dict[str, list[Rules] | None] = {"": rules_above(folder) + self._rules_in("")}
        """The rules of what lies in a directory, by its path with a slash behind it; None: it is left out."""

    def __call__(self, path: str, *, directory: bool = False) -> bool:
        """Tell whether a path below the folder is left out, itself or by a directory above it.

        The path begins as that of the folder does.
        """
        relative = path[len(self._folder) :].replace(os.sep, "/").strip("/")
        head, slash, _ = relative.rpartition("/")
        rules = self._inside(head + slash)
        return rules is None or left_out(relative, rules, directory=directory)

    def by(self, path: str) -> str:
        """Return the path of the ignore file by which a file below the folder is left out; empty for none."""
        parts = path[len(self._folder) :].replace(os.sep, "/").strip("/").split("/")
        for count in range(1, len(parts) + 1):
            part = "/".join(parts[:count])
            head, slash, _ = part.rpartition("/")
            for one in reversed(self._inside(head + slash) or ()):
                verdict = one.verdict(one.relative(part), directory=count < len(parts))
                if verdict:
                    return one.path
                if verdict is not None:
                    break
        return ""

    def _inside(self, prefix: str) -> list[Rules] | None:
        if prefix not in self._known:
            path = prefix[:-1]
            head, slash, _ = path.rpartition("/")
            rules = self._inside(head + slash)
            if rules is not None:
                rules = None if left_out(path, rules, directory=True) else rules + self._rules_in(prefix)
            self._known[prefix] = rules
        return self._known[prefix]

    def _rules_in(self, prefix: str) -> list[Rules]:
        if self._folder + os.sep + prefix[:-1].replace("/", os.sep) in self._plain:
            return []
        path = os.path.join(self._folder, prefix, GIT_IGNORE)
        # git does not follow a link in place of an ignore file, either.
        there = is_file(path) and not is_link(path)
        return [Rules(read_rules(path), below=prefix, path=path)] if there else []


def left_out(path: str, rules: list[Rules], *, directory: bool) -> bool:
    """Ask rules, given from the top down: the deepest that says something counts."""
    for one in reversed(rules):
        verdict = one.verdict(one.relative(path), directory=directory)
        if verdict is not None:
            return verdict
    return False


def rules_above(directory: str) -> list[Rules]:
    """Return the rules of the directories above, from the root of the repository down."""
    here = os.path.abspath(directory)
    above: list[Rules] = []
    prefix = ""
    while not exists(os.path.join(here, ".git")):
        parent, name = os.path.split(here)
        if parent == here:
            # There is no repository, and a stray file in a home directory means nothing to us.
            return []
        here, prefix = parent, f"{name}/{prefix}"
        path = os.path.join(here, GIT_IGNORE)
        if is_file(path) and not is_link(path):
            above.insert(0, Rules(read_rules(path), above=prefix, path=path))
    return above


def read_rules(path: str) -> str:
    """Return the text of an ignore file; bytes that are not UTF-8 are kept as they are."""
    data = read(path)
    return data.decode("utf-8-sig", "surrogateescape") if isinstance(data, bytes) else ""
