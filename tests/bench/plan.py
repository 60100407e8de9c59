"""How long `ame plan --offline` of 1,000 tasks takes, in terms of validating what it prints.

The validator is kubernetes-validate, once over the whole of the printed text, as its users run it.
Run by hand: `.venv/bin/python tests/bench/plan.py [TIMES]`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from measure import AME, in_turns, report, run
from projects import write_project

with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    write_project(folder, 1000)
    printed = folder / "objects.yaml"
    plan = (AME, "plan", "--offline", "-o", "yaml")
    run(plan, folder, printed)
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    validator = str(Path(sys.executable).parent / "kubernetes-validate")
    validate = (validator, "--strict", "--quiet", str(printed))
    runs = in_turns({"kubernetes-validate": validate, "ame plan --offline": plan}, folder, times)
    report(
        f"plan: 1,000 tasks, {printed.stat().st_size / 1e6:.1f} MB printed",
        runs,
        "ame plan --offline",
        "kubernetes-validate",
    )
