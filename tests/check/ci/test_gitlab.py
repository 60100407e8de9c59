"""The job for GitLab, with its inputs filled in as GitLab does, and its scripts run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
INCLUDED = ROOT / ".gitlab" / "ame-check.yml"
INPUT = re.compile(r"\$\[\[ inputs\.(\w+) \]\]")
BROKEN = "projct: demo\ntasks:\n  - name: train\n    executor: !custom\n      command: ls\n"
PACKAGE = "git+https://git.example.com/ml/ame.git@v1"


def filled(**inputs: str) -> str:
    """Return the job, as GitLab includes it with these inputs."""
    header, _, body = INCLUDED.read_text("utf-8").partition("\n---\n")
    known = yaml.safe_load(header)["spec"]["inputs"]
    assert inputs.keys() <= known.keys()
    values = {name: inputs.get(name, one.get("default")) for name, one in known.items()}
    assert None not in values.values(), "an input without a default must be given"
    return INPUT.sub(lambda match: values[match[1]], body)


def run(machine: Any, **inputs: str) -> Any:
    """Run the job as GitLab's runner does: both scripts in one shell, which stops at a failure."""
    (job,) = yaml.safe_load(filled(package=PACKAGE, **inputs)).values()
    environment = {
        **job["variables"],
        "CI_PROJECT_DIR": str(machine.checkout),
        "TMPDIR": str(machine.passing),
    }
    script = "\n".join(["set -eo pipefail", *job["before_script"], *job["script"]])
    return machine.run(["bash", "-c", script], machine.checkout, **environment)


def test_header_and_job_are_what_their_schema_wants(schema_check: Callable[[str, str], None]) -> None:
    header, _, _ = INCLUDED.read_text("utf-8").partition("\n---\n")
    schema_check("gitlab-ci", header)
    schema_check("gitlab-ci", filled(package=PACKAGE))
    schema_check(
        "gitlab-ci", filled(package=PACKAGE, job="check-ml", stage="lint", arguments="--fail-level never")
    )


def test_what_the_page_says_to_include_fits_the_inputs(schema_check: Callable[[str, str], None]) -> None:
    page = (ROOT / "docs" / "checking.md").read_text("utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (block,) = [block for block in blocks if "/.gitlab/ame-check.yml" in block]
    schema_check("gitlab-ci", block)
    (include,) = yaml.safe_load(block)["include"]
    assert (ROOT / include["file"].lstrip("/")) == INCLUDED
    assert filled(**include["inputs"])


def test_problems_are_reported_and_fail_the_job(machine: Any) -> None:
    (machine.checkout / "ml").mkdir()
    (machine.checkout / "ml" / "ame.yml").write_text(BROKEN)
    ended = run(machine)
    assert ended.code == 1, ended
    assert machine.asked[1].endswith(f" {PACKAGE}")
    assert "ml/ame.yml:1:1: error AME101 unknown-key: `projct` is not a key of a project\n" in ended.text
    (job,) = yaml.safe_load(filled(package=PACKAGE)).values()
    assert job["artifacts"]["when"] == "always", "a job that fails has its report, too"
    reports = {name: machine.checkout / path for name, path in job["artifacts"]["reports"].items()}
    (issue,) = json.loads(reports["codequality"].read_text("utf-8"))
    assert issue["location"] == {"path": "ml/ame.yml", "lines": {"begin": 1, "end": 1}}
    assert 'failures="1"' in reports["junit"].read_text("utf-8")


@pytest.mark.parametrize("arguments", ["--fail-level never", "--ignore unknown-key --statistics"])
def test_paths_and_arguments_are_several_words(arguments: str, machine: Any) -> None:
    for name in ("a", "b", "c"):
        (machine.checkout / name).mkdir()
        (machine.checkout / name / "ame.yml").write_text(BROKEN.replace("demo", name))
    ended = run(machine, paths="a b", arguments=arguments)
    assert ended.code == 0, ended
    assert "in 2 projects" in ended.text
