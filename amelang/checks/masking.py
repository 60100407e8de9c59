"""Takes secrets out of what problems say of a text: a word that does not fit may be one."""

from __future__ import annotations

import re

from amelang.checks.secret_places import secret_places
from amelang.text.problem import Fix, Problem
from amelang.text.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST = 5
"""Characters of a secret that a sentence may begin to show, as one that is cut does."""
STARS = "****"


class Masks:
    """The secrets of texts, each text searched once."""

    def __init__(self) -> None:
        self._patterns: dict[str, re.Pattern[str] | None] = {}

    def hide(self, problems: Iterable[Problem]) -> None:
        """Have problems say stars in place of secrets that stand in the texts that they are about."""
        for problem in problems:
            pattern = self.pattern(problem.span.source)
            if pattern is None:
                continue
            message, help_text, fixes = problem.message(), problem.help(), problem.fixes()
            said = "\n".join((message, help_text or "", *(fix.title for fix in fixes)))
            if pattern.search(said) is None:
                continue
            hidden = pattern.sub(STARS, message)
            advice = None if help_text is None else pattern.sub(STARS, help_text)
            mends = tuple(Fix(pattern.sub(STARS, fix.title), *fix.edits, safe=fix.safe) for fix in fixes)
            problem.__dict__.update(
                message=lambda said=hidden: said,
                help=lambda said=advice: said,
                fixes=lambda made=mends: made,
            )

    def masked(self, source: Source, text: str) -> str:
        """Return a text with stars in place of the secrets of a source."""
        pattern = self.pattern(source)
        return text if pattern is None else pattern.sub(STARS, text)

    def pattern(self, source: Source) -> re.Pattern[str] | None:
        """Return what finds the secrets of a text in a sentence, cut ones too; None where it has none."""
        if source.text not in self._patterns:
            words = {place.text.strip("\"'*") for place in secret_places(source)}
            parts = [_part(word) for word in sorted(words, key=len, reverse=True) if word]
            self._patterns[source.text] = re.compile("|".join(parts)) if parts else None
        return self._patterns[source.text]


def _part(word: str) -> str:
    """Return the pattern of a secret, or of as much of its beginning as a sentence shows."""
    if len(word) <= SHORTEST:
        # Anything may hold so few characters: only what is quoted is hidden.
        return f"(?<=`){re.escape(word)}(?=`)"
    # As `abcd(?:e(?:f)?)?`, but by a class, as patterns may be nested only so deep.
    start, rest = word[:SHORTEST], word[SHORTEST:]
    return f"{re.escape(start)}[{re.escape(''.join(sorted(set(rest))))}]*"
