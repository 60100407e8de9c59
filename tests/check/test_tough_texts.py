"""Texts that nobody writes, but a program, a slip or an enemy may: each takes little time, and is judged."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from amelang.checks.run import check_all
from amelang.report.text import render_concise
from amelang.text.problem import Problem
from amelang.text.source import Source

if TYPE_CHECKING:
    from tests.conftest import Growth

TASK = "project: shop\ntasks:\n  - name: train\n    executor: !custom\n      command: ls\n"


def found(text: str) -> list[Problem]:
    """Check a text, and say what was found."""
    problems = check_all(["ame.yml"], None, {"ame.yml": Source(text)}).problems
    assert render_concise(problems).count("\n") == len(problems)
    return problems


def names(text: str) -> list[str]:
    return [problem.name for problem in found(text)]


class TestAliases:
    """A few lines of aliases can stand for billions of values."""

    def test_lists_of_lists(self) -> None:
        lines = ["tasks:", "  - &a0 [x, x]"]
        lines += [f"  - &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 60)]
        assert names("\n".join(lines)).count("endless-alias") == 1

    def test_keys_that_are_merged(self) -> None:
        lines = ["project: shop", "tasks:", "  - &a0 {name: a}"]
        for n in range(1, 60):
            lines.append(f"  - &a{n}\n    <<: [{', '.join([f'*a{n - 1}'] * 9)}]\n    name: a{n}")
        assert names("\n".join(lines)).count("endless-alias") == 1

    def test_pipelines_of_pipelines(self) -> None:
        text = TASK.replace("- name", "- &a0\n    name")
        for n in range(1, 60):
            text += f"  - &a{n}\n    name: a{n}\n    pipeline: [{', '.join([f'*a{n - 1}'] * 9)}]\n"
        assert names(text).count("endless-alias") == 1

    def test_a_long_chain_of_merged_tasks(self) -> None:
        text = TASK.replace("- name", "- &a0\n    name")
        text += "".join(f"  - &a{n}\n    <<: *a{n - 1}\n    name: a{n}\n" for n in range(1, 2000))
        assert names(text) == ["endless-alias"]

    def test_many_keys_that_are_merged_many_times(self) -> None:
        keys = ", ".join(f"k{n}: 1" for n in range(300))
        text = f"project: &p shop\ntasks:\n  - &a {{name: a, {keys}}}\n" + "  - <<: *a\n    name: b\n" * 1000
        assert "endless-alias" in names(text)

    def test_what_people_write_is_none_of_that(self) -> None:
        text = TASK.replace("- name", "- &base\n    timeout: 1h\n    retries: 1\n    name")
        text += "".join(f"  - <<: *base\n    name: t{n}\n" for n in range(3000))
        assert names(text) == []


DEEP: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: "tasks: " + "[" * n + "]" * n,
    "braces": lambda n: "tasks: " + "{a: " * n + "}" * n,
    "brackets that are never closed": lambda n: "tasks: " + "[" * n,
    "dashes": lambda n: "tasks:\n  " + "- " * n + "a",
}
STAIRS: dict[str, Callable[[int], str]] = {
    "keys": lambda n: "tasks:\n" + "".join(f"{' ' * m}a:\n" for m in range(n)),
    "lists below each other": lambda n: "tasks:\n" + "".join(f"{' ' * m}-\n" for m in range(n)),
    "pipelines": lambda n: (
        "tasks:\n" + "".join(f"{'  ' * m}- name: a\n{'  ' * m}  pipeline:\n" for m in range(n // 2))
    ),
}


@pytest.mark.parametrize(
    ("text", "levels"),
    [*((text, 100_000) for text in DEEP.values()), *((text, 2000) for text in STAIRS.values())],
    ids=[*DEEP, *STAIRS],
)
def test_nesting_without_end_is_one_problem_of_the_text(text: Callable[[int], str], levels: int) -> None:
    said = names(f"project: shop\n{text(levels)}\n")
    assert said.count("deep-nesting") == 1
    assert len(said) <= 2


@pytest.mark.parametrize(
    ("text", "levels"),
    # A third of the lines, each a third as long, are about an eighth of the length.
    [
        *((text, (6_000, 48_000)) for text in DEEP.values()),
        *((text, (700, 2000)) for text in STAIRS.values()),
    ],
    ids=[*DEEP, *STAIRS],
)
def test_time_grows_with_nesting_and_not_faster(
    text: Callable[[int], str], levels: tuple[int, int], in_step: Growth
) -> None:
    few, many = levels
    in_step(found, f"project: shop\n{text(few)}\n", f"project: shop\n{text(many)}\n")


LONG: dict[str, tuple[Callable[[int], str], list[str]]] = {
    "plain": (lambda n: f"project: {'x' * n}\n", ["invalid-value"]),
    "in quotes": (lambda n: f'project: "{"x" * n}"\n', ["invalid-value"]),
    "in a block": (lambda n: TASK.replace("ls", f"|\n        {'x' * n}"), ["oversized-command"]),
    "in many lines": (
        lambda n: TASK.replace("ls", "|\n" + "        xxxxxxxxxx\n" * (n // 20)),
        ["oversized-command"],
    ),
    "as a key": (lambda n: f"project: shop\n{'x' * n}: 1\n", ["overlong-key"]),
    "as a tag": (lambda n: TASK.replace("!custom", f"!{'x' * n}"), ["unknown-tag"]),
    "as an anchor": (lambda n: TASK.replace("ls", f"&{'x' * n} ls"), []),
    "in a comment": (lambda n: f"{TASK}# {'x' * n}\n", []),
    "in a comment for us": (lambda n: f"{TASK}# ame: allow {'x' * n}\n", ["unknown-rule"]),
    "as an amount": (lambda n: f"{TASK}    resources:\n      cpu: {'1' * n}\n", ["invalid-quantity"]),
    "as a schedule": (
        lambda n: f'{TASK}    triggers:\n      schedule: "{"1," * (n // 2)}"\n',
        ["invalid-schedule"],
    ),
    "as a time": (lambda n: f"{TASK}    timeout: {'1h' * (n // 2)}\n", ["invalid-duration"]),
    "as an image": (lambda n: f"{TASK}      image: {'a/' * (n // 2)}b\n", ["invalid-value"]),
    "as a reference": (
        lambda n: f"{TASK}  - name: b\n    fromTemplate: {'a.' * (n // 2)}b\n",
        ["invalid-value"],
    ),
    "as a path": (
        lambda n: f"{TASK}    artifacts:\n      paths: [{'a/../' * (n // 5)}b]\n",
        ["invalid-value"],
    ),
    "of a variable": (
        lambda n: (
            f"{TASK}    environment:\n      - key: A_TOKEN\n"
            f"        val: https://{'x' * (n // 2)}:{'x' * (n // 2)}@x\n"
        ),
        ["oversized-environment", "oversized-variable"],
    ),
    "of pipes": (lambda n: TASK.replace("ls", "ls | " * (n // 5) + "tee"), ["oversized-command"]),
    "of quotes": (lambda n: TASK.replace("ls", "python " + "'" * (n // 20) + '"' * (n // 20)), []),
}


@pytest.mark.parametrize(("text", "said"), LONG.values(), ids=list(LONG))
def test_a_word_without_end(text: Callable[[int], str], said: list[str], in_step: Growth) -> None:
    assert [name for name in names(text(2_000_000)) if name != "missing-script"] == said
    in_step(found, text(200_000), text(1_600_000))


MANY: dict[str, Callable[[int], str]] = {
    "mistakes that aliases repeat": lambda n: (
        "project: a\ntasks:\n"
        + "".join(f"  - &a{i}\n    name: a{i}\n    retries: 1000\n  - *a{i}\n" for i in range(n))
    ),
    "keys that are nearly right": lambda n: "".join(f"projct{i}: x\n" for i in range(n)),
    "templates that nobody has": lambda n: (
        "templates:\n"
        + "".join(f"  - name: a{i}\n" for i in range(n))
        + "tasks:\n"
        + "".join(f"  - name: a{i}\n    fromTemplate: b{i}\n" for i in range(n))
    ),
    "comments that allow nothing": lambda n: "# ame: allow unknown-key\n" * n + "project: a\n",
    "rules in one comment": lambda n: "project: a # ame: allow " + ", ".join(["unknown-key"] * n),
    "rules that do not exist": lambda n: (
        "project: a # ame: allow " + ", ".join(f"no-rule-{i}" for i in range(n))
    ),
    "words in brackets": lambda n: "tasks: [" + "a, " * n + "]",
    "lists in brackets": lambda n: "tasks: [" + "[a] " * n + "]",
    "keys in braces": lambda n: "{" + ", ".join(f"a{i}: [b, {{c: d}}]" for i in range(n)) + "}",
    "steps that save one path": lambda n: (
        TASK
        + "  - name: all\n    pipeline:\n    -\n"
        + "      - {taskRef: train, artifacts: {paths: [x]}}\n" * n
    ),
    "secrets": lambda n: (
        f"{TASK}    environment:\n"
        + "".join(f"      - key: A{i}_TOKEN\n        val: ab1cd2ef3{i}\n" for i in range(n))
    ),
}


@pytest.mark.parametrize("text", MANY.values(), ids=list(MANY))
def test_time_grows_with_the_number_of_mistakes_and_not_faster(
    text: Callable[[int], str], in_step: Growth
) -> None:
    in_step(found, text(500), text(4000))


def test_a_slip_is_seen_among_thousands_of_names() -> None:
    text = "project: shop\ntemplates:\n" + "".join(f"  - name: template_{n}\n" for n in range(1000))
    text += "tasks:\n"
    for slip in ("tmplate_7", "ttemplate_77", "temlpate_777", "templace_7"):
        text += f"  - name: of_{slip}\n    fromTemplate: {slip}\n"
    helps = [problem.help() for problem in found(text) if problem.name == "unknown-template"]
    assert helps == [
        "did you mean `template_7`?",
        "did you mean `template_77`?",
        "did you mean `template_777`?",
        "did you mean `template_7`?",
    ]


@pytest.mark.parametrize("line", ["\n", "\r", "\r\n", "   \n", "# a\n"], ids=ascii)
def test_a_million_lines_without_a_word(line: str) -> None:
    [problem] = found(f"project: shop\n{line * 300_000}nme: 1\n")
    assert problem.span.first[0] == 300_002


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=ascii)
def test_what_broken_text_makes_wrong_is_not_said_with_any_line_ends(end: str) -> None:
    assert names("templates\n- |\n\tb".replace("\n", end)) == ["missing-colon", "tab-indentation"]


def test_a_place_is_the_same_with_any_line_ends() -> None:
    places = {found('name: "\n\n"'.replace("\n", end))[0].span.first for end in ("\n", "\r\n")}
    assert places == {(1, 7)}


def test_line_ends_of_all_kinds_in_one_file() -> None:
    text = "".join(
        before + end
        for before, end in zip(TASK.split("\n"), ["\n", "\r", "\r\n", "\n\r", "\r\r\n", ""], strict=True)
    )
    assert names(text) == []


def test_bytes_without_meaning_are_one_problem() -> None:
    assert names("\0" * 100_000) == ["forbidden-character"]
    assert names("project: shop\0\n")[0] == "forbidden-character"


def test_seventy_thousand_tasks_in_one_file() -> None:
    piece = TASK.partition("tasks:\n")[2]
    text = "project: shop\ntasks:\n" + "".join(piece.replace("train", f"t{n}") for n in range(70_000))
    assert names(text) == []


def test_problems_come_in_the_order_of_the_text() -> None:
    places = [
        problem.span.start
        for problem in found(TASK + "".join(f"  - nme: a{number}\n" for number in range(10_000)))
    ]
    assert len(places) == 20_000
    assert all(one <= other for one, other in pairwise(places))


@pytest.mark.parametrize("first", ["{}", "!ame {}", "!ame", "&a {}", "*a", "{key: a}", "", "[]", "!x", "? "])
@pytest.mark.parametrize("second", ["{}", "!ame {}", "injectAs: A", "*a", "{injectAs: A}", "", "? a"])
@pytest.mark.parametrize("key", ["secrets", "environment"])
def test_items_that_are_hardly_there(key: str, first: str, second: str) -> None:
    assert first == second == "" or names(f"{TASK}    {key}:\n      - {first}\n      - {second}\n")
