"""What a check of a clean file imports: every module more is time that every check takes.

An addition here is a decision. What a check needs only sometimes is imported where it is needed.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

OURS = """
amelang amelang.checks amelang.checks.files amelang.checks.names amelang.checks.resources
amelang.checks.run amelang.checks.seen amelang.checks.tasks amelang.checks.variables
amelang.checks.verdict amelang.checks.work amelang.cli amelang.cli.check amelang.cli.main
amelang.cli.output amelang.language amelang.language.acts amelang.language.ame_yml
amelang.language.duration amelang.language.forms amelang.language.levels amelang.language.quantity
amelang.language.remembering amelang.language.scalars amelang.language.schedule
amelang.language.shape amelang.language.straight amelang.language.unread amelang.language.words
amelang.light amelang.meaning amelang.meaning.complete amelang.meaning.names amelang.report
amelang.report.summary amelang.text amelang.text.lines amelang.text.problem amelang.text.source
amelang.text.tree amelang.workspace amelang.workspace.files amelang.workspace.find
amelang.workspace.folders amelang.workspace.looks amelang.workspace.project
"""
"""Our own modules: these and no others."""

LIBRARY = """
__future__ _bisect _collections _functools _operator _sre bisect collections copyreg enum functools
gc itertools keyword operator re re._casefix re._compiler re._constants re._parser reprlib types
"""
"""Modules of the standard library, at most these beside what Python imports by itself."""

PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
before = set(sys.modules)
from amelang.cli.main import main
code = main(["check"])
print(*sorted(set(sys.modules) - before))
sys.exit(code)
"""

CLEAN = {
    "pip": (
        "requirements.txt train.py",
        "      !pip\n      pythonVersion: 3.11\n      command: python train.py\n",
    ),
    "custom": ("train.sh", "      !custom\n      command: ./train.sh\n"),
}
TEXT = """\
project: garden # the whole of it
tasks:
  - name: train
    executor:
{executor}
    resources:
      memory: 2Gi
      nvidia.com/gpu: 1
    environment:
      - key: EPOCHS
        val: "10"
    timeout: 2h30m
"""


def imported(folder: Path) -> set[str]:
    """Return the modules that a check of a folder imports in a Python of its own."""
    check = subprocess.run(
        [sys.executable, "-I", "-c", PROGRAM, str(ROOT)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    said, _, modules = check.stdout.rstrip("\n").rpartition("\n")
    assert said == "no problems in 1 project"
    return set(modules.split())


@pytest.mark.parametrize("executor", CLEAN)
def test_a_clean_file_costs_no_import_more(tmp_path: Path, executor: str) -> None:
    files, lines = CLEAN[executor]
    for file in files.split():
        (tmp_path / file).touch()
    (tmp_path / "ame.yml").write_text(TEXT.format(executor=lines), "utf-8")
    modules = imported(tmp_path)
    ours = {module for module in modules if module.partition(".")[0] in ("amelang", "ame_lsp")}
    assert sorted(ours - set(OURS.split())) == []
    assert sorted(modules - ours - set(LIBRARY.split())) == []


def test_the_list_names_nothing_that_is_not_needed(tmp_path: Path) -> None:
    files, lines = CLEAN["pip"]
    for file in files.split():
        (tmp_path / file).touch()
    (tmp_path / "ame.yml").write_text(TEXT.format(executor=lines), "utf-8")
    assert sorted(set(OURS.split()) - imported(tmp_path)) == []


HEAVY = """
argparse dataclasses inspect json jsonschema kubernetes lark pathlib rich ruamel subprocess tempfile
typing yaml
"""


def test_what_would_cost_most_is_not_in_the_list() -> None:
    assert not {module.partition(".")[0] for module in (OURS + LIBRARY).split()} & set(HEAVY.split())
