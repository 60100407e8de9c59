"""The pages of what can go wrong with a cluster or a run: each example is carried out as it stands there.

What the cluster says is what the example says, or what a real one said of such a run. The examples
that a laptop's cluster can run are run there, too: `test_on_a_cluster.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from amelang.run.catalog import CLUSTER
from amelang.text.page import Example, Page

PAGES = {kind.code: Page(kind) for kind in CLUSTER}
WITH_A_PROJECT = [code for code, page in PAGES.items() if page.good and "ame.yml" in page.good.files()]
RECORDED = {
    "AME420": ("out-of-memory", "bytearray"),
    "AME421": ("out-of-memory-zero", "bytearray"),
    "AME422": ("command-not-found", "trian.py"),
    "AME423": ("exit-7", "exit 7"),
    "AME424": ("killed", "kill -9 $$"),
    "AME425": ("deadline", ""),
    "AME426": ("image-missing", ""),
    "AME427": ("image-name", ""),
    "AME428": ("unschedulable-cpu", ""),
    "AME429": ("no-account", ""),
    "AME430": ("quota", ""),
    "AME431": ("mount-missing", ""),
    "AME432": ("preparation", "numpy"),
    "AME433": ("init-failed", ""),
    "AME434": ("start-error", ""),
    "AME437": ("unschedulable-cpu", ""),
}
"""The recording that says how the run of a bad example goes, and what its command has in it."""
UNRECORDED = {"AME435", "AME436"}
"""What the machine says of these is in the example, in the words of the kubelet."""
Object = dict[str, Any]


def reported(example: Example) -> Any:
    """Return what an example says that the cluster reports of a pod, or of its making."""
    for part in example.parts:
        if part.title == "the cluster reports:":
            return yaml.safe_load(part.text)
    return None


def within(part: object, whole: object) -> bool:
    """Tell whether all that one value says is in another one, too."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(within(part[name], whole.get(name)) for name in part)
    if isinstance(part, list):
        return isinstance(whole, list) and all(any(within(one, other) for other in whole) for one in part)
    return part == whole


def asks_the_same(job: Object, said: Object, command: str) -> bool:
    """Tell whether a Job asks for what the recorded one asked for: then it goes as that one went."""
    pod = job["spec"]["template"]
    if command not in pod["metadata"]["annotations"].get("ame.teainspace.com/command", ""):
        return False
    account = re.search(r'serviceaccount "(\w+)" not found', str([one["message"] for one in said["events"]]))
    if account and account[1] != pod["spec"].get("serviceAccountName"):
        return False
    for recorded in said["pods"][-1:]:
        if recorded["spec"].get("activeDeadlineSeconds") != pod["spec"].get("activeDeadlineSeconds"):
            return False
        of_task = next(one for one in pod["spec"]["containers"] if one["name"] == "task")
        wanted = next(one for one in recorded["spec"]["containers"] if one["name"] == "task")
        if not within({"resources": wanted.get("resources", {})}, of_task):
            return False
        # A recording of `busybox:1` is about something else than the image.
        if wanted["image"] != of_task["image"] and wanted["image"] != "busybox:1":
            return False
    return True


def ending(code: str, page: Page, recordings: Path) -> Callable[[Object], Object | None]:
    """Return how runs go on the cluster of an example: as recorded where they ask for the same."""
    assert page.bad is not None
    said = reported(page.bad)
    if code == "AME438":
        return lambda job: running(recordings)
    if code in UNRECORDED:
        recording = json.loads((recordings / "exit-7.json").read_text())
        recording["pods"][0]["status"] = said
    else:
        recording = json.loads((recordings / f"{RECORDED[code][0]}.json").read_text())
        if said is not None:
            witnesses = [*(pod["status"] for pod in recording["pods"]), *recording["events"]]
            assert any(within(said, witness) for witness in witnesses), "the recording says something else"
    return lambda job: (
        recording if code in UNRECORDED or asks_the_same(job, recording, RECORDED[code][1]) else None
    )


def running(recordings: Path) -> Object:
    """A run that goes on: the recording of one that ended, as it was before its end."""
    said: Object = json.loads((recordings / "out-of-memory-zero.json").read_text())
    said["job"]["status"] = {"active": 1, "ready": 1}
    state = {"running": {"startedAt": "2026-01-02T03:04:06Z"}}
    said["pods"][0]["status"] = {"phase": "Running", "containerStatuses": [{"name": "task", "state": state}]}
    return said


@pytest.mark.parametrize("code", PAGES)
@pytest.mark.parametrize("kind", ["bad", "good"])
@pytest.mark.usefixtures("folder", "permissions_hold")
def test_an_example_does_what_its_page_says(code: str, kind: str, carried_out: Any, played: Any) -> None:
    page = PAGES[code]
    example = getattr(page, kind)
    assert example is not None, "write `Bad:` and `Good:` and indented examples into the docstring"
    cluster = played[0]
    if kind == "bad" and code in {*RECORDED, *UNRECORDED, "AME438"}:
        cluster.ending = ending(code, page, cluster.recordings)
    elif code in RECORDED and reported(page.bad) is None and code != "AME431":
        # Only what the example asks for decides, so that the good one has the same cluster.
        cluster.ending = ending(code, page, cluster.recordings)
    said = carried_out(example)
    assert (f" {code} {page.name}: " in said) == (kind == "bad")
    assert (" AME4" in said) == (kind == "bad")


@pytest.mark.parametrize(
    "code", [code for code, page in PAGES.items() if page.good and "ame.yml" in page.good.files()]
)
@pytest.mark.usefixtures("folder")
def test_a_good_example_has_no_problem_at_all(code: str, checked: Callable[[Example], list[str]]) -> None:
    good = PAGES[code].good
    assert good is not None
    assert checked(good) == []


def test_every_run_that_was_recorded_is_on_a_page() -> None:
    names = {path.stem for path in (Path(__file__).parents[2] / "cluster" / "statuses").glob("*.json")}
    others = {"pod-security", "terminated", "unschedulable-node", "config-missing", "root-image"}
    assert {name for name, _ in RECORDED.values()} == names - others
