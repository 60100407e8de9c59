"""`ame task run` and `ame task list` on a cluster."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amelang.cluster.api import Api
from amelang.language.ame_toml import Settings
from amelang.run import start
from amelang.run.start import start_local
from amelang.text.source import Source
from amelang.text.tree import Missing


@pytest.fixture(scope="module")
def deployed(shared_project: Any) -> Any:
    """A project with a few tasks, which are deployed."""
    shared_project.tasks(
        ("greet", "cat greeting.txt"),
        ("seven", "echo on its way; exit 7"),
        ("slow", "echo begun; trap 'echo asked to stop; exit 3' TERM; sleep 60 & wait"),
    )
    shared_project.write("hello from the code\n", "greeting.txt")
    applied = shared_project.ame("apply")
    assert applied.code == 0, applied
    return shared_project


def test_a_deployed_task(deployed: Any) -> None:
    run = deployed.ame("task", "run", "greet")
    assert run.code == 0, run
    assert run.out == "hello from the code\n"
    first, *_ = run.err.splitlines()
    assert first.startswith("ame: running greet on cluster ")
    assert f"namespace {deployed.namespace}, as demo--greet-" in first


def test_the_exit_code_of_the_command_is_ours(deployed: Any) -> None:
    run = deployed.ame("task", "run", "seven")
    assert run.code == 7, run
    assert run.out == "on its way\n"
    assert "error AME423 failed-command: the command of `seven` ended with exit code 7" in run.err


def test_the_task_as_it_is_here_without_deploying_it(project: Any, cluster: Any) -> None:
    project.tasks(("greet", "cat greeting.txt; exit 7"))
    project.write("not deployed\n", "greeting.txt")
    run = project.ame("task", "run", "-l", "greet")
    assert run.code == 7, run
    assert run.out == "not deployed\n"
    assert cluster.get("cronjobs")["items"] == []
    job = cluster.get("jobs")["items"][0]
    files = [
        item for item in cluster.get("configmaps")["items"] if item["metadata"]["name"] != "kube-root-ca.crt"
    ]
    assert len(files) == 2
    assert {owner["uid"] for item in files for owner in item["metadata"]["ownerReferences"]} == {
        job["metadata"]["uid"]
    }
    cluster.call("DELETE", f"jobs/{job['metadata']['name']}", {"propagationPolicy": "Background"}).ok()
    cluster.wait("configmaps", lambda found: len(found["items"]) == 1, 30)


def test_the_first_line_says_where_and_the_machine_is_the_default(
    tmp_path: Path, shared_project: Any
) -> None:
    project = type(shared_project)(tmp_path, shared_project.environment["KUBECONFIG"], "unused")
    (tmp_path / "ame.toml").unlink()
    project.tasks(("greet", "echo hello"))
    run = project.ame("task", "run", "greet")
    assert run.out == "hello\n"
    assert "on this machine" in run.err.splitlines()[0]


def test_a_run_that_is_detached_is_listed_and_its_output_read_later(deployed: Any) -> None:
    started = deployed.ame("task", "run", "greet", "--detach")
    assert started.code == 0, started
    name = started.out.strip()
    assert f"`ame task logs {name} -f" in started.err
    assert deployed.ame("task", "logs", name, "-f").out == "hello from the code\n"
    listed = {row["name"]: row for row in deployed.ame("task", "list", "-o", "json").json["tasks"]}
    assert listed[name]["status"] == "Succeeded"
    assert (listed[name]["task"], listed[name]["project"], listed[name]["exitCode"]) == ("greet", "demo", 0)


def test_the_list(deployed: Any) -> None:
    listed = deployed.ame("task", "list")
    assert listed.code == 0, listed
    heading, *rows = listed.out.splitlines()
    assert heading.split()[:4] == ["Name", "Status", "Project", "Age"]
    assert any(row.split()[:3] == ["slow", "Deployed", "demo"] for row in rows), listed
    assert any("Failed" in row and "exit code 7" in row for row in rows), listed


def test_a_task_that_is_not_there(deployed: Any) -> None:
    run = deployed.ame("task", "run", "gret")
    assert run.code == 125
    assert "error AME415 unknown-run: no task `gret` is deployed" in run.err
    assert "did you mean `greet`?" in run.err
    here = deployed.ame("task", "run", "-l", "gret")
    assert here.code == 125
    assert "did you mean `greet`?" in here.err


def test_no_name_and_nobody_to_ask(deployed: Any) -> None:
    run = deployed.ame("task", "run")
    assert run.code == 125
    assert "say which task" in run.err
    assert "`demo/greet`" in run.err


def test_an_empty_namespace(project: Any) -> None:
    listed = project.ame("task", "list")
    assert (listed.code, listed.out) == (0, "")
    assert "nothing has run or is deployed" in listed.err
    assert "AME407" in project.ame("task", "list", "--namespace", "no-such-namespace").err
    assert project.ame("task", "list", "-o", "json").json == {"version": 1, "tasks": []}


def begun(process: subprocess.Popen[str]) -> None:
    """Wait until the task has printed its first line."""
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"


@pytest.mark.parametrize(("request_to_end", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_whoever_ends_us_where_nobody_can_be_asked_leaves_the_run_alone(
    request_to_end: signal.Signals,
    code: int,
    deployed: Any,
    shared_cluster: Any,
    wait_for: Callable[[Any], Any],
) -> None:
    process = deployed.start("task", "run", "slow")
    begun(process)
    process.send_signal(request_to_end)
    end = wait_for(process)
    assert end.code == code, end
    assert "the run goes on; follow it with `ame task logs demo--slow-" in end.err
    name = end.err.partition("ame task logs ")[2].split()[0]
    assert not shared_cluster.get(f"jobs/{name}")["status"].get("conditions")
    shared_cluster.call("DELETE", f"jobs/{name}", {"propagationPolicy": "Background"}).ok()


@pytest.mark.parametrize("answer", ["s", "d"])
def test_ctrl_c_on_a_terminal_asks(answer: str, deployed: Any, shared_cluster: Any) -> None:
    master, slave = pty.openpty()
    process = deployed.start("task", "run", "slow", stdin=slave, stderr=slave)
    os.close(slave)
    begun(process)
    process.send_signal(signal.SIGINT)
    screen = ""
    while "[s]top" not in screen:
        screen += os.read(master, 1000).decode()
    os.write(master, f"{answer}\n".encode())
    code = process.wait(60)
    rest = process.stdout.read()
    while True:
        try:
            screen += os.read(master, 1000).decode()
        except OSError:
            break
    os.close(master)
    if answer == "d":
        assert code == 0, screen
        assert "the run goes on" in screen
        name = screen.partition("ame task logs ")[2].split()[0]
        shared_cluster.call("DELETE", f"jobs/{name}", {"propagationPolicy": "Background"}).ok()
        return
    assert code == 130, screen
    assert rest == "asked to stop\n"
    assert "`slow` was stopped: by Ctrl-C" in screen
    name = screen.partition(", as ")[2].split()[0]
    listed = {row["name"]: row for row in deployed.ame("task", "list", "-o", "json").json["tasks"]}
    assert listed[name]["status"] == "Stopped"
    # What a stopped run has printed can still be read.
    assert deployed.ame("task", "logs", name).out == "begun\nasked to stop\n"


def test_retries(deployed: Any, project: Any) -> None:
    project.tasks(("flaky", "echo trying; exit 3"), retries="1")
    run = project.ame("task", "run", "-l", "flaky")
    assert run.code == 3, run
    assert run.out == "trying\ntrying\n"
    assert "ame: try 2 of 2" in run.err


def settings() -> Settings:
    return Settings(Missing(Source("", "ame.toml"), 0, 0))


@pytest.fixture
def runnable(project: Any) -> Any:
    """A complete task."""
    from amelang.meaning.complete import complete
    from amelang.workspace.project import load

    project.tasks(("greet", "echo hello"))
    loaded = load(str(project.folder / "ame.yml"))
    made = complete(loaded.name, next(iter(loaded.record.tasks or ())), settings())
    assert made is not None
    return made


def test_a_start_that_is_interrupted_leaves_nothing(api: Api, cluster: Any, runnable: Any) -> None:
    real = api.create

    def interrupted(body: Any, **options: Any) -> Any:
        if body["kind"] == "ConfigMap":
            raise KeyboardInterrupt
        return real(body, **options)

    api.create = interrupted  # type: ignore[method-assign]  # the interruption comes in the middle
    with pytest.raises(KeyboardInterrupt):
        start_local(api, runnable, bundle=None, settings=settings())
    cluster.wait("jobs", lambda found: not found["items"], 30)
    assert len(cluster.get("configmaps")["items"]) == 1


def test_what_a_killed_start_has_left_behind_goes_with_the_next(
    api: Api, cluster: Any, runnable: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = api.create

    def killed(body: Any, **options: Any) -> Any:
        if body["kind"] == "ConfigMap":
            raise SystemError
        return real(body, **options)

    api.create = killed  # type: ignore[method-assign]  # as if the process ended here
    monkeypatch.setattr(api, "delete", lambda *_, **__: True)
    with pytest.raises(SystemError):
        start_local(api, runnable, bundle=None, settings=settings())
    left = cluster.get("jobs")["items"][0]["metadata"]["name"]
    # Nothing of it runs: it is held back until its files are there.
    assert cluster.get("pods")["items"] == []

    monkeypatch.undo()
    api.create = real  # type: ignore[method-assign]
    monkeypatch.setattr(start, "LEFT_BEHIND", -start.LEFT_BEHIND)
    made = start_local(api, runnable, bundle=None, settings=settings())
    cluster.wait("jobs", lambda found: left not in [job["metadata"]["name"] for job in found["items"]], 30)
    assert cluster.ended(made["metadata"]["name"]) == "Complete"


def test_a_request_whose_answer_is_lost_makes_one_job(api: Api, cluster: Any, runnable: Any) -> None:
    class Losing:
        """A connection on which the answer to the first request that creates a Job is lost."""

        def __init__(self, pool: Any) -> None:
            self._pool = pool
            self.lost = 0

        def request(self, method: str, url: str, **options: Any) -> Any:
            response = self._pool.request(method, url, **options)
            if method == "POST" and url.endswith("/jobs") and not self.lost:
                self.lost += 1
                from urllib3.exceptions import ProtocolError

                raise ProtocolError("the connection broke")
            return response

    api._pool = Losing(api._pool)
    api.all("Job")
    made = start_local(api, runnable, bundle=None, settings=settings())
    assert api._pool.lost == 1
    assert [job["metadata"]["name"] for job in cluster.get("jobs")["items"]] == [made["metadata"]["name"]]
    assert cluster.ended(made["metadata"]["name"]) == "Complete"
