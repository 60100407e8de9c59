"""A task that is complete: all that lowering and running need to know, each value with its place."""

from __future__ import annotations

from amelang.language.ame_yml import Executor, Task
from amelang.language.quantity import Quantity
from amelang.language.shape import At
from amelang.text.source import Span


class Runnable:
    """A task with nothing missing: its templates are applied, its defaults filled in.

    Every value has the place that it came from; a default's place lies in the settings, or in the
    source that holds AME's own defaults.
    """

    __slots__ = (
        "command",
        "environment",
        "executor",
        "image",
        "name",
        "node_selector",
        "project",
        "python_version",
        "resources",
        "retries",
        "task",
        "timeout",
    )

    def __init__(
        self,
        *,
        project: At[str],
        name: At[str],
        task: Task,
        executor: Executor,
        command: At[str] | None,
        python_version: At[str] | None,
        image: At[str] | None,
        resources: dict[str, At[Quantity]],
        environment: dict[str, At[str]],
        node_selector: dict[str, At[str]],
        timeout: At[int] | None,
        retries: At[int] | None,
    ) -> None:
        self.project = project
        """The project's name; its place is that of the written name, else the start of the file."""
        self.name = name
        self.task = task
        """What the user wrote."""
        self.executor = executor
        self.command = command
        """The shell command; None where the executor starts something of its own."""
        self.python_version = python_version
        """The version that `ame.yml` names; None where the project's own files or the settings say it."""
        self.image = image
        """The image that `ame.yml` or the settings name; None: the official image of the Python version."""
        self.resources = resources
        """Amounts by the names of ame.yml: `cpu`, `memory`, `storage`, always there, then whole devices."""
        self.environment = environment
        self.node_selector = node_selector
        self.timeout = timeout
        """The longest time of one try, in seconds."""
        self.retries = retries

    @property
    def span(self) -> Span:
        """A short place that stands for the task: its name."""
        return self.name.span

    def __repr__(self) -> str:
        return f"Runnable({self.project.value}/{self.name.value})"
