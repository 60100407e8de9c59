"""A project of any size that uses the whole language, the same one every time.

Templates in chains, tasks that refer to tasks, pipelines, secrets, data sets and models: what
`projects.py` has of tasks that stand by themselves, and all that leads from one to another.
"""

from __future__ import annotations

import random
from pathlib import Path

from projects import TEAMS, VERBS, executor, task, write_files

CHAIN = 4
"""How many templates build on each other."""
MAKERS = 8
"""How many tasks, the first ones, read no data set, so that they may make one."""
VAULTS = ("company_vault", "team_vault")


def write_department(folder: Path, tasks: int) -> Path:
    """Write the project, and what it wants to find beside it; return its ame.yml."""
    write_files(folder)
    path = folder / "ame.yml"
    path.write_text(department(tasks), "utf-8")
    return path


def department(tasks: int, *, seed: int = 1) -> str:
    """Return the text of a project with so many tasks, all complete and right."""
    return "\n".join(Department(tasks, seed).lines()) + "\n"


class Department:
    """Makes the lines of one project, and remembers the names that its tasks may refer to."""

    def __init__(self, tasks: int, seed: int) -> None:
        self.chance = random.Random(seed)
        self.count = tasks
        self.templates = [f"{team}_{step}" for team in TEAMS for step in range(CHAIN)]
        self.data_sets = [f"{team}_data_{number}" for number in range(max(tasks // 400, 1)) for team in TEAMS]
        self.complete: list[str] = []
        """The tasks so far that have an executor, themselves or by their template."""

    def lines(self) -> list[str]:
        lines = ["# The work of one department, in one file.", "project: department", "", "templates:"]
        for name in self.templates:
            lines += self.template(name)
        lines += ["", "tasks:"]
        for number in range(self.count):
            lines += self.task(number)
        lines += ["", "dataSets:"]
        for name in self.data_sets:
            lines += self.data_set(name)
        lines += ["", "models:"]
        for team in TEAMS:
            lines += self.model(team)
        return lines

    def template(self, name: str) -> list[str]:
        """Return a template; the first of a chain says what runs, the others build on the one before."""
        team, _, step = name.rpartition("_")
        lines = [f"  - name: {name}"]
        if step == "0":
            lines += [
                "    executor:",
                "      !poetry",
                "      pythonVersion: 3.11",
                "      command: python train.py",
                "    resources:",
                "      memory: 4G",
            ]
            return [*lines, *self.secrets((f"{team.upper()}_STORE",))]
        lines.append(f"    fromTemplate: {team}_{int(step) - 1}")
        if step == "1":
            return [*lines, "    resources:", "      memory: 32G", "      nvidia.com/gpu: 1"]
        if step == "2":
            return [*lines, "    environment:", "      - key: POOL", "        val: large", "    timeout: 4h"]
        return [*lines, "    nodeSelector:", "      example.com/pool: a100", "    retries: 2"]

    def task(self, number: int) -> list[str]:
        """Return a task: by itself, built on a template, another one's name, or a pipeline."""
        chance = self.chance
        name = f"{chance.choice(VERBS)}_{chance.choice(TEAMS)}_{number}"
        kind = chance.random()
        if number < MAKERS or kind < 0.5:
            self.complete.append(name)
            lines = task(number, chance, name)
            blank = [lines.pop()] if lines[-1] == "" else []
            return [*lines, *(self.uses(name) if number >= MAKERS else []), *blank]
        if kind < 0.8:
            self.complete.append(name)
            lines = [f"  - name: {name}", f"    fromTemplate: {chance.choice(self.templates)}"]
            if chance.random() < 0.4:
                lines += executor(name, chance)
            if chance.random() < 0.5:
                lines += ["    environment:", "      - key: EPOCHS", f"        val: {chance.randint(1, 99)}"]
            return [*lines, *self.uses(name), ""]
        if kind < 0.9:
            return [
                f"  - name: {name}",
                f"    taskRef: {chance.choice(self.complete)}",
                "    triggers:",
                f'      schedule: "{chance.randrange(60)} {chance.randrange(24)} * * *"',
            ]
        return self.pipeline(name)

    def uses(self, name: str) -> list[str]:
        """Return the secrets, data sets and artifacts of a task."""
        chance = self.chance
        lines = []
        if chance.random() < 0.3:
            lines += self.secrets(
                chance.sample(("API_KEY", "BUCKET_KEY", "DB_PASSWORD"), chance.randint(1, 2))
            )
        if chance.random() < 0.2:
            used = chance.sample(self.data_sets, chance.randint(1, 2))
            if chance.random() < 0.3:
                lines.append(f"    dataSets: [{', '.join(used)}]")
            else:
                lines += ["    dataSets:", *(f"      - {chance.choice(('ref: ', ''))}{one}" for one in used)]
        if chance.random() < 0.2:
            lines += ["    artifacts:", "      paths:", f"        - models/{name}"]
        return lines

    def secrets(self, variables: tuple[str, ...] | list[str]) -> list[str]:
        """Return secrets of AME's store and of vaults."""
        lines = ["    secrets:"]
        for variable in variables:
            if self.chance.random() < 0.5:
                lines += ["      - !ame", f"        key: {variable.lower()}"]
            else:
                lines += ["      - !vault", f"        vault: {self.chance.choice(VAULTS)}"]
                lines.append(f"        key: teams/{variable.lower()}")
            lines.append(f"        injectAs: {variable}")
        return lines

    def pipeline(self, name: str) -> list[str]:
        """Return a pipeline: some steps by reference, two of them at once, and one of its own."""
        chance = self.chance
        first, left, right, last = chance.sample(self.complete, 4)
        return [
            f"  - name: {name}",
            "    pipeline:",
            f"      - taskRef: {first}",
            f"      - - taskRef: {left}",
            f"        - taskRef: {right}",
            "      - name: report",
            f"        fromTemplate: {chance.choice(self.templates)}",
            "        environment:",
            "          - key: REPORT",
            f"            val: {name}",
            f"      - taskRef: {last}",
            "",
        ]

    def data_set(self, name: str) -> list[str]:
        """Return a data set that a task of its own or one of the project makes."""
        lines = [f"  - name: {name}", f"    path: data/{name}"]
        if self.chance.random() < 0.5:
            return [*lines, f"    taskRef: {self.chance.choice(self.complete[:MAKERS])}"]
        return [
            *lines,
            "    size: 5G",
            "    task:",
            "      executor:",
            "        !pip",
            "        pythonVersion: 3.11",
            "        command: python -m pipeline.prepare --since 2024-01-01",
        ]

    def model(self, team: str) -> list[str]:
        """Return a model that is trained by a task of the project."""
        return [
            f"  - name: {team}_model",
            "    training:",
            "      task:",
            f"        taskRef: {self.chance.choice(self.complete)}",
            '      schedule: "0 6 * * 1"',
        ]
