"""Why a run failed or does not start: one line and one action, from real runs and from recorded ones."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from amelang.run.failure import why_failed, why_waiting
from amelang.run.reasons import Reason

STATUSES = Path(__file__).parent / "statuses"
"""What a real cluster said of Jobs that went wrong, each in its own way."""


def recorded(name: str) -> dict[str, Any]:
    """Return a recording: the Job, its pods, and their events."""
    content = json.loads((STATUSES / f"{name}.json").read_text())
    assert isinstance(content, dict)
    return content


def reason(name: str) -> Reason | None:
    """Return why a recorded run failed, else why it does not start."""
    said = recorded(name)
    everything = said["job"], said["pods"], said["events"]
    return why_failed(*everything) or why_waiting(*everything)


CASES = [
    ("exit-7", "failed-command", "the command of `exit-7` ended with exit code 7", "ame task logs exit-7"),
    ("out-of-memory", "out-of-memory", "killed at its limit of 32Mi", "raise `memory`"),
    ("out-of-memory-zero", "hidden-out-of-memory", "ended with 0, but a part", "do not trust its results"),
    (
        "command-not-found",
        "missing-command",
        "is not found: sh: trian.py: not found",
        "whether image `busybox:1`",
    ),
    ("killed", "killed-process", "ended by SIGKILL (exit code 137)", "compare `memory`"),
    ("terminated", "killed-process", "ended by SIGTERM (exit code 143)", "run it again"),
    ("deadline", "exceeded-timeout", "longer than its `timeout` of 2 seconds", "raise `timeout`"),
    ("image-missing", "unpullable-image", "its registry cannot be reached", "see `image`"),
    ("image-name", "invalid-image", "repository name must be lowercase", "see `image`"),
    ("unschedulable-cpu", "unschedulable-run", "1 with too little `cpu` free", "ask for less `cpu`"),
    (
        "unschedulable-node",
        "unschedulable-run",
        "1 without the labels of `nodeSelector`",
        "see `nodeSelector`",
    ),
    ("config-missing", "missing-part", "secret `nope` not found", "create what is missing"),
    ("mount-missing", "missing-part", "configmap `nope` not found", "create what is missing"),
    ("root-image", "missing-part", "runAsUser breaks non-root policy", "create what is missing"),
    ("init-failed", "undelivered-code", "tar: short read", "see `storage`"),
    ("start-error", "unstartable-container", 'exec: "/no/such/program"', "must have `sh`"),
    ("preparation", "failed-preparation", "requirements.txt names a package", "`executor`"),
    ("quota", "exceeded-quota", "exceeds quota q, requested: pods=1", "ask for less in `resources`"),
    ("pod-security", "unadmitted-run", "Pod Security level `restricted:latest`", "use a namespace"),
    (
        "no-account",
        "unadmitted-run",
        "service account `nobody` does not exist",
        "kubectl create serviceaccount",
    ),
]


@pytest.mark.parametrize(("name", "kind", "message", "action"), CASES)
def test_what_a_cluster_said_of_it(name: str, kind: str, message: str, action: str) -> None:
    found = reason(name)
    assert found is not None
    assert found.name == kind
    assert message in found.message()
    assert action in found.help()


def test_every_recording_is_used() -> None:
    assert {path.stem for path in STATUSES.glob("*.json")} == {case[0] for case in CASES}


def changed_pod(**status: Any) -> dict[str, Any]:
    """Return the recording of a failed command with another state of its pod."""
    said = deepcopy(recorded("exit-7"))
    said["pods"][0]["status"] = {"phase": "Failed", **status}
    return said


def test_a_pod_that_wrote_too_much() -> None:
    said = changed_pod(
        reason="Evicted", message='Usage of EmptyDir volume "workspace" exceeds the limit "1Gi". '
    )
    found = why_failed(said["job"], said["pods"])
    assert found is not None
    assert found.name == "out-of-storage"
    assert "volume `workspace` exceeds the limit `1Gi`" in found.message()
    assert "raise `storage`" in found.help()


def test_a_machine_that_went_away() -> None:
    gone = {
        "type": "DisruptionTarget",
        "status": "True",
        "reason": "DeletionByTaintManager",
        "message": "Taint manager: deleting due to NoExecute taint",
    }
    said = changed_pod(conditions=[gone])
    found = why_failed(said["job"], said["pods"])
    assert found is not None
    assert found.name == "lost-machine"
    assert "`retries`" in found.help()


def test_every_cause_of_the_scheduler_is_counted() -> None:
    said = recorded("unschedulable-cpu")
    said["pods"][0]["status"]["conditions"][0]["message"] = (
        "0/9 nodes are available: 1 Insufficient memory, 2 Insufficient nvidia.com/gpu, "
        "2 node(s) didn't match Pod's node affinity/selector, 3 node(s) had untolerated taint {gpu: yes}, "
        "1 node(s) were unschedulable. preemption: 0/9 nodes are available: 9 Preemption is not helpful."
    )
    found = why_waiting(said["job"], said["pods"])
    assert found is not None
    assert found.message() == (
        "no machine can take `unschedulable-cpu`: 1 with too little `memory` free, "
        "2 with too little `nvidia.com/gpu` free, 2 without the labels of `nodeSelector`, "
        "3 kept free for others (taint `gpu: yes`), 1 closed for new work"
    )


def test_a_machine_that_is_only_slow_to_hear_of_files_is_no_reason() -> None:
    said = recorded("mount-missing")
    for event in said["events"]:
        if event["reason"] == "FailedMount":
            event["message"] = (
                'MountVolume.SetUp failed for volume "files" : failed to sync configmap cache: '
                "timed out waiting for the condition"
            )
    assert why_waiting(said["job"], said["pods"], said["events"]) is None


def test_a_pod_that_nobody_has_seen_again() -> None:
    said = recorded("exit-7")
    found = why_failed(said["job"], [])
    assert found is not None
    assert found.name == "removed-run"


def test_all_words_fit_a_line() -> None:
    for name, *_ in CASES:
        found = reason(name)
        assert found is not None
        for text in (found.message(), found.help()):
            assert text[0] == text[0].lower()
            assert not text.endswith(".")
            assert "\n" not in text


ALLOCATE = "x = bytearray(200_000_000)"
AME_YML = f"""\
project: demo
tasks:
  - name: hungry
    executor:
      !custom
      pythonVersion: 3.11
      command: python -c '{ALLOCATE}'
    resources:
      memory: 32Mi
      cpu: 50m
      storage: 100Mi
  - name: careless
    executor:
      !custom
      pythonVersion: 3.11
      command: "python -c '{ALLOCATE}'; echo went on"
    resources:
      memory: 32Mi
      cpu: 50m
      storage: 100Mi
  - name: misspelt
    executor:
      !custom
      image: busybox:1
      command: trian.py
    resources: {{memory: 64Mi, cpu: 50m, storage: 100Mi}}
  - name: killed
    executor:
      !custom
      image: busybox:1
      command: kill -9 $$
    resources: {{memory: 64Mi, cpu: 50m, storage: 100Mi}}
  - name: endless
    executor:
      !custom
      image: busybox:1
      command: echo begun; sleep 600
    resources: {{memory: 64Mi, cpu: 50m, storage: 100Mi}}
    timeout: 20s
  - name: imageless
    executor:
      !custom
      image: nothing.example.com/no/image:1
      command: echo never
    resources: {{memory: 64Mi, cpu: 50m, storage: 100Mi}}
  - name: huge
    executor:
      !custom
      image: busybox:1
      command: echo never
    resources: {{memory: 64Mi, cpu: 500, storage: 100Mi}}
"""


@pytest.fixture(scope="module")
def all_runs(shared_project: Any) -> dict[str, Any]:
    """Every task of the project, run at the same time: what it printed and how it ended."""
    shared_project.write(AME_YML)
    waits = {"imageless": ("--start-timeout", "8s"), "huge": ("--start-timeout", "4s")}
    names = [line.split()[-1] for line in AME_YML.splitlines() if line.startswith("  - name:")]
    started = {name: shared_project.start("task", "run", "-l", name, *waits.get(name, ())) for name in names}
    finished = {}
    for name, process in started.items():
        out, err = process.communicate(timeout=150)
        finished[name] = (process.returncode, out, err)
    return finished


def line_of(text: str, after: str) -> int:
    """Return the number of the line of the ame.yml that has a text, after another one."""
    lines = AME_YML.splitlines()
    start = next(number for number, line in enumerate(lines) if after in line)
    return next(number for number in range(start, len(lines)) if text in lines[number]) + 1


def test_out_of_memory_names_the_line(all_runs: dict[str, Any]) -> None:
    code, _, err = all_runs["hungry"]
    assert code == 137, err
    assert "error AME420 out-of-memory: `hungry` ran out of memory" in err
    assert f"raise `memory` (ame.yml:{line_of('memory:', 'hungry')})" in err


def test_out_of_memory_that_the_shell_went_on_after_is_suspect(all_runs: dict[str, Any]) -> None:
    code, out, err = all_runs["careless"]
    assert code == 0, err
    # The two streams of a container meet in any order.
    assert "went on\n" in out
    assert "warning AME421 hidden-out-of-memory" in err
    assert f"raise `memory` (ame.yml:{line_of('memory:', 'careless')})" in err


def test_a_command_that_is_not_there(all_runs: dict[str, Any]) -> None:
    code, _, err = all_runs["misspelt"]
    assert code == 127, err
    assert "error AME422 missing-command" in err
    assert "trian.py" in err
    assert f"see `command` (ame.yml:{line_of('command:', 'misspelt')})" in err


def test_a_process_that_is_killed(all_runs: dict[str, Any]) -> None:
    code, _, err = all_runs["killed"]
    assert code == 137, err
    assert "error AME424 killed-process: the command of `killed` was ended by SIGKILL" in err


def test_a_task_that_takes_too_long(all_runs: dict[str, Any]) -> None:
    code, out, err = all_runs["endless"]
    assert (code, out) == (124, "begun\n"), err
    assert "error AME425 exceeded-timeout: `endless` took longer than its `timeout` of 20 seconds" in err
    assert f"raise `timeout` (ame.yml:{line_of('timeout:', 'endless')})" in err


def test_an_image_that_cannot_be_pulled(all_runs: dict[str, Any], shared_project: Any) -> None:
    code, out, err = all_runs["imageless"]
    assert (code, out) == (125, ""), err
    assert "ame: waiting: image `nothing.example.com/no/image:1` cannot be pulled" in err
    assert (
        "error AME426 unpullable-image: image `nothing.example.com/no/image:1` cannot be pulled: its" in err
    )
    assert f"see `image` (ame.yml:{line_of('image:', 'imageless')})" in err
    rows = shared_project.ame("task", "list", "-o", "json").json["tasks"]
    row = next(row for row in rows if row["task"] == "imageless")
    assert row["reason"] == "image cannot be pulled"


def test_no_machine_is_large_enough(all_runs: dict[str, Any]) -> None:
    code, _, err = all_runs["huge"]
    assert code == 125, err
    assert "error AME428 unschedulable-run: no machine can take `huge`: 1 with too little `cpu`" in err
    assert f"ask for less `cpu` (ame.yml:{line_of('cpu: 500', 'huge')})" in err
    assert "is stopped" in err


def test_no_traceback_and_nothing_left_running(all_runs: dict[str, Any], shared_cluster: Any) -> None:
    assert not any("Traceback" in err for _, _, err in all_runs.values())
    for job in shared_cluster.get("jobs")["items"]:
        if job["metadata"]["annotations"]["ame.teainspace.com/task"] in ("imageless", "huge"):
            assert shared_cluster.ended(job["metadata"]["name"], 60) == "Failed"
