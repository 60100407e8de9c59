"""Pipes in commands whose first part may fail without anybody noticing."""

from __future__ import annotations

import re

from amelang.checks.command_problems import PIPEFAIL, HiddenFailure
from amelang.checks.within import within
from amelang.language.shape import At
from amelang.text.problem import Edit, Problem
from amelang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

SEEN_TO = ("pipefail", "PIPESTATUS", "<<", "case ", "trap ")
"""Words of commands that care about pipes, or whose `|` may be something else."""
TOKEN = re.compile(
    r"""\\.|'[^']*'|"(?:[^"\\]|\\.)*"|(?:(?<=[\s;&|()])|^)\#[^\n]*|\|\||\|&?|&&|;;?|\n|>[&|]|&>|&"""
    r"""|\$\(|[()`{}]|[^\s\\'"|&;()`{}$>]+|.""",
    re.DOTALL,
)
PLAIN = re.compile(r"[\w./-]+")
OPENING, CLOSING = ("$(", "(", "{"), (")", "}")
CONTROL = frozenset(("if", "while", "until", "elif", "!", "for", "case", "select", "function"))
"""Words that make a failure part of what is asked."""
LEADING = frozenset(("then", "do", "else", "time"))
HARMLESS = frozenset(
    (
        "echo", "printf", "yes", "cat", "true", ":", "date", "seq", "env", "ls", "find", "head", "tail",
        "pwd", "sort", "uniq", "cut", "tr", "wc", "sed", "awk", "grep", "zcat", "tee", "ps", "df", "du",
        "free", "nproc", "lscpu", "nvidia-smi", "uname", "hostname", "id", "whoami", "which",
    )
)  # fmt: skip
"""Programs that seldom fail, or whose failure says nothing."""
CAREFUL = frozenset(("tar", "bsdtar", "gunzip", "bunzip2", "unxz", "unzstd", "head"))
"""Programs that fail themselves where what comes to them is cut off, or that cut it off on purpose."""


def hidden_failure(text: str) -> Callable[[At[str]], Problem] | None:
    """Return what makes the problem of a command whose pipe hides a failure; None where none does."""
    if any(word in text for word in SEEN_TO):
        return None
    found = _first(text)
    if found is None:
        return None
    start, end = found
    return lambda at: HiddenFailure(span=within(at, start, end), edit=_prefixed(at))


def _prefixed(at: At[str]) -> Edit:
    """Return the edit that makes a command begin with the line that is missing, however it is written."""
    raw, place = at.source.text[at.start : at.end], at.start
    if raw[:1] not in ("|", ">"):
        place += raw[:1] in ("'", '"')
        return Edit(Span(at.source, place, place), f"{PIPEFAIL}; ")
    head = raw.find("\n") + 1
    first = head + len(raw[head:]) - len(raw[head:].lstrip())
    place += first
    indentation = raw[raw.rfind("\n", 0, first) + 1 : first]
    text = f"{PIPEFAIL}\n{indentation}" if raw[0] == "|" else f"{PIPEFAIL}; "
    return Edit(Span(at.source, place, place), text)


class _Part:
    """One command of a pipe: where it stands, and its words as far as they are plain."""

    def __init__(self) -> None:
        self.start = -1
        self.end = -1
        self.words: list[str] = []

    @property
    def program(self) -> str:
        """The word that names the program; empty where there is none."""
        for word in self.words:
            if not re.match(r"[A-Za-z_]\w*=", word):
                return word
        return ""


def _first(text: str) -> tuple[int, int] | None:
    """Return the place of the first part of a pipe that can fail unseen, as far as its line goes."""
    depth, backtick = 0, False
    parts = [_Part()]
    for match in TOKEN.finditer(text):
        piece = match[0]
        if piece in ("'", '"', "\\") or depth < 0:
            # A quote that is not closed, say: this is not what it looks like.
            return None
        if piece == "`":
            backtick = not backtick
        elif piece in OPENING:
            depth += 1
        elif piece in CLOSING:
            depth -= 1
        elif depth or backtick or piece.startswith("#"):
            continue
        elif piece in ("|", "|&"):
            parts.append(_Part())
        elif piece in ("\n", ";", ";;", "&&", "||", "&"):
            if piece == "\n" and len(parts) > 1 and parts[-1].start < 0:
                # The pipe goes on in the next line.
                continue
            if piece != "||" and (found := _unseen(parts)) is not None:
                return _place(text, found)
            parts = [_Part()]
            continue
        if not piece.isspace() and piece not in ("|", "|&", "\\\n"):
            part = parts[-1]
            if part.start < 0 and piece in LEADING:
                continue
            part.start = match.start() if part.start < 0 else part.start
            part.end = match.end()
            part.words.append(piece)
    found = _unseen(parts)
    return None if found is None or depth or backtick else _place(text, found)


def _unseen(parts: list[_Part]) -> _Part | None:
    if len(parts) < 2 or any(word in CONTROL for word in parts[0].words[:2]) or parts[-1].program in CAREFUL:
        return None
    return next(
        (part for part in parts[:-1] if PLAIN.fullmatch(part.program) and part.program not in HARMLESS), None
    )


def _place(text: str, part: _Part) -> tuple[int, int]:
    line = text[part.start : part.end].partition("\n")[0]
    return part.start, part.start + len(line.rstrip(" \\"))
