"""How values look to a user: what is there at all, what form it has, which word it is nearly."""

from __future__ import annotations

from functools import lru_cache

from amelang.text.source import Span
from amelang.text.tree import Mapping, Missing, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MERGE = "<<"
NULLS = frozenset(("null", "Null", "NULL", "~"))
"""The words with which YAML says that there is no value."""
LONGEST = 120
"""Characters above which a word is like no other: names have at most 63."""


def absent(node: Node) -> bool:
    """Tell whether a value is not there: nothing written, or a literal null."""
    if isinstance(node, Missing):
        return node.tag is None
    return isinstance(node, Scalar) and not node.style and node.text in NULLS and node.tag is None


def form(node: Node) -> str:
    """Name the form of a value in a user's words."""
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node, Mapping):
        return "keys with values"
    if isinstance(node, Scalar):
        return f"`{node.text}`" if len(node.text) <= 30 and "\n" not in node.text else "a text"
    return "nothing"


def opening(node: Node) -> Span:
    """Return a short place for a value: all of a word, else the first line of it."""
    span = node.span
    first = span.text.replace("\r", "\n").partition("\n")[0]
    return Span(span.source, span.start, span.start + len(first))


def with_colon(key: Scalar) -> Span:
    """Return the place of a key and the colon behind it; of the key alone, where the colon is lost."""
    text, colon = key.source.text, key.end
    while text[colon : colon + 1] in (" ", "\t"):
        colon += 1
    return Span(key.source, key.start, colon + 1 if text.startswith(":", colon) else key.end)


def closest(word: str, known: dict[str, Any]) -> str | None:
    """Return the known word that is most like this one; None where none is near."""
    lower = {name.lower(): name for name in known}
    near = _closest(word.lower(), tuple(lower))
    return lower[near] if near is not None else None


@lru_cache(maxsize=1024)
def folded(word: str) -> str:
    """Return a word without capitals, `_` and `-`, in which people's habits of writing differ."""
    return word.replace("_", "").replace("-", "").lower()


def is_one_slip(word: str, right: str) -> bool:
    """Tell whether a word is another one with a letter too many, too few, a wrong one, or two in turn."""
    begin = 0
    while begin < min(len(word), len(right)) and word[begin] == right[begin]:
        begin += 1
    rest, meant = word[begin:], right[begin:]
    swapped = meant[1::-1] + meant[2:]
    return rest != meant and (rest[1:] in (meant, meant[1:]) or rest == meant[1:] or rest == swapped)


@lru_cache(maxsize=1024)
def _closest(word: str, known: tuple[str, ...]) -> str | None:
    # Who makes a slip often makes it in many places, and looking takes longer than all the rest.
    from difflib import get_close_matches

    if len(word) > LONGEST:
        return None
    if near := get_close_matches(word, known, 1, 0.7):
        return near[0]
    # Of a short word, one letter is a great part; two that have changed places are all there.
    letters = sorted(word)
    return next((right for right in known if sorted(right) == letters and is_one_slip(word, right)), None)
