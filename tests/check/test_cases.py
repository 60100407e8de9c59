"""What `ame check` prints: each folder of `cases/` is a project, with the exact text beside it.

`pytest tests/check --force-regen` writes the expected texts anew; read the difference.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from amelang.cli.main import main

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_check_prints(
    case: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    file_regression: FileRegressionFixture,
) -> None:
    project = tmp_path / case
    shutil.copytree(CASES / case, project, ignore=shutil.ignore_patterns("expected.txt"))
    monkeypatch.chdir(project)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    code = main(["check"])
    printed = capsys.readouterr()
    text = f"{printed.out}{printed.err}exit code {code}\n"
    file_regression.check(text, fullpath=CASES / case / "expected.txt", encoding="utf-8")
