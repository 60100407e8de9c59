"""Reads files as sources: every way in which a file can be no text is a problem, never an exception."""

from __future__ import annotations

from amelang.text.problem import Problem
from amelang.text.source import Source, Span
from amelang.workspace.looks import MOST_BYTES, read

WIDE_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
"""Byte order marks of the encodings that editors on Windows write by mistake."""


def read_file(path: str, shown: str) -> tuple[Source, list[Problem]]:
    """Read a file; the source is empty where there is a problem.

    `shown` is the path as messages name it. FIFOs and devices are refused without being opened.
    """
    found = read(path)
    if isinstance(found, str):
        return _refused(shown, found)
    return _too_large(shown, found) if isinstance(found, int) else decode(found, shown)


def decode(data: bytes, shown: str) -> tuple[Source, list[Problem]]:
    """Decode the bytes of a file; a byte order mark is remembered and is not part of the text."""
    if len(data) > MOST_BYTES:
        return _too_large(shown, len(data))
    bom = data.startswith(b"\xef\xbb\xbf")
    try:
        return Source(str(data[3:] if bom else data, "utf-8"), shown, bom=bom), []
    except UnicodeDecodeError as error:
        from amelang.workspace.problems import NotUtf8

        encoding = WIDE_MARKS.get(data[:2], "")
        text = "" if encoding else data.decode("utf-8", "replace")
        start = 0 if encoding else len(data[: error.start].decode("utf-8"))
        source = Source(text, shown)
        span = Span(source, start, min(start + 1, len(text)))
        return Source("", shown), [NotUtf8(span=span, encoding=encoding)]


def _refused(shown: str, reason: str) -> tuple[Source, list[Problem]]:
    from amelang.workspace.problems import UnreadableFile

    source = Source("", shown)
    return source, [UnreadableFile(span=source.span(0, 0), reason=reason)]


def _too_large(shown: str, size: int) -> tuple[Source, list[Problem]]:
    from amelang.workspace.problems import TooLarge

    source = Source("", shown)
    most = MOST_BYTES // 2**20
    return source, [TooLarge(span=source.span(0, 0), megabytes=max(size // 2**20, most + 1), most=most)]
