"""No text of a cluster fakes lines or colours on a terminal; what the user's own run prints is as it is."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from amelang.cli.clusters import show_warnings
from amelang.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable

ESCAPE = "\x1b[2J\nerror fake"
SHOWN = "<U+001B>[2J<U+000A>error fake"
PROJECT = "project: demo\ntasks:\n  - name: train\n    executor: !custom\n      command: echo learned\n"


@pytest.fixture
def ame(
    played: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run a command line of `ame` in a project, on the played cluster."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KUBECONFIG", played[2])
    monkeypatch.setenv("NO_COLOR", "1")
    text = PROJECT.replace("command", "image: busybox:1\n      command")
    Path("ame.yml").write_text(text)

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(words)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def failing(cluster: Any, job: dict[str, Any]) -> dict[str, Any]:
    """Say how a run ends on whose machine nothing can be believed."""
    text = (cluster.recordings / "image-missing.json").read_text()
    said: dict[str, Any] = json.loads(text)
    for pod in said["pods"]:
        for container in pod["status"].get("containerStatuses") or ():
            if waiting := container["state"].get("waiting"):
                waiting["message"] = ESCAPE
    for event in said["events"]:
        event["message"] = ESCAPE
    return said


def test_what_a_server_refuses(ame: Callable[..., tuple[int, str, str]], played: Any) -> None:
    answer = {
        "kind": "Status",
        "status": "Failure",
        "message": ESCAPE,
        "reason": "InternalError",
        "code": 500,
    }
    played[0].answers = [("GET", "jobs", answer)]
    code, out, err = ame("task", "list")
    assert (code, "<U+001B>[2J error fake" in err, "\x1b" in out + err) == (1, True, False), err


def test_names_of_clusters_and_warnings(
    ame: Callable[..., tuple[int, str, str]], played: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    config = Path(os.environ["KUBECONFIG"])
    config.write_text(config.read_text().replace('"lab"', json.dumps("lab" + ESCAPE)))
    _, out, err = ame("apply")
    assert f"cluster lab{SHOWN}, namespace ml" in out
    assert "\x1b" not in out + err
    show_warnings(SimpleNamespace(warnings=[ESCAPE]))  # type: ignore[arg-type]
    assert capsys.readouterr().err == f"warning: the cluster says: {SHOWN}\n"


def test_how_a_run_goes_and_lists_of_runs(ame: Callable[..., tuple[int, str, str]], played: Any) -> None:
    cluster = played[0]
    cluster.ending = lambda job: failing(cluster, job)
    assert ame("apply")[0] == 0
    _, out, err = ame("task", "run", "train", "--on", "cluster", "--start-timeout", "1s")
    assert (SHOWN in err, "\x1b" in out + err) == (True, False), err
    (job,) = [item for (kind, _), item in cluster.objects.items() if kind == "jobs"]
    cluster.objects["jobs", "x"] = job | {"metadata": job["metadata"] | {"name": f"x{ESCAPE}"}}
    code, out, _ = ame("task", "list")
    assert (code, f"x{SHOWN}  " in out, "\x1b" in out) == (0, True, False), out


def test_what_a_run_prints_is_as_it_is(
    ame: Callable[..., tuple[int, str, str]], played: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = played[0]
    real = cluster.reply

    def reply(method: str, address: str, *rest: Any) -> Any:
        if "/log" in address:
            return 200, "2026-01-02T03:04:05.1Z \x1b[31mred\x1b[0m\n"
        return real(method, address, *rest)

    monkeypatch.setattr(cluster, "reply", reply)
    assert ame("apply")[0] == 0
    code, out, _ = ame("task", "run", "train", "--on", "cluster")
    assert (code, "\x1b[31mred\x1b[0m\n" in out) == (0, True)
