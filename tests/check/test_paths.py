"""Paths that are given to `ame check`, and what it finds there: closed folders, odd names, slashes."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Check, Write

pytestmark = pytest.mark.usefixtures("here")


@pytest.mark.usefixtures("permissions_hold")
def test_a_folder_that_may_not_be_looked_into(check: Check) -> None:
    Path("locked").mkdir(mode=0)
    assert check("locked") == (2, "", "ame: `locked`: permission denied\n")
    assert check("locked/ame.yml") == (2, "", "ame: `locked/ame.yml`: permission denied\n")
    assert check("locke/ame.yml")[2].startswith("ame: `locke/ame.yml` does not exist\n")


@pytest.mark.usefixtures("permissions_hold")
def test_a_folder_below_that_may_not_be_looked_into_is_said(check: Check, write: Write) -> None:
    write("ame.yml")
    Path("data/locked").mkdir(mode=0, parents=True)
    said = "ame: `data/locked` cannot be looked into: permission denied\n"
    assert check() == (0, "no problems in 1 project\n", said)
    assert check("-o", "json")[2] == said
    assert check("ame.yml")[2] == ""
    # What nobody wants to be looked into is not missed.
    Path(".git").mkdir()
    Path(".gitignore").write_text("data/\n")
    assert check()[2] == ""


@pytest.mark.usefixtures("permissions_hold")
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_the_name_of_a_folder_cannot_fake_lines_or_colours(check: Check, write: Write) -> None:
    write("ame.yml")
    Path("data/\x1b[31mred\r\n::error::fake").mkdir(mode=0, parents=True)
    said = (
        "ame: `data/<U+001B>[31mred<U+000D><U+000A>::error::fake` cannot be looked into: permission denied\n"
    )
    assert check()[2] == said
    assert "\x1b" not in check("a\x1b[31m")[2]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_no_list_shows_the_name_of_a_folder_raw(check: Check, write: Write) -> None:
    write("a\x1b[2J/ame.yml", f"project: p\n{write.good}    env: []\n")
    shown = "a<U+001B>[2J/ame.yml"
    assert f"  {shown}:6:5: AME103" in check("--show-fixes")[1]
    check("--baseline", "known.json", "--update-baseline")
    write("a\x1b[2J/ame.yml", f"project: p\n{write.good}")
    assert f"  {shown}: old-spelling" in check("--baseline", "known.json")[2]


@pytest.mark.parametrize("named", [["."], ["./"], ["../attic"], ["x"]], ids=str)
def test_all_that_a_named_folder_has_is_left_out(
    named: list[str], monkeypatch: pytest.MonkeyPatch, check: Check, write: Write
) -> None:
    write("ame.toml", '[check]\nexclude = ["attic/"]\n')
    write("attic/x/ame.yml")
    monkeypatch.chdir("attic")
    said = f"ame: `{named[0]}` is left out, as `exclude` in ame.toml says\n"
    assert check(*named) == (0, "no problems in 0 projects\n", said)


def test_a_named_folder_of_which_something_is_checked_is_not_left_out(check: Check, write: Write) -> None:
    write("ame.toml", '[check]\nexclude = ["attic/"]\n')
    write("attic/ame.yml")
    write("ame.yml", f"project: p\n{write.good}")
    assert check(".")[2] == ""


@pytest.mark.parametrize("options", [(), ("--statistics",)], ids=["plain", "with an option"])
def test_all_that_there_is_is_left_out(options: tuple[str, ...], check: Check, write: Write) -> None:
    write("ame.toml", '[check]\nexclude = ["attic/", "/ame.yml"]\n')
    write("attic/x/ame.yml")
    said = "ame: `attic/x/ame.yml` is left out, as `exclude` in ame.toml says\n"
    assert check(*options) == (0, "no problems in 0 projects\n", said)
    write("ame.yml")
    said = "ame: `ame.yml` and 1 more are left out, as `exclude` in ame.toml says\n"
    assert check(*options) == (0, "no problems in 0 projects\n", said)
    os.chdir("attic")
    assert check(*options)[2].startswith("ame: `x/ame.yml` is left out")
    write("../good/ame.yml", f"project: p\n{write.good}")
    os.chdir("..")
    assert check(*options) == (0, "no problems in 1 project\n", "")


@pytest.mark.parametrize("named", [[], ["."], ["./"]], ids=str)
def test_all_that_there_is_is_ignored(named: list[str], check: Check, write: Write) -> None:
    Path(".git").mkdir()
    write(".gitignore", "scratch/\n")
    write("more/.gitignore", "*.yml\n!two/ame.yml\ntwo/\n")
    for name in ("scratch/one", "scratch/one/deep", "more/two", ".venv"):
        write(f"{name}/ame.yml")
    write(".venv/pyvenv.cfg", "")
    where = f"in `{named[0]}`" if named else "here or in a folder above"
    assert check(*named) == (
        2,
        "",
        "ame: `more/two/ame.yml` is left out, as `more/.gitignore` says\n"
        "ame: `scratch/one/ame.yml` and 1 more are left out, as `.gitignore` says\n"
        f"ame: there is no other `ame.yml` {where}\n"
        "  = help: name the file of one that is left out to check it all the same\n",
    )
    assert check("scratch/one/ame.yml")[0] == 0
    os.chdir("more")
    assert check()[2].startswith("ame: `two/ame.yml` is left out, as `.gitignore` says\n")


@pytest.mark.parametrize("name", ["a/", "a//", "./a/", "a/."])
def test_a_slash_behind_a_folder_makes_no_difference(name: str, check: Check, write: Write) -> None:
    write("ame.toml", "")
    for number in range(12):
        write(f"a/p{number}/ame.yml", f"project: p{number}\nimports:\n  - project: p{(number + 1) % 12}\n")
    write("ap1/ame.yml", write.bad)
    for _ in range(2):
        # The second time they are remembered.
        plain = check("a")
        assert (plain[0], plain[2]) == (0, "12 warnings in 12 projects\n")
        assert check(name) == check("a", name) == plain
        assert check(f"{os.getcwd()}/{name}")[2] == plain[2]
    assert check(name, "ap1") == check("a", "ap1")
    assert check(name, "ap1")[0] == 1


def test_a_text_of_a_folder_that_is_not_there_yet(monkeypatch: pytest.MonkeyPatch, check: Check) -> None:
    text = "project: a\nimports:\n  - project: b\ntasks: []\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    code, out, err = check("--stdin-filename", "new/ame.yml", "-o", "concise")
    assert (code, err) == (1, "1 error in 1 project\n")
    assert "missing-import" in out


def test_a_folder_that_goes_away_meanwhile_had_nothing_in_it(
    monkeypatch: pytest.MonkeyPatch, check: Check, write: Write
) -> None:
    write("ame.yml")
    Path("gone").mkdir()
    real = os.scandir

    def scandir(path: str) -> object:
        if path.endswith("gone"):
            raise FileNotFoundError(2, "No such file or directory", path)
        return real(path)

    monkeypatch.setattr("amelang.workspace.find.os.scandir", scandir)
    assert check() == (0, "no problems in 1 project\n", "")


@pytest.mark.usefixtures("permissions_hold")
def test_a_file_that_may_not_be_read(check: Check, write: Write) -> None:
    write("ame.yml")
    os.chmod("ame.yml", 0)
    code, out, _ = check("-o", "concise")
    said = "this file cannot be read: permission denied"
    assert (code, out) == (1, f"ame.yml:1:1: error AME090 unreadable-file: {said}\n")
