"""What the forms of YAML mean that people write in an ame.yml: a text beside its tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from amelang.text.reader import read
from amelang.text.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from amelang.text.tree import Tree

FORMS = {
    "a tag on a line of its own": (
        """
executor:
  !poetry
  pythonVersion: 3.11
  command: python train.py
""",
        "{executor: !poetry {pythonVersion: 3.11, command: python train.py}}",
    ),
    "a tag behind its key": ("executor: !pip\n  command: x", "{executor: !pip {command: x}}"),
    "a tag with a comment, in a list": (
        """
secrets:
 - !ame # stored by AME
   key: blob
   injectAs: BLOB
 - !vault
   vault: company
""",
        "{secrets: [!ame {key: blob, injectAs: BLOB}, !vault {vault: company}]}",
    ),
    "a tag without keys": ("executor:\n  !mlflow\nname: a", "{executor: !mlflow ∅, name: a}"),
    "tags of other forms": (
        "a: !!str 1\nb: !<!x> 2\nc: !a.b-c/d 3",
        "{a: !!str 1, b: !<!x> 2, c: !a.b-c/d 3}",
    ),
    "a list in the column of its key": (
        "tasks:\n- name: a\n- name: b\nproject: c",
        "{tasks: [{name: a}, {name: b}], project: c}",
    ),
    "lists in lists": ("pipeline:\n  - - a\n    - b\n  - c", "{pipeline: [[a, b], c]}"),
    "an empty item": ("- \n-\n- a", "[∅, ∅, a]"),
    "keys without values": ("a:\nb: # none\nc: ''", "{a: ∅, b: ∅, c: ''}"),
    "any indentation": ("a:\n     b:\n      - c\nd: e", "{a: {b: [c]}, d: e}"),
    "blanks around everything": ("a :   b  \n\n   \nc:   \n   -   d  ", "{a: b, c: [d]}"),
    "values are words": ("a: 3.10\nb: no\nc: ~\nd: 0x10", "{a: 3.10, b: no, c: ~, d: 0x10}"),
    "colons and hashes in words": (
        "image: registry:5000/a#b\nurl: http://x/y",
        "{image: registry:5000/a#b, url: http://x/y}",
    ),
    "signs inside words": ("a: x*y @z %w !v &u\nb: -1\nc: --all", "{a: x*y @z %w !v &u, b: -1, c: --all}"),
    "keys of other kinds": (
        "my key: a\n\"b: c\": d\n'e' : f\n1.5: g",
        "{my key: a, \"b: c\": d, 'e': f, 1.5: g}",
    ),
    "brackets": ("a: {b: 1, c: [d, 'e'], f}\ng: []", "{a: {b: 1, c: [d, 'e'], f: ∅}, g: []}"),
    "brackets over lines": (
        """
paths: [
  models/,   # the models
  "plots/",
  the
  rest
]
resources: {cpu: 1,
  memory: 2G}
""",
        '{paths: [models/, "plots/", the rest], resources: {cpu: 1, memory: 2G}}',
    ),
    "JSON": ('{"a":1,"b":["c",{}]}', '{"a": 1, "b": ["c", {}]}'),
    "a pair in a list": ("[a: b, c, 'd': e]", "[{a: b}, c, {'d': e}]"),
    "a text of many lines": (
        """
command: |
  set -e
  if true; then
    python train.py  # not a comment
  fi

after: x
""",
        r'{command: |"set -e\nif true; then\n  python train.py  # not a comment\nfi\n", after: x}',
    ),
    "a text without its last line break": ("a: |-\n  x\n\nb: c", '{a: |"x", b: c}'),
    "a text with all of its last line breaks": ("a: |+\n  x\n\nb: c", r'{a: |"x\n\n", b: c}'),
    "a text whose indentation is given": ("a: |2 # two\n    x\n  y\n", r'{a: |"  x\ny\n"}'),
    "a text in a list": ("- |\n x\n- >\n y\n z\n", r'[|"x\n", >"y z\n"]'),
    "a folded text": (
        "a: >\n  one\n  two\n\n  three\n    four\n  five\n",
        r'{a: >"one two\nthree\n  four\nfive\n"}',
    ),
    "a value that goes on": (
        "command: python train.py\n  --epochs 5\n\n  -v # loud\nb: c",
        r"{command: python train.py --epochs 5\n-v, b: c}",
    ),
    "a value below its key": ("command:\n  python\n  train.py", "{command: python train.py}"),
    "double quotes over lines": ('a: "one\n  two \\\n  three\n\n  four\\n"', r'{a: "one two three\nfour\n"}'),
    "single quotes over lines": ("a: 'it''s\n  here'", "{a: 'it's here'}"),
    "escapes": (r'a: "\x41\u00e9\U0001F600\t\"\\\/"', r'{a: "Aé😀\t"\/"}'),
    "anchors and aliases": (
        "a: &small {cpu: 1}\nb: *small\nc: &list\n  - x\nd: [*list, *small]",
        "{a: &small {cpu: 1}, b: *small, c: &list [x], d: [*list, *small]}",
    ),
    "an anchor and a tag in any order": ("a: &x !t b\nc: !t &y\n  d: e", "{a: &x !t b, c: &y !t {d: e}}"),
    "an anchor that is used again": ("a: &x 1\nb: &x 2\nc: *x", "{a: &x 1, b: &x 2, c: *x}"),
    "merge keys stay keys": ("a: &x {b: c}\nd:\n  <<: *x\n  e: f", "{a: &x {b: c}, d: {<<: *x, e: f}}"),
    "keys that stand twice stay": ("a: 1\na: 2", "{a: 1, a: 2}"),
    "one document": ("# before\n---\na: b\n...\n# after\n", "{a: b}"),
    "other ends of lines": ("a: |\r\n  b\r\n  c\r\nd: [e,\r  f]\r", r'{a: |"b\nc\n", d: [e, f]}'),
    "letters of all kinds": ("größe: 大\n🎉: 'è'\nא: b", "{größe: 大, 🎉: 'è', א: b}"),
    "nothing": ("", "∅"),
    "nothing but comments": ("# a\n\n  # b\n", "∅"),
    "an empty document": ("---\n", "∅"),
}


@pytest.mark.parametrize(("text", "tree"), [pytest.param(*form, id=name) for name, form in FORMS.items()])
def test_a_form_is_read_as_ruamel_reads_it(
    text: str, tree: str, shown: Callable[[Tree], str], fault: Callable[[str], str | None]
) -> None:
    result = read(Source(text))
    assert shown(result) == tree
    assert not result.problems
    assert fault(text) is None


def test_comments_are_kept_with_their_places() -> None:
    tree = read(Source("# one\na: b # two\nc: 'd'   # three #\n- '# no'\n# four"))
    assert [comment.text for comment in tree.comments] == ["# one", "# two", "# three #", "# four"]


def test_comments_inside_brackets_texts_and_values_are_kept_once() -> None:
    text = "a: [ # one\n  b, # two\n]\nc: | # three\n  # no\nd: e\n  f # four\ng: &x # five\n  h\n"
    assert [comment.text[2:] for comment in read(Source(text)).comments] == [
        "one",
        "two",
        "three",
        "four",
        "five",
    ]
