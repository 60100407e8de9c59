"""Realistic projects of any size for the benchmarks, the same ones every time."""

from __future__ import annotations

import random
from pathlib import Path

TEAMS = ("fraud", "search", "pricing", "vision", "churn", "ranking", "speech", "demand")
VERBS = ("train", "evaluate", "prepare", "export", "sample", "tune", "score", "validate")
DEVICES = ("nvidia.com/gpu", "amd.com/gpu")
COMMANDS = (
    "python train.py --config configs/base.toml",
    "python -m pipeline.prepare --since 2024-01-01",
    "set -o pipefail; python score.py | tee scores.txt",
    "bash scripts/evaluate.sh",
)
SCRIPT = """|
        set -e
        python prepare.py --rows {rows}
        python train.py --epochs {epochs} --out models/{name}
"""
FILES = {
    "requirements.txt": "scikit-learn==1.5.0\n",
    "pyproject.toml": '[tool.poetry]\npackage-mode = false\n[tool.poetry.dependencies]\npython = ">=3.10"\n',
    "poetry.lock": "package = []\n",
    "Pipfile": "[packages]\n",
    "Pipfile.lock": "{}\n",
    "MLproject": "name: bench\n",
    "train.py": "",
    "prepare.py": "",
    "score.py": "",
    "pipeline/prepare.py": "",
    "scripts/evaluate.sh": "",
}
"""What the executors and the commands want to find beside the file."""


def ame_yml(tasks: int, *, seed: int = 1) -> str:
    """Return the text of a project with so many tasks, about 410 bytes each, all complete and right."""
    chance = random.Random(seed)
    lines = ["# The work of one department, in one file.", "project: bench", "", "tasks:"]
    for number in range(tasks):
        lines += task(number, chance)
    return "\n".join(lines) + "\n"


def task(number: int, chance: random.Random, name: str = "") -> list[str]:
    """Return the lines of one task, of a name that is made up unless it is given."""
    name = name or f"{chance.choice(VERBS)}_{chance.choice(TEAMS)}_{number}"
    lines = []
    if chance.random() < 0.2:
        lines.append(f"  # {name.replace('_', ' ')}: runs after the nightly import")
    lines += [f"  - name: {name}", *executor(name, chance)]
    lines += [
        "    resources:",
        f"      memory: {chance.choice(('2G', '4Gi', '10G', '512Mi', '1.5G'))}",
        f"      cpu: {chance.choice(('1', '4', '500m', '0.5'))}",
        f"      storage: {chance.choice(('10G', '30G', '100Gi'))} # of disk space",
    ]
    if chance.random() < 0.3:
        lines.append(f"      {chance.choice(DEVICES)}: {chance.randint(1, 4)}")
    if chance.random() < 0.8:
        lines.append("    environment:")
        for variable in chance.sample(("EPOCHS", "SEED", "LOG_LEVEL", "DATA_ROOT"), chance.randint(1, 3)):
            lines += [
                f"      - key: {variable}",
                f"        val: {chance.choice(('10', 'info', 'x y', '1e-3'))}",
            ]
    if chance.random() < 0.3:
        lines += ["    nodeSelector:", f"      example.com/pool: {chance.choice(('a100', 't4', 'cpu'))}"]
    if chance.random() < 0.5:
        lines += [
            f"    timeout: {chance.choice(('2h30m', '45m', '1d'))}",
            f"    retries: {chance.randint(0, 3)}",
        ]
    if chance.random() < 0.5:
        lines.append("")
    return lines


def executor(name: str, chance: random.Random) -> list[str]:
    """Return the lines of an executor; the tag mostly on a line of its own, as the guide has it."""
    tag = chance.choices(("!pip", "!poetry", "!custom", "!pipenv", "!mlflow"), (40, 25, 15, 10, 10))[0]
    lines = ["    executor:", f"      {tag}"] if chance.random() < 0.7 else [f"    executor: {tag}"]
    if tag not in ("!pipenv", "!custom"):
        lines.append(f"      pythonVersion: {chance.choice(('3.11', '3.12', '3.10'))}")
    if chance.random() < 0.2:
        script = SCRIPT.format(rows=chance.randint(1, 9999), epochs=chance.randint(1, 99), name=name)
        lines += f"      command: {script}".rstrip("\n").split("\n")
    else:
        lines.append(f"      command: {chance.choice(COMMANDS)}")
    if chance.random() < 0.2:
        lines.append(
            f'      image: "registry.example.com/{name.split("_")[1]}/work:{chance.randint(1, 9)}.2"'
        )
    return lines


TEMPLATES = """\
project: {name}
templates:
  - name: gpu_small
    resources:
      memory: 4G
      nvidia.com/gpu: 1
  - name: gpu_large
    fromTemplate: gpu_small
    resources:
      memory: 32G
    environment:
      - key: POOL
        val: large
  - name: nightly
    fromTemplate: gpu_large
    timeout: 4h
    retries: 2
"""
"""What the projects of a workspace share."""
SHARED = 8
"""How many projects of a workspace hold templates."""


def write_workspace(folder: Path, projects: int, tasks: int) -> list[Path]:
    """Write a repository of projects in folders by team; return their ame.yml.

    A third of the tasks build on templates of other projects, imported by path, by name, or named alone.
    """
    (folder / ".git").mkdir()
    (folder / ".gitignore").write_text("*.pyc\n/scratch/\nmodels/\n", "utf-8")
    (folder / "ame.toml").write_text("", "utf-8")
    written = []
    for number in range(SHARED):
        path = folder / "shared" / f"shared_{number}" / "ame.yml"
        path.parent.mkdir(parents=True)
        path.write_text(TEMPLATES.format(name=f"shared_{number}"), "utf-8")
        written.append(path)
    for number in range(projects - SHARED):
        chance = random.Random(number)
        home = folder / TEAMS[number % len(TEAMS)] / f"project_{number}"
        home.mkdir(parents=True)
        write_files(home)
        shared = f"shared_{chance.randrange(SHARED)}"
        lines = [f"project: project_{number}", *imports(shared, chance), "tasks:"]
        for index in range(tasks):
            one = task(index, chance)
            if chance.random() < 0.33:
                at = next(place for place, line in enumerate(one) if line.startswith("  - name:"))
                template = chance.choice(("gpu_small", "gpu_large", "nightly"))
                one.insert(at + 1, f"    fromTemplate: {shared}.{template}")
            lines += one
        path = home / "ame.yml"
        path.write_text("\n".join(lines).rstrip() + "\n", "utf-8")
        written.append(path)
    return written


def imports(shared: str, chance: random.Random) -> list[str]:
    """Return the lines that import a project of the same repository; none where its name alone will do."""
    way = chance.choice(("path", "name", "none"))
    if way == "none":
        return []
    lines = ["imports:", f"  - project: {shared}"]
    return [*lines, f"    path: ../../shared/{shared}"] if way == "path" else lines


def write_files(folder: Path) -> None:
    """Write what stands beside an ame.yml."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def write_project(folder: Path, tasks: int) -> Path:
    """Write a project with so many tasks into a folder; return its ame.yml."""
    write_files(folder)
    path = folder / "ame.yml"
    path.write_text(ame_yml(tasks), "utf-8")
    return path
