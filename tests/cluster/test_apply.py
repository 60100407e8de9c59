"""`ame apply`: what it writes, what it leaves alone, and what it refuses."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from amelang.cluster.errors import UnreachableError

CRON = "cronjobs/demo--greet"


def versions(cluster: Any) -> dict[str, str]:
    """The resource versions of all that the project has, by name: a write changes them."""
    return {
        f"{kind}/{item['metadata']['name']}": item["metadata"]["resourceVersion"]
        for kind in ("cronjobs", "configmaps")
        for item in cluster.get(kind)["items"]
    }


def test_applying_twice_writes_nothing_the_second_time(project: Any, cluster: Any) -> None:
    project.tasks(("greet", "echo hello"), ("part", "echo part"))
    first = project.ame("apply")
    assert first.code == 0, first
    assert "+ created    CronJob    demo--greet" in first.out
    before = versions(cluster)

    second = project.ame("apply")
    assert second.code == 0, second
    assert "= unchanged  CronJob    demo--greet" in second.out
    assert second.out.splitlines()[-1] == "0 created, 0 changed, 5 unchanged, 0 removed"
    assert versions(cluster) == before


ODD = "ü 😀 \U0010fffd \u2028 \u2029 \x85 \xa0 \ufeff \x7f \\u0041 $ $$ $(A) `a` ' \" \t"
"""Letters beyond 16 bits, several breaks of lines, and what shells and Kubernetes would expand."""


def test_text_of_every_kind_arrives_as_it_is(project: Any, cluster: Any) -> None:
    # Some of these must not stand in YAML as they are.
    quoted = re.sub("[\x7f-\uffff]", lambda one: f"\\u{ord(one[0]):04x}", json.dumps(ODD, ensure_ascii=False))
    project.tasks(("greet", 'printf "%s\\n" "$TEXT"'), environment=f"[{{key: TEXT, val: {quoted}}}]")
    assert project.ame("apply").code == 0
    again = project.ame("apply")
    assert again.out.splitlines()[-1] == "0 created, 0 changed, 4 unchanged, 0 removed"
    run = project.ame("task", "run", "greet")
    assert (run.code, run.out) == (0, ODD + "\n"), run


def test_nothing_is_even_asked_about_what_is_proved_unchanged(project: Any, cluster: Any, api: Any) -> None:
    from amelang.cluster.apply import decide

    project.tasks(("greet", "echo hello"))
    assert project.ame("apply").code == 0
    plan = project.ame("plan", "--offline", "-o", "json", "--namespace", project.namespace)
    objects = plan.json["items"] if isinstance(plan.json, dict) else plan.json

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a dry run was made")

    api.apply = forbidden
    changes = decide(api, objects, "demo", force=False, adopt=False)
    assert {change.action for change in changes} == {"unchanged"}


def test_a_changed_task_is_changed_and_a_removed_one_removed(project: Any, cluster: Any) -> None:
    project.tasks(("greet", "echo hello"), ("part", "echo part"))
    project.ame("apply")
    run = project.ame("task", "run", "part", "--detach")
    assert run.code == 0, run

    project.tasks(("greet", "echo good day"))
    again = project.ame("apply")
    assert again.code == 0, again
    assert "~ changed    CronJob    demo--greet" in again.out
    assert "- removed    CronJob    demo--part" in again.out
    template = cluster.get(CRON)["spec"]["jobTemplate"]["spec"]["template"]
    assert "echo good day" in template["metadata"]["annotations"].values()
    assert cluster.call("GET", "cronjobs/demo--part").status == 404
    # The run of a definition that has gone is a result, and stays with the files that it needs.
    assert cluster.ended(run.out.strip()) == "Complete"
    assert cluster.logs(run.out.strip()) == "part\n"


def test_code_that_nothing_uses_any_more_is_removed(project: Any, cluster: Any) -> None:
    project.tasks(("greet", "echo hello"))
    project.ame("apply")
    project.write("print(1)\n", "train.py")
    again = project.ame("apply")
    assert again.code == 0, again
    assert "+ created    ConfigMap  ame-code-demo" in again.out
    assert "- removed    ConfigMap  ame-code-demo" in again.out
    code = [item for item in cluster.get("configmaps")["items"] if "-code-" in item["metadata"]["name"]]
    assert len(code) == 1


def test_a_field_that_somebody_else_changed_is_named_and_left_alone(project: Any, cluster: Any) -> None:
    project.tasks(("greet", "echo hello"))
    project.ame("apply")
    theirs = {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "demo--greet"},
        "spec": {"concurrencyPolicy": "Allow"},
    }
    media = "application/apply-patch+yaml"
    cluster.call("PATCH", CRON, theirs, media=media, fieldManager="ops", force="true").ok()

    project.tasks(("greet", "echo good day"))
    refused = project.ame("apply")
    assert refused.code == 1
    assert "error AME409 conflicting-manager" in refused.err
    assert "`ops` set `spec.concurrencyPolicy`" in refused.err
    assert "--force-conflicts" in refused.err
    assert "nothing was changed" in refused.err
    assert cluster.get(CRON)["spec"]["concurrencyPolicy"] == "Allow"
    names = [item["metadata"]["name"] for item in cluster.get("configmaps")["items"]]
    assert sum("-code-" in name for name in names) == 1

    forced = project.ame("apply", "--force-conflicts")
    assert forced.code == 0, forced
    assert cluster.get(CRON)["spec"]["concurrencyPolicy"] == "Forbid"


def test_a_pause_that_somebody_made_of_another_field_survives(project: Any, cluster: Any) -> None:
    project.tasks(("greet", "echo hello"))
    project.ame("apply")
    body = {"metadata": {"annotations": {"note": "do not touch"}}}
    cluster.call("PATCH", CRON, body, media="application/merge-patch+json", fieldManager="ops").ok()
    again = project.ame("apply")
    assert "0 changed" in again.out, again
    assert cluster.get(CRON)["metadata"]["annotations"]["note"] == "do not touch"


def test_an_object_of_somebody_else_is_not_taken_over(project: Any, cluster: Any) -> None:
    body = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "ame-project-demo"},
        "data": {"a": "b"},
    }
    cluster.call("POST", "configmaps", body, fieldManager="somebody").ok()
    project.tasks(("greet", "echo hello"))
    refused = project.ame("apply")
    assert refused.code == 1
    assert (
        "error AME411 foreign-object: ConfigMap `ame-project-demo` is already made by `somebody`"
        in refused.err
    )
    assert "--adopt" in refused.err
    assert cluster.get("cronjobs")["items"] == []

    adopted = project.ame("apply", "--adopt")
    assert adopted.code == 0, adopted
    assert "~ changed    ConfigMap  ame-project-demo" in adopted.out
    assert "0 changed, 4 unchanged" in project.ame("apply").out


def test_two_projects_in_one_namespace_leave_each_other_alone(project: Any, cluster: Any) -> None:
    project.tasks(("greet", "echo hello"))
    project.ame("apply")
    other = (project.folder / "ame.yml").read_text().replace("project: demo", "project: other")
    project.write(other)
    second = project.ame("apply")
    assert second.code == 0, second
    assert "0 removed" in second.out
    assert len(cluster.get("cronjobs")["items"]) == 2


def test_an_interrupted_apply_says_how_far_it_came_and_can_be_run_again(api: Any, project: Any) -> None:
    from amelang.cluster.apply import HalfDoneError, apply

    project.tasks(("greet", "echo hello"), ("part", "echo part"))
    objects = project.ame("plan", "--offline", "-o", "json", "--namespace", project.namespace).json["items"]
    done: list[Any] = []
    real = api.apply

    def breaking(body: Any, *, force: bool = False, dry_run: bool = False) -> Any:
        if not dry_run and len(done) == 2:
            raise UnreachableError("the cluster is gone")
        return real(body, force=force, dry_run=dry_run)

    api.apply = breaking
    with pytest.raises(HalfDoneError) as caught:
        apply(api, objects, "demo", report=done.append)
    assert (caught.value.done, caught.value.all) == (2, 5)
    again = project.ame("apply")
    assert again.out.splitlines()[-1] == "3 created, 0 changed, 2 unchanged, 0 removed", again


def test_a_namespace_that_does_not_exist(project: Any) -> None:
    project.tasks(("greet", "echo hello"))
    refused = project.ame("apply", "--namespace", "no-such-namespace")
    assert refused.code == 1
    assert "error AME407 missing-namespace: namespace `no-such-namespace` does not exist" in refused.err
    assert "kubectl create namespace no-such-namespace" in refused.err


def test_a_value_that_the_cluster_refuses_is_named_by_its_field(api: Any) -> None:
    from amelang.cluster.refusals import InvalidError

    body = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "settings", "labels": {"team": "not a label!"}},
    }
    with pytest.raises(InvalidError, match=r"`metadata\.labels`"):
        api.apply(body)
