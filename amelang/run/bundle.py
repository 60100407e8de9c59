"""The code of a project as one archive, small enough to be sent in ConfigMaps.

The archive depends on nothing but the names, contents and executable bits of the project's files:
sorted, without times and owners. Where zlib is the same, the same files give the same bytes.
"""

from __future__ import annotations

import gzip
import io
import os
import tarfile

from amelang.lower.code import Bundle
from amelang.run.bundle_problems import (
    LargeCodeError,
    OutsideLink,
    SecretInCode,
    UnreadableCodeError,
    is_secret,
)
from amelang.run.files import AME_IGNORE, project_files
from amelang.text.problem import Problem
from amelang.text.source import Source

SHARD = 900_000
"""The most bytes of one shard; a ConfigMap may hold 1 MiB, and its text form is a third longer."""
MOST_SHARDS = 4
LIMIT = SHARD * MOST_SHARDS
"""The most bytes of a bundle: all clusters' data lie in a store of a few GiB."""
LISTED = 10
"""How many of the largest files are named where there is too much."""


class Packed:
    """A bundle, and what its owner should know about it."""

    __slots__ = ("bundle", "files", "warnings")

    def __init__(self, bundle: Bundle, files: list[str], warnings: list[Problem]) -> None:
        self.bundle = bundle
        self.files = files
        """The paths of the files that are in it."""
        self.warnings = warnings
        """Files that look like secrets, links that lead out of the project."""


class _FullError(Exception):
    """More bytes were written than fit."""


class _Bounded(io.RawIOBase):
    """Keeps what is written, up to a number of bytes."""

    def __init__(self, limit: int) -> None:
        self.content = bytearray()
        self._limit = limit

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview, /) -> int:  # type: ignore[override]  # the base has any buffer
        self.content += data
        if len(self.content) > self._limit:
            raise _FullError
        return len(data)


def bundle(directory: str) -> Packed:
    """Pack the files of a project.

    Raises LargeCodeError where they are too much for a cluster, UnreadableCodeError where one cannot be
    read.
    """
    files = project_files(directory)
    warnings: list[Problem] = []
    packed: list[str] = []
    out = _Bounded(LIMIT)
    try:
        # The header of gzip has room for a time and a name; both would differ from day to day.
        with (
            gzip.GzipFile(filename="", fileobj=out, mode="wb", mtime=0) as stream,
            tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as archive,
        ):
            for path in files:
                if _add(archive, directory, path, warnings):
                    packed.append(path)
    except _FullError:
        raise _too_large(directory, files) from None
    content = bytes(out.content)
    shards = tuple(content[start : start + SHARD] for start in range(0, len(content), SHARD))
    return Packed(Bundle(shards), packed, warnings)


def _add(archive: tarfile.TarFile, directory: str, path: str, warnings: list[Problem]) -> bool:
    """Add one file or link to the archive; return whether it is in it."""
    member = tarfile.TarInfo(path)
    full = os.path.join(directory, path)
    if os.path.islink(full):
        target = _link(directory, path)
        if target is None:
            warnings.append(OutsideLink(span=Source("", path).span(0, 0), path=path))
            return False
        member.type, member.linkname, member.mode = tarfile.SYMTYPE, target, 0o777
        archive.addfile(member)
        return True
    try:
        with open(full, "rb") as file:
            content = file.read()
            executable = os.fstat(file.fileno()).st_mode & 0o100
    except OSError as error:
        raise UnreadableCodeError(path, error) from error
    if is_secret(path, content):
        warnings.append(SecretInCode(span=Source("", path).span(0, 0), path=path, line=ignore_line(path)))
    member.size, member.mode = len(content), 0o755 if executable else 0o644
    archive.addfile(member, io.BytesIO(content))
    return True


def _link(directory: str, path: str) -> str | None:
    """Return where a link leads, relative to it; None where that is not inside the project."""
    root = os.path.realpath(directory)
    folder = os.path.realpath(os.path.join(directory, os.path.dirname(path)))
    target = os.readlink(os.path.join(folder, os.path.basename(path)))
    absolute = os.path.normpath(os.path.join(folder, target))
    for place in (absolute, os.path.realpath(absolute)):
        if place != root and not place.startswith(root + os.sep):
            return None
    return os.path.relpath(absolute, folder).replace(os.sep, "/")


def _too_large(directory: str, files: list[str]) -> LargeCodeError:
    sizes = {path: os.lstat(os.path.join(directory, path)).st_size for path in files}
    largest = sorted(sizes, key=lambda path: (-sizes[path], path))[:LISTED]
    return LargeCodeError(
        LIMIT,
        sum(sizes.values()),
        [(path, sizes[path]) for path in largest],
        ignore_line(heaviest(sizes)),
        AME_IGNORE,
    )


def heaviest(sizes: dict[str, int]) -> str:
    """Return what to leave out first: the deepest folder (with `/`) with most of the bytes, or a file."""
    total, place = sum(sizes.values()), ""
    while True:
        children: dict[str, int] = {}
        for path, size in sizes.items():
            if path.startswith(place):
                head, slash, _ = path[len(place) :].partition("/")
                children[head + slash] = children.get(head + slash, 0) + size
        child = max(sorted(children), key=lambda name: children[name])
        if children[child] * 2 <= total and place:
            return place
        place += child
        if not child.endswith("/"):
            return place


def ignore_line(path: str) -> str:
    """Return the line of an ignore file that leaves out this path and nothing else."""
    escaped = "".join(f"\\{letter}" if letter in "*?[\\" else letter for letter in path)
    return f"/{escaped[:-1]}\\ " if escaped.endswith(" ") else f"/{escaped}"
