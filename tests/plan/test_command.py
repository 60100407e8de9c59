"""`ame plan --offline` as a user meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from amelang.cli.main import main

GOOD = "project: shop\ntasks:\n  - name: hello\n    executor: !custom\n      command: echo hello\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "ame.yml").write_text(GOOD)
    return folder


def plan(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "amelang.cli.main", "plan", "--offline", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


def test_the_same_project_gives_the_same_bytes(here: Path) -> None:
    (here / "train.py").write_text("print('hello')\n")
    first = plan(PYTHONHASHSEED="1", LC_ALL="C", TZ="UTC")
    assert (first.returncode, first.stderr) == (0, "")
    os.utime(here / "train.py", (1, 1))
    other = here.parent / "elsewhere"
    here.rename(other)
    os.chdir(other)
    assert plan(PYTHONHASHSEED="2", LC_ALL="C.UTF-8", TZ="Asia/Tokyo").stdout == first.stdout
    assert plan(str(other)).stdout == first.stdout


def test_nothing_is_contacted_and_no_library_for_it_is_loaded() -> None:
    script = (
        "import socket, sys\n"
        "def refuse(*_): raise AssertionError('a connection')\n"
        "socket.socket.connect = refuse\n"
        "from amelang.cli.main import main\n"
        "code = main(['plan', '--offline'])\n"
        "loaded = [name for name in ('kubernetes', 'urllib3', 'yaml') if name in sys.modules]\n"
        "print(code, loaded, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stderr == "0 []\n"


def test_json_holds_the_same_objects_as_yaml() -> None:
    import yaml

    as_json = json.loads(plan("-o", "json").stdout)
    assert as_json["items"] == list(yaml.safe_load_all(plan().stdout))


def test_the_namespace_is_written_where_it_is_named(here: Path) -> None:
    (here / "ame.toml").write_text(
        '[cluster]\nnamespace = "ml"\n[targets.prod.cluster]\nnamespace = "prod"\n'
    )
    assert plan().stdout.count("\n  namespace: ml\n") == 4
    assert plan("--target", "prod").stdout.count("\n  namespace: prod\n") == 4
    assert plan("--namespace", "mine").stdout.count("\n  namespace: mine\n") == 4


@pytest.mark.parametrize("namespace", ["Mine", "a/b", "-x-", "a" * 64, "a b"])
def test_what_cannot_be_a_namespace(here: Path, capsys: pytest.CaptureFixture[str], namespace: str) -> None:
    assert main(["plan", "--offline", f"--namespace={namespace}"]) == 2
    assert capsys.readouterr().err.startswith(f"ame: `{namespace}` cannot be the name of a namespace\n")
    (here / "ame.toml").write_text(f'[cluster]\nnamespace = "{namespace}"\n')
    assert main(["plan", "--offline"]) == 2
    assert "ame.toml:2:" in capsys.readouterr().err


def test_a_folder_that_is_none_is_not_replaced_by_one_above(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--offline", "nosuch"]) == 2
    assert capsys.readouterr().err == "ame: `nosuch` does not exist\n"
    assert main(["plan", "--offline", "ame.yml"]) == 2
    assert capsys.readouterr().err == "ame: `ame.yml` is no folder\n  = help: name its folder, `.`\n"


def test_into_a_file_in_one_step(here: Path) -> None:
    done = plan("-o", "yaml=out/plan.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "ame: `out/plan.yaml` cannot be written: no such file or directory\n"
    assert plan("-o", "yaml=../plan.yaml").returncode == 0
    assert (here.parent / "plan.yaml").read_text() == plan().stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            GOOD.replace("project: shop\n", ""),
            "ame.yml:1:1: error AME200 nameless-project: "
            "this project has no name of its own, which its objects in a cluster need",
        ),
        (
            GOOD + "    secrets:\n      - !ame\n        key: a\n        injectAs: A\n",
            "ame.yml:6:5: error AME450 not-lowered: `secrets` cannot be planned or run yet",
        ),
        (
            GOOD.replace("command", "comand"),
            "ame.yml:5:7: error AME101 unknown-key: `comand` is not a key of a `!custom` executor",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_printed(
    here: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    (here / "ame.yml").write_text(text)
    assert main(["plan", "--offline"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines()[0] == said


def test_a_misreading_never_reaches_a_cluster(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The two readers do not disagree on any text that we know of: the disagreement has to be played.
    from amelang.cli import ready
    from amelang.text.source import Source
    from amelang.text.tree import Tree

    real = ready.disagreement

    def of_another_text(tree: Tree) -> object:
        return real(Tree(Source(GOOD.replace("hello", "world"), "ame.yml"), tree.root, [], []))

    monkeypatch.setattr(ready, "disagreement", of_another_text)
    assert main(["plan", "--offline"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "AME009 misread-text" in printed.err


@pytest.mark.parametrize("command", [["plan", "--offline"], ["apply"], ["task", "run", "-l", "hello"]])
@pytest.mark.parametrize("kind", ["a folder", "a broken link"])
def test_a_file_that_is_none_is_said_and_no_other_is_taken(
    here: Path, capsys: pytest.CaptureFixture[str], command: list[str], kind: str
) -> None:
    inner = here / "inner"
    (inner / "ame.yml").mkdir(parents=True)
    if kind == "a broken link":
        (inner / "ame.yml").rmdir()
        (inner / "ame.yml").symlink_to("nowhere")
    os.chdir(inner)
    assert main(command) == (125 if command[0] == "task" else 1)
    assert "ame.yml:1:1: error AME090 unreadable-file" in capsys.readouterr().err


@pytest.mark.usefixtures("permissions_hold")
def test_code_that_cannot_be_read_is_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "train.py").touch(mode=0)
    assert main(["plan", "--offline"]) == 1
    said = (
        "error AME463 unreadable-code: `train.py` cannot be read: permission denied\n"
        "  = help: a line in `.ameignore` leaves out what no task needs\n"
    )
    assert capsys.readouterr() == ("", said)
