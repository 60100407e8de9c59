"""Problems as JSON, version 1: the stable form for other programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from amelang.report.escape import valid
from amelang.report.hidden import Hidden
from amelang.report.summary import Summary
from amelang.text.problem import Fix, Note, Problem
from amelang.text.source import Span

VERSION = 1


def render(problems: Sequence[Problem], files: Sequence[str], summary: Summary) -> str:
    """Return the report: lines and columns from 1, columns in Unicode characters, ends exclusive."""
    hidden = Hidden(problems)
    document = {
        "version": VERSION,
        "problems": [problem_data(problem, hidden) for problem in problems],
        "summary": {
            "files": summary.files,
            "projects": summary.projects,
            "errors": summary.errors,
            "warnings": summary.warnings,
            "hints": summary.hints,
        },
    }
    return valid(json.dumps(document, indent=2, ensure_ascii=False)) + "\n"


def problem_data(problem: Problem, hidden: Hidden) -> dict[str, Any]:
    """Return one problem as plain data."""
    return {
        "code": problem.code,
        "name": problem.name,
        "severity": str(problem.severity),
        "message": problem.message(),
        **_place(problem.span),
        "help": problem.help(),
        "notes": [_note(note) for note in problem.all_notes],
        "fixes": [_fix(fix) for fix in hidden.fixes(problem)],
    }


def _note(note: Note) -> dict[str, Any]:
    return {"message": note.message, **_place(note.span)}


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "title": fix.title,
        "applicability": "safe" if fix.safe else "unsafe",
        "edits": [{**_place(edit.span), "text": edit.text} for edit in fix.edits],
    }


def _place(span: Span) -> dict[str, Any]:
    (first_line, first_column), (last_line, last_column) = span.first, span.last
    return {
        "file": span.path,
        "start": {"line": first_line, "column": first_column},
        "end": {"line": last_line, "column": last_column},
    }
