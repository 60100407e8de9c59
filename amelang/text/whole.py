"""What is looked for once, in the whole of a text that has uncommon lines."""

from __future__ import annotations

import re

from amelang.text.colonless import word_becomes_key, word_column
from amelang.text.key_problems import EndlessAlias
from amelang.text.line_problems import ForbiddenCharacter, OddLineBreak
from amelang.text.source import Span
from amelang.text.state import State
from amelang.text.tree import Alias, Mapping, Node, Scalar, Sequence

MOST = 50_000
"""How many values the aliases of any text may repeat; of a longer one, as many as it has characters."""

FORBIDDEN = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""What is not printable: YAML 1.2.2, 5.1. It takes long to compile, and few files need it."""

ODD_BREAK = "[\x85\u2028\u2029]"
"""Line breaks of YAML 1.1 that are ordinary characters in 1.2."""


def check_whole(state: State) -> None:
    """Report forbidden characters, aliases that repeat too much, and a text that is one word."""
    if not "".join(state.lines).isprintable():
        check_characters(state)
    if state.aliases:
        check_aliases(state)
    root = state.root.value
    if (
        isinstance(root, Scalar)
        and not root.style
        and not any(root.start <= problem.span.start < root.end for problem in state.problems)
    ):
        word_becomes_key(state, max(word_column(state), 0))


def check_aliases(state: State) -> None:
    """Report the alias with which aliases repeat too many values; from it on, none repeats any.

    A few lines in which every list repeats the one above ten times stand for billions of values.
    """
    most = max(MOST, len(state.source.text))
    sizes: dict[int, int] = {}
    total = repeated = 0
    todo: list[tuple[Node, bool]] = [(state.root.value, False)]
    while todo:
        node, seen = todo.pop()
        if isinstance(node, Alias):
            if node.target is not None and id(node.target) not in sizes:
                # As the first key below an anchor that stands alone, it is met before what it repeats.
                state.problems.append(EndlessAlias(span=node.span, alias=node.name, inside=True))
                node.target = None
            size = sizes.get(id(node.target), 1)
            if repeated <= most < repeated + size:
                state.problems.append(EndlessAlias(span=node.span, alias=node.name, inside=False))
            repeated += size
            if repeated > most:
                node.target = None
                size = 1
            total += size
        elif not seen:
            total += 1
            sizes[id(node)] = -total
            todo.append((node, True))
            if isinstance(node, Mapping):
                for entry in reversed(node.entries):
                    todo.append((entry.value, False))
                    todo.append((entry.key, False))
            elif isinstance(node, Sequence):
                todo.extend((item, False) for item in reversed(node.items))
        else:
            sizes[id(node)] += total + 1


def check_characters(state: State) -> None:
    """Report the forbidden characters and odd line breaks, each kind at its first place."""
    source = state.source
    kinds = (FORBIDDEN, ForbiddenCharacter), (ODD_BREAK, OddLineBreak)
    for pattern, problem in kinds:
        found = [match.start() for match in re.finditer(pattern, source.text)]
        if found:
            at = found[0]
            state.problems.append(
                problem(span=Span(source, at, at + 1), character=source.text[at], more=len(found) - 1)
            )
