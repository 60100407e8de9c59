"""A problem keeps its fingerprint while the lines around it move, so that CI knows it again."""

from __future__ import annotations

from amelang.checks.run import check
from amelang.report.fingerprint import fingerprints
from amelang.text.source import Source
from amelang.workspace.project import load_source

TEXT = "tasks:\n  - name: a\n    retires: 1\n  - name: b\n    retires: 1\n    resources:\n      memory: 1\n"


def prints(text: str) -> dict[str, str]:
    """Return the fingerprint of each problem about a key, by what stands in its line and above."""
    problems = check(load_source(Source(text), "ame.yml"))
    known = fingerprints(problems)
    assert len(set(known)) == len(known)
    return dict(zip((f"{one.code} {one.span.first[0]}" for one in problems), known, strict=True))


def test_they_stay_when_lines_move() -> None:
    before = prints(TEXT)
    after = prints("# A comment.\n\nproject: x\n" + TEXT)
    moved = {
        f"{code} {int(line) + 3}": known for key, known in before.items() for code, line in [key.split()]
    }
    assert after == moved


def test_they_stay_when_a_neighbour_goes() -> None:
    before = prints(TEXT).values()
    after = prints(TEXT.replace("  - name: a\n    retires: 1\n", "")).values()
    assert set(after) < set(before)


def test_they_stay_when_line_ends_and_indentation_change() -> None:
    windows = prints(TEXT.replace("\n", "\r\n"))
    assert windows == prints(TEXT)
    assert prints(TEXT.replace("\n  ", "\n    ")) == prints(TEXT)


def test_the_same_line_twice_has_two() -> None:
    text = "tasks:\n  - retires: 1\n  - retires: 1\n"
    assert len(prints(text)) == len(set(prints(text).values()))


def test_many_problems_take_no_longer_than_they_must() -> None:
    text = "tasks:\n" + "  - name: a\n    retires: 1\n" * 5000
    problems = check(load_source(Source(text), "ame.yml"))
    assert len(set(fingerprints(problems))) == len(problems) >= 10_000
