"""What is wrong with tasks because of the settings: vaults, and variables that AME sets."""

from __future__ import annotations

from amelang.checks.variables import ReservedVariable
from amelang.language.ame_toml import Settings
from amelang.language.ame_yml import VaultSecret
from amelang.language.forms import closest
from amelang.meaning.complete import TRACKING, tasks_of
from amelang.text.problem import Edit, Fix, Problem
from amelang.text.source import Span
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class UnknownVault(Problem, code="AME271", name="unknown-vault"):
    """A secret from a vault that the settings do not have.

    Nothing is said in a workspace whose `ame.toml` names no vault at all: there they are not settled yet.

    Bad:
        project: iris
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            secrets:
              - !vault
                vault: compny_vault
                key: path/to/secret
                injectAs: TOKEN
        # ame.toml
        [vaults.company_vault]
        address = "https://vault.example.com"

    Good:
        project: iris
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            secrets:
              - !vault
                vault: company_vault
                key: path/to/secret
                injectAs: TOKEN
        # ame.toml
        [vaults.company_vault]
        address = "https://vault.example.com"
    """

    vault: str
    near: str | None
    place: Span

    def message(self) -> str:
        return f"the settings have no vault `{self.vault}`"

    def help(self) -> str | None:
        if self.near:
            return f"did you mean `{self.near}`?"
        return f"write a table `[{Settings.vaults.name}.{self.vault}]` in {self.place.path}"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix(f"write `{self.near}`", Edit(self.span, self.near), safe=False),) if self.near else ()


class Uses:
    """What of a project means something only by the settings."""

    __slots__ = ("tracking", "vaults")

    def __init__(self, vaults: list[tuple[str, Span]], tracking: list[Span]) -> None:
        self.vaults = vaults
        """The vaults that its secrets are from, by their names, and where they are named."""
        self.tracking = tracking
        """Where it sets the variable that is ours where runs are tracked."""


def uses_of(loaded: Loaded) -> Uses:
    """Return what a project has that means something only by the settings."""
    uses = Uses([], [])
    for task in tasks_of(loaded):
        for secret in task.secrets or ():
            name = secret.vault if isinstance(secret, VaultSecret) else None
            if name is not None:
                uses.vaults.append((name.value, name.span))
        for variable in task.environment or ():
            if variable.name is not None and variable.name.value == TRACKING:
                uses.tracking.append(variable.name.span)
    return uses


def by_settings(uses: Uses, settings: Settings) -> Iterator[Problem]:
    """Report what is wrong with a project where its settings are these."""
    layers = (settings, *(target for _, target in settings.targets or ()))
    vaults = {word.value: word.span for layer in layers for word, _ in layer.vaults or ()}
    for name, span in uses.vaults if vaults else ():
        if name not in vaults:
            near = closest(name, vaults)
            yield UnknownVault(span=span, vault=name, near=near, place=next(iter(vaults.values())))
    if any(layer.mlflow is not None for layer in layers):
        for span in uses.tracking:
            yield ReservedVariable(span=span, variable=TRACKING)
