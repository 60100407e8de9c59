"""Files that an executor needs beside the ame.yml, and what they contradict."""

from __future__ import annotations

import os

from amelang.checks.problems import ContradictedPython, MissingFile, UnsupportedMlproject
from amelang.language.ame_yml import Executor, Mlflow, Pip
from amelang.meaning.complete import all_tasks
from amelang.text.problem import Problem
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

DOCKER, CONDA = "docker_env", "conda_env"
"""Keys of an MLproject that want another way of running than AME has."""


def check(loaded: Loaded) -> Iterator[Problem]:
    """Report missing files, and Python versions that the project's own files exclude."""
    missing: dict[tuple[str, str], MissingFile] = {}
    for task in all_tasks(loaded.record):
        executor = task.executor
        if executor is None:
            continue
        for name in executor.files:
            if os.path.lexists(os.path.join(loaded.directory, name)):
                continue
            # One missing file is one problem, at the first executor that needs it.
            known = missing.get((executor.tag, name))
            if known is None:
                missing[executor.tag, name] = MissingFile(
                    span=executor.head, file=name, executor=executor.tag, others=[]
                )
            else:
                known.others.append(executor.head)
        yield from _contradictions(loaded, executor)
    yield from missing.values()


def _contradictions(loaded: Loaded, executor: Executor) -> Iterator[Problem]:
    """Compare an executor with the files that say the same things in their own way."""
    if isinstance(executor, Mlflow):
        yield from _mlproject(loaded, executor)
    version = executor.__dict__.get(Pip.python_version.attribute)
    if version is None or not executor.python_files:
        return
    from amelang.workspace.python_version import required_python

    for file in executor.python_files:
        wanted = required_python(os.path.join(loaded.directory, file))
        if wanted is not None and not wanted.allows(version.value):
            yield ContradictedPython(
                span=version.span, version=version.value, wanted=wanted.text, file=file, place=wanted.span
            )


def _mlproject(loaded: Loaded, executor: Mlflow) -> Iterator[Problem]:
    """Report an MLproject that wants Docker or Conda."""
    from amelang.text.reader import read
    from amelang.text.tree import Mapping, Scalar
    from amelang.workspace.files import read_file

    for name in executor.files:
        path = os.path.join(loaded.directory, name)
        if not os.path.isfile(path):
            continue
        source, _ = read_file(path, name)
        root = read(source).root
        for entry in root.entries if isinstance(root, Mapping) else ():
            if isinstance(entry.key, Scalar) and entry.key.text in (DOCKER, CONDA):
                yield UnsupportedMlproject(span=executor.head, key=entry.key.text, place=entry.key.span)
