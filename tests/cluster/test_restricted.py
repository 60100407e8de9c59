"""Everything that AME makes is accepted where the restricted Pod Security Standard is enforced.

And what it writes is what the server stores: otherwise plans would show changes for ever.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from amelang.checks.sizes import MOST_COMMAND
from amelang.cli.plan import planned
from amelang.cli.ready import Ready, ready
from amelang.language.quantity import parse
from amelang.lower.objects import job_of_cronjob, lower_run, owned
from amelang.run.bundle import bundle

if TYPE_CHECKING:
    from conftest import Namespace

Object = dict[str, Any]
ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent for path in ROOT.glob("docs/examples/*/ame.yml"))
CASES = sorted(path.parent for path in ROOT.glob("tests/plan/cases/*/ame.yml"))
folders = pytest.mark.parametrize("folder", [*EXAMPLES, *CASES], ids=lambda folder: folder.name)
SMALL = """
    resources:
      cpu: 100m
      memory: 64Mi
      storage: 100Mi
"""


def task(folder: Path, command: str, more: str = "", image: str = "busybox:1") -> Ready:
    """Write a project with one task, whose command is given, into a folder."""
    (folder / "command.sh").write_text(command)
    indented = "".join(
        f"        {line}" if line.strip() else line for line in command.splitlines(keepends=True)
    )
    (folder / "ame.yml").write_text(
        f"project: p\ntasks:\n  - name: t\n    executor:\n      !custom\n      image: {image}\n"
        f"      command: |\n{indented}{SMALL}{more}"
    )
    return ready(str(folder), named=True)


def start(cluster: Namespace, project: Ready, run: str = "r1") -> str:
    """Run the first task of a project as `run -l` does; return the name of its Job."""
    packed = bundle(project.loaded.directory)
    *files, job = lower_run(project.runnables()[0], run, bundle=packed.bundle, settings=project.settings)
    answer = cluster.call("POST", "jobs", job)
    assert not answer.warnings
    for item in owned(files, answer.ok()):
        answer = cluster.call("POST", "configmaps", item)
        assert not answer.warnings
        answer.ok()
    return str(job["metadata"]["name"])


def lost(wanted: object, stored: object, place: str = "") -> list[str]:
    """Return where the server stored something else than what was written; more is no loss."""
    if isinstance(wanted, dict) and isinstance(stored, dict):
        missing = [f"{place}.{key} is gone" for key in wanted if key not in stored]
        both = (lost(wanted[key], stored[key], f"{place}.{key}") for key in wanted if key in stored)
        return missing + [line for lines in both for line in lines]
    if isinstance(wanted, list) and isinstance(stored, list) and len(wanted) == len(stored):
        pairs = enumerate(zip(wanted, stored, strict=True))
        return [line for number, (one, other) in pairs for line in lost(one, other, f"{place}[{number}]")]
    return [] if wanted == stored else [f"{place}: {wanted!r} became {stored!r}"]


@folders
def test_the_server_accepts_a_project_and_stores_what_is_written(cluster: Namespace, folder: Path) -> None:
    objects = planned(ready(str(folder), named=True), "")
    for item in objects:
        answer = cluster.apply(item)
        assert not answer.warnings
        assert not lost(item, answer.ok())
    for item in objects:
        before = cluster.get(f"{item['kind'].lower()}s/{item['metadata']['name']}")
        again = cluster.apply(item).ok()
        assert again["metadata"]["resourceVersion"] == before["metadata"]["resourceVersion"]


@folders
def test_every_pod_passes_the_restricted_standard(cluster: Namespace, folder: Path) -> None:
    project = ready(str(folder), named=True)
    # The account is no matter of the standard, and the namespace has none but its default.
    for number, runnable in enumerate(project.runnables()):
        packed = bundle(project.loaded.directory)
        objects = lower_run(runnable, f"r{number}", bundle=packed.bundle, settings=project.settings)
        template = objects[-1]["spec"]["template"]
        template["spec"].pop("serviceAccountName", None)
        pod = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "pod", **template["metadata"]},
            "spec": template["spec"],
        }
        answer = cluster.call("POST", "pods", pod, dryRun="All")
        assert not answer.warnings
        answer.ok()
        answer = cluster.call("POST", "jobs", objects[-1], dryRun="All")
        assert not answer.warnings
        assert not lost(objects[-1], answer.ok())


def test_amounts_are_written_as_the_server_stores_them(cluster: Namespace, tmp_path: Path) -> None:
    amounts = (
        "1000M 1024Mi 1.5Gi +1Gi 1e9 1E9 1000e6 00512Mi 0.5G 1. 2k 1024k 1e3 7 8191Ki 8192Ki 1500m 0.0005 "
        "123456789012 1.0Gi 1P 4Ei 100n 0"
    )
    project = task(tmp_path, "true\n")
    (runnable,) = project.runnables()
    for amount in amounts.split():
        quantity = parse(amount)
        assert quantity is not None
        for resource in runnable.resources.values():
            resource.value = quantity
        (job,) = lower_run(runnable, "r1", bundle=None, settings=project.settings)[1:]
        answer = cluster.apply(job, dryRun="All")
        assert not [warning for warning in answer.warnings if "fractional byte" not in warning]
        assert not lost(job, answer.ok())


def test_hello_runs_from_its_definition_and_from_here(cluster: Namespace) -> None:
    project = ready(str(ROOT / "docs/examples/hello"), named=True)
    objects = planned(project, cluster.namespace)
    for item in objects:
        cluster.apply(item).ok()
    definition = cluster.get(f"cronjobs/{objects[-1]['metadata']['name']}")
    deployed = cluster.call("POST", "jobs", job_of_cronjob(definition, "r1")).ok()["metadata"]["name"]
    local = start(cluster, project, "r2")
    for job in (deployed, local):
        assert cluster.ended(job) == "Complete", cluster.logs(job)
    assert cluster.logs(deployed) == cluster.logs(local) != ""


UNREACHABLE = ("operation timed out", "error sending request", "Temporary failure in name resolution")
"""What uv and pip say of a network that failed them."""


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_every_example_runs(cluster: Namespace, folder: Path) -> None:
    for run in ("r1", "r2", "r3"):
        job = start(cluster, ready(str(folder), named=True), run)
        ended = cluster.ended(job, 300)
        logs = cluster.logs(job)
        # That an index of packages answers in time is not what is tested here.
        if ended == "Complete" or not any(words in logs for words in UNREACHABLE):
            break
    assert ended == "Complete", logs


def test_the_longest_command_fits_into_a_pod(cluster: Namespace, tmp_path: Path) -> None:
    command = "echo it fits; exit 0 # ".ljust(MOST_COMMAND - 1, "x") + "\n"
    job = start(cluster, task(tmp_path, command))
    assert cluster.ended(job) == "Complete"
    assert cluster.logs(job) == "it fits\n"


def test_files_of_a_run_go_with_its_job(cluster: Namespace, tmp_path: Path) -> None:
    job = start(cluster, task(tmp_path, "true\n"))
    assert cluster.ended(job) == "Complete"
    cluster.call("DELETE", f"jobs/{job}", propagationPolicy="Background").ok()
    labels = "ame.teainspace.com/run=r1"
    cluster.wait("configmaps", lambda _: not cluster.get("configmaps", labelSelector=labels)["items"])


def test_an_image_with_nothing_but_sh_is_enough(cluster: Namespace, tmp_path: Path) -> None:
    command = (
        "id -u; pwd; cat sub/data.txt\n"
        'for place in . "$HOME" /tmp /dev/shm; do touch "$place/written" && echo "$place"; done\n'
        "ls /var/run/secrets 2>/dev/null || echo no token\n"
    )
    project = task(tmp_path, command)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/data.txt").write_text("data\n")
    job = start(cluster, project)
    assert cluster.ended(job) == "Complete"
    assert cluster.logs(job) == "1000\n/ame/workspace\ndata\n.\n/ame/home\n/tmp\n/dev/shm\nno token\n"


def test_a_command_arrives_byte_for_byte(cluster: Namespace, tmp_path: Path) -> None:
    command = (
        "# $HOME $(HOME) $$ `date` ${X:-y} \\ \\\\ \"double\" 'single' é 😀\n"
        "\n"
        "cat <<'END'\n"
        "  $(HOME) $$ \\t \"quoted\" 'too'\n"
        "END\n"
        "sha256sum < /ame/script/command\n"
    )
    job = start(cluster, task(tmp_path, command))
    assert cluster.ended(job) == "Complete"
    digest = sha256(command.encode()).hexdigest()
    assert cluster.logs(job) == f"  $(HOME) $$ \\t \"quoted\" 'too'\n{digest}  -\n"


def test_environment_arrives_byte_for_byte(cluster: Namespace, tmp_path: Path) -> None:
    values = {"A": "$(B)", "B": "$$x ${A} $(A", "C": "", "D": "é 'single' \\"}
    entries = "".join(
        f"      - key: {name}\n        val: '{value.replace(chr(39), chr(39) * 2)}'\n"
        for name, value in values.items()
    )
    command = "".join(f'printf "%s\\n" "${name}"\n' for name in values)
    job = start(cluster, task(tmp_path, command, f"    environment:\n{entries}"))
    assert cluster.ended(job) == "Complete"
    assert cluster.logs(job) == "".join(f"{value}\n" for value in values.values())


def test_code_of_several_shards_arrives_whole(cluster: Namespace, tmp_path: Path) -> None:
    project = task(tmp_path, "sha256sum < noise.bin\nls -l run.sh | cut -c1-10\nreadlink link\n")
    content = os.urandom(2_000_000)
    (tmp_path / "noise.bin").write_bytes(content)
    (tmp_path / "run.sh").write_text("")
    (tmp_path / "run.sh").chmod(0o700)
    (tmp_path / "link").symlink_to("noise.bin")
    assert len(bundle(str(tmp_path)).bundle.shards) == 3
    job = start(cluster, project)
    assert cluster.ended(job) == "Complete"
    assert cluster.logs(job).split("\n") == [
        f"{sha256(content).hexdigest()}  -",
        "-rwxr-xr-x",
        "noise.bin",
        "",
    ]


def test_the_job_says_with_which_code_the_command_failed(cluster: Namespace, tmp_path: Path) -> None:
    job = start(cluster, task(tmp_path, "exit 7\n"))
    assert cluster.ended(job) == "Failed"
    conditions = cluster.get(f"jobs/{job}")["status"]["conditions"]
    assert any(
        "exit code 7" in condition["message"] for condition in conditions if condition["type"] == "Failed"
    )


def test_a_task_that_takes_too_long_is_ended(cluster: Namespace, tmp_path: Path) -> None:
    job = start(cluster, task(tmp_path, "sleep 300\n", "    timeout: 3s\n"))
    assert cluster.ended(job, 60) == "Failed"


def test_a_task_that_fails_is_tried_again(cluster: Namespace, tmp_path: Path) -> None:
    job = start(cluster, task(tmp_path, "echo trying; exit 1\n", "    retries: 1\n"))
    assert cluster.ended(job, 90) == "Failed"
    assert cluster.logs(job) == "trying\ntrying\n"


def test_memory_is_a_limit(cluster: Namespace, tmp_path: Path) -> None:
    job = start(cluster, task(tmp_path, "head -c 200m /dev/zero | tail | wc -c\nexit 3\n"))
    assert cluster.ended(job) == "Failed"
    (pod,) = cluster.get("pods", labelSelector=f"batch.kubernetes.io/job-name={job}")["items"]
    statuses = pod["status"]["containerStatuses"]
    assert statuses[0]["state"]["terminated"]["reason"] == "OOMKilled"
