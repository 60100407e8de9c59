"""Paths of artifacts and data sets that cannot be what was meant."""

from __future__ import annotations

import re
from posixpath import normpath

from amelang.checks.seen import plainly_inside
from amelang.language.shape import At
from amelang.text.problem import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


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
    if plainly_inside(text) and not text.isspace():
        return None
    from amelang.checks.path_problems import OutsidePath, UnexpandedVariable
    from amelang.checks.quote_problems import in_value
    from amelang.checks.structure import BlankValue

    if text.isspace():
        return BlankValue(span=path.span, key=key)
    for quoted in in_value(path, "the path"):
        return quoted
    if re.match("[A-Za-z][A-Za-z0-9+.-]+://", text):
        return OutsidePath(span=path.span, path=text, absolute=False, address=True)
    variable = re.search(r"\$(?:[A-Za-z_]\w*|\{\w+[^}]*\}|\([^)]*\))", text)
    if variable is not None:
        return UnexpandedVariable(span=path.span, path=text, variable=variable[0])
    plain = normal(text)
    drive = text[:1].isascii() and text[:1].isalpha() and text[1:3] in (":\\", ":/")
    absolute = plain.startswith(("/", "~")) or drive
    if absolute or plain == ".." or plain.startswith("../"):
        return OutsidePath(span=path.span, path=text, absolute=absolute)
    return None


def normal(path: str) -> str:
    """Return a path without what leads nowhere, as `./` and `a/../`."""
    return normpath(path.replace("\\", "/"))


def folders_of(path: str) -> Iterator[str]:
    """Give a normal path and the folders that it lies in, up to the project itself."""
    yield path
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
    if path != ".":
        yield "."


def repeated(paths: list[At[str]]) -> Iterator[Problem]:
    """Report each path that another one of the same list saves already."""
    first: dict[str, At[str]] = {}
    for path in paths:
        first.setdefault(normal(path.value), path)
    for path in paths:
        for folder in folders_of(normal(path.value)):
            other = first.get(folder)
            if other is not None and other is not path:
                from amelang.checks.path_problems import RepeatedArtifact

                yield RepeatedArtifact(span=path.span, path=path.value, other=other.value, first=other.span)
                break
