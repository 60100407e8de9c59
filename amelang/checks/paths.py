"""Paths of artifacts and data sets that cannot be what was meant."""

from __future__ import annotations

import re
from posixpath import normpath

from amelang.checks.path_problems import OutsidePath, RepeatedArtifact
from amelang.checks.structure import BlankValue
from amelang.language.shape import At
from amelang.text.problem import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def check_paths(paths: list[At[str]], key: str) -> Iterator[Problem]:
    """Report paths of one list that lead nowhere or out of the project, and those that are in it twice."""
    inside: list[At[str]] = []
    for path in paths:
        problem = outside(path, key)
        if problem is None:
            inside.append(path)
        else:
            yield problem
    yield from repeated(inside)


def outside(path: At[str], key: str) -> Problem | None:
    """Return the problem of a path that leads out of the project, or nowhere; `key` is what it belongs to."""
    text = path.value
    if text.isspace():
        return BlankValue(span=path.span, key=key)
    plain = normal(text)
    absolute = plain.startswith(("/", "~")) or DRIVE.match(text) is not None
    if absolute or plain == ".." or plain.startswith("../"):
        return OutsidePath(span=path.span, path=text, absolute=absolute)
    return None


def normal(path: str) -> str:
    """Return a path without what leads nowhere, as `./` and `a/../`."""
    return normpath(path.replace("\\", "/"))


def within_another(path: str, folder: str) -> bool:
    """Tell whether a normal path is another one, or lies in it."""
    return folder == "." or path == folder or path.startswith(folder + "/")


def repeated(paths: list[At[str]]) -> Iterator[Problem]:
    """Report each path that an earlier or later one of the same list saves already."""
    known = [(normal(path.value), path) for path in paths]
    for number, (plain, path) in enumerate(known):
        for other, (folder, first) in enumerate(known):
            if other != number and within_another(plain, folder) and (plain != folder or other < number):
                yield RepeatedArtifact(span=path.span, path=path.value, other=first.value, first=first.span)
                break
