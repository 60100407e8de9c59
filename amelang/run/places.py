"""Where the values of a task are written, for sentences that say what to change."""

from __future__ import annotations

from typing import Any

from amelang.language.ame_yml import Executor, Mlflow, Pip, Resources, Task
from amelang.language.shape import At, Key
from amelang.meaning.complete import DEFAULTS
from amelang.meaning.runnable import Runnable


class Places:
    """The places of one task's values; of a task whose ame.yml is not here, its keys only."""

    def __init__(self, runnable: Runnable | None) -> None:
        self._runnable = runnable

    def of(self, key: Key[Any]) -> str:
        """Name a key and where its value stands: "`memory` (ame.yml:9)"."""
        return self.named(key.name)

    def named(self, name: str) -> str:
        """Name a key of a task, or of its resources, by the word of ame.yml."""
        runnable = self._runnable
        if runnable is None:
            return f"`{name}`"
        values: dict[str, At[Any] | None] = dict(runnable.resources)
        values[Task.timeout.name] = runnable.timeout
        values[Task.retries.name] = runnable.retries
        values[Task.node_selector.name] = next(iter(runnable.node_selector.values()), None)
        return _shown(name, values.get(name), runnable)

    def command(self) -> str:
        """Name the command."""
        name = Pip.command.name
        return _shown(name, self._runnable.command, self._runnable) if self._runnable else f"`{name}`"

    def image(self) -> str:
        """Name what chose the image: the executor's or the settings' image, else the Python version."""
        runnable, name = self._runnable, Executor.image.name
        if runnable is None:
            return f"`{name}`"
        if runnable.image is None and runnable.python_version is not None:
            version = _shown(Mlflow.python_version.name, runnable.python_version, runnable)
            return f"{version}, whose official image it is"
        return _shown(name, runnable.image, runnable)

    def executor(self) -> str:
        """Name the executor."""
        name = Task.executor.name
        return f"`{name}` ({_line(self._runnable.executor.head)})" if self._runnable else f"`{name}`"


def _shown(name: str, value: At[Any] | None, runnable: Runnable) -> str:
    if value is None or value.source is DEFAULTS:
        parent = f" under `{Task.resources.name}`" if name in Resources.keys else ""
        return f"`{name}`, to be written{parent} at {_line(runnable.name.span)}"
    return f"`{name}` ({_line(value.span)})"


def _line(span: Any) -> str:
    return f"{span.path}:{span.first[0]}"
