"""A check asks the disk in one place, so that what it asked is known to whoever remembers the answer."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ASKING = frozenset(
    (
        *("exists", "lexists", "isfile", "isdir", "islink", "getsize", "getmtime", "samefile", "realpath"),
        *("stat", "lstat", "listdir", "scandir", "access", "readlink", "walk", "open"),
    )
)
ELSEWHERE = {
    "checks/governing.py": "reads the settings, which count anew in every check",
    "checks/policy_files.py": "reads policies; where there are any, nothing is remembered",
    "checks/evidence.py": "asks again what was asked",
    "checks/memory.py": "brings files and answers together",
    "checks/store.py": "is the cache itself",
    "checks/users.py": "looks at projects that are not checked; who takes from them is not remembered",
    "language/scalars.py": "asks for time zones; the key of the cache has them",
    "workspace/alone.py": "keeps others out while imports are fetched",
    "workspace/disk.py": "where a project lies, which `checks/evidence.py` asks again",
    "workspace/fetched.py": "reads what git brought, of which nothing is remembered",
    "workspace/folders.py": "keeps its listings itself",
    "workspace/lock.py": "is read for imports from git, of which nothing is remembered",
    "workspace/looks.py": "is the one place",
    "workspace/members.py": "looks for settings, which count anew in every check",
    "workspace/python_version.py": "is asked by whoever runs a task, not by checks",
    "workspace/replace.py": "writes",
    "workspace/taking.py": "fetches",
    "workspace/workspace.py": "where an import leads, which `checks/evidence.py` asks again",
}


def asked(path: Path) -> list[str]:
    """Return the calls in a module that ask the disk something."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Attribute) and called.attr in ASKING:
                owner = ast.unparse(called.value)
                if owner in ("os", "os.path", "Path"):
                    found.append(f"{owner}.{called.attr}")
            elif isinstance(called, ast.Name) and called.id == "open":
                found.append("open")
    return found


@pytest.mark.parametrize("folder", ["checks", "language", "meaning", "text", "workspace"])
def test_checks_ask_the_disk_through_looks(root: Path, folder: str) -> None:
    modules = sorted((root / "amelang" / folder).rglob("*.py"))
    names = {f"{folder}/{path.relative_to(root / 'amelang' / folder)}": path for path in modules}
    assert names
    assert {
        name: calls for name, path in names.items() if name not in ELSEWHERE and (calls := asked(path))
    } == {}
