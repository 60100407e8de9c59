"""Problems as JUnit's XML, which every CI shows as tests: a file is a suite, a problem a test of it.

An error fails its test. A warning or a hint does not, because it does not fail the check either: its
test passes, and what it says is the test's output. A file without problems has one test, which passes.

Source: `junit-10.xsd` of Jenkins' xUnit plugin.
"""

from __future__ import annotations

from collections.abc import Sequence

from amelang.report.colour import PLAIN
from amelang.report.escape import below, xml
from amelang.report.hidden import Hidden
from amelang.report.sentence import line, title
from amelang.report.summary import Summary
from amelang.report.text import full
from amelang.text.problem import Problem, Severity


def render(problems: Sequence[Problem], files: Sequence[str], summary: Summary) -> str:
    """Return a suite for each file that was read."""
    by_file: dict[str, list[Problem]] = {path: [] for path in files}
    for problem in problems:
        by_file.setdefault(problem.span.path, []).append(problem)
    hidden = Hidden(problems)
    suites = "".join(_suite(path, found, hidden) for path, found in by_file.items())
    tests = sum(max(len(found), 1) for found in by_file.values())
    counts = f'tests="{tests}" failures="{summary.errors}" errors="0"'
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<testsuites name="ame check" {counts}>\n{suites}</testsuites>\n'
    )


def _suite(path: str, problems: list[Problem], hidden: Hidden) -> str:
    name = xml(below(path))
    failures = sum(problem.severity == Severity.ERROR for problem in problems)
    tests = "".join(_test(problem, name, hidden) for problem in problems)
    tests = tests or f'    <testcase classname="{name}" name="no problems"/>\n'
    counts = f'tests="{max(len(problems), 1)}" failures="{failures}" errors="0" skipped="0"'
    return f'  <testsuite name="{name}" {counts}>\n{tests}  </testsuite>\n'


def _test(problem: Problem, classname: str, hidden: Hidden) -> str:
    number, column = problem.span.first
    name = f"{title(problem)} ({number}:{column})"
    said = xml(full(problem, PLAIN, hidden)).replace("&#10;", "\n")
    if problem.severity == Severity.ERROR:
        output = f'<failure type="{problem.severity}" message="{xml(line(problem))}">{said}</failure>'
    else:
        output = f"<system-out>{said}</system-out>"
    return f'    <testcase classname="{classname}" name="{xml(name)}">\n      {output}\n    </testcase>\n'
