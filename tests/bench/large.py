"""How long and how large `ame check` of 10,000 tasks is, in terms of libyaml composing the same bytes.

One file has templates in chains, references, pipelines, secrets and data sets, the other none of them.
Both are whole processes without garbage collection that end without freeing what they hold.
Run by hand: `.venv/bin/python tests/bench/large.py [TIMES]`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from department import write_department
from measure import AME, in_turns, report
from projects import write_project

COMPOSE = """
import gc, os
gc.disable()
import yaml
with open("ame.yml", "rb") as file:
    yaml.compose(file.read(), Loader=yaml.CLoader)
os._exit(0)
"""

WRITERS = {"the whole language": write_department, "tasks that stand alone": write_project}

times = int(sys.argv[1]) if len(sys.argv) > 1 else 9
libyaml = (sys.executable, "-I", "-c", COMPOSE)
for what, write in WRITERS.items():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = write(folder, 10_000).stat().st_size
        runs = in_turns(
            {"libyaml compose": libyaml, "ame check": (AME, "check", "--no-cache")}, folder, times
        )
        report(f"large: 10,000 tasks, {what}, {size / 1e6:.1f} MB", runs, "ame check", "libyaml compose")
