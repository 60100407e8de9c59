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


def by_settings(loaded: Loaded, settings: Settings) -> Iterator[Problem]:
    """Report what is wrong with a project where its settings are these."""
    layers = (settings, *(target for _, target in settings.targets or ()))
    vaults = {word.value: word.span for layer in layers for word, _ in layer.vaults or ()}
    tracked = any(layer.mlflow is not None for layer in layers)
    if not vaults and not tracked:
        return
    for task in tasks_of(loaded):
        for secret in task.secrets or () if vaults else ():
            name = secret.vault if isinstance(secret, VaultSecret) else None
            if name is not None and name.value not in vaults:
                near = closest(name.value, vaults)
                place = next(iter(vaults.values()))
                yield UnknownVault(span=name.span, vault=name.value, near=near, place=place)
        for variable in task.environment or () if tracked else ():
            if variable.name is not None and variable.name.value == TRACKING:
                yield ReservedVariable(span=variable.name.span, variable=TRACKING)
