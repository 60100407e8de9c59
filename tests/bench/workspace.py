"""How long `ame check` of 500 projects that build on each other takes, in terms of libyaml composing them.

Both are whole processes without garbage collection that end without freeing what they hold.
Run by hand: `.venv/bin/python tests/bench/workspace.py [TIMES]`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from measure import AME, in_turns, report
from projects import write_workspace

COMPOSE = """
import gc, os
gc.disable()
import yaml
for folder, folders, files in os.walk("."):
    if "ame.yml" in files:
        with open(os.path.join(folder, "ame.yml"), "rb") as file:
            yaml.compose(file.read(), Loader=yaml.CLoader)
os._exit(0)
"""


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    libyaml = (sys.executable, "-I", "-c", COMPOSE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write_workspace(folder, 500, 20)
        size = sum(file.stat().st_size for file in files)
        runs = in_turns(
            {"libyaml compose": libyaml, "ame check": (AME, "check", "--no-cache")}, folder, times
        )
        report(
            f"workspace: {len(files)} projects of 20 tasks, {size / 1e6:.1f} MB",
            runs,
            "ame check",
            "libyaml compose",
        )


if __name__ == "__main__":
    main()
