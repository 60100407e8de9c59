"""What Kubernetes takes, and nobody means: amounts, time limits, names and variables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from amelang.checks.run import check
from amelang.cli.main import main
from amelang.text.problem import Problem
from amelang.text.source import Source
from amelang.workspace.project import load_source


def problems(text: str) -> list[Problem]:
    return check(load_source(Source(text), "ame.yml"))


def task(*lines: str) -> str:
    """Write a project of one task with a few more lines."""
    return "\n".join(
        ["project: shop", "tasks:", "  - name: train", "    executor: !custom", "      command: ls"]
        + [f"    {line}" for line in lines]
    )


def beside(line: str) -> list[str]:
    """Give what has to stand beside an amount so that nothing else is wrong."""
    return ["  memory: 16Gi"] if "/gpu" in line else []


def fixes(problem: Problem) -> list[str]:
    return [fix.edits[0].text for fix in problem.fixes()]


@pytest.mark.parametrize(
    ("line", "code", "underlined", "message", "remedy", "mended"),
    [
        (
            "memory: 400m",
            "AME310",
            "400m",
            "`400m` is 0.4 byte of memory",
            "write `400M` or `400Mi`; `m` is a thousandth",
            ["400M", "400Mi"],
        ),
        ("memory: 5u", "AME310", "5u", "`5u` is 0.000005 byte of memory", "`M` is a million bytes", []),
        (
            "memory: 10",
            "AME311",
            "10",
            "`10` is 10 bytes of memory",
            "write `10G`: without a unit it is bytes",
            ["10G"],
        ),
        (
            "memory: 4096",
            "AME311",
            "4096",
            "`4096` is 4,096 bytes of memory",
            "write `4096M`: without a unit it is bytes",
            ["4096M"],
        ),
        (
            "storage: 30",
            "AME311",
            "30",
            "`30` is 30 bytes of storage",
            "write `30G`: without a unit it is bytes",
            ["30G"],
        ),
        (
            "memory: 512k",
            "AME312",
            "512k",
            "`512k` is less memory than any task can run in",
            "write `512M`",
            ["512M"],
        ),
        (
            "memory: 512Ki",
            "AME312",
            "512Ki",
            "`512Ki` is less memory than any task can run in",
            "write `512Mi`",
            ["512Mi"],
        ),
        (
            "memory: 1Mi",
            "AME312",
            "1Mi",
            "`1Mi` is less memory than any task can run in",
            "write at least `4Mi`",
            [],
        ),
        (
            "memory: 0",
            "AME312",
            "0",
            "`0` is less memory than any task can run in",
            "write at least `4Mi`",
            [],
        ),
        (
            "cpu: 4000",
            "AME313",
            "4000",
            "`4000` is more CPU threads than any machine has",
            "write `4000m`",
            ["4000m"],
        ),
        (
            "cpu: 4G",
            "AME313",
            "4G",
            "`4G` is more CPU threads than any machine has",
            "write `4`",
            ["4"],
        ),
        (
            "memory: 10P",
            "AME313",
            "10P",
            "`10P` is more memory than any machine has",
            "write what the task needs",
            [],
        ),
        (
            "nvidia.com/gpu: 16Gi",
            "AME313",
            "16Gi",
            "`16Gi` is more devices than any machine has",
            "write what the task needs",
            [],
        ),
        (
            "nvidia/gpu: 1",
            "AME314",
            "nvidia/gpu",
            "`nvidia/gpu` does not begin with the domain of its maker",
            "write `nvidia.com/gpu`",
            ["nvidia.com/gpu"],
        ),
    ],
)
def test_amounts(line: str, code: str, underlined: str, message: str, remedy: str, mended: list[str]) -> None:
    text = task("resources:", f"  {line}", *beside(line))
    [problem] = problems(text)
    assert (problem.code, str(problem.severity), problem.span.text) == (code, "warning", underlined)
    assert (problem.message(), problem.help(), fixes(problem)) == (message, remedy, mended)
    # None of the mended words is itself a trap, and none is put in without being asked for.
    for fix in problem.fixes():
        edit = fix.edits[0]
        assert not fix.safe
        assert not problems(text[: edit.span.start] + edit.text + text[edit.span.end :])


@pytest.mark.parametrize(
    "line",
    [
        "memory: 4Mi",
        "memory: 64Gi",
        "memory: 24T",
        "cpu: 500m",
        "cpu: 256",
        "storage: 2T",
        "nvidia.com/gpu: 8",
    ],
)
def test_amounts_that_somebody_may_mean(line: str) -> None:
    assert not problems(task("resources:", f"  {line}", *beside(line)))


@pytest.mark.parametrize(
    ("timeout", "message"),
    [
        ("1s", "`1s` is over before the task has begun"),
        ("400d", "`400d` is longer than any task runs"),
    ],
)
def test_time_limits(timeout: str, message: str) -> None:
    [problem] = problems(task(f"timeout: {timeout}"))
    assert (problem.code, str(problem.severity), problem.message()) == ("AME315", "warning", message)
    assert not problems(task("timeout: 2h30m"))


def test_a_trap_in_a_template_or_a_step_is_found_too() -> None:
    text = (
        "project: shop\n"
        "templates:\n"
        "  - name: small\n"
        "    resources: {memory: 10}\n"
        "tasks:\n"
        "  - name: all\n"
        "    pipeline:\n"
        "      - - name: one\n"
        "          executor: !custom {command: ls}\n"
        "          resources: {cpu: 4000}\n"
    )
    assert [(problem.code, problem.span.first[0]) for problem in problems(text)] == [
        ("AME311", 4),
        ("AME313", 10),
    ]


def test_a_variable_that_is_set_twice() -> None:
    text = task(
        "environment:",
        "  - {key: TOKEN, val: a}",
        "  - {key: EPOCHS, val: 1}",
        "  - {key: EPOCHS, val: 2}",
        "secrets:",
        "  - !ame {key: token, injectAs: TOKEN}",
    )
    first, second = problems(text)
    assert [str(problem.span) for problem in (first, second)] == ["ame.yml:9:15", "ame.yml:11:37"]
    assert first.message() == "the environment variable `EPOCHS` is set twice"
    assert [(note.message, str(note.span)) for note in first.notes()] == [("first set here", "ame.yml:8:15")]
    assert [(note.message, str(note.span)) for note in second.notes()] == [("first set here", "ame.yml:7:15")]
    assert {(problem.code, str(problem.severity)) for problem in (first, second)} == {("AME221", "error")}


@pytest.mark.parametrize("name", ["AME_TASK", "PIPENV_YES"])
def test_a_variable_that_is_ours(name: str) -> None:
    [problem] = problems(task("environment:", f"  - {{key: {name}, val: a}}"))
    assert (problem.code, str(problem.severity)) == ("AME320", "warning")
    assert problem.message() == f"`{name}` is set by AME itself"


def test_variables_of_the_users_own_libraries_are_theirs() -> None:
    assert not problems(task("environment:", "  - {key: AWS_REGION, val: a}", "  - {key: AMELIA, val: b}"))


def named(kind: str, *names: str) -> str:
    tail = ", executor: !custom {command: ls}" if kind == "tasks" else ""
    return f"project: shop\n{kind}:\n" + "".join(f"  - {{name: {name}{tail}}}\n" for name in names)


def test_two_tasks_of_one_name() -> None:
    [problem] = problems(named("tasks", "train", "train"))
    assert (problem.code, str(problem.span)) == ("AME222", "ame.yml:4:12")
    assert problem.message() == "`train` is already the name of a task"
    assert [(note.message, str(note.span)) for note in problem.notes()] == [
        ("first used here", "ame.yml:3:12")
    ]


def test_a_task_that_an_alias_repeats() -> None:
    text = "tasks:\n  - &a\n    name: train\n    executor: !custom {command: ls}\n"
    text += "  - <<: *a\n    name: b\n  - *a\n"
    [problem] = problems(text + "  - <<: *a\n    retries: 1\n")[:1]
    assert (problem.code, problem.span.text, problem.span.first[0]) == ("AME222", "*a", 7)
    assert problem.message() == "`train` is already the name of a task"
    assert [str(note.span) for note in problem.notes()] == ["ame.yml:3:11"]
    merged = problems(text + "  - <<: *a\n    retries: 1\n")[1:]
    assert [(one.code, one.span.first) for one in merged] == [("AME222", (8, 5))]


@pytest.mark.parametrize(("one", "other"), [("train_it", "train-it"), ("Train", "train"), ("a__b", "a-b")])
def test_two_names_that_become_one_in_a_cluster(one: str, other: str) -> None:
    [problem] = problems(named("tasks", one, other))
    cluster = other.lower()
    assert (problem.code, str(problem.span)) == ("AME223", "ame.yml:4:12")
    assert problem.message() == f"`{other}` and `{one}` are both `{cluster}` in a cluster"
    assert [(note.message, str(note.span)) for note in problem.notes()] == [
        (f"`{one}` is here", "ame.yml:3:12")
    ]


def test_templates_never_get_to_a_cluster() -> None:
    assert not problems(named("templates", "a_b", "a-b"))
    assert [problem.code for problem in problems(named("templates", "a_b", "a_b"))] == ["AME222"]


def test_steps_have_names_of_their_own_pipeline() -> None:
    step = "{name: one, executor: !custom {command: ls}}"
    text = (
        "project: shop\n"
        "tasks:\n"
        f"  - {{name: a, pipeline: [{step}]}}\n"
        f"  - {{name: b, pipeline: [{step}, [{step}]]}}\n"
    )
    [problem] = problems(text)
    assert (problem.code, problem.span.first[0]) == ("AME222", 4)
    assert problem.message() == "`one` is already the name of a step"


def test_defaults_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ame.yml").write_text(task())
    amounts = 'memory = 10\ncpu = 4000\nstorage = "400m"\n'
    Path("ame.toml").write_text(f"[defaults.resources]\n{amounts}")
    assert main(["check"]) == 0
    printed = capsys.readouterr().out
    assert re.findall("ame.toml:(.*): warning (AME...)", printed) == [
        ("2:10", "AME311"),
        ("3:7", "AME313"),
        ("4:11", "AME310"),
    ]
    assert re.findall("write `[^;:\n]*`", printed) == [
        'write `"10G"`',
        'write `"4000m"`',
        'write `"400M"` or `"400Mi"`',
    ]
    assert main(["check", "--ignore", "AME31", "-o", "concise"]) == 0
    assert "AME31" not in capsys.readouterr().out


def test_defaults_of_a_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ame.yml").write_text(task())
    Path("ame.toml").write_text(
        '[images]\ndefault = "ml/base:latest"\n'
        "[targets.dev.defaults.resources]\nmemory = 10\n"
        '[targets.prod]\ndefaults.resources = { "nvidia/gpu" = 1 }\nimages.default = "ml/base"\n'
        '[targets.test]\nimages.default = "ml/base:1.3"\ndefaults.resources.memory = "4Gi"\n'
    )
    assert main(["check", "-o", "concise"]) == 0
    assert re.findall("ame.toml:(.*): warning (AME...)", capsys.readouterr().out) == [
        ("2:11", "AME334"),
        ("4:10", "AME311"),
        ("6:24", "AME314"),
        ("7:18", "AME334"),
    ]
    assert main(["check", "--ignore", "AME31,AME334"]) == 0
    assert "no problems" in capsys.readouterr().out
