"""What tests of running share: complete tasks made by hand, and shells to run their script with."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from amelang.language.ame_yml import Custom, Executor, Task
from amelang.language.shape import At, Record
from amelang.lower.script import script_argv, script_environment, script_files
from amelang.meaning.runnable import Runnable
from amelang.text.source import Source
from amelang.text.tree import Mapping

SOURCE = Source("", "ame.yml")
SHELLS = ("bash", "dash", "busybox")
PROGRAMS = (
    "sh", "sleep", "date", "mkdir", "rm", "cat", "setsid", "touch", "true", "false", "env", "wc",
    "sed", "tail", "tr", "grep",
)  # fmt: skip


def runnable(
    command: str | None = "true",
    executor: type[Executor] = Custom,
    *,
    name: str = "train",
    python: str | None = None,
    timeout: int | None = None,
    retries: int | None = None,
    image: str | None = None,
    **environment: str,
) -> Runnable:
    """Make a complete task, as if an ame.yml had said it."""

    def text(value: str) -> At[str]:
        return At(value, SOURCE, 0, 0)

    def number(value: int | None) -> At[int] | None:
        return None if value is None else At(value, SOURCE, 0, 0)

    made = executor(Mapping(SOURCE, 0, 0, []))
    if image is not None:
        made.__dict__[Executor.image.attribute] = text(image)
    return Runnable(
        project=text("garden"),
        name=text(name),
        task=Task(Mapping(SOURCE, 0, 0, [])),
        executor=made,
        command=None if command is None else text(command),
        python_version=None if python is None else text(python),
        image=None if image is None else text(image),
        resources={},
        environment={key: text(value) for key, value in environment.items()},
        node_selector={},
        timeout=number(timeout),
        retries=number(retries),
    )


class Ended:
    """A script that has come to its end."""

    def __init__(self, code: int, out: str, err: str, reason: str, seconds: float) -> None:
        self.code = code
        self.out = out
        self.err = err
        self.reason = reason
        """What it wrote for whoever asks why the task never started."""
        self.seconds = seconds


class Script:
    """The script of a task, run as a container would run it, by one kind of shell."""

    def __init__(self, folder: Path, shell: str) -> None:
        self.shell = shell
        self.files = folder / "files of it"
        self.state = folder / "state"
        self.home = folder / "home"
        self.work = folder / "work"
        self.programs = folder / "bin"
        for path in (self.files, self.home, self.work, self.programs):
            path.mkdir()
        self._fill_programs()

    def _fill_programs(self) -> None:
        """Make a PATH on which `sh` is this shell, and bash is there only where it is this shell."""
        program = shutil.which(self.shell)
        assert program is not None
        for name in PROGRAMS:
            found = shutil.which("busybox" if self.shell == "busybox" else name)
            if found is not None:
                (self.programs / name).symlink_to(found)
        (self.programs / "sh").unlink()
        (self.programs / "sh").symlink_to(program)
        if self.shell == "bash":
            (self.programs / "bash").symlink_to(program)

    def start(self, task: Runnable, **environment: str) -> subprocess.Popen[str]:
        for name, text in script_files(task).items():
            (self.files / name).write_bytes(text.encode())
        variables = {
            "PATH": str(self.programs),
            "HOME": str(self.home),
            "AME_STATE": str(self.state),
            "AME_TERMINATION_LOG": str(self.home / "termination"),
        }
        variables |= script_environment(task) | environment
        return subprocess.Popen(
            script_argv(str(self.files)),
            executable=str(self.programs / "sh"),
            cwd=self.work,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def end(self, process: subprocess.Popen[str]) -> Ended:
        start = time.monotonic()
        out, err = process.communicate(timeout=60)
        termination = self.home / "termination"
        reason = termination.read_text() if termination.exists() else ""
        return Ended(process.returncode, out, err, reason, time.monotonic() - start)

    def run(self, task: Runnable | str, **environment: str) -> Ended:
        return self.end(self.start(runnable(task) if isinstance(task, str) else task, **environment))

    def wait_for(self, name: str) -> None:
        """Wait until the task has made a file in its folder."""
        Watch().file(self.work / name)


class Watch:
    """Looks at what happens outside of the test: files that come, processes that go."""

    def file(self, path: Path, seconds: float = 20) -> None:
        """Wait for a file."""
        end = time.monotonic() + seconds
        while not path.exists():
            assert time.monotonic() < end, f"{path} never came"
            time.sleep(0.02)

    def lives(self, pid: int) -> bool:
        """Tell whether a process runs; one that has ended and that nobody has asked after does not."""
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return not Path("/proc/self").exists()

    def quiet(self, text: str, seconds: float = 10) -> bool:
        """Tell whether within some time no process is left that has a text in its command line."""
        end = time.monotonic() + seconds
        while any(text in line for line in self._command_lines()):
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True

    def _command_lines(self) -> list[str]:
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            # Processes come and go while we look.
            with contextlib.suppress(OSError):
                found.append(path.read_bytes().decode(errors="replace"))
        return found or [subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout]

    def gone(self, pid: int, seconds: float = 5) -> bool:
        """Tell whether a process goes within some time."""
        end = time.monotonic() + seconds
        while self.lives(pid) and time.monotonic() < end:
            time.sleep(0.02)
        return not self.lives(pid)


@pytest.fixture
def watch() -> Watch:
    """Looks at files and processes."""
    return Watch()


@pytest.fixture
def make_executor() -> Iterator[Callable[..., type[Executor]]]:
    """Makes executors that amelang does not have, for as long as a test needs them."""
    made: list[type[Executor]] = []

    def make(prepare: str = "", *, files: tuple[str, ...] = (), tag: str = "") -> type[Executor]:
        class Own(Executor, tag=tag):
            pass

        Own.prepare, Own.files = prepare, files
        made.append(Own)
        return Own

    yield make
    for one in made:
        # Records are found through their base; under another one this class is no executor any more.
        one.__bases__ = (Record,)


@pytest.fixture
def missing_shells() -> list[str]:
    """The kinds of `sh` that are not on this machine."""
    return [shell for shell in SHELLS if shutil.which(shell) is None]


@pytest.fixture
def make_runnable() -> Callable[..., Runnable]:
    """Makes complete tasks."""
    return runnable


@pytest.fixture(params=list(filter(shutil.which, SHELLS)))
def script(request: pytest.FixtureRequest, tmp_path: Path) -> Script:
    """The script under each of the shells that a container's `sh` may be."""
    return Script(tmp_path, request.param)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project, which the test is in."""
    folder = tmp_path / "garden"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


DRIVER = """
import sys
sys.path[:0] = {path!r}
from conftest import runnable
from amelang.run.errors import AME_FAILED, RunError
from amelang.run.machine import run_here
try:
    code = run_here(runnable({command!r}, **{options!r}), ".", grace={grace!r})
except RunError as error:
    print(error.message, file=sys.stderr)
    code = AME_FAILED
sys.exit(code)
"""


@pytest.fixture
def start_run(project: Path, tmp_path: Path) -> Callable[..., subprocess.Popen[bytes]]:
    """Starts a run in a program of its own, as `ame` would be, perhaps on a terminal."""

    def start(
        command: str,
        *,
        terminal: int | None = None,
        stdout: int | IO[bytes] | None = None,
        grace: float = 10.0,
        **options: object,
    ) -> subprocess.Popen[bytes]:
        driver = tmp_path / "driver.py"
        path = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
        driver.write_text(DRIVER.format(path=path, command=command, options=options, grace=grace))
        stream = subprocess.PIPE if terminal is None else terminal
        return subprocess.Popen(
            [sys.executable, str(driver)],
            cwd=project,
            stdin=subprocess.DEVNULL if terminal is None else terminal,
            stdout=stdout or stream,
            stderr=stream,
            start_new_session=True,
            preexec_fn=None if terminal is None else take_terminal,
        )

    return start


def take_terminal() -> None:
    """Make the terminal at stdin that of this session, so that it sends Ctrl-C."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
