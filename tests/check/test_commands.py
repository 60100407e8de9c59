"""What is read of a command: which script it starts, and whether one of its pipes hides a failure."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amelang.checks.first_command import started
from amelang.checks.pipes import hidden_failure
from amelang.checks.run import check
from amelang.text.edits import edited
from amelang.text.problem import Problem
from amelang.text.source import Source
from amelang.workspace.project import load_source


@pytest.mark.parametrize(
    ("command", "path"),
    [
        ("python train.py", "train.py"),
        ("python3.11 -u -X dev src/train.py --epochs 3", "src/train.py"),
        ("python train.py&&echo done", "train.py"),
        ("python train.py >log.txt 2>&1", "train.py"),
        ('python train.py --name "$NAME"', "train.py"),
        ("EPOCHS=3 exec python train.py", "train.py"),
        ("env EPOCHS=3 python train.py", "train.py"),
        ("poetry run python train.py", "train.py"),
        ("uv run python -m shop.train", "shop/train"),
        ("\n# nightly\nset -euo pipefail; python train.py", "train.py"),
        ("export A=b\nbash -ex run.sh", "run.sh"),
        ("sh -o pipefail scripts/run", "scripts/run"),
        ("./run.sh", "run.sh"),
        ("scripts/run.sh now", "scripts/run.sh"),
        ("source setup.sh && python train.py", "setup.sh"),
        ("Rscript report.R", "report.R"),
        ("torchrun train.py", "train.py"),
    ],
)
def test_the_script_that_a_command_starts(command: str, path: str) -> None:
    found = started(command)
    assert found is not None
    assert found.path == path
    assert found.word in command


@pytest.mark.parametrize(
    "command",
    [
        "ls",
        "python",
        "python -c 'import shop'",
        "python - <<EOF",
        "python $SCRIPT",
        "python train_$STAGE.py",
        "python *.py",
        "python 'my train.py'",
        "python ~/train.py",
        "python /opt/train.py",
        "python ../train.py",
        "python .venv/bin/tool.py",
        "python --version",
        "PYTHONPATH=src python -m shop.train",
        "cd src && python train.py",
        "pip install x && python train.py",
        "if [ -f a.py ]; then python a.py; fi",
        "for one in 1 2; do python train.py $one; done",
        "[ -f a.py ] && python a.py",
        "$(which python) train.py",
        "(python train.py)",
        'set -e "$X"\npython train.py',
        "bash -c 'python train.py'",
        "bash activate",
        "uv run --with torch python train.py",
        "torchrun --nproc-per-node 2 train.py",
        "poetry run train",
        "build/train",
        "/usr/bin/env python train.py",
        "set -e",
        "# nothing",
        "",
    ],
)
def test_nothing_is_guessed(command: str) -> None:
    assert started(command) is None


@given(st.text("python -m.x/;&|\n#'\"$()=set", max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    found = started(text)
    assert found is None or (found.word in text and not found.path.startswith(("/", ".")))
    hidden_failure(text)


def problems(command: str, code: str) -> list[Problem]:
    lines = "".join(f"        {line}\n" for line in command.split("\n"))
    text = f"tasks:\n  - name: train\n    executor: !custom\n      command: |\n{lines}"
    return [problem for problem in check(load_source(Source(text), "ame.yml")) if problem.code == code]


@pytest.mark.parametrize(
    ("command", "part"),
    [
        ("python a.py | tee log", "python a.py"),
        ("python a.py |& tee log", "python a.py"),
        ("cat b | python a.py | tee log", "python a.py"),
        ("echo start\npython a.py | tee log\necho end", "python a.py"),
        ("python a.py |\n  tee log", "python a.py"),
        ("python a.py 2>&1 | tee log", "python a.py 2>&1"),
        ("N=1 time python a.py | tee log", "N=1 time python a.py"),
        ("for one in 1 2; do\n  python a.py | tee log\ndone", "python a.py"),
        ("curl -s https://example.com/x | bash", "curl -s https://example.com/x"),
    ],
)
def test_a_failure_that_nobody_would_see(command: str, part: str) -> None:
    [problem] = problems(command, "AME340")
    assert problem.span.text == part


@pytest.mark.parametrize(
    "command",
    [
        "python a.py || python b.py",
        "python a.py '|' b",
        'python a.py "x | y"',
        "python a.py \\| b",
        "python a.py # | tee log",
        "set -o pipefail\npython a.py | tee log",
        "python a.py | tee log; exit ${PIPESTATUS[0]}",
        "cat a | python b.py",
        "curl -s https://example.com/x.tar.gz | tar xz",
        "python a.py | head -1",
        "if python a.py | grep -q done; then echo; fi",
        "! python a.py | grep -q bad",
        "python a.py | tee log || exit 1",
        "x=$(python a.py | tail -1)",
        "(python a.py | tee log)",
        "case $x in a|b) python a.py ;; esac",
        "python - <<EOF\nprint(1 | 2)\nEOF",
        "echo it's | python a.py",
        "python a.py >| log",
        "$PYTHON a.py | tee log",
    ],
)
def test_pipes_that_hide_nothing(command: str) -> None:
    assert not problems(command, "AME340")


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("python a.py | tee b", "set -o pipefail; python a.py | tee b"),
        ("'python a.py | tee b'", "'set -o pipefail; python a.py | tee b'"),
        (
            "|\n        set -e\n        python a.py | tee b",
            "|\n        set -o pipefail\n        set -e\n        python a.py | tee b",
        ),
        (
            ">\n        python a.py\n        | tee b",
            ">\n        set -o pipefail; python a.py\n        | tee b",
        ),
    ],
)
def test_the_line_that_is_missing_is_put_in(written: str, mended: str) -> None:
    head = "tasks:\n  - name: train\n    executor: !custom\n      command: "
    loaded = load_source(Source(f"{head}{written}\n"), "ame.yml")
    [problem] = [problem for problem in check(loaded) if problem.code == "AME340"]
    [fix] = problem.fixes()
    made, _ = edited(loaded.source, fix.edits)
    assert made.text == f"{head}{mended}\n"
    assert not fix.safe
    assert not [problem for problem in check(load_source(made, "ame.yml")) if problem.code == "AME340"]


class TestScriptsThatAreNotThere:
    def found(self, folder: Path, command: str, more: str = "") -> list[Problem]:
        text = f"tasks:\n  - name: train\n    executor: !custom\n      command: {command}\n{more}"
        loaded = load_source(Source(text), str(folder / "ame.yml"))
        return [problem for problem in check(loaded) if problem.code == "AME330"]

    def test_a_folder_without_any_script_is_only_begun(self, tmp_path: Path) -> None:
        (tmp_path / "data.csv").touch()
        assert not self.found(tmp_path, "python train.py")

    def test_the_one_that_was_meant_is_put_in(self, tmp_path: Path) -> None:
        (tmp_path / "train.py").touch()
        [problem] = self.found(tmp_path, "python trian.py --out trian.pyc")
        [fix] = problem.fixes()
        assert [(edit.span.first, edit.text) for edit in fix.edits] == [((4, 23), "train.py")]

    def test_a_submodule_that_is_not_fetched_may_have_it(self, tmp_path: Path) -> None:
        (tmp_path / "train.py").touch()
        (tmp_path / "library").mkdir()
        assert not self.found(tmp_path, "python library/tool.py")

    def test_a_link_that_leads_nowhere_yet_is_there(self, tmp_path: Path) -> None:
        (tmp_path / "train.py").touch()
        (tmp_path / "tool.py").symlink_to("later.py")
        assert not self.found(tmp_path, "python tool.py")

    def test_a_package_of_somebody_else_is_not_looked_for(self, tmp_path: Path) -> None:
        (tmp_path / "train.py").touch()
        (tmp_path / "mlflow").mkdir()
        (tmp_path / "mlflow" / "config.yaml").touch()
        assert not self.found(tmp_path, "python -m mlflow.server")

    def test_a_step_may_write_what_a_later_one_runs(self, tmp_path: Path) -> None:
        (tmp_path / "train.py").touch()
        later = (
            "  - name: all\n    pipeline:\n      - taskRef: train\n"
            "      - name: report\n        executor: !custom\n          command: bash report.sh\n"
        )
        assert not self.found(tmp_path, "python train.py", later)
        [problem] = self.found(tmp_path, "python trian.py", later)
        assert problem.span.text == "trian.py"

    def test_the_script_of_a_template_is_looked_for_where_the_task_is(self, tmp_path: Path) -> None:
        (tmp_path / "train.py").touch()
        template = "templates:\n  - name: base\n    executor: !custom\n      command: python score.py\n"
        loaded = load_source(Source(template), str(tmp_path / "ame.yml"))
        assert not check(loaded)
        text = f"{template}tasks:\n  - name: score\n    fromTemplate: base\n"
        [problem] = check(load_source(Source(text), str(tmp_path / "ame.yml")))
        assert (problem.code, problem.span.text) == ("AME330", "base")
        assert [note.span.text for note in problem.all_notes] == ["python score.py"]
