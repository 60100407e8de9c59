"""What an item lacks, and the item behind it has: a dash that tears one item into two."""

from __future__ import annotations

from amelang.language.problems import MissingKey, MissingTag, shown
from amelang.language.shape import Key, Record
from amelang.text.problem import Edit, Fix, Problem
from amelang.text.source import Span
from amelang.text.tree import Mapping, Missing, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class StrayDash(Problem, code="AME120", name="stray-dash"):
    """A dash that begins a new item of a list, where its keys belong to the item above.

    Each of the two lacks just what the other one has.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            environment:
              - key: EPOCHS
              - val: 10

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            environment:
              - key: EPOCHS
                val: 10
    """

    key: str
    edit: Edit | None

    def message(self) -> str:
        return f"this dash tears `{shown(self.key)}` off the item above, which it belongs to"

    def help(self) -> str | None:
        return "write a blank in place of the dash"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix("write a blank in place of the dash", self.edit, safe=False),) if self.edit else ()


def missing_key(made: Record, key: Key[Any]) -> MissingKey:
    """Make the problem of a record that lacks a required key."""
    place = made.key_span(key)
    return MissingKey(span=place, scope=made.span, key=key.name, record=made.noun, example=key.example)


def joined(node: Sequence, problems: list[Problem]) -> list[Problem]:
    """Return the problems of a list, with one for each two items of which each has what the other lacks."""
    items, number = node.items, 1
    while number < len(items):
        found = _torn(items[number - 1], items[number], problems)
        if found is not None:
            problems = found
            number += 1
        number += 1
    return problems


def _torn(first: Node, second: Node, problems: list[Problem]) -> list[Problem] | None:
    """Return the problems without those of two items that are one; None where they are two."""
    if not isinstance(second, Mapping) or second.tag is not None or not second.entries:
        return None
    if not isinstance(first, Mapping) and not (type(first) is Missing and first.tag is not None):
        return None
    of_first = [problem for problem in problems if _in(problem, first)]
    of_second = [problem for problem in problems if _in(problem, second)]
    if not all(isinstance(one, MissingKey) for one in of_first) or not of_first or not of_second:
        return None
    if not all(isinstance(one, (MissingKey, MissingTag)) for one in of_second):
        return None
    had, has = _keys(first), _keys(second)
    if had & has or not {one.key for one in of_first if isinstance(one, MissingKey)} <= has:
        return None
    if not {one.key for one in of_second if isinstance(one, MissingKey)} <= had:
        return None
    if first.tag is None and any(isinstance(one, MissingTag) for one in of_second):
        return None
    key = second.entries[0].key
    text = key.source.text
    line = text.rfind("\n", 0, key.start) + 1
    dash = text.find("-", line, key.start)
    if dash < 0 or text[line : key.start].strip(" -") or text.count("-", line, key.start) != 1:
        return None
    edit = Edit(Span(key.source, dash, dash + 1), " ")
    # Keys that stand in another column would not be beside those above.
    beside = (
        isinstance(first, Mapping) and first.entries and _column(first.entries[0].key) != key.start - line
    )
    word = key.text if isinstance(key, Scalar) else ""
    problem = StrayDash(span=Span(key.source, dash, key.end), key=word, edit=None if beside else edit)
    gone = set(map(id, (*of_first, *of_second)))
    return [*(one for one in problems if id(one) not in gone), problem]


def _in(problem: Problem, node: Node) -> bool:
    span = problem.span
    start = node.start if node.tag is None else min(node.start, node.tag.span.start)
    return span.source is node.source and start <= span.start < max(node.end, start + 1)


def _keys(node: Node) -> set[str]:
    entries = node.entries if isinstance(node, Mapping) else ()
    return {entry.key.text for entry in entries if isinstance(entry.key, Scalar)}


def _column(node: Node) -> int:
    return node.start - node.source.text.rfind("\n", 0, node.start) - 1
