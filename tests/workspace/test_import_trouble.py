"""`ame import sync` where things go wrong: no network, no right, killed, two at once, a changed cache."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Ame = Callable[..., Any]
AME = (sys.executable, "-m", "amelang.cli.main")
SYNC = (*AME, "import", "sync")


def program(folder: Path, name: str, text: str) -> Path:
    """Write a shell script that can be started."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def imports_from(home: Path, address: str, ref: str = "v1") -> None:
    """Let the project import from another address."""
    text = (home / "ame.yml").read_text()
    lines = [
        f"    git: {address}" if "git:" in line else f"    ref: {ref}" if "ref:" in line else line
        for line in text.splitlines()
    ]
    (home / "ame.yml").write_text("\n".join(lines) + "\n")


@pytest.fixture
def ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand for ssh: runs what it is to run on the other machine here. Remembers its surroundings."""
    script = f'env > {tmp_path}/surroundings\nfor last; do :; done\nexec sh -c "$last"'
    path = program(tmp_path, "ssh", script)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(path))
    return path


def first_branch(home: Path, shared: Any) -> None:
    """Let the project import what the repository shows first, which is a branch that is not there."""
    text = (home / "ame.yml").read_text()
    (home / "ame.yml").write_text(text.replace("    ref: v1\n", ""))
    shared.git("symbolic-ref", "HEAD", "refs/heads/trunk")


def test_a_default_branch_that_does_not_exist(ame: Ame, home: Path, shared: Any, cache: Path) -> None:
    first_branch(home, shared)
    for number in range(6):
        shared.git("branch", f"b{number}", "main")
    done = ame("import", "sync")
    assert (done.code, done.err) == (
        1,
        f"ame: ame.yml:3:14: the default branch `trunk` of `{shared.address}` does not exist\n"
        "  = help: name another one with `ref`; its branches: `b0`, `b1`, `b2`, `b3`, `b4` and 2 more\n"
        "ame: `ame.lock` is left as it was\n",
    )
    assert not list(cache.glob("ame/imports/*"))
    # Servers before git 2.31 do not say which branch it is.
    shared.git("config", "lsrefs.unborn", "ignore")
    assert f"the default branch of `{shared.address}` does not exist\n" in ame("import", "sync").err


def test_a_default_branch_that_does_not_exist_where_there_are_only_tags(
    ame: Ame, home: Path, shared: Any
) -> None:
    first_branch(home, shared)
    shared.git("update-ref", "-d", "refs/heads/main")
    assert "  = help: name another one with `ref`; its tags: `v1`\n" in ame("import", "sync").err


def test_a_repository_without_a_commit(ame: Ame, home: Path, shared: Any, tmp_path: Path) -> None:
    first_branch(home, shared)
    empty = type(shared)(tmp_path / "empty.git")
    imports_from(home, empty.address)
    assert f": there is nothing in `{empty.address}`\n" in ame("import", "sync").err


def test_all_that_is_fetched_works_without_the_repository(ame: Ame, home: Path, shared: Any) -> None:
    ame("import", "sync")
    shared.folder.rename(shared.folder.with_name("gone.git"))
    done = ame("import", "sync")
    assert (done.code, done.out.split()[0]) == (0, "kept")
    assert done.err == (
        f"ame: there is no repository at `{shared.address}`; `shared` is used as it is locked\n"
    )
    assert ame("import", "sync", "--locked").err == ""
    assert ame("check", "--locked").out == "no problems in 1 project\n"
    assert ame("plan", "--offline").code == 0


def test_what_cannot_be_had_is_not_said_to_be_used(ame: Ame, home: Path, shared: Any, cache: Path) -> None:
    ame("import", "sync")
    shared.folder.rename(shared.folder.with_name("gone.git"))
    shutil.rmtree(cache)
    done = ame("import", "sync")
    assert (done.code, done.out.split()[0]) == (1, "failed")
    assert done.err == (
        f"ame: ame.yml:3:14: there is no repository at `{shared.address}`\n"
        "ame: `ame.lock` is left as it was\n"
    )


def test_without_a_network_what_is_missing_is_said_plainly(ame: Ame, home: Path) -> None:
    imports_from(home, "https://git.invalid/shared.git")
    done = ame("import", "sync")
    assert (done.code, done.err) == (
        1,
        "ame: ame.yml:3:14: `https://git.invalid/shared.git` cannot be reached\n"
        "  = help: what is fetched already works without it; try again when it can be reached\n"
        "ame: `ame.lock` is left as it was\n",
    )
    assert done.out == "failed  shared  -  v1  https://git.invalid/shared.git\n"


@pytest.mark.parametrize(
    ("ref", "said", "remedy"),
    [
        ("v9", "there is no tag or branch `v9` in", ""),
        (
            "abc1234",
            "there is no tag or branch `abc1234` in",
            "a commit is named by all of its 40 characters",
        ),
        ("0" * 40, "has no such commit, or does not give it", ""),
    ],
)
def test_a_ref_that_is_not_there(ame: Ame, home: Path, shared: Any, ref: str, said: str, remedy: str) -> None:
    imports_from(home, shared.address, ref)
    done = ame("import", "sync")
    assert done.code == 1
    assert said in done.err
    assert remedy in done.err
    assert not Path("ame.lock").exists()


def test_a_repository_behind_ssh(ame: Ame, home: Path, shared: Any, ssh: Path, tmp_path: Path) -> None:
    imports_from(home, f"git@example.com:{shared.folder}")
    done = ame("import", "sync")
    assert done.code == 0, done
    assert ame("check").code == 0
    surroundings = (tmp_path / "surroundings").read_text()
    assert "GIT_TERMINAL_PROMPT=0\n" in surroundings
    assert "SSH_ASKPASS=" not in surroundings


def test_a_repository_that_may_not_be_read(ame: Ame, home: Path, ssh: Path) -> None:
    program(ssh.parent, "ssh", "echo 'git@example.com: Permission denied (publickey).' >&2; exit 255")
    imports_from(home, "git@example.com:ml/shared.git")
    assert ame("import", "sync").err.splitlines()[:2] == [
        "ame: ame.yml:3:14: git may not read `git@example.com:ml/shared.git`",
        "  = help: see to it that `git ls-remote git@example.com:ml/shared.git` works without asking",
    ]


def test_a_password_is_never_printed(
    ame: Ame, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "gitconfig"
    settings.write_text('[url "https://ada:s3cret@git.invalid/"]\n    insteadOf = https://git.invalid/\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    imports_from(home, "https://git.invalid/shared.git")
    assert "s3cret" not in repr(ame("import", "sync"))
    imports_from(home, "https://ada:s3cret@git.invalid/shared.git")
    for command in (["check"], ["import", "sync"], ["import", "list"], ["import", "list", "-o", "json"]):
        assert "s3cret" not in repr(ame(*command)), command


def test_without_git(ame: Ame, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(home))
    assert "there is no program `git`" in ame("import", "sync").err


def test_a_cache_that_cannot_be_written(ame: Ame, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "file"))
    done = ame("import", "sync")
    assert done.code == 1
    assert "cannot be written" in done.err


def fetched_file(cache: Path, name: str) -> Path:
    (found,) = (cache / "ame" / "imports").glob(f"*/*/{name}")
    return found


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("tree/ame.yml", lambda path: path.write_text("project: shared\n")),
        ("tree/ame.yml", lambda path: path.unlink()),
        ("manifest", lambda path: path.write_text("")),
        ("manifest", lambda path: path.unlink()),
    ],
)
def test_a_cache_that_was_changed_is_never_used(
    ame: Ame, home: Path, cache: Path, name: str, change: Callable[[Path], object]
) -> None:
    ame("import", "sync")
    change(fetched_file(cache, name))
    done = ame("check", "-o", "concise")
    assert (done.code, done.out) == (
        1,
        "ame.yml:3:14: error AME269 changed-import: "
        "what was fetched for `shared` is not what `ame.lock` says\n",
    )
    assert ame("plan", "--offline").code == 1
    assert ame("import", "list").out.splitlines()[1].split()[-2] == "changed"
    assert ame("import", "sync").out.split()[0] == "fetched"
    assert ame("check").code == 0


@pytest.mark.parametrize("change", [lambda path: path.write_text("x"), lambda path: path.unlink()])
def test_nor_is_that_of_an_import_that_an_import_needs(
    ame: Ame, home: Path, cache: Path, shared: Any, tmp_path: Path, change: Callable[[Path], object]
) -> None:
    deep = type(shared)(tmp_path / "deep.git")
    commit = deep.commit({"ame.yml": "project: deep\ntemplates:\n  - name: base\n    timeout: 1h\n"})
    imports = f"imports:\n  - project: deep\n    git: {deep.address}\n    ref: main\n"
    text = f"project: shared\n{imports}templates:\n  - name: small\n    fromTemplate: deep.base\n"
    shared.commit({"ame.yml": f"{text}    executor: !custom {{command: echo one}}\n"}, tag="v1")
    ame("import", "sync")
    assert ame("check", "--locked").code == 0
    [file] = (cache / "ame" / "imports").glob(f"{commit}*/*/tree/ame.yml")
    change(file)
    for words in (("check",), ("check", "--locked"), ("task", "show", "one")):
        done = ame(*words)
        assert done.code == 1
        assert "AME269 changed-import: what was fetched for `deep`" in done.out + done.err


def test_any_other_file_is_checked_before_it_is_used(ame: Ame, home: Path, cache: Path) -> None:
    ame("import", "sync")
    fetched_file(cache, "tree/data/notes.txt").write_text("others")
    assert ame("check").code == 0
    assert ame("import", "sync").out.split()[0] == "fetched"
    assert fetched_file(cache, "tree/data/notes.txt").read_text() == "notes\n"


def test_a_repository_that_gives_other_files_for_the_same_commit(ame: Ame, home: Path, cache: Path) -> None:
    ame("import", "sync")
    lock = Path("ame.lock")
    before, _, _ = lock.read_text().partition("hash = ")
    lock.write_text(before + f'hash = "sha256:{"0" * 64}"\n')
    shutil.rmtree(cache)
    done = ame("import", "sync")
    assert done.code == 1
    assert "has other files than `ame.lock` says" in done.err
    assert not list((cache / "ame" / "imports").glob("*/*/tree"))


def slow_git(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every fetch take a minute."""
    real = shutil.which("git")
    script = f'case "$*" in *\' fetch \'*) touch {home}/fetching; sleep 60;; esac\nexec {real} "$@"'
    program(home / "bin", "git", script)
    monkeypatch.setenv("PATH", f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}")


def started(home: Path) -> subprocess.Popen[str]:
    """Start a sync, and wait until it fetches."""
    process = subprocess.Popen(SYNC, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    end = time.monotonic() + 30
    while not (home / "fetching").exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)
    return process


def test_interrupted_it_leaves_nothing_behind(
    home: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow_git(home, monkeypatch)
    process = started(home)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=10)
    assert (process.returncode, said) == (130, "ame: interrupted\n")
    assert os.listdir(cache / "ame" / "imports") == []
    assert not Path("ame.lock").exists()


def test_killed_it_can_be_run_again(
    ame: Ame, home: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        slow_git(home, patched)
        process = started(home)
        process.kill()
        process.communicate()
    (left,) = (cache / "ame" / "imports").iterdir()
    assert not Path("ame.lock").exists()
    os.utime(left, (0, 0))
    assert ame("import", "sync").code == 0
    assert not left.exists()
    assert ame("check").code == 0


@pytest.mark.parametrize("same", [True, False], ids=["one workspace", "two workspaces"])
def test_two_at_once(ame: Ame, home: Path, cache: Path, same: bool) -> None:
    other = home
    if not same:
        other = home.with_name("other")
        shutil.copytree(home, other)
    runs = [
        subprocess.Popen(SYNC, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for folder in (home, other, home, other)
    ]
    said = [run.communicate(timeout=60) for run in runs]
    assert [run.returncode for run in runs] == [0] * 4, said
    assert (home / "ame.lock").read_text() == (other / "ame.lock").read_text()
    assert [path.name[:4] for path in (cache / "ame" / "imports").iterdir()].count("new-") == 0
    assert ame("check", "--locked").code == 0
