"""References: `name`, `project.name`, or the keys `name` and `project`."""

from __future__ import annotations

from amelang.language.problems import BadWord, UnknownKey, WrongShape
from amelang.language.scalars import NAME
from amelang.language.shape import At, Ref, RefTo
from amelang.text.source import Span
from amelang.text.tree import Mapping, Node, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from amelang.text.problem import Problem

NAME_KEY, PROJECT_KEY = "name", "project"
"""The keys of a reference that is written as a mapping."""


def read_ref(node: Node, shape: RefTo, problems: list[Problem]) -> Ref | None:
    """Read a reference; return None where the node is none, having said why in `problems`."""
    if isinstance(node, Scalar):
        return _dotted(node, shape, problems)
    if not isinstance(node, Mapping):
        problems.append(
            WrongShape(
                span=node.span, wanted=shape.noun, found="a list", remedy="write `name`, or `project.name`"
            )
        )
        return None
    if shape.wrapper and len(node.entries) == 1:
        word = node.entries[0].key
        if isinstance(word, Scalar) and word.text == shape.wrapper:
            return read_ref(node.entries[0].value, shape, problems)
    parts: dict[str, At[str]] = {}
    for entry in node.entries:
        word = entry.key
        spelled = word.text if isinstance(word, Scalar) else word.span.text
        if spelled not in (NAME_KEY, PROJECT_KEY):
            known = (NAME_KEY, PROJECT_KEY)
            problems.append(
                UnknownKey(span=word.span, key=spelled, record="a reference", near=None, known=known)
            )
        elif isinstance(entry.value, Scalar) and (at := _name(entry.value, problems)):
            parts[spelled] = at
    if NAME_KEY not in parts:
        return None
    return Ref(parts[NAME_KEY], parts.get(PROJECT_KEY), node.span)


def _dotted(node: Scalar, shape: RefTo, problems: list[Problem]) -> Ref | None:
    head, dot, tail = node.text.rpartition(".")
    if NAME.read(tail) is None or (dot and NAME.read(head) is None):
        remedy = "write `name`, or `project.name`"
        problems.append(BadWord(span=node.span, word=node.text, wanted=shape.noun, remedy=remedy))
        return None
    plain = len(node.text) == node.end - node.start
    middle = node.start + len(head) if plain else node.start
    name = At(tail, node.source, middle + len(dot) if plain else node.start, node.end)
    project = At(head, node.source, node.start, middle if plain else node.end) if dot else None
    return Ref(name, project, Span(node.source, node.start, node.end))


def _name(node: Scalar, problems: list[Problem]) -> At[str] | None:
    if NAME.read(node.text) is None:
        problems.append(NAME.problem(node))
        return None
    return At(node.text, node.source, node.start, node.end)
