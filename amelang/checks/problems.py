"""Problems between an ame.yml and the files beside it."""

from __future__ import annotations

from amelang.language.problems import shown
from amelang.text.problem import Edit, Fix, Note, Problem, Severity
from amelang.text.source import Span


class FileProblem(Problem):
    """Something wrong with a file beside the ame.yml, said at the first executor that meets it."""

    others: list[Span]

    def notes(self) -> tuple[Note, ...]:
        return tuple(Note("needed here, too", span) for span in self.others[:5])


class MissingFile(FileProblem, code="AME301", name="missing-file"):
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

    def message(self) -> str:
        return f"`{self.executor}` needs `{self.file}`, which is not beside this file"

    def help(self) -> str | None:
        return LOCKS.get(self.file, f"write `{self.file}`, or choose another executor")


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
        return f"`{self.version}` is excluded by `{self.file}`, which wants `{shown(self.wanted, 30)}`"

    def help(self) -> str | None:
        return "make the two agree"

    def notes(self) -> tuple[Note, ...]:
        return (Note(f"`{self.file}` says so here", self.place),)


class UnsupportedMlproject(FileProblem, code="AME303", name="unsupported-mlproject"):
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
        return (Note("it is here", self.place), *super().notes())


class MissingScript(Problem, code="AME330", name="missing-script", severity=Severity.WARNING):
    """A command that starts a script of the project, and there is no such script.

    Paths in a command begin at the folder of the `ame.yml`, where every command starts. Only the first
    plain command is looked at, and nothing is said of scripts that git ignores or that a task or a data
    set of the project makes: those may be there when the task runs.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python trian.py
        # file: train.py
        print("training")

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
        # file: train.py
        print("training")
    """

    script: str
    module: str
    """The file that a module would be; empty where the script itself is named."""
    near: str | None
    others: list[Span]

    def message(self) -> str:
        return f"`{shown(self.script)}` does not exist in this project"

    def help(self) -> str | None:
        if self.near:
            return f"did you mean `{shown(self.near)}`?"
        if self.module:
            return f"write `{shown(self.module)}`, or correct the name of the module"
        return "write the script, or correct its path, which begins at the folder of this file"

    def notes(self) -> tuple[Note, ...]:
        return tuple(Note("started here, too", span) for span in self.others[:5])

    def fixes(self) -> tuple[Fix, ...]:
        if not self.near:
            return ()
        edits = (Edit(span, self.near) for span in (self.span, *self.others) if span.text == self.script)
        return (Fix(f"write `{shown(self.near)}`", *edits, safe=False),)


class UnpinnedImage(Problem, code="AME334", name="unpinned-image", severity=Severity.WARNING):
    """An image without a version, or with `latest`, which stands for whatever was built last.

    The same task would run in another image tomorrow, and nobody could say what has changed. Such an
    image is also fetched anew for every run. Nothing is said of one word alone, as `myimage`: it may
    well be an image that is only on your machine yet.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              image: registry.example.com/ml/train
              command: python train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              image: registry.example.com/ml/train:1.4
              command: python train.py
    """

    image: str
    latest: bool

    def message(self) -> str:
        if self.latest:
            return f"`{shown(self.image)}` is another image whenever one is built"
        return f"`{shown(self.image, 37)}` names no version, and so means the image that was built last"

    def help(self) -> str | None:
        return "name a version behind `:`, or a digest behind `@`"
