"""What cannot be lowered yet is refused at its place, and nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Project

TASK = """
project: p
tasks:
  - name: train
    executor: !custom
      command: ./train.sh
"""


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("secrets", "    secrets:\n      - !ame\n        key: a\n        injectAs: A\n"),
        ("dataSets", "    dataSets:\n      - ref: prices\n"),
        ("artifacts", "    artifacts:\n      saveChangedFiles: true\n"),
        ("triggers", '    triggers:\n      schedule: "0 6 * * *"\n'),
        ("fromTemplate", "    fromTemplate: base\n"),
        ("pipeline", "    pipeline:\n      - taskRef: train\n"),
        ("taskRef", "    taskRef: other\n"),
    ],
)
def test_a_key_of_a_task_that_cannot_be_carried_out_is_named(project: Project, key: str, text: str) -> None:
    (problem,) = project.write(TASK + text).unsupported()
    assert problem.message() == f"`{key}` cannot be planned or run yet"
    assert problem.span.text == key
    assert problem.span.first[0] == 7
    assert (problem.code, problem.name) == ("AME450", "not-lowered")
    assert "`retries`" in (problem.help() or "")


def test_an_old_spelling_is_named_as_it_is_written_now(project: Project) -> None:
    (problem,) = project.write(TASK + "    data_sets:\n      - ref: prices\n").unsupported()
    assert problem.message() == "`dataSets` cannot be planned or run yet"
    assert problem.span.text == "data_sets"


def test_models_would_run_by_themselves(project: Project) -> None:
    models = "models:\n  - name: m\n    training:\n      task:\n        taskRef: train\n"
    (problem,) = project.write(TASK + models).unsupported()
    assert problem.message() == "`models` cannot be planned or run yet"


def test_what_no_task_uses_is_no_obstacle(project: Project) -> None:
    unused = "templates:\n  - name: base\n    retries: 2\ndataSets:\n  - name: d\n    path: d\n"
    assert not project.write(TASK + unused).unsupported()


def test_an_empty_key_says_nothing(project: Project) -> None:
    assert not project.write(TASK + "    secrets:\n").unsupported()
