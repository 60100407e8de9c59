"""The repository itself: what lies at its top, and what no file of it may say."""

from __future__ import annotations

import os
import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from amelang import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES_AT_THE_TOP = {".gitignore", ".pre-commit-hooks.yaml", "LICENSE", "README.md", "pyproject.toml"}
FOLDERS_AT_THE_TOP = {".ci", ".github", ".gitlab", "amelang", "docs", "editors", "lsp", "schema", "tests"}
"""A folder appears when there is something in it."""

LARGEST = 300_000
"""Bytes; what is larger is data, and does not belong in a repository of text."""

SECRETS_OF_A_MACHINE = {
    "a path of one machine": r"(?<![\w.$}])/(?:work|farm|root|home/(?!runner\b)\w+|Users/\w+)/",
    "a package registry": r"\b(?:pypi|pythonhosted|registry\.npmjs|proxy\.golang)\.org\b|\bcrates\.io\b",
    "an index of packages": r"--(?:extra-)?index-url|--find[-]links|(?:PIP|UV)_\w*INDEX\w*=|PIP_FIND[_]LINKS",
    "an address of a private network": r"\b(?:10\.\d+|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.\d+\b",
    "a host of a private network": r"https?://[\w.-]*(?:artifactory|nexus|mirror|\.internal|\.corp)\b",
}
BESIDE = re.compile(r"\.\./shared/(?:kube|design|seed|hooks|prototypes|vscode)")


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def told(text: str) -> Iterator[str]:
    """Find what a text says about the machine that it was written on."""
    for what, pattern in SECRETS_OF_A_MACHINE.items():
        for match in re.finditer(pattern, text):
            yield f"{what}: {match[0]}"


def test_the_top_holds_what_it_always_holds(files: list[Path], root: Path) -> None:
    assert {path.relative_to(root).parts[0] for path in files} <= FILES_AT_THE_TOP | FOLDERS_AT_THE_TOP


def test_no_file_is_large(files: list[Path]) -> None:
    assert not [f"{path}: {path.stat().st_size}" for path in files if path.stat().st_size > LARGEST]


def test_no_file_tells_of_the_machine_it_was_written_on(files: list[Path]) -> None:
    assert not [f"{path}: {found}" for path in files for found in told(text_of(path))]


def test_only_ci_reaches_beside_the_repository(files: list[Path], root: Path) -> None:
    reach = {str(path.relative_to(root)) for path in files if BESIDE.search(text_of(path))}
    assert reach <= {".ci/run"}


def test_files_are_text_of_one_form(files: list[Path]) -> None:
    """Line ends are LF, but in the corpus of the reader, where every kind of end is read."""
    binary = {".png", ".ico", ".gz", ".whl"}
    text = [path for path in files if path.suffix not in binary and "corpus" not in path.parts]
    assert not [path for path in text if b"\r" in path.read_bytes()]


def test_the_changelog_knows_the_version(root: Path) -> None:
    version = tomllib.loads(text_of(root / "pyproject.toml"))["project"]["version"]
    assert re.search(rf"^## {re.escape(version)}\b", text_of(root / "docs" / "changelog.md"), re.MULTILINE)


def test_the_program_knows_its_version(root: Path) -> None:
    assert tomllib.loads(text_of(root / "pyproject.toml"))["project"]["version"] == VERSION


def test_ci_can_be_started(root: Path) -> None:
    assert os.access(root / ".ci" / "run", os.X_OK)


@pytest.mark.parametrize(
    "text",
    ["cd /wor" + "k/main", "see /hom" + "e/ada/x", "https://py" + "pi.org/simple", "pip --index" + "-url=x"],
)
def test_the_rule_finds_a_machine(text: str) -> None:
    assert list(told(text))


@pytest.mark.parametrize("text", ["/ame/work/x", "the work/life balance", "10.5.1", "$HOME/work/x"])
def test_the_rule_lets_other_words_pass(text: str) -> None:
    assert not list(told(text))
