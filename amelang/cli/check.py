"""Say what is wrong with ame.yml files: in this folder and below it, or in those that are named."""

from __future__ import annotations

import os
import sys

from amelang.checks.run import Checked, check_all
from amelang.cli.output import UsageError, emit, fail, mention, outputs
from amelang.report.summary import Summary
from amelang.text.problem import Problem
from amelang.workspace.find import find, find_above

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from amelang.checks.memory import Memory
    from amelang.workspace.folders import Folders

WITH_OPTIONS = "amelang.cli.check_options"
"""The module that does this command where `quick` cannot read the command line."""
FORMATS = ("full", "concise", "json", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson")
BARE = ("full", "concise", "github")
"""The formats after which a sentence may follow; the others are documents."""

FEW, SMALL = 8, 64 * 1024
"""So many files of so many bytes are checked before a memory of them is read."""


class Arguments:
    """What argparse would make of a command line that has little more than paths and outputs."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.output: list[str] = []
        self.no_cache = False


def quick(words: list[str]) -> Arguments | None:
    """Read a command line that has only paths, `-o FORMAT` and `--no-cache`; None for any other."""
    arguments = Arguments()
    rest = iter(words)
    for word in rest:
        if word in ("-o", "--output"):
            if (form := next(rest, None)) is None or form.startswith("-"):
                return None
            arguments.output.append(form)
        elif word == "--no-cache":
            arguments.no_cache = True
        elif word.startswith("-"):
            return None
        else:
            arguments.paths.append(word)
    return arguments


def main(arguments: Arguments) -> int:
    """Check and print; return 0 where all is well, 1 where it is not, 2 for wrong usage or settings."""
    try:
        asked = outputs(arguments.output, FORMATS)
        remembering = Remembering(arguments.paths, wanted=not arguments.no_cache)
        files = project_files(arguments.paths, remembering, aloud=True)
        checked = check_all(files, memory=remembering.of(files))
        mention_left_out(checked, arguments.paths)
        summary = report(checked, asked)
    except UsageError as error:
        return fail(error, 2)
    say(summary.sentence(), asked, good=not checked.problems)
    return 2 if checked.broken else 1 if summary.errors else 0


class Remembering:
    """The memory of earlier checks of some paths, which is read where it saves more than it costs."""

    def __init__(self, paths: list[str], *, wanted: bool = True) -> None:
        self._paths = paths
        self._wanted = wanted
        self._memory: Memory | None = None
        self.walks: dict[str, list[str]] = {}

    def folders(self) -> Folders | None:
        """Return what is known of folders, for whoever has to look into many."""
        memory = self.memory()
        return memory.folders if memory is not None else None

    def memory(self) -> Memory | None:
        """Return the memory, if it is wanted at all."""
        if self._memory is None and self._wanted:
            from amelang.checks.memory import Memory

            self._memory = Memory(self._paths)
        return self._memory

    def of(self, files: list[str]) -> Memory | None:
        """Return the memory for a check of some files; None where that is as quick without."""
        memory = self._memory
        if memory is None and (len(files) > FEW or any(_size(file) > SMALL for file in files)):
            memory = self.memory()
        if memory is not None:
            for folder, found in self.walks.items():
                memory.walked(folder, found)
        return memory


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


def mention_left_out(checked: Checked, named: list[str]) -> None:
    """Say that a file is not checked that somebody named, or nothing in a folder, or nothing at all."""
    by = "`exclude` in ame.toml"
    if checked.left_out and not named and not checked.files:
        mention(left_out(checked.left_out, by))
    for path in named if checked.left_out else ():
        folder = os.path.normpath(path)
        # What lies below this folder is written without its name.
        start = os.path.join(folder, "") if folder != os.curdir else ""
        below = any(file.startswith(start) for file in checked.left_out)
        if path in checked.left_out or (below and not any(file.startswith(start) for file in checked.files)):
            mention(left_out([path], by))


def left_out(paths: list[str], by: str) -> str:
    """Say that something is not checked, and because of what."""
    more = len(paths) - 1
    what = f"`{paths[0]}` and {more:,} more are" if more else f"`{paths[0]}` is"
    return f"{what} left out, as {by} says"


def report(checked: Checked, asked: list[tuple[str, str | None]], stream: TextIO | None = None) -> Summary:
    """Print what was found in every format that was asked for; return it in numbers.

    `stream` is where it goes that has no file, if that is not the standard output.
    """
    files = checked.files
    summary = Summary(len(files), len(files), checked.problems)
    for name, file in asked:
        emit(rendered(name, file, checked.problems, files, summary), file, stream)
    return summary


def say(sentence: str, asked: list[tuple[str, str | None]], *, good: bool) -> None:
    """Print a sentence for people, unless it would stand behind a document for programs."""
    if all(file or name in BARE for name, file in asked):
        print(sentence, file=sys.stdout if good else sys.stderr)


def project_files(
    paths: list[str], remembering: Remembering | None = None, *, aloud: bool = False
) -> list[str]:
    """Return the project files that the paths name, each once, as the user would write their paths.

    With `aloud` each folder is named, on the other stream, that may have projects and cannot be looked
    into, and where no project is found, those that git ignores.
    Raises UsageError where a path does not exist, or no project is found.
    """
    files: dict[str, str] = {}
    closed: list[OSError] = []
    for path in paths or ["."]:
        if os.path.isdir(path):
            path = _bare(path)
            found = find(path, remembering.folders if remembering else None, closed)
            place = os.path.realpath(path)
            if remembering is not None:
                remembering.walks[path] = found
            if not found and not paths and (above := find_above(path)):
                files[above] = os.path.relpath(above)
            for file in found:
                # Below a folder everything is where it seems to be, unless it is a link itself.
                real = os.path.realpath(file) if os.path.islink(file) else place + file[len(path) :]
                files.setdefault(real, os.path.normpath(file))
        elif os.path.lexists(path):
            files.setdefault(os.path.realpath(path), path)
        else:
            from contextlib import suppress

            with suppress(FileNotFoundError, NotADirectoryError, ValueError):
                # Nobody may know what lies in a folder that is closed: that is an error of its own.
                os.lstat(path)
            raise UsageError(f"`{path}` does not exist", _near(path))
    for error in closed if aloud else ():
        folder, reason = os.path.normpath(error.filename), (error.strerror or str(error)).lower()
        mention(f"`{folder}` cannot be looked into: {reason}")
    if not files:
        other = ""
        for folder in (paths or ["."]) if aloud else ():
            from amelang.workspace.left_out import ignored_projects

            for by, ignored in ignored_projects(_bare(folder)).items():
                other = "other "
                mention(left_out(ignored, f"`{by}`"))
        where = "here or in a folder above" if not paths else f"in {', '.join(f'`{path}`' for path in paths)}"
        help = "write one with `tasks:` in it, or name the folder that has one"
        if other:
            help = "name the file of one that is left out to check it all the same"
        raise UsageError(f"there is no {other}`ame.yml` {where}", help)
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


def _bare(folder: str) -> str:
    """Return the path of a folder without the slash at its end that shells complete."""
    drive, rest = os.path.splitdrive(folder)
    return drive + (rest.rstrip("/" + os.sep) or rest)


def _near(path: str) -> str:
    """Name a file that is spelled almost like one that does not exist."""
    from difflib import get_close_matches

    folder = os.path.dirname(path)
    try:
        near = get_close_matches(os.path.basename(path), os.listdir(folder or "."), 1)
    except OSError:
        near = []
    return f"did you mean `{os.path.join(folder, near[0])}`?" if near else ""
