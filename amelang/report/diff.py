"""What became of files, as a unified diff that `git apply` and `patch -p1` understand."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from amelang.report.colour import BLUE, BOLD, GREEN, PLAIN, RED, Palette
from amelang.report.line_match import Change, changes
from amelang.report.text import HIDDEN
from amelang.text.edits import encoded
from amelang.text.source import Source
from amelang.workspace.find import find_above

COLOURS = {"@": BLUE, "+": GREEN, "-": RED}
AROUND = 3
"""Lines that are shown before and behind a change."""
UNENDED = "\\ No newline at end of file\n"
"""What such a program wants to read below a last line that has no end."""


QUOTED = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
"""Characters of paths that git writes in another way, in quotes; of others that cannot be seen the bytes."""


def render(
    changed: Iterable[tuple[Source, Source]], palette: Palette = PLAIN, folder: str | None = None
) -> str:
    """Return the difference of files, each before and after, with three lines around every place.

    `folder` is where the paths in it begin, if that is not here: see `starting_folder`.
    """
    return "".join(piece for old, new in changed for piece in _file(old, new, palette, folder))


def starting_folder(paths: Iterable[str]) -> str | None:
    """Return the folder in which a difference of files can be applied; None where that is this one.

    Programs take no path that leads out of the folder they start in. So it is the root of the repository
    with the files, or without one the folder around them all, unless all lie below here.
    """
    real = [os.path.realpath(path) for path in paths]
    here = os.path.realpath(os.curdir)
    if all(path.startswith(os.path.join(here, "")) for path in real):
        return None
    try:
        around = os.path.commonpath([os.path.dirname(path) for path in real])
    except ValueError:
        # On Windows no folder holds two drives.
        return None
    repository = find_above(around, (".git",))
    return os.path.dirname(repository) if repository else around


def _name(path: str, side: str, folder: str | None) -> str:
    """Return how git writes the path of a file: of the file itself, where it is a link to one."""
    name = os.path.relpath(os.path.realpath(path), os.path.realpath(folder or os.curdir))
    name = f"{side}/{name.replace(os.sep, '/')}"
    written = "".join(QUOTED.get(sign) or _octal(sign) for sign in name)
    if written != name:
        return f'"{written}"'
    # Without a tab behind it `patch` takes the first space for the end of the name; git writes it, too.
    return f"{name}\t" if " " in name else name


def _octal(sign: str) -> str:
    if not HIDDEN.match(sign):
        return sign
    return "".join(f"\\{byte:03o}" for byte in sign.encode("utf-8", "surrogateescape"))


def _file(old: Source, new: Source, palette: Palette, folder: str | None) -> Iterator[str]:
    """Give the difference of one file, line by line."""
    before, after = _split(old), _split(new)
    hunks = list(_hunks(changes(before, after)))
    if hunks:
        names = f"--- {_name(old.path, 'a', folder)}", f"+++ {_name(old.path, 'b', folder)}"
        yield from (f"{palette(BOLD, name)}\n" for name in names)
    for hunk in hunks:
        for line in _hunk(hunk, before, after):
            colour = COLOURS.get(line[0])
            ended = line.endswith("\n")
            yield (
                f"{palette(colour, line.removesuffix(chr(10)))}\n"
                if colour
                else line
                if ended
                else f"{line}\n"
            )
            if not ended:
                yield UNENDED


def _split(source: Source) -> list[str]:
    """Return the lines of a file with their ends; to programs that read differences only LF ends one."""
    *whole, last = encoded(source).decode("utf-8").split("\n")
    return [f"{line}\n" for line in whole] + ([last] if last else [])


def _hunks(found: Iterable[Change]) -> Iterator[list[Change]]:
    """Put changes together whose surroundings touch."""
    hunk: list[Change] = []
    for change in found:
        if hunk and change[0] - hunk[-1][1] > 2 * AROUND:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _hunk(hunk: list[Change], before: list[str], after: list[str]) -> Iterator[str]:
    """Give the lines of one hunk with the sign that each has."""
    first, last = hunk[0], hunk[-1]
    lead = min(AROUND, first[0])
    tail = min(AROUND, len(before) - last[1])
    old, new = _range(first[0] - lead, last[1] + tail), _range(first[2] - lead, last[3] + tail)
    yield f"@@ -{old} +{new} @@\n"
    place = first[0] - lead
    for i, old_end, j, new_end in hunk:
        yield from (f" {line}" for line in before[place:i])
        yield from (f"-{line}" for line in before[i:old_end])
        yield from (f"+{line}" for line in after[j:new_end])
        place = old_end
    yield from (f" {line}" for line in before[place : place + tail])


def _range(start: int, end: int) -> str:
    """Write which lines a hunk is about, from 1; of none the line before (POSIX, diff -u)."""
    count = end - start
    if count == 1:
        return f"{start + 1}"
    return f"{start + 1 if count else start},{count}"
