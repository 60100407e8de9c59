"""`ame import sync` and what follows: a real repository, fetched, pinned, checked against the pin."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Ame = Callable[..., Any]
TEMPLATE = """\
project: {project}
templates:
  - name: {name}
    executor: !custom
      command: echo {project}
"""


def tree(cache: Path) -> Path:
    """Return the folder of the one fetched tree."""
    (found,) = (cache / "ame" / "imports").glob("*/*/tree")
    return found


def test_from_nothing_to_a_plan(ame: Ame, home: Path, shared: Any) -> None:
    commit = shared.git("rev-parse", "v1")
    assert ame("check", "-o", "concise").out == (
        "ame.yml:3:14: warning AME268 unfetched-import: "
        "`shared` is not fetched yet, so that nothing taken from it is checked\n"
    )
    done = ame("import", "sync")
    assert (done.code, done.out) == (0, f"fetched  shared  {commit[:12]}  v1  {shared.address}\n")
    assert done.err == "ame: `ame.lock` is written; keep it with the projects\n"
    assert ame("check").out == "no problems in 1 project\n"
    planned = ame("plan", "--offline")
    assert planned.code == 0, planned
    assert "echo one" in planned.out


@pytest.fixture
def merged(ame: Ame, home: Path, shared: Any, tmp_path: Path) -> Any:
    """The workspace after a merge of two branches: each imports one more, and moves `shared` on."""
    repository, one, two = (type(shared)(tmp_path / name) for name in ("merged", "one.git", "two.git"))
    text = (home / "ame.yml").read_text().replace("ref: v1", "ref: main")

    def write(*others: Any) -> None:
        more = [f"  - project: {other.folder.stem}\n    git: {other.address}\n" for other in others]
        Path("ame.yml").write_text(text.replace("imports:\n", f"imports:\n{''.join(more)}"))

    def commit(*others: Any) -> None:
        write(*others)
        ame("import", "sync", "--update")
        repository.commit({})

    for other in (one, two):
        other.commit({"ame.yml": TEMPLATE.format(project=other.folder.stem, name="big")})
    os.chdir(repository.folder)
    commit()
    for branch, other in (("branch", one), ("main", two)):
        repository.git("switch", "-q", *(["main"] if branch == "main" else ["-c", branch]))
        shared.commit({"data/notes.txt": branch})
        commit(other)
    with pytest.raises(subprocess.CalledProcessError):
        repository.git("merge", "branch")
    write(one, two)
    return repository


def test_both_sides_of_a_merge_are_mended(ame: Ame, merged: Any, shared: Any) -> None:
    broken = Path("ame.lock").read_text()
    assert "<<<<<<<" in broken
    done = ame("check", "-o", "full")
    assert done.code == 1
    assert "this lock file cannot be used: a merge has left both of its sides here\n" in done.out
    assert "  = help: run `ame import sync`, which writes it anew from both\n" in done.out
    done = ame("import", "sync", "--locked")
    assert (done.code, "a merge has left both" in done.err, Path("ame.lock").read_text()) == (1, True, broken)
    newest = shared.commit({"data/notes.txt": "newest"})
    done = ame("import", "sync")
    assert (done.code, done.err) == (
        0,
        "ame: a merge had left both of its sides in `ame.lock`, which differ in `shared`: "
        "what is meant was asked anew\n"
        "ame: `ame.lock` is written; keep it with the projects\n",
    )
    states = {row.split()[1]: tuple(row.split()[:3:2]) for row in done.out.splitlines()}
    assert states.pop("shared") == ("fetched", newest[:12])
    assert {name: state for name, (state, _) in states.items()} == {"one": "kept", "two": "kept"}
    assert [ame("import", "sync").err, ame("check", "--locked").code] == ["", 0]


def test_both_sides_of_a_merge_stay_where_something_is_not_to_be_had(
    ame: Ame, merged: Any, shared: Any
) -> None:
    broken = Path("ame.lock").read_text()
    shared.folder.rename(shared.folder.with_name("gone.git"))
    done = ame("import", "sync")
    assert (done.code, Path("ame.lock").read_text()) == (1, broken)
    assert done.err.endswith("ame: `ame.lock` is left as it was\n")


def test_the_lock_file_is_written_the_same_every_time(ame: Ame, home: Path, shared: Any) -> None:
    commit = shared.git("rev-parse", "v1")
    ame("import", "sync")
    text = Path("ame.lock").read_text()
    lines = text.splitlines()
    assert lines[1:6] == [
        "",
        "[[import]]",
        f'git = "{shared.address}"',
        'ref = "v1"',
        f'commit = "{commit}"',
    ]
    assert lines[6].startswith('hash = "sha256:')
    written = os.stat("ame.lock").st_mtime_ns
    again = ame("import", "sync")
    assert (again.code, again.out.split()[0], again.err) == (0, "kept", "")
    assert (Path("ame.lock").read_text(), os.stat("ame.lock").st_mtime_ns) == (text, written)
    Path("ame.lock").unlink()
    ame("import", "sync")
    assert Path("ame.lock").read_text() == text


def test_a_name_that_the_fetched_project_lacks_is_an_error_here(ame: Ame, home: Path) -> None:
    ame("import", "sync")
    path = home / "ame.yml"
    path.write_text(path.read_text().replace("shared.small", "shared.smal"))
    assert ame("check", "-o", "concise").out == (
        "ame.yml:8:26: error AME230 unknown-template: project `shared` has no template `smal`\n"
    )


def test_nothing_is_planned_or_run_that_is_not_fetched(ame: Ame, home: Path) -> None:
    for command in (["plan", "--offline"], ["task", "run", "-l", "one", "--on", "machine"]):
        done = ame(*command)
        assert done.code in (1, 125), done
        assert "error AME268 unfetched-import" in done.err
        assert "run `ame import sync`" in done.err
        assert done.out == ""


def test_in_ci_what_is_not_fetched_is_an_error(ame: Ame, home: Path) -> None:
    done = ame("check", "--locked", "-o", "concise")
    assert (done.code, done.out.split(" ")[1]) == (1, "error")
    ame("import", "sync")
    assert ame("check", "--locked").code == 0


def test_another_machine_gets_what_was_locked(ame: Ame, home: Path, shared: Any, cache: Path) -> None:
    ame("import", "sync")
    lock = Path("ame.lock").read_text()
    shutil.rmtree(cache)
    shared.commit({"ame.yml": "project: shared\n"}, tag="v1")
    assert ame("check", "--locked").code == 1
    done = ame("import", "sync", "--locked")
    assert (done.code, done.out.split()[0]) == (0, "fetched")
    assert ame("check", "--locked").code == 0
    assert Path("ame.lock").read_text() == lock


def test_a_tag_that_moved_is_reported_and_not_followed(ame: Ame, home: Path, shared: Any) -> None:
    ame("import", "sync")
    old = shared.git("rev-parse", "v1")
    new = shared.commit({"ame.yml": "project: shared\n"}, tag="v1")
    done = ame("import", "sync")
    assert (done.code, done.out.split()[:3]) == (0, ["kept", "shared", old[:12]])
    assert done.err == (
        f"ame: `v1` of `{shared.address}` is {new[:12]} by now, and stays {old[:12]} here\n"
        "  = help: `ame import sync --update shared` takes the new one\n"
    )
    assert ame("check").code == 0
    updated = ame("import", "sync", "--update", "shared")
    assert (updated.code, updated.out.split()[:3]) == (0, ["fetched", "shared", new[:12]])
    assert new in Path("ame.lock").read_text()
    assert "AME230" in ame("check", "-o", "concise").out


def test_what_an_import_imports_can_be_updated_alone(
    ame: Ame, home: Path, shared: Any, tmp_path: Path
) -> None:
    deep = type(shared)(tmp_path / "deep.git")
    text = "project: deep\ntemplates:\n  - name: base\n    timeout: 1h\n"
    deep.commit({"ame.yml": text})
    imports = f"imports:\n  - project: deep\n    git: {deep.address}\n    ref: main\n"
    shared.commit({"ame.yml": f"project: shared\n{imports}templates: []\n"}, tag="v1")
    assert ame("import", "sync", "--update", "deep").code == 2
    ame("import", "sync")
    new = deep.commit({"ame.yml": text.replace("1h", "2h")})
    assert "`ame import sync --update deep` takes the new one" in ame("import", "sync").err
    assert new[:12] in ame("import", "sync", "--update", "deep").out
    assert "takes the new one" not in ame("import", "sync").err


@pytest.mark.parametrize("names", [[], ["shared"]])
def test_a_branch_is_followed_when_it_is_asked_for(
    ame: Ame, home: Path, shared: Any, names: list[str]
) -> None:
    path = home / "ame.yml"
    path.write_text(path.read_text().replace("ref: v1", "ref: main"))
    ame("import", "sync")
    new = shared.commit({"more.txt": ""})
    assert new[:12] not in ame("import", "sync").out
    assert new[:12] in ame("import", "sync", "--update", *names).out
    assert Path("ame.lock").read_text().count("[[import]]") == 1


def test_without_a_ref_it_is_what_the_repository_shows_first(ame: Ame, home: Path, shared: Any) -> None:
    path = home / "ame.yml"
    path.write_text(path.read_text().replace("    ref: v1\n", ""))
    newest = shared.commit({"more.txt": ""})
    assert ame("import", "sync").out.split()[2:4] == [newest[:12], "-"]
    assert "\nref = " not in Path("ame.lock").read_text()
    assert ame("check").code == 0


def test_a_commit_is_itself(ame: Ame, home: Path, shared: Any) -> None:
    first = shared.git("rev-parse", "v1")
    shared.commit({"ame.yml": "project: shared\n"})
    path = home / "ame.yml"
    path.write_text(path.read_text().replace("ref: v1", f"ref: {first}"))
    assert ame("import", "sync").code == 0
    assert ame("check").code == 0


def test_a_tag_with_a_message_means_its_commit(ame: Ame, home: Path, shared: Any) -> None:
    shared.git("tag", "--force", "-a", "-m", "a message", "v1")
    assert ame("import", "sync").out.split()[2] == shared.git("rev-parse", "HEAD")[:12]


def test_a_folder_of_the_repository(ame: Ame, home: Path, shared: Any, cache: Path) -> None:
    project = (shared.folder / "ame.yml").read_text().replace("project: shared", "project: inner")
    shared.commit(
        {"teams/inner/ame.yml": project, "teams/inner/train.py": "", "big.bin": "x" * 1000}, tag="v1"
    )
    text = (home / "ame.yml").read_text().replace("ref: v1", "ref: v1\n    path: teams/inner")
    (home / "ame.yml").write_text(
        text.replace("project: shared", "project: inner").replace("shared.s", "inner.s")
    )
    assert ame("import", "sync").code == 0
    assert ame("check").out == "no problems in 1 project\n"
    found = sorted(str(path.relative_to(tree(cache))) for path in tree(cache).rglob("*") if path.is_file())
    assert found == ["ame.yml", "teams/inner/ame.yml", "teams/inner/train.py"]


@pytest.fixture
def base(tmp_path: Path, shared: Any) -> Any:
    """A repository from which `shared` imports."""
    made = type(shared)(tmp_path / "base.git")
    made.commit({"ame.yml": TEMPLATE.format(project="base", name="bare")})
    imports = f"imports:\n  - project: base\n    git: {made.address}\n  - project: beside\n"
    templates = "templates:\n  - name: small\n    fromTemplate: base.bare\n"
    other = "  - name: other\n    fromTemplate: beside.also\n"
    beside = TEMPLATE.format(project="beside", name="also")
    shared.commit(
        {"ame.yml": f"project: shared\n{imports}{templates}{other}", "beside/ame.yml": beside}, tag="v1"
    )
    return made


def test_what_a_fetched_project_imports_is_fetched_and_locked_too(ame: Ame, home: Path, base: Any) -> None:
    path = home / "ame.yml"
    path.write_text(path.read_text() + "  - name: two\n    fromTemplate: shared.other\n")
    done = ame("import", "sync")
    assert [line.split()[1] for line in done.out.splitlines()] == ["shared", "base"]
    assert ame("check").out == "no problems in 1 project\n"
    planned = ame("plan", "--offline").out
    assert "echo base" in planned
    assert "echo beside" in planned


def test_what_only_a_fetched_project_needs_is_said_once_at_its_import(
    ame: Ame, home: Path, base: Any, cache: Path
) -> None:
    ame("import", "sync")
    shutil.rmtree(cache / "ame" / "imports" / base.git("rev-parse", "HEAD"))
    assert ame("check", "-o", "concise").out == (
        "ame.yml:3:14: warning AME268 unfetched-import: "
        "`base` is not fetched yet, so that nothing taken from it is checked\n"
    )
    assert "note: shared@v1/ame.yml:3:14: imported from there" in ame("check").out
    assert ame("plan", "--offline").code == 1
    base.folder.rename(base.folder.with_name("gone.git"))
    done = ame("import", "sync")
    assert done.err.splitlines()[0] == (
        f"ame: shared@v1/ame.yml:3:14: there is no repository at `{base.address}`"
    )


def test_what_nobody_imports_any_more_leaves_the_lock_file(ame: Ame, home: Path) -> None:
    ame("import", "sync")
    Path("ame.yml").write_text("project: home\n")
    done = ame("import", "sync", "--locked")
    assert (done.code, done.err.splitlines()[0]) == (
        1,
        "ame: `ame.lock` has entries that no project needs any more",
    )
    assert ame("import", "sync").code == 0
    assert not Path("ame.lock").exists()


def test_a_lock_file_that_lacks_an_import_fails_in_ci(ame: Ame, home: Path) -> None:
    done = ame("import", "sync", "--locked")
    assert (done.code, done.err) == (
        1,
        "ame: ame.yml:3:14: `ame.lock` does not say which commit it means\n"
        "  = help: run `ame import sync` without `--locked`\n"
        "ame: `ame.lock` is left as it was\n",
    )
    assert not Path("ame.lock").exists()


def test_the_report_for_programs(ame: Ame, home: Path, shared: Any) -> None:
    commit = shared.git("rev-parse", "v1")
    data = json.loads(ame("import", "sync", "-o", "json").out)
    (one,) = data["imports"]
    assert one.pop("hash").startswith("sha256:")
    assert one == {
        "names": ["shared"],
        "git": shared.address,
        "ref": "v1",
        "path": None,
        "state": "fetched",
        "commit": commit,
        "moved": None,
        "error": None,
    }
    assert data["lock"] == {"file": "ame.lock", "changed": True}


def test_the_list_of_imports(ame: Ame, home: Path, shared: Any) -> None:
    commit = shared.git("rev-parse", "v1")
    row = ["shared", "git", shared.address, "v1"]
    assert ame("import", "list").out.splitlines()[1].split() == [*row, "-", "not", "locked", "ame.yml:3:14"]
    ame("import", "sync")
    assert ame("import", "list").out.splitlines()[1].split() == [*row, commit[:12], "fetched", "ame.yml:3:14"]
    shutil.rmtree(os.environ["XDG_CACHE_HOME"])
    assert "not fetched" in ame("import", "list").out
    assert json.loads(ame("import", "list", "-o", "json").out)["imports"] == [
        {
            "name": "shared",
            "kind": "git",
            "from": shared.address,
            "ref": "v1",
            "commit": commit,
            "state": "not fetched",
            "importedBy": [{"file": "ame.yml", "line": 3, "column": 14}],
        }
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--locked", "--update"], "ame: `--locked` and `--update` contradict each other\n"),
        (
            ["--update", "share"],
            "ame: no project here imports `share` from git\n  = help: did you mean `shared`?\n",
        ),
        (["nowhere"], "ame: there is no folder `nowhere`\n"),
    ],
)
def test_a_command_line_that_makes_no_sense(ame: Ame, home: Path, arguments: list[str], said: str) -> None:
    done = ame("import", "sync", *arguments)
    assert (done.code, done.err, done.out) == (2, said, "")


def test_the_command_works_from_a_folder_below(ame: Ame, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "src").mkdir()
    monkeypatch.chdir(home / "src")
    assert ame("import", "sync").code == 0
    assert (home / "ame.lock").exists()
