"""Which rules a word means: a name, a code, or the beginning of codes."""

from __future__ import annotations

from functools import cache, lru_cache

from amelang.text.problem import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

EXACT = 10
"""What `closeness` gives for one rule alone; the beginning of codes is less."""
LONGEST = 100
"""Characters above which a word is no rule with a slip in it."""


@cache
def rules() -> tuple[type[Problem], ...]:
    """Return every rule of `ame check`, in the order of their codes."""
    # Imports every problem there is, which only a command line or settings that name rules pay for.
    from amelang.checks.catalog import RULES

    return tuple(sorted(RULES, key=lambda kind: kind.code))


@cache
def _words() -> dict[str, str]:
    """Return the names and codes of all rules, by what they are in small letters."""
    return {word.lower(): word for kind in rules() for word in (kind.name, kind.code)}


def closeness(word: str, kind: type[Problem]) -> int:
    """Tell how closely a word means a rule: 0 not at all, more for a longer code, most for just this rule.

    `AME1`, `AME1x` and `AME1xx` mean every rule whose code begins with `AME1`; `AME` means all rules.
    """
    if word in (kind.name, kind.code):
        return EXACT
    return len(start) if (start := _family(word)) and kind.code.startswith(start) else 0


def closest_word(words: Iterable[str], kind: type[Problem]) -> str | None:
    """Return the word that means a rule most closely; of two alike the later one, None where none does."""
    best: tuple[int, str | None] = (0, None)
    for word in words:
        near = closeness(word, kind)
        if near and near >= best[0]:
            best = (near, word)
    return best[1]


def is_known(word: str) -> bool:
    """Tell whether a word means any rule."""
    return len(word) <= LONGEST and any(closeness(word, kind) for kind in rules())


def is_one_rule(word: str) -> bool:
    """Tell whether a word is the name or the code of a rule."""
    return _words().get(word.lower()) == word


@lru_cache(maxsize=256)
def near_rule(word: str) -> str | None:
    """Return the name or code that was probably meant by a word that means no rule."""
    from difflib import get_close_matches

    if word.startswith("AME") and len(word) < len("AME000"):
        # The beginning of codes that do not exist resembles some code, and means none of them.
        return None
    lower = word.lower().replace("_", "-")
    known = _words()
    if lower in known:
        return known[lower]
    near = get_close_matches(lower, known, 1, 0.7) if len(lower) <= LONGEST else None
    return known[near[0]] if near else None


def _family(word: str) -> str:
    """Return the beginning of codes that a word stands for; empty where it is no such word."""
    start = word.rstrip("x")
    digits = start.removeprefix("AME")
    right = start.startswith("AME") and len(word) <= len("AME000") and (not digits or digits.isdecimal())
    return start if right else ""
