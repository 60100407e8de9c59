"""Objects as text: every reader of YAML sees in it what was put in."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from amelang.export.manifest import to_json, to_yaml

# fmt: off
AMBIGUOUS = """
    yes No ON off y N true False NULL ~ null none .inf -.INF .nan 1 -1 +1 0 00 010 0o7 0x1F 0b1 1_000 1e3
    1.5 .5 1. 1E 12e03 190:20:30 1:20 2001-01-01 2001-12-14T21:59:43.10-05:00 = << - -- --- ... ? : # & *
    ! | > ' " % @ ` [ ] { } , -a ?b :c #d &e *f !g |h >i %j @k `l [m] {n} a: :a a:b a#b 0123abcdef 12e45678
    100m 2Gi 1e 0.5
"""
AWKWARD = [
    *AMBIGUOUS.split(), "", " ", "a: b", "a #b", " a", "a ", "\n", "\n\n", "a\n", "a\nb", "a\n\nb\n\n\n",
    "\na", " a\nb", "a\n b", "a \nb", "a\n ", "\ta\nb", "a\n\tb", "a\r\nb\n", "a\rb", "\u2028", "a\n\x85b",
    "\ufeffa\nb", "\0", "\x07", "é", "ü\nö\n", "日本", "😀\n😀", "\xa0", "---\na\n", "...\n...", "# a\nb",
    "- a\n- b\n", "a\n---\nb", '"a"', "a\\b", "%a\nb", "key: |\n  text\n", "$(A) $$ $B", "a\n\n  \nb",
    "end\n  \n", "\u200b", "\ud7ff", "\U0010ffff", "a" * 1000, "word " * 200,
]
# fmt: on
CHARACTERS = st.characters(exclude_categories=["Cs"])
texts = (
    st.text(CHARACTERS, max_size=30) | st.text("ab \n\t:#-'\"|>%0", max_size=20) | st.sampled_from(AWKWARD)
)
values = st.recursive(
    texts | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
objects = st.lists(st.dictionaries(texts, values, min_size=1, max_size=4), min_size=1, max_size=3)


def by_ruamel(text: str) -> list[Any]:
    return list(YAML(typ="safe", pure=True).load_all(io.StringIO(text)))


def by_pyyaml(text: str) -> list[Any]:
    return list(yaml.safe_load_all(text))


@given(objects)
@settings(max_examples=300, deadline=None)
@example([{"a": [[1, [2, {"b": [{}, []]}]], {}], "c": {}}])
def test_two_readers_see_what_was_written(written: list[dict[str, Any]]) -> None:
    text = to_yaml(written)
    assert by_pyyaml(text) == written
    assert by_ruamel(text) == written
    assert json.loads(to_json(written))["items"] == written


@pytest.mark.parametrize("text", AWKWARD)
def test_no_text_is_mistaken(text: str) -> None:
    written = [{"key": text, text: "value", "list": [text, {"nested": text}, [text]]}, {"after": 1}]
    assert by_pyyaml(to_yaml(written)) == written
    assert by_ruamel(to_yaml(written)) == written


def test_it_reads_as_people_write_it() -> None:
    text = to_yaml(
        [
            {
                "apiVersion": "batch/v1",
                "metadata": {"name": "hello", "labels": {"app": "yes", "version": "3.11"}},
                "spec": {
                    "suspend": True,
                    "list": ["sh", "-ec", {"name": "a", "size": "10Gi"}, ["p", "q"]],
                    "empty": {},
                    "image": "python:3.11",
                    "run": "cd x\n\npython train.py  # now\n",
                },
            },
            {"kind": "List"},
        ]
    )
    assert text == (
        "apiVersion: batch/v1\n"
        "metadata:\n"
        "  name: hello\n"
        "  labels:\n"
        '    app: "yes"\n'
        '    version: "3.11"\n'
        "spec:\n"
        "  suspend: true\n"
        "  list:\n"
        "  - sh\n"
        '  - "-ec"\n'
        "  - name: a\n"
        "    size: 10Gi\n"
        "  - - p\n"
        "    - q\n"
        "  empty: {}\n"
        "  image: python:3.11\n"
        "  run: |\n"
        "    cd x\n"
        "\n"
        "    python train.py  # now\n"
        "---\n"
        "kind: List\n"
    )


def test_nothing_to_write_is_no_text() -> None:
    assert to_yaml([]) == ""


def test_values_that_no_object_has_are_refused() -> None:
    with pytest.raises(TypeError, match="float"):
        to_yaml([{"a": 1.5}])
