"""The copy of a project in which a run works: what is in it, what stays of it."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from amelang.run.errors import RunError
from amelang.run.workcopy import RunFolder, new_run_folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def run(project: Path) -> RunFolder:
    """The folder of a new run of the project."""
    return new_run_folder(str(project), "train")


def files(folder: str) -> list[str]:
    return sorted(
        os.path.relpath(os.path.join(path, name), folder)
        for path, folders, names in os.walk(folder)
        for name in (*names, *(one for one in folders if os.path.islink(os.path.join(path, one))))
    )


def test_what_is_no_source_stays_away(project: Path, run: RunFolder) -> None:
    (project / ".git").mkdir()
    for path in (
        "train.py", "data/a.csv", "data/raw/b.csv", ".git/config", ".venv/pyvenv.cfg", "my-env/pyvenv.cfg",
        "my-env/lib/x.py", "src/__pycache__/a.pyc", "src/a.py", "node_modules/x.js", "secret.key", "big.bin",
    ):  # fmt: skip
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).touch()
    (project / ".gitignore").write_text("*.key\nbig.*\n")
    (project / ".ameignore").write_text("raw/\n!big.bin\n")
    run.copy_project()
    assert files(run.work) == [".ameignore", ".gitignore", "big.bin", "data/a.csv", "src/a.py", "train.py"]


def test_a_copy_is_a_copy(project: Path, run: RunFolder) -> None:
    (project / "train.sh").write_text("echo")
    (project / "train.sh").chmod(0o755)
    run.copy_project()
    copy = os.path.join(run.work, "train.sh")
    assert stat.S_IMODE(os.stat(copy).st_mode) == 0o755
    with open(copy, "a") as file:
        file.write(" more")
    assert (project / "train.sh").read_text() == "echo"


def test_links_lead_where_they_led(project: Path, run: RunFolder) -> None:
    outside = project.parent / "large data"
    outside.mkdir()
    (outside / "x").write_text("far")
    (project / "near").write_text("near")
    (project / "sub").mkdir()
    for name, target in {
        "sub/inside": "../near",
        "outside": "../large data",
        "absolute": str(outside / "x"),
        "nowhere": "gone",
    }.items():
        (project / name).symlink_to(target)
    run.copy_project()
    assert os.readlink(os.path.join(run.work, "sub/inside")) == "../near"
    with open(os.path.join(run.work, "outside", "x")) as file:
        assert file.read() == "far"
    with open(os.path.join(run.work, "absolute")) as file:
        assert file.read() == "far"
    assert run.written() == []


@pytest.mark.usefixtures("permissions_hold")
def test_a_file_that_nobody_may_read_is_named(project: Path, run: RunFolder) -> None:
    (project / "locked").touch(mode=0)
    with pytest.raises(RunError, match="`locked` cannot be copied: permission denied"):
        run.copy_project()


@pytest.mark.parametrize(
    ("change", "written"),
    [
        (lambda work: (work / "old").write_text("xld"), ["old"]),
        (lambda work: (work / "old").touch(), []),
        (lambda work: (work / "old").write_text("old"), []),
        (lambda work: os.replace(work / "old", work / "new"), ["new"]),
        (lambda work: (work / "new").symlink_to("old"), ["new"]),
        (lambda work: (work / "old").unlink(), []),
        (lambda work: (work / "__pycache__").mkdir() or (work / "__pycache__" / "x.pyc").touch(), []),
        (lambda work: (work / "empty").mkdir(), []),
    ],
)
def test_what_counts_as_written(project: Path, run: RunFolder, change: object, written: list[str]) -> None:
    from pathlib import Path

    (project / "old").write_text("old")
    run.copy_project()
    assert callable(change)
    change(Path(run.work))
    assert run.written() == written
    run.tidy(run.written())
    assert files(run.work) == written
    assert os.listdir(run.work) == written


def test_latest_leads_to_the_last_run(project: Path) -> None:
    for number in range(2):
        run = new_run_folder(str(project), "train")
        run.copy_project()
        with open(os.path.join(run.work, "number"), "w") as file:
            file.write(str(number))
        run.point_latest("train")
    assert (project / ".ame" / "latest" / "train" / "work" / "number").read_text() == "1"
    assert os.listdir(project / ".ame" / "latest") == ["train"]
