"""Breaks texts: slips of the keyboard, pieces of other texts, and what no keyboard has."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

LONGEST = 4000
PIECES = (
    *" \t\n#:-?!&*|>%@`'\"[]{},=<~.\\0a", "\r\n", "\r", "  ", "    ", "\n\n", "- ", ": ", " #", "? ",
    "---\n", "...\n", "!t ", "&a ", "*a", "*a ", "|\n", ">-\n", "|2\n", '"', "''", '\\"', "\\x41", "\\\n",
    "a: b", "\n- a\n", "\n  b: c\n", "{a: b}", "[\n", "]\n", "{\n", "}\n", ",\n", "null", "!!str ", "!<t> ",
    "\n    ", "\n  - ", "<<: *a\n", "<<: [*a, *b]\n", "=======\n", "<<<<<<< HEAD\n", ">>>>>>> b\n",
    "%YAML 1.1\n", "? a\n: b\n", "# ame: allow unknown-key\n", " # ame: allow AME101", "!pip", "!pips",
    "!custom ", "taskRef: train\n", "fromTemplate: gpu\n", "env:", "taskref: x", "runcommand: y",
    "memory: 10 G", "timeout: 5 h", "pipeline:\n", "project: b\n", "name: a\n", "tasks:\n", "10GB",
    "* * * * *", "-", "--", "+", "x" * 70, "y" * 300, "a-" * 40, "long words " * 20, "1" * 40, "*" * 30,
    "é" * 50, "`" * 5,
)  # fmt: skip
ODD = (
    "\0", "\x07", "\x1b[31m", "\x7f", "\x85", "\xa0", "\u200b", "\u202e", "\u2028", "\u2029", "\ufeff",
    "\ufffe", "\ud800", "\udfff", "é", "e\u0301", "ﬁ", "ß", "İ", "٣", "²", "名", "😀", "👩\u200d🔬", "\uff1a",
    "\uff0d", "“", "”", "\U000e0001", "\U0010ffff", "\v", "\f", "\x1c",
)  # fmt: skip


class Vandal:
    """Breaks texts at random, with pieces of others."""

    def __init__(self, numbers: random.Random, texts: Sequence[str]) -> None:
        self.numbers = numbers
        self.texts = texts
        self.ways: tuple[Callable[[str], str], ...] = (
            self.insert, self.insert, self.delete, self.delete, self.replace, self.odd, self.word, self.word,
            self.indent, self.dedent, self.drop_line, self.repeat_line, self.move_block, self.indent_block,
            self.splice, self.swap_lines, self.join_lines, self.break_line, self.tabs, self.repeat_piece,
        )  # fmt: skip

    def broken(self, text: str, most: int) -> str:
        """Return a text with up to so many things broken."""
        for _ in range(self.numbers.randint(1, most)):
            text = self.numbers.choice(self.ways)(text)
        if self.numbers.random() < 0.06:
            text = text.replace("\n", self.numbers.choice(("\r\n", "\r\n", "\r")))
        return text[:LONGEST]

    def at(self, text: str) -> int:
        return self.numbers.randint(0, len(text))

    def insert(self, text: str) -> str:
        at = self.at(text)
        return text[:at] + self.numbers.choice(PIECES) + text[at:]

    def delete(self, text: str) -> str:
        at = self.at(text)
        return text[:at] + text[at + self.numbers.choice((1, 1, 1, 2, 3, 8)) :]

    def replace(self, text: str) -> str:
        at = self.at(text)
        return text[:at] + self.numbers.choice(PIECES) + text[at + 1 :]

    def odd(self, text: str) -> str:
        at = self.at(text)
        return text[:at] + self.numbers.choice(ODD) + text[at + self.numbers.randint(0, 1) :]

    def word(self, text: str) -> str:
        """Put a word of another text in the place of one."""
        words = text.split(" ")
        others = self.numbers.choice(self.texts).split(" ")
        words[self.numbers.randrange(len(words))] = self.numbers.choice(others)
        return " ".join(words)

    def _lines(self, text: str) -> tuple[list[str], int]:
        lines = text.split("\n")
        return lines, self.numbers.randrange(len(lines))

    def indent(self, text: str) -> str:
        lines, at = self._lines(text)
        lines[at] = " " * self.numbers.randint(1, 4) + lines[at]
        return "\n".join(lines)

    def dedent(self, text: str) -> str:
        lines, at = self._lines(text)
        lines[at] = lines[at][self.numbers.randint(1, 3) :]
        return "\n".join(lines)

    def drop_line(self, text: str) -> str:
        lines, at = self._lines(text)
        del lines[at]
        return "\n".join(lines)

    def repeat_line(self, text: str) -> str:
        lines, at = self._lines(text)
        lines.insert(self.numbers.randint(0, len(lines)), lines[at])
        return "\n".join(lines)

    def swap_lines(self, text: str) -> str:
        lines, at = self._lines(text)
        other = self.numbers.randrange(len(lines))
        lines[at], lines[other] = lines[other], lines[at]
        return "\n".join(lines)

    def join_lines(self, text: str) -> str:
        lines, at = self._lines(text)
        lines[at : at + 2] = [self.numbers.choice(("", " ")).join(line for line in lines[at : at + 2])]
        return "\n".join(lines)

    def break_line(self, text: str) -> str:
        lines, at = self._lines(text)
        here = self.at(lines[at])
        lines[at : at + 1] = [lines[at][:here], lines[at][here:]]
        return "\n".join(lines)

    def _block(self, lines: list[str], at: int) -> int:
        """Return where the block ends that a line begins: before the next line that is indented no more."""
        margin = len(lines[at]) - len(lines[at].lstrip(" "))
        end = at + 1
        while end < len(lines) and len(lines[end]) - len(lines[end].lstrip(" ")) > margin:
            end += 1
        return end

    def move_block(self, text: str) -> str:
        lines, at = self._lines(text)
        end = self._block(lines, at)
        block = lines[at:end]
        if self.numbers.random() < 0.7:
            del lines[at:end]
        to = self.numbers.randint(0, len(lines))
        if lines and self.numbers.random() < 0.5:
            # As an editor would paste it: to the indentation that is there.
            here = lines[min(to, len(lines) - 1)]
            margin = len(here) - len(here.lstrip(" "))
            own = len(block[0]) - len(block[0].lstrip(" "))
            block = [" " * margin + line[own:] for line in block]
        lines[to:to] = block
        return "\n".join(lines)

    def indent_block(self, text: str) -> str:
        lines, at = self._lines(text)
        end = self._block(lines, at)
        by = self.numbers.choice((-2, -1, 1, 2, 4))
        lines[at:end] = [" " * by + line if by > 0 else line[-by:] for line in lines[at:end]]
        return "\n".join(lines)

    def splice(self, text: str) -> str:
        """Put lines of another text in."""
        lines, at = self._lines(text)
        other = self.numbers.choice(self.texts).split("\n")
        start = self.numbers.randrange(len(other))
        lines[at : at + self.numbers.randint(0, 1)] = other[start : start + self.numbers.randint(1, 6)]
        return "\n".join(lines)

    def tabs(self, text: str) -> str:
        lines, at = self._lines(text)
        lines[at] = lines[at].replace("  ", "\t", self.numbers.randint(1, 3))
        return "\n".join(lines)

    def repeat_piece(self, text: str) -> str:
        at = self.at(text)
        piece = text[at : at + self.numbers.randint(1, 12)]
        return text[:at] + piece * self.numbers.choice((1, 1, 2, 5, 40)) + text[at:]
