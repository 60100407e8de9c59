"""Problems of what the files beside an ame.yml say."""

from __future__ import annotations

from amelang.checks.problems import LOCKS, FileProblem
from amelang.language.problems import shown
from amelang.text.problem import Note, Severity
from amelang.text.source import Span


class UnpinnedRequirement(FileProblem, code="AME332", name="unpinned-requirement", severity=Severity.WARNING):
    """A requirements.txt that leaves the version of a package open.

    The task then installs whatever is newest on the day it runs: it may behave otherwise than on your
    own machine, and fail tomorrow without any change of yours. `pip freeze` says which versions are
    installed now. Packages that are taken from an address or a folder are not meant, and those for
    which a file of constraints is given.

    Bad:
        tasks:
          - name: train
            executor:
              !pip
              pythonVersion: 3.11
              command: python train.py
        # file: requirements.txt
        scikit-learn
        pandas>=2

    Good:
        tasks:
          - name: train
            executor:
              !pip
              pythonVersion: 3.11
              command: python train.py
        # file: requirements.txt
        scikit-learn==1.5.2
        pandas==2.2.3
    """

    file: str
    packages: tuple[str, ...]
    places: tuple[Span, ...]

    def message(self) -> str:
        more = len(self.packages) - 1
        rest = f" and of {more} more" if more else ""
        return f"`{self.file}` leaves open the version of `{shown(self.packages[0], 30)}`{rest}"

    def help(self) -> str | None:
        return "write each as `name==1.2.3`; `pip freeze` says which versions are installed"

    def notes(self) -> tuple[Note, ...]:
        return (*(Note("no version here", place) for place in self.places[:5]), *super().notes())


class UnreachableRequirement(FileProblem, code="AME333", name="unreachable-requirement"):
    """A requirements.txt that takes something from a folder or file which will not be there.

    A task has the files of its project, and nothing around them. A package of the same repository is
    installed from an index, from a wheel in the project, or by the address of the repository.

    Bad:
        tasks:
          - name: train
            executor:
              !pip
              pythonVersion: 3.11
              command: python train.py
        # file: requirements.txt
        -e ../library

    Good:
        tasks:
          - name: train
            executor:
              !pip
              pythonVersion: 3.11
              command: python train.py
        # file: requirements.txt
        library==1.4.0
    """

    file: str
    path: str
    outside: bool
    place: Span

    def message(self) -> str:
        if self.outside:
            return f"`{self.file}` needs `{shown(self.path, 36)}`, which lies outside of the project"
        return f"`{self.file}` needs `{shown(self.path, 36)}`, which does not exist"

    def help(self) -> str | None:
        if self.outside:
            return "a task has the files of its project only: move it below, or install it from an index"
        return "correct the path, or take the line out"

    def notes(self) -> tuple[Note, ...]:
        return (Note("it is needed here", self.place), *super().notes())


class StaleLock(FileProblem, code="AME346", name="stale-lock"):
    """A lock file that was made from something else than what stands beside it now.

    A lock file keeps a hash of what it was made from. Where that has changed, the preparation of the
    task stops, since what is installed would not be what is asked for.

    Bad:
        tasks:
          - name: train
            executor:
              !pipenv
              command: python train.py
        # file: Pipfile
        [[source]]
        url = "https://packages.example.com/simple"
        verify_ssl = true
        name = "inner"
        [packages]
        pandas = "==2.2.3"
        # file: Pipfile.lock
        {"_meta": {"hash": {"sha256": "0000000000000000000000000000000000000000000000000000000000000000"}}}

    Good:
        tasks:
          - name: train
            executor:
              !pipenv
              command: python train.py
        # file: Pipfile
        [[source]]
        url = "https://packages.example.com/simple"
        verify_ssl = true
        name = "inner"
        [packages]
        pandas = "==2.2.3"
        # file: Pipfile.lock
        {"_meta": {"hash": {"sha256": "ea50b50123bd6fc2d15086e9e7e5dbb33d63d027b8d63de4eb5961409aaa6d5c"}}}
    """

    file: str
    origin: str

    def message(self) -> str:
        return f"`{self.file}` does not fit `{self.origin}`, which has changed since"

    def help(self) -> str | None:
        return LOCKS.get(self.file)


class MissingEntryPoint(FileProblem, code="AME347", name="missing-entry-point"):
    """An MLproject that does not say what to run, and no command that does.

    MLflow runs the entry point `main` where nothing else is asked for.

    Bad:
        tasks:
          - name: train
            executor:
              !mlflow
        # file: MLproject
        name: iris

    Good:
        tasks:
          - name: train
            executor:
              !mlflow
        # file: MLproject
        name: iris
        entry_points:
          main:
            command: python train.py
    """

    file: str
    entry_point: str
    command: str

    def message(self) -> str:
        return (
            f"the {self.file} has no entry point `{self.entry_point}`, and there is no `{self.command}` here"
        )

    def help(self) -> str | None:
        return f"write the entry point, or say with `{self.command}` what to run"
