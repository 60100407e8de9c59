"""The fuzz run of `tests/fuzz/check.py`: some texts of it, and that each of its laws can be broken."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from amelang.language.problems import UnknownKey
from amelang.text.problem import Note, Problem
from amelang.text.source import Source, Span

FUZZ = Path(__file__).parent.parent / "fuzz"
COUNTER = count()
MODULES = ("breaking", "check", "fewer", "laws", "writing")
BROKE = (
    "tasks:\n  - executor:\n      ? pip\n      command\n",
    "<<: - ame:\nxame a",
    "tas\n  - &c\n   sets:\n ?   - }\n  r:",
    "   a: |\n\tb\n:",
    "        o: |\n\t  ls\n   ",
    "tasks:\n    !\n  : r\n    name:",
    "models\n  - training: task: pipeline: -\n - env:\n",
    "tasks:\nexecutor\n custom\n   -",
    ": n\n d: |",
    " :\n!\n  d: |",
    "{project: d,name: [{e: s}]}",
    "templates\n secrets:\n - ! vault\n    :",
    "{a:b #\r\xa0",
    "{a: b, 1 2\n 3 4}",
)
"""Texts that a run found, as short as they could be."""
CASE = "project: shop\ntasks:\n  - name: train\n    executor: !custom\n      runcommand: ls\n"


@pytest.fixture(autouse=True)
def fuzz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The script as a module, in a folder with all that it lays out."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(FUZZ))
    for name in MODULES:
        sys.modules.pop(name, None)
    import check

    check.lay_out()
    yield check
    for name in MODULES:
        sys.modules.pop(name, None)


def test_some_texts_break_no_law(fuzz: Any, capsys: pytest.CaptureFixture[str]) -> None:
    options = fuzz.main_options(["--count", "120", "--seed", "7", "--thorough", "2", "--fixes", "2"])
    assert fuzz.run(options) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("120 texts in ")
    assert "\nFAILED" not in printed


def test_each_text_comes_from_the_seed(fuzz: Any) -> None:
    one, same, other = (fuzz.Texts(seed) for seed in (1, 1, 2))
    texts = [repr(one.next()) for _ in range(50)]
    assert texts == [repr(same.next()) for _ in range(50)]
    assert texts != [repr(other.next()) for _ in range(50)]


def test_every_key_and_tag_of_the_language_is_written(fuzz: Any) -> None:
    import random

    from writing import Author

    from amelang.language.shape import Record

    numbers = random.Random(1)
    texts = "\n".join(Author(numbers).project() for _ in range(1500))

    def records(base: type[Record]) -> Iterator[type[Record]]:
        for sub in base.__subclasses__():
            if sub.__module__.endswith("ame_yml"):
                yield sub
                yield from records(sub)

    for record in records(Record):
        assert not record.tag or f"{record.tag} " in texts or f"{record.tag}\n" in texts
        for name in record.keys:
            assert f"{name}:" in texts, f"no text has `{name}` of {record.noun}"


class Odd(UnknownKey):
    """A problem that is made up."""

    def help(self) -> str | None:
        return None


def odd(source: Source, **facts: Any) -> Problem:
    span = facts.pop("span", Span(source, 0, 7))
    return Odd(span=span, key="x", record="a project", near=None, known=(), **facts)


def twice(found: Any, source: Source) -> None:
    found.found.append(odd(source))
    found.found.append(odd(source))


def outside(found: Any, source: Source) -> None:
    found.found.append(odd(source, span=Span(source, 0, 9999)))


def note_outside(found: Any, source: Source) -> None:
    problem = odd(source)
    problem.add_note(Note("here", Span(source, 5, 4)))
    found.found.append(problem)


def misread(found: Any, source: Source) -> None:
    found.projects[0].tree.root.entries.pop()


def dropped(found: Any, source: Source) -> None:
    found.found.clear()
    found.projects[0].record.__dict__.pop("tasks")


def changing(found: Any, source: Source) -> None:
    found.found.append(odd(source, span=Span(source, next(COUNTER), 40)))


def slow(found: Any, source: Source) -> None:
    started = time.process_time()
    while time.process_time() - started < 0.1:
        pass


def failing(found: Any, source: Source) -> None:
    raise KeyError(source.path)


PLANTED: dict[str, Callable[[Any, Source], None]] = {
    "is quick": slow,
    "raises nothing (KeyError": failing,
    "has its places: AME101: 0": outside,
    "has its places: AME101: 5": note_outside,
    "says nothing twice": twice,
    "is read as by ruamel.yaml": misread,
    "loses no word": dropped,
    "is the same again": changing,
}


@pytest.mark.parametrize(("law", "plant"), PLANTED.items(), ids=list(PLANTED))
def test_a_planted_fault_is_found(
    law: str, plant: Callable[[Any, Source], None], fuzz: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import laws

    real = laws.check_all

    def check_all(*arguments: Any) -> Any:
        found = real(*arguments)
        plant(found, found.projects[0].source)
        return found

    monkeypatch.setattr(laws, "check_all", check_all)
    with pytest.raises(laws.BrokenLawError) as broken:
        laws.Judge().judge(laws.Case(CASE, "bare"), thoroughly=True, fixes=True)
    assert str(broken.value).startswith(law)


@pytest.mark.parametrize("text", BROKE)
def test_what_broke_a_law_once_breaks_none_now(fuzz: Any, text: str) -> None:
    import laws

    laws.Judge().judge(laws.Case(text, "bare"), thoroughly=True, fixes=True)


def test_a_text_is_made_shorter_as_long_as_it_breaks(fuzz: Any) -> None:
    from fewer import fewer

    text = "".join(f"line {number}\n" for number in range(200)) + "a broken line\n"
    assert fewer(text, lambda text: "broken" in text) == "broken"
