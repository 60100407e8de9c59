"""What lowering does not know yet is refused at its place, never ignored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from amelang.language.ame_toml import Cluster, Settings
from amelang.language.ame_yml import Project, Task
from amelang.language.shape import Key, Record
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


class NotLowered(Problem, code="AME450", name="not-lowered"):
    """A key that is part of the language, and that this version of AME cannot carry out.

    `ame check` knows all of the language. `ame plan`, `ame apply` and `ame task run` stop at what they
    would have to leave out: a task must not run without its secrets because nobody looked at them.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned
            secrets:
              - !ame
                key: token
                injectAs: TOKEN

        $ ame plan --offline
        ame.yml:8:5: error AME450 not-lowered: `secrets` cannot be planned or run yet
          |
        8 |     secrets:
          |     ^^^^^^^
          = help: of a task, this version carries out `name`, `executor`, `resources`, …

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        $ ame plan --offline
        apiVersion: v1
        kind: ConfigMap
        …
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


def unsupported(task: Task) -> Iterator[Problem]:
    """Report each part of a task that lowering cannot carry out; call it before completing the task."""
    yield from _unknown(task, KNOWN)


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
