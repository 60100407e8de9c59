"""What keeps AME itself from running a task."""

from __future__ import annotations

AME_FAILED = 125
"""The exit code of a run that AME could not start or bring to its end."""


class RunError(Exception):
    """A task was not run, and it is not the task's own fault.

    `message` begins in lower case and has no full stop; `help` says what to do. The command that it
    ends exits with `AME_FAILED`.
    """

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help
