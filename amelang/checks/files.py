"""Files that an executor needs beside the ame.yml, and what is wrong with them."""

from __future__ import annotations

import os

from amelang.language.ame_yml import Executor, Mlflow, Pip
from amelang.language.forms import folded
from amelang.text.tree import Mapping, Missing, Scalar
from amelang.workspace.looks import exists
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from amelang.checks.problems import FileProblem
    from amelang.text.problem import Problem
    from amelang.text.source import Source, Span
    from amelang.text.tree import Node
    from amelang.workspace.python_version import Requirement, Said

REQUIREMENTS = "requirements.txt"
LOCKED = {"poetry.lock": ("pyproject.toml", "content-hash"), "Pipfile.lock": ("Pipfile", '"hash"')}
"""Lock files, the files that they are made from, and the word before the hash of these."""
DOCKER, CONDA = "docker_env", "conda_env"
"""Keys of an MLproject that want another way of running than AME has."""
ENTRY_POINTS, MAIN = "entry_points", "main"
"""Where an MLproject says what it runs where nothing else is asked for."""


class Files:
    """Looks at the files that executors need; each is read once, and each fault is said once.

    A fault is said at the first executor that meets it, with a note for the others.
    """

    def __init__(self, loaded: Loaded) -> None:
        self.source = loaded.source
        self.directory = loaded.directory
        self.problems: list[Problem] = []
        self._faults: dict[type[Executor], list[FileProblem]] = {}
        self._aimless: list[FileProblem] | None = None
        self._contradictions: dict[tuple[type[Executor], str], list[tuple[str, Requirement]]] = {}
        self._said_by: dict[str, Said] = {}
        self._mlproject: list[Node | None] = []
        self._sources: dict[str, Source | None] = {}
        self._shown = ""

    def look(self, executor: Executor, ref: Span | None = None) -> None:
        """Look at what an executor needs.

        `ref` is where the project takes it from a template that may stand in another one.
        """
        kind = type(executor)
        if not executor.unread and _is_guess(executor):
            return
        faults = self._faults.get(kind)
        if faults is None:
            faults = self._faults[kind] = list(self._of_kind(executor, ref))
            self.problems += faults
        elif faults:
            _add_place(faults, self._head(executor, ref))
        if isinstance(executor, Mlflow) and not executor.written(Mlflow.command) and not faults:
            self._look_for_main(executor, ref)
        version = executor.__dict__.get(Pip.python_version.attribute)
        if version is not None and executor.python_files:
            for file, wanted in self._contradicted(kind, version.value):
                from amelang.checks.problems import ContradictedPython

                problem = ContradictedPython(
                    span=self._place(version.span, ref),
                    version=version.value,
                    wanted=wanted.text,
                    file=file,
                    place=wanted.span,
                )
                self.problems.append(problem)

    def _place(self, span: Span, ref: Span | None) -> Span:
        return span if ref is None or span.source is self.source else ref

    def _head(self, executor: Executor, ref: Span | None) -> Span:
        """Return where an executor begins; ask only when there is something to say of it."""
        return self._place(executor.head, ref)

    def _of_kind(self, executor: Executor, ref: Span | None) -> Iterator[FileProblem]:
        """Give what is wrong with the files that every executor of a kind needs."""
        kind = type(executor)
        present: list[str] = []
        for name in kind.files:
            if exists(os.path.join(self.directory, name)):
                present.append(name)
                continue
            from amelang.checks.problems import MissingFile

            yield MissingFile(span=self._head(executor, ref), file=name, executor=kind.tag, others=[])
        if REQUIREMENTS in present:
            source = self._read(REQUIREMENTS)
            if source is not None and not _plainly_pinned(source.text):
                from amelang.checks.requirements import check_requirements

                yield from check_requirements(source, self.directory, self._head(executor, ref))
        for lock, (origin, word) in LOCKED.items():
            if lock in present and origin in present and self._is_stale(lock, origin, word):
                from amelang.checks.file_problems import StaleLock

                yield StaleLock(span=self._head(executor, ref), file=lock, origin=origin, others=[])
        if issubclass(kind, Mlflow) and len(present) == len(kind.files):
            source = self._read(present[0])
            asks = source is not None and (DOCKER in source.text or CONDA in source.text)
            root = self.mlproject if asks else None
            for entry in root.entries if isinstance(root, Mapping) else ():
                if isinstance(entry.key, Scalar) and entry.key.text in (DOCKER, CONDA):
                    from amelang.checks.problems import UnsupportedMlproject

                    key, place = entry.key, self._head(executor, ref)
                    yield UnsupportedMlproject(span=place, key=key.text, place=key.span, others=[])

    def _is_stale(self, lock: str, origin: str, word: str) -> bool:
        """Tell whether a lock file was made from something else than what stands beside it."""
        locked, source = self._read(lock), self._read(origin)
        if locked is None or source is None or word not in locked.text:
            return False
        from amelang.checks.locks import is_stale

        return is_stale(lock, source.text, locked.text)

    def _look_for_main(self, executor: Executor, ref: Span | None) -> None:
        """Report an MLproject that does not say what to run where no command does."""
        if self._aimless is None:
            self._aimless = []
            root = self.mlproject
            if isinstance(root, Mapping) and not _says_main(root):
                from amelang.checks.file_problems import MissingEntryPoint

                [file] = Mlflow.files
                problem = MissingEntryPoint(
                    span=self._head(executor, ref),
                    file=file,
                    entry_point=MAIN,
                    command=Mlflow.command.name,
                    others=[],
                )
                self._aimless.append(problem)
                self.problems.append(problem)
        elif self._aimless:
            _add_place(self._aimless, self._head(executor, ref))

    @property
    def mlproject(self) -> Node | None:
        """What the MLproject says; None where it cannot be read."""
        if not self._mlproject:
            from amelang.text.reader import read

            [name] = Mlflow.files
            source = self._read(name)
            tree = read(source) if source is not None else None
            self._mlproject.append(tree.root if tree is not None and not tree.problems else None)
        return self._mlproject[0]

    def _contradicted(self, kind: type[Executor], version: str) -> list[tuple[str, Requirement]]:
        """Return the files of an executor's tool that want another Python, and what they say."""
        known = self._contradictions.get((kind, version))
        if known is None:
            # Most projects with a requirements.txt have no pyproject.toml, and are spared the import.
            files = [name for name in kind.python_files if exists(os.path.join(self.directory, name))]
            found = ((name, self._said(name).contradiction(version)) for name in files)
            known = self._contradictions[kind, version] = [
                (name, wanted) for name, wanted in found if wanted is not None
            ]
        return known

    def _said(self, name: str) -> Said:
        if name not in self._said_by:
            from amelang.workspace.python_version import Said

            self._said_by[name] = Said(name, self._read(name))
        return self._said_by[name]

    def _read(self, name: str) -> Source | None:
        """Return the text of a file; None where it is not there, or is no text."""
        if name not in self._sources:
            from amelang.workspace.files import read_file

            if not self._shown:
                self._shown = os.path.relpath(self.directory)
            shown = name if self._shown == os.curdir else os.path.join(self._shown, name)
            source, problems = read_file(os.path.join(self.directory, name), shown)
            self._sources[name] = None if problems else source
        return self._sources[name]


def _is_guess(executor: Executor) -> bool:
    """Tell whether the tag of an executor is none, so that it is only what was probably meant."""
    tag = executor.node.tag
    if tag is None or tag.text == executor.tag or tag.text in executor.tag_was:
        return False
    return folded(tag.text) != folded(executor.tag)


def _add_place(faults: list[FileProblem], place: Span) -> None:
    for fault in faults:
        # Two tasks may meet one executor of a template.
        if place != fault.span and place not in fault.others[-1:]:
            fault.others.append(place)


def _plainly_pinned(text: str) -> bool:
    """Tell at a glance that every line of a requirements.txt names one version of one package."""
    for line in text.split("\n"):
        name, pinned, version = line.partition("==")
        if pinned:
            if name.replace("-", "").replace(".", "").strip().isidentifier() and "*" not in version:
                continue
        elif not line or line.isspace() or line.lstrip().startswith(("#", "--hash=")):
            continue
        return False
    return True


def _says_main(root: Mapping) -> bool:
    """Tell whether an MLproject has an entry point `main`, or some of a form that is not ours to judge."""
    for entry in root.entries:
        if isinstance(entry.key, Scalar) and entry.key.text == ENTRY_POINTS:
            points = entry.value
            if not isinstance(points, Mapping):
                return not isinstance(points, (Scalar, Missing))
            return any(isinstance(one.key, Scalar) and one.key.text == MAIN for one in points.entries)
    return False
