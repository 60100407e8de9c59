"""Whatever `ame check` accepts, the JSON Schemas accept: projects that chance makes of the records."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from check_jsonschema.parsers.yaml import construct_yaml_implementation, impl2loader
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

from amelang.export.generated import files
from amelang.language.ame_yml import Project, Task, Template
from amelang.language.forms import NULLS
from amelang.language.reference import NAME_KEY, PROJECT_KEY
from amelang.language.shape import (
    Either,
    Key,
    Kind,
    ListOf,
    MapOf,
    OneOf,
    Record,
    RecordOf,
    RefTo,
    Shape,
)
from amelang.meaning.complete import WORK
from amelang.text.problem import Severity

if TYPE_CHECKING:
    from conftest import Editor

    from amelang.text.problem import Problem

TRICKY = [
    *("true", "false", "True", "yes", "no", "on", "off", "y", "n", "null", "~", "Null"),
    *("0", "1", "3", "7", "10", "010", "0x1F", "0o17", "1_000", "1e3", "1E3", "+1", "1.", ".5", "0.5", "1.0"),
    *("3.1", "3.10", ".inf", ".nan", "-1", "-0", "2024-01-01", "12:30:45", "1:30", "=", "<<"),
    *("A", "MON", "a.b", "a_b", "a-b", "x/y", "../x", "10G", "2.5Gi", "500m", "1h", "90s", "@daily", "é"),
]
"""Words that a reader of YAML could take for something else than a text."""
PLAIN = re.compile(r"[A-Za-z0-9.+~][A-Za-z0-9._/+~-]*")
"""What needs no quotes."""
DEEPEST = 3

load_yaml = impl2loader(construct_yaml_implementation(), construct_yaml_implementation(pure=True))
VALIDATORS = [
    Draft202012Validator(json.loads(files()["schema/ame.schema.json"])),
    Draft7Validator(json.loads(files()["schema/ame.draft-07.schema.json"])),
]


@cache
def words(kind: Kind[Any]) -> list[str]:
    """Words that a kind accepts."""
    found = [*kind.examples, *TRICKY, "python train.py", "a" * 63, "0 6 * * *", "Europe/Copenhagen"]
    accepted = [word for word in dict.fromkeys(found) if kind.read(word) is not None]
    assert accepted, kind.noun
    return accepted


class Writer:
    """Writes a project in block form, as chance says, and uses again what it has written with an anchor."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw = draw
        self.anchors: dict[type[Record], list[str]] = {}
        """The anchors, by what has them."""
        self.numbers = count()

    def chance(self, one_in: int) -> bool:
        return bool(self.draw(st.integers(1, one_in)) == one_in)

    def one_of(self, choices: list[Any]) -> Any:
        return self.draw(st.sampled_from(choices))

    def value(self, shape: Shape[Any], indent: str, depth: int) -> str:
        """Write a value behind its key or dash, with the end of its line."""
        if isinstance(shape, Kind):
            return f" {self.word(shape)}\n"
        if isinstance(shape, RecordOf):
            return self.record(shape.record, indent, depth)
        if isinstance(shape, OneOf):
            return self.tagged(shape, indent, depth)
        if isinstance(shape, ListOf):
            # A pipeline without steps is none.
            items = range(self.draw(st.integers(int(isinstance(shape.item, Either)), 3)))
            dashes = [f"{indent}-{self.maybe(shape.item, indent + '  ', depth)}" for _ in items]
            return "\n" + "".join(dashes) if dashes else " []\n"
        if isinstance(shape, MapOf):
            names = self.draw(st.lists(st.sampled_from(words(shape.key)), max_size=3, unique=True))
            lines = [
                f"{indent}{key_of(name)}:{self.maybe(shape.value, indent + '  ', depth)}" for name in names
            ]
            return "\n" + "".join(lines) if lines else " {}\n"
        if isinstance(shape, RefTo):
            return self.ref(shape, indent)
        assert isinstance(shape, Either)
        return self.value(shape.listed if self.chance(3) else shape.other, indent, depth)

    def maybe(self, shape: Shape[Any], indent: str, depth: int) -> str:
        """Write a value, or nothing, in one of the ways in which nothing is written."""
        if self.chance(8):
            return self.one_of(["\n", " # nothing\n"])
        return self.value(shape, indent, depth)

    def word(self, kind: Kind[Any]) -> str:
        word = self.one_of(words(kind))
        if word in NULLS and not self.chance(10):
            return f"'{word}'"
        return json.dumps(word, ensure_ascii=False) if self.chance(3) else quoted(word)

    def record(self, record: type[Record], indent: str, depth: int, tag: str = "") -> str:
        """Write the keys of a record below its tag, or use some again that are written already."""
        known = self.anchors.setdefault(record, [])
        if known and not tag and self.chance(6):
            return f" *{self.one_of(known)}\n"
        head = f" {tag}" if tag else ""
        if self.chance(5):
            name = f"x{next(self.numbers)}"
            head += f" &{name}"
        merged = f"{indent}<<: *{self.one_of(known)}\n" if known and self.chance(4) else ""
        lines = [merged, *(self.entry(key, indent, depth) for key in self.keys(record, depth))]
        if record.others is not None and self.chance(2):
            shape = record.others.shape
            assert isinstance(shape, MapOf)
            lines.append(f"{indent}{self.one_of(words(shape.key))}: {self.word(shape.value)}\n")  # type: ignore
        if "&" in head:
            known.append(name)
        return head + (
            "\n" + "".join(lines) if any(lines) else (" {}\n" if not tag or self.chance(2) else "\n")
        )

    def keys(self, record: type[Record], depth: int) -> list[Key[Any]]:
        """Choose the keys of a record: those that it needs, and others."""
        needed = [key for key in record.required if key.defines or not record.partial or not self.chance(6)]
        chosen = [key for key in record.keys.values() if key in needed or self.chance(3)]
        if issubclass(record, Task) and not issubclass(record, Template) and not self.chance(4):
            work = self.one_of([key for key in WORK if depth < DEEPEST or key.attribute != "pipeline"])
            chosen = [key for key in chosen if key not in WORK] + [work]
        if depth >= DEEPEST:
            chosen = [key for key in chosen if key.attribute != "pipeline"]
        return chosen

    def entry(self, key: Key[Any], indent: str, depth: int) -> str:
        spelling = self.one_of([key.name, key.name, key.name, *key.also, *key.was])
        if not key.required and self.chance(8):
            return f"{indent}{spelling}: {self.one_of(['', '~', 'null', '# nothing'])}\n"
        return f"{indent}{spelling}:{self.value(key.shape, indent + '  ', depth + 1)}"

    def tagged(self, shape: OneOf[Any], indent: str, depth: int) -> str:
        record: type[Record] = self.one_of(list(shape.variants.values()))
        if self.chance(8):
            return f"\n{indent}{record.tag[1:]}:{self.record(record, indent + '  ', depth)}"
        return self.record(record, indent, depth, self.one_of([record.tag, record.tag, *record.tag_was]))

    def ref(self, shape: RefTo, indent: str) -> str:
        names = words(shape.target.keys[NAME_KEY].shape) if NAME_KEY in shape.target.keys else ["a"]
        name, project = (self.one_of([word for word in names if word not in NULLS]) for _ in range(2))
        keys = f"{{{NAME_KEY}: {quoted(name)}, {PROJECT_KEY}: {quoted(project)}}}"
        forms = [quoted(name), quoted(f"{project}.{name}"), keys, f"{{{NAME_KEY}: {quoted(name)}}}"]
        if shape.wrapper:
            forms += [f"{{{shape.wrapper}: {form}}}" for form in forms]
        return f" {self.one_of(forms)}\n"


def key_of(word: str) -> str:
    """Write a key; two numbers that are the same are one key to YAML, and two to us."""
    return json.dumps(word, ensure_ascii=False) if word in TRICKY else word


def quoted(word: str) -> str:
    return word if PLAIN.fullmatch(word) else json.dumps(word, ensure_ascii=False)


@st.composite
def projects(draw: Callable[[st.SearchStrategy[Any]], Any]) -> str:
    writer = Writer(draw)
    return "".join(writer.entry(key, "", 0) for key in writer.keys(Project, 0))


def against(text: str) -> list[str]:
    """Return what validators of both drafts say against a text that has no tags."""
    document = load_yaml(BytesIO(text.encode()))
    return [error.message for validator in VALIDATORS for error in validator.iter_errors(document)]


@given(projects())
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_what_ame_check_accepts_they_accept(
    reported: Callable[[str], list[Problem]], without_tags: Callable[[str], str], text: str
) -> None:
    errors = [problem for problem in reported(text) if problem.severity is Severity.ERROR]
    assume(not errors)
    assert not against(without_tags(text)), text


@pytest.fixture(scope="session")
def accepted(reported: Callable[[str], list[Problem]]) -> list[str]:
    """Projects that chance made and `ame check` accepts."""
    seen: list[str] = []

    @given(projects())
    @settings(max_examples=500, database=None, suppress_health_check=[HealthCheck.too_slow])
    def collect(text: str) -> None:
        if all(problem.severity < Severity.ERROR for problem in reported(text)):
            seen.append(text)

    collect()
    return seen


def test_what_chance_makes_is_not_all_wrong(accepted: list[str]) -> None:
    """Most of it is accepted, and has everything in it that a project can have."""
    assert len(accepted) > 100
    for word in ("<<: *", ": *x", ": ~", "- !vault", "!pipenv", "pipeline:", "env:", "{ref: {name: "):
        assert any(word in text for text in accepted), word


def test_an_editor_accepts_it_too(editor: Editor, accepted: list[str]) -> None:
    """It may say what is old, and what is of no use."""
    for text, said in editor.diagnostics({text: text for text in accepted}).items():
        assert not [line for line in said if not re.search("is now written|Unused anchor", line)], text
