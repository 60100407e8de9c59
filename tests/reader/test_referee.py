"""Before anything runs, ruamel.yaml has the last word on what a text says."""

from __future__ import annotations

import sys
from collections import Counter

import pytest

from amelang.text import whole
from amelang.text.reader import read
from amelang.text.referee import difference, disagreement
from amelang.text.source import Source
from amelang.text.tree import Entry, Mapping, Missing, Scalar, Sequence, Word

TEXT = """\
tasks:
  - name: &n train
    executor:
      !pip
      pythonVersion: 3.11
      command: "python train.py"
    paths: [models/, *n]
    empty:
"""


def first_task(mapping: object) -> Mapping:
    """Return the keys of the only task."""
    assert isinstance(mapping, Mapping)
    tasks = mapping.entries[0].value
    assert isinstance(tasks, Sequence)
    task = tasks.items[0]
    assert isinstance(task, Mapping)
    return task


def test_a_text_that_both_read_alike() -> None:
    tree = read(Source(TEXT))
    assert disagreement(tree) is None
    assert difference(tree, pure=True) is None
    assert difference(tree, pure=False) is None


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "a:\n", "a: é\u00a0🎉\r\nb: [c,\r\n  d]\r\n", "\ufeffa: b", "{}", "a: {b: }"]
)
def test_texts_of_other_forms(text: str) -> None:
    assert disagreement(read(Source(text))) is None


def test_a_wrong_word_is_found_at_its_place() -> None:
    tree = read(Source(TEXT))
    name = first_task(tree.root).entries[0].value
    assert isinstance(name, Scalar)
    name.text = "other"
    problem = disagreement(tree)
    assert problem is not None
    assert (problem.name, problem.span.text) == ("misread-text", "train")
    assert "report" in (problem.help() or "")


def test_every_kind_of_difference_is_found() -> None:
    def add_key(task: Mapping) -> None:
        node = task.entries[0].key
        task.entries.append(Entry(node, Missing(node.source, 0, 0)))

    def drop_tag(task: Mapping) -> None:
        task.entries[1].value.tag = None

    def other_tag(task: Mapping) -> None:
        source = task.source
        task.entries[1].value.tag = Word(source, 0, 4, "!poetry")

    def drop_item(task: Mapping) -> None:
        paths = task.entries[2].value
        assert isinstance(paths, Sequence)
        paths.items.pop()

    def other_alias(task: Mapping) -> None:
        paths = task.entries[2].value
        assert isinstance(paths, Sequence)
        paths.items[1].target = task  # type: ignore[attr-defined]  # an alias

    def fill(task: Mapping) -> None:
        task.entries[3].value = Scalar(task.source, 0, 0, "x")

    def quote(task: Mapping) -> None:
        task.entries[0].value.style = "'"  # type: ignore[attr-defined]  # a word

    for change in (add_key, drop_tag, other_tag, drop_item, other_alias, fill, quote):
        tree = read(Source(TEXT))
        change(first_task(tree.root))
        assert disagreement(tree) is not None, change.__name__


def test_a_text_that_ruamel_refuses() -> None:
    tree = read(Source("a: b\nc: @d\n"))
    problem = disagreement(tree)
    assert problem is not None
    assert problem.span.first == (2, 4)


def test_the_parser_in_c_does_not_decide_alone() -> None:
    # YAML 1.1, which it follows, knows no `? ` inside words in brackets.
    tree = read(Source("[a\n? b]"))
    assert not tree.problems
    assert difference(tree, pure=False) is not None
    assert disagreement(tree) is None


def test_aliases_are_not_written_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "MOST", 1_000_000)
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 3)}]" for n in range(1, 12)]
    tree = read(Source("\n".join(lines)))
    calls: Counter[str] = Counter()
    sys.setprofile(lambda _frame, event, _function: calls.update([event]))
    assert disagreement(tree) is None
    sys.setprofile(None)
    # Written out they are 354,000 words.
    assert calls.total() < 10_000
