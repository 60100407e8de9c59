"""Small help for what problems of the text say."""

from __future__ import annotations


def spaces(number: int) -> str:
    """Say `space` or `spaces`, as a number wants it."""
    return "space" if number == 1 else "spaces"


def shortened(word: str) -> str:
    """Keep a message readable when a file puts much into one word."""
    word = " ".join(word.split())
    return word if len(word) <= 30 else word[:29] + "…"


def quoted(text: str) -> str:
    """Write a text of one line in the quotes that need the fewest escapes."""
    if '"' not in text and "\\" not in text and "\t" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"
