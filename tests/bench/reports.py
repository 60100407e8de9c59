"""How long `ame check` takes to report 10,000 mistakes in each format, in terms of the file without them.

Each task has one mistake, of four kinds. Run by hand: `.venv/bin/python tests/bench/reports.py [TIMES]`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from department import write_department
from measure import AME, in_turns, ratio, report

from amelang.cli.check import FORMATS

MISTAKES = (
    "    retires: 2",
    "    timeout: 1 hour",
    "    fromTemplate: gpu",
    "    resources:\n      memory: 10GB",
)
RIGHT = "right"


def with_mistakes(tasks: int) -> str:
    """Return the text of a project in which each task has one mistake."""
    lines = ["project: bench", "tasks:"]
    for number in range(tasks):
        lines += [f"  - name: task_{number}", "    executor: !custom", "      command: python train.py"]
        lines.append(MISTAKES[number % len(MISTAKES)])
    return "\n".join(lines) + "\n"


times = int(sys.argv[1]) if len(sys.argv) > 1 else 3
with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    write_department(folder, 10)
    (folder / "ame.yml").unlink()
    wrong, right = with_mistakes(10_000), with_mistakes(10_000)
    for mistake in MISTAKES:
        right = right.replace(mistake + "\n", "")
    for project, text in (("wrong", wrong), ("right", right)):
        (folder / project).mkdir()
        (folder / project / "train.py").touch()
        (folder / project / "ame.yml").write_text(text, "utf-8")
    check = (AME, "check", "--no-cache", "--fail-level", "never")
    commands = {RIGHT: (*check, "right")} | {form: (*check, "-o", form, "wrong") for form in FORMATS}
    runs = in_turns(commands, folder, times)
    report(f"reports: 10,000 mistakes, {len(wrong) / 1e6:.1f} MB", runs, FORMATS[0], RIGHT)
    for form in FORMATS[1:]:
        print(ratio(runs, form, RIGHT))
