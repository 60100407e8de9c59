"""One project: its file, the tree of it, and the record that it makes."""

from __future__ import annotations

import os

from amelang.language.ame_yml import Project, Task
from amelang.language.scalars import NAME
from amelang.language.shape import At
from amelang.language.straight import read_straight
from amelang.text.problem import Problem
from amelang.text.source import Source
from amelang.text.tree import Tree
from amelang.workspace.files import read_file
from amelang.workspace.folders import FILE_NAMES
from amelang.workspace.looks import is_file


class Loaded:
    """A project as it was read, with the problems of its text and its form."""

    __slots__ = ("_directory", "path", "problems", "record", "source", "tasks", "tree")

    def __init__(self, path: str, tree: Tree, record: Project, problems: list[Problem]) -> None:
        self.path = path
        """Where the file lies, for opening files beside it."""
        self.tree = tree
        self.source: Source = tree.source
        self.record = record
        self.problems = problems
        self.tasks: list[Task] | None = None
        """Every task that is written somewhere in it, once somebody has asked for them."""
        self._directory = ""

    @property
    def directory(self) -> str:
        """The folder of the project."""
        if not self._directory:
            self._directory = os.path.dirname(os.path.abspath(self.path))
        return self._directory

    @property
    def name(self) -> At[str]:
        """The project's name: the written one, else that of its folder, at the start of the file."""
        if self.record.name is not None:
            return self.record.name
        return At(os.path.basename(self.directory), self.source, 0, 0)

    @property
    def name_hint(self) -> str:
        """The folder's name where it can be a project's name; else empty."""
        return NAME.read(os.path.basename(self.directory)) or ""


def load(path: str, shown: str = "", source: Source | None = None, *, straight: bool = False) -> Loaded:
    """Read a project's file; `source` is its text where that is not the one on the disk.

    `straight` is for those who want to know what is wrong: the tree of a file in which nothing is wrong
    is then not made before somebody asks for it, and it is not what the records were made of.
    """
    source, problems = (source, []) if source else read_file(path, shown or path)
    loaded = load_source(source, path, straight=straight)
    loaded.problems[:0] = problems
    twin = _twin(path)
    if twin and not problems:
        from amelang.workspace.problems import TwoProjectFiles

        other = Source("", os.path.join(os.path.dirname(shown or path), os.path.basename(twin)))
        loaded.problems.append(TwoProjectFiles(span=source.span(0, 0), other=other.span(0, 0)))
    return loaded


def load_source(source: Source, path: str, *, straight: bool = False) -> Loaded:
    """Read a text as a project's file that lies, or will lie, at a path; `straight` is as for `load`."""
    if straight and (found := read_straight(source, Project)) is not None:
        return Loaded(path, found[1], found[0], [])
    # Most checks need neither.
    from amelang.language.read import read_record
    from amelang.language.vocabulary import Vocabulary
    from amelang.text.reader import read

    tree = read(source, Vocabulary(Project))
    record, problems = read_record(tree, Project)
    return Loaded(path, tree, record, tree.problems + problems)


def _twin(path: str) -> str | None:
    """Return the other project file of the same folder, where there is one."""
    name = os.path.basename(path)
    if name not in FILE_NAMES:
        return None
    other = os.path.join(os.path.dirname(path), FILE_NAMES[1 - FILE_NAMES.index(name)])
    return other if is_file(other) else None
