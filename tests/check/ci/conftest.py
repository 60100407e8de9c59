"""Carrying out what CI would, on this machine and without a network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
ACTION = ROOT / ".github" / "actions" / "ame-check"
EXPRESSION = re.compile(r"\$\{\{ *([\w.-]+) *\}\}")
PYTHON = f"""\
#!/bin/sh
# Makes an environment whose `pip` only writes down what it is asked for, and whose `ame` is this checkout's.
echo "$*" >> "$PYTHON_LOG"
if [ "$2" = venv ]; then
  mkdir -p "$3/bin"
  cp "$0" "$3/bin/python"
  printf '#!/bin/sh\\nexec "{sys.executable}" -m amelang.cli.main "$@"\\n' > "$3/bin/ame"
  chmod +x "$3/bin/ame"
fi
"""


class Ended:
    """A job that has ended: its exit code, and what it printed."""

    def __init__(self, code: int, text: str) -> None:
        self.code = code
        self.text = text

    def __repr__(self) -> str:
        return f"exit code {self.code}\n{self.text}"


class Machine:
    """A machine of a CI: a checkout, a folder for what is passing, and the environment of steps."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "a checkout"
        self.passing = folder / "passing"
        for one in (self.checkout, self.passing):
            one.mkdir()
        self.python = folder / "programs" / "python3"
        self.python.parent.mkdir()
        self.python.write_text(PYTHON)
        self.python.chmod(0o755)
        self.log = folder / "python.log"
        kept = ("HOME", "LANG", "LC_ALL", "SYSTEMROOT")
        self.environment = {
            **{name: os.environ[name] for name in kept if name in os.environ},
            "PATH": f"{self.python.parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "PYTHON_LOG": str(self.log),
        }

    @property
    def asked(self) -> list[str]:
        """What Python was started with, a line each."""
        return self.log.read_text().splitlines()

    def run(self, words: list[str], folder: Path, **environment: str) -> Ended:
        """Run one program as the machine does."""
        done = subprocess.run(
            words,
            cwd=folder,
            env={**self.environment, **environment},
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
        )
        return Ended(done.returncode, done.stdout)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with an empty checkout."""
    made = Machine(tmp_path)
    (made.checkout / ".git").mkdir()
    return made


class Github:
    """GitHub's runner, as far as a composite action of shell steps needs it.

    Source: "Metadata syntax for GitHub Actions", "Workflow commands for GitHub Actions".
    """

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.files = {name: machine.passing / name for name in ("PATH", "OUTPUT", "STEP_SUMMARY")}
        self.text = ""

    @property
    def summary(self) -> str:
        """What stands on the page of the run."""
        return self.files["STEP_SUMMARY"].read_text("utf-8")

    def use(self, **inputs: str) -> Ended:
        """Run the action with these inputs, until a step fails."""
        action = yaml.safe_load((ACTION / "action.yml").read_text("utf-8"))
        known = {name.replace("-", "_"): name for name in action["inputs"]}
        given = {known[name]: value for name, value in inputs.items()}
        values = {
            **{f"inputs.{name}": one["default"] for name, one in action["inputs"].items()},
            **{f"inputs.{name}": value for name, value in given.items()},
            "github.action_path": str(ACTION),
        }
        for path in self.files.values():
            path.write_text("")
        for step in action["runs"]["steps"]:
            if "if" in step and not self._holds(step["if"], values):
                continue
            ended = self._step(step, values)
            self.text += ended.text
            if ended.code:
                return Ended(ended.code, self.text)
        return Ended(0, self.text)

    def _holds(self, condition: str, values: dict[str, str]) -> bool:
        name, text = condition.split(" == ")
        return values[name] == text.strip("'")

    def _step(self, step: dict[str, Any], values: dict[str, str]) -> Ended:
        def filled(text: str) -> str:
            return EXPRESSION.sub(lambda match: values[match[1]], text)

        assert step["shell"] == "bash"
        assert not EXPRESSION.search(step["run"]), "what somebody writes must not become a part of a script"
        script = self.machine.passing / "step.sh"
        script.write_text(step["run"])
        on_path = self.files["PATH"].read_text().splitlines()
        environment = {
            **{name: filled(text) for name, text in step.get("env", {}).items()},
            **{f"GITHUB_{name}": str(path) for name, path in self.files.items()},
            "GITHUB_WORKSPACE": str(self.machine.checkout),
            "GITHUB_ACTIONS": "true",
            "RUNNER_TEMP": str(self.machine.passing),
            "PATH": os.pathsep.join([*reversed(on_path), self.machine.environment["PATH"]]),
        }
        folder = self.machine.checkout / filled(step.get("working-directory", "."))
        words = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
        return self.machine.run(words, folder, **environment)


@pytest.fixture
def github(machine: Machine) -> Github:
    """A runner of GitHub Actions."""
    return Github(machine)


@pytest.fixture
def schema_check(tmp_path: Path) -> Callable[[str, str], None]:
    """Holds a text against one of the schemas that check-jsonschema brings; nothing is fetched."""

    def check(name: str, text: str) -> None:
        path = tmp_path / "instance.yml"
        path.write_text(text, "utf-8")
        words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{name}", str(path)]
        done = subprocess.run(words, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    return check
