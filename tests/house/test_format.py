"""The code is formatted and free of what the linter finds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "command", [("format", "--check"), ("check", "--output-format=concise")], ids=["format", "lint"]
)
def test_ruff_has_nothing_to_say(root: Path, command: tuple[str, ...]) -> None:
    ruff = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "."], cwd=root, capture_output=True, text=True
    )
    assert ruff.returncode == 0, ruff.stdout + ruff.stderr
