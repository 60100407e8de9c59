"""Which container image a task runs in, and which one does AME's own work beside it."""

from __future__ import annotations

from amelang.language.ame_toml import Settings
from amelang.meaning.runnable import Runnable

DEFAULT_PYTHON = "3.11"
"""The Python of a task for which nobody names one."""


def task_image(runnable: Runnable) -> str:
    """Return the image of the task: the one that is named, else the official one of its Python."""
    if runnable.image is not None:
        return runnable.image.value
    return official_image(runnable.python_version.value if runnable.python_version else DEFAULT_PYTHON)


def our_image(runnable: Runnable, settings: Settings) -> str:
    """Return the image of our own containers, which need `sh`, `cat`, `tar` and `gzip`.

    The image that a task names for itself may lack them. Where the task runs in a default image, it
    is taken, so that a machine pulls one image and not two.
    """
    if runnable.executor.image is None:
        return task_image(runnable)
    if settings.images is not None and settings.images.default is not None:
        return settings.images.default.value
    return official_image(DEFAULT_PYTHON)


def official_image(version: str) -> str:
    """Return the official Python image of a version: Debian with compilers and git, not the slim one."""
    return f"python:{version}"
