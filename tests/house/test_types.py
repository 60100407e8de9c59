"""The types of the code agree, by mypy's strict rules."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_mypy_has_nothing_to_say(root: Path) -> None:
    mypy = subprocess.run([sys.executable, "-m", "mypy"], cwd=root, capture_output=True, text=True)
    assert mypy.returncode == 0, mypy.stdout + mypy.stderr
