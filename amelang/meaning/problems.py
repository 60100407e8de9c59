"""Problems of tasks that are not complete, or say two things at once."""

from __future__ import annotations

from amelang.text.problem import Note, Problem
from amelang.text.source import Span


class NothingToRun(Problem, code="AME210", name="nothing-to-run"):
    """A task that says nowhere what it runs: no executor, no reference, no pipeline, no template.

    Bad:
        tasks:
          - name: train
            timeout: 1h

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            timeout: 1h
    """

    scope: Span
    task: str
    keys: tuple[str, ...]
    pipeline: str = ""
    """The key of a pipeline that is there, and has no steps."""

    def message(self) -> str:
        if self.pipeline:
            return f"the `{self.pipeline}` of {self.task} has no steps"
        return f"{self.task} does not say what it runs"

    def help(self) -> str | None:
        if self.pipeline:
            return "write a step, with `- ` before its first key"
        return f"write `{self.keys[0]}` with a command; or one of " + ", ".join(
            f"`{key}`" for key in self.keys[1:]
        )


class TwoThingsToRun(Problem, code="AME211", name="two-things-to-run"):
    """A task with more than one of executor, reference and pipeline; only one of them could run.

    Bad:
        tasks:
          - name: prepare
            executor:
              !custom
              command: python prepare.py
          - name: train
            executor:
              !custom
              command: python train.py
            taskRef: prepare

    Good:
        tasks:
          - name: prepare
            executor:
              !custom
              command: python prepare.py
          - name: train
            executor:
              !custom
              command: python train.py
    """

    key: str
    other: str
    other_span: Span

    def message(self) -> str:
        return f"a task has either `{self.other}` or `{self.key}`, not both"

    def help(self) -> str | None:
        return "keep the one that should run"

    def notes(self) -> tuple[Note, ...]:
        return (Note(f"`{self.other}` is here", self.other_span),)
