"""Merge keys (`<<`): what YAML 1.1 says they mean."""

from __future__ import annotations

from amelang.language.forms import MERGE
from amelang.text.problem import Problem
from amelang.text.tree import Alias, Entry, Mapping, Node, Scalar, Sequence


def merged(node: Mapping, problems: list[Problem]) -> list[Entry]:
    """Return a mapping's entries with those that its merge keys bring.

    The mapping's own keys win over merged ones, and of several merged mappings the earlier wins.
    """
    own: list[Entry] = []
    brought: list[Entry] = []
    _collect(node, own, brought, problems, (node,))
    names = {entry.key.text for entry in own if isinstance(entry.key, Scalar)}
    for entry in brought:
        name = entry.key.text if isinstance(entry.key, Scalar) else None
        if name is None or name not in names:
            own.append(entry)
            if name is not None:
                names.add(name)
    return own


def is_merge(key: Node) -> bool:
    """Tell whether a key is a merge key; a quoted one is an ordinary key."""
    return isinstance(key, Scalar) and key.text == MERGE and not key.style


def _collect(
    node: Mapping, own: list[Entry], brought: list[Entry], problems: list[Problem], inside: tuple[Node, ...]
) -> None:
    for entry in node.entries:
        if not is_merge(entry.key):
            own.append(entry)
            continue
        parts = entry.value.items if isinstance(entry.value, Sequence) else [entry.value]
        for part in parts:
            target: Node | None = part
            while isinstance(target, Alias):
                target = target.target
            if isinstance(target, Mapping):
                if target not in inside:
                    # A merged mapping's own keys come before those that it merges itself.
                    theirs: list[Entry] = []
                    _collect(target, brought, theirs, problems, (*inside, target))
                    brought += theirs
            elif target is not None:
                from amelang.language.problems import WrongShape

                wanted = "keys with values to merge"
                problems.append(
                    WrongShape(
                        span=part.span, wanted=wanted, found="another value", remedy="for example `<<: *base`"
                    )
                )
