"""Quotes that a program for letters puts in, and that mean nothing to a shell or in an ame.yml."""

from __future__ import annotations

import re

from amelang.checks.within import within
from amelang.language.shape import At
from amelang.text.problem import Edit, Fix, Problem, Severity
from amelang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SINGLE = "\u2018\u201a"
"""What begins a text that straight single quotes would keep together."""
PARTS = re.compile(
    r"""\\.|(?:(?<=\s)|^)\#[^\n]*|'[^']*'|"(?:[^"\\]|\\.)*\"|(?<![^\s=(])"""
    r"""[\u201c-\u201e](?P<double>[^\u201c-\u201e"]*)[\u201c\u201d]|(?<![^\s=(])[\u2018\u201a](?P<single>[^\u2018\u2019']*)\u2019""",
    re.DOTALL,
)
"""What a shell quotes, in which a letter is a letter, and what somebody meant to quote."""


class CurlyQuotes(Problem, code="AME350", name="curly-quotes", severity=Severity.WARNING):
    """Quotes as they stand in a printed text, in place of those of a keyboard.

    Programs for letters and chats write `“` and `”` for `"`. To a shell and in an `ame.yml` they are
    letters like any other: what stands between them is not kept together, and they become a part of it.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py --name “the best”

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py --name "the best"
    """

    opening: str
    closing: str
    what: str
    straight: str
    edits: tuple[Edit, ...]

    def message(self) -> str:
        return f"`{self.opening}` and `{self.closing}` quote nothing: they are letters of {self.what}"

    def help(self) -> str | None:
        return f"write the quotes of a keyboard: `{self.straight}`"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix("write the quotes of a keyboard", *self.edits, safe=False),) if self.edits else ()


def in_command(text: str) -> Callable[[At[str]], Problem] | None:
    """Return what makes the problem of a command that is quoted so, whole or in part; None for any other."""
    found = next((one for one in PARTS.finditer(text) if one.lastgroup), None)
    return None if found is None else lambda at: _made(at, "the command", found.start(), found.end())


def in_value(at: At[str], what: str) -> Iterator[Problem]:
    """Report a value all of which stands between such quotes."""
    found = PARTS.fullmatch(at.value)
    # Who writes straight ones around them knows them apart.
    if found is not None and found.lastgroup and at.source.text[at.start] not in "'\"":
        yield _made(at, what, 0, len(at.value))


def _made(at: At[str], what: str, start: int, end: int) -> Problem:
    text = at.value
    raw = at.source.text[at.start : at.end]
    opening, closing = text[start], text[end - 1]
    straight = "'" if opening in SINGLE else '"'
    if raw.startswith(straight):
        # The same would end what is quoted in the file itself.
        straight = '"' if straight == "'" else "'"
    places = [within(at, start, start + 1), within(at, end - 1, end)]
    known = [place.text for place in places] == [opening, closing]
    # What begins with a straight quote is read otherwise, up to the next one.
    whole = not raw.startswith(opening) or not set("\\'\"\n") & set(text)
    edits = tuple(Edit(place, straight) for place in places) if known and whole else ()
    return CurlyQuotes(
        span=Span(at.source, places[0].start, places[1].end) if known else at.span,
        opening=opening,
        closing=closing,
        what=what,
        straight=straight,
        edits=edits,
    )
