"""What a team does around `ame check`: each folder of `scenarios/` has a project and commands.

`commands.txt` has a command in each line; `expected.txt` has what each of them prints, its exit
code, and at the end the files that are others than before. `pytest tests/check --force-regen`
writes the expected texts anew; read the difference.
"""

from __future__ import annotations

import io
import os
import shlex
import shutil
import sys
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from amelang.cli.main import main

SCENARIOS = Path(__file__).parent / "scenarios"


def contents(folder: Path) -> dict[str, str]:
    """The texts of the files of a folder by their paths."""
    return {
        str(path.relative_to(folder)): path.read_bytes().decode()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def ame(words: list[str], stdin: bytes, capsys: pytest.CaptureFixture[str]) -> str:
    """Run `ame` and return all that it prints, and its exit code."""
    previous = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin))
    try:
        code = main(words)
    finally:
        sys.stdin = previous
    printed = capsys.readouterr()
    return f"{printed.out}{printed.err}exit code {code}\n"


@pytest.mark.parametrize("scenario", sorted(path.name for path in SCENARIOS.iterdir()))
def test_a_team_sees(
    scenario: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    file_regression: FileRegressionFixture,
) -> None:
    folder = tmp_path / scenario
    ours = shutil.ignore_patterns("expected.txt", "commands.txt")
    shutil.copytree(SCENARIOS / scenario, folder, ignore=ours)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    before = contents(folder)
    transcript = ""
    for line in (SCENARIOS / scenario / "commands.txt").read_text().splitlines():
        transcript += f"$ {line}\n"
        command, _, name = line.partition(" < ")
        program, *words = shlex.split(command)
        if program == "cp":
            shutil.copy(*words)
            continue
        assert program == "ame"
        transcript += ame(words, Path(name).read_bytes() if name else b"", capsys) + "\n"
    for name, text in contents(folder).items():
        if before.get(name) != text:
            transcript += f"== {name.replace(os.sep, '/')}\n{text}"
    expected = SCENARIOS / scenario / "expected.txt"
    file_regression.check(transcript, fullpath=expected, encoding="utf-8")
