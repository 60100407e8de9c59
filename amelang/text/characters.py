"""Characters that must not stand in a text, looked for once in the whole of it."""

from __future__ import annotations

import re

from amelang.text.source import Span
from amelang.text.state import State

FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is not printable: YAML 1.2.2, 5.1."""

ODD_BREAK = re.compile("[\x85\u2028\u2029]")
"""Line breaks of YAML 1.1 that are ordinary characters in 1.2."""


def check_characters(state: State) -> None:
    """Report the forbidden characters and odd line breaks, each kind at its first place."""
    from amelang.text.problems import ForbiddenCharacter, OddLineBreak

    source = state.source
    kinds = (FORBIDDEN, ForbiddenCharacter), (ODD_BREAK, OddLineBreak)
    for pattern, problem in kinds:
        found = [match.start() for match in pattern.finditer(source.text)]
        if found:
            at = found[0]
            state.problems.append(
                problem(span=Span(source, at, at + 1), character=source.text[at], more=len(found) - 1)
            )
