"""Problems of what refers to itself, on whatever way."""

from __future__ import annotations

from amelang.language.problems import shown
from amelang.text.problem import Note, Problem
from amelang.text.source import Span


class Cycle(Problem):
    """Things that refer to each other in a circle."""

    noun = "task"
    names: tuple[str, ...]
    places: tuple[Span, ...]

    def message(self) -> str:
        return f"{self.noun} `{shown(self.names[0])}` leads back to itself"

    def help(self) -> str | None:
        return (
            "the circle is " + " → ".join(f"`{name}`" for name in (*self.names, self.names[0])) + "; cut it"
        )

    def notes(self) -> tuple[Note, ...]:
        following = zip(self.names, self.places, strict=True)
        notes = (Note(f"it goes on here, from `{name}`", place) for name, place in following)
        return tuple(note for note in notes if note.span != self.span)


class TemplateCycle(Cycle, code="AME234", name="template-cycle"):
    """Templates that build on each other in a circle, so that none of them ever gets its values.

    Bad:
        templates:
          - name: small
            fromTemplate: large
          - name: large
            fromTemplate: small
        tasks:
          - name: train
            fromTemplate: small
            executor:
              !custom
              command: python train.py

    Good:
        templates:
          - name: small
            timeout: 1h
          - name: large
            fromTemplate: small
            resources:
              memory: 10G
        tasks:
          - name: train
            fromTemplate: large
            executor:
              !custom
              command: python train.py
    """

    noun = "template"


class TaskCycle(Cycle, code="AME235", name="task-cycle"):
    """Tasks that refer to each other in a circle: running one would never end.

    Bad:
        tasks:
          - name: train
            taskRef: nightly
          - name: nightly
            taskRef: train

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
          - name: nightly
            taskRef: train
    """


class DataSetCycle(Cycle, code="AME236", name="data-set-cycle"):
    """Data sets that need each other before they can be made.

    Bad:
        dataSets:
          - name: prices
            path: prices
            task:
              executor:
                !custom
                command: python prepare.py
              dataSets: [averages]
          - name: averages
            path: averages
            task:
              executor:
                !custom
                command: python prepare.py
              dataSets: [prices]

    Good:
        dataSets:
          - name: prices
            path: prices
            task:
              executor:
                !custom
                command: python prepare.py
          - name: averages
            path: averages
            task:
              executor:
                !custom
                command: python prepare.py
              dataSets: [prices]
    """

    noun = "data set"
