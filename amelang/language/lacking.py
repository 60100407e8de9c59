"""What an item lacks, and the item behind it has: a dash that tears one item into two."""

from __future__ import annotations

from itertools import pairwise

from amelang.language.problems import MissingKey, shown
from amelang.language.shape import Key, Record
from amelang.language.tag_problems import MissingTag
from amelang.text.problem import Edit, Fix, Problem
from amelang.text.source import Span
from amelang.text.tree import Mapping, Missing, Node, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class TornItem(Problem, code="AME120", name="torn-item"):
    """An item of a list that a second dash tears into two, of which each lacks just what the other has.

    One dash begins an item, and stands in front of its first key only.

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


def joined(items: list[Node], problems: list[Problem], marks: list[int]) -> list[Problem]:
    """Return the problems of a list, one for each two items of which each has just what the other lacks.

    `marks` says where in `problems` those of each item begin, and where those of the last one end.
    """
    found = [problems[first:last] for first, last in pairwise(marks)]
    kept: list[Problem] = []
    number = 0
    while number < len(items):
        last = number + 1 == len(items)
        torn = None if last else _torn(items[number], items[number + 1], found[number], found[number + 1])
        if torn is None:
            kept += found[number]
            number += 1
        else:
            kept.append(torn)
            number += 2
    return kept


def _torn(first: Node, second: Node, of_first: list[Problem], of_second: list[Problem]) -> TornItem | None:
    """Return the problem of two items that are one; None where they are two."""
    if not of_first or not all(isinstance(one, MissingKey) for one in of_first):
        return None
    if not of_second or not all(isinstance(one, MissingKey) or _lacks_tag(one, first) for one in of_second):
        return None
    had, has = keys_of(first), keys_of(second)
    return torn_item(first, second) if _lacking(of_first) <= has and _lacking(of_second) <= had else None


def torn_item(first: Node, second: Node) -> TornItem | None:
    """Return the problem of two items of a list that make one together; None where they cannot be one."""
    if not isinstance(second, Mapping) or second.tag is not None or not second.entries:
        return None
    begun = first.entries if isinstance(first, Mapping) else type(first) is Missing and first.tag is not None
    if not begun:
        return None
    key = second.entries[0].key
    text = key.source.text
    line = text.rfind("\n", 0, key.start) + 1
    alone = text[line : key.start].strip(" ") == "-"
    if keys_of(first) & keys_of(second) or not alone or not isinstance(key, Scalar):
        return None
    dash = text.index("-", line)
    # Keys that stand in another column would not be beside those above.
    beside = not isinstance(first, Mapping) or _column(first.entries[0].key) == _column(key)
    edit = Edit(Span(key.source, dash, dash + 1), " ") if beside else None
    return TornItem(span=Span(key.source, dash, key.end), key=key.text, edit=edit)


def _lacks_tag(problem: Problem, above: Node) -> bool:
    """Tell whether a tag is all that is missing, and stands with the item above."""
    return isinstance(problem, MissingTag) and above.tag is not None


def _lacking(problems: list[Problem]) -> set[str]:
    return {one.key for one in problems if isinstance(one, MissingKey)}


def keys_of(node: Node) -> set[str]:
    """Return the keys of a mapping; none of anything else."""
    entries = node.entries if isinstance(node, Mapping) else ()
    return {entry.key.text for entry in entries if isinstance(entry.key, Scalar)}


def _column(node: Node) -> int:
    return node.source.position(node.start)[1]
