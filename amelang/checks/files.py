"""Files that an executor needs beside the ame.yml, and what they contradict."""

from __future__ import annotations

import os

from amelang.checks.problems import ContradictedPython, MissingFile, UnsupportedMlproject
from amelang.language.ame_yml import Executor, Mlflow, Pip
from amelang.meaning.complete import tasks_of
from amelang.text.problem import Problem
from amelang.text.tree import Mapping, Scalar
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from amelang.workspace.python_version import Requirement, Said

DOCKER, CONDA = "docker_env", "conda_env"
"""Keys of an MLproject that want another way of running than AME has."""


def check(loaded: Loaded) -> Iterator[Problem]:
    """Report missing files, and Python versions that the project's own files exclude."""
    missing: dict[tuple[str, str], MissingFile] = {}
    beside = Beside(loaded.directory)
    for task in tasks_of(loaded):
        executor = task.executor
        if executor is None:
            continue
        for name in beside.missing(type(executor)):
            # One missing file is one problem, at the first executor that needs it.
            known = missing.get((executor.tag, name))
            if known is None:
                missing[executor.tag, name] = MissingFile(
                    span=executor.head, file=name, executor=executor.tag, others=[]
                )
            else:
                known.others.append(executor.head)
        if isinstance(executor, Mlflow):
            for word in beside.other_ways:
                yield UnsupportedMlproject(span=executor.head, key=word.text, place=word.span)
        version = executor.__dict__.get(Pip.python_version.attribute)
        if version is not None and executor.python_files:
            for file, wanted in beside.contradictions(type(executor), version.value):
                yield ContradictedPython(
                    span=version.span, version=version.value, wanted=wanted.text, file=file, place=wanted.span
                )
    yield from missing.values()


class Beside:
    """The files beside an ame.yml; each is looked at once, however many tasks want it."""

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self._missing: dict[type[Executor], tuple[str, ...]] = {}
        self._contradictions: dict[tuple[type[Executor], str], list[tuple[str, Requirement]]] = {}
        self._said_by: dict[str, Said] = {}
        self._other_ways: list[Scalar] | None = None

    def missing(self, executor: type[Executor]) -> tuple[str, ...]:
        """Return the names of the files that an executor needs and that are not there."""
        known = self._missing.get(executor)
        if known is None:
            known = self._missing[executor] = tuple(
                name for name in executor.files if not os.path.lexists(os.path.join(self.directory, name))
            )
        return known

    def contradictions(self, executor: type[Executor], version: str) -> list[tuple[str, Requirement]]:
        """Return the files of an executor's tool that want another Python, and what they say."""
        known = self._contradictions.get((executor, version))
        if known is None:
            found = ((name, self._said(name).contradiction(version)) for name in executor.python_files)
            known = self._contradictions[executor, version] = [
                (name, wanted) for name, wanted in found if wanted is not None
            ]
        return known

    def _said(self, name: str) -> Said:
        if name not in self._said_by:
            from amelang.workspace.python_version import Said

            self._said_by[name] = Said(os.path.join(self.directory, name))
        return self._said_by[name]

    @property
    def other_ways(self) -> list[Scalar]:
        """The keys of the MLproject that want another way of running than AME has."""
        if self._other_ways is None:
            self._other_ways = [key for name in Mlflow.files for key in self._keys(name)]
        return self._other_ways

    def _keys(self, name: str) -> Iterator[Scalar]:
        from amelang.text.reader import read
        from amelang.workspace.files import read_file

        path = os.path.join(self.directory, name)
        source = read_file(path, name)[0] if os.path.isfile(path) else None
        if source is None or (DOCKER not in source.text and CONDA not in source.text):
            return
        root = read(source).root
        for entry in root.entries if isinstance(root, Mapping) else ():
            if isinstance(entry.key, Scalar) and entry.key.text in (DOCKER, CONDA):
                yield entry.key
