"""Any tree, in any of the styles that YAML has, is read as it was meant, and as ruamel.yaml reads it."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amelang.text.reader import read
from amelang.text.source import Source
from amelang.text.tree import Alias, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN = re.compile(r"[A-Za-z0-9_./é](?:[A-Za-z0-9_./é=+-]|[:#*&!,\[}](?=[A-Za-z])| (?=[A-Za-z0-9_.-]))*")
"""Words that need no quotes in block form."""

IN_BRACKETS = re.compile(r"[A-Za-z0-9_./é](?:[A-Za-z0-9_./é=+-]| (?=[A-Za-z0-9_]))*")
"""Words that need no quotes in brackets, or as a key."""

WORDS = st.one_of(
    st.sampled_from(["a", "name", "python train.py --x", "3.10", "a:b", "c#d", "x y", "10Gi", "no", "-"]),
    st.text(st.sampled_from("ab 1:#-?!&*|>%@`'\"[]{},\\\n\té🎉~.="), max_size=12),
    st.lists(st.sampled_from(["set -e", "python a.py # x", "", "  deeper: y", "- z"]), max_size=4).map(
        "\n".join
    ),
)


class Made:
    """A value to write: words, a list, or a tuple of keys and values; None repeats one with an anchor."""

    def __init__(
        self, what: str | list[Made] | tuple[tuple[str, Made], ...] | None, tag: str, anchor: str
    ) -> None:
        self.what = what
        self.tag = tag
        self.anchor = anchor


def above(below: st.SearchStrategy[Made]) -> st.SearchStrategy[Made]:
    lists = st.lists(below, max_size=4)
    keys = st.lists(st.tuples(WORDS, below), max_size=4).map(tuple)
    return st.builds(Made, st.one_of(lists, keys), TAGS, ANCHORS)


TAGS = st.sampled_from(["", "", "", "!pip", "!a-b.c"])
ANCHORS = st.sampled_from(["", "", "", "x", "y-2"])
LEAVES = st.builds(Made, st.one_of(WORDS, WORDS, st.none()), TAGS, ANCHORS)
TREES = st.recursive(LEAVES, above, max_leaves=14).filter(lambda tree: isinstance(tree.what, (list, tuple)))


class Writer:
    """Writes a tree in styles chosen at random; `data` is then what a reader must find."""

    def __init__(self, numbers: random.Random) -> None:
        self.numbers = numbers
        self.anchored: dict[str, object] = {}

    def chance(self, of: float) -> bool:
        return self.numbers.random() < of

    def marks(self, node: Made) -> str:
        """Write the anchor and the tag, in any order. What stands behind them cannot repeat itself."""
        self.anchored.pop(node.anchor, None)
        words = [f"&{node.anchor} "] if node.anchor else []
        words += [f"{node.tag} "] if node.tag else []
        self.numbers.shuffle(words)
        return "".join(words)

    def words(self, text: str, pattern: re.Pattern[str]) -> str:
        """Write words on one line."""
        if pattern.fullmatch(text) and self.chance(0.7):
            return text
        if "\n" not in text and self.chance(0.5):
            return "'" + text.replace("'", "''") + "'"
        return json.dumps(text, ensure_ascii=False)

    def note(self, node: Made, data: object) -> tuple[str, object]:
        """Remember what stands behind an anchor; return the value with its tag."""
        if node.anchor:
            # Inside the value, the same anchor may stand again; then that one counts.
            self.anchored.setdefault(node.anchor, (node.tag, data))
        return node.tag, data

    def repeated(self) -> tuple[str, object]:
        """Write an alias, or nothing where there is nothing to repeat."""
        if not self.anchored:
            return "", ("", "")
        name = self.numbers.choice(sorted(self.anchored))
        return f"*{name} ", self.anchored[name]

    def flow(self, node: Made) -> tuple[str, object]:
        """Write a value in brackets; return it and what it means."""
        if node.what is None:
            return self.repeated()
        marks = self.marks(node)
        if isinstance(node.what, str):
            return marks + self.words(node.what, IN_BRACKETS), self.note(node, node.what)
        gap = self.numbers.choice(["", " ", "  ", "\n" + " " * 30])
        if isinstance(node.what, list):
            items = [self.flow(item) for item in node.what]
            inside, data = [text or '""' for text, _ in items], [meant for _, meant in items]
            return f"{marks}[{gap}{f',{gap}'.join(inside)}{gap}]", self.note(node, data)
        pairs = [(self.words(name, IN_BRACKETS), name, self.flow(value)) for name, value in node.what]
        inside = [f"{key}: {text}" for key, _, (text, _) in pairs]
        data = [(name, meant) for _, name, (_, meant) in pairs]
        return f"{marks}{{{gap}{f', {gap}'.join(inside)}{gap}}}", self.note(node, tuple(data))

    def text_below(self, text: str, column: int) -> str | None:
        """Write words behind `|`; None where they cannot be written so."""
        body = text.rstrip("\n")
        if not body or body[0] in " \n\t" or any(line and not line.strip(" ") for line in body.split("\n")):
            return None
        breaks = len(text) - len(body)
        chomping = {0: "-", 1: ""}.get(breaks, "+")
        step = " " * (column + self.numbers.randint(1, 4))
        lines = [step + line if line else "" for line in body.split("\n")] + [""] * (breaks - 1)
        return f"|{chomping}\n" + "\n".join(lines)

    def below(self, node: Made, column: int, *, dash: bool) -> tuple[str, object]:
        """Write a value behind a key or dash in a column; return it and what it means."""
        if node.what is None:
            return self.repeated()
        if isinstance(node.what, str):
            marks, data = self.marks(node), self.note(node, node.what)
            text = self.text_below(node.what, column) if self.chance(0.4) else None
            if text is not None:
                return marks + text, data
            if not node.what and self.chance(0.5):
                return marks + self.comment(), data
            line = f"{self.comment()}\n{' ' * (column + 2)}" if self.chance(0.15) else ""
            return marks + line + self.words(node.what, PLAIN) + self.comment(), data
        if not node.what or self.chance(0.2):
            text, data = self.flow(node)
            return text + self.comment(), data
        marks = self.marks(node)
        step = column + self.numbers.randint(1, 4)
        if isinstance(node.what, list) and not dash and column >= 0 and self.chance(0.3):
            step = column
        block, what = self.block(node.what, step)
        data = self.note(node, what)
        if marks and self.chance(0.5):
            return f"{self.comment()}\n{' ' * (column + 1)}{marks}{self.comment()}\n{block}", data
        if dash and not marks and step > column + 1 and self.chance(0.8):
            return block[column + 2 :], data
        return f"{marks}{self.comment()}\n{block}", data

    def block(self, what: list[Made] | tuple[tuple[str, Made], ...], column: int) -> tuple[str, object]:
        """Write keys or items in a column; return them and what they mean."""
        lines = []
        items: list[object] = []
        for item in what:
            if isinstance(item, Made):
                text, meant = self.below(item, column, dash=True)
                lines.append(f"{' ' * column}- {text}")
                items.append(meant)
            else:
                key = self.words(item[0], IN_BRACKETS)
                text, meant = self.below(item[1], column, dash=False)
                lines.append(f"{' ' * column}{key}{self.numbers.choice([': ', ':   ', ' : '])}{text}")
                items.append((item[0], meant))
            if not re.search(r"[|][+-]?\n", text) and self.chance(0.2):
                lines.append(self.numbers.choice(["", "   ", "# c", "      # d: e"]))
        return "\n".join(lines), items if isinstance(what, list) else tuple(items)

    def comment(self) -> str:
        return self.numbers.choice(["", "", "", "  ", " # c", "   # 'd: e"])


def found(node: Node) -> object:
    """Say what a tree means, in the same form as the writer."""
    if isinstance(node, Alias):
        assert node.target is not None
        return found(node.target)
    tag = node.tag.text if node.tag else ""
    if isinstance(node, Mapping):
        return tag, tuple(
            (entry.key.text if isinstance(entry.key, Scalar) else "", found(entry.value))
            for entry in node.entries
        )
    if isinstance(node, Sequence):
        return tag, [found(item) for item in node.items]
    return tag, node.text if isinstance(node, Scalar) else ""


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(TREES, st.integers(0, 2**32), st.sampled_from(["\n", "\n", "\r\n"]))
def test_a_tree_in_any_style(
    told: Callable[..., str], ruamel_told: Callable[[str], str | None], tree: Made, seed: int, line_break: str
) -> None:
    writer = Writer(random.Random(seed))
    text, data = writer.below(tree, -1, dash=False)
    text = f"{text}\n".replace("\n", line_break)
    result = read(Source(text))
    assert not result.problems, text
    assert found(result.root) == data
    assert told(result) == ruamel_told(text)
