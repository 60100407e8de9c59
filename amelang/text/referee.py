"""A second opinion: what ruamel.yaml reads, compared with our tree, before anything is run.

Our reader is tested to agree with ruamel.yaml on every text that it accepts. `plan`, `apply` and
`run` do not rely on the tests alone: a misreading must never reach a cluster.
"""

from __future__ import annotations

from amelang.text.line_problems import MisreadText
from amelang.text.source import Span
from amelang.text.tree import Alias, Mapping, Missing, Node, Scalar, Sequence, Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CORE = "tag:yaml.org,2002:"
ODD_BREAKS = ("\x85", "\u2028", "\u2029")


def disagreement(tree: Tree) -> MisreadText | None:
    """Return a problem where ruamel.yaml reads the text otherwise than we; None if it agrees.

    The fast parser in C is asked first. It follows YAML 1.1 in a few points, so what it finds is
    shown to the one in Python, which follows 1.2 and has the last word.
    """
    text = tree.source.text
    if not any(sign in text for sign in ODD_BREAKS) and difference(tree, pure=False) is None:
        return None
    return difference(tree, pure=True)


def difference(tree: Tree, *, pure: bool) -> MisreadText | None:
    """Compare a tree with what one of ruamel.yaml's parsers reads; return the first difference."""
    import warnings

    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    source = tree.source
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = YAML(typ="safe", pure=pure).compose(source.text)
    except (YAMLError, ValueError, OverflowError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        at = 0
        if mark is not None:
            lines = source.starts
            at = min(lines[min(mark.line, len(lines) - 1)] + mark.column, len(source.text))
        reason = str(getattr(error, "problem", None) or "") or "the text is refused"
        return MisreadText(span=Span(source, at, min(at + 1, len(source.text))), reason=reason)
    place = first_difference(tree.root, theirs)
    if place is None:
        return None
    return MisreadText(span=place.span, reason="the values differ")


def first_difference(root: Node, theirs: Any) -> Node | None:
    """Walk both trees, side by side and without recursion; return our node where they part.

    An alias is compared by what it stands for, not walked again, so that a few lines of aliases
    cannot grow into billions of values.
    """
    from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

    anchored: dict[int, Node] = {}
    todo: list[tuple[Node, Any]] = [(root, theirs)]
    while todo:
        ours, other = todo.pop()
        if isinstance(ours, Alias):
            if ours.target is None or anchored.get(id(other)) is not ours.target:
                return ours
            continue
        if other is None:
            if not isinstance(ours, Missing) or ours.tag is not None:
                return ours
            continue
        if ours.anchor is not None:
            anchored[id(other)] = ours
        if not same_tag(ours, str(other.tag)):
            return ours
        if isinstance(ours, Scalar):
            style = other.style or "" if isinstance(other, ScalarNode) else None
            if style != ours.style or other.value != ours.text:
                return ours
        elif isinstance(ours, Missing):
            if not isinstance(other, ScalarNode) or other.style or other.value:
                return ours
        elif isinstance(ours, Mapping):
            if not isinstance(other, MappingNode) or len(other.value) != len(ours.entries):
                return ours
            for entry, (key, value) in zip(reversed(ours.entries), reversed(other.value), strict=True):
                todo.append((entry.value, value))
                todo.append((entry.key, key))
        elif isinstance(ours, Sequence):
            if not isinstance(other, SequenceNode) or len(other.value) != len(ours.items):
                return ours
            todo.extend(zip(reversed(ours.items), reversed(other.value), strict=True))
    return None


def same_tag(ours: Node, theirs: str) -> bool:
    """Compare tags; one that YAML's own rules give a value without a tag is none."""
    if ours.tag is None:
        return theirs.startswith(CORE)
    text = ours.tag.text
    if text.startswith("!<"):
        text = text[2:-1]
    elif text.startswith("!!"):
        text = CORE + text[2:]
    return text == theirs
