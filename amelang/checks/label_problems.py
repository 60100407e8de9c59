"""Problems of words that are taken for what they are not: a key for a label, one maker for another."""

from __future__ import annotations

from amelang.language.ame_yml import Task
from amelang.language.problems import shown
from amelang.language.shape import At, Kind, RefTo
from amelang.text.problem import Edit, Fix, Note, Problem, Severity
from amelang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


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


def key_as_label(task: Task, label: At[str], value: At[str]) -> Iterator[Problem]:
    """Report a label of nodes that is a key of a task with a value that this takes."""
    key = Task.spellings[label.value]
    shape = key.shape
    if key is Task.name or not isinstance(shape, Kind | RefTo):
        # A node may well have a label of that name.
        return
    if isinstance(shape, Kind) and shape.read(value.value) is None:
        return
    holder = task.key_span(Task.node_selector)
    source = label.source
    line, column = source.position(label.start)
    deep, last = holder.first[1] - 1, line == len(source.starts)
    below = source.line(line + 1) if not last else ""
    # With labels behind it, it would have to be moved, not only less indented.
    alone = not source.line(line)[: column - 1].strip(" ") and holder.source is source and column - 1 > deep
    free = alone and (not below.strip() or len(below) - len(below.lstrip(" ")) <= deep)
    edit = Edit(source.span(label.start - column + 1, label.start), " " * deep) if free else None
    yield KeyAsLabel(span=label.span, key=label.value, holder=holder, edit=edit)
