"""What the tests of the house look at: the files of the repository and the modules of its packages."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {"amelang": ROOT / "amelang", "ame_lsp": ROOT / "lsp" / "ame_lsp"}


@dataclass
class Module:
    """One Python module of ours: its dotted name, its path from the top, and its syntax tree."""

    name: str
    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def docstrings(self) -> set[ast.expr]:
        """The strings that stand alone: docstrings and the words below an attribute."""
        return {
            node.value
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }

    def strings(self) -> Iterator[tuple[int, str]]:
        """Give the line and the text of every string that is not documentation."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in self.docstrings:
                yield node.lineno, node.value

    def imports(self, modules: dict[str, Module]) -> Iterator[tuple[int, str]]:
        """Give the line and the dotted name of every module that is imported, wherever the import stands."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                package = self.name.split(".")[: -node.level] if node.level else []
                base = ".".join([*package, *([node.module] if node.module else [])])
                for alias in node.names:
                    inner = f"{base}.{alias.name}"
                    yield node.lineno, inner if inner in modules else base


def module_from(path: Path, package: str, folder: Path) -> Module:
    parts = path.relative_to(folder).with_suffix("").parts
    name = ".".join((package, *parts)).removesuffix(".__init__")
    return Module(name, str(path.relative_to(ROOT)), path.read_text("utf-8"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def modules() -> dict[str, Module]:
    """The modules of our packages by name."""
    found = [
        module_from(path, package, folder)
        for package, folder in PACKAGES.items()
        for path in sorted(folder.rglob("*.py"))
    ]
    return {module.name: module for module in found}


@pytest.fixture(scope="session")
def make_modules() -> Callable[..., dict[str, Module]]:
    """Make modules that were never written to a file, to show that a rule finds what breaks it."""

    def make(**texts: str) -> dict[str, Module]:
        names = {name.replace("__", "."): text for name, text in texts.items()}
        return {name: Module(name, name.replace(".", "/") + ".py", text) for name, text in names.items()}

    return make


@pytest.fixture(scope="session")
def files() -> list[Path]:
    """The files that git has or would take up; without git, what .gitignore does not name."""
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        return sorted(ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())
    ignored = {name.strip("/") for name in (ROOT / ".gitignore").read_text("utf-8").split()}
    pattern = re.compile("|".join(re.escape(name).replace(r"\*", ".*") for name in sorted(ignored)))

    def walk(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            if pattern.fullmatch(path.name):
                continue
            if path.is_dir():
                yield from walk(path)
            else:
                yield path

    return list(walk(ROOT))
