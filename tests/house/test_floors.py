"""Imports point down.

Every folder of amelang/ stands on a floor; a module imports from its own folder and from lower
floors. An import counts wherever it stands: in a function, or for annotations only.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Module

    Modules = dict[str, Module]

FLOORS = (
    {"light"},
    {"text"},
    {"language"},
    {"workspace"},
    {"meaning"},
    {"checks", "lower"},
    {"report"},
    {"cluster"},
    {"run"},
    {"export"},
    {"cli", "lsp"},
)
FLOOR = {folder: number for number, folders in enumerate(FLOORS) for folder in folders}

ONLY_IN = {
    "kubernetes": {"amelang.cluster.client"},
    "urllib3": {"amelang.cluster.api"},
    "ruamel": {"amelang.text.referee", "amelang.cluster.kubeconfig"},
    "lark": {"amelang.language.grammar"},
}
"""Libraries that few modules may import: whoever wants the thing asks one of those."""

BROUGHT = {"urllib3", "referencing"}
"""Libraries that a dependency speaks through: the Kubernetes client gives and raises what is urllib3's,
and jsonschema looks references up in what is referencing's."""


def folder_of(name: str) -> str | None:
    """Return the folder, or lone module, that a module is in; None where it is not ours, or is the top."""
    package, _, rest = name.partition(".")
    if package == "ame_lsp":
        return "lsp"
    return rest.partition(".")[0] or None if package == "amelang" else None


def climbs(modules: Modules) -> Iterator[str]:
    """Find the imports that do not point down."""
    for module in modules.values():
        here = folder_of(module.name)
        for line, name in module.imports(modules):
            there = folder_of(name)
            if there is None or there == here:
                continue
            place = f"{module.path}:{line}"
            if "runtime" in (here, there):
                yield f"{place}: {module.name} imports {name}; runtime/ is read as files, and reads nothing"
            elif there not in FLOOR:
                yield f"{place}: {name} stands on no floor; say in test_floors.py where it belongs"
            elif here is not None and FLOOR.get(here, -1) <= FLOOR[there]:
                yield f"{place}: {module.name} imports {name}, which is not on a lower floor"


def cycle(modules: Modules) -> list[str]:
    """Return a circle of modules that import each other; an empty list where there is none."""
    graph = {
        module.name: {name for _, name in module.imports(modules) if name in modules and name != module.name}
        for module in modules.values()
        if folder_of(module.name) is not None
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def strangers(modules: Modules, allowed: set[str]) -> Iterator[str]:
    """Find imports of libraries that are not dependencies, or are some other module's to import."""
    for module in modules.values():
        for line, name in module.imports(modules):
            library = name.partition(".")[0]
            if library in ("amelang", "ame_lsp", "") or library in sys.stdlib_module_names:
                continue
            if "runtime" in module.name.split("."):
                yield f"{module.path}:{line}: runtime/ has the standard library only, not {library}"
            elif library not in allowed:
                yield f"{module.path}:{line}: {library} is not a dependency in pyproject.toml"
            elif module.name not in ONLY_IN.get(library, {module.name}):
                yield f"{module.path}:{line}: only {', '.join(ONLY_IN[library])} may import {library}"


@pytest.fixture(scope="module")
def dependencies(root: Path) -> set[str]:
    """The libraries that an installed amelang can count on, by the first part of their import names."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    separators = str.maketrans("<>=!~;[. ", "         ")
    return {word.translate(separators).split()[0] for word in project["dependencies"]} | BROUGHT


def test_every_import_points_down(modules: Modules) -> None:
    assert not list(climbs(modules))


def test_no_module_imports_itself_around_a_corner(modules: Modules) -> None:
    assert not cycle(modules)


def test_libraries_are_dependencies_and_stay_in_their_module(
    modules: Modules, dependencies: set[str]
) -> None:
    assert not list(strangers(modules, dependencies))


def test_the_top_of_the_package_imports_nothing_until_it_is_asked(modules: Modules) -> None:
    top = modules["amelang"].tree.body
    imports = [node for node in top if isinstance(node, (ast.Import, ast.ImportFrom))]
    assert [node.module for node in imports if isinstance(node, ast.ImportFrom)] == ["__future__"]
    assert len(imports) == 1


@pytest.mark.parametrize("path", [pytest.param(folder, id=folder) for folder in ("amelang", "lsp", "tests")])
def test_a_file_is_about_one_idea(root: Path, path: str) -> None:
    lines = {file: file.read_bytes().count(b"\n") for file in (root / path).rglob("*.py")}
    assert not [f"{file}: {count} lines, at most 400" for file, count in lines.items() if count > 400]


class TestTheRulesFind:
    """Each rule is shown one thing that breaks it."""

    def test_an_import_upwards(self, make_modules: Callable[..., Modules]) -> None:
        made = make_modules(amelang__text__tree="from amelang.checks import names", amelang__checks="")
        assert len(list(climbs(made))) == 1

    def test_an_import_sideways(self, make_modules: Callable[..., Modules]) -> None:
        made = make_modules(amelang__lower__job="import amelang.checks.names")
        assert len(list(climbs(made))) == 1

    def test_an_import_upwards_that_hides_in_a_function(self, make_modules: Callable[..., Modules]) -> None:
        made = make_modules(amelang__lower__job="def job():\n    from amelang.cli import main")
        assert len(list(climbs(made))) == 1

    def test_an_import_upwards_for_annotations(self, make_modules: Callable[..., Modules]) -> None:
        text = "if TYPE_CHECKING:\n    from amelang.meaning.runnable import Runnable"
        assert len(list(climbs(make_modules(amelang__language__read=text)))) == 1

    def test_an_import_of_the_runtime(self, make_modules: Callable[..., Modules]) -> None:
        assert len(list(climbs(make_modules(amelang__run__local="from amelang.runtime import task")))) == 1

    def test_an_import_of_ours_in_the_runtime(self, make_modules: Callable[..., Modules]) -> None:
        assert len(list(climbs(make_modules(amelang__runtime__save="import amelang.text.tree")))) == 1

    def test_a_folder_without_a_floor(self, make_modules: Callable[..., Modules]) -> None:
        assert len(list(climbs(make_modules(amelang__cli__main="from amelang.utils import helper")))) == 1

    def test_a_circle(self, make_modules: Callable[..., Modules]) -> None:
        one, two = "from amelang.text import two", "from amelang.text.one import x"
        made = make_modules(amelang__text="", amelang__text__one=one, amelang__text__two=two)
        assert cycle(made)

    @pytest.mark.parametrize("text", ["import kubernetes", "from ruamel.yaml import YAML", "import numpy"])
    def test_a_library_that_is_not_for_everybody(
        self, make_modules: Callable[..., Modules], dependencies: set[str], text: str
    ) -> None:
        assert len(list(strangers(make_modules(amelang__run__local=text), dependencies))) == 1
