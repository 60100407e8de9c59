"""Problems as Checkstyle's XML, which Jenkins, SonarQube and many other programs read.

Source: `config/checkstyle-report-1.0.0.xsd` of Checkstyle.
"""

from __future__ import annotations

from collections.abc import Sequence

from amelang.report.escape import below, xml
from amelang.report.sentence import line, title
from amelang.report.summary import Summary
from amelang.text.problem import Problem, Severity

SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "info"}
VERSION = "10.0"
"""The Checkstyle whose form this is; readers look at it and nowhere else."""


def render(problems: Sequence[Problem], files: Sequence[str], summary: Summary) -> str:
    """Return each file that was read, with its problems."""
    by_file: dict[str, list[Problem]] = {path: [] for path in files}
    for problem in problems:
        by_file.setdefault(problem.span.path, []).append(problem)
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<checkstyle version="{VERSION}">\n'
    for path, found in by_file.items():
        errors = "".join(map(_error, found))
        text += f'  <file name="{xml(below(path))}">\n{errors}  </file>\n'
    return text + "</checkstyle>\n"


def _error(problem: Problem) -> str:
    number, column = problem.span.first
    return (
        f'    <error line="{number}" column="{column}" severity="{SEVERITIES[problem.severity]}" '
        f'message="{xml(f"{title(problem)}: {line(problem)}")}" source="ame.{problem.name}"/>\n'
    )
