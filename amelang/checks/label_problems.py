"""Problems of words that are taken for what they are not: a key for a label, one maker for another."""

from __future__ import annotations

from amelang.language.problems import shown
from amelang.text.problem import Edit, Fix, Note, Problem, Severity
from amelang.text.source import Span


class KeyAsLabel(Problem, code="AME353", name="key-as-label", severity=Severity.WARNING):
    """A key of a task that stands among the labels of nodes, by two columns of indentation.

    Any word may be a label of nodes, so the key is one, and says nothing about the task: no node has
    such a label, and the task waits for ever.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            nodeSelector:
              gpu: a100
              timeout: 2h

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            nodeSelector:
              gpu: a100
            timeout: 2h
    """

    key: str
    holder: Span
    edit: Edit | None

    def message(self) -> str:
        return f"`{shown(self.key)}` is a mere label here, and no key of the task"

    def help(self) -> str | None:
        return f"indent it as far as `{self.holder.text}`, to make it a key of the task"

    def notes(self) -> tuple[Note, ...]:
        return (Note("it stands under this", self.holder),)

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix("make it a key of the task", self.edit, safe=False),) if self.edit else ()


class MisspelledMaker(Problem, code="AME354", name="misspelled-maker", severity=Severity.WARNING):
    """A device whose maker's domain is nearly that of a known maker.

    Kubernetes takes any name, and then looks for a machine that offers it, for ever.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              memory: 10G
              nvida.com/gpu: 1

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              memory: 10G
              nvidia.com/gpu: 1
    """

    word: str
    better: str

    def message(self) -> str:
        return f"no known maker has the domain of `{shown(self.word)}`"

    def help(self) -> str | None:
        return f"did you mean `{self.better}`?"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix(f"write `{self.better}`", Edit(self.span, self.better), safe=False),)
