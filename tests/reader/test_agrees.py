"""What we read without a problem is what ruamel.yaml reads: a corpus, and its texts edited at random."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from amelang.text.reader import read
from amelang.text.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

EDITED = 12_000


def test_on_the_corpus(corpus: list[str], fault: Callable[[str], str | None]) -> None:
    assert len(corpus) > 400
    assert [wrong for text in corpus if (wrong := fault(text))] == []


def test_most_of_what_ruamel_reads_is_no_problem(
    corpus: list[str], ruamel_told: Callable[[str], str | None]
) -> None:
    valid = [text for text in corpus if ruamel_told(text) is not None]
    refused = [text for text in valid if read(Source(text)).problems]
    # What is left out on purpose: `? ` keys, directives, keys in brackets, values that nobody means.
    assert len(refused) < len(valid) / 4


def test_on_edited_texts(
    corpus: list[str], mutated: Callable[[random.Random, list[str]], str], fault: Callable[[str], str | None]
) -> None:
    numbers = random.Random(20240607)
    for _ in range(EDITED):
        text = mutated(numbers, corpus)
        assert fault(text) is None, repr(text)


def test_on_pieces_put_together(
    corpus: list[str], mutated: Callable[[random.Random, list[str]], str], fault: Callable[[str], str | None]
) -> None:
    numbers = random.Random(7)
    short = [text for text in corpus if len(text) < 40 and "\n" not in text]
    for _ in range(3_000):
        lines = [" " * numbers.randrange(4) + mutated(numbers, short) for _ in range(numbers.randrange(2, 6))]
        text = "\n".join(lines)
        assert fault(text) is None, repr(text)
