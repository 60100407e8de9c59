"""Names with a slip in them, found among more names than could each be compared with a word."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Slips:
    """Many names, each known by what is left of it where one letter is left out.

    Two words that differ in one letter, have one more, or have two in the other order, have such a
    rest in common.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_rest: dict[str, str] = {}
        for name in names:
            for rest in _rests(name.lower()):
                self._by_rest.setdefault(rest, name)

    def meant(self, word: str) -> str | None:
        """Return a name of which the word differs by one slip; None where there is none."""
        found = (self._by_rest.get(rest) for rest in _rests(word.lower()))
        return next((name for name in found if name is not None), None)


def _rests(word: str) -> Iterator[str]:
    yield word
    if len(word) > 2:
        for at in range(len(word)):
            yield word[:at] + word[at + 1 :]
