"""CronJobs: the definitions of tasks that a cluster stores."""

from __future__ import annotations

from amelang.language.ame_toml import Settings
from amelang.lower.code import Object
from amelang.lower.labels import SPEC_HASH, task_annotations, task_labels
from amelang.lower.names import definition_name
from amelang.meaning.runnable import Runnable

NEVER = "0 0 1 1 *"
"""The schedule of a definition that nothing but a user starts; the CronJob is suspended besides."""
LATEST_START = 3600
"""Seconds after its time at which a run may still start."""
HISTORY = 3
"""How many runs of each outcome are kept of those that the schedule started."""


def cronjob(runnable: Runnable, template: Object, settings: Settings) -> Object:
    """Return the CronJob that stores the definition of a task; `template` is of `job_template`."""
    labels = {**task_labels(runnable, settings), SPEC_HASH: template["metadata"]["labels"][SPEC_HASH]}
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {
            "name": definition_name(runnable.project.value, runnable.name.value),
            "labels": labels,
            "annotations": task_annotations(runnable),
        },
        "spec": {
            "schedule": NEVER,
            "timeZone": "Etc/UTC",
            "suspend": True,
            "concurrencyPolicy": "Forbid",
            "startingDeadlineSeconds": LATEST_START,
            "successfulJobsHistoryLimit": HISTORY,
            "failedJobsHistoryLimit": HISTORY,
            "jobTemplate": template,
        },
    }
