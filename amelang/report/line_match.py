"""Finds which lines of two versions of a file are the same, fast also in files of many thousand lines.

Lines that stand once in both versions are matched first (Bram Cohen's patience diff); only what is
left between two of them is compared line by line.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

Change = tuple[int, int, int, int]
"""Lines of the old version from and up to, and those of the new one in their place."""
MOST_PAIRS = 10_000_000
"""Pairs of lines between two matched ones above which they count as different as a whole."""


def changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Return what is different, in the order of the file."""
    found: list[Change] = []
    before = (0, 0)
    for i, j in [*_anchors(old, new), (len(old), len(new))]:
        found += _between(old, new, before[0], i, before[1], j)
        before = (i + 1, j + 1)
    return found


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return pairs of lines that stand once in each version, as many as keep their order in both."""
    of_old, of_new = Counter(old), Counter(new)
    places = {line: number for number, line in enumerate(new) if of_new[line] == 1}
    pairs = [
        (number, places[line]) for number, line in enumerate(old) if of_old[line] == 1 and line in places
    ]
    # The longest increasing sequence: of each length the one that ends lowest, and what came before it.
    ends: list[int] = []
    last: list[int] = []
    previous: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        previous.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [number]
    chosen: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = previous[number]
    return chosen[::-1]


def _between(
    old: Sequence[str], new: Sequence[str], i: int, old_end: int, j: int, new_end: int
) -> Iterator[Change]:
    """Give what is different between two matched lines."""
    while i < old_end and j < new_end and old[i] == new[j]:
        i, j = i + 1, j + 1
    while i < old_end and j < new_end and old[old_end - 1] == new[new_end - 1]:
        old_end, new_end = old_end - 1, new_end - 1
    if i == old_end and j == new_end:
        return
    size = (old_end - i) * (new_end - j)
    if size <= 1 or size > MOST_PAIRS:
        yield i, old_end, j, new_end
        return
    for tag, a, b, c, d in SequenceMatcher(None, old[i:old_end], new[j:new_end], False).get_opcodes():
        if tag != "equal":
            yield i + a, i + b, j + c, j + d
