"""The small grammars of the language, and where a word leaves one.

A word that a kind accepts never gets here: its pattern does that. Only for a word that fails is
lark loaded, which takes longer than all of a clean check.
"""

from __future__ import annotations

from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lark import Lark

END = "$END"
"""Stands among the names of what could follow where the word could have ended."""

_parsers: dict[str, Lark] = {}


class Failure:
    """Where a word leaves its grammar, and what could have stood there."""

    __slots__ = ("after", "at", "expected")

    def __init__(self, at: int, after: str, expected: frozenset[str]) -> None:
        self.at = at
        """The offset of the first character that does not fit; the word's length where it is too short."""
        self.after = after
        """What was read last before it; empty at the start of the word."""
        self.expected = expected
        """The names of the terminals that could have followed, and `END`."""

    def __repr__(self) -> str:
        return f"Failure({self.at}, after {self.after!r}, expected {sorted(self.expected)})"


@lru_cache(maxsize=1000)
def failure(grammar: str, word: str) -> Failure | None:
    """Say where a word leaves the grammar of a name; None where it does not leave it."""
    from lark import Token
    from lark.exceptions import UnexpectedInput

    parsing = _parser(grammar).parse_interactive(word)
    at, after = len(word), ""
    try:
        for token in parsing.iter_parse():
            assert isinstance(token, Token)
            after = str(token)
    except UnexpectedInput as error:
        at = error.pos_in_stream if error.pos_in_stream is not None else at
    expected = frozenset(parsing.accepts())  # type: ignore[no-untyped-call]  # lark leaves it without types
    return None if at == len(word) and END in expected else Failure(at, after, expected)


def _parser(grammar: str) -> Lark:
    if grammar not in _parsers:
        from lark import Lark

        _parsers[grammar] = Lark.open(f"{grammar}.lark", rel_to=__file__, parser="lalr")
    return _parsers[grammar]
