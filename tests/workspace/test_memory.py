"""What is remembered of a check says the same as checking anew, whatever has changed in between."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amelang.checks.memory import Memory
from amelang.checks.run import Checked, check_all
from amelang.cli.check import project_files
from amelang.text.problem import Problem
from amelang.text.source import Span

NAMES = ("garden", "shared", "tools", "share")
FOLDERS = ("a", "b", "b/c", "shared")
TEMPLATES = ("small", "large", "smal")
COMMANDS = ("echo x", "python train.py", "python -m pack.train", "python trian.py | tee log")
BESIDE = {
    "train.py": ("", "import sys\n"),
    "pack/train.py": ("",),
    "pack/__init__.py": ("",),
    "requirements.txt": ("", "numpy\n", "numpy==2.1.0\n", "-r more.txt\n"),
    "more.txt": ("pandas\n", "pandas==2.2.0\n"),
    "pyproject.toml": ('[project]\nrequires-python = ">=3.12"\n', '[project]\nrequires-python = ">=3.10"\n'),
    ".gitignore": ("train.py\n", "trian.py\n", "c\n"),
}
SETTINGS = (
    None,
    "",
    '[workspace]\nmembers = ["a", "b/**"]\n',
    '[cluster]\nnamespace = "ml"\n',
    '[defaults.resources]\nmemory = "4Gi"\n',
    '[vaults.company]\naddress = "https://vault.example.com"\n\n[mlflow]\n',
    '[check]\nignore = ["unused-template"]\n[check.levels]\nunknown-key = "warning"\n',
)

name = st.sampled_from(NAMES)
template = st.sampled_from(TEMPLATES)
reference = st.one_of(st.builds("{}.{}".format, name, template), template)
import_path = st.sampled_from((None, ".", "../a", "../b", "b/c", "../shared", "../nowhere", "../b/ame.yml"))


@st.composite
def executor(draw: Any, indent: str) -> str:
    tag = draw(st.sampled_from(("!custom", "!pip", "!pip", "!poetry")))
    version = f"{indent}  pythonVersion: 3.11\n" if tag != "!custom" else ""
    return f"{indent}executor: {tag}\n{version}{indent}  command: {draw(st.sampled_from(COMMANDS))}\n"


@st.composite
def project(draw: Any) -> str:
    """Make the text of a project whose names may mean anything, or nothing."""
    lines = []
    if draw(st.booleans()):
        lines.append(f"project: {draw(name)}{draw(st.sampled_from(('', ' # Ümläut', ' # ame: allow x')))}\n")
    imports = draw(st.lists(st.tuples(name, import_path), max_size=2))
    if imports:
        lines.append("imports:\n")
    for imported, place in imports:
        lines.append(f"  - project: {imported}\n" + (f"    path: {place}\n" if place else ""))
    bases = draw(st.lists(st.none() | reference, max_size=3))
    if bases:
        lines.append("templates:\n")
    for number, base in enumerate(bases):
        allow = draw(st.sampled_from(("", " # ame: allow unused-template")))
        lines.append(f"  - name: {TEMPLATES[number]}{allow}\n")
        lines.append(f"    fromTemplate: {base}\n" if base else draw(executor("    ")))
        lines.append(draw(st.sampled_from(("", "", "    fro: y\n", "    retries: 1000\n"))))
    tasks = draw(
        st.lists(
            st.tuples(reference, st.booleans(), st.sampled_from(("", "  ", "    fro: x\n", GPU, SECRETS))),
            max_size=2,
        )
    )
    if tasks:
        lines.append("tasks:\n")
    for number, (base, whole, keys) in enumerate(tasks):
        lines.append(f"  - name: task_{number}\n{keys}")
        lines.append(draw(executor("    ")) if whole else f"    fromTemplate: {base}\n")
    return "".join(lines)


SECRETS = """\
    secrets:
      - !vault
        vault: compny
        key: a
        injectAs: TOKEN
    environment:
      - key: MLFLOW_TRACKING_URI
        val: x
"""
GPU = "    resources:\n      nvidia.com/gpu: 1\n"


Change = tuple[str, str, str | None]
"""What is done, where, and with what."""


@st.composite
def beside(draw: Any) -> Change:
    """Choose a file beside a project to write or remove."""
    folder, file = draw(st.sampled_from(FOLDERS)), draw(st.sampled_from(sorted(BESIDE)))
    return "write", f"{folder}/{file}", draw(st.none() | st.sampled_from(BESIDE[file]))


@st.composite
def change(draw: Any) -> Change:
    """Choose something to do to the disk: write or remove a file, or something stranger."""
    folder = draw(st.sampled_from(FOLDERS))
    what = draw(st.sampled_from(("project", "project", "beside", "beside", "beside", "settings", "strange")))
    if what == "project":
        return "write", f"{folder}/ame.yml", draw(st.none() | project())
    if what == "beside":
        return draw(beside())  # type: ignore[no-any-return]
    if what == "settings":
        return "write", draw(st.sampled_from(("ame.toml", "b/ame.toml"))), draw(st.sampled_from(SETTINGS))
    how = draw(st.sampled_from(("move", "link", "twin", "git", "quietly", "vanish")))
    return how, folder, draw(st.sampled_from(FOLDERS))


def do(how: str, place: str, what: str | None) -> None:
    """Carry out a change, in another step of the system's clock than the last one."""
    time.sleep(0.01)
    path = Path(place)
    if how == "write" and what is None:
        path.unlink(missing_ok=True)
    elif how == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(what or "", "utf-8")
    elif how == "move" and path.is_dir() and not Path("moved").exists():
        path.rename("moved")
    elif how == "link" and Path(what or "", "ame.yml").is_file() and place != what:
        path.mkdir(parents=True, exist_ok=True)
        Path(place, "ame.yml").unlink(missing_ok=True)
        Path(place, "ame.yml").symlink_to(Path(what or "", "ame.yml").resolve())
    elif how == "twin":
        do("write", f"{place}/ame.yaml", "project: twin\n")
    elif how == "git":
        Path(place, ".git").mkdir(parents=True, exist_ok=True)
    elif how == "quietly" and (file := Path(place, "requirements.txt")).is_file():
        # As large as before, and as old.
        before = file.stat()
        file.write_text(file.read_text()[::-1])
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    elif how == "vanish":
        shutil.rmtree(place, ignore_errors=True)


def all_of(checked: Checked) -> list[object]:
    """Return everything that a report may say."""
    return [checked.files, checked.broken, *map(whole, checked.problems)]


def whole(problem: Problem) -> tuple[object, ...]:
    return (
        type(problem),
        problem.code,
        problem.severity,
        place(problem.span),
        place(problem.hidden) if problem.hidden else None,
        problem.message(),
        problem.help(),
        [(note.message, place(note.span)) for note in problem.all_notes],
        [
            (fix.title, fix.safe, [(place(edit.span), edit.text) for edit in fix.edits])
            for fix in problem.fixes()
        ],
    )


def place(span: Span) -> tuple[object, ...]:
    return span.path, span.first, span.last, span.source.text


@pytest.fixture(scope="module")
def here() -> Iterator[Path]:
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(Path(folder, "cache")))
        Path(folder, "work").mkdir()
        os.chdir(Path(folder, "work"))
        yield Path(folder)
        os.chdir(before)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(
    texts=st.fixed_dictionaries(dict.fromkeys(FOLDERS, project())),
    beside=st.lists(beside(), min_size=2, max_size=6),
    changes=st.lists(st.lists(change(), min_size=1, max_size=2), max_size=6),
    marked=st.booleans(),
)
def test_remembering_says_what_checking_anew_says(
    here: Path,
    texts: dict[str, str],
    beside: list[Change],
    changes: list[list[Change]],
    *,
    marked: bool,
) -> None:
    shutil.rmtree(here / "cache", ignore_errors=True)
    for entry in Path().iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    Path(".git").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        # Files that were just written must be read again; as if all were old, they need not be.
        patch.setattr("amelang.workspace.looks.STEP", -1.0 if marked else 2.0)
        for folder, text in texts.items():
            do("write", f"{folder}/ame.yml", text)
        for some in [beside, [], *changes]:
            for one in some:
                do(*one)
            try:
                files = project_files([])
            except Exception:  # there is nothing to check
                continue
            assert all_of(check_all(files, memory=Memory([]))) == all_of(check_all(files))
