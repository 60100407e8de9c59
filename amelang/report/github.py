"""Problems as workflow commands of GitHub Actions, which shows them beside the lines of a change.

Source: the page "Workflow commands for GitHub Actions", and `command.ts` of actions/toolkit for what
must be escaped where.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from amelang.report.escape import below, valid
from amelang.report.sentence import line, lines, title
from amelang.report.summary import Summary
from amelang.text.problem import Problem, Severity

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}
IN_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
IN_PROPERTY = IN_MESSAGE | {":": "%3A", ",": "%2C"}
IN_CODE = {"|": "\\|", "\r": " ", "\n": " "}
IN_CELL = IN_CODE | {"<": "&lt;", "&": "&amp;", "\\": "\\\\", "[": "\\[", "*": "\\*", "_": "\\_", "`": "\\`"}
MOST = 900_000
"""Bytes of the table: a step's summary may have 1 MiB, and is dropped whole where it has more."""


def render(problems: Sequence[Problem], files: Sequence[str], summary: Summary) -> str:
    """Return one command a line; nothing where there is no problem."""
    return "".join(f"{command(problem)}\n" for problem in problems)


def command(problem: Problem) -> str:
    """Return the command that marks the place of a problem.

    A column counts only where a place begins and ends on one line: GitHub drops it otherwise.
    """
    (first_line, first_column), (last_line, last_column) = problem.span.first, problem.span.last
    properties = {"title": title(problem), "file": _file(problem), "line": first_line}
    if first_line == last_line:
        properties |= {"col": first_column, "endLine": last_line, "endColumn": last_column}
    else:
        properties["endLine"] = last_line
    written = ",".join(f"{name}={_escaped(str(value), IN_PROPERTY)}" for name, value in properties.items())
    message = _escaped("\n".join(lines(problem)), IN_MESSAGE)
    return valid(f"::{COMMANDS[problem.severity]} {written}::{message}")


def step_summary(problems: Sequence[Problem], summary: Summary) -> str:
    """Return the Markdown that the page of a workflow run shows: a table of the problems."""
    text = f"### ame check\n\n{summary.sentence()}\n\n"
    if problems:
        text += "| place | severity | rule | problem |\n|---|---|---|---|\n"
        rows, size = [], 0
        for problem in problems:
            row = _row(problem)
            size += len(row.encode("utf-8", "surrogatepass"))
            if size > MOST:
                break
            rows.append(row)
        text += "".join(rows)
        text += f"\nand {more:,} more\n\n" if (more := len(problems) - len(rows)) else "\n"
    return valid(text)


def _row(problem: Problem) -> str:
    number, column = problem.span.first
    cells = (f"{_file(problem)}:{number}:{column}", str(problem.severity), title(problem), line(problem))
    return f"| {' | '.join(map(_cell, cells))} |\n"


def _file(problem: Problem) -> str:
    return below(problem.span.path, os.environ.get("GITHUB_WORKSPACE"))


def _cell(text: str) -> str:
    """Return a text for a cell of a table, in which what stands between backticks stays code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return _escaped(text, IN_CELL)
    tables = (IN_CELL, IN_CODE)
    return "`".join(_escaped(part, tables[number % 2]) for number, part in enumerate(parts))


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(character, character) for character in text)
