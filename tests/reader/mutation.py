"""Random edits of the texts in `corpus/`, such as slips of the keyboard make them, and worse."""

from __future__ import annotations

import random
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
PIECES = [
    *list(" \t\n#:-?!&*|>%@`'\"[]{},=<~."),
    "\r\n",
    "\r",
    "  ",
    "    ",
    "\n\n",
    "- ",
    ": ",
    " #",
    "? ",
    "---\n",
    "...\n",
    "!t ",
    "&a ",
    "*a",
    "*a ",
    "|\n",
    ">-\n",
    "|2\n",
    '"',
    "''",
    "\\",
    '\\"',
    "\\x41",
    "\\\n",
    "a: b",
    "\n- a\n",
    "\n  b: c\n",
    "{a: b}",
    "[\n",
    "]\n",
    "{\n",
    "}\n",
    ",\n",
    "\u2028",
    "\x85",
    "\xa0",
    "é",
    "😀",
    "\ufeff",
    "\x00",
    "\x07",
    "key",
    "0",
    "<<: ",
    "[a, b]",
    "!",
    "&",
    "null",
    "!!str ",
    "!<t> ",
    "\n    ",
    "\n  - ",
    "&a",
    "\n\t",
    ",",
    "\n...",
    "=======\n",
]
"""What is put in."""


def corpus() -> list[str]:
    """Give the texts to start from: whole files, and the parts of files that hold many."""
    texts = []
    for path in sorted(CORPUS.iterdir()):
        text = path.read_bytes().decode()
        texts.extend(part.removeprefix("\n") for part in text.split("\n%%%") if part)
    return texts


def mutated(numbers: random.Random, texts: list[str]) -> str:
    """Take a text, or a piece of one, and edit it a few times."""
    text = numbers.choice(texts)
    if len(text) > 400 and numbers.random() < 0.7:
        lines = text.splitlines(keepends=True)
        first = numbers.randrange(len(lines))
        text = "".join(lines[first : first + numbers.randint(1, 12)])
    for _ in range(numbers.choice((0, 1, 1, 1, 2, 2, 3, 5))):
        text = edited(numbers, text, texts)
    return text[:2000]


def edited(numbers: random.Random, text: str, texts: list[str]) -> str:
    """Make one edit."""
    at = numbers.randint(0, len(text))
    kind = numbers.randrange(12)
    if kind < 4:
        return text[:at] + numbers.choice(PIECES) + text[at:]
    if kind < 6:
        return text[:at] + text[at + numbers.randint(1, 3) :]
    if kind == 6:
        return text[:at] + numbers.choice(PIECES) + text[at + 1 :]
    lines = text.split("\n")
    number = numbers.randrange(len(lines))
    if kind == 7:
        lines[number] = " " * numbers.randint(1, 3) + lines[number]
    elif kind == 8:
        lines[number] = lines[number][numbers.randint(1, 3) :]
    elif kind == 9:
        del lines[number]
    elif kind == 10:
        lines.insert(numbers.randint(0, len(lines)), lines[number])
    else:
        other = numbers.choice(texts).split("\n")
        lines[number : number + 1] = other[numbers.randrange(len(other)) :][: numbers.randint(1, 4)]
    return "\n".join(lines)
