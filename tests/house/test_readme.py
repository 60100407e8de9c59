"""README and the other pages say what is so: their links lead somewhere, their examples work."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from amelang.cli.main import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text("utf-8")


def ame(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "amelang.cli.main", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return done.stdout + done.stderr


def test_links_lead_to_files(files: list[Path], root: Path) -> None:
    pages = [path for path in files if path.suffix == ".md" and "tests" not in path.relative_to(root).parts]
    dead = [
        f"{page.relative_to(root)}: {link}"
        for page in pages
        for link in LINK.findall(BLOCK.sub("", page.read_text("utf-8")))
        if not (page.parent / link).exists()
    ]
    assert not dead


def test_there_are_two_commands_to_copy(readme: str, root: Path) -> None:
    """CI runs them as they are written; it finds them by how they begin."""
    lines = [line for line in readme.splitlines() if line.startswith("python3 -m venv ")]
    assert len(lines) == 2
    assert readme.index(lines[1]) < 2500, "they must stand near the top"
    first, tests = lines
    assert "-m pytest" in tests
    example = re.search(r"cd (\S+)", first)
    assert example
    assert (root / example[1] / "ame.yml").is_file()


def test_the_commands_it_names_exist(readme: str) -> None:
    assert set(re.findall(r"`ame ([a-z]+)", readme)) <= set(COMMANDS)


def test_its_example_has_no_fault(readme: str, tmp_path: Path) -> None:
    (example,) = (text for language, text in BLOCK.findall(readme) if text.startswith("# ame.yml"))
    (tmp_path / "ame.yml").write_text(example, "utf-8")
    (tmp_path / "requirements.txt").touch()
    assert ame(tmp_path, "check") == "no problems in 1 project\n"


def test_its_mistake_is_reported_as_it_says(readme: str, tmp_path: Path) -> None:
    (report,) = (text for _, text in BLOCK.findall(readme) if text.startswith("ame.yml:"))
    lines = ("project: iris", "tasks:", "  - name: train", "    excutor: !pip", "      command: ls")
    (tmp_path / "ame.yml").write_text("\n".join(lines) + "\n      pythonVersion: 3.11\n", "utf-8")
    (tmp_path / "requirements.txt").touch()
    assert report in ame(tmp_path, "check")
