"""What lowering does not know yet is refused at its place, never ignored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from amelang.language.ame_toml import Cluster, Settings
from amelang.language.ame_yml import Pip, Project, Task
from amelang.language.shape import At, Key, Record
from amelang.text.problem import Problem

KNOWN: tuple[Key[Any], ...] = (
    Task.name,
    Task.executor,
    Task.resources,
    Task.environment,
    Task.node_selector,
    Task.timeout,
    Task.retries,
)
"""The keys of a task that lowering knows."""
PASSIVE: tuple[Key[Any], ...] = (
    Project.name,
    Project.imports,
    Project.tasks,
    Project.templates,
    Project.data_sets,
)
"""The keys of a project that do nothing, unless a task asks for it."""

LONGEST_COMMAND = 256 * 1024 - 8 * 1024
"""The most bytes of a command: what Kubernetes takes of annotations, less room for the others."""


class NotLowered(Problem, code="AME450", name="not-lowered"):
    """A key that is part of the language, and that this version of AME cannot carry out.

    `ame check` knows all of the language. `ame plan`, `ame apply` and `ame task run` stop at what they
    would have to leave out: a task must not run without its secrets because nobody looked at them.

        tasks:
          - name: train
            executor:
              !pip
              pythonVersion: 3.11
              command: python train.py
            secrets:
              - !ame
                key: token
                injectAs: TOKEN
    """

    key: str
    record: str
    known: tuple[str, ...]

    def message(self) -> str:
        return f"`{self.key}` cannot be planned or run yet"

    def help(self) -> str | None:
        if not self.known:
            return "leave it out"
        return f"of {self.record}, this version carries out {', '.join(f'`{key}`' for key in self.known)}"


class LongCommand(Problem, code="AME451", name="long-command"):
    """A command that is longer than what a cluster takes of it.

    The command is stored with the pod, in an annotation, and all annotations of an object together
    may have 256 KiB. A script of that length is better a file of the project, where it can be tested.
    """

    size: int

    def message(self) -> str:
        return f"the command has {self.size:,} bytes, and a cluster takes {LONGEST_COMMAND:,}"

    def help(self) -> str | None:
        return "put the lines into a file of the project, and run that file"


def unsupported(task: Task) -> Iterator[Problem]:
    """Report each part of a task that lowering cannot carry out; call it before completing the task."""
    yield from _unknown(task, KNOWN)
    command: At[str] | None = getattr(task.executor, Pip.command.attribute, None)
    if command is not None and len(command.value) > LONGEST_COMMAND // 4:
        size = len(command.value.encode("utf-8", "surrogatepass"))
        if size > LONGEST_COMMAND:
            yield LongCommand(span=command.span, size=size)


def unsupported_of_project(project: Project) -> Iterator[Problem]:
    """Report each key of a project, its tasks aside, that would do something without being asked."""
    yield from _unknown(project, PASSIVE)


def unsupported_settings(settings: Settings) -> Iterator[Problem]:
    """Report each key of the settings that would change every task, and that lowering leaves out."""
    if settings.tools is not None:
        yield from _unknown(settings.tools, ())
    if settings.cluster is not None:
        known = tuple(key for key in Cluster.keys.values() if key is not Cluster.queue)
        yield from _unknown(settings.cluster, known)


def _unknown(record: Record, known: tuple[Key[Any], ...]) -> Iterator[Problem]:
    for key in record.keys.values():
        if key not in known and record.written(key):
            names = tuple(one.name for one in known)
            yield NotLowered(span=record.key_span(key), key=key.name, record=record.noun, known=names)
