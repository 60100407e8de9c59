"""What `ame check` says of projects that refer to each other: each folder of `cases/` is a repository.

`pytest tests/workspace --force-regen` writes the expected texts anew; read the difference.
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
    repository = tmp_path / case
    shutil.copytree(CASES / case, repository, ignore=shutil.ignore_patterns("expected.txt"))
    (repository / ".git").mkdir()
    monkeypatch.chdir(repository)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    code = main(["check"])
    printed = capsys.readouterr()
    text = f"{printed.out}{printed.err}exit code {code}\n"
    file_regression.check(text, fullpath=CASES / case / "expected.txt", encoding="utf-8")
