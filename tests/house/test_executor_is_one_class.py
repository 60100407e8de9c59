"""Adding an executor is one class: declared here, it is known wherever executors are."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from amelang.checks.run import check
from amelang.export.generated import files
from amelang.export.reference import reference
from amelang.language.ame_yml import Executor, Project
from amelang.language.problems import MissingKey
from amelang.language.read import read_record
from amelang.language.scalars import COMMAND, PYTHON_VERSION
from amelang.language.shape import Record, key
from amelang.language.tag_problems import UnknownTag
from amelang.text.reader import read
from amelang.text.source import Source
from amelang.workspace.project import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = """\
project: garden
tasks:
  - name: grow
    executor:
      !conda
      pythonVersion: 3.11
      command: echo grown
"""


@pytest.fixture
def conda() -> Iterator[type[Executor]]:
    """An executor that amelang does not have, for as long as a test needs it."""

    class Conda(Executor, noun="a `!conda` executor", tag="!conda"):
        """Runs the command in a conda environment."""

        files = ("environment.yml",)

        python_version = key(PYTHON_VERSION, "Version of Python to run with.", required=True)
        command = key(COMMAND, "Shell command that starts the task.", required=True)

    yield Conda
    # Records are found through their base; under another one this class is no executor any more.
    Conda.__bases__ = (Record,)


def test_it_is_read(conda: type[Executor]) -> None:
    project, problems = read_record(read(Source(TEXT)), Project)
    assert not problems
    assert project.tasks is not None
    (task,) = project.tasks
    assert isinstance(task.executor, conda)
    assert task.executor.__dict__["command"].value == "echo grown"


def test_what_it_requires_is_asked_for(conda: type[Executor], tmp_path: Path) -> None:
    (tmp_path / "environment.yml").write_text("dependencies: []\n")
    (tmp_path / "ame.yml").write_text(TEXT.replace("      command: echo grown\n", ""))
    (problem,) = check(load(str(tmp_path / "ame.yml")))
    assert isinstance(problem, MissingKey)
    assert problem.message() == "a `!conda` executor needs `command`"


def test_a_slip_in_its_tag_is_put_right(conda: type[Executor]) -> None:
    _, problems = read_record(read(Source(TEXT.replace("!conda", "!cnda"))), Project)
    (problem,) = problems
    assert isinstance(problem, UnknownTag)
    assert problem.help() == "did you mean `!conda`?"


@pytest.mark.parametrize("name", ["schema/ame.schema.json", "schema/ame.draft-07.schema.json"])
def test_it_is_in_the_schema(conda: type[Executor], name: str) -> None:
    schema = json.loads(files()[name])
    definitions = schema.get("$defs") or schema["definitions"]
    assert set(definitions["Conda"]["properties"]) >= {"image", "pythonVersion", "command"}
    for task in ("Task", "Step", "Template", "InlineTask"):
        executor = definitions[task]["properties"]["executor"]
        assert any(choice.get("$ref", "").endswith("/Conda") for choice in executor["anyOf"])
        assert "- `!conda`: Runs the command in a conda environment." in executor["markdownDescription"]


def test_it_is_in_the_reference(conda: type[Executor]) -> None:
    page = reference()
    section = page.partition("\n### `!conda`\n")[2].partition("\n#")[0]
    assert "Runs the command in a conda environment." in section
    assert "It needs `environment.yml` beside the `ame.yml`." in section
    assert "| `pythonVersion` (required) |" in section
    assert "| [`!conda`](#conda) | Runs the command in a conda environment. | `environment.yml` |" in page


PROGRAM = f"""
from amelang.language.ame_yml import Executor
from amelang.language.scalars import COMMAND, PYTHON_VERSION
from amelang.language.shape import Record, key

class Conda(Executor, noun="a `!conda` executor", tag="!conda"):
    "Runs the command in a conda environment."

    python_version = key(PYTHON_VERSION, "Version of Python to run with.", required=True)
    command = key(COMMAND, "Shell command that starts the task.", required=True)

with open("ame.yml", "w") as file:
    file.write({TEXT!r})

from amelang.cli.main import main
raise SystemExit(main(["plan", "--offline", "-o", "yaml"]))
"""


def test_it_is_planned(tmp_path: Path) -> None:
    plan = subprocess.run([sys.executable, "-c", PROGRAM], cwd=tmp_path, capture_output=True, text=True)
    assert plan.returncode == 0, plan.stderr
    assert "echo grown" in plan.stdout


def test_it_is_gone_afterwards() -> None:
    """What a test declares must not change the language for the others."""
    _, problems = read_record(read(Source(TEXT)), Project)
    assert [type(problem) for problem in problems] == [UnknownTag]
    assert not [name for name, text in files().items() if "!conda" in text]
