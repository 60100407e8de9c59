"""References: `name`, `project.name`, or the keys `name` and `project`."""

from __future__ import annotations

from amelang.language.forms import absent, form, opening
from amelang.language.merge import is_merge, merged
from amelang.language.problems import BadWord, DuplicateKey, MissingKey, UnknownKey, WrongShape
from amelang.language.scalars import NAME
from amelang.language.shape import At, Ref, RefTo
from amelang.language.tag_problems import StrayTag
from amelang.text.problem import Edit, Fix
from amelang.text.source import Span
from amelang.text.tree import Alias, Mapping, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from amelang.text.problem import Problem

NAME_KEY, PROJECT_KEY = "name", "project"
"""The keys of a reference that is written as a mapping."""
NOUN = "a reference"


def read_ref(node: Node, shape: RefTo, problems: list[Problem]) -> Ref | None:
    """Read a reference; return None where the node is none, having said why in `problems`."""
    if isinstance(node, Scalar):
        return _dotted(node, shape, problems)
    if not isinstance(node, Mapping):
        remedy, fix = "write `name`, or `project.name`", None
        only = node.items[0] if isinstance(node, Sequence) and node.flow and len(node.items) == 1 else None
        if isinstance(only, Scalar):
            remedy = f"write `{only.text}`, without brackets"
            fix = Fix("leave out the brackets", Edit(node.span, only.span.text), safe=False)
        found = WrongShape(span=opening(node), wanted=shape.noun, found=form(node), remedy=remedy, repair=fix)
        problems.append(found)
        return None
    if shape.wrapper and len(node.entries) == 1:
        word = node.entries[0].key
        if isinstance(word, Scalar) and word.text == shape.wrapper:
            inner = _followed(node.entries[0].value)
            if inner is None:
                return None
            _no_tag(inner, shape.noun, problems)
            return read_ref(inner, shape, problems)
    return _keys(node, shape, problems)


def _keys(node: Mapping, shape: RefTo, problems: list[Problem]) -> Ref | None:
    parts: dict[str, At[str] | None] = {}
    first: dict[str, Span] = {}
    strange = False
    entries = merged(node, problems) if any(is_merge(entry.key) for entry in node.entries) else node.entries
    for entry in entries:
        word = entry.key
        spelled = word.text if isinstance(word, Scalar) else word.span.text
        if spelled not in (NAME_KEY, PROJECT_KEY):
            known = (NAME_KEY, PROJECT_KEY)
            problems.append(UnknownKey(span=word.span, key=spelled, record=NOUN, near=None, known=known))
            strange = True
        elif spelled in first:
            problems.append(DuplicateKey(span=word.span, key=spelled, first=first[spelled]))
        else:
            first[spelled] = word.span
            value = _followed(entry.value)
            if value is not None and not absent(value):
                parts[spelled] = _name(value, problems)
    name = parts.get(NAME_KEY)
    if NAME_KEY not in parts and not strange:
        example = next(key.example for key in shape.target.keys.values() if key.defines)
        span = node.entries[0].key.span if node.entries else node.span
        problems.append(MissingKey(span=span, scope=node.span, key=NAME_KEY, record=NOUN, example=example))
    return Ref(name, parts.get(PROJECT_KEY), node.span) if name is not None else None


def _followed(node: Node) -> Node | None:
    """Return the value that an alias stands for; None where it stands for nothing."""
    while isinstance(node, Alias):
        if node.target is None:
            return None
        node = node.target
    return node


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


def _no_tag(node: Node, place: str, problems: list[Problem]) -> None:
    if node.tag is not None and not node.tag.text.startswith("!!"):
        problems.append(StrayTag(span=node.tag.span, tag=node.tag.text, place=place))


def _name(node: Node, problems: list[Problem]) -> At[str] | None:
    _no_tag(node, NAME.noun, problems)
    if not isinstance(node, Scalar):
        span = opening(node)
        problems.append(WrongShape(span=span, wanted=NAME.noun, found=form(node), remedy=NAME.remedy))
        return None
    if NAME.read(node.text) is None:
        problems.append(NAME.problem(node))
        return None
    return At(node.text, node.source, node.start, node.end)
