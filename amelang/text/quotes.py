"""Quoted values: where they end, on one line or on many, and what they mean."""

from __future__ import annotations

import re

from amelang.text.source import Span
from amelang.text.state import State
from amelang.text.tree import Scalar
from amelang.text.words import DOCUMENT

DOUBLE = re.compile(r'"(?:[^"\\]++|\\.)*+"')
SINGLE = re.compile(r"'(?:[^']++|'')*+'")
DOUBLE_END = re.compile(r'(?:[^"\\]++|\\(?:.|$))*+"')
SINGLE_END = re.compile(r"(?:[^']++|'')*+'")
ESCAPE = re.compile(
    r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|(.)|$)",
    re.DOTALL,
)
ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
KEY_LINE = re.compile(r"""(?:-[ \t]|-$|!|(?:-[ \t]++)?(?:[\w./-]++|"[^"]*+"|'[^']*+')[ \t]*+:(?:[ \t]|$))""")
"""The begin of a line that most likely is a key or an item, whatever is open above it."""


def quoted(state: State, at: int, index: int, parent: int) -> tuple[Scalar, int, int]:
    """Read the quoted value that begins at an offset of a line.

    `parent` is the column of the key or dash that it belongs to. Return the value, the offset
    behind it, and the index of the line that it ends on. A quote that is not closed before a line
    that cannot belong to it ends at its own line, with a problem.
    """
    text, source = state.source.text, state.source
    quote = text[at]
    line_end = state.starts[index] + len(state.lines[index])
    match = (DOUBLE if quote == '"' else SINGLE).match(text, at, line_end)
    if match is not None:
        pieces = [text[at + 1 : match.end() - 1]]
        return Scalar(source, at, match.end(), meaning(state, at, pieces, quote), quote), match.end(), index
    pieces = [text[at + 1 : line_end]]
    closing = DOUBLE_END if quote == '"' else SINGLE_END
    for number in range(index + 1, len(state.lines)):
        line = state.lines[number]
        words = line.lstrip(" \t")
        if words and foreign(line, words, parent):
            break
        match = closing.match(line)
        if match is not None:
            pieces.append(line[: match.end() - 1])
            end = state.starts[number] + match.end()
            return Scalar(source, at, end, meaning(state, at, pieces, quote), quote), end, number
        pieces.append(line)
    from amelang.text.value_problems import UnclosedQuote

    line = text[at + 1 : line_end].rstrip(" \t")
    end = at + 1 + len(line)
    state.report(UnclosedQuote(span=Span(source, at, end), quote=quote))
    if quote == '"':
        line = ESCAPE.sub(lambda match: unescaped(match.group()) or match.group(), line)
    state.unclosed = scalar = Scalar(source, at, end, line, quote)
    return scalar, line_end, index


def foreign(line: str, words: str, parent: int) -> bool:
    """Say whether a line cannot belong to a value that began above it, so that it was left open."""
    if DOCUMENT.match(line):
        return True
    return len(line) - len(words) <= parent and KEY_LINE.match(words) is not None


def meaning(state: State, at: int, pieces: list[str], quote: str) -> str:
    """Say what stands between quotes: lines are folded, escapes and doubled quotes resolved."""
    if quote == "'":
        return "".join(fold(pieces)).replace("''", "'")
    if len(pieces) == 1:
        return unescape(state, at, pieces) if "\\" in pieces[0] else pieces[0]
    return unescape(state, at, fold(pieces, escapes=True))


def fold(pieces: list[str], escapes: bool = False) -> list[str]:
    """Fold the lines of a quoted value: a line break is a space, each empty line a line break.

    Blanks around a break do not count, unless a backslash stands before them; a backslash at the
    end of a line takes the break away (YAML 1.2.2, 7.3.1).
    """
    out: list[str] = []
    breaks = 0
    joined = True
    for number, piece in enumerate(pieces):
        words = piece if number == 0 else piece.lstrip(" \t")
        last = number == len(pieces) - 1
        if not last:
            bare = words.rstrip(" \t")
            if escapes and len(bare) < len(words) and odd_backslashes(bare):
                bare = words[: len(bare) + 1]
            words = bare
        if number > 0 and not words and not last:
            breaks += 1
            continue
        if number > 0:
            if breaks:
                out.append("\n" * breaks)
            elif joined:
                out.append(" ")
        breaks = 0
        joined = True
        if escapes and not last and odd_backslashes(words):
            words = words[:-1]
            joined = False
        out.append(words)
    return out


def odd_backslashes(words: str) -> bool:
    """Say whether the last backslash of a text escapes what follows the text."""
    return (len(words) - len(words.rstrip("\\"))) % 2 == 1


def unescaped(escape: str) -> str | None:
    """Return the character that an escape means; None if there is no such escape."""
    if len(escape) == 2:
        return ESCAPES.get(escape[1])
    if len(escape) == 1:
        return None
    number = int(escape[2:], 16)
    return None if number > 0x10FFFF or 0xD800 <= number < 0xE000 else chr(number)


def unescape(state: State, at: int, parts: list[str]) -> str:
    """Resolve the escapes of a double-quoted value that begins at an offset, part by part.

    No escape reaches from one line into the next, even where a backslash joins the two.
    """
    wrong = 0

    def resolve(match: re.Match[str]) -> str:
        nonlocal wrong
        meant = unescaped(match.group())
        if meant is None:
            wrong += 1
            return match.group()
        return meant

    out = [ESCAPE.sub(resolve, words) for words in parts]
    if wrong:
        report_escapes(state, at, wrong)
    return "".join(out)


def report_escapes(state: State, at: int, wrong: int) -> None:
    """Report as many unknown escapes as there are, at their places in the text."""
    from amelang.text.value_problems import UnknownEscape

    for match in ESCAPE.finditer(state.source.text, at + 1):
        if match.group(1) in ("\n", "\r") or unescaped(match.group()) is not None:
            continue
        span = Span(state.source, match.start(), match.end())
        state.report(UnknownEscape(span=span))
        wrong -= 1
        if not wrong:
            return
