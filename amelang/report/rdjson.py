"""Problems in the Reviewdog Diagnostic Format, with the fixes as suggestions.

Source: `proto/rdf/reviewdog.proto` of reviewdog. Lines and columns are from 1, ends exclusive, and
columns count the bytes of UTF-8.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from amelang.report.escape import below, valid
from amelang.report.hidden import Hidden
from amelang.report.sentence import line
from amelang.report.summary import Summary
from amelang.report.text import visible
from amelang.text.problem import Fix, Problem, Severity
from amelang.text.source import Source, Span

SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.HINT: "INFO"}


def render(problems: Sequence[Problem], files: Sequence[str], summary: Summary) -> str:
    """Return a DiagnosticResult."""
    hidden = Hidden(problems)
    diagnostics = [_diagnostic(problem, hidden) for problem in problems]
    result = {"source": {"name": "ame"}, "diagnostics": diagnostics}
    return valid(json.dumps(result, indent=2, ensure_ascii=False)) + "\n"


def _diagnostic(problem: Problem, hidden: Hidden) -> dict[str, Any]:
    diagnostic: dict[str, Any] = {
        "message": f"{problem.name}: {line(problem)}",
        "location": _location(problem.span),
        "severity": SEVERITIES[problem.severity],
        "code": {"value": problem.code},
    }
    source = problem.span.source
    fixes = [fix for fix in hidden.fixes(problem) if _all_in(source, fix) and not hidden.meets(_whole(fix))]
    if fixes:
        diagnostic["suggestions"] = [_suggestion(fix) for fix in fixes]
    if notes := problem.all_notes:
        diagnostic["related_locations"] = [
            {"message": visible(note.message), "location": _location(note.span)} for note in notes
        ]
    return diagnostic


def _all_in(source: Source, fix: Fix) -> bool:
    """Tell whether a fix changes one file only: a suggestion is about the file of its diagnostic."""
    return all(edit.span.source is source for edit in fix.edits)


def _whole(fix: Fix) -> Span:
    """Return the place from the first edit of a fix to its last."""
    spans = [edit.span for edit in fix.edits]
    return Span(spans[0].source, min(span.start for span in spans), max(span.end for span in spans))


def _suggestion(fix: Fix) -> dict[str, Any]:
    """Return a fix as one replacement, which is all that a suggestion can be."""
    whole = _whole(fix)
    text, at = "", whole.start
    for edit in sorted(fix.edits, key=lambda edit: (edit.span.start, edit.span.end)):
        text += whole.source.text[at : edit.span.start] + edit.text
        at = edit.span.end
    return {"range": _range(whole), "text": text}


def _location(span: Span) -> dict[str, Any]:
    return {"path": below(span.path), "range": _range(span)}


def _range(span: Span) -> dict[str, Any]:
    return {"start": _position(span.source, span.start), "end": _position(span.source, span.end)}


def _position(source: Source, offset: int) -> dict[str, int]:
    number, column = source.position(offset)
    before = source.text[offset - column + 1 : offset]
    return {"line": number, "column": len(before.encode("utf-8", "surrogatepass")) + 1}
