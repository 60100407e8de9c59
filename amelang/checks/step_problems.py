"""Problems of the steps of a pipeline."""

from __future__ import annotations

from amelang.language.problems import shown
from amelang.text.problem import Note, Problem, Severity
from amelang.text.source import Span


class OutlastingStep(Problem, code="AME342", name="outlasting-step", severity=Severity.WARNING):
    """A step that may take longer than the whole run of its pipeline.

    The time limit beside a pipeline is that of all its steps together. It ends the run before the limit
    of this step is ever reached.

    Bad:
        tasks:
          - name: all
            timeout: 1h
            pipeline:
              - name: train
                executor:
                  !custom
                  command: python train.py
                timeout: 2h

    Good:
        tasks:
          - name: all
            timeout: 3h
            pipeline:
              - name: train
                executor:
                  !custom
                  command: python train.py
                timeout: 2h
    """

    word: str
    whole: Span
    limit: Span
    """The time limit of the step, which may stand in its template or in the task that it refers to."""

    def message(self) -> str:
        return f"`{shown(self.word)}` is longer than the whole pipeline may take"

    def help(self) -> str | None:
        return "give the pipeline more time, or the step less"

    def notes(self) -> tuple[Note, ...]:
        whole = Note("the time for all steps together", self.whole)
        return (whole,) if self.limit == self.span else (Note("the time for this step", self.limit), whole)
