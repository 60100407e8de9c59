"""Problems between an ame.yml and the files beside it."""

from __future__ import annotations

from amelang.text.problem import Note, Problem
from amelang.text.source import Span


class MissingFile(Problem, code="AME301", name="missing-file"):
    """A file that the executor installs from, or runs, and that is not beside the ame.yml.

    The task would fail after it has waited for a machine.

    Bad:
        tasks:
          - name: train
            executor:
              !pip
              pythonVersion: 3.11
              command: python train.py

    Good:
        tasks:
          - name: train
            executor:
              !pip
              pythonVersion: 3.11
              command: python train.py
        # file: requirements.txt
        scikit-learn==1.5.2
    """

    file: str
    executor: str
    others: list[Span]

    def message(self) -> str:
        return f"`{self.executor}` needs `{self.file}`, which is not beside this file"

    def help(self) -> str | None:
        return LOCKS.get(self.file, f"write `{self.file}`, or choose another executor")

    def notes(self) -> tuple[Note, ...]:
        return tuple(Note("needed here, too", span) for span in self.others[:5])


LOCKS = {
    "poetry.lock": "make it with `poetry lock`",
    "Pipfile.lock": "make it with `pipenv lock`",
    "requirements.txt": "list the packages that the task needs in it, each with its version",
}
"""How files come about that nobody writes by hand, or that have a simple form."""


class ContradictedPython(Problem, code="AME302", name="contradicted-python-version"):
    """A Python version that the project's own files exclude: installing it would fail.

    Bad:
        tasks:
          - name: train
            executor:
              !poetry
              pythonVersion: 3.9
              command: python train.py
        # file: pyproject.toml
        [project]
        name = "iris"
        version = "1.0"
        requires-python = ">=3.11"
        # file: poetry.lock

    Good:
        tasks:
          - name: train
            executor:
              !poetry
              pythonVersion: 3.11
              command: python train.py
        # file: pyproject.toml
        [project]
        name = "iris"
        version = "1.0"
        requires-python = ">=3.11"
        # file: poetry.lock
    """

    version: str
    wanted: str
    file: str
    place: Span

    def message(self) -> str:
        return f"`{self.version}` is excluded by `{self.file}`, which wants `{self.wanted}`"

    def help(self) -> str | None:
        return "make the two agree"

    def notes(self) -> tuple[Note, ...]:
        return (Note(f"`{self.file}` says so here", self.place),)


class UnsupportedMlproject(Problem, code="AME303", name="unsupported-mlproject"):
    """An MLproject that wants Docker or Conda, neither of which there is inside a task's container.

    Bad:
        tasks:
          - name: train
            executor:
              !mlflow
        # file: MLproject
        name: iris
        conda_env: conda.yaml
        entry_points:
          main:
            command: python train.py

    Good:
        tasks:
          - name: train
            executor:
              !mlflow
        # file: MLproject
        name: iris
        python_env: python_env.yaml
        entry_points:
          main:
            command: python train.py
        # file: python_env.yaml
        python: "3.11"
        dependencies:
          - scikit-learn==1.5.2
    """

    key: str
    place: Span

    def message(self) -> str:
        return f"the MLproject has `{self.key}`, which cannot be used inside a container"

    def help(self) -> str | None:
        return "write a `python_env` there, and name the image with `image` here"

    def notes(self) -> tuple[Note, ...]:
        return (Note("it is here", self.place),)
