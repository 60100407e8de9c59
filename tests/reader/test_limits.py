"""No text makes the reader fail, or take long."""

from __future__ import annotations

import time

import pytest

from amelang.text.reader import read
from amelang.text.source import Source

LENGTH = 100_000
REPEATED = [
    "- ", "-\n", "[", "{", "{a: ", "[a, ", "[a\n", "{a: b,", "]", "}", '"', "'", '- "\n', "a: 'x\n",
    'a: \'x\nb: "y\n', "a: [\n", "- [\n", "  x: [a\n", "*", "*a ", "&a ", "!", "!a ", ":", ": ", "? ",
    "?\n", "%\n", "%", "\t", "\ta: b\n", "<<<<<<< a\n", "<<<<<<< a\n=======\n", ">>>>>>> a\n", "---\n",
    "...\n", "word\n", "word word\n", "  word\n", "a: b: ", "k:v ", "k:v\n", ",", "#\n", " #", "\\", '"\\',
    'a: "\\\n', "|\n", "a: |\n", "a: |\n  b\n", ">\n  a\n", "\x00", '\u2028', "\r", "\r\n", "\r\n\n\r",
    "- &a b\n- *a\n", "''", "'''", '["a" ', "[][", "-x\n", "  - a\n - b\n- c\n",
    "   a: b\n  c: d\n a: b\n", "- !t a: b\n", "a: !t b: ", "<<: ", "a: b\n  c\n", "a:\n  b\n  c:\n",
    "- a\nb\n", "- a: b\nc: d\n", '\ufeff', 'a: "\\q"\n',
]  # fmt: skip
LARGE = {
    "stairs of keys": "".join(" " * n + "a:\n" for n in range(440)),
    "stairs of values": "".join(" " * n + "a: b\n" for n in range(440)),
    "stairs of dashes": "".join(" " * n + "- a\n" for n in range(440)),
    "stairs down": "".join(" " * n + "a: b\n" for n in range(440, 0, -1)),
    "a long line": "a: " + "x y " * 25_000,
    "a long key": "x y " * 25_000 + ": b",
    "a long quoted key": '"' + "x" * LENGTH + '": b',
    "long quotes": 'a: "' + "x\n  " * 25_000 + '"',
    "long open quotes": 'a: "' + "x\n  " * 25_000,
    "long brackets": "a: [" + "x,\n  " * 20_000 + "]",
    "long open brackets": "a: [" + "x,\n  " * 20_000,
    "long words in brackets": "a: [" + "x\n  " * 25_000,
    "many escapes": 'a: "' + "\\q" * 50_000 + '"',
    "a long value": "a: b\n" + "  c d\n" * 20_000,
    "many unknown aliases": "".join(f"a{n}: &x{n} *y{n}\n" for n in range(5_000)),
    "words behind comments": "a: b\n" + "  # c\n" * 10_000 + "  x\n" * 5_000,
}


@pytest.mark.parametrize(
    "text",
    [*(piece * (LENGTH // len(piece)) for piece in REPEATED), *LARGE.values()],
    ids=lambda text: repr(text[:12]),
)
def test_a_strange_text_is_read_in_a_second(text: str) -> None:
    started = time.process_time()
    tree = read(Source(text))
    for problem in tree.problems:
        assert len(problem.message()) <= 100
    assert time.process_time() - started < 1


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}"), ("- ", "a"), ("[{a: ", "}]")])
def test_values_nested_without_end_are_one_problem(opening: str, closing: str) -> None:
    for depth in (200, 100_000):
        tree = read(Source(f"before: b\ndeep:\n  {opening * depth}{closing * depth}\nafter: a\n"))
        [problem] = tree.problems
        assert problem.name == "deep-nesting"
        assert problem.span.first[0] == 3


def test_a_hundred_levels_are_fine() -> None:
    text = "".join(f"{' ' * n}a:\n" for n in range(90))
    assert not read(Source(text)).problems
    assert not read(Source("[" * 90 + "]" * 90)).problems


def test_aliases_of_aliases_do_not_grow_without_end() -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 60)]
    [problem] = read(Source("\n".join(lines))).problems
    assert problem.name == "endless-alias"


def test_a_thousand_uses_of_a_template_are_no_chain() -> None:
    tasks = "".join(f"- <<: *base\n  name: task_{n}\n" for n in range(1000))
    text = "base: &base\n  resources: {cpu: 1, memory: 2G}\n  timeout: 2h\ntasks:\n" + tasks
    assert not read(Source(text)).problems
