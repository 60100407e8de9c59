"""What holds of mending whatever the text is: it ends, it harms nothing, it touches only what it edits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from amelang.checks.run import Checked, check_all
from amelang.report.fixes import Mended, Texts, mend
from amelang.text.edits import edited
from amelang.text.problem import Edit, Severity
from amelang.text.referee import disagreement
from amelang.text.source import Source, Span

HERE = Path(__file__).parent
CORPUS = [
    path.read_bytes().decode()
    for path in sorted([*HERE.glob("cases/*/ame.yml"), *HERE.glob("scenarios/*/ame.yml")])
]
PIECES = (
    "",
    " ",
    "\n",
    "\t",
    ":",
    "- ",
    '"',
    "#",
    "[",
    "}",
    "&a ",
    "*a",
    "env:",
    "taskref: x",
    "runcommand: y",
    "memory: 10 G",
    "timeout: 5 h",
    "retries: yes",
    "# ame: allow unknown-key, tiny-amount",
    "schedule: * * * * *",
    "!pipEnv",
    "é🎉",
    "---\n",
)


@pytest.fixture(autouse=True, scope="module")
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("nowhere"))
        yield


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A text of the corpus with some places changed, and perhaps other line ends."""
    text = draw(st.sampled_from(CORPUS))
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(text)))
        end = min(start + draw(st.integers(0, 8)), len(text))
        text = text[:start] + draw(st.sampled_from(PIECES)) + text[end:]
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n"])))


def check(some: Texts) -> Checked:
    return check_all(["ame.yml"], None, some)


def mended(text: str, *, unsafe: bool) -> tuple[Checked, Mended]:
    before = check({"ame.yml": Source(text)})
    return before, mend(before, check, unsafe=unsafe)


def errors(checked: Checked) -> int:
    return sum(problem.severity == Severity.ERROR for problem in checked.found)


# Two fixes that would undo each other: a value that two kinds of word read, a list that goes ever deeper.
@example(
    "templates:\n- name: a\n  triggers:\n    timeZone: &a EopCopenhagen\n  environment:\n  - key: *a\n", True
)
@example("templates\n- :\n ggers:\n  eZone: &a rope/Copenhagen\n secrets:\n - !me injectAs: *a", True)
@example("project: x\n :\n- name: t  pipeline:\n  -\n -", True)
@settings(max_examples=150, deadline=None)
@given(texts(), st.booleans())
def test_mending_ends_and_adds_no_problem(text: str, unsafe: bool) -> None:
    before, result = mended(text, unsafe=unsafe)
    after = check(result.after)
    assert len(after.found) <= len(before.found)
    assert errors(after) <= errors(before)
    again = mend(after, check, unsafe=unsafe)
    assert again.repairs == []
    assert again.after["ame.yml"].text == result.after["ame.yml"].text


@settings(max_examples=100, deadline=None)
@given(texts(), st.booleans())
def test_the_result_is_the_text_and_its_edits_and_nothing_else(text: str, unsafe: bool) -> None:
    _, result = mended(text, unsafe=unsafe)
    rounds: dict[int, list[Edit]] = {}
    for repair in result.repairs:
        for edit in repair.edits:
            rounds.setdefault(id(edit.span.source), []).append(edit)
    for edits in rounds.values():
        assert edits[0].span.source.text == text
        text = edited(edits[0].span.source, edits)[0].text
    assert result.after["ame.yml"].text == text


@settings(max_examples=100, deadline=None)
@given(texts(), st.booleans())
def test_ruamel_still_reads_what_was_mended(text: str, unsafe: bool) -> None:
    _, result = mended(text, unsafe=unsafe)
    tree = result.checked.projects[0].tree
    if result.repairs and not tree.problems:
        assert disagreement(tree) is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.data())
def test_every_character_outside_edits_stays(text: str, data: st.DataObject) -> None:
    source = Source(text)
    places = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = list(zip(places[::2], places[1::2], strict=False))
    edits = [Edit(Span(source, start, end), data.draw(st.text(max_size=5))) for start, end in pairs]
    made, new = edited(source, data.draw(st.permutations(edits)))
    behind_old = behind_new = 0
    for (start, end), place in zip(pairs, new, strict=True):
        assert made.text[behind_new : place.start] == text[behind_old:start]
        behind_old, behind_new = end, place.end
    assert made.text[behind_new:] == text[behind_old:]
