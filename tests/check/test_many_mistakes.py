"""A file full of mistakes is checked as fast as any other: time grows with its length, and not faster."""

from __future__ import annotations

import time

import pytest

from amelang.checks.run import check
from amelang.report.text import render_full
from amelang.text.source import Source
from amelang.workspace.project import load_source

NUMBER = 4000
PIECES = {
    "a key that stands many times": "project: x\n",
    "keys that nobody knows": "key%d: 1\n",
    "a key of a task": "executor: x\n",
    "quotes that are never closed": 'project: "\n',
    "lines behind an open quote": "word\n",
}
IN_TASKS = {
    "tasks of one name": "  - name: a\n",
    "tasks of names that become one": "  - name: a_b\n  - name: a-b\n",
    "keys of a task that nobody knows": "  - nme: a%d\n",
    "aliases of one task": "  - *one\n",
}
ONE = "project: x\ntasks:\n  - &one\n    name: one\n    executor: !custom\n      command: x\n"


@pytest.mark.parametrize(
    "text",
    [
        *("".join(piece.replace("%d", str(n)) for n in range(NUMBER)) for piece in PIECES.values()),
        *(ONE + "".join(piece.replace("%d", str(n)) for n in range(NUMBER)) for piece in IN_TASKS.values()),
        'project: "\n' + "word: x\n" * NUMBER,
    ],
    ids=[*PIECES, *IN_TASKS, "keys behind an open quote"],
)
def test_many_mistakes_are_found_in_seconds(text: str) -> None:
    started = time.process_time()
    problems = check(load_source(Source(text), "ame.yml"))
    # Seen: at most half a second; it was twenty where each mistake looked at all others.
    assert time.process_time() - started < 3
    assert problems
    assert render_full(problems)
