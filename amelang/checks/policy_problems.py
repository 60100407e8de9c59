"""Problems of policies: a task that breaks one, and a policy that is none."""

from __future__ import annotations

from amelang.text.problem import Note, Problem
from amelang.text.source import Span


class PolicyViolation(Problem, code="AME391", name="policy-violation"):
    """A task that a policy of the workspace does not allow.

    `[policy]` in ame.toml names JSON Schemas that every task must fulfil, as it will run: with its
    templates applied and the defaults filled in. The sentence is the policy's own; the help names
    the file and the place in it. It is reported where the value was written, which may be a template
    or the settings, and at the task's name where something is missing.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            timeout: 6h
        # ame.toml
        [policy]
        schemas = ["policies/*.json"]
        # file: policies/timeout.json
        {
          "title": "a task may take 4 hours at most",
          "required": ["timeout"],
          "properties": { "timeout": { "maximum": 14400 } }
        }

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            timeout: 4h
        # ame.toml
        [policy]
        schemas = ["policies/*.json"]
        # file: policies/timeout.json
        {
          "title": "a task may take 4 hours at most",
          "required": ["timeout"],
          "properties": { "timeout": { "maximum": 14400 } }
        }
    """

    words: str
    reason: str
    """What is wrong with this very value; may be empty."""
    policy: str
    """The file of the policy, and the place in it."""
    value: Span | None
    """Where the value was written, when that is a file of somebody else."""

    def message(self) -> str:
        return self.words

    def help(self) -> str | None:
        return f"{self.reason}: see `{self.policy}`" if self.reason else f"see `{self.policy}`"

    def notes(self) -> tuple[Note, ...]:
        return (Note("the value is here", self.value),) if self.value is not None else ()


class BrokenPolicy(Problem, code="AME392", name="broken-policy"):
    """A policy that cannot be applied, so that nobody knows whether the tasks fulfil it.

    A policy is a file with one JSON Schema that needs nothing else: a reference in it begins with
    `#`. Nothing is fetched. One that takes longer than a second for a single task, or goes round in
    circles, is given up.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            timeout: 4h
        # ame.toml
        [policy]
        schemas = ["policys/*.json"]
        # file: policies/timeout.json
        {
          "title": "a task may take 4 hours at most",
          "required": ["timeout"],
          "properties": { "timeout": { "maximum": 14400 } }
        }

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            timeout: 4h
        # ame.toml
        [policy]
        schemas = ["policies/*.json"]
        # file: policies/timeout.json
        {
          "title": "a task may take 4 hours at most",
          "required": ["timeout"],
          "properties": { "timeout": { "maximum": 14400 } }
        }
    """

    reason: str
    remedy: str | None
    place: Span | None
    """Where in the policy's own file."""

    def message(self) -> str:
        return self.reason

    def help(self) -> str | None:
        return self.remedy

    def notes(self) -> tuple[Note, ...]:
        return (Note("it is here", self.place),) if self.place is not None else ()
