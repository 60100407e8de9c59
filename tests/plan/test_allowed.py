"""What comments and settings say of rules, when a project is planned."""

from __future__ import annotations

from pathlib import Path

import pytest

from amelang.cli import main as cli

TEXT = """\
project: p
tasks:
  - name: a
    executor: !custom
      command: ./a.sh
    resources:
      memory: 400m
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)


def plan(capsys: pytest.CaptureFixture[str], text: str, settings: str = "") -> tuple[int, str]:
    Path("ame.yml").write_text(text)
    Path("ame.toml").write_text(settings)
    code = cli.main(["plan", "--offline"])
    return code, capsys.readouterr().err


def test_a_warning_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = plan(capsys, TEXT)
    assert code == 0
    assert "warning AME310 fractional-byte" in said


def test_a_warning_that_is_allowed_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert plan(capsys, TEXT.replace("400m", "400m # ame: allow fractional-byte")) == (0, "")
    assert plan(capsys, TEXT, '[check]\nignore = ["fractional-byte"]\n') == (0, "")


def test_a_warning_that_the_team_made_an_error_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = plan(capsys, TEXT, '[check.levels]\nfractional-byte = "error"\n')
    assert code == 1
    assert "error AME310 fractional-byte" in said


@pytest.mark.parametrize(
    ("comment", "settings"),
    [
        (" # ame: allow fractional-gpu", ""),
        ("", '[check.levels]\nfractional-gpu = "off"\n'),
        ("", '[check.levels]\nfractional-gpu = "hint"\n'),
    ],
)
def test_an_error_stops_a_plan_whatever_is_said_of_it(
    comment: str, settings: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = TEXT.replace("memory: 400m", f"nvidia.com/gpu: 0.5{comment}")
    Path("ame.yml").write_text(text)
    Path("ame.toml").write_text(settings)
    assert cli.main(["check"]) == 0
    code, said = plan(capsys, text, settings)
    assert code == 1
    assert "error AME117 fractional-gpu" in said
