"""Problems of paths in a project."""

from __future__ import annotations

from amelang.language.problems import shown
from amelang.text.problem import Note, Problem, Severity
from amelang.text.source import Span


class OutsidePath(Problem, code="AME339", name="outside-path"):
    """A path that leads out of the project.

    A task sees the folder of its project and nothing around it; there is no folder above it in a
    container, and what is written to other places is gone when the task ends. Paths of artifacts and of
    data sets begin at the folder of the `ame.yml`.

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

    def message(self) -> str:
        return f"`{shown(self.path)}` leads out of the project"

    def help(self) -> str | None:
        if self.absolute:
            return "write a path that begins at the folder of this file, without `/` in front"
        return "write a path that begins at the folder of this file, and stays below it"


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
