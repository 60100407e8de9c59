"""Problems of paths in a project."""

from __future__ import annotations

from amelang.language.problems import shown
from amelang.text.problem import Note, Problem, Severity
from amelang.text.source import Span


class OutsidePath(Problem, code="AME339", name="outside-path"):
    """A path that leads out of the project.

    A task sees the folder of its project and nothing around it; there is no folder above it in a
    container, and what is written to other places is gone when the task ends. Paths of artifacts and of
    data sets begin at the folder of the `ame.yml`. An address, such as `s3://bucket/models`, is none: AME
    saves what lies at a path in the storage of the settings, and a command can copy it to others.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            artifacts:
              paths:
                - ../models

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            artifacts:
              paths:
                - models
    """

    path: str
    absolute: bool
    address: bool = False

    def message(self) -> str:
        if self.address:
            return f"`{shown(self.path)}` is an address, and no path in the project"
        return f"`{shown(self.path)}` leads out of the project"

    def help(self) -> str | None:
        if self.address:
            return "write a path below the folder of this file; a command can copy from and to an address"
        if self.path.startswith("~"):
            return "write a path that begins at the folder of this file; `~` stands for no other one here"
        if self.absolute:
            front = self.path[:3] if self.path[1:2] == ":" else self.path[:1]
            return f"write a path that begins at the folder of this file, without `{front}` in front"
        return "write a path that begins at the folder of this file, and stays below it"


class UnexpandedVariable(Problem, code="AME351", name="unexpanded-variable", severity=Severity.WARNING):
    """A variable in a path of artifacts or data sets, into which nobody puts a value.

    Variables mean something in commands, which a shell reads. A path is taken as it is written, so that
    `$OUT/models` is a folder whose name begins with a dollar sign.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            artifacts:
              paths:
                - $OUT/models

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            artifacts:
              paths:
                - out/models
    """

    path: str
    variable: str

    def message(self) -> str:
        return f"`{shown(self.variable)}` gets no value in a path, which is taken as it is written"

    def help(self) -> str | None:
        return "write a path that begins at the folder of this file, without variables"


class RepeatedArtifact(Problem, code="AME259", name="repeated-artifact", severity=Severity.WARNING):
    """A path that is saved already, by another path of the same list.

    A folder is saved with all that is in it, so that a second path inside it adds nothing.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            artifacts:
              paths:
                - models
                - models/best.pt

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            artifacts:
              paths:
                - models
    """

    path: str
    other: str
    first: Span

    def message(self) -> str:
        if self.path == self.other:
            return f"`{shown(self.path)}` is saved twice"
        return f"`{shown(self.path, 30)}` is saved with `{shown(self.other, 30)}` already"

    def help(self) -> str | None:
        return "keep one of the two"

    def notes(self) -> tuple[Note, ...]:
        return (Note("saved here, too", self.first),)


class OverwrittenDataSet(Problem, code="AME352", name="overwritten-data-set", severity=Severity.WARNING):
    """Two data sets of one path, both of which a task uses.

    A task finds a data set at its path: of two at the same one, the files of the second would lie on
    those of the first. Nothing is said of data sets of one path of which each task uses one, such as a
    small and a large one for the same program.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            dataSets: [prices, weather]
          - name: fetch
            executor:
              !custom
              command: python prepare.py
        dataSets:
          - name: prices
            path: data
            taskRef: fetch
          - name: weather
            path: data
            taskRef: fetch

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            dataSets: [prices, weather]
          - name: fetch
            executor:
              !custom
              command: python prepare.py
        dataSets:
          - name: prices
            path: data/prices
            taskRef: fetch
          - name: weather
            path: data/weather
            taskRef: fetch
    """

    data_set: str
    other: str
    first: Span
    users: tuple[Note, ...]

    def message(self) -> str:
        one, other = shown(self.data_set, 30), shown(self.other, 30)
        return f"`{one}` has the path of `{other}`, and a task uses both"

    def help(self) -> str | None:
        return "give each a path of its own"

    def notes(self) -> tuple[Note, ...]:
        return (Note("the other path is here", self.first), *self.users[:5])


class ParallelArtifacts(Problem, code="AME335", name="parallel-artifacts", severity=Severity.WARNING):
    """Two steps that run at the same time and save the same path, or one within that of the other.

    Which of the two is saved last is a matter of chance, and what the other one made is gone.

    Bad:
        tasks:
          - name: prepare
            pipeline:
              - - name: prices
                  executor:
                    !custom
                    command: python prepare.py prices
                  artifacts:
                    paths: [data]
                - name: weather
                  executor:
                    !custom
                    command: python prepare.py weather
                  artifacts:
                    paths: [data]

    Good:
        tasks:
          - name: prepare
            pipeline:
              - - name: prices
                  executor:
                    !custom
                    command: python prepare.py prices
                  artifacts:
                    paths: [data/prices]
                - name: weather
                  executor:
                    !custom
                    command: python prepare.py weather
                  artifacts:
                    paths: [data/weather]
    """

    path: str
    other: str
    place: Span
    used: tuple[Span, ...]

    def message(self) -> str:
        if self.path == self.other:
            return f"two steps that run at the same time save `{shown(self.path)}`"
        path, other = shown(self.path, 24), shown(self.other, 24)
        return f"steps that run at the same time save `{path}` and `{other}`, one in the other"

    def help(self) -> str | None:
        return "give each its own path, or let one step run after the other"

    def notes(self) -> tuple[Note, ...]:
        return (Note("saved here, too", self.place), *(Note("one of the steps", span) for span in self.used))
