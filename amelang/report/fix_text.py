"""What was mended, or could be, for people."""

from __future__ import annotations

from collections.abc import Sequence

from amelang.report.colour import BOLD, PLAIN, Palette
from amelang.report.fixes import Mended, Repair
from amelang.report.summary import count
from amelang.report.text import visible


def listed(title: str, repairs: Sequence[Repair], palette: Palette = PLAIN) -> str:
    """Return a line for each fix under a title; nothing where there is none.

    Places are those at which the problems stood when they were mended.
    """
    lines = [f"{palette(BOLD, title)}:\n"] if repairs else []
    for repair in repairs:
        problem, fix = repair.problem, repair.fix
        danger = "" if fix.safe else " (not safe)"
        what = f"{repair.place}: {problem.code} {problem.name}: {fix.title.strip()}{danger}"
        lines.append(f"  {visible(what)}\n")
    return "".join(lines)


def outcome(mended: Mended, *, written: bool) -> str:
    """Say in a few words how much was mended, or would be."""
    files = len(mended.changed)
    if not files:
        return "nothing to mend"
    verb = "mended" if written else "would mend"
    return f"{verb} {count(len(mended.repairs), 'problem')} in {count(files, 'file')}"
