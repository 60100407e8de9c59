"""Where the secrets of a text stand, whatever else is wrong with it: no report may show them."""

from __future__ import annotations

from amelang.checks.secret_values import plain_secret
from amelang.checks.tasks import SECRET_BEGINNINGS, SECRET_ENDINGS
from amelang.language.ame_yml import Variable
from amelang.language.shape import At
from amelang.text.reader import read
from amelang.text.source import Source, Span
from amelang.text.tree import Mapping, Node, Scalar, Sequence

NAMES = frozenset(word for word, key in Variable.spellings.items() if key is Variable.name)
VALUES = frozenset(word for word, key in Variable.spellings.items() if key is Variable.value)


def secret_places(source: Source) -> list[Span]:
    """Return the places of all secrets in plain text: values of variables, and of keys named like such."""
    text = source.text
    upper = text.upper()
    signs = any(map(upper.__contains__, SECRET_ENDINGS)) or any(map(text.__contains__, SECRET_BEGINNINGS))
    if not signs and not ("://" in text and "@" in text):
        return []
    found: list[Span] = []
    waiting: list[Node] = [read(source).root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Sequence):
            waiting += node.items
        elif isinstance(node, Mapping):
            found += _in_mapping(node)
            waiting += [entry.value for entry in node.entries]
    return found


def _in_mapping(node: Mapping) -> list[Span]:
    words = [
        (entry.key, entry.value)
        for entry in node.entries
        if isinstance(entry.key, Scalar) and isinstance(entry.value, Scalar)
    ]
    names = [value for key, value in words if key.text in NAMES]
    values = [value for key, value in words if key.text in VALUES]
    pairs = [(name, value) for name in names for value in values] + words
    return [
        problem.hidden
        for name, value in pairs
        for problem in plain_secret(_at(name), _at(value), named=name.text.upper().endswith(SECRET_ENDINGS))
        if problem.hidden is not None
    ]


def _at(word: Scalar) -> At[str]:
    return At(word.text, word.source, word.start, word.end)
