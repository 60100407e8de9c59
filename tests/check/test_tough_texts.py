"""Texts that nobody writes, but a program, a slip or an enemy may: each takes little time, and is judged."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from amelang.checks.run import check_all
from amelang.report.text import render_concise
from amelang.text.problem import Problem
from amelang.text.source import Source

WORD = "x" * 2_000_000
TASK = "project: shop\ntasks:\n  - name: train\n    executor: !custom\n      command: ls\n"


def found(text: str) -> list[Problem]:
    """Check a text; fail where that takes longer than a second for each 100 kB, and at least one."""
    started = time.process_time()
    problems = check_all(["ame.yml"], None, {"ame.yml": Source(text)}).problems
    assert render_concise(problems).count("\n") == len(problems)
    assert time.process_time() - started < max(1, len(text) / 100_000)
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


DEEP = {
    "brackets": "tasks: " + "[" * 100_000 + "]" * 100_000,
    "braces": "tasks: " + "{a: " * 100_000 + "}" * 100_000,
    "brackets that are never closed": "tasks: " + "[" * 100_000,
    "dashes": "tasks:\n  " + "- " * 100_000 + "a",
    "keys": "tasks:\n" + "".join(f"{' ' * n}a:\n" for n in range(2000)),
    "lists below each other": "tasks:\n" + "".join(f"{' ' * n}-\n" for n in range(2000)),
    "pipelines": "tasks:\n" + "".join(f"{'  ' * n}- name: a\n{'  ' * n}  pipeline:\n" for n in range(1000)),
}


@pytest.mark.parametrize("text", DEEP.values(), ids=list(DEEP))
def test_nesting_without_end_is_one_problem_of_the_text(text: str) -> None:
    said = names(f"project: shop\n{text}\n")
    assert said.count("deep-nesting") == 1
    assert len(said) <= 2


LONG: dict[str, tuple[str, list[str]]] = {
    "plain": (f"project: {WORD}\n", ["invalid-value"]),
    "in quotes": (f'project: "{WORD}"\n', ["invalid-value"]),
    "in a block": (TASK.replace("ls", f"|\n        {WORD}"), ["oversized-command"]),
    "in many lines": (TASK.replace("ls", "|\n" + "        xxxxxxxxxx\n" * 100_000), ["oversized-command"]),
    "as a key": (f"project: shop\n{WORD}: 1\n", ["overlong-key"]),
    "as a tag": (TASK.replace("!custom", f"!{WORD}"), ["unknown-tag"]),
    "as an anchor": (TASK.replace("ls", f"&{WORD} ls"), []),
    "in a comment": (f"{TASK}# {WORD}\n", []),
    "in a comment for us": (f"{TASK}# ame: allow {WORD}\n", ["unknown-rule"]),
    "as an amount": (f"{TASK}    resources:\n      cpu: {'1' * 2_000_000}\n", ["invalid-quantity"]),
    "as a schedule": (f'{TASK}    triggers:\n      schedule: "{"1," * 1_000_000}"\n', ["invalid-schedule"]),
    "as a time": (f"{TASK}    timeout: {'1h' * 1_000_000}\n", ["invalid-duration"]),
    "as an image": (f"{TASK}      image: {'a/' * 1_000_000}b\n", ["invalid-value"]),
    "as a reference": (f"{TASK}  - name: b\n    fromTemplate: {'a.' * 1_000_000}b\n", ["invalid-value"]),
    "as a path": (f"{TASK}    artifacts:\n      paths: [{'a/../' * 400_000}b]\n", ["invalid-value"]),
    "of a variable": (
        f"{TASK}    environment:\n      - key: A_TOKEN\n        val: https://{WORD}:{WORD}@x\n",
        ["oversized-environment", "oversized-variable"],
    ),
    "of pipes": (TASK.replace("ls", "ls | " * 400_000 + "tee"), ["oversized-command"]),
    "of quotes": (TASK.replace("ls", "python " + "'" * 100_000 + '"' * 100_000), []),
}


@pytest.mark.parametrize(("text", "said"), LONG.values(), ids=list(LONG))
def test_a_word_without_end(text: str, said: list[str]) -> None:
    assert [name for name in names(text) if name != "missing-script"] == said


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
def test_time_grows_with_the_number_of_mistakes_and_not_faster(text: Callable[[int], str]) -> None:
    def seconds(number: int) -> float:
        whole = text(number)
        started = time.process_time()
        found(whole)
        return time.process_time() - started

    few, many = (min(seconds(number) for _ in range(2)) for number in (500, 4000))
    assert many < 8 * 3 * few + 0.1


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
    places = [problem.span.start for problem in found(TASK + "  - nme: a\n" * 10_000)]
    assert len(places) == 20_000
    assert all(one <= other for one, other in pairwise(places))
