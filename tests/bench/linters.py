"""How long yamllint and check-jsonschema take over the same files, in terms of `ame check`.

yamllint looks at the form of YAML, with its default rules but three about taste; check-jsonschema
validates with our own schema, in copies of the files without tags, as it stops at the first tag.
Needs yamllint, which nothing else here does: `.venv/bin/pip install yamllint`.
Run by hand: `.venv/bin/python tests/bench/linters.py [TIMES]`.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from department import write_department
from measure import AME, in_turns, ratio, report
from projects import write_workspace

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "schema" / "ame.draft-07.schema.json"
TOOLS = Path(sys.executable).parent
RULES = (
    "{extends: default, rules: {document-start: disable, line-length: disable,"
    " comments: {min-spaces-from-content: 1}}}"
)
TAG = re.compile(r"^( *(?:- )?(?:[A-Za-z]+: )?)![A-Za-z]+$", re.MULTILINE)


def compare(title: str, folder: Path, files: list[Path], times: int) -> None:
    """Run all three over some files below a folder, and print what they took."""
    copies = []
    for number, file in enumerate(files):
        copy = folder / "copies" / f"{number}.txt"
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(TAG.sub(r"\1", file.read_text("utf-8")), "utf-8")
        copies.append(str(copy.relative_to(folder)))
    commands = {
        "ame check": (AME, "check", "--no-cache"),
        "yamllint": (str(TOOLS / "yamllint"), "--strict", "-d", RULES, "."),
        "check-jsonschema": (
            str(TOOLS / "check-jsonschema"),
            *("--schemafile", str(SCHEMA), "--force-filetype", "yaml", *copies),
        ),
    }
    runs = in_turns(commands, folder, times)
    report(title, runs, "yamllint", "ame check")
    print(ratio(runs, "check-jsonschema", "ame check"))


times = int(sys.argv[1]) if len(sys.argv) > 1 else 3
with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    file = write_department(folder, 1000)
    compare(f"linters: 1,000 tasks, {file.stat().st_size / 1e3:.0f} kB", folder, [file], times)
with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    files = write_workspace(folder, 500, 20)
    size = sum(file.stat().st_size for file in files)
    compare(f"linters: {len(files)} projects of 20 tasks, {size / 1e6:.1f} MB", folder, files, times)
