"""The names of what is made in a cluster, all chosen here and never by the server.

A request that is sent a second time, because its answer was lost, must find what the first made.
Between the project's name and the task's stands `--`, which no lowered name contains: no two tasks
of a namespace get one name.
"""

from __future__ import annotations

from amelang.meaning.names import LONGEST_LABEL, cut, lowered

LONGEST_CRONJOB = 52
"""A CronJob's name may be no longer: the server adds eleven characters for the names of its Jobs."""
LONGEST_RUN = LONGEST_LABEL - LONGEST_CRONJOB - 1
"""The most characters of a run's own part of a name: then the whole name of its task precedes it."""


def definition_name(project: str, task: str) -> str:
    """Return the name of the CronJob that stores a task's definition."""
    return cut(f"{lowered(project)}--{lowered(task)}", LONGEST_CRONJOB, of=f"{project}/{task}")


def job_name(definition: str, run: str) -> str:
    """Return the name of the Job of one run, given the name of its task's definition.

    The run's own part is lower-case letters and digits, at most `LONGEST_RUN` of them.
    """
    if not (run.isascii() and run.isalnum() and run == run.lower() and len(run) <= LONGEST_RUN):
        raise ValueError(f"not the name of a run: {run!r}")
    return f"{definition}-{run}"


def inventory_name(project: str) -> str:
    """Return the name of the ConfigMap that says what belongs to a project."""
    return f"ame-project-{lowered(project)}"


def files_name(purpose: str, project: str, digest: str) -> str:
    """Return the name of a ConfigMap with files of a project that are known by their digest."""
    return f"ame-{purpose}-{lowered(project)}-{digest[:12]}"
