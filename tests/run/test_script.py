"""The script of a task: what a command sees, how it ends, and how it is stopped, under every kind of `sh`."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Script

    from amelang.language.ame_yml import Executor
    from amelang.meaning.runnable import Runnable

    Make = Callable[..., Runnable]
    MakeExecutor = Callable[..., type[Executor]]

TORTURE = {
    "quotes": ("printf '%s|' 'a b' \"it's\" \\\"q\\\"", 'a b|it\'s|"q"|'),
    "dollars": ("X=1; printf '%s' '$$' '$(X)' \"$X\" '${X}' '$X'", "$$$(X)1${X}$X"),
    "backticks": ("printf '%s' '`date`' \"`printf in`\"", "`date`in"),
    "heredoc": ("cat <<'END'\n  it's $HOME \"x\" `y` \\n\nEND\n", '  it\'s $HOME "x" `y` \\n\n'),
    "expanding heredoc": ("X=5\ncat <<END\n$X \\$X\nEND", "5 $X\n"),
    "lines": ("printf one\nprintf two\n\n\nprintf three", "onetwothree"),
    "and, or, pipe": ("false || printf 'a\\nb\\n' | wc -l && true", "2\n"),
    "a comment at the end": ("printf x # no newline", "x"),
    "backslash at a line's end": ("printf '%s' one\\\n two", "onetwo"),
    "percent and star": ("printf '%s' '%s %d *' '?[a]'", "%s %d *?[a]"),
    "other alphabets": ("printf '%s' 'blå 漢字 🌱'", "blå 漢字 🌱"),
    "a leading dash": ("-x 2>/dev/null; printf y", "y"),
    "exit in the middle": ("printf a; exit 0; printf b", "a"),
    "shell of its own": ('sh -c \'printf "%s" "$0 $1"\' \'$a\' "b c"', "$a b c"),
}


def test_every_kind_of_shell_is_here(missing_shells: list[str]) -> None:
    if missing_shells:
        pytest.skip(f"install {' and '.join(missing_shells)}, to test the script with all that `sh` may be")


@pytest.mark.parametrize("name", TORTURE)
def test_a_command_is_run_as_it_was_written(script: Script, name: str) -> None:
    command, expected = TORTURE[name]
    ended = script.run(command)
    assert (ended.out.replace(" ", "") if "wc" in command else ended.out) == expected
    assert ended.code == 0


@pytest.mark.parametrize(
    "command", ["printf x\r\n", "printf 'a\tb'", "exit 3", "# only a comment", "  exit 4  \n\n"]
)
def test_the_file_of_a_command_has_its_very_bytes(script: Script, command: str) -> None:
    script.run(command)
    assert (script.files / "command").read_bytes() == command.encode()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("true", 0),
        ("false", 1),
        ("exit 7", 7),
        ("no-such-program", 127),
        ("kill -9 $$", 137),
        ("exit 125", 125),
    ],
)
def test_the_code_is_the_commands(script: Script, command: str, code: int) -> None:
    assert script.run(command).code == code


def test_a_killed_command_leaves_no_words_of_the_shell(script: Script) -> None:
    assert script.run("kill -9 $$").err == ""


def test_a_command_finds_no_input_and_a_known_environment(script: Script) -> None:
    ended = script.run(
        "cat; echo $PYTHONUNBUFFERED $PIP_NO_INPUT $XDG_CACHE_HOME $AME_PROJECT/$AME_TASK $USER"
    )
    assert ended.out == f"1 1 {script.home}/.cache garden/train ame\n"


def test_what_the_task_sets_is_not_overruled(script: Script) -> None:
    assert script.run('echo "$PYTHONUNBUFFERED|$USER"', PYTHONUNBUFFERED="", USER="ada").out == "|ada\n"


def test_a_home_that_cannot_be_written_is_replaced(script: Script) -> None:
    ended = script.run('touch "$HOME/x" && echo "$HOME"', HOME="/nonexistent", TMPDIR=str(script.work))
    assert ended.out == f"{script.work}/home\n"


def test_children_in_the_background_may_finish(script: Script) -> None:
    ended = script.run("(sleep 0.5; echo late) & echo soon; exit 3")
    assert (ended.out, ended.code) == ("soon\nlate\n", 3)


class TestStopping:
    """SIGTERM reaches all that the task has started, in every phase."""

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_a_command_that_does_not_mind(self, script: Script, make_runnable: Make, number: int) -> None:
        process = script.start(make_runnable("touch begun; sleep 60"))
        script.wait_for("begun")
        process.send_signal(number)
        ended = script.end(process)
        assert ended.code == 143
        assert ended.seconds < 5

    def test_a_command_that_cleans_up(self, script: Script, make_runnable: Make) -> None:
        process = script.start(make_runnable("trap 'echo saved; exit 5' TERM; touch begun; sleep 60 & wait"))
        script.wait_for("begun")
        process.terminate()
        ended = script.end(process)
        assert (ended.out, ended.code) == ("saved\n", 5)

    def test_children_in_the_background(self, script: Script, make_runnable: Make) -> None:
        command = "(trap 'echo child saved; exit' TERM; touch begun; while :; do sleep 0.1; done) & wait"
        process = script.start(make_runnable(command))
        script.wait_for("begun")
        process.terminate()
        ended = script.end(process)
        assert ended.out == "child saved\n"
        assert ended.code == 143

    def test_a_preparation(self, script: Script, make_runnable: Make, make_executor: MakeExecutor) -> None:
        slow = make_executor("touch begun\nsleep 60")
        process = script.start(make_runnable("touch ran", slow))
        script.wait_for("begun")
        process.terminate()
        ended = script.end(process)
        assert ended.code == 143
        assert not (script.work / "ran").exists()

    def test_before_anything_has_begun(self, script: Script, make_runnable: Make) -> None:
        process = script.start(make_runnable("sleep 60"))
        process.terminate()
        assert script.end(process).code in (143, -signal.SIGTERM)

    def test_a_second_request(self, script: Script, make_runnable: Make) -> None:
        trap = "n=0; trap 'n=$((n+1)); touch got$n; [ $n = 1 ] || exit 6' TERM"
        command = f"{trap}; touch begun; while :; do sleep 0.1; done"
        process = script.start(make_runnable(command))
        script.wait_for("begun")
        process.terminate()
        script.wait_for("got1")
        process.terminate()
        assert script.end(process).code == 6


class TestPreparation:
    """The lines of an executor, here of executors that only the test knows."""

    def test_its_lines_change_what_the_command_finds(
        self, script: Script, make_runnable: Make, make_executor: MakeExecutor
    ) -> None:
        polite = make_executor("GREETING='good day'\nexport GREETING\necho ready")
        ended = script.run(make_runnable('echo "$GREETING"', polite))
        assert ended.out == "ready\ngood day\n"

    def test_it_may_start_the_command_by_other_words(
        self, script: Script, make_runnable: Make, make_executor: MakeExecutor
    ) -> None:
        wrapping = make_executor('set -- env WRAPPED=yes "$@"')
        assert script.run(make_runnable("echo $WRAPPED; exit 9", wrapping)).code == 9

    def test_a_step_that_fails_ends_it(
        self, script: Script, make_runnable: Make, make_executor: MakeExecutor
    ) -> None:
        failing = make_executor("echo one\nsh -c 'exit 7'\necho two")
        ended = script.run(make_runnable("echo command", failing))
        assert (ended.out, ended.code) == ("one\n", 119)
        assert ended.reason == "a step of the preparation failed with exit code 7\n"

    def test_it_can_say_why(self, script: Script, make_runnable: Make, make_executor: MakeExecutor) -> None:
        failing = make_executor("fail 122 'the beds and the seeds do not agree'")
        ended = script.run(make_runnable("echo command", failing))
        assert (ended.out, ended.code) == ("", 122)
        assert ended.reason == "the beds and the seeds do not agree\n"
        assert ended.err == "ame: the beds and the seeds do not agree\n"

    def test_one_that_ends_too_early_is_a_failure(
        self, script: Script, make_runnable: Make, make_executor: MakeExecutor
    ) -> None:
        early = make_executor("exit 0")
        assert script.run(make_runnable("true", early)).code == 119

    def test_one_that_is_killed_keeps_the_code_of_it(
        self, script: Script, make_runnable: Make, make_executor: MakeExecutor
    ) -> None:
        killed = make_executor("kill -9 $$")
        ended = script.run(make_runnable("true", killed))
        assert (ended.code, ended.reason) == (137, "the preparation was killed by signal 9\n")

    def test_a_log_that_is_not_there_is_no_harm(
        self, script: Script, make_runnable: Make, make_executor: MakeExecutor
    ) -> None:
        failing = make_executor("fail 122 'no'")
        ended = script.run(make_runnable("true", failing), AME_TERMINATION_LOG="/nonexistent/log")
        assert (ended.code, ended.err) == (122, "ame: no\n")

    def test_an_image_without_the_python_is_told_apart(
        self, script: Script, make_runnable: Make, make_executor: MakeExecutor
    ) -> None:
        python = script.programs / "python3"
        python.write_text("#!/bin/sh\necho 3.1.5\n")
        python.chmod(0o755)
        wanting = make_executor("find_python")
        ended = script.run(make_runnable("true", wanting, python="3.11"))
        assert ended.code == 120
        assert ended.reason == "there is no Python 3.11 in this image, only 3.1.5\n"

    def test_the_code_may_be_left_in_a_file(
        self, script: Script, make_runnable: Make, make_executor: MakeExecutor
    ) -> None:
        """As for MLflow, which ends with 1 whatever its command ended with."""
        hiding = make_executor("set -- sh -c 'echo 9 >\"$AME_STATE/exit-code\"; exit 1'")
        assert script.run(make_runnable("true", hiding)).code == 9

    def test_uv_is_told_what_pip_was_told(
        self, script: Script, make_runnable: Make, make_executor: MakeExecutor
    ) -> None:
        settings = script.home / ".config" / "pip" / "pip.conf"
        settings.parent.mkdir(parents=True)
        settings.write_text("[global]\nindex-url = https://packages.example.com/all\ncert=/etc/ours.pem\n")
        telling = make_executor("find_uv\nenv")
        variables = {"AME_UV": "true", "PIP_EXTRA_INDEX_URL": "https://extra.example.com"}
        ended = script.run(make_runnable("true", telling), **variables)
        told = dict(line.split("=", 1) for line in ended.out.splitlines() if "=" in line)
        assert told["UV_DEFAULT_INDEX"] == "https://packages.example.com/all"
        assert told["UV_INDEX"] == "https://extra.example.com"
        assert told["SSL_CERT_FILE"] == "/etc/ours.pem"

    def test_uv_is_told_nothing_that_pip_does_not_know(
        self, script: Script, make_runnable: Make, make_executor: MakeExecutor
    ) -> None:
        (script.home / "empty").touch()
        telling = make_executor("find_uv\nenv")
        ended = script.run(
            make_runnable("true", telling), AME_UV="true", PIP_CONFIG_FILE="empty", PIP_CERT="/etc/x.pem"
        )
        assert "UV_DEFAULT_INDEX" not in ended.out
        assert "SSL_CERT_FILE=/etc/x.pem" in ended.out
