"""A baseline: the problems that a team knows of and will mend later, so that only new ones are reported.

An entry is a rule, a file, and the path in the document, as `tasks[train].resources.memory`: it
stays the same problem when lines move.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any

from amelang.checks.masking import Masks
from amelang.language.document_path import document_path
from amelang.text.problem import Problem
from amelang.text.reader import read
from amelang.text.source import Source
from amelang.text.toml import read_toml
from amelang.text.tree import Node

VERSION = 1

Entry = tuple[str, str, str]
"""The name of the rule, the file as seen from the baseline's folder, and the path in the document."""


class BaselineError(Exception):
    """A baseline that cannot be read."""


class Baseline:
    """Entries, each with the number of problems that it stands for."""

    def __init__(self, folder: str, entries: Counter[Entry] | None = None) -> None:
        self.folder = os.path.abspath(folder)
        """The folder from which its files are seen: the one that it lies in."""
        self.entries: Counter[Entry] = entries or Counter()
        self._masks = Masks()

    def entry(self, problem: Problem) -> Entry:
        """Return the entry that stands for a problem."""
        span = problem.span
        if span.path.endswith((".yml", ".yaml", ".toml")):
            at = document_path(_root(span.source), span.start)
        else:
            at = span.source.line(span.first[0]).strip()
        # A baseline is kept with the project: a secret that stands in a wrong place must not get into it.
        return problem.name, self.file(span.path), self._masks.masked(span.source, at)

    def file(self, path: str) -> str:
        """Return a file's path as entries have it."""
        return os.path.relpath(os.path.abspath(path), self.folder).replace(os.sep, "/")

    def sift(self, problems: Iterable[Problem]) -> tuple[list[Problem], list[Problem]]:
        """Return the problems that are not in the baseline, and those that are."""
        left = Counter(self.entries)
        new: list[Problem] = []
        known: list[Problem] = []
        for problem in problems:
            entry = self.entry(problem)
            left[entry] -= 1
            (known if left[entry] >= 0 else new).append(problem)
        return new, known

    def unneeded(
        self, known: Iterable[Problem], files: Iterable[str], unasked: Collection[str] = ()
    ) -> Counter[Entry]:
        """Return the entries that no problem stands behind any more.

        `files` are all that were checked, `unasked` the names of rules that nobody asked for: of other
        files, and of these rules, nothing is known.
        """
        checked = set(map(self.file, files))
        left = self.entries - Counter(map(self.entry, known))
        judged = (entry for entry in left if entry[1] in checked and entry[0] not in unasked)
        return Counter({entry: left[entry] for entry in judged})

    def updated(
        self, problems: Iterable[Problem], files: Iterable[str], unasked: Collection[str] = ()
    ) -> Baseline:
        """Return a baseline of just these problems, and of what nothing is known of, as for `unneeded`.

        Entries of files that do not exist any more are dropped.
        """
        checked = set(map(self.file, files))
        entries = Counter(map(self.entry, problems))
        for entry, count in self.entries.items():
            judged = entry[1] in checked and entry[0] not in unasked
            if not judged and os.path.exists(os.path.join(self.folder, entry[1])):
                entries[entry] = count
        return Baseline(self.folder, entries)

    def render(self) -> str:
        """Return the text of the file, sorted, so that a change of it is easy to read."""
        problems: list[dict[str, Any]] = [
            {"file": file, "at": at, "rule": rule, **({"count": count} if count > 1 else {})}
            for (rule, file, at), count in sorted(
                self.entries.items(), key=lambda item: (item[0][1], item[0][2], item[0][0])
            )
        ]
        return json.dumps({"version": VERSION, "problems": problems}, indent=2, ensure_ascii=False) + "\n"


def read_baseline(text: str, folder: str) -> Baseline:
    """Read the text of a baseline in a folder; raises BaselineError where it is none."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise BaselineError(f"it is not JSON: {str(error)[:1].lower()}{str(error)[1:]}") from error
    problems = data.get("problems") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(problems, list):
        raise BaselineError("it has no list of problems")
    if data.get("version") != VERSION:
        raise BaselineError(f"its version is {data.get('version')!r}, and this AME knows {VERSION}")
    entries: Counter[Entry] = Counter()
    for number, one in enumerate(problems, 1):
        match one:
            case {"rule": str(rule), "file": str(file), "at": str(at)}:
                count = one.get("count", 1)
            case _:
                raise BaselineError(f"entry {number} lacks `rule`, `file` or `at`")
        if not isinstance(count, int) or count < 1:
            raise BaselineError(f"the `count` of entry {number} is not a number from 1")
        entries[rule, file, at] += count
    return Baseline(folder, entries)


@lru_cache(maxsize=64)
def _root(source: Source) -> Node:
    """Return the tree of a source; a source is hashed by itself, and never changes."""
    return (read_toml if source.path.endswith(".toml") else read)(source).root
