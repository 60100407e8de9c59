"""What is generated is what the description says now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from amelang.export.generated import files

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = "python -m amelang.export"


def stale(root: Path, made: dict[str, str]) -> list[str]:
    """The generated files that say something else than they would if they were made now."""
    return [
        f"{name} is stale: run `{COMMAND}`"
        for name, text in made.items()
        if not (root / name).exists() or (root / name).read_text("utf-8") != text
    ]


def test_generated_files_are_fresh(root: Path) -> None:
    assert not stale(root, files())


def test_a_changed_description_makes_them_stale(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "b").write_text("b")
    assert stale(tmp_path, {"a": "new", "b": "b", "c": ""}) == [
        f"a is stale: run `{COMMAND}`",
        f"c is stale: run `{COMMAND}`",
    ]


def test_they_are_the_same_every_time() -> None:
    assert files() == files()


@pytest.mark.parametrize("page", ["docs/contributing.md"])
def test_the_command_is_written_down(root: Path, page: str) -> None:
    assert COMMAND in (root / page).read_text("utf-8")
