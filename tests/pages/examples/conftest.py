"""Carrying out the examples of pages: their files, their commands, and what is done meanwhile."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from amelang.cli.main import main
from amelang.cluster.client import connect
from amelang.text.page import Example, Part

PLACES = {"server": "127.0.0.1:8001", "git": "https://git.example.com/ml"}
"""Where examples say that a server and repositories are; those of the tests are somewhere else."""
SMALL = '[defaults.resources]\nmemory = "64Mi"\ncpu = "50m"\nstorage = "100Mi"\n'
"""What a task of an example gets on a cluster that fits on a laptop."""
SHARED = """\
project: shared
templates:
  - name: small
    executor: !custom
      command: echo learned
"""
"""What examples import from a repository."""
PATIENCE = 240
"""Seconds that a command may take; a machine looks every minute how much its pods have written."""
ANSWERS = re.compile(r"the cluster (answers|does not answer) ([A-Z]+) (\w+):?")
Object = dict[str, Any]


class Terminal:
    """Where the commands of an example are typed, in the folder of its project."""

    def __init__(self, kubeconfig: str, **instead: str) -> None:
        self.kubeconfig = kubeconfig
        self.instead = {PLACES[name]: place for name, place in instead.items()}
        """What stands for the places that examples name."""
        self.said = ""
        """All that was printed, by whichever command."""
        self.settings = ""
        """What every project of this terminal has in its ame.toml, too."""

    def write(self, example: Example) -> None:
        """Write the files of an example."""
        for name, text in example.files().items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            for place, here in self.instead.items():
                text = text.replace(place, here)
            Path(name).write_text(text, "utf-8")
        if self.settings:
            with open("ame.toml", "a", encoding="utf-8") as file:
                file.write(self.settings)

    def run(self, line: str) -> str:
        """Run one command and return what it prints, on both streams in the order of printing."""
        said = self._ame(line) if " ame " in f" {line}" else self._other(line)
        for place, here in self.instead.items():
            said = said.replace(here, place)
        self.said += said
        return said

    def _ame(self, line: str) -> str:
        words = shlex.split(line)
        program = words.index("ame")
        stream = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KUBECONFIG", self.kubeconfig)
            for word in words[:program]:
                name, _, value = word.partition("=")
                patch.setenv(name, value)
            patch.setattr(sys, "stdout", stream)
            patch.setattr(sys, "stderr", stream)
            before = signal.signal(signal.SIGALRM, lambda *_: pytest.fail(f"it does not end: {line}"))
            signal.alarm(PATIENCE)
            try:
                main(words[program + 1 :])
            finally:
                signal.alarm(0)
                signal.signal(signal.SIGALRM, before)
        return stream.buffer.getvalue().decode()  # type: ignore[attr-defined]

    def _other(self, line: str) -> str:
        if line.startswith("kubectl "):
            _, verb, plural, every = shlex.split(line)
            self.kubectl(verb, plural, every)
            return ""
        done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done
        return done.stdout + done.stderr

    def kubectl(self, verb: str, plural: str, every: str) -> None:
        """Do what `kubectl delete jobs --all` would, as soon as there is something to remove."""
        assert (verb, every) == ("delete", "--all"), verb
        kind = {"jobs": "Job", "configmaps": "ConfigMap"}[plural]
        api = connect(environ={"KUBECONFIG": self.kubeconfig})
        end = time.monotonic() + 60
        found: list[Object] = []
        while not found and time.monotonic() < end:
            # A Job that is held back has not begun: AME is still sending its files.
            found = [item for item in api.all(kind) if not (item.get("spec") or {}).get("suspend")]
        for item in found:
            api.delete(kind, item["metadata"]["name"], dependents="Background")


def commands(part: Part) -> list[tuple[str, str]]:
    """Return the commands of a part, each with what the example says that it prints."""
    found: list[tuple[str, str]] = []
    for line in part.text.strip("\n").splitlines(keepends=True):
        if line.startswith("$ "):
            found.append((line[2:].rstrip("\n"), ""))
        else:
            command, said = found.pop()
            found.append((command, said + line))
    return [(command, said and said.rstrip("\n") + "\n") for command, said in found]


def pattern(expected: str) -> re.Pattern[str]:
    """Return what matches a text in which `…` stands for what is left out: of a line, or whole lines."""
    text = re.escape(expected)
    text = re.sub(r"(?m)^…\n", r"(?:.*\\n)*?", text)
    text = re.sub(r"(?m)^…\\\n", r"(?:.*\\n)*?", text)
    return re.compile(text.replace("…", r"[^\n]*?"))


def play(example: Example, cluster: Any) -> None:
    """Have a played cluster answer, and have, what an example says of it."""
    for part in example.parts:
        if part.kind != Part.ASIDE:
            continue
        if match := ANSWERS.fullmatch(part.title):
            answer = yaml.safe_load(part.text) if match[1] == "answers" else None
            cluster.answers.append((match[2], match[3], answer))
        elif part.title == "the cluster has:":
            item = yaml.safe_load(part.text)
            cluster.take(item, f"{item['kind'].lower()}s")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is a workspace of its own, and no cluster but the example's around it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    for name in list(os.environ):
        if name.startswith(("AME_", "KUBE")):
            monkeypatch.delenv(name)
    return tmp_path


def typed(example: Example, terminal: Terminal) -> str:
    """Type the commands of an example, fail where one prints something else, and return all they print."""
    terminal.write(example)
    elsewhere = [
        threading.Thread(target=terminal.run, args=(command,), daemon=True)
        for part in example.parts
        if part.terminal and part.kind == Part.ASIDE
        for command, _ in commands(part)
    ]
    for thread in elsewhere:
        thread.start()
    for part in example.parts:
        if part.kind == Part.COMMANDS:
            for command, expected in commands(part):
                said = terminal.run(command)
                shown = said and said.rstrip("\n") + "\n"
                assert pattern(expected).fullmatch(shown), f"$ {command}\n{said}"
    for thread in elsewhere:
        thread.join(10)
    return terminal.said


@pytest.fixture
def carried_out(played: tuple[Any, str, str]) -> Callable[[Example], str]:
    """Carries out an example on the played cluster and returns all that is printed."""

    def carry_out(example: Example) -> str:
        cluster, address, kubeconfig = played
        play(example, cluster)
        return typed(example, Terminal(kubeconfig, server=address))

    return carry_out


@pytest.fixture
def carried_out_there(cluster: Any, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Example], str]:
    """Carries out an example on a real cluster, in a fresh namespace, and returns all that is printed."""
    current = yaml.safe_load(Path(cluster.kubeconfig).read_text())
    name = current["current-context"]
    context = next(one["context"] for one in current["contexts"] if one["name"] == name)
    # Of two contexts of one name the first counts.
    first = tmp_path_factory.mktemp("home") / "config"
    contexts = [{"name": name, "context": {**context, "namespace": cluster.namespace}}]
    first.write_text(json.dumps({"current-context": name, "contexts": contexts}))

    def carry_out(example: Example) -> str:
        terminal = Terminal(f"{first}{os.pathsep}{cluster.kubeconfig}")
        terminal.settings = SMALL
        return typed(example, terminal)

    return carry_out


@pytest.fixture
def carried_out_with_git(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Example], str]:
    """Carries out an example that may import from a repository, and returns all that is printed."""
    top = tmp_path_factory.mktemp("git")
    repository = top / "shared.git"
    repository.mkdir()
    (repository / "ame.yml").write_text(SHARED)
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
    for words in (("init", "-q"), ("add", "-A"), (*who, "commit", "-q", "-m", "a template")):
        subprocess.run(["git", *words], cwd=repository, check=True, capture_output=True)
    return lambda example: typed(example, Terminal("", git=f"file://{top}"))


@pytest.fixture
def checked(capsys: pytest.CaptureFixture[str]) -> Callable[[Example], list[str]]:
    """Checks the files of an example and returns the codes of what is wrong with them."""

    def check(example: Example) -> list[str]:
        Terminal("").write(example)
        capsys.readouterr()
        main(["check", "-o", "json"])
        return [problem["code"] for problem in json.loads(capsys.readouterr().out)["problems"]]

    return check
