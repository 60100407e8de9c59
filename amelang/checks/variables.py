"""Environment variables that are set twice, or that AME sets itself."""

from __future__ import annotations

from amelang.language.ame_yml import AmeSecret, Task
from amelang.meaning.complete import tasks_of
from amelang.text.problem import Note, Problem, Severity
from amelang.text.source import Span
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from amelang.language.shape import At

SETTING = frozenset((Task.environment.attribute, Task.secrets.attribute))
"""What sets variables."""
RESERVED = frozenset(("PIPENV_YES",))
"""Variables that the preparation of an executor sets."""
RESERVED_PREFIX = "AME_"
"""How the variables begin by which AME talks to its own part of a container."""


class DuplicateVariable(Problem, code="AME221", name="duplicate-variable"):
    """An environment variable that one task sets twice.

    Only one of the two values can count. It may be set by `environment` and by a secret together;
    then one of the two is usually left over from before.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            environment:
              - key: EPOCHS
                val: 10
              - key: EPOCHS
                val: 20

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            environment:
              - key: EPOCHS
                val: 20
    """

    variable: str
    first: Span

    def message(self) -> str:
        from amelang.language.problems import shown

        return f"the environment variable `{shown(self.variable)}` is set twice"

    def help(self) -> str | None:
        return "keep one of the two"

    def notes(self) -> tuple[Note, ...]:
        return (Note("first set here", self.first),)


class ReservedVariable(Problem, code="AME320", name="reserved-variable", severity=Severity.WARNING):
    """An environment variable that AME sets itself.

    Variables that begin with `AME_` tell AME's part of a container what to do, and `PIPENV_YES` keeps
    Pipenv from asking. The task would not see the value that is written here, or AME would trip over it.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            environment:
              - key: AME_EPOCHS
                val: 10

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            environment:
              - key: EPOCHS
                val: 10
    """

    variable: str

    def message(self) -> str:
        from amelang.language.problems import shown

        return f"`{shown(self.variable)}` is set by AME itself"

    def help(self) -> str | None:
        return "choose another name"


class PlaintextSecret(Problem, code="AME331", name="plaintext-secret", severity=Severity.WARNING):
    """A variable with a secret in plain text.

    Everybody who may read the repository, or look at the task in a cluster, can read it, and it stays
    in the history of the repository for ever. Take it out, replace it by a new one where it was valid,
    and keep that in AME's store with `ame secret add`, or in a vault.

    A variable is taken for a secret by its name (`…_TOKEN`, `…_PASSWORD`, `AWS_SECRET_ACCESS_KEY`), or
    by its value, where that has the form of a known kind of secret. Nothing is said of placeholders, of
    paths, and of names of secrets.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            environment:
              - key: DATABASE_PASSWORD
                val: correct-horse-battery

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            secrets:
              - !ame
                key: database_password
                injectAs: DATABASE_PASSWORD
    """

    variable: str
    what: str
    secrets: str
    inject_as: str

    def message(self) -> str:
        from amelang.language.problems import shown

        return f"`{shown(self.variable)}` holds {self.what} in plain text"

    def help(self) -> str | None:
        from amelang.language.problems import shown

        return (
            f"keep it with `ame secret add`, and write it under `{self.secrets}` "
            f"with `{self.inject_as}: {shown(self.variable)}`"
        )


def check(loaded: Loaded) -> Iterator[Problem]:
    """Report variables that are set twice in one task, and reserved ones."""
    # The same few names stand in all tasks.
    harmless: set[str] = set()
    for task in tasks_of(loaded):
        if SETTING.isdisjoint(task.__dict__):
            continue
        names = _names(task)
        different = {name.value for name in names}
        if len(different) == len(names) and different <= harmless:
            continue
        harmless.update(
            one for one in different if one not in RESERVED and not one.startswith(RESERVED_PREFIX)
        )
        first: dict[str, At[str]] = {}
        for name in sorted(names, key=lambda name: name.start) if task.secrets is not None else names:
            variable = name.value
            if variable in first:
                yield DuplicateVariable(span=name.span, variable=variable, first=first[variable].span)
                continue
            first[variable] = name
            if _is_reserved(variable):
                yield ReservedVariable(span=name.span, variable=variable)


def _is_reserved(variable: str) -> bool:
    return variable in RESERVED or variable.startswith(RESERVED_PREFIX)


def variables_and_secrets(task: Task) -> tuple[dict[str, At[str]], dict[str, At[str]]]:
    """Return the names of the variables that a task sets itself, and of those that are secrets."""
    variables = (variable.name for variable in task.environment or ())
    secrets = (secret.__dict__.get(AmeSecret.inject_as.attribute) for secret in task.secrets or ())
    return _first_places(variables), _first_places(secrets)


def _first_places(names: Iterable[At[str] | None]) -> dict[str, At[str]]:
    """Return where each name is set first; that it is set again is reported where that happens."""
    first: dict[str, At[str]] = {}
    for name in names:
        if name is not None:
            first.setdefault(name.value, name)
    return first


def _names(task: Task) -> list[At[str]]:
    """Return the names of the variables that a task sets, itself and by secrets."""
    written = task.__dict__
    names = [one.name for one in written.get(Task.environment.attribute, ()) if one.name is not None]
    if Task.secrets.attribute not in written:
        return names
    for secret in written[Task.secrets.attribute]:
        name = secret.__dict__.get(AmeSecret.inject_as.attribute)
        if name is not None:
            names.append(name)
    return names
