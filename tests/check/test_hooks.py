"""The hooks that pre-commit runs, with the files that it would give them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from amelang.cli import main as cli

ROOT = Path(__file__).resolve().parents[2]
OLD = "project: p\ntasks:\n  - name: a\n    executor: !custom\n      runcommand: ./a.sh\n      comand: x\n"


@pytest.fixture(scope="module")
def hooks() -> dict[str, dict[str, Any]]:
    return {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}


def run(hook: dict[str, Any], *files: str) -> int:
    program, *words = shlex.split(hook["entry"])
    assert program == "ame"
    return cli.main([*words, *(file for file in files if re.search(hook["files"], file))])


def test_the_hooks_check_and_mend(
    hooks: dict[str, dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ame.yml").write_text(OLD)
    Path("ame.toml").write_text('[check.levels]\nunknown-key = "warning"\n')
    files = ("README.md", "ame.toml", "ame.yml", "games/same.yml")
    assert run(hooks["ame-fix"], *files) == 0
    assert Path("ame.yml").read_text() == OLD.replace("runcommand", "command")
    assert run(hooks["ame-check"], *files) == 0
    Path("ame.toml").write_text("")
    assert run(hooks["ame-check"], *files) == 1
    assert run(hooks["ame-check"], "ame.toml") == 0
    Path("ame.toml").write_text("[chek]\n")
    assert run(hooks["ame-check"], "ame.toml") == 2
