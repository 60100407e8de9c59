"""Every executor for real, with the tools that it installs and a small dependency. Needs a package index."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from amelang.language.ame_yml import Mlflow, Pip, Pipenv, Poetry
from amelang.run.errors import RunError
from amelang.run.machine import run_here
from amelang.run.python import uv_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Watch

    from amelang.meaning.runnable import Runnable

    Make = Callable[..., Runnable]
    Screen = pytest.CaptureFixture[str]

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
SIX = "sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274"
SHOW = "python -c 'import six, sys; print(six.__version__, sys.prefix)'; echo \"it's $EPOCHS\"; exit 9"

PYPROJECT = """\
[project]
name = "garden"
version = "1.0"
requires-python = ">=3.9"
dependencies = ["six==1.17.0"]
readme = "there-is-none.md"
"""
POETRY_LOCK = f"""\
[[package]]
name = "six"
version = "1.17.0"
description = ""
optional = false
python-versions = ">=2.7"
groups = ["main"]
files = [{{file = "six-1.17.0-py2.py3-none-any.whl", hash = "{SIX}"}}]

[metadata]
lock-version = "2.1"
python-versions = ">=3.9"
content-hash = "2ad46027d8c8c24ce5715f1d3f74370cabd9bd28ebaa8b8cadfb93e6d2e8e7e6"
"""
PIPFILE = """\
[packages]
six = "==1.17.0"
"""
PIPFILE_LOCK = f"""\
{{
    "_meta": {{
        "hash": {{"sha256": "84c2e21771457e7e60048cd7d81874d5f8210db4c93d03494250d6e942ed338c"}},
        "pipfile-spec": 6, "requires": {{}}, "sources": []
    }},
    "default": {{"six": {{"hashes": ["{SIX}"], "version": "==1.17.0"}}}},
    "develop": {{}}
}}
"""


@pytest.fixture(scope="module", autouse=True)
def _package_index() -> None:
    """Skip where no packages can be had."""
    uv = uv_path()
    assert uv is not None
    command = [uv, "pip", "compile", "--quiet", "--no-deps", "--no-header", "-"]
    tried = subprocess.run(command, input=b"six==1.17.0\n", capture_output=True, timeout=120)
    if tried.returncode != 0:
        pytest.skip("no package index can be reached from here")


def only_line(screen: Screen, word: str) -> str:
    (line,) = (line for line in screen.readouterr().out.splitlines() if word in line)
    return line


def test_pip(project: Path, make_runnable: Make, capfd: Screen) -> None:
    (project / "requirements.txt").write_text("six==1.17.0\n")
    assert run_here(make_runnable(SHOW, Pip, python=HERE, EPOCHS="$(5)"), ".") == 9
    out = capfd.readouterr().out.splitlines()
    assert out[0].startswith("1.17.0 ")
    assert out[0].endswith("/state/environment")
    assert out[1] == "it's $(5)"


def test_pip_says_what_cannot_be_installed(project: Path, make_runnable: Make, capfd: Screen) -> None:
    (project / "requirements.txt").write_text("six==0.0.99\n")
    with pytest.raises(RunError, match=r"requirements\.txt cannot be installed; the lines above say why"):
        run_here(make_runnable("touch ran", Pip, python=HERE), ".")
    assert "six==0.0.99" in capfd.readouterr().err
    assert not (project / ".ame/latest/train/work/ran").exists()


def test_poetry(project: Path, make_runnable: Make, capfd: Screen) -> None:
    (project / "pyproject.toml").write_text(PYPROJECT)
    (project / "poetry.lock").write_text(POETRY_LOCK)
    assert run_here(make_runnable(SHOW, Poetry, python=HERE, EPOCHS="5"), ".") == 9
    assert only_line(capfd, "1.17.0").endswith("/state/environment")


def test_poetry_refuses_a_stale_lock(project: Path, make_runnable: Make) -> None:
    (project / "pyproject.toml").write_text(PYPROJECT.replace("1.17.0", "1.16.0"))
    (project / "poetry.lock").write_text(POETRY_LOCK)
    with pytest.raises(RunError, match=r"poetry\.lock does not fit pyproject\.toml: run `poetry lock`"):
        run_here(make_runnable(SHOW, Poetry, python=HERE), ".")


def test_pipenv(project: Path, make_runnable: Make, capfd: Screen) -> None:
    (project / "Pipfile").write_text(PIPFILE)
    (project / "Pipfile.lock").write_text(PIPFILE_LOCK)
    assert run_here(make_runnable(SHOW, Pipenv, EPOCHS="5"), ".") == 9
    assert only_line(capfd, "1.17.0").endswith("/state/environment")


def test_pipenv_refuses_a_stale_lock(project: Path, make_runnable: Make) -> None:
    (project / "Pipfile").write_text(PIPFILE.replace("1.17.0", "1.16.0"))
    (project / "Pipfile.lock").write_text(PIPFILE_LOCK)
    with pytest.raises(RunError, match=r"Pipfile\.lock does not fit the Pipfile: run `pipenv lock`"):
        run_here(make_runnable(SHOW, Pipenv), ".")


MLPROJECT = """\
name: garden
python_env: python_env.yaml
entry_points:
  main:
    parameters:
      words: {type: str, default: from the project}
    command: "python -c 'import six, sys; print(six.__version__, *sys.argv[1:])' {words} && touch made"
"""


def test_mlflow(project: Path, make_runnable: Make, capfd: Screen) -> None:
    (project / "MLproject").write_text(MLPROJECT)
    (project / "python_env.yaml").write_text("dependencies:\n  - -r requirements.txt\n")
    (project / "requirements.txt").write_text("six==1.17.0\n")
    assert run_here(make_runnable(None, Mlflow), ".") == 0
    assert only_line(capfd, "1.17.0") == "1.17.0 from the project"
    work = project / ".ame/latest/train/work"
    assert (work / "made").exists()
    assert (work / "mlruns").exists()


def test_mlflow_with_a_command_of_the_task(project: Path, make_runnable: Make, capfd: Screen) -> None:
    (project / "MLproject").write_text(MLPROJECT)
    (project / "python_env.yaml").write_text("dependencies: [six==1.17.0]\n")
    assert run_here(make_runnable(SHOW, Mlflow, EPOCHS="$5"), ".") == 9
    assert "it's $5\n" in capfd.readouterr().out


@pytest.mark.parametrize("key", ["docker_env", "conda_env"])
def test_mlflow_with_an_environment_that_we_do_not_make(
    project: Path, make_runnable: Make, capfd: Screen, key: str
) -> None:
    (project / "MLproject").write_text(f"name: x\n{key}: x\n")
    with pytest.raises(RunError, match="the environment of the MLproject cannot be read"):
        run_here(make_runnable("true", Mlflow), ".")
    assert f"`{key}` of the MLproject is not supported" in capfd.readouterr().err


def test_stopping_an_installation_leaves_nothing(project: Path, make_runnable: Make, watch: Watch) -> None:
    (project / "setup.py").write_text("import time; time.sleep(60)\n")
    (project / "requirements.txt").write_text(".\n")
    assert run_here(make_runnable("touch ran", Pip, python=HERE, timeout=3), ".") == 124
    assert watch.quiet(str(project))
