"""Problems as a Code Quality report, which GitLab shows in merge requests.

Source: GitLab's page "Code Quality", "Code Quality report format".
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence

from amelang.report.escape import below, valid
from amelang.report.fingerprint import fingerprints
from amelang.report.sentence import line, title
from amelang.report.summary import Summary
from amelang.text.problem import Problem, Severity

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.HINT: "info"}


def render(problems: Sequence[Problem], files: Sequence[str], summary: Summary) -> str:
    """Return a list of problems; paths are those from the top of the repository where a job says it."""
    root = os.environ.get("CI_PROJECT_DIR")
    known = zip(problems, fingerprints(problems, root), strict=True)
    report = [_issue(problem, fingerprint, root) for problem, fingerprint in known]
    return valid(json.dumps(report, indent=2, ensure_ascii=False)) + "\n"


def _issue(problem: Problem, fingerprint: str, root: str | None) -> dict[str, object]:
    path = below(problem.span.path, root)
    return {
        "description": f"{title(problem)}: {line(problem)}",
        "check_name": problem.name,
        "fingerprint": fingerprint,
        "severity": SEVERITIES[problem.severity],
        "location": {
            # GitLab knows a file only by the very path that git has for it.
            "path": path.removeprefix("./"),
            "lines": {"begin": problem.span.first[0], "end": problem.span.last[0]},
        },
    }
