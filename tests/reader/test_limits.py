"""No text makes the reader fail, or take long."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from math import isqrt
from typing import TYPE_CHECKING

import pytest

from amelang.text.reader import read
from amelang.text.source import Source

if TYPE_CHECKING:
    from tests.conftest import Growth

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
LARGE: dict[str, Callable[[int], str]] = {
    "stairs of keys": lambda n: stairs("a:\n", n),
    "stairs of values": lambda n: stairs("a: b\n", n),
    "stairs of dashes": lambda n: stairs("- a\n", n),
    "stairs down": lambda n: "".join(reversed(stairs("a: b\n", n).splitlines(keepends=True))),
    "a long line": lambda n: "a: " + "x y " * (n // 4),
    "a long key": lambda n: "x y " * (n // 4) + ": b",
    "a long quoted key": lambda n: '"' + "x" * n + '": b',
    "long quotes": lambda n: 'a: "' + "x\n  " * (n // 4) + '"',
    "long open quotes": lambda n: 'a: "' + "x\n  " * (n // 4),
    "long brackets": lambda n: "a: [" + "x,\n  " * (n // 5) + "]",
    "long open brackets": lambda n: "a: [" + "x,\n  " * (n // 5),
    "long words in brackets": lambda n: "a: [" + "x\n  " * (n // 4),
    "many escapes": lambda n: 'a: "' + "\\q" * (n // 2) + '"',
    "a long value": lambda n: "a: b\n" + "  c d\n" * (n // 6),
    "many unknown aliases": lambda n: "".join(f"a{m:05}: &x{m:05} *y{m:05}\n" for m in range(n // 23)),
    "words behind comments": lambda n: "a: b\n" + "  # c\n" * (n // 12) + "  x\n" * (n // 12),
}


def stairs(step: str, length: int) -> str:
    """Return lines of which each stands one column further right, of about this length together."""
    return "".join(" " * n + step for n in range(isqrt(2 * length)))


def repeated(piece: str) -> Callable[[int], str]:
    return lambda length: piece * (length // len(piece))


def read_whole(text: str) -> None:
    for problem in read(Source(text)).problems:
        assert len(problem.message()) <= 100


@pytest.mark.parametrize(
    "text", [*map(repeated, REPEATED), *LARGE.values()], ids=[*map(repr, REPEATED), *LARGE]
)
def test_the_time_for_a_strange_text_grows_with_its_length(
    text: Callable[[int], str], in_step: Growth
) -> None:
    in_step(read_whole, text(LENGTH // 8), text(LENGTH))


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


TWICE = """
import sys
from amelang.text.reader import read
from amelang.text.source import Source

text = sys.argv[1].replace("|", "\\n").replace("^", "\\r")
first, second = ([repr(problem) for problem in read(Source(text)).problems] for _ in range(2))
print(first == second)
"""


def test_a_text_is_read_alike_however_often() -> None:
    # Nodes that are dropped on the way leave their places in memory to others. In a new process these are
    # the same each time.
    text = ":^ - :^    : e^      :^   - ^- a|      -"
    done = subprocess.run([sys.executable, "-c", TWICE, text], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
