"""Places are exact, in Unicode characters, whatever stands before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from amelang.text.reader import read
from amelang.text.source import Source
from amelang.text.tree import Alias, Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable

    from amelang.text.tree import Node, Tree


def nodes(node: Node) -> list[Node]:
    """Give a node and all below it, in the order of the text."""
    found = [node]
    if isinstance(node, Mapping):
        for entry in node.entries:
            found += nodes(entry.key) + nodes(entry.value)
    elif isinstance(node, Sequence):
        for item in node.items:
            found += nodes(item)
    return found


def at(text: str, words: str) -> tuple[int, int]:
    """Read a text; return line and column, from 1, of the value that stands there as these words."""
    source = Source(text)
    [span] = [node.span for node in nodes(read(source).root) if node.span.text == words]
    return span.first


BEFORE = {
    "nothing": ("", 1),
    "a line": ("a: b\n", 2),
    "a line of Windows": ("a: b\r\n", 2),
    "a line of old Macs": ("a: b\r", 2),
    "lines of all kinds": ("a: b\r\n\n\r# c\r\n", 5),
    "characters of two and four bytes": ("ä: '🎉🎉'\n", 2),
    "a line separator, which ends no line": ("a: 'b\u2028c\x85d'\n", 2),
    "a text": ("a: |\n  b\n\n  c\n", 5),
    "quotes over lines": ('a: "b\n  c\n\n  d"\n', 5),
    "brackets over lines": ("a: [b,\n  c, {d: e,\n  f: g}]\n", 4),
    "a tab, with a problem": ("a:\n\tb: c\n", 3),
}


@pytest.mark.parametrize("before", BEFORE)
def test_a_value_behind_anything(before: str) -> None:
    text, line = BEFORE[before]
    assert at(text + "here: !t   the value  # c", "the value") == (line, 12)
    assert at(text + "ünï 🎉: 'the value'\n", "'the value'") == (line, 8)


def test_a_byte_order_mark_is_no_column() -> None:
    source = Source("a: b", bom=True)
    assert [str(node.span) for node in nodes(read(source).root)][1:] == ["ame.yml:1:1", "ame.yml:1:4"]


def test_a_byte_order_mark_left_in_the_text_is_no_problem() -> None:
    tree = read(Source("\ufeffa: b\nc: d"))
    assert not tree.problems
    assert [node.span.text for node in nodes(tree.root)[1:]] == ["a", "b", "c", "d"]


def test_marks_and_what_they_mark() -> None:
    tree = read(Source("a: &x !t\n  b: [c, *x2]\nd: *x\ne: !u"))
    root = tree.root
    assert isinstance(root, Mapping)
    first, second, third = (entry.value for entry in root.entries)
    assert first.tag is not None
    assert first.anchor is not None
    assert (first.tag.span.text, first.anchor.span.text, first.anchor.text) == ("!t", "&x", "x")
    assert first.span.text == "b: [c, *x2]"
    assert isinstance(second, Alias)
    assert (second.span.text, second.name, second.target) == ("*x", "x", first)
    assert third.tag is not None
    assert (third.tag.span.text, third.span.text) == ("!u", "")


def test_lists_and_keys_end_with_their_last_value() -> None:
    text = "a:\n  - b: c # d\n    e: [f]\n\n# g\nh:\n  - i\n  -\n"
    root = read(Source(text)).root
    assert isinstance(root, Mapping)
    first, second = (entry.value for entry in root.entries)
    assert first.span.text == "- b: c # d\n    e: [f]"
    assert second.span.text == "- i\n  -"
    assert root.span.text == text.rstrip("\n")


def test_a_text_reaches_from_its_sign_to_its_last_line() -> None:
    text = "a: |-  # b\n  c\n\n  d\n\ne: f"
    value = nodes(read(Source(text)).root)[2]
    assert isinstance(value, Scalar)
    assert value.span.text == "|-  # b\n  c\n\n  d"


def test_a_value_that_goes_on_reaches_to_its_end() -> None:
    value = nodes(read(Source("a: b\n  c\n\n  d  # e\nf: g")).root)[2]
    assert value.span.text == "b\n  c\n\n  d"


def test_a_missing_value_is_an_empty_place_behind_its_key() -> None:
    root = read(Source("a:\nb: # c\n-x: {d, e: }")).root
    missing = [node.span for node in nodes(root) if type(node).__name__ == "Missing"]
    assert [(span.first, span.text) for span in missing] == [
        ((1, 3), ""),
        ((2, 3), ""),
        ((3, 7), ""),
        ((3, 11), ""),
    ]


def test_every_place_lies_in_the_text(
    fault: Callable[[str], str | None], shown: Callable[[Tree], str]
) -> None:
    text = "ä: &é '🎉'\r\nb:\r\n- !t\r\n  c: *é\r- [\u00a0d\u00a0, \"e\\\r\n  f\"]\n"
    assert fault(text) is None
    assert shown(read(Source(text))) == "{ä: &é '🎉', b: [!t {c: *é}, [\u00a0d\u00a0, \"ef\"]]}"
