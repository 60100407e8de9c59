"""Colours of a terminal, where the reader wants them."""

from __future__ import annotations

import os

RED, YELLOW, BLUE, GREEN, BOLD, DIM = "1;31", "1;33", "1;34", "1;32", "1", "2"


class Palette:
    """Paints text with ANSI sequences, or leaves it as it is."""

    def __init__(self, *, on: bool) -> None:
        self.on = on

    def __call__(self, colour: str, text: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self.on and text else text


PLAIN = Palette(on=False)


def palette_for(stream: object) -> Palette:
    """Choose colours for a stream: on a terminal, unless `NO_COLOR` is set; always with `FORCE_COLOR`.

    Source: no-color.org and force-color.org; an empty variable counts as unset.
    """
    if os.environ.get("NO_COLOR"):
        return PLAIN
    if os.environ.get("FORCE_COLOR"):
        return Palette(on=True)
    terminal = getattr(stream, "isatty", lambda: False)()
    return Palette(on=bool(terminal) and os.environ.get("TERM") != "dumb")
