"""A file full of mistakes is checked as fast as any other: time grows with its length, and not faster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from amelang.checks.run import check
from amelang.report.text import render_full
from amelang.text.source import Source
from amelang.workspace.project import load_source

if TYPE_CHECKING:
    from tests.conftest import Growth

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
    "keys in the column of the one above": "  - name: a%d\n    resources:\n    memory: 1G\n    cpu: 1\n",
    "first keys that stand alone": "  - name: a%d\n    resources:\n       cpu: 1\n      memory: 1G\n",
    "keys that have slipped out": "  - name: a%d\n    triggers:\n      retries: 1\n    cpu: 1\n",
    "tags without their sign": "  - name: a%d\n    executor:\n      custom\n      command: x\n",
    "tags in two pieces": "  - name: a%d\n    executor:\n      ! custom\n      command: x\n",
    "long dashes": "  \u2013 name: a%d\n    taskRef: one\n",
    "items without a dash": "    name: a%d\n    taskRef: one\n",
    "keys between two columns": "  - name: a%d\n    nodeSelector:\n      a: b\n     retries: 1\n",
    "comments of other languages": "  - name: a%d\n    // so\n    taskRef: one\n",
    "texts that are not indented": "  - name: a%d\n    executor: !custom\n      command: |\n      echo\n",
    "dashes before keys": "  - name: a%d\n    resources:\n      - cpu: 1\n      memory: 1G\n",
}
IN_FLAT_TASKS = {
    "keys in the column of their dash": "- name: a%d\nexecutor: !custom\n    command: x\n",
    "items without a dash, in the column of their list": "name: a%d\n  taskRef: one\n",
    "dashes before keys of a task": "- name: a%d\n  environment:\n  - key: A\n    val: b\n  - retries: 1\n",
    "keys in the column of deeper ones": (
        "- name: a%d\n  resources:\n    cpu: 1\n    environment:\n  - key: A\n    val: b\n"
    ),
    "items too far left": "- name: a%d\n  environment:\n- key: A\n  val: b\n",
}
ONE = "project: x\ntasks:\n  - &one\n    name: one\n    executor: !custom\n      command: x\n"

FLAT = "project: x\ntasks:\n- name: one\n  executor: !custom\n    command: x\n"


def pieces(before: str, piece: str, number: int) -> str:
    return before + "".join(piece.replace("%d", f"{n:04}") for n in range(number))


@pytest.mark.parametrize(
    ("before", "piece"),
    [
        *(("", piece) for piece in PIECES.values()),
        *((ONE, piece) for piece in IN_TASKS.values()),
        *((FLAT, piece) for piece in IN_FLAT_TASKS.values()),
        ('project: "\n', "word: x\n"),
    ],
    ids=[*PIECES, *IN_TASKS, *IN_FLAT_TASKS, "keys behind an open quote"],
)
def test_time_grows_with_the_number_of_mistakes(before: str, piece: str, in_step: Growth) -> None:
    def checked(text: str) -> None:
        problems = check(load_source(Source(text), "ame.yml"))
        assert problems
        assert render_full(problems)

    in_step(checked, pieces(before, piece, NUMBER // 8), pieces(before, piece, NUMBER))
