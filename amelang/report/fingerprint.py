"""Fingerprints: what a problem is known by when the lines around it move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

from amelang.report.escape import below
from amelang.text.problem import Problem
from amelang.text.source import Source


def fingerprints(problems: Sequence[Problem], root: str | None = None) -> list[str]:
    """Return a fingerprint for each problem, in their order, no two of them the same.

    It is made of the code, the path of the file as seen from `root`, the line, and the lines that it
    stands below, each without its indentation. So it stays the same when lines are added or
    removed elsewhere, and changes when the line itself is edited. Problems that are alike in all
    that are numbered in the order of the text.
    """
    wanted: dict[int, set[int]] = {}
    sources: dict[int, Source] = {}
    for problem in problems:
        source = problem.span.source
        sources[id(source)] = source
        wanted.setdefault(id(source), set()).add(problem.span.first[0])
    known = {key: lines_above(source, wanted[key]) for key, source in sources.items()}
    paths = {key: below(source.path, root) for key, source in sources.items()}
    seen: Counter[str] = Counter()
    found = []
    for problem in problems:
        span = problem.span
        context = known[id(span.source)][span.first[0]]
        parts = (problem.code, paths[id(span.source)], context, span.text)
        key = "\0".join(parts)
        seen[key] += 1
        whole = f"{key}\0{seen[key]}".encode("utf-8", "surrogatepass")
        found.append(sha256(whole).hexdigest()[:32])
    return found


def lines_above(source: Source, wanted: set[int]) -> dict[int, str]:
    """Return each wanted line (from 1) with the less indented lines that it stands below, outermost first."""
    found: dict[int, str] = {}
    open_: list[tuple[int, str]] = []
    for number in range(1, max(wanted) + 1):
        line = source.line(number)
        text = line.strip()
        if text:
            # A dash is part of the indentation: the keys of an item stand below its first line.
            indentation = len(line) - len(line.lstrip())
            while open_ and open_[-1][0] >= indentation:
                open_.pop()
        if number in wanted:
            found[number] = "\n".join([*(above for _, above in open_), text])
        if text and not text.startswith("#"):
            open_.append((indentation, text))
    return found
