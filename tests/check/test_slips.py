"""Every slip in every line of three right files: one slip is one problem, and mending gives what was meant.

`slips/*.yml` are the files, `slips/*.txt` the few slips of which something else is said or made, with
that. Many slips leave a file that is right, such as a block that is indented more. `pytest tests/check
--force-regen` writes the lists anew; read the difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from amelang.checks.run import Checked, check_all
from amelang.report.fixes import mend
from amelang.text.reader import read
from amelang.text.source import Source
from amelang.text.tree import Mapping, Node, Scalar, Sequence

FOLDER = Path(__file__).parent / "slips"
FILES = {"tasks": 0.01, "steps": 0.01, "flat": 0.025}
"""The files, and of how many slips at most something else is said: where lists stand in the column of the
key that they belong to, columns say less."""
BESIDE = {
    "requirements.txt": "",
    "poetry.lock": "",
    "MLproject": "",
    "pyproject.toml": '[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.9"\n',
    "train.py": "",
    "prepare.py": "",
    "check.py": "",
    "a.sh": "#!/bin/sh\n",
    "b.sh": "#!/bin/sh\n",
    "fetch.sh": "#!/bin/sh\n",
    "ame.toml": '[vaults.company_vault]\naddress = "https://vault.example.com"\n',
}


@pytest.fixture(autouse=True)
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in BESIDE.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)


def slips(line: str) -> Iterator[tuple[str, str]]:
    """Give the slips that somebody may make in a line: what kind, and the line with it."""
    words = line.lstrip(" ")
    column = len(line) - len(words)
    blank = " " * column
    yield "one column deeper", f" {line}"
    yield "two columns deeper", f"  {line}"
    if column >= 1:
        yield "one column too far left", line[1:]
    if column >= 2:
        yield "two columns too far left", line[2:]
        yield "tabs", "\t" * (column // 2) + words
        yield "other blanks", "\xa0" * column + words
    if words.startswith("- "):
        yield "blanks in place of the dash", f"{blank}  {words[2:]}"
        yield "no dash", blank + words[2:]
        yield "no space behind the dash", f"{blank}-{words[2:]}"
        yield "a long dash", f"{blank}\u2013{words[1:]}"
    elif words[0] != "!":
        yield "a dash too much", f"{blank}- {words}"
    if ": " in line:
        yield "no space behind the colon", line.replace(": ", ":", 1)
        yield "no colon", line.replace(": ", " ", 1)
        yield "an equals sign", line.replace(": ", " = ", 1)
    elif line.endswith(":"):
        yield "no colon", line[:-1]
    if "!" in line:
        yield "no `!`", line.replace("!", "", 1)
        yield "a colon behind the tag", f"{line}:"
    key = words.removeprefix("- ").partition(":")[0]
    if ":" in words and len(key) > 3:
        yield "a letter too few", line.replace(key, key[0] + key[2:], 1)
        yield "other capitals", line.replace(key, key.upper() if key.islower() else key.lower(), 1)


def check(texts: dict[str, Source]) -> Checked:
    return check_all(["ame.yml"], None, texts)


def meaning(node: Node) -> object:
    """Return what a value says, without its form."""
    tag = node.tag.text if node.tag else ""
    if isinstance(node, Mapping):
        return tag, {entry.key.span.text: meaning(entry.value) for entry in node.entries}
    if isinstance(node, Sequence):
        return tag, [meaning(item) for item in node.items]
    return tag, node.text if isinstance(node, Scalar) else None


class Slip:
    """A slip in a file: what is said of it, and whether what mends it gives what was meant."""

    def __init__(self, before: str, number: int, kind: str, line: str) -> None:
        lines = before.splitlines()
        self.place = f"{number + 1}: {kind}: {line.expandtabs(2).strip()}"
        lines[number] = line
        found = check({"ame.yml": Source("\n".join(lines) + "\n")})
        self.said = [f"{one.span.first[0]}: {one.name}: {one.message()}" for one in found.problems]
        self.right = {}
        """Of safe fixes, and of all, whether the file is as before; only where nothing is wrong then."""
        for unsafe in (False, True):
            made = mend(found, check, unsafe=unsafe)
            if made.repairs and not made.checked.problems:
                text = made.after["ame.yml"]
                self.right[unsafe] = meaning(read(text).root) == meaning(read(Source(before)).root)


@cache
def slips_of(name: str) -> tuple[Slip, ...]:
    text = (FOLDER / f"{name}.yml").read_text("utf-8")
    lines = text.splitlines()
    return tuple(
        Slip(text, number, kind, slip)
        for number, line in enumerate(lines)
        for kind, slip in slips(line)
        if slip != line
    )


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_right(name: str) -> None:
    assert check({"ame.yml": Source((FOLDER / f"{name}.yml").read_text("utf-8"))}).problems == []


@pytest.mark.parametrize("name", FILES)
def test_one_slip_is_one_problem(name: str, file_regression: FileRegressionFixture) -> None:
    every = slips_of(name)
    many = [slip for slip in every if len(slip.said) > 1]
    assert len(many) <= len(every) * FILES[name]
    told = "".join(f"{slip.place}\n" + "".join(f"    {said}\n" for said in slip.said) for slip in many)
    file_regression.check(told, fullpath=FOLDER / f"{name}.many.txt", encoding="utf-8")


@pytest.mark.parametrize("name", FILES)
def test_what_is_safe_to_mend_is_mended_to_what_was_meant(name: str) -> None:
    assert [slip.place for slip in slips_of(name) if slip.right.get(False) is False] == []


@pytest.mark.parametrize("name", FILES)
def test_most_guesses_are_what_was_meant(name: str, file_regression: FileRegressionFixture) -> None:
    every = slips_of(name)
    wrong = [slip.place for slip in every if slip.right.get(True) is False]
    right = sum(slip.right.get(True) is True for slip in every)
    assert right > len(every) * 3 / 4
    file_regression.check(
        "".join(f"{place}\n" for place in wrong), fullpath=FOLDER / f"{name}.wrong.txt", encoding="utf-8"
    )
