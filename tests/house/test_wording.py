"""Problems speak like one person.

Every kind of problem is made with stand-ins for its facts, in each combination of what may be
missing, and all that it says is read; then every text that the tests expect is read, too.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from enum import Enum
from itertools import islice, product
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

import pytest

from amelang.text.problem import Edit, Fix, Note, Problem, Severity
from amelang.text.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Module

    Modules = dict[str, Module]

FORBIDDEN = re.compile(
    r"\b(scalars?|mappings?|dicts?|dictionar(?:y|ies)|schemas?|illegal\w*|please)\b", re.IGNORECASE
)
NODE = re.compile(r"\bnodes?\b", re.IGNORECASE)
TICKED = re.compile(r"`[^`]*`")
LONGEST = 100
SOURCE = Source("tasks:\n  - name: train\n    retries: 2\n", "ame.yml")
SPAN = Span(SOURCE, 0, 5)
SIMPLE: dict[Any, tuple[Any, ...]] = {
    str: ("train",),
    int: (2, 1),
    float: (2.5,),
    bool: (True, False),
    Any: ("train",),
    NoneType: (None,),
    Span: (SPAN,),
    Edit: (Edit(SPAN, "train"),),
    Fix: (Fix("write `train`", Edit(SPAN, "train")),),
    Note: (Note("first set here", SPAN),),
}
BY_NAME = {"character": ("\a", "\t", "\u2028", "x"), "record": ("a task", "an executor")}
"""Stand-ins for facts whose type does not say all."""


def kinds(base: type[Problem] = Problem) -> Iterator[type[Problem]]:
    for kind in base.__subclasses__():
        # What only says what several kinds have in common has no code; nobody ever meets it.
        common = not kind.code and kind.__subclasses__()
        if kind.__module__.startswith(("amelang.", "ame_lsp.")) and not common:
            yield kind
        yield from kinds(kind)


def stand_ins(annotation: Any) -> tuple[Any, ...]:
    """Give values of a type: one short and plain, and one for each way to be missing."""
    if annotation in SIMPLE:
        return SIMPLE[annotation]
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return tuple(value for part in parts for value in stand_ins(part))
    if origin is tuple:
        inner = tuple(stand_ins(part)[0] for part in parts if part is not ...)
        return ((*inner, *inner) if ... in parts else inner,)
    if origin is list:
        return ([stand_ins(parts[0])[0]],)
    if origin is dict:
        return ({stand_ins(parts[0])[0]: stand_ins(parts[1])[0]},)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return tuple(annotation)
    raise AssertionError(f"test_wording.py has no stand-in for {annotation}; say there what it may be")


def facts(kind: type[Problem]) -> dict[str, Any]:
    """Return the facts of a kind of problem with their types."""
    names = [name for base in reversed(kind.__mro__) for name in inspect.get_annotations(base)]
    # Some names are imported for annotations only, and are missing when they are asked for here.
    known = {fact.__name__: fact for fact in (Span, Edit, Fix, Note)} | {"Any": Any}
    hints = get_type_hints(kind, None, known)
    return {name: hints[name] for name in names if name in hints}


def made(kind: type[Problem]) -> list[Problem]:
    """Make problems of a kind with all combinations of stand-ins, a thousand at most."""
    wanted = facts(kind)
    choices = product(*(BY_NAME.get(name) or stand_ins(hint) for name, hint in wanted.items()))
    return [kind(**dict(zip(wanted, choice, strict=True))) for choice in islice(choices, 1000)]


def sentences(problem: Problem) -> Iterator[tuple[str, str]]:
    """Give all that a problem says, and what part of it each sentence is."""
    yield "message", problem.message()
    if (remedy := problem.help()) is not None:
        yield "help", remedy
    yield from (("note", note.message) for note in problem.notes())
    yield from (("fix", fix.title) for fix in problem.fixes())


def faults(part: str, sentence: str, *, code: str) -> Iterator[str]:
    """Find what is wrong with the wording of one sentence."""
    bare = TICKED.sub("``", sentence)
    if not sentence or not (sentence[0] == "`" or not sentence[0].isupper()):
        yield f"the {part} {sentence!r} must begin with a small letter or a backtick"
    if sentence.endswith((".", "!", " ")) and not sentence.endswith("..."):
        yield f"the {part} {sentence!r} must not end with {sentence[-1]!r}"
    if part == "message" and len(sentence) > LONGEST:
        yield f"the {part} {sentence!r} has {len(sentence)} characters, at most {LONGEST}"
    if word := FORBIDDEN.search(bare):
        yield f"the {part} {sentence!r} says `{word[0]}`, which is no word of the language"
    if not code.startswith("AME4") and (word := NODE.search(bare)):
        yield f"the {part} {sentence!r} says `{word[0]}`, which only problems of the cluster may"
    if sentence.count("`") % 2:
        yield f"the {part} {sentence!r} opens a backtick and does not close it"
    if "  " in bare or "\n" in sentence or "None" in bare:
        yield f"the {part} {sentence!r} looks unfinished"


@pytest.fixture(scope="module")
def problems(modules: Modules) -> list[type[Problem]]:
    """Every kind of problem that any module defines."""
    for module in modules.values():
        if 'code="AME' in module.text:
            importlib.import_module(module.name)
    return sorted(kinds(), key=lambda kind: kind.code)


def test_codes_and_names_are_unique_and_well_formed(problems: list[type[Problem]]) -> None:
    assert problems
    for attribute, form in (("code", r"AME[0-4]\d\d"), ("name", r"[a-z0-9]+(-[a-z0-9]+)*")):
        seen: dict[str, type[Problem]] = {}
        for kind in problems:
            word = getattr(kind, attribute)
            assert re.fullmatch(form, word), f"{kind.__qualname__} has the {attribute} {word!r}"
            assert word not in seen, f"{kind.__qualname__} and {seen[word].__qualname__} are both {word}"
            seen[word] = kind


def test_every_problem_has_a_page(problems: list[type[Problem]]) -> None:
    assert not [kind.code for kind in problems if not kind.__dict__.get("__doc__")]
    assert not [kind.code for kind in problems if not isinstance(kind.severity, Severity)]


def test_what_problems_say_is_worded_well(problems: list[type[Problem]]) -> None:
    wrong = {
        f"{kind.code} {kind.__qualname__}: {fault}"
        for kind in problems
        for problem in made(kind)
        for part, sentence in sentences(problem)
        for fault in faults(part, sentence, code=kind.code)
    }
    assert not wrong, "\n".join(sorted(wrong))


def spoken(modules: Modules, names: set[str]) -> Iterator[str]:
    """Find words that no user should read in what is handed to a problem as a fact."""
    for module in modules.values():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call) or ast.unparse(node.func).rpartition(".")[2] not in names:
                continue
            for inner in ast.walk(node):
                if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                    bare = TICKED.sub("``", inner.value)
                    if word := FORBIDDEN.search(bare):
                        yield f"{module.path}:{inner.lineno}: {inner.value!r} says `{word[0]}`"


def test_facts_are_in_words_of_the_language(problems: list[type[Problem]], modules: Modules) -> None:
    assert not list(spoken(modules, {kind.__name__ for kind in problems}))


REPORTED = re.compile(r"^\S+:\d+:\d+: (?:error|warning|hint) (AME\d{3}) [a-z0-9-]+: (.*)$")
HELPED = re.compile(r"^ *= (help|note|fix): (?:\S+:\d+:\d+: )?(.*)$")


def reported(text: str) -> Iterator[tuple[str, str, str]]:
    """Give the code, the part and the words of every sentence in a report as a user reads it."""
    code = ""
    for line in text.splitlines():
        if match := REPORTED.match(line):
            code = match[1]
            yield code, "message", match[2]
        elif match := HELPED.match(line):
            yield code, match[1], match[2]


def test_what_the_tests_expect_is_worded_well(files: list[Path]) -> None:
    cases = [path for path in files if "tests" in path.parts and path.suffix in (".txt", ".out", ".expected")]
    wrong = [
        f"{path}: {fault}"
        for path in cases
        for code, part, sentence in reported(path.read_text("utf-8"))
        for fault in faults(part, sentence, code=code)
    ]
    assert not wrong


class TestTheRulesFind:
    """Each rule is shown one thing that breaks it."""

    @pytest.mark.parametrize(
        "sentence",
        [
            "`train` is not a task.",
            "The task has no command",
            "please write a command",
            "`a` is an illegal name",
            "expected a mapping",
            "the node has no room",
            "`train has no command",
            "x" * 101,
            "",
            "the task  has no command",
        ],
    )
    def test_a_badly_worded_sentence(self, sentence: str) -> None:
        assert list(faults("message", sentence, code="AME101"))

    @pytest.mark.parametrize(
        "sentence",
        [
            "`Train` is not a task",
            "the task needs `command`",
            "write `mapping` as it is",
            "did you mean `x`?",
        ],
    )
    def test_nothing_in_a_good_one(self, sentence: str) -> None:
        assert not list(faults("message", sentence, code="AME101"))

    def test_nothing_in_a_node_of_the_cluster(self) -> None:
        assert not list(faults("message", "no node has 4 GPUs", code="AME401"))

    def test_a_word_in_a_fact(self, make_modules: Callable[..., Modules]) -> None:
        text = "WrongShape(span=span, wanted='a mapping', found='a list', remedy='')"
        assert len(list(spoken(make_modules(amelang__checks__shape=text), {"WrongShape"}))) == 1

    def test_the_sentences_of_a_report(self) -> None:
        report = (
            "ame.yml:4:5: error AME101 unknown-key: `excutor` is not a key of a task\n"
            "  |\n4 |     excutor: !pip\n  |     ^^^^^^^\n  = help: did you mean `executor`?\n"
        )
        assert list(reported(report)) == [
            ("AME101", "message", "`excutor` is not a key of a task"),
            ("AME101", "help", "did you mean `executor`?"),
        ]
