"""What tests against a cluster share: projects in a folder, and the command as a user starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SMALL = "resources: {memory: 64Mi, cpu: 50m, storage: 100Mi}"
"""What a task of these tests asks for: a cluster that fits on a laptop runs several at once."""


class Ended:
    """A command that has ended: its exit code and what it printed."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    def __repr__(self) -> str:
        return f"exit code {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"

    @property
    def json(self) -> Any:
        """What it printed, read as JSON."""
        return json.loads(self.out)


class Project:
    """A folder with an ame.yml, and `ame` in it, with a namespace of a cluster as its wish."""

    def __init__(self, folder: Path, kubeconfig: str, namespace: str) -> None:
        self.folder = folder
        self.namespace = namespace
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("AME_", "KUBE"))},
            "KUBECONFIG": kubeconfig,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "NO_COLOR": "1",
        }
        (folder / "ame.toml").write_text(f'[cluster]\nnamespace = "{namespace}"\n')

    def write(self, text: str, name: str = "ame.yml") -> None:
        """Write a file of the project."""
        (self.folder / name).write_text(text)

    def tasks(self, *names_and_commands: tuple[str, str], **more: str) -> None:
        """Write an ame.yml with small tasks that run in `busybox:1`; `more` are lines for all of them."""
        tasks = "".join(
            f"  - name: {name}\n    executor:\n      !custom\n      image: busybox:1\n"
            f"      command: {json.dumps(command)}\n    {SMALL}\n"
            + "".join(f"    {key}: {value}\n" for key, value in more.items())
            for name, command in names_and_commands
        )
        self.write(f"project: demo\ntasks:\n{tasks}")

    def start(self, *words: str, **options: Any) -> subprocess.Popen[str]:
        """Start `ame` with these words and return the process."""
        return subprocess.Popen(
            [sys.executable, "-m", "amelang.cli.main", *words],
            cwd=self.folder,
            env=self.environment,
            text=True,
            **{
                "stdin": subprocess.DEVNULL,
                "stdout": subprocess.PIPE,
                "stderr": subprocess.PIPE,
                "encoding": "utf-8",
                **options,
            },
        )

    def ame(self, *words: str, seconds: float = 120) -> Ended:
        """Run `ame` with these words to its end."""
        return ended(self.start(*words), seconds)


def ended(process: subprocess.Popen[str], seconds: float = 120) -> Ended:
    """Wait for a command to end."""
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        pytest.fail(f"it does not end:\n{Ended(-9, out, err)}")
    result = Ended(process.returncode, out, err)
    assert "Traceback" not in result.err, result
    return result


@pytest.fixture
def wait_for() -> Callable[[subprocess.Popen[str]], Ended]:
    """Waits for a command that was started to end."""
    return ended


@pytest.fixture
def project(tmp_path: Path, cluster: Any) -> Project:
    """A project in a folder of its own, its namespace fresh."""
    folder = tmp_path / "project"
    folder.mkdir()
    return Project(folder, cluster.kubeconfig, cluster.namespace)


@pytest.fixture(scope="module")
def shared_project(tmp_path_factory: pytest.TempPathFactory, shared_cluster: Any) -> Project:
    """A project for all tests of a module together."""
    return Project(tmp_path_factory.mktemp("project"), shared_cluster.kubeconfig, shared_cluster.namespace)


@pytest.fixture
def api(cluster: Any) -> Any:
    """Our own client, in the fresh namespace."""
    from amelang.cluster.client import connect

    return connect(namespace=cluster.namespace, environ={"KUBECONFIG": cluster.kubeconfig})
