"""Words that a regular expression describes, and amounts: what is known of them before one is wrong."""

from __future__ import annotations

import re

from amelang.language.quantity import LARGEST, PATTERN, Quantity, parse
from amelang.language.remembering import Remembering

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Words(Remembering[str]):
    """Words that a regular expression accepts, up to a length."""

    def __init__(
        self,
        noun: str,
        pattern: str,
        *,
        remedy: str,
        examples: tuple[str, ...] = (),
        longest: int = 0,
        characters: str = "",
        near: str = "",
        identifiers: bool = False,
        glance: Callable[[str], bool] | None = None,
    ) -> None:
        super().__init__()
        self.noun = noun
        self.pattern = pattern
        self.remedy = remedy
        self.examples = examples
        self.longest = longest
        self.characters = characters
        """The characters that may stand in it, as a class of a regular expression; empty: not so simple."""
        self.near = near
        """What finds the word that was probably meant: a function of `scalar_faults`; empty: nothing does."""
        self.identifiers = identifiers
        """Whether letters, digits and, inside, underscores after a letter are always accepted.

        The usual words then need no pattern, which every run would have to compile first.
        """
        self.glance = glance
        """What tells of usual words that they are accepted, so that they need no pattern, either."""
        self._fits: Callable[[str], object] | None = None

    def meaning(self, text: str) -> str | None:
        """Return the word; None where it is not of this kind."""
        return text if self.accepts(text) else None

    def accepts(self, text: str) -> bool:
        """Tell whether a word is of this kind."""
        if self.longest and len(text) > self.longest:
            return False
        if text in self.examples:
            return True
        if self.identifiers and text.isascii() and text.isidentifier() and text[0] != "_" != text[-1]:
            return True
        if self.glance is not None and self.glance(text):
            return True
        if self._fits is None:
            self._fits = re.compile(self.pattern).fullmatch
        return self._fits(text) is not None


class Amounts(Remembering[Quantity]):
    """Quantities that are not negative, up to a largest one."""

    pattern = PATTERN
    remedy = ""
    largest = LARGEST
    """In billionths."""

    def meaning(self, text: str) -> Quantity | None:
        """Return the amount; None where Kubernetes would not read it, it is negative or too large."""
        quantity = parse(text)
        return quantity if quantity and quantity.nano <= self.largest else None
