"""What a repository cannot do to whoever imports from it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amelang.workspace.git_address import inner_path, refused, refused_ref, short_name, without_credentials
from amelang.workspace.taking import followed

Ame = Callable[..., Any]


def hook(path: Path, mark: Path) -> None:
    """Write a program that leaves a mark when somebody runs it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n")
    path.chmod(0o755)


def test_nothing_of_it_is_run(
    ame: Ame, home: Path, shared: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "mark"
    for name in ("post-checkout", "post-merge", "reference-transaction", "post-index-change"):
        hook(tmp_path / "hooks" / name, mark)
        hook(tmp_path / "template" / "hooks" / name, mark)
    hook(tmp_path / "evil", mark)
    settings = tmp_path / "gitconfig"
    settings.write_text(
        f"[core]\n hooksPath = {tmp_path}/hooks\n fsmonitor = {tmp_path}/evil\n askPass = {tmp_path}/evil\n"
        f'[init]\n templateDir = {tmp_path}/template\n[filter "evil"]\n smudge = {tmp_path}/evil\n'
        "[protocol]\n allow = always\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    shared.git("-c", "core.hooksPath=/dev/null", "config", "core.hooksPath", os.devnull)
    shared.commit({".gitattributes": "* filter=evil\n"}, tag="v1")
    mark.unlink(missing_ok=True)
    done = ame("import", "sync")
    assert done.code == 0, done
    assert not mark.exists()


def test_submodules_are_not_followed(ame: Ame, home: Path, shared: Any, tmp_path: Path, cache: Path) -> None:
    inner = type(shared)(tmp_path / "inner.git")
    inner.commit({"ame.yml": "project: inner\n"})
    shared.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", inner.address, "inner")
    shared.commit({}, tag="v1")
    assert ame("import", "sync").code == 0
    assert not list(cache.glob("ame/imports/*/*/tree/inner/*"))


def test_links_that_lead_out_are_left_out(
    ame: Ame, home: Path, shared: Any, tmp_path: Path, cache: Path
) -> None:
    for name, target in {
        "absolute": "/etc/passwd",
        "above": "../../secret",
        "inside": "data/notes.txt",
        "deep/up": "../..",
        "folder": "data",
        "round": "round",
    }.items():
        path = shared.folder / name
        path.parent.mkdir(exist_ok=True)
        path.symlink_to(target)
    shared.commit({}, tag="v1")
    done = ame("import", "sync")
    assert done.err.splitlines()[0] == (
        f"ame: links that lead out of `{shared.address}` are left out: "
        "`above`, `absolute`, `deep/up` and 1 more"
    )
    (tree,) = cache.glob("ame/imports/*/*/tree")
    assert sorted(path.name for path in tree.rglob("*") if path.is_symlink()) == ["folder", "inside"]
    assert (tree / "inside").read_text() == "notes\n"
    assert ame("check").code == 0


def test_no_link_in_a_repository_paints_the_terminal(ame: Ame, home: Path, shared: Any) -> None:
    (shared.folder / "a\x1b[2J\nb").symlink_to("/etc/passwd")
    shared.commit({}, tag="v1")
    said = ame("import", "sync").err
    assert ("`a<U+001B>[2J<U+000A>b`" in said, "\x1b" in said) == (True, False)


@pytest.mark.parametrize("target", ["/etc", "../elsewhere", "loop"])
def test_a_path_through_a_link_that_leads_out(ame: Ame, home: Path, shared: Any, target: str) -> None:
    (shared.folder / "loop").symlink_to(target)
    shared.commit({}, tag="v1")
    text = (home / "ame.yml").read_text()
    (home / "ame.yml").write_text(text.replace("ref: v1", "ref: v1\n    path: loop"))
    done = ame("import", "sync")
    assert (done.code, f"`loop` leads out of `{shared.address}`" in done.err) == (1, True), done


def test_a_fetched_project_sees_nothing_outside(ame: Ame, home: Path, shared: Any, tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "ame.yml").write_text("project: private\ntemplates:\n  - name: small\n")
    text = (
        f"project: shared\nimports:\n  - project: private\n    path: {tmp_path}/private\n"
        "templates:\n  - name: small\n    fromTemplate: private.small\n"
        "  - name: other\n    fromTemplate: home.none\n"
    )
    shared.commit({"ame.yml": text}, tag="v1")
    ame("import", "sync")
    assert ame("import", "list").out.splitlines()[1].split()[-3:-1] == ["leads", "out"]
    done = ame("plan", "--offline")
    assert done.code == 1
    assert "echo" not in done.out


def test_git_in_the_surroundings_of_a_hook(
    ame: Ame, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hook such as pre-commit says by variables which repository is meant."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    assert ame("import", "sync").code == 0
    assert not (tmp_path / "elsewhere").exists()


def test_too_much_is_not_taken(
    ame: Ame, home: Path, shared: Any, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    monkeypatch.setattr("amelang.workspace.taking.MOST_FILES", 1)
    done = ame("import", "sync")
    assert "which is too much" in done.err
    assert os.listdir(cache / "ame" / "imports") == []


GOOD = (
    "https://git.example.com/ml/shared.git",
    "https://git.example.com:8443/ml/shared",
    "https://ada@git.example.com/ml/shared.git",
    "ssh://git@git.example.com:2222/ml/shared.git",
    "git@git.example.com:ml/shared.git",
    "git@git.example.com:/srv/shared.git",
    "file:///srv/git/shared.git",
    "/srv/git/shared.git",
    r"C:\git\shared",
    "https://[2001:db8::1]/shared.git",
)
BAD = (
    "ext::sh -c ./anything",
    "fd::17/x",
    "http::https://git.example.com/x",
    "-oProxyCommand=./anything",
    "--upload-pack=./anything",
    "ssh://-oProxyCommand=x/y",
    "ssh://git@-oProxyCommand=x/y",
    "git@-oProxyCommand=x:y",
    "git@example.com:-x",
    "git@example.com:/-x",
    "https://-x/y",
    "http://git.example.com/x",
    "git://git.example.com/x",
    "ftp://git.example.com/x",
    "https://ada:secret@git.example.com/x",
    "https://git.example.com",
    "https://git.example.com/a b",
    "https://git.example.com/x\n--upload-pack=y",
    "../shared",
    "shared",
    "",
    "file://relative/path",
)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('git: "ext::sh"', "it names a helper program, which could do anything"),
        ("git: https://ada:s3cret@git.invalid/x.git", "it holds a password, which everybody could read here"),
        (
            'git: https://git.invalid/x.git\n    ref: "-x"',
            "it begins with `-`, which git would take for an option",
        ),
        ("git: https://git.invalid/x.git\n    path: ../x", "its path leads out of the repository"),
    ],
)
def test_what_is_refused_is_said_and_the_rest_is_fetched(ame: Ame, home: Path, line: str, said: str) -> None:
    text = (home / "ame.yml").read_text()
    for name in ("bad", "again"):
        text = text.replace("imports:\n", f"imports:\n  - project: {name}\n    {line}\n")
    (home / "ame.yml").write_text(text)
    done = ame("import", "sync")
    assert done.code == 1
    assert [row.split()[0] for row in done.out.splitlines()] == ["refused", "fetched"]
    assert done.err == (
        f"ame: ame.yml:3:14: nothing is taken from here: {said}\n"
        "  = help: `ame check` says what to write\n"
        "ame: `ame.lock` is written; keep it with the projects\n"
    )
    assert "s3cret" not in repr(done)
    assert ame("import", "sync", "--locked").code == 1
    (home / "ame.yml").write_text(f"project: home\nimports:\n  - project: bad\n    {line}\n")
    done = ame("import", "sync")
    assert (done.code, "imports anything from git" in done.err) == (1, False)


@pytest.mark.parametrize(
    ("path", "place"), [("../gone", "shared@v1/gone"), ("..", "shared@v1"), ("../../gone", "../../gone")]
)
def test_a_list_of_imports_does_not_name_the_cache(
    ame: Ame, home: Path, shared: Any, path: str, place: str
) -> None:
    text = f"project: shared\nimports:\n  - project: gone\n    path: {path}\n"
    shared.git("rm", "-q", "ame.yml")
    shared.commit({"sub/ame.yml": text}, tag="v1")
    (home / "ame.yml").write_text((home / "ame.yml").read_text().replace("ref: v1", "ref: v1\n    path: sub"))
    ame("import", "sync")
    done = ame("import", "list")
    assert done.out.splitlines()[1].split()[:3] == ["gone", "path", place], done


@pytest.mark.parametrize("address", GOOD)
def test_an_address_that_is_asked(address: str) -> None:
    assert refused(address) == ""
    assert short_name(address).removesuffix(".git") == short_name(address)


@pytest.mark.parametrize("address", BAD)
def test_an_address_that_is_refused(address: str) -> None:
    assert refused(address)


@pytest.mark.parametrize("ref", ["v1.2.0", "main", "release/2024-01", "refs/heads/x", "a" * 40, "feature_#1"])
def test_a_ref(ref: str) -> None:
    assert refused_ref(ref) == ""


@pytest.mark.parametrize(
    "ref",
    ["", "-x", "--output=/tmp/x", "a..b", "a b", "a~1", "a^", "a:b", "a?", "a*", "[a", "/a", "a/", "a//b",
     "a.lock", "@", "a@{1}", ".a", "a/.b", "a\\b", "a\x7f", "a\nb"],
)  # fmt: skip
def test_no_ref(ref: str) -> None:
    assert refused_ref(ref)


@pytest.mark.parametrize(
    ("path", "inner"),
    [
        ("templates", "templates"),
        ("./a//b/", "a/b"),
        ("a/../b", "b"),
        (".", ""),
        ("..", None),
        ("a/../../b", None),
        ("/etc", None),
        ("a\\b", None),
        ("C:/x", None),
    ],
)
def test_a_path_inside_a_repository(path: str, inner: str | None) -> None:
    assert inner_path(path) == inner


@pytest.mark.parametrize(
    ("folder", "target", "found"),
    [
        ("a", "b", "a/b"),
        ("a", "../b", "b"),
        ("a", "../../b", None),
        ("", "/etc", None),
        ("", "up", None),
        ("", "in/x", "a/b/x"),
        ("", "in/../x", "a/x"),
        ("", "in/../../../x", None),
        ("", "loop", None),
        ("", "one", None),
    ],
)
def test_links_of_a_repository_are_followed_as_a_disk_would(
    folder: str, target: str, found: str | None
) -> None:
    links = {"up": "..", "in": "a/b", "loop": "pool", "pool": "loop", "one": "in/../../.."}
    assert followed(folder, target, links) == found


def test_credentials_are_taken_out_of_any_text() -> None:
    said = "fatal: unable to access 'https://ada:secret@git.example.com/x': and ssh://git@example.com/x"
    assert without_credentials(said) == (
        "fatal: unable to access 'https://…@git.example.com/x': and ssh://git@example.com/x"
    )


def test_no_path_paints_the_terminal(ame: Ame, home: Path) -> None:
    (home / "ame.yml").write_text(
        'project: home\nimports:\n  - project: other\n    path: "x\\e[2Jq"\n'
        "tasks:\n  - name: one\n    fromTemplate: other.small\n"
    )
    assert "x<U+001B>[2Jq" in ame("import", "list").out
    (home / "ame.yml").unlink()
    (home / "a\x1b[2J\nb").mkdir()
    (home / "a\x1b[2J\nb/ame.yml").write_text("tasks:\n  - name: one\n    executor: !custom {command: ls}\n")
    for form in ("text", "mermaid", "dot", "json"):
        done = ame("graph", "-o", form)
        assert (done.code, "\x1b" in done.out) == (0, False)
    assert ame("graph").out == "task one  a<U+001B>[2J<U+000A>b/ame.yml:2:11\n"
