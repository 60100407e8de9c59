"""A task run on this machine: where it runs, what it leaves, how it ends, and how it is stopped."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from amelang.run.bundle_problems import UnreadableCodeError
from amelang.run.errors import RunError
from amelang.run.machine import run_here
from amelang.run.workcopy import RunFolder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Watch

    from amelang.language.ame_yml import Executor
    from amelang.meaning.runnable import Runnable

    Screen = pytest.CaptureFixture[str]
    MakeExecutor = Callable[..., type[Executor]]
    Make = Callable[..., Runnable]
    Start = Callable[..., subprocess.Popen[bytes]]


HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


def only_run(project: Path) -> Path:
    (folder,) = (project / ".ame" / "runs").iterdir()
    return folder


def test_the_first_line_says_where_it_runs(project: Path, make_runnable: Make, capfd: Screen) -> None:
    assert run_here(make_runnable("echo hello; echo trouble >&2; exit 7"), ".") == 7
    out, err = capfd.readouterr()
    assert out == "hello\n"
    first, middle, last = err.splitlines()
    assert re.fullmatch(r"ame: running train on this machine, in \.ame/runs/train-\d{8}-\d{6}", first)
    assert middle == "trouble"
    assert re.fullmatch(r"ame: train failed with exit code 7; its log is \.ame/runs/.*/log", last)


def test_files_that_it_writes_are_found_again(project: Path, make_runnable: Make, capfd: Screen) -> None:
    (project / "data.csv").write_text("1\n")
    (project / "notes.txt").write_text("old")
    (project / "src").mkdir()
    (project / "src" / "main.py").write_text("pass\n")
    command = "cat data.csv >model; echo new >notes.txt; touch src/main.py"
    command += "; mkdir -p out/deep; echo x >out/deep/a; echo y >out/b"
    assert run_here(make_runnable(command), ".") == 0
    work = only_run(project) / "work"
    left = sorted(str(path.relative_to(work)) for path in work.rglob("*") if path.is_file())
    assert left == ["model", "notes.txt", "out/b", "out/deep/a"]
    assert (project / ".ame" / "latest" / "train" / "work" / "model").read_text() == "1\n"
    assert (project / "notes.txt").read_text() == "old"
    assert (
        capfd.readouterr().err.splitlines()[-1]
        == f"ame: wrote model, notes.txt, out/ in {os.path.relpath(work)}"
    )


def test_the_log_keeps_both_streams(project: Path, make_runnable: Make) -> None:
    run_here(make_runnable("echo out; echo err >&2"), ".")
    assert sorted((only_run(project) / "log").read_text().split()) == ["err", "out"]


def test_git_sees_nothing_of_a_run(project: Path, make_runnable: Make) -> None:
    run_here(make_runnable(), ".")
    assert (project / ".ame" / ".gitignore").read_text() == "*\n"


def test_nothing_else_stays(project: Path, make_runnable: Make) -> None:
    run_here(make_runnable("touch ~/x"), ".")
    assert sorted(path.name for path in only_run(project).iterdir()) == ["log", "work"]


def test_two_runs_of_one_second_do_not_meet(project: Path, make_runnable: Make) -> None:
    for _ in range(3):
        run_here(make_runnable("echo $PWD >where"), ".")
    runs = list((project / ".ame" / "runs").iterdir())
    assert len({(run / "work" / "where").read_text() for run in runs}) == len(runs) == 3


def test_the_project_may_lie_elsewhere(
    tmp_path: Path, make_runnable: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "a b'c" / "garden"
    there.mkdir(parents=True)
    (there / "seed").write_text("s")
    monkeypatch.chdir(tmp_path)
    assert run_here(make_runnable("cat seed >plant"), str(there)) == 0
    assert (only_run(there) / "work" / "plant").read_text() == "s"


class TestWhatATaskFinds:
    def test_a_home_of_its_own_and_the_users_variables(
        self, project: Path, make_runnable: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        home = tmp_path / "me"
        (home / ".aws").mkdir(parents=True)
        (home / ".aws" / "credentials").write_text("mine\n")
        (home / ".bashrc").write_text("exit 1\n")
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.setenv("MY_TOKEN", "t")
        monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
        monkeypatch.setenv("AME_CONTEXT", "other")
        variables = '"$MY_TOKEN|${VIRTUAL_ENV-none}|${AME_CONTEXT-none}|$EPOCHS"'
        command = f"cat ~/.aws/credentials; ls -A ~; echo {variables}"
        assert run_here(make_runnable(command, EPOCHS="5"), ".") == 0
        log = (only_run(project) / "log").read_text().splitlines()
        assert log == ["mine", ".aws", "t|none|none|5"]
        assert (home / ".aws" / "credentials").exists()

    def test_the_caches_of_the_user(
        self, project: Path, make_runnable: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HOME", str(project.parent))
        monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
        run_here(make_runnable("echo $XDG_CACHE_HOME"), ".")
        assert (only_run(project) / "log").read_text() == f"{project.parent}/.cache\n"

    def test_no_input(self, project: Path, make_runnable: Make) -> None:
        assert run_here(make_runnable("read line && exit 3; exit 4"), ".") == 4

    def test_the_python_that_it_names(self, project: Path, make_runnable: Make, capfd: Screen) -> None:
        show = "-c 'import sys; print(sys.version_info[:2])'"
        command = f"for name in python python3 python{HERE}; do $name {show}; done"
        assert run_here(make_runnable(command, python=HERE), ".") == 0
        assert capfd.readouterr().out == f"({HERE.replace('.', ', ')})\n" * 3

    def test_no_image_and_it_is_told(self, project: Path, make_runnable: Make, capfd: Screen) -> None:
        run_here(make_runnable(image="r-base:4"), ".")
        assert "ame: the image `r-base:4` is for clusters and is not used here\n" in capfd.readouterr().err


class TestFailures:
    @pytest.mark.parametrize(
        ("command", "code", "words"),
        [
            ("no-such-program", 127, "exit code 127, a command that was not found"),
            ("kill -9 $$", 137, "exit code 137, killed by SIGKILL, perhaps for want of memory"),
            ("exit 1", 1, "exit code 1; its log"),
        ],
    )
    def test_the_code_is_the_commands(
        self,
        project: Path,
        make_runnable: Make,
        capfd: Screen,
        command: str,
        code: int,
        words: str,
    ) -> None:
        assert run_here(make_runnable(command), ".") == code
        assert words in capfd.readouterr().err

    def test_a_preparation_that_fails_is_ours(
        self, project: Path, make_runnable: Make, make_executor: MakeExecutor
    ) -> None:
        failing = make_executor("fail 123 'the well is dry'")
        with pytest.raises(RunError) as caught:
            run_here(make_runnable("echo no", failing, python=HERE), ".")
        assert caught.value.message == "the environment of `train` cannot be prepared: the well is dry"
        assert caught.value.help == f"the output above is kept in {os.path.relpath(only_run(project))}/log"

    def test_a_file_that_is_missing_stops_it_before_anything_is_made(
        self, project: Path, make_runnable: Make, make_executor: MakeExecutor
    ) -> None:
        needing = make_executor(files=("seeds.txt",), tag="!needing")
        with pytest.raises(RunError) as caught:
            run_here(make_runnable("true", needing), ".")
        assert caught.value.message == "there is no `seeds.txt`, which `!needing` needs"
        assert not (project / ".ame").exists()
        (project / "seeds.txt").touch()
        (project / ".gitignore").write_text("seeds.txt\n")
        (project / ".git").mkdir()
        with pytest.raises(RunError) as caught:
            run_here(make_runnable("true", needing), ".")
        assert caught.value.help == "write `!seeds.txt` into `.ameignore`"
        (project / ".ameignore").write_text("!seeds.txt\n")
        assert run_here(make_runnable("true", needing), ".") == 0

    @pytest.mark.parametrize("name", ["a:b", "a\nb"])
    def test_a_path_on_which_no_environment_is_found(
        self, project: Path, make_runnable: Make, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        odd = project / name
        odd.mkdir()
        monkeypatch.chdir(odd)
        with pytest.raises(RunError, match="and no environment can be on PATH there"):
            run_here(make_runnable("true", python=HERE), ".")
        assert not (odd / ".ame").exists()
        # What needs none runs there, too.
        assert run_here(make_runnable("exit 3"), ".") == 3

    def test_a_place_that_cannot_be_written(self, project: Path, make_runnable: Make) -> None:
        (project / ".ame").write_text("a file")
        with pytest.raises(RunError, match=r"`\.ame` cannot be written"):
            run_here(make_runnable(), ".")

    @pytest.mark.usefixtures("permissions_hold")
    def test_a_project_that_cannot_be_copied_leaves_nothing(
        self, project: Path, make_runnable: Make, capfd: Screen
    ) -> None:
        assert run_here(make_runnable("touch new"), ".") == 0
        (project / "locked").touch(mode=0)
        with pytest.raises(RunError, match="`locked` cannot be copied: permission denied"):
            run_here(make_runnable(), ".")
        # The run before is still the only one, and the last.
        assert (project / ".ame" / "latest" / "train").resolve() == only_run(project).resolve()

    @pytest.mark.usefixtures("permissions_hold")
    def test_a_folder_that_may_not_be_looked_into_is_named(self, project: Path, make_runnable: Make) -> None:
        (project / "locked").mkdir(mode=0)
        with pytest.raises(UnreadableCodeError, match="`locked` cannot be read: permission denied"):
            run_here(make_runnable(), ".")
        assert list((project / ".ame" / "runs").iterdir()) == []

    @pytest.mark.skipif(not os.path.exists("/proc/self/environ"), reason="only Linux tells who is of a run")
    def test_what_left_the_group_is_stopped_too(
        self, project: Path, make_runnable: Make, capfd: Screen, watch: Watch
    ) -> None:
        deaf = "trap '' TERM; echo $$ >pid; while :; do sleep 1; done"
        command = f'setsid sleep 60 & setsid sh -c "{deaf}" & while [ ! -s pid ]; do sleep 0.1; done; exit 4'
        assert run_here(make_runnable(command.replace("$$", "\\$\\$")), ".") == 4
        assert "ame: stopping what the command has left behind\n" in capfd.readouterr().err
        assert not watch.lives(int((only_run(project) / "work" / "pid").read_text()))


class TestRetriesAndTimeouts:
    def test_it_is_tried_again_in_a_fresh_copy(
        self, project: Path, make_runnable: Make, capfd: Screen
    ) -> None:
        counter = project.parent / "count"
        command = f"[ ! -e left ] && touch left && echo x >>{counter} && [ $(wc -l <{counter}) = 3 ]"
        assert run_here(make_runnable(command, retries=5), ".") == 0
        assert counter.read_text() == "x\n" * 3
        assert "ame: trying again, 3 of 6\n" in capfd.readouterr().err

    def test_it_gives_up(self, project: Path, make_runnable: Make) -> None:
        assert run_here(make_runnable("echo x; exit 5", retries=2), ".") == 5
        assert (only_run(project) / "log").read_text() == "x\n" * 3

    def test_its_time_is_over(self, project: Path, make_runnable: Make, capfd: Screen) -> None:
        start = time.monotonic()
        assert run_here(make_runnable("sleep 60", timeout=1), ".") == 124
        assert time.monotonic() - start < 8
        assert "ame: train was stopped after 1 s, at its `timeout`" in capfd.readouterr().err

    def test_one_that_does_not_listen_is_killed(
        self, project: Path, make_runnable: Make, watch: Watch
    ) -> None:
        pids = project.parent / "pids"
        command = f"trap '' TERM; echo $$ >{pids}; while :; do sleep 0.1; done"
        assert run_here(make_runnable(command, timeout=1), ".", grace=0.5) == 124
        assert watch.gone(int(pids.read_text()))


class TestInterrupting:
    """A real Ctrl-C, typed on a real terminal, or a signal from elsewhere."""

    def test_ctrl_c_stops_it_and_leaves_nothing(self, project: Path, start_run: Start, watch: Watch) -> None:
        pids = project.parent / "pids"
        keyboard, terminal = pty.openpty()
        command = f"(sleep 70 & echo $! >>{pids}; touch {pids}.all; wait) & echo $$ >>{pids}"
        command += "; trap 'echo saving >saved; exit' TERM; wait"
        run = start_run(command, terminal=terminal)
        watch.file(pids.with_name("pids.all"))
        time.sleep(0.3)
        os.write(keyboard, b"\x03")
        assert run.wait(20) == 130
        assert all(watch.gone(int(pid)) for pid in pids.read_text().split())
        shown = os.read(keyboard, 65536).decode()
        assert "stopping; Ctrl-C again kills it" in shown
        assert "train was stopped" in shown
        assert (only_run(project) / "work" / "saved").exists()
        os.close(keyboard)
        os.close(terminal)

    def test_a_second_ctrl_c_kills(self, project: Path, start_run: Start, watch: Watch) -> None:
        pids = project.parent / "pids"
        keyboard, terminal = pty.openpty()
        command = f"trap '' TERM; echo $$ >{pids}; touch {pids}.all; while :; do sleep 0.1; done"
        run = start_run(command, terminal=terminal, grace=60.0)
        watch.file(pids.with_name("pids.all"))
        os.write(keyboard, b"\x03")
        time.sleep(0.6)
        assert watch.lives(int(pids.read_text()))
        os.write(keyboard, b"\x03")
        assert run.wait(10) == 130
        assert watch.gone(int(pids.read_text()))
        os.close(keyboard)
        os.close(terminal)

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
    def test_another_signal_does_the_same(
        self, project: Path, start_run: Start, number: int, watch: Watch
    ) -> None:
        pids = project.parent / "pids"
        run = start_run(f"echo $$ >{pids}; touch {pids}.all; sleep 60")
        watch.file(pids.with_name("pids.all"))
        run.send_signal(number)
        run.communicate(timeout=20)
        assert run.returncode == 128 + number
        assert watch.gone(int(pids.read_text()))

    def test_even_where_ame_is_killed_itself_the_task_is_stopped(
        self, project: Path, start_run: Start, watch: Watch
    ) -> None:
        pids = project.parent / "pids"
        run = start_run(f"echo $$ >{pids}; touch {pids}.all; sleep 60")
        watch.file(pids.with_name("pids.all"))
        run.kill()
        run.communicate(timeout=20)
        assert watch.gone(int(pids.read_text()))
        assert watch.quiet(f"{project}/.ame")

    def test_output_comes_when_it_is_printed(self, project: Path, start_run: Start) -> None:
        run = start_run(f"'{sys.executable}' -c 'import time; print(1); time.sleep(5)'")
        assert run.stdout is not None
        start = time.monotonic()
        assert run.stdout.readline() == b"1\n"
        assert time.monotonic() - start < 4
        run.terminate()
        run.communicate(timeout=20)

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
    def test_a_full_disk_ends_the_log_and_not_the_task(
        self, project: Path, make_runnable: Make, capfd: Screen, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(RunFolder, "log", "/dev/full")
        assert run_here(make_runnable("echo one; sleep 0.3; echo two; exit 7"), ".") == 7
        out, err = capfd.readouterr()
        assert out == "one\ntwo\n"
        assert err.count("ame: the log ends here: no space left on device\n") == 1

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
    def test_a_full_disk_behind_its_output_does_not_stop_it(self, project: Path, start_run: Start) -> None:
        with open("/dev/full", "wb") as full:
            run = start_run("for i in 1 2 3; do echo $i; sleep 0.2; done; touch done", stdout=full)
            run.wait(20)
        assert (only_run(project) / "work" / "done").exists()
        assert (only_run(project) / "log").read_text() == "1\n2\n3\n"

    def test_a_reader_that_has_gone_does_not_stop_it(self, project: Path, start_run: Start) -> None:
        run = start_run("for i in 1 2 3 4; do echo $i; sleep 0.2; done; touch done")
        assert run.stdout is not None
        run.stdout.close()
        run.wait(20)
        assert (only_run(project) / "work" / "done").exists()
