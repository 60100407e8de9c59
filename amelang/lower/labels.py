"""The labels and annotations by which AME, and everybody else, finds what AME made.

The first five labels are those that Kubernetes recommends to all tools
(kubernetes.io/docs/concepts/overview/working-with-objects/common-labels).
"""

from __future__ import annotations

from amelang.language.ame_toml import Settings
from amelang.lower.names import definition_name
from amelang.meaning.names import lowered
from amelang.meaning.runnable import Runnable

MANAGER = "ame"
"""The value of `app.kubernetes.io/managed-by`, and the field manager of everything that AME writes."""
DOMAIN = "ame.teainspace.com"
PROJECT = f"{DOMAIN}/project"
"""Label: the lowered name of the project. Annotation: its name as it is written."""
TASK = f"{DOMAIN}/task"
"""Label: the lowered name of the task. Annotation: its name as it is written."""
RUN = f"{DOMAIN}/run"
"""Label: the run that a Job, its pods and its files belong to; definitions have none."""
SPEC_HASH = f"{DOMAIN}/spec-hash"
"""Label: a digest of what a run does, the same for equal definitions."""
COMMAND = f"{DOMAIN}/command"
"""Annotation of a pod: the user's shell line, from where it reaches the container as a file."""
BUNDLE = f"{DOMAIN}/bundle"
"""Annotation: the digest of the code that a definition or run has."""
MANAGED_BY = "app.kubernetes.io/managed-by"


def project_labels(project: str, component: str, settings: Settings) -> dict[str, str]:
    """Return the labels of what belongs to a project; a user's own labels never replace ours."""
    return _labels(settings, name=project, instance=lowered(project), component=component, project=project)


def task_labels(runnable: Runnable, settings: Settings) -> dict[str, str]:
    """Return the labels of what belongs to a task, without its run."""
    project, task = runnable.project.value, runnable.name.value
    instance = definition_name(project, task)
    labels = _labels(settings, name=task, instance=instance, component="task", project=project)
    return {**labels, TASK: lowered(task)}


def task_annotations(runnable: Runnable) -> dict[str, str]:
    """Return the original names, which labels may not hold."""
    return {PROJECT: runnable.project.value, TASK: runnable.name.value}


def own_labels(settings: Settings) -> dict[str, str]:
    """Return the labels that the settings want on every object."""
    if settings.cluster is None or settings.cluster.labels is None:
        return {}
    return {label.value: value.value for label, value in settings.cluster.labels}


def _labels(settings: Settings, *, name: str, instance: str, component: str, project: str) -> dict[str, str]:
    return {
        **own_labels(settings),
        "app.kubernetes.io/name": lowered(name),
        "app.kubernetes.io/instance": instance,
        "app.kubernetes.io/component": component,
        "app.kubernetes.io/part-of": lowered(project),
        MANAGED_BY: MANAGER,
        PROJECT: lowered(project),
    }
