"""Everything that has a code, by code and by name."""

from __future__ import annotations

from amelang.checks.catalog import RULES
from amelang.run.catalog import CLUSTER, Kind

KINDS: tuple[Kind, ...] = tuple(sorted((*RULES, *CLUSTER), key=lambda kind: kind.code))


def kind_of(word: str) -> Kind | None:
    """Return what a code or a name means; letters may be large or small."""
    for kind in KINDS:
        if word.upper() == kind.code or word.lower() == kind.name:
            return kind
    return None


def near_kinds(word: str) -> list[Kind]:
    """Return what was perhaps meant by a word that means nothing, the likeliest first."""
    from difflib import get_close_matches

    names = {name.lower(): kind for kind in KINDS for name in (kind.name, kind.code)}
    lower = word.lower().replace("_", "-").replace(" ", "-")
    if lower in names:
        return [names[lower]]
    digits = "".join(filter(str.isdigit, word))
    if f"ame{digits}" in names:
        return [names[f"ame{digits}"]]
    return list(dict.fromkeys(names[near] for near in get_close_matches(lower, names, 3, 0.65)))
