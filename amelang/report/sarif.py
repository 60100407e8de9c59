"""Problems as SARIF 2.1.0, which code scanning services and editors read.

Source: the OASIS standard "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"; the
numbers below are those of its sections.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from amelang import VERSION
from amelang.report.escape import below, uri, valid
from amelang.report.fingerprint import fingerprints
from amelang.report.hidden import Hidden
from amelang.report.sentence import lines
from amelang.report.summary import Summary
from amelang.report.text import visible
from amelang.text.page import Page, markdown, plain
from amelang.text.problem import Fix, Problem, Severity
from amelang.text.source import Source, Span
from amelang.workspace.find import SETTINGS_NAMES

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}
KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "recommendation"}
"""What GitHub calls the same three."""
FAMILIES = {"0": "text", "1": "shape", "2": "names", "3": "sense", "4": "cluster"}
TOP = "%SRCROOT%"
Where = Callable[[str], dict[str, str]]
"""Gives the location of a file by its path."""
LONGEST = 1000
"""Characters of a place that are repeated in the report."""


def render(problems: Sequence[Problem], files: Sequence[str], summary: Summary) -> str:
    """Return a log of one run; rules are those that something was reported of."""
    root = os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR") or os.getcwd()
    where = cache(lambda path: _location_of(path, root))
    kinds = sorted({type(problem) for problem in problems}, key=lambda kind: kind.code)
    index = {kind: number for number, kind in enumerate(kinds)}
    hidden = Hidden(problems)
    known = zip(problems, fingerprints(problems, root), strict=True)
    run = {
        "tool": {
            "driver": {
                "name": "ame",
                "fullName": f"ame check {VERSION}",
                "version": VERSION,
                "semanticVersion": VERSION,
                "rules": [_rule(kind) for kind in kinds],
            }
        },
        # With wrong settings nobody can rely on what was found.
        "invocations": [{"executionSuccessful": not any(map(_of_settings, problems))}],
        "artifacts": [_artifact(path, where) for path in files],
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(problem, index[type(problem)], fingerprint, where, hidden)
            for problem, fingerprint in known
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return valid(json.dumps(log, indent=2, ensure_ascii=False)) + "\n"


def _of_settings(problem: Problem) -> bool:
    return problem.severity == Severity.ERROR and os.path.basename(problem.span.path) in SETTINGS_NAMES


def _rule(kind: type[Problem]) -> dict[str, Any]:
    page = Page(kind)
    family = FAMILIES[kind.code[3]]
    return {
        "id": kind.code,
        "name": kind.name,
        "shortDescription": {"text": page.summary},
        "fullDescription": {"text": "\n\n".join(page.paragraphs)},
        "help": {"text": plain(page), "markdown": markdown(page, level=0)},
        "defaultConfiguration": {"level": LEVELS[kind.severity]},
        "properties": {
            "tags": ["ame", family],
            "precision": "very-high",
            "problem.severity": KINDS[kind.severity],
        },
    }


def _artifact(path: str, where: Where) -> dict[str, Any]:
    return {
        "location": where(path),
        "roles": ["analysisTarget"],
        "sourceLanguage": "yaml",
        "encoding": "UTF-8",
    }


def _result(problem: Problem, rule: int, fingerprint: str, where: Where, hidden: Hidden) -> dict[str, Any]:
    said = "\n".join(part for part in lines(problem) if not part.startswith("note: "))
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": LEVELS[problem.severity],
        "message": {"text": _unlinked(said)},
        "locations": [{"physicalLocation": _place(problem.span, where, hidden)}],
        "partialFingerprints": {"ameProblem/v1": fingerprint},
    }
    if notes := problem.all_notes:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _place(note.span, where, hidden),
                "message": {"text": _unlinked(visible(note.message))},
            }
            for number, note in enumerate(notes, 1)
        ]
    if fixes := hidden.fixes(problem):
        result["fixes"] = [_fix(fix, where) for fix in fixes]
    return result


def _unlinked(text: str) -> str:
    """Return a text in which nothing that a user wrote looks like a link (3.11.6).

    Braces stay as they are: without arguments, no reader replaces anything in them.
    """
    return text.replace("](", "] (")


def _place(span: Span, where: Where, hidden: Hidden) -> dict[str, Any]:
    region: dict[str, Any] = _region(span)
    if 0 < span.end - span.start <= LONGEST and not hidden.meets(span):
        region["snippet"] = {"text": span.text}
    return {"artifactLocation": where(span.path), "region": region}


def _region(span: Span) -> dict[str, int]:
    (first_line, first_column), (last_line, last_column) = span.first, span.last
    return {
        "startLine": first_line,
        "startColumn": first_column,
        "endLine": last_line,
        "endColumn": last_column,
    }


def _fix(fix: Fix, where: Where) -> dict[str, Any]:
    changes: dict[int, dict[str, Any]] = {}
    for edit in fix.edits:
        source: Source = edit.span.source
        change = changes.setdefault(id(source), {"artifactLocation": where(source.path), "replacements": []})
        change["replacements"].append(
            {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
        )
    return {
        "description": {"text": fix.title if fix.safe else f"{fix.title} (look at it first)"},
        "artifactChanges": list(changes.values()),
    }


def _location_of(path: str, root: str) -> dict[str, str]:
    """Return where a file is: below the top of the sources, or else by an absolute URI (3.4.4)."""
    seen = below(os.path.abspath(path), root)
    if os.path.isabs(seen):
        return {"uri": uri(seen)}
    return {"uri": uri(seen), "uriBaseId": TOP}
