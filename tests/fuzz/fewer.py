"""Makes a text that breaks a law as short as it can be, still breaking it."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 20
"""How long one text may take."""


def fewer(text: str, breaks: Callable[[str], bool]) -> str:
    """Return a part of a text that still breaks: lines are left out first, then characters."""
    end = time.monotonic() + SECONDS
    for split in (str.splitlines, list):
        keep = split(text, True) if split is str.splitlines else list(text)
        size = max(len(keep) // 2, 1)
        while keep and time.monotonic() < end:
            at, shorter = 0, False
            while at < len(keep) and time.monotonic() < end:
                without = keep[:at] + keep[at + size :]
                if breaks("".join(without)):
                    keep, shorter = without, True
                else:
                    at += size
            if size > 1:
                size //= 2
            elif not shorter:
                break
        text = "".join(keep)
    return text
