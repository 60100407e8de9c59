"""Where the secrets of a text stand, whatever else is wrong with it: no report may show them."""

from __future__ import annotations

from functools import lru_cache

from amelang.checks.tasks import SECRET_BEGINNINGS, SECRET_ENDINGS
from amelang.language.ame_yml import AmeSecret, Variable, VaultSecret
from amelang.language.shape import At
from amelang.text.reader import read
from amelang.text.source import Source, Span
from amelang.text.tree import Alias, Mapping, Node, Scalar, Sequence

NAMES = frozenset(
    (*(word for word, key in Variable.spellings.items() if key is Variable.name), AmeSecret.inject_as.name)
)
"""Keys whose value is the name of a variable."""
KNOWN = frozenset((*AmeSecret.spellings, *VaultSecret.spellings, *Variable.spellings)) - frozenset(
    word for word, key in Variable.spellings.items() if key is Variable.value
)
"""Keys beside such a name whose values are no secrets: another one may be meant for the variable's value."""


@lru_cache(maxsize=64)
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
        elif isinstance(node, Scalar):
            found += _assigned(node)
    return found


def _in_mapping(node: Mapping) -> list[Span]:
    """Return the secrets among the values of a mapping."""
    entries = [(entry.key, entry.value) for entry in node.entries if isinstance(entry.key, Scalar)]
    names = [value for key, value in entries if key.text in NAMES and isinstance(value, Scalar)]
    values = [value for key, value in entries if key.text not in KNOWN]
    found = [place for name in names for value in values for place in _named(name, value)]
    return found + [place for key, value in entries for place in _named(key, value)]


def _named(name: Scalar, value: Node) -> list[Span]:
    """Return the secrets in a value that goes by a name, whatever form it has."""
    named = name.text.upper().endswith(SECRET_ENDINGS)
    found: list[Span] = []
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Sequence) and named:
            waiting += node.items
        elif isinstance(node, Scalar):
            found += _hidden(name, name.text, At(node.text, node.source, node.start, node.end), named=named)
        elif isinstance(node, Alias) and node.target is None and named:
            # A password may begin with a star.
            found.append(node.span)
    return found


def _assigned(node: Scalar) -> list[Span]:
    """Return the secret in `NAME=value`, as other programs write variables."""
    name, equals, value = node.text.partition("=")
    start = node.source.text.find(value, node.start) if equals and value and name.isidentifier() else -1
    if start < 0 or not name.upper().endswith(SECRET_ENDINGS):
        return []
    return _hidden(node, name, At(value, node.source, start, start + len(value)), named=True)


def _hidden(node: Scalar, name: str, value: At[str], *, named: bool) -> list[Span]:
    """Return the place of a value that is a secret, of a variable whose name stands in a node."""
    # Its patterns are compiled, which most texts with mistakes need not wait for.
    from amelang.checks.secret_values import plain_secret

    word = At(name, node.source, node.start, node.end)
    return [one.hidden for one in plain_secret(word, value, named=named) if one.hidden is not None]
