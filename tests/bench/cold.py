"""How long `ame check` of ten tasks takes as a whole process, in terms of a Python that does nothing.

Run by hand: `.venv/bin/python tests/bench/cold.py [TIMES]`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from measure import AME, BARE, in_turns, report
from projects import write_project

with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    write_project(folder, 10)
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    runs = in_turns({"python -I -c pass": BARE, "ame check": (AME, "check")}, folder, times)
    report("cold: 10 tasks", runs, "ame check", "python -I -c pass")
