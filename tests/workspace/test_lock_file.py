"""`ame.lock`: written the same every time, read strictly, friendly to merges."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amelang.workspace.lock import BrokenLock, Locked, lock_text, read_lock, write_lock

ADDRESS = "https://git.example.com/ml/{}.git"
HASH = "sha256:" + "ab" * 32
ENTRY = f'[[import]]\ngit = "{ADDRESS.format("a")}"\ncommit = "{"1" * 40}"\nhash = "{HASH}"\n'


def entry(name: str, ref: str = "", path: str = "", commit: str = "1") -> Locked:
    return Locked((ADDRESS.format(name), ref, path), commit * 40, HASH)


def entries(*locked: Locked) -> dict[tuple[str, str, str], Locked]:
    return {one.wanted: one for one in locked}


def test_the_text_of_a_lock_file() -> None:
    locked = entries(entry("b", ref="v1", path="templates", commit="2"), entry("a"))
    assert lock_text(locked) == (
        "# Written by `ame import sync`: what the imports from git mean. Keep it with the project.\n"
        f'\n[[import]]\ngit = "{ADDRESS.format("a")}"\ncommit = "{"1" * 40}"\nhash = "{HASH}"\n'
        f'\n[[import]]\ngit = "{ADDRESS.format("b")}"\nref = "v1"\npath = "templates"\n'
        f'commit = "{"2" * 40}"\nhash = "{HASH}"\n'
    )


WORD = st.text(st.characters(exclude_characters="/\\", exclude_categories=("Cc", "Cs")), min_size=1).filter(
    lambda word: word not in (".", "..") and word.isprintable() and ":" not in word
)


@given(st.lists(st.builds(entry, st.sampled_from("abc"), WORD, WORD, st.sampled_from("12")), max_size=4))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, listed: list[Locked]) -> None:
    folder = tmp_path_factory.mktemp("lock")
    write_lock(str(folder / "ame.lock"), entries(*listed))
    lock = read_lock(str(folder), "ame.lock")
    assert (lock.entries, lock.problems) == (entries(*listed), [])


def test_without_a_file_nothing_is_locked(tmp_path: Path) -> None:
    lock = read_lock(str(tmp_path), "ame.lock")
    assert (lock.entries, lock.problems) == ({}, [])


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("[[import]\n", 1, "this is not TOML"),
        ("a = 1\nb = \n", 2, "this is not TOML"),
        ('version = 2\n[[import]]\ngit = "x"\n', 1, "it is no list of `[[import]]`"),
        ("import = [{}]\n", 1, "it is no list of `[[import]]`"),
        ("[[import]]\n", 1, "this entry is not one that AME writes"),
        (ENTRY + "\n" + ENTRY.replace(HASH, "md5:0"), 6, "this entry is not one that AME writes"),
        (ENTRY.replace("1" * 40, "main"), 1, "this entry is not one that AME writes"),
        (ENTRY.replace("https", "ext::sh"), 1, "this entry is not one that AME writes"),
        (ENTRY + 'path = "../../x"\n', 1, "this entry is not one that AME writes"),
        (ENTRY + "more = 1\n", 1, "this entry is not one that AME writes"),
        (f"{ENTRY}<<<<<<< HEAD\n=======\n", 5, "a merge has left both of its sides here"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, text: str, line: int, reason: str) -> None:
    (tmp_path / "ame.lock").write_text(text)
    lock = read_lock(str(tmp_path), "ame.lock")
    (problem,) = lock.problems
    assert problem.message() == f"this lock file cannot be used: {reason}"
    assert (problem.span.first[0], lock.entries) == (line, {})


def sides(ours: str, theirs: str, base: str = "") -> str:
    return f"<<<<<<< HEAD\n{ours}{base}=======\n{theirs}>>>>>>> other\n"


def text(*locked: Locked) -> str:
    return lock_text(entries(*locked)).partition("\n\n")[2] + "\n"


@pytest.mark.parametrize(
    ("written", "kept", "differing"),
    [
        (text(entry("a")) + sides(text(entry("b")), text(entry("c"))), "abc", ""),
        (sides(text(entry("a")), ""), "a", ""),
        (text(entry("a")) + sides(text(entry("b")), text(entry("b", commit="2"))), "a", "b"),
        # git leaves what is alike on both sides outside, such as the first lines of two new entries.
        ("[[import]]\n" + sides(text(entry("b"))[11:], text(entry("c"))[11:]), "bc", ""),
        (ENTRY[: -len(HASH) - 10] + sides(f'hash = "{HASH}"\n', f'hash = "sha256:{"0" * 64}"\n'), "", "a"),
        (sides(text(entry("a")), text(entry("b")), f"||||||| 1234567\n{text(entry('m'))}"), "ab", ""),
        (sides(text(entry("a")), text(entry("b"))).replace("\n", "\r\n"), "ab", ""),
    ],
)
def test_both_sides_of_a_merge_are_read(tmp_path: Path, written: str, kept: str, differing: str) -> None:
    (tmp_path / "ame.lock").write_bytes(written.encode())
    lock = read_lock(str(tmp_path), "ame.lock")
    assert lock.merge is not None
    assert lock.merge.entries == entries(*map(entry, kept))
    assert lock.merge.differing == {entry(name).wanted for name in differing}
    # To whoever wants to use it, it is a broken file.
    assert (lock.entries, [type(one) for one in lock.problems]) == ({}, [BrokenLock])


@pytest.mark.parametrize(
    "written",
    [
        sides(text(entry("a")), text(entry("b")))[:-14],
        sides(sides(text(entry("a")), ""), text(entry("b"))),
        "=======\n" + text(entry("a")),
        sides(text(entry("a")), ENTRY.replace("https", "ext::sh")),
        sides(text(entry("a")), "[[import]\n"),
    ],
)
def test_sides_that_cannot_be_told_apart_or_read(tmp_path: Path, written: str) -> None:
    (tmp_path / "ame.lock").write_text(written)
    lock = read_lock(str(tmp_path), "ame.lock")
    (problem,) = lock.problems
    assert lock.merge is None
    assert problem.help() == "keep either side of the merge, then run `ame import sync`"


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "ame.lock").mkdir()
    (problem,) = read_lock(str(tmp_path), "ame.lock").problems
    assert problem.code == "AME090"


def test_two_branches_that_lock_different_imports_merge(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
        subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True)

    def commit(*locked: Locked) -> None:
        write_lock(str(tmp_path / "ame.lock"), entries(*locked))
        git("add", "-A")
        git("commit", "-q", "-m", "a change")

    git("init", "-q", "-b", "main")
    base = (entry("b"), entry("f"), entry("m"), entry("t"))
    commit(*base)
    git("switch", "-q", "-c", "other")
    commit(*base, entry("p"))
    git("switch", "-q", "main")
    commit(*base, entry("d"))
    git("merge", "-q", "other")
    lock = read_lock(str(tmp_path), "ame.lock")
    assert lock.entries == entries(*base, entry("d"), entry("p"))
    assert (tmp_path / "ame.lock").read_text() == lock_text(lock.entries)
