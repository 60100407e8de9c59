"""Checking one file of a workspace says the same as checking all of them says of that file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amelang.checks.import_problems import RepeatedProject
from amelang.checks.run import check_all
from amelang.text.problem import Problem

NAMES = ("garden", "shared", "tools", "share")
FOLDERS = ("a", "b", "b/c", "shared")
NAMES_OF_TEMPLATES = ("small", "large", "smal")

name = st.sampled_from(NAMES)
template = st.sampled_from(NAMES_OF_TEMPLATES)
reference = st.one_of(template, st.builds("{}.{}".format, name, template))
path = st.sampled_from((None, ".", "../a", "../b", "b/c", "../shared", "../nowhere", "../b/ame.yml"))
EXECUTOR = "    executor: !custom\n      command: echo x\n"


@st.composite
def project(draw: Any) -> str:
    """Make the text of a project whose names may mean anything, or nothing."""
    lines = []
    if draw(st.booleans()):
        lines.append(f"project: {draw(name)}\n")
    imports = draw(st.lists(st.tuples(name, path), max_size=3))
    if imports:
        lines.append("imports:\n")
    for imported, place in imports:
        lines.append(f"  - project: {imported}\n" + (f"    path: {place}\n" if place else ""))
    lines.append("templates:\n")
    for number, base in enumerate(draw(st.lists(st.none() | reference, min_size=1, max_size=3))):
        lines.append(f"  - name: {NAMES_OF_TEMPLATES[number]}\n")
        lines.append(f"    fromTemplate: {base}\n" if base else EXECUTOR)
    tasks = draw(
        st.lists(st.tuples(reference, st.booleans(), st.sampled_from(("", "  ", "    fro: x\n"))), max_size=3)
    )
    if tasks:
        lines.append("tasks:\n")
    for number, (base, whole, more) in enumerate(tasks):
        lines.append(f"  - name: task_{number}\n    fromTemplate: {base}\n{more}{EXECUTOR if whole else ''}")
    return "".join(lines)


def told(problems: list[Problem], path: str) -> list[tuple[object, ...]]:
    """Return all that is said of a file, but for names that two projects have: see below."""
    return [
        (one.code, one.span, one.message(), one.help(), [(note.message, note.span) for note in one.all_notes])
        for one in problems
        if one.span.path == path and not isinstance(one, RepeatedProject)
    ]


@pytest.fixture(scope="module")
def here() -> Iterator[Path]:
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        yield Path(folder)
        os.chdir(before)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=150)
@given(texts=st.fixed_dictionaries(dict.fromkeys(FOLDERS, project())), settled=st.booleans())
def test_one_file_is_told_what_all_are_told(here: Path, texts: dict[str, str], settled: bool) -> None:
    (here / ".git").mkdir(exist_ok=True)
    (here / "ame.toml").write_text('[workspace]\nmembers = ["a", "b/**"]\n' if settled else "")
    files = []
    for folder, text in texts.items():
        file = Path(folder, "ame.yml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        files.append(str(file))
    together = check_all(sorted(files))
    for one in files:
        assert told(check_all([one]).problems, one) == told(together.problems, one)


def test_who_looks_for_other_projects_hears_of_two_of_one_name(here: Path) -> None:
    """A project that refers to nobody does not look for all others, and hears of it with them."""
    (here / "ame.toml").write_text("")
    for folder in FOLDERS:
        Path(folder).mkdir(parents=True, exist_ok=True)
        Path(folder, "ame.yml").write_text(f"project: of_{folder.replace('/', '_')}\n")
    refers = "project: garden\ntasks:\n  - name: one\n    fromTemplate: of_b.small\n"
    Path("a/ame.yml").write_text(refers)
    Path("b/ame.yml").write_text("project: of_b\ntemplates:\n  - name: small\n" + EXECUTOR)
    Path("shared/ame.yml").write_text("project: garden\n")
    files = [f"{folder}/ame.yml" for folder in FOLDERS]
    found = [one.span.path for one in check_all(files).problems if isinstance(one, RepeatedProject)]
    assert found == ["a/ame.yml", "shared/ame.yml"]
    assert [one.code for one in check_all(["a/ame.yml"]).problems] == [RepeatedProject.code]
    assert check_all(["shared/ame.yml"]).problems == []
