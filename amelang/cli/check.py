"""Say what is wrong with ame.yml files: in this folder and below it, or in those that are named."""

from __future__ import annotations

import os
import sys

from amelang.checks.run import check
from amelang.cli.output import UsageError, add_output, emit, fail, outputs
from amelang.report.summary import Summary
from amelang.text.problem import Problem
from amelang.workspace.find import find, find_above
from amelang.workspace.project import Loaded, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from amelang.meaning.resolve import Resolvers

FORMATS = ("full", "concise", "json", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson")
BARE = ("full", "concise", "github")
"""The formats after which a sentence may follow; the others are documents."""


def add(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files or folders (default: this folder)")
    add_output(parser, FORMATS)


class Arguments:
    """What argparse would make of a command line that has only paths and outputs."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.output: list[str] = []


def quick(words: list[str]) -> Arguments | None:
    """Read a command line that has only paths and `-o FORMAT`; None for any other."""
    arguments = Arguments()
    rest = iter(words)
    for word in rest:
        if word in ("-o", "--output"):
            if (form := next(rest, None)) is None or form.startswith("-"):
                return None
            arguments.output.append(form)
        elif word.startswith("-"):
            return None
        else:
            arguments.paths.append(word)
    return arguments


def main(arguments: Namespace | Arguments) -> int:
    """Check, print, and return 0 where there is no error, 1 where there is one, 2 for wrong usage."""
    try:
        asked = outputs(arguments.output, FORMATS)
        files = project_files(arguments.paths)
        problems: list[Problem] = []
        for loaded, resolvers in known_to_each_other([load(path) for path in files]):
            problems += check(loaded, resolvers)
        summary = Summary(len(files), len(files), problems)
        for name, file in asked:
            emit(rendered(name, file, problems, files, summary), file)
    except UsageError as error:
        return fail(error, 2)
    if all(file or name in BARE for name, file in asked):
        print(summary.sentence(), file=sys.stderr if problems else sys.stdout)
    return 1 if summary.errors else 0


def known_to_each_other(projects: list[Loaded]) -> list[tuple[Loaded, Resolvers | None]]:
    """Return projects with what resolves their references, so that none of them is read twice."""
    if len(projects) == 1:
        return [(projects[0], None)]
    from amelang.meaning.resolve import Resolvers

    resolvers = Resolvers()
    for loaded in projects:
        resolvers.of(loaded)
    return [(loaded, resolvers) for loaded in projects]


def project_files(paths: list[str]) -> list[str]:
    """Return the project files that the paths name, each once, as the user would write their paths.

    Raises UsageError where a path does not exist, or no project is found.
    """
    files: dict[str, str] = {}
    for path in paths or ["."]:
        found = [path]
        if os.path.isdir(path):
            found = [os.path.normpath(file) for file in find(path)]
            if not found and not paths:
                above = find_above(path)
                found = [os.path.relpath(above)] if above else []
        elif not os.path.lexists(path):
            raise UsageError(f"`{path}` does not exist", _near(path))
        for file in found:
            files.setdefault(os.path.realpath(file), file)
    if not files:
        where = "here or in a folder above" if not paths else f"in {', '.join(f'`{path}`' for path in paths)}"
        raise UsageError(
            f"there is no `ame.yml` {where}", "write one with `tasks:` in it, or name the folder that has one"
        )
    return list(files.values())


def rendered(name: str, file: str | None, problems: list[Problem], files: list[str], summary: Summary) -> str:
    """Return the problems in a format; colours only where they go to a terminal that wants them."""
    if name not in ("full", "concise"):
        from amelang.cli.formats import machine_form

        return machine_form(name, problems, files, summary)
    if not problems:
        return ""
    from amelang.report.colour import PLAIN, palette_for
    from amelang.report.text import render_concise, render_full

    palette = PLAIN if file else palette_for(sys.stdout)
    return (render_full if name == "full" else render_concise)(problems, palette)


def _near(path: str) -> str:
    """Name a file that is spelled almost like one that does not exist."""
    from difflib import get_close_matches

    folder = os.path.dirname(path)
    try:
        near = get_close_matches(os.path.basename(path), os.listdir(folder or "."), 1)
    except OSError:
        near = []
    return f"did you mean `{os.path.join(folder, near[0])}`?" if near else ""
