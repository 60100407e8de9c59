"""The objects of a project: each folder of `cases/` is one, with what becomes of it beside it.

`pytest tests/plan --force-regen` writes the expected texts anew; read the difference.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from pytest_regressions.file_regression import FileRegressionFixture

from amelang.export.manifest import to_json, to_yaml
from amelang.lower.objects import Bundle, job_of_cronjob, lower_run, owned

if TYPE_CHECKING:
    from conftest import Project

CASES = sorted(path.parent.name for path in Path(__file__).parent.glob("cases/*/ame.yml"))
HELLO = """
project: hello
tasks:
  - name: say_hello
    executor:
      !custom
      command: echo hello
"""


cases = pytest.mark.parametrize("case", CASES, indirect=True)


@cases
def test_a_project_becomes_these_objects(case: Project, file_regression: FileRegressionFixture) -> None:
    namespace = "ml" if case.folder.name == "everything" else ""
    text = case.settled(to_yaml(case.objects(namespace=namespace)))
    file_regression.check(text, fullpath=case.folder / "expected.yaml", encoding="utf-8")


@cases
def test_kubernetes_validate_accepts_them(case: Project, tmp_path: Path) -> None:
    run = lower_run(case.tasks()[0], "run1", bundle=Bundle((b"x",)), settings=case.settings)
    (tmp_path / "objects.yaml").write_text(to_yaml(case.objects() + run))
    validator = Path(sys.executable).parent / "kubernetes-validate"
    done = subprocess.run([validator, "--strict", tmp_path / "objects.yaml"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@cases
def test_the_server_would_drop_nothing_of_what_is_written(case: Project) -> None:
    """Empty lists, maps and texts vanish on the server, and so do most `false`."""
    kept = {"emptyDir", "allowPrivilegeEscalation", "automountServiceAccountToken", "enableServiceLinks"}

    def look(value: object, key: str) -> None:
        assert value not in ({}, [], "", None, False) or value == 0 or key in kept, key
        for name, child in value.items() if isinstance(value, dict) else ():
            look(child, name)
        for child in value if isinstance(value, list) else ():
            look(child, key)

    for item in case.objects():
        look(item, item["kind"])


@cases
def test_the_same_project_gives_the_same_bytes_wherever_it_lies(case: Project, tmp_path: Path) -> None:
    shutil.copytree(case.folder, tmp_path / "elsewhere")
    elsewhere = type(case)(tmp_path / "elsewhere")
    assert to_yaml(case.objects()) == to_yaml(elsewhere.objects())
    assert to_json(case.objects()) == to_json(elsewhere.objects())


def test_nothing_of_the_cluster_is_imported_for_it() -> None:
    code = (
        "import sys, amelang.lower.objects, amelang.export.manifest, amelang.run.bundle;"
        "print([name for name in ('kubernetes', 'yaml', 'ruamel') if name in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_the_order_of_tasks_in_the_file_does_not_matter(project: Project) -> None:
    one = "  - name: one\n    executor: !custom\n      command: echo 1\n"
    two = "  - name: two\n    executor: !custom\n      command: echo 2\n"
    first = project.write(f"project: p\ntasks:\n{one}{two}").objects()[1:]
    assert first == project.write(f"project: p\ntasks:\n{two}{one}").objects()[1:]


def test_tasks_of_one_kind_share_their_script(project: Project) -> None:
    tasks = "".join(
        f"  - name: task{number}\n    executor: !custom\n      command: echo {number}\n"
        for number in range(9)
    )
    kinds = [item["kind"] for item in project.write(f"project: p\ntasks:\n{tasks}").objects()]
    assert kinds == ["ConfigMap", "ConfigMap", "ConfigMap", *["CronJob"] * 9]


def test_a_definition_is_stored_and_does_not_start_by_itself(project: Project) -> None:
    definition = project.write(HELLO).objects()[-1]
    assert definition["kind"] == "CronJob"
    assert definition["spec"]["suspend"] is True
    assert definition["spec"]["schedule"] == "0 0 1 1 *"


def test_a_run_of_a_definition_goes_with_it_but_not_with_its_history(project: Project) -> None:
    definition = project.write(HELLO).objects()[-1]
    definition["metadata"]["uid"] = "1234"
    before = json.dumps(definition)
    run = job_of_cronjob(definition, "a1b2c3")
    assert run["metadata"]["name"] == "hello--say-hello-a1b2c3"
    assert run["metadata"]["ownerReferences"] == [
        {"apiVersion": "batch/v1", "kind": "CronJob", "name": "hello--say-hello", "uid": "1234"}
    ]
    assert run["metadata"]["labels"]["ame.teainspace.com/run"] == "a1b2c3"
    assert run["spec"]["template"]["metadata"]["labels"]["ame.teainspace.com/run"] == "a1b2c3"
    assert run["spec"]["template"]["spec"] == definition["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    assert json.dumps(definition) == before


def test_a_definition_that_kubectl_stripped_can_still_be_run() -> None:
    bare = {
        "metadata": {"name": "somebody-elses", "uid": "1"},
        "spec": {"jobTemplate": {"spec": {"template": {"spec": {"containers": []}}}}},
    }
    assert job_of_cronjob(bare, "r1")["metadata"]["name"] == "somebody-elses-r1"


def test_a_local_run_brings_its_code_and_ends_with_the_job(project: Project) -> None:
    (task,) = project.write(HELLO).tasks()
    objects = lower_run(task, "r1", bundle=Bundle((b"one", b"two")), settings=project.settings)
    assert [item["metadata"]["name"] for item in objects] == [
        "hello--say-hello-r1-script",
        "hello--say-hello-r1-code-0",
        "hello--say-hello-r1-code-1",
        "hello--say-hello-r1",
    ]
    (job,) = (item for item in objects if item["kind"] == "Job")
    job["metadata"]["uid"] = "99"
    assert all(item["metadata"]["ownerReferences"][0]["uid"] == "99" for item in owned(objects[:-1], job))


def test_the_spec_hash_tells_work_apart_and_not_names(project: Project) -> None:
    def spec_hash(text: str, code: bytes = b"x") -> str:
        objects = project.write(text).objects(code)
        deployed = str(objects[-1]["metadata"]["labels"]["ame.teainspace.com/spec-hash"])
        run = lower_run(project.tasks()[0], "r1", bundle=Bundle((code,)), settings=project.settings)
        assert run[-1]["metadata"]["labels"]["ame.teainspace.com/spec-hash"] == deployed
        return deployed

    assert spec_hash(HELLO) == spec_hash(HELLO + "    retries: 0\n")
    assert len({spec_hash(HELLO), spec_hash(HELLO + "    retries: 1\n"), spec_hash(HELLO, b"y")}) == 3
    assert spec_hash(HELLO) != spec_hash(HELLO.replace("echo hello", "echo hallo"))


def test_without_code_to_deliver_there_is_nothing_of_ours_in_the_pod(project: Project) -> None:
    objects = project.write(HELLO).objects(None)
    pod = objects[-1]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    assert "initContainers" not in pod
    assert [volume["name"] for volume in pod["volumes"]] == ["script", "workspace", "home", "tmp", "shm"]


def test_every_object_belongs_to_the_set_of_its_project(project: Project) -> None:
    parent, *members = project.write(HELLO).objects(namespace="ml")
    identity = parent["metadata"]["labels"]["applyset.kubernetes.io/id"]
    assert identity.startswith("applyset-")
    assert len(identity) <= 63
    assert all(item["metadata"]["namespace"] == "ml" for item in (parent, *members))
    assert all(item["metadata"]["labels"]["applyset.kubernetes.io/part-of"] == identity for item in members)
    listed = parent["data"]["objects"].splitlines()
    assert [line.rpartition("/")[2] for line in listed] == [item["metadata"]["name"] for item in members]


def test_labels_of_a_user_stand_beside_ours_and_never_for_them(project: Project) -> None:
    labels = '[cluster]\nlabels = { team = "ml", "ame.teainspace.com/task" = "other" }\n'
    for item in project.write(HELLO, labels).objects():
        assert item["metadata"]["labels"]["team"] == "ml"
    assert item["metadata"]["labels"]["ame.teainspace.com/task"] == "say-hello"


def test_objects_are_read_back_as_they_were(project: Project) -> None:
    objects = project.write(HELLO).objects()
    assert list(yaml.safe_load_all(to_yaml(objects))) == objects
    assert json.loads(to_json(objects))["items"] == objects
