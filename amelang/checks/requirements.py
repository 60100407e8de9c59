"""What a requirements.txt asks for: packages of any version, and files that are not there.

The form of the lines is that of pip (its page "Requirements File Format").
"""

from __future__ import annotations

import os
import re

from amelang.checks.file_problems import UnpinnedRequirement, UnreachableRequirement
from amelang.text.source import Source, Span
from amelang.workspace.files import read_file
from amelang.workspace.looks import exists

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from amelang.checks.problems import FileProblem

LINE = re.compile(r"(?:[^\n\\]|\\\n|\\)*")
"""A line with those that a backslash at its end joins to it."""
COMMENT = re.compile(r"(^|\s)#[^\n]*")
OPTION = re.compile(r"(--?[A-Za-z][A-Za-z-]*)(?:[ \t]*=[ \t]*|[ \t]+|(?<=^-[A-Za-z]))(.*)", re.DOTALL)
NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?\s*([^;]*)")
PINNED = re.compile(r"\(?\s*={2,3}\s*[^\s,*]+\s*\)?(?:\s.*)?", re.DOTALL)
INCLUDE, CONSTRAINT, EDITABLE = ("-r", "--requirement"), ("-c", "--constraint"), ("-e", "--editable")
PATH = re.compile(r"file:|\.{0,2}[\\/]|\.\.?$|[A-Za-z]:[\\/]|~")
"""How a path begins that cannot be the name of a package."""
WHEEL = re.compile(r"[^\s:]+\.(whl|tar\.gz|zip)")
OWN_MACHINE = re.compile(r"(file:(//)?)?(/home/|/Users/|~|[A-Za-z]:[\\/])")
"""Paths that are those of somebody's own machine, and of no container."""
DEEPEST = 5
"""Files that include each other further down are not followed."""


class _Found:
    """What the lines of the files say, all together."""

    def __init__(self, directory: str, place: Span) -> None:
        self.directory = directory
        self.place = place
        self.unpinned: list[tuple[str, Span]] = []
        self.constrained = False
        self.unreachable: list[FileProblem] = []
        self.read = {"requirements.txt"}


def check_requirements(source: Source, directory: str, place: Span) -> Iterator[FileProblem]:
    """Report what a requirements.txt leaves open or cannot get; `place` is the executor that installs it."""
    found = _Found(directory, place)
    _read_lines(found, source, "", 0)
    yield from found.unreachable
    if found.unpinned and not found.constrained:
        yield UnpinnedRequirement(
            span=place,
            file=os.path.basename(source.path),
            packages=tuple(name for name, _ in found.unpinned),
            places=tuple(where for _, where in found.unpinned),
            others=[],
        )


def _read_lines(found: _Found, source: Source, folder: str, depth: int) -> None:
    for match in LINE.finditer(source.text.replace("\r\n", " \n").replace("\r", "\n")):
        line = COMMENT.sub("", match[0].replace("\\\n", "  ")).rstrip()
        text = line.strip()
        if not text:
            continue
        start = match.start() + len(line) - len(line.lstrip())
        end = min(start + len(text), match.start() + len(match[0].split("\\\n")[0].rstrip()))
        _read_line(found, text, Span(source, start, end), folder, depth)


def _read_line(found: _Found, text: str, place: Span, folder: str, depth: int) -> None:
    option = OPTION.fullmatch(text)
    if option is not None:
        name, value = option[1], option[2].strip().strip("\"'")
        if name in EDITABLE:
            _needs(found, value.partition("[")[0] if not value.startswith("[") else value, place, folder="")
        elif name in INCLUDE or name in CONSTRAINT:
            found.constrained |= name in CONSTRAINT
            if _needs(found, value, place, folder) and name in INCLUDE and depth < DEEPEST:
                _include(found, value, folder, depth)
        return
    if text.startswith("-"):
        return
    if PATH.match(text) or OWN_MACHINE.match(text) or WHEEL.fullmatch(text.partition(";")[0].strip()):
        _needs(found, text.partition(";")[0].partition("[")[0].strip(), place, folder="")
        return
    requirement = NAME.match(text)
    # What is taken from an address has its version there.
    if requirement is None or "@" in requirement[3] or "://" in text:
        return
    if not PINNED.fullmatch(requirement[3].strip()) and "--hash" not in text:
        end = place.start + len(requirement[0].rstrip())
        found.unpinned.append((requirement[1], Span(place.source, place.start, min(end, place.end))))


def _needs(found: _Found, path: str, place: Span, folder: str) -> bool:
    """Report a file or folder that will not be there; return whether it is there now.

    Paths of packages begin at the project, those of other such files at the file that names them.
    """
    plain = path.removeprefix("file://").removeprefix("file:")
    if ("://" in path and not path.startswith("file:")) or "$" in path or path.startswith("git+"):
        return False
    if OWN_MACHINE.match(path):
        _unreachable(found, path, place, outside=True)
        return False
    if os.path.isabs(plain):
        # The image may have it.
        return False
    whole = os.path.normpath(os.path.join(folder, plain.replace("\\", "/")))
    if whole == ".." or whole.startswith(".." + os.sep):
        _unreachable(found, path, place, outside=True)
        return False
    if exists(os.path.join(found.directory, whole)):
        return True
    _unreachable(found, path, place, outside=False)
    return False


def _unreachable(found: _Found, path: str, place: Span, *, outside: bool) -> None:
    problem = UnreachableRequirement(
        span=found.place,
        file=os.path.basename(place.source.path),
        path=path,
        outside=outside,
        place=place,
        others=[],
    )
    found.unreachable.append(problem)


def _include(found: _Found, path: str, folder: str, depth: int) -> None:
    whole = os.path.normpath(os.path.join(folder, path))
    if whole in found.read:
        return
    found.read.add(whole)
    full = os.path.join(found.directory, whole)
    source, problems = read_file(full, os.path.relpath(full))
    if not problems:
        _read_lines(found, source, os.path.dirname(whole), depth + 1)
