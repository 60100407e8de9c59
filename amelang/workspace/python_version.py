"""Which Python versions a project's own files allow: pyproject.toml, Pipfile, python_env.yaml."""

from __future__ import annotations

import os
import re
from functools import lru_cache

from amelang.text.source import Source, Span
from amelang.text.tree import Mapping, Node, Scalar
from amelang.workspace.files import read_file

CLAUSE = re.compile(r"\s*(===|==|!=|>=|<=|~=|>|<|\^|~|=)?\s*v?(\d+(?:\.\d+)*)(\.\*)?\s*")
PATHS = {
    "pyproject.toml": (("project", "requires-python"), ("tool", "poetry", "dependencies", "python")),
    "Pipfile": (("requires", "python_full_version"), ("requires", "python_version")),
    "python_env.yaml": (("python",),),
}
"""Where each file says it, the place that counts first."""


GLANCE = re.compile(r"""python(?:_full_version|_version)?["']?\s*(?:=\s*"([^"\\\n]*)"|=|:|\]|\.\s*\w+\s*=)""")
"""Whatever may say something about Python in these files, and what it says where that is a plain text."""


class Requirement:
    """What a file says about the Python version, and where."""

    __slots__ = ("span", "text")

    def __init__(self, text: str, span: Span) -> None:
        self.text = text
        self.span = span

    @property
    def version(self) -> str | None:
        """The one version that is wanted; None where there is a choice."""
        match = re.fullmatch(r"\s*={0,3}\s*(3\.\d+(\.\d+)?)(\.\*)?\s*", self.text)
        return match[1] if match else None

    def allows(self, version: str) -> bool:
        """Tell whether some release of a version is allowed."""
        return allows(self.text, version)


class Said:
    """What a file says about the Python version; silent where it is absent or broken.

    Most files agree with everybody, and say so in a line that can be found without reading all of
    them by the rules of TOML, which takes as long as a whole check.
    """

    def __init__(self, name: str, source: Source | None) -> None:
        """`source` is the text of the file of this name; None where it has none."""
        self._name = name
        self._source = source
        self._words: list[str] = [] if source is None else GLANCE.findall(source.text)

    def contradiction(self, version: str) -> Requirement | None:
        """Return what the file says where that excludes a version."""
        if self._source is None or all(word and allows(word, version) for word in self._words):
            return None
        wanted = _requirement(self._source, self._name)
        return None if wanted is None or wanted.allows(version) else wanted


def required_python(path: str) -> Requirement | None:
    """Return what a file says about the Python version; None where it is absent, broken or silent."""
    if not os.path.isfile(path):
        return None
    source, problems = read_file(path, os.path.relpath(path))
    return None if problems else _requirement(source, os.path.basename(path))


@lru_cache(maxsize=1024)
def allows(text: str, version: str) -> bool:
    """Tell whether a requirement allows some release of a version, such as any 3.11 of `3.11`.

    What cannot be read is taken to allow everything: the tools themselves will say.
    """
    return any(_alternative(part, version) for part in re.split(r"\|\|?", text))


def _requirement(source: Source, name: str) -> Requirement | None:
    root = _tree(source, name)
    for keys in PATHS[name]:
        node: Node | None = root
        for key in keys:
            node = _child(node, key)
        if isinstance(node, Scalar):
            return Requirement(node.text, node.span)
    return None


def _tree(source: Source, name: str) -> Node:
    if name.endswith(".yaml"):
        from amelang.text.reader import read

        return read(source).root
    from amelang.text.toml import read_toml

    return read_toml(source).root


def _child(node: Node | None, key: str) -> Node | None:
    if isinstance(node, Mapping):
        for entry in node.entries:
            if isinstance(entry.key, Scalar) and entry.key.text == key:
                return entry.value
    return None


def _alternative(text: str, version: str) -> bool:
    """Tell whether a list of clauses, joined by commas or spaces, allows some release of a version."""
    clauses = []
    for part in re.split(r",|(?<=[\d*])\s+(?=[<>=!~^])", text):
        match = CLAUSE.fullmatch(part)
        if not match:
            return True
        clauses.append((match[1] or "==", _numbers(match[2]), bool(match[3])))
    low = _numbers(version)
    # A version of two numbers stands for all its releases, of which we try the first ones and a late one.
    candidates = [low] if len(low) > 2 else [(*low, patch) for patch in (*range(40), 99)]
    return any(all(_holds(clause, one) for clause in clauses) for one in candidates)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


def _holds(clause: tuple[str, tuple[int, ...], bool], version: tuple[int, ...]) -> bool:
    """Tell whether a release, of three numbers, satisfies one clause.

    Sources: PEP 440 for the operators of Python, Poetry's documentation for `^` and `~`.
    """
    operator, wanted, star = clause
    padded = (*wanted, 0, 0)[:3]
    if operator in ("==", "=", "==="):
        # A Pipfile's "3.11" and Poetry's "3.11.*" alike mean every release of 3.11.
        return version[: len(wanted)] == wanted
    if operator == "!=":
        return version[: len(wanted)] != wanted if star or len(wanted) == 3 else True
    if operator == ">=":
        return version >= padded
    if operator == "<=":
        return version <= padded
    if operator == ">":
        return version > padded
    if operator == "<":
        return version < padded
    if operator == "^":
        return version >= padded and version[0] == wanted[0]
    if operator == "~=":
        return version >= padded and version[: len(wanted) - 1] == wanted[:-1]
    # Poetry's ~3.11 is any 3.11, ~3 any 3.
    return version >= padded and version[: min(len(wanted), 2)] == wanted[:2]
