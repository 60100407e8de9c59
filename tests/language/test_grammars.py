"""The small grammars: pattern and grammar accept the same words."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amelang.language import duration, quantity, scalars
from amelang.language.grammar import END, failure


@given(
    st.text("0123456789.+-eEnumkKMGTPi ", max_size=10)
    | st.from_regex(quantity.PATTERN, fullmatch=True)
    | st.text(max_size=6)
)
def test_pattern_and_grammar_of_quantities_agree(word: str) -> None:
    assert (re.fullmatch(quantity.PATTERN, word) is not None) == (failure("quantity", word) is None)


@given(
    st.text("0123456789dhms ", max_size=10)
    | st.from_regex(duration.PATTERN, fullmatch=True)
    | st.text(max_size=6)
)
def test_pattern_and_grammar_of_durations_agree(word: str) -> None:
    assert (re.fullmatch(duration.PATTERN, word) is not None) == (failure("duration", word) is None)


def test_a_failure_says_where_and_what_was_expected() -> None:
    found = failure("quantity", "10GB")
    assert found is not None
    assert (found.at, found.after, found.expected) == (3, "G", {END, "I"})
    found = failure("duration", "2h30")
    assert found is not None
    assert (found.at, found.after, found.expected) == (4, "30", {"MINUTES", "SECONDS"})


@pytest.mark.parametrize(("word", "loaded"), [("10G", False), ("10GB", True)])
def test_lark_is_loaded_for_a_word_that_fails_and_never_else(word: str, loaded: bool) -> None:
    code = (
        "import sys\n"
        "from amelang.workspace.project import load_source\n"
        "from amelang.text.source import Source\n"
        f"text = 'tasks: [{{name: a, timeout: 2h, resources: {{memory: {word}}}}}]'\n"
        "found = [problem.message() for problem in load_source(Source(text), 'ame.yml').problems]\n"
        f"assert bool(found) is {loaded}, found\n"
        f"sys.exit(('lark' in sys.modules) is not {loaded})"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(
    st.sampled_from([kind for kind in vars(scalars).values() if isinstance(kind, scalars.Pattern)]),
    st.text("aZ09_-./:@", max_size=8) | st.text(max_size=4),
)
def test_words_are_accepted_by_their_pattern(kind: scalars.Pattern, word: str) -> None:
    accepted = re.fullmatch(kind.pattern, word) is not None and len(word) <= (kind.longest or len(word))
    assert (kind.read(word) is not None) == accepted or kind is scalars.TIME_ZONE


@given(st.text("0123456789.nkmMGTPEi", max_size=6) | st.from_regex(quantity.PATTERN, fullmatch=True))
def test_quantities_are_accepted_by_their_pattern(word: str) -> None:
    accepted = re.fullmatch(quantity.PATTERN, word) is not None and len(word) <= quantity.LONGEST
    assert (quantity.parse(word) is not None) == accepted
