"""Which Python a task gets here: the one it names, from PATH, pyenv or uv, or the one asked for."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from amelang.run import python
from amelang.run.errors import RunError
from amelang.run.machine import run_here
from amelang.text.source import Source
from amelang.workspace.python_version import Requirement

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from amelang.language.ame_yml import Executor
    from amelang.meaning.runnable import Runnable

    Make = Callable[..., Runnable]
    MakeExecutor = Callable[..., type[Executor]]


def wanted(text: str) -> Requirement:
    return Requirement(text, Source(text).span(0, len(text)))


class Machine:
    """A machine with pythons that only say their version, and a uv that finds what it is told to."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.uv_calls = folder / "uv.log"
        self.path = [folder / "bin", folder / "usr"]
        for path in self.path:
            path.mkdir()
        monkeypatch.setenv("PATH", ":".join(map(str, self.path)))
        monkeypatch.setenv("PYENV_ROOT", str(folder / "pyenv"))
        monkeypatch.setattr(python, "uv_path", lambda: str(folder / "uv"))
        self.uv(find="", install="exit 2")

    def python(self, place: str, version: str) -> Path:
        """Put an interpreter somewhere; one without a version is a shim that leads nowhere."""
        path = self.folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/sh\nprintf "{version} %s" "$0"\n' if version else "#!/bin/sh\nexit 127\n")
        path.chmod(0o755)
        return path

    def uv(self, *, find: str, install: str) -> None:
        lines = f'#!/bin/sh\necho "$*" >>{self.uv_calls}\n'
        lines += f"case $2 in install) {install} ;; find) {find or 'exit 2'} ;; esac\n"
        (self.folder / "uv").write_text(lines)
        (self.folder / "uv").chmod(0o755)

    def find(self, text: str | None) -> python.Interpreter:
        return python.find_python(wanted(text) if text else None, self.said.append)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine of which the test says what is on it."""
    return Machine(tmp_path, monkeypatch)


def test_the_versions_own_name_comes_first(machine: Machine) -> None:
    machine.python("bin/python3", "3.11.1")
    machine.python("usr/python3.11", "3.11.7")
    assert str(machine.find("3.11")) == f"Python 3.11.7 ({machine.folder}/usr/python3.11)"


@pytest.mark.parametrize("name", ["python3", "python"])
def test_then_a_general_one_of_that_version(machine: Machine, name: str) -> None:
    machine.python("bin/python3.12", "3.12.0")
    machine.python(f"usr/{name}", "3.11.7")
    assert machine.find("3.11").version == "3.11.7"


def test_a_shim_that_leads_nowhere_hides_nothing(machine: Machine) -> None:
    machine.python("bin/python3.11", "")
    machine.python("usr/python3.11", "3.11.2")
    assert machine.find("3.11").version == "3.11.2"


def test_versions_are_compared_by_their_numbers(machine: Machine) -> None:
    machine.python("bin/python3", "3.11.7")
    machine.python("usr/python3", "3.1.5")
    assert machine.find("3.1").version == "3.1.5"


def test_a_patch_release_is_that_release(machine: Machine) -> None:
    machine.python("bin/python3.11", "3.11.2")
    machine.python("usr/python3.11", "3.11.4")
    assert machine.find("3.11.4").version == "3.11.4"


def test_pyenv_gives_its_newest(machine: Machine) -> None:
    machine.python("bin/python3", "3.9.1")
    for version in ("3.11.2", "3.11.10", "3.12.1"):
        machine.python(f"pyenv/versions/{version}/bin/python", version)
    assert machine.find("3.11").version == "3.11.10"


def test_a_range_takes_the_first_that_it_allows(machine: Machine) -> None:
    machine.python("bin/python3", "3.9.1")
    machine.python("usr/python3.12", "3.12.1")
    assert machine.find(">=3.10,<3.13").version == "3.12.1"


def test_without_a_wish_the_first_on_path(machine: Machine) -> None:
    machine.python("bin/python", "3.8.1")
    machine.python("usr/python3", "3.9.1")
    assert machine.find(None).version == "3.9.1"


def test_uv_may_have_one(machine: Machine) -> None:
    there = machine.python("managed/python3.13", "3.13.2")
    machine.uv(find=f"echo {there}", install="exit 2")
    assert machine.find("3.13").path == str(there)
    assert "install" not in machine.uv_calls.read_text()


def test_uv_installs_one(machine: Machine) -> None:
    there = machine.python("managed/python3.13", "3.13.2")
    machine.uv(find=f"[ -e {there}.done ] && echo {there}", install=f": >{there}.done")
    assert machine.find("3.13").path == str(there)
    assert machine.said == ["there is no Python 3.13 here, asking uv to install one"]


def test_where_there_is_none_it_says_what_there_is(machine: Machine) -> None:
    machine.python("bin/python3", "3.11.7")
    machine.python("usr/python3.9", "3.9.1")
    machine.python("pyenv/versions/3.12.1/bin/python", "3.12.1")
    machine.uv(find="", install="echo error: not installed >&2; echo '  cause: no network' >&2; exit 2")
    with pytest.raises(RunError) as caught:
        machine.find("3.13")
    folder = machine.folder
    assert caught.value.message == "there is no Python 3.13 on this machine"
    assert caught.value.help == (
        f"there is Python 3.9.1 ({folder}/usr/python3.9), Python 3.11.7 ({folder}/bin/python3), "
        f"Python 3.12.1 ({folder}/pyenv/versions/3.12.1/bin/python); "
        "install it (`uv python install 3.13` or pyenv), or run with another: `--python PATH`"
    )
    assert machine.said[1] == "uv could not: no network"


@pytest.mark.parametrize("named", ["python3.9", "usr/python3.9", "3.9", "3.9.1"])
def test_another_one_can_be_asked_for(machine: Machine, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    machine.python("bin/python3", "3.11.7")
    machine.python("usr/python3.9", "3.9.1")
    monkeypatch.chdir(machine.folder)
    found = python.named_python(named, machine.said.append)
    assert str(found) == f"Python 3.9.1 ({machine.folder}/usr/python3.9)"


@pytest.mark.parametrize("named", ["9.9", "2.7", "4"])
def test_no_version_that_tasks_could_have(machine: Machine, named: str) -> None:
    machine.python("bin/python3", "3.11.7")
    with pytest.raises(RunError) as caught:
        python.named_python(named, machine.said.append)
    assert caught.value.message == f"there is no Python {named} on this machine"
    assert caught.value.help.startswith("there is Python 3.11.7 (")


@pytest.mark.parametrize("named", ["no-such-python", "/nonexistent/python", ".", ""])
def test_what_is_asked_for_must_be_one(machine: Machine, named: str) -> None:
    with pytest.raises(RunError, match=f"`{re.escape(named)}` is no Python that runs"):
        python.named_python(named, machine.said.append)


def test_the_base_of_a_virtual_environment_counts(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    of_it, of_us = python.ask(str(tmp_path / "venv" / "bin" / "python")), python.ask(sys.executable)
    assert of_it is not None
    assert of_us is not None
    assert of_it.path == of_us.path


class TestInARun:
    def test_another_version_is_told(
        self, project: Path, make_runnable: Make, machine: Machine, capfd: pytest.CaptureFixture[str]
    ) -> None:
        other = machine.python("usr/python3.9", "3.9.1")
        machine.python("bin/sh", "")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PATH", f"{machine.folder}/usr:/usr/bin:/bin")
            assert run_here(make_runnable("python", python="3.11"), ".", python=str(other)) == 0
        out, err = capfd.readouterr()
        assert err.splitlines()[0] == "ame: with Python 3.9.1, as asked for, where ame.yml says 3.11"
        assert f"on this machine, Python 3.9.1 ({other}), in .ame" in err
        assert out.startswith("3.9.1 ")

    @pytest.mark.parametrize(
        ("file", "text", "version"),
        [
            ("Pipfile", '[requires]\npython_version = "3.9"\n', "3.9.1"),
            ("python_env.yaml", "python: 3.9.1\n", "3.9.1"),
            ("Pipfile", "[packages]\n", "3.11.7"),
        ],
    )
    def test_the_projects_own_files_may_say_it(
        self,
        project: Path,
        make_runnable: Make,
        make_executor: MakeExecutor,
        machine: Machine,
        file: str,
        text: str,
        version: str,
    ) -> None:
        machine.python("bin/python3", "3.11.7")
        machine.python("usr/python3.9", "3.9.1")
        (project / file).write_text(text)
        own = make_executor('"$AME_PYTHON" >version')
        own.own_python, own.python_files = True, (file,)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PATH", f"{machine.folder}/bin:{machine.folder}/usr:/usr/bin:/bin")
            assert run_here(make_runnable("true", own), ".") == 0
        assert (project / ".ame/latest/train/work/version").read_text().startswith(version)
