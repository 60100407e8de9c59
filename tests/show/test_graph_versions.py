"""`ame graph` of two versions of one project: they are two, and only then the version is said."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from amelang.cli.main import main

Graph = Callable[..., str]
SHARED = """\
project: shared
templates:
  - name: small
    executor: !custom {{command: echo {word}}}
"""
TOOLS = """\
project: tools
imports:
  - {{project: shared, git: "{shared}", ref: v2.0}}
templates:
  - name: quick
    fromTemplate: shared.small
"""
HOME = """\
project: home
imports:
  - {{project: shared, git: "{shared}", ref: {ref}}}
  - {{project: tools, git: "{tools}", ref: v1}}
tasks:
  - name: one
    fromTemplate: shared.small
  - name: two
    fromTemplate: tools.quick
"""


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder; return what it printed."""
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(folder: Path, text: str, tag: str) -> str:
    """Commit a project's file under a tag; return the commit."""
    if not folder.exists():
        folder.mkdir()
        git(folder, "init", "-q", "-b", "main")
    (folder / "ame.yml").write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "a change")
    git(folder, "tag", tag)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two commits of `shared`, of which `tools` imports the second; this folder is for another project."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    shared, tools = tmp_path / "shared.git", tmp_path / "tools.git"
    made = [commit(shared, SHARED.format(word=tag), tag) for tag in ("v1.0", "v2.0")]
    commit(tools, TOOLS.format(shared=f"file://{shared}"), "v1")
    (tmp_path / "home" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "home")
    return made


@pytest.fixture
def graph(capsys: pytest.CaptureFixture[str], tmp_path: Path, commits: list[str]) -> Graph:
    """Draw the graph of a project that imports `shared` by a ref."""

    def draw(ref: str, *arguments: str) -> str:
        addresses = {name: f"file://{tmp_path}/{name}.git" for name in ("shared", "tools")}
        Path("ame.yml").write_text(HOME.format(ref=ref, **addresses))
        assert main(["import", "sync"]) == 0
        capsys.readouterr()
        assert main(["graph", *arguments]) == 0
        return capsys.readouterr().out

    return draw


def test_two_versions_are_two(graph: Graph) -> None:
    assert graph("v1.0") == (
        "task home.one  ame.yml:6:11\n"
        "  builds on template shared@v1.0.small  shared@v1.0/ame.yml:3:11\n"
        "task home.two  ame.yml:8:11\n"
        "  builds on template tools.quick  tools@v1/ame.yml:5:11\n"
        "    builds on template shared@v2.0.small  shared@v2.0/ame.yml:3:11\n"
    )


def test_one_version_is_one_whatever_it_is_called(graph: Graph, commits: list[str]) -> None:
    for ref in ("v2.0", commits[1], "main"):
        drawn = graph(ref)
        assert "builds on template shared.small  shared@" in drawn
        assert "shared@v2.0.small" not in drawn
        assert len(json.loads(graph(ref, "-o", "json"))["things"]) == 4


def test_a_commit_is_said_by_its_beginning(graph: Graph, commits: list[str]) -> None:
    assert f"template shared@{commits[0][:12]}.small" in graph(commits[0])


def test_a_version_is_asked_for_by_its_name(graph: Graph) -> None:
    assert graph("v1.0", "shared@v2.0.small") == (
        "task home.two  ame.yml:8:11\n"
        "  builds on template tools.quick  tools@v1/ame.yml:5:11\n"
        "    builds on template shared.small  shared@v2.0/ame.yml:3:11\n"
    )
    assert graph("v1.0", "shared.small").count(".small") == 2


def test_as_pictures(graph: Graph) -> None:
    drawn = graph("v1.0", "-o", "mermaid")
    assert drawn.count("subgraph") == 4
    assert '["shared@v1.0"]' in drawn
    drawn = graph("v1.0", "-o", "dot")
    assert 'label="shared@v2.0";' in drawn
    assert drawn.count('label="small"') == 2


def test_as_json_each_says_its_version(graph: Graph) -> None:
    document = json.loads(graph("v1.0", "-o", "json"))
    said = [(thing["project"], thing.get("version")) for thing in document["things"]]
    assert sorted(said, key=str) == [
        ("home", None),
        ("home", None),
        ("shared", "v1.0"),
        ("shared", "v2.0"),
        ("tools", None),
    ]
    assert [use["used"].get("version") for use in document["uses"]] == ["v1.0", None, "v2.0"]


def test_folders_tell_projects_of_one_name_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "ame.toml").write_text("")
        (tmp_path / folder / "ame.yml").write_text(SHARED.format(word=folder))
    (tmp_path / "home").mkdir()
    (tmp_path / "home/ame.yml").write_text(
        "project: home\nimports:\n  - {project: shared, path: ../old}\n"
        "tasks:\n  - name: one\n    fromTemplate: shared.small\n"
        "  - name: two\n    fromTemplate: middle.small\n"
    )
    (tmp_path / "middle").mkdir()
    (tmp_path / "middle/ame.yml").write_text(
        "project: middle\nimports:\n  - {project: shared, path: ../new}\n"
        "templates:\n  - name: small\n    fromTemplate: shared.small\n"
    )
    (tmp_path / "ame.toml").write_text('[workspace]\nmembers = ["home", "middle"]\n')
    monkeypatch.chdir(tmp_path / "home")
    assert main(["graph"]) == 0
    drawn = capsys.readouterr().out
    assert "template shared@../old.small  ../old/ame.yml:3:11" in drawn
    assert "template shared@../new.small  ../new/ame.yml:3:11" in drawn
