"""Words that other programs have for keys of the language: they are not read, and it is told what they mean.

Loaded only when a key is unknown.
"""

from __future__ import annotations

from amelang.language.ame_yml import (
    AmeSecret,
    Artifacts,
    DataSet,
    Executor,
    Import,
    Model,
    Pip,
    Project,
    Resources,
    Secret,
    Task,
    Triggers,
    Variable,
    VaultSecret,
)
from amelang.language.forms import folded
from amelang.language.shape import Key, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NAMES = ("id", "title")

WORDS: tuple[tuple[type[Record], Key[Any], tuple[str, ...]], ...] = (
    (Executor, Pip.command, ("cmd", "run", "script", "exec", "shell", "entrypoint")),
    (Executor, Pip.python_version, ("python", "py", "version")),
    (Executor, Pip.image, ("container", "docker", "dockerImage", "baseImage")),
    (Secret, AmeSecret.inject_as, ("env", "envVar", "variable", "var", "as")),
    (AmeSecret, AmeSecret.key_, ("name", "secret", "id")),
    (VaultSecret, VaultSecret.key_, ("path", "name", "secret", "id")),
    (Resources, Resources.cpu, ("cpus", "cores", "threads", "vcpu")),
    (Resources, Resources.memory, ("mem", "ram")),
    (Resources, Resources.storage, ("disk", "ephemeral-storage")),
    (Variable, Variable.name, ("variable", "var")),
    (Artifacts, Artifacts.paths, ("files", "include")),
    (Triggers, Triggers.schedule, ("cron", "every")),
    (Triggers, Triggers.time_zone, ("tz", "zone")),
    (Task, Task.name, NAMES),
    (Task, Task.from_template, ("extends", "inherits", "inherit", "base", "parent")),
    (Task, Task.task_ref, ("uses",)),
    (Task, Task.executor, ("runner", "runtime", "engine")),
    (Task, Task.pipeline, ("steps", "dag", "stages", "workflow")),
    (Task, Task.resources, ("limits", "requests")),
    (Task, Task.environment, ("envVars", "variables", "vars")),
    (Task, Task.data_sets, ("data", "inputs")),
    (Task, Task.artifacts, ("outputs",)),
    (Task, Task.triggers, ("on",)),
    (Task, Task.node_selector, ("nodeLabels", "selector")),
    (Task, Task.timeout, ("timeLimit", "deadline", "activeDeadlineSeconds")),
    (Task, Task.retries, ("retry", "maxRetries", "backoffLimit")),
    (DataSet, DataSet.name, NAMES),
    (DataSet, DataSet.path, ("location", "folder", "directory", "dir")),
    (Model, Model.name, NAMES),
    (Import, Import.project, ("name",)),
    (Import, Import.path, ("folder", "directory", "dir")),
    (Import, Import.git, ("repository", "repo", "url")),
    (Import, Import.ref, ("tag", "branch", "commit", "revision", "rev", "version")),
    (Project, Project.name, NAMES),
    (Project, Project.imports, ("includes", "include")),
    (Project, Project.tasks, ("jobs", "services")),
    (Project, Project.data_sets, ("data", "inputs")),
)
"""Records, those that build on them included; a key of each; and what else it is called elsewhere."""

ADVICE: tuple[tuple[type[Record], tuple[str, ...], Key[Any] | None, str], ...] = (
    (
        Task,
        ("dependsOn", "depends", "needs", "after", "upstream"),
        None,
        f"write a `{Task.pipeline.name}`: its steps run one after the other",
    ),
    (
        Task,
        ("parallel",),
        Task.pipeline,
        f"in a `{Task.pipeline.name}`, the members of a list within the list run in parallel",
    ),
    (
        Variable,
        ("valueFrom", "secretKeyRef"),
        Variable.value,
        f"a secret is written under `{Task.secrets.name}`, and is no part of `{Task.environment.name}`",
    ),
    (
        Resources,
        ("requests", "limits"),
        None,
        f"write the amounts directly under `{Task.resources.name}`, each of them once",
    ),
)
"""Records, words of other programs that no key of theirs stands for, the key that is then not missing, and
what to do instead."""


_FOREIGN: dict[type[Record], dict[str, tuple[Key[Any], ...]]] = {}


def foreign_words(record: type[Record]) -> dict[str, tuple[Key[Any], ...]]:
    """Return the keys of a record by the words, folded, that other programs have for them."""
    if record in _FOREIGN:
        return _FOREIGN[record]
    found = _FOREIGN[record] = {}
    for base, key, words in WORDS:
        own = [one for one in record.keys.values() if one.attribute == key.attribute]
        if issubclass(record, base) and own:
            for word in map(folded, words):
                found[word] = (*found.get(word, ()), *own)
    return found


def advice(record: type[Record], word: str) -> tuple[Key[Any] | None, str] | None:
    """Return what to do instead of a word that means something in other programs only, and the key for it."""
    for base, words, key, sentence in ADVICE:
        if issubclass(record, base) and folded(word) in map(folded, words):
            return key, sentence
    return None
