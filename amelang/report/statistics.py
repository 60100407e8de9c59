"""How often each rule found something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from amelang.report.colour import BOLD, PLAIN, Palette
from amelang.report.text import COLOURS
from amelang.text.problem import Problem


def render(problems: Sequence[Problem], palette: Palette = PLAIN) -> str:
    """Return a line for each rule that found something: how often, how bad, its code and name.

    The most frequent comes first. A rule that is worse in some files than in others has a line for
    each.
    """
    counts = Counter((problem.code, problem.name, problem.severity) for problem in problems)
    width = max((len(f"{number:,}") for number in counts.values()), default=0)
    kinds = max((len(str(severity)) for _, _, severity in counts), default=0)
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0][0], -item[0][2]))
    return "".join(
        f"{palette(BOLD, f'{number:>{width},}')}  {palette(COLOURS[severity], f'{severity!s:<{kinds}}')}"
        f"  {code} {name}\n"
        for (code, name, severity), number in rows
    )
