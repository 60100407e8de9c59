"""Reads files as sources: every way in which a file can be no text is a problem, never an exception."""

from __future__ import annotations

from amelang.text.problem import Problem
from amelang.text.source import Source, Span
from amelang.workspace.looks import MOST_BYTES, read

WIDE = (
    (rb"\xff\xfe\0\0|\0\0\xfe\xff|[^\0]\0\0\0|\0\0\0[^\0]", "UTF-32"),
    (rb"\xff\xfe|\xfe\xff|[^\0]\0[^\0]\0|\0[^\0]\0[^\0]", "UTF-16"),
)
"""How files begin in the encodings that editors on Windows write by mistake (YAML 1.2.2, 5.2)."""


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
    head = data[:4]
    # Few files begin so, and the patterns take long to compile.
    if b"\0" in head or b"\xff" in head:
        import re

        for pattern, encoding in WIDE:
            if re.match(pattern, head, re.DOTALL):
                from amelang.workspace.problems import NotUtf8

                return Source("", shown), [NotUtf8(span=Source("", shown).span(0, 0), encoding=encoding)]
    try:
        return Source(str(data[3:] if bom else data, "utf-8"), shown, bom=bom), []
    except UnicodeDecodeError as error:
        from amelang.workspace.problems import NotUtf8

        text = data.decode("utf-8", "replace")
        start = len(data[: error.start].decode("utf-8"))
        span = Span(Source(text, shown), start, min(start + 1, len(text)))
        return Source("", shown), [NotUtf8(span=span, encoding="")]


def _refused(shown: str, reason: str) -> tuple[Source, list[Problem]]:
    from amelang.workspace.problems import UnreadableFile

    source = Source("", shown)
    return source, [UnreadableFile(span=source.span(0, 0), reason=reason)]


def _too_large(shown: str, size: int) -> tuple[Source, list[Problem]]:
    from amelang.workspace.problems import TooLarge

    source = Source("", shown)
    most = MOST_BYTES // 2**20
    return source, [TooLarge(span=source.span(0, 0), megabytes=max(size // 2**20, most + 1), most=most)]
