"""Broken texts: one defect is one problem, at its exact place, and all the rest is still read.

The place that the problem must name stands between ⟦ and ⟧, which are not part of the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from amelang.text.reader import read
from amelang.text.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from amelang.text.tree import Tree

BROKEN = {
    "a block indented too far": (
        "wrong-indentation",
        """
tasks:
  - name: preprocessing
⟦      ⟧executor:
        !poetry
        command: python prepare.py
      retries: 2
  - name: training
""",
        "{tasks: [{name: preprocessing, executor: !poetry {command: python prepare.py}, retries: 2}, "
        "{name: training}]}",
    ),
    "a key indented too far": (
        "wrong-indentation",
        "resources:\n  cpu: 1\n⟦    ⟧memory: 2G\n  storage: 3G\n",
        "{resources: {cpu: 1, memory: 2G, storage: 3G}}",
    ),
    "a key indented too little": (
        "wrong-indentation",
        "resources:\n    cpu: 1\n⟦  ⟧memory: 2G\n  storage: 3G\nproject: a\n",
        "{resources: {cpu: 1, memory: 2G, storage: 3G}, project: a}",
    ),
    "a key in the column of the dashes": (
        "wrong-indentation",
        "tasks:\n  - name: a\n⟦  ⟧retries: 1\n  - name: b\n",
        "{tasks: [{name: a, retries: 1}, {name: b}]}",
    ),
    "an item indented too far": (
        "wrong-indentation",
        """
environment:
  - key: A
    val: 1
⟦    ⟧- key: B
      val: 2
project: a
""",
        "{environment: [{key: A, val: 1}, {key: B, val: 2}], project: a}",
    ),
    "an item indented a little less": (
        "wrong-indentation",
        "tasks:\n    - name: a\n⟦   ⟧- name: b\n     retries: 1\n",
        "{tasks: [{name: a}, {name: b, retries: 1}]}",
    ),
    "a line indented further than what belongs to it": (
        "wrong-indentation",
        "- name: a\n⟦     ⟧executor:\n    !pip\n    command: x\n  retries: 1",
        "[{name: a, executor: !pip {command: x}, retries: 1}]",
    ),
    "a key below the tag of its item, in the column of the dash": (
        "wrong-indentation",
        "secrets:\n  - !ame\n⟦  ⟧key: a\n    injectAs: B\nproject: c",
        "{secrets: [!ame {key: a, injectAs: B}], project: c}",
    ),
    "keys below a value": (
        "wrong-indentation",
        'a: "b"\n⟦  ⟧c: d\n  e: f\ng: h',
        '{a: "b", c: d, e: f, g: h}',
    ),
    "a key without a colon": (
        "missing-colon",
        "tasks:\n  - name: a\n    ⟦executor⟧\n      !pip\n      command: x\n",
        "{tasks: [{name: a, executor: !pip {command: x}}]}",
    ),
    "a first key without a colon": (
        "missing-colon",
        "executor:\n  !pip\n  ⟦pythonVersion⟧\n  command: x\n",
        "{executor: !pip {pythonVersion: ∅, command: x}}",
    ),
    "a key and its value without a colon": (
        "missing-colon",
        "project: a\n⟦command⟧ python train.py\nretries: 1",
        "{project: a, command: python train.py, retries: 1}",
    ),
    "a list below a key without a colon": (
        "missing-colon",
        "⟦tasks⟧\n  - name: a\n  - name: b\nproject: c",
        "{tasks: [{name: a}, {name: b}], project: c}",
    ),
    "one word": ("missing-colon", "⟦tasks⟧", "{tasks: ∅}"),
    "quoted words before the keys": ("missing-colon", '⟦"hello"⟧\nproject: a', "{project: a}"),
    "no space behind a colon": (
        "missing-space",
        "tasks:\n  - name: a\n    ⟦retries:⟧1\n    timeout: 2h",
        "{tasks: [{name: a, retries: 1, timeout: 2h}]}",
    ),
    "no space behind the first colon": (
        "missing-space",
        "- ⟦name:⟧a\n  retries: 1",
        "[{name: a, retries: 1}]",
    ),
    "the space before the colon": ("missing-space", "⟦project :⟧a\nb: c", "{project: a, b: c}"),
    "a no-break space": ("missing-space", "⟦project:⟧\u00a0a\nb: c", "{project: a, b: c}"),
    "a wide space at the end": ("missing-space", "⟦tasks:⟧\u3000\n  - a", "{tasks: [a]}"),
    "no space behind a quoted key": ("missing-space", '⟦"a":⟧b\nc: d', '{"a": b, c: d}'),
    "no space in braces": ("missing-space", "a: {⟦cpu:⟧1, memory: 2G}", "{a: {cpu: 1, memory: 2G}}"),
    "a second colon": ("colon-in-value", "command: echo a⟦:⟧ b\nc: d", "{command: echo a: b, c: d}"),
    "two lines that became one": (
        "colon-in-value",
        "- name: a    executor⟦:⟧\n    !pip\n    command: x\n- name: b",
        "[{name: a, executor: !pip {command: x}}, {name: b}]",
    ),
    "a colon at the end": ("colon-in-value", "a: b⟦:⟧\nc: d", "{a: b:, c: d}"),
    "an open double quote": (
        "unclosed-quote",
        'tasks:\n  - command: ⟦"python train.py⟧\n    retries: 1\n  - name: "b"\n',
        '{tasks: [{command: "python train.py", retries: 1}, {name: "b"}]}',
    ),
    "an open single quote": (
        "unclosed-quote",
        "tasks:\n  - command: ⟦'python train.py⟧\n    retries: 1\n  - name: 'b'\n",
        "{tasks: [{command: 'python train.py', retries: 1}, {name: 'b'}]}",
    ),
    "an open quote before deeper keys": (
        "unclosed-quote",
        'executor: ⟦"!pip⟧\n  command: x\n  image: y\nproject: a',
        '{executor: "!pip", command: x, image: y, project: a}',
    ),
    "an open quote before a key": ("unclosed-quote", '⟦"name⟧: a\nproject: "b"', '{name: a, project: "b"}'),
    "a quote inside quotes": ("text-after-value", "a: 'it'⟦s'⟧\nb: c", "{a: 'it', b: c}"),
    "words behind quotes": ("text-after-value", 'a: "b" ⟦c⟧ # d\ne: f', '{a: "b", e: f}'),
    "words behind a bracket": ("text-after-value", "a: [b] ⟦c⟧\nd: e", "{a: [b], d: e}"),
    "a sign before a key": (
        "text-after-value",
        "resources:\n  cpu: 1\n ⟦}⟧ memory: 2G\n  storage: 3G",
        "{resources: {cpu: 1, memory: 2G, storage: 3G}}",
    ),
    "words that slipped to the start of their line": (
        "text-after-value",
        "tasks:\n  - name: a # what it\n⟦does at night⟧\n    retries: 1\n  - name: b",
        "{tasks: [{name: a, retries: 1}, {name: b}]}",
    ),
    "words below a comment": ("text-after-value", "a: b # c\n  ⟦d e⟧\nf: g", "{a: b, f: g}"),
    "a backslash that is no escape": ("unknown-escape", 'a: "b ⟦\\d⟧+"\nc: d', '{a: "b \\d+", c: d}'),
    "an escape that ends with its line": (
        "unknown-escape",
        'a: "⟦\\x⟧\\\n  41"\nb: c',
        r'{a: "\x41", b: c}',
    ),
    "half of a pair of escapes": ("unknown-escape", 'a: "⟦\\ud83d⟧"\nc: d', '{a: "\\ud83d", c: d}'),
    "an open bracket": (
        "unclosed-bracket",
        "artifacts:\n  paths: ⟦[⟧models/, plots/\n  saveChangedFiles: true\nproject: a",
        "{artifacts: {paths: [models/, plots/], saveChangedFiles: true}, project: a}",
    ),
    "an open bracket over lines": (
        "unclosed-bracket",
        "a: ⟦[⟧\n  b,\n  c\nd: e",
        "{a: [b, c], d: e}",
    ),
    "an open brace over lines": (
        "unclosed-bracket",
        "resources: ⟦{⟧\n  cpu: 1\n  memory: 2G\nproject: a",
        "{resources: {cpu: 1, memory: 2G}, project: a}",
    ),
    "an open bracket before items": ("unclosed-bracket", "a: ⟦[⟧b\n- c", None),
    "an open brace before deeper keys": (
        "unclosed-bracket",
        "- ⟦{⟧name: a\n  executor:\n    command: x\n- name: b",
        "[{name: a, executor: {command: x}}, {name: b}]",
    ),
    "an open bracket in a brace": ("unclosed-bracket", "a: {b: ⟦[⟧c}\nd: e", "{a: {b: [c]}, d: e}"),
    "the wrong bracket": ("wrong-bracket", "a: [b⟦}⟧\nc: d", "{a: [b], c: d}"),
    "a comma too few": ("missing-comma", 'a: ["b" ⟦"⟧c"]\nd: e', '{a: ["b", "c"], d: e}'),
    "a comma too few between lines": (
        "missing-comma",
        "a: {b: c\n  ⟦d⟧: e}\nf: g",
        "{a: {b: c, d: e}, f: g}",
    ),
    "a comma too many": ("stray-comma", "a: [b, ⟦,⟧ c]\nd: e", "{a: [b, c], d: e}"),
    "cron stars without quotes": (
        "unquoted-sign",
        "schedule: ⟦*⟧ * * * *  # always\nname: a",
        "{schedule: * * * * *, name: a}",
    ),
    "stars without spaces": ("unquoted-sign", "schedule: ⟦*⟧****\nname: a", "{schedule: *****, name: a}"),
    "a step in stars": (
        "unquoted-sign",
        "schedule: ⟦*⟧/5 * * * *\nname: a",
        "{schedule: */5 * * * *, name: a}",
    ),
    "an at sign": ("unquoted-sign", "schedule: ⟦@⟧daily\nname: a", "{schedule: @daily, name: a}"),
    "a percent sign": ("unquoted-sign", "a: ⟦%⟧b\nc: d", "{a: %b, c: d}"),
    "a backtick": ("unquoted-sign", "a: ⟦`⟧b`\nc: d", "{a: `b`, c: d}"),
    "a bracket that closes nothing": ("unquoted-sign", "a: ⟦]⟧\nc: d", "{a: ], c: d}"),
    "an alias of nothing": ("unknown-alias", "a: ⟦*small⟧\nb: c", "{a: *?, b: c}"),
    "an alias of what it is in": ("endless-alias", "a: &x\n  b: ⟦*x⟧\nc: d", "{a: &x {b: *?}, c: d}"),
    "an alias as the first key of what it is": (
        "endless-alias",
        "a: &x\n  ⟦*x⟧ : b\nc: d",
        "{a: &x {*?: b}, c: d}",
    ),
    "a list behind its key": ("stray-dash", "paths: ⟦-⟧ a\n       - b\nc: d", "{paths: [a, b], c: d}"),
    "a dash among keys": (
        "stray-dash",
        "tasks:\n  - name: a\n    ⟦-⟧ retries: 1\n    timeout: 2h",
        "{tasks: [{name: a, retries: 1, timeout: 2h}]}",
    ),
    "a list below a value": ("stray-dash", "a: b\n  ⟦-⟧ c\n  - d\ne: f", "{a: [c, d], e: f}"),
    "an item without a dash": ("missing-dash", "a:\n  - b\n  ⟦c⟧\n  - d\n", "{a: [b, c, d]}"),
    "a task without a dash": (
        "missing-dash",
        "tasks:\n  - name: a\n  ⟦name⟧: b\n    retries: 1\n  - name: c\n",
        "{tasks: [{name: a}, {name: b, retries: 1}, {name: c}]}",
    ),
    "a tag in the column of its key": (
        "misplaced-tag",
        "executor:\n⟦!pip⟧\n  command: x\nproject: a",
        "{executor: !pip {command: x}, project: a}",
    ),
    "a tag on the line of the first key": (
        "misplaced-tag",
        "secrets:\n  - ⟦!ame⟧ key: a\n    injectAs: B\n",
        "{secrets: [!ame {key: a, injectAs: B}]}",
    ),
    "a key on the line of a tag": (
        "misplaced-tag",
        "executor: ⟦!pip⟧ command: x\n  image: y\nproject: a",
        "{executor: !pip {command: x, image: y}, project: a}",
    ),
    "two tags": ("misplaced-tag", "a: !b ⟦!c⟧ d\ne: f", "{a: !b d, e: f}"),
    "a line of a text indented less": (
        "uneven-text",
        "command: |\n    one\n⟦  ⟧two\n    three\nproject: a",
        r'{command: |"one\ntwo\nthree\n", project: a}',
    ),
    "a text beside its sign": ("text-beside-sign", "a: | ⟦one⟧\n  two\nb: c", r'{a: |"one\ntwo\n", b: c}'),
    "tabs for indentation": (
        "tab-indentation",
        "executor:\n⟦\t⟧!pip\n\tcommand: x\nproject: a",
        "{executor: !pip {command: x}, project: a}",
    ),
    "tabs and spaces mixed": (
        "tab-indentation",
        "tasks:\n⟦\t⟧- name: a\n\t  executor:\n\t\t!pip\n\t\tcommand: x\nproject: a",
        "{tasks: [{name: a, executor: !pip {command: x}}], project: a}",
    ),
    "a tab before a tag": (
        "tab-indentation",
        "- name: a\n  executor:\n⟦\t⟧!pip\n      command: x\n- name: b",
        "[{name: a, executor: !pip {command: x}}, {name: b}]",
    ),
    "a tab as wide as several steps": (
        "tab-indentation",
        "tasks:\n  - name: a\n    executor: !pip\n⟦\t⟧command: x\n\timage: y\n  - name: b",
        "{tasks: [{name: a, executor: !pip {command: x, image: y}}, {name: b}]}",
    ),
    "tabs that end what stands above them": (
        "tab-indentation",
        "tasks:\n  - name: a\n    executor: !pip\n      command: x\n⟦\t⟧env:\n\t  - key: A\n\t    val: b",
        "{tasks: [{name: a, executor: !pip {command: x}, env: [{key: A, val: b}]}]}",
    ),
    "tabs before the lines of a text": (
        "tab-indentation",
        "command: |\n⟦\t⟧if true; then\n\t\tpython a.py\n\tfi\nproject: a",
        r'{command: |"if true; then\n  python a.py\nfi\n", project: a}',
    ),
    "a tab behind a colon": ("stray-tab", "a:⟦\t⟧b\nc: d", "{a: b, c: d}"),
    "a tab at the end": ("stray-tab", "a: b⟦\t\t⟧\nc: d", "{a: b, c: d}"),
    "a tab in a value": ("stray-tab", "a: b⟦\t⟧c\nd: e", r"{a: b\tc, d: e}"),
    "a second document": ("second-document", "a: b\n⟦---⟧\nc: d", "{a: b}"),
    "words behind the end": ("second-document", "a: b\n...\n⟦c: d⟧", "{a: b}"),
    "a conflict": (
        "conflict-marker",
        "a: b\n⟦<<<<<<< HEAD⟧\nc: d\n=======\nc: e\n>>>>>>> other\nf: g",
        "{a: b, c: d, f: g}",
    ),
    "a conflict in three parts": (
        "conflict-marker",
        "⟦<<<<<<< HEAD⟧\nc: d\n||||||| base\nc: e\n=======\nc: f\n>>>>>>> other\ng: h",
        "{c: d, g: h}",
    ),
    "a forgotten half of a conflict": ("conflict-marker", "a: b\n⟦=======⟧\nc: d", "{a: b, c: d}"),
    "a question mark key": ("unsupported-form", "⟦?⟧ a\n: b\nc: d", "{a: b, c: d}"),
    "a key in brackets": ("unsupported-form", "[a]⟦:⟧ b", None),
    "a directive": ("unsupported-form", "⟦%YAML 1.1⟧\n---\na: b", "{a: b}"),
    "a tag without a name": ("unsupported-form", "a: ⟦!⟧ b\nc: d", "{a: ! b, c: d}"),
    "a control character": ("forbidden-character", "a: b⟦\x00⟧c\x07\nd: e", "{a: b\x00c\x07, d: e}"),
    "half a character": ("forbidden-character", "a: ⟦\ud800⟧\nb: c", "{a: \ud800, b: c}"),
    "an odd line break": ("odd-line-break", "a: b⟦\u2028⟧c\nd: e", "{a: b\u2028c, d: e}"),
    "an overlong key": ("overlong-key", "⟦" + "k" * 1100 + "⟧: a\nb: c", None),
}
SHAPES = [pytest.param(*shape, id=name) for name, shape in BROKEN.items()]


def place(marked: str) -> tuple[str, int, int]:
    """Take the marks out of a text; return it, and where they stood."""
    before, _, rest = marked.partition("⟦")
    inside, _, after = rest.partition("⟧")
    return before + inside + after, len(before), len(before) + len(inside)


@pytest.mark.parametrize(("name", "marked", "tree"), SHAPES)
def test_one_problem_at_its_place_and_the_rest_is_read(
    name: str, marked: str, tree: str | None, shown: Callable[[Tree], str]
) -> None:
    text, start, end = place(marked)
    result = read(Source(text))
    found = [(problem.name, problem.span.start, problem.span.end) for problem in result.problems]
    assert found == [(name, start, end)]
    if tree is not None:
        assert shown(result) == tree


@pytest.mark.parametrize(("name", "marked", "tree"), SHAPES)
def test_a_safe_fix_mends_it_and_changes_nothing_else(
    name: str, marked: str, tree: str | None, shown: Callable[[Tree], str], fault: Callable[[str], str | None]
) -> None:
    text, _, _ = place(marked)
    result = read(Source(text))
    for fix in result.problems[0].fixes():
        mended = text
        for edit in sorted(fix.edits, key=lambda edit: edit.span.start, reverse=True):
            mended = mended[: edit.span.start] + edit.text + mended[edit.span.end :]
        again = read(Source(mended))
        if fix.safe:
            assert [problem.name for problem in again.problems] == []
            assert plain(shown(again)) == plain(shown(result))
            assert fault(mended) is None
        else:
            assert len(again.problems) <= 1


def plain(tree: str) -> str:
    """Take the quotes out of a tree: a value may gain them."""
    return tree.replace('"', "").replace("'", "").replace("\\t", " ")


def test_every_broken_text_reads_on_to_its_end(shown: Callable[[Tree], str]) -> None:
    for name, marked, tree in BROKEN.values():
        text, _, _ = place(marked)
        if name == "second-document" or tree is None or text.startswith("-"):
            continue
        result = read(Source(f"{text}\nlast: one\n"))
        assert "last: one" in shown(result), text
        assert len(result.problems) == 1, text
