"""What `ame check` says about each example of the document from which the language was made.

Each folder of `cases/` has one of its examples to the letter, the exact text that is printed, and,
where there is something to mend, the file as `--fix` and `--unsafe-fixes` leave it, with what is
then still wrong. `pytest tests/seed --force-regen` writes the texts anew; read the difference.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from amelang.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.name for path in CASES.iterdir())
EXAMPLES = {
    "iris-poetry": ("pyproject.toml", "poetry.lock", "train.py"),
    "iris-pip": ("requirements.txt",),
    "iris-pipenv": ("Pipfile", "Pipfile.lock"),
    "iris-mlflow": ("MLproject", "python_env.yaml"),
}
"""Whose files the executors find."""
SCRIPTS = ("prepare_data.py", "prepare_data_one.py", "prepare_data_two.py", "artifacts.py")
"""What the examples run beside `train.py`."""
CLEAN = "no problems in 1 project\nexit code 0\n"

SHARED = """\
project: shared_templates
templates:
  - name: xgboost_resources
    resources:
      memory: 10G
      cpu: 4
      storage: 30G
      nvidia.com/gpu: 1
"""
OTHER = """\
project: anotherproject
dataSets:
  - name: somedataset
    path: data
    task:
      executor:
        !custom
        command: python -c "print('fetched')"
"""

Check = Callable[..., str]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the executors need; the workspace has nothing else."""
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "seed"
    folder.mkdir()
    for example, names in EXAMPLES.items():
        for name in names:
            shutil.copy(ROOT / "docs" / "examples" / example / name, folder / name)
    for name in SCRIPTS:
        (folder / name).write_text("print('done')\n")
    monkeypatch.chdir(folder)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return folder


@pytest.fixture
def check(project: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Run `ame check` in the folder, and return all that it prints, with its exit code."""

    def run(*arguments: str) -> str:
        code = main(["check", *arguments])
        printed = capsys.readouterr()
        return f"{printed.out}{printed.err}exit code {code}\n"

    return run


@pytest.mark.parametrize("name", NAMES)
def test_it_is_checked(
    name: str, project: Path, check: Check, file_regression: FileRegressionFixture
) -> None:
    shutil.copy(CASES / name / "ame.yml", project / "ame.yml")
    file_regression.check(check(), fullpath=CASES / name / "expected.txt", encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_it_is_mended(name: str, project: Path, check: Check, file_regression: FileRegressionFixture) -> None:
    """The bytes that no fix is about stay; a second time nothing is left to mend."""
    file = project / "ame.yml"
    shutil.copy(CASES / name / "ame.yml", file)
    text = ""
    before = file.read_text("utf-8")
    for arguments in (("--fix",), ("--fix", "--unsafe-fixes")):
        printed = check(*arguments)
        after = file.read_text("utf-8")
        if after != before:
            text += f"$ ame check {' '.join(arguments)}\n{printed}\n{after}\n"
        assert check(*arguments).count("ame.yml:") == printed.count("ame.yml:")
        assert file.read_text("utf-8") == after
        before = after
    expected = CASES / name / "mended.txt"
    if text or expected.exists():
        file_regression.check(text, fullpath=expected, encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_where_the_other_projects_are_there_it_is_clean(name: str, project: Path, check: Check) -> None:
    """What is still wrong when everything is mended is that other projects are missing, and nothing else."""
    for other, text in (("shared", SHARED), ("other", OTHER)):
        (project.parent / other).mkdir()
        (project.parent / other / "ame.yml").write_text(text)
    text = (CASES / name / "ame.yml").read_text("utf-8")
    # What is to go into a file of its own is there already.
    first = text.partition("\n# other project ame.yml\n")[0].rstrip() + "\n"
    (project / "ame.yml").write_text(first)
    check("--fix", "--unsafe-fixes")
    assert check() == CLEAN


def test_every_message_tells_what_to_do() -> None:
    for name in NAMES:
        expected = (CASES / name / "expected.txt").read_text("utf-8")
        problems = re.split(r"\n\n", expected.strip())
        for problem in problems:
            if re.match(r"ame\.yml:\d", problem):
                assert "= help: " in problem, f"{name}: {problem}"
