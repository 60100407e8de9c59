"""What `ame check --fix` makes of imports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Ame = Callable[..., Any]
SHARED = "project: shared\ntemplates:\n  - name: small\n    executor: !custom\n      command: echo x\n"
TASK = "tasks:\n  - name: one\n    fromTemplate: {}.small\n"
ALONE = "tasks:\n  - name: one\n    executor: !custom\n      command: echo x\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    for name in ("shared", "tools"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ame.yml").write_text(SHARED.replace("shared", name))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "imports:\n  - project: tools # gone\n    path: tools # gone, too\n  - project: shared\n",
            "imports:\n  - project: shared\n",
        ),
        (
            "imports:\n- project: shared\n- project: tools\n# about tasks\n",
            "imports:\n- project: shared\n# about tasks\n",
        ),
        ("imports:\n  - project: shared\n  -\n    project: tools\n", None),
        ("imports: [{project: shared}, {project: tools}]\n", None),
    ],
)
def test_an_import_that_nobody_uses_goes(ame: Ame, before: str, after: str | None) -> None:
    task = TASK.format("shared")
    Path("ame.yml").write_text("project: home\n" + before + task)
    assert "AME264" in ame("check", "-o", "concise").out
    ame("check", "--fix")
    assert Path("ame.yml").read_text() == "project: home\n" + (before if after is None else after) + task


@pytest.mark.parametrize(
    "imports", ["imports:\n  - project: tools\n    path: tools\n", "imports: [{project: tools}]\n"]
)
def test_the_last_import_takes_its_key_with_it(ame: Ame, imports: str) -> None:
    Path("ame.yml").write_text("project: home\n" + imports + ALONE)
    ame("check", "--fix")
    assert Path("ame.yml").read_text() == "project: home\n" + ALONE


def test_another_name_is_written_wherever_it_is_used(ame: Ame) -> None:
    text = "project: home\nimports:\n  - project: common\n    path: shared\n"
    other = "  - name: two\n    fromTemplate: { project: common, name: small }\n"
    Path("ame.yml").write_text(text + TASK.format("common") + other)
    ame("check", "--fix")
    assert "common" in Path("ame.yml").read_text()
    ame("check", "--fix", "--unsafe-fixes")
    assert Path("ame.yml").read_text() == (text + TASK.format("common") + other).replace("common", "shared")
    assert ame("check").out == "no problems in 3 projects\n"


def test_a_place_that_is_almost_right(ame: Ame) -> None:
    text = "project: home\nimports:\n  - project: shared\n    path: {}\n" + TASK.format("shared")
    Path("ame.yml").write_text(text.format("lib/shared"))
    ame("check", "--fix", "--unsafe-fixes")
    assert Path("ame.yml").read_text() == text.format("shared")
