"""Problems of templates as a whole."""

from __future__ import annotations

from amelang.language.problems import shown
from amelang.text.problem import Problem, Severity


class UnusedTemplate(Problem, code="AME257", name="unused-template", severity=Severity.WARNING):
    """A template that no task builds on.

    It is left over, or a task that should build on it does not. Nothing is said in a project that has
    only templates, or that another project of the workspace names: those are there for others.

    Bad:
        templates:
          - name: large
            resources:
              memory: 64Gi
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py

    Good:
        templates:
          - name: large
            resources:
              memory: 64Gi
        tasks:
          - name: train
            fromTemplate: large
            executor:
              !custom
              command: python train.py
    """

    template: str

    def message(self) -> str:
        return f"no task builds on the template `{shown(self.template)}`"

    def help(self) -> str | None:
        return "use it in a task, or take it out"
