"""Policies of a workspace: each folder of `cases/` has settings, policies and projects, and what is said.

`pytest tests/check/policy --force-regen` writes the expected texts anew; read the difference.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from amelang.cli.main import main

CASES = Path(__file__).parent / "cases"
TASK = "project: shop\ntasks:\n  - name: {name}\n    executor:\n      !custom\n      command: ./train.sh\n"


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_a_team_sees(
    case: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    file_regression: FileRegressionFixture,
) -> None:
    folder = tmp_path / case
    shutil.copytree(CASES / case, folder, ignore=shutil.ignore_patterns("expected.txt"))
    monkeypatch.chdir(folder)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    code = main(["check"])
    printed = capsys.readouterr()
    text = f"{printed.out}{printed.err}exit code {code}\n"
    file_regression.check(text, fullpath=CASES / case / "expected.txt", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with one task and no policy yet."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ame.toml").write_text('[policy]\nschemas = ["policy.json"]\n')
    (tmp_path / "ame.yml").write_text(TASK.format(name="train"))
    return tmp_path


def check(policy: Any, capsys: pytest.CaptureFixture[str], *options: str) -> list[dict[str, Any]]:
    Path("policy.json").write_text(policy if isinstance(policy, str) else json.dumps(policy))
    main(["check", "-o", "json", *options])
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert isinstance(problems, list)
    return problems


def test_the_command_line_goes_before_the_level_of_a_policy(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "ame.toml").write_text('[[policy.rules]]\nschema = "policy.json"\nlevel = "hint"\n')
    assert [one["severity"] for one in check(False, capsys)] == ["hint"]
    level = ("--level", "policy-violation=error")
    assert [one["severity"] for one in check(False, capsys, *level)] == ["error"]
    assert check(False, capsys, "--ignore", "policy-violation") == []


RAISED = 'policy-violation = "warning"'


@pytest.mark.parametrize(
    ("settings", "options", "levels"),
    [
        ("", (), []),
        ("", ("--select", "AME391"), []),
        ("", ("--level", "policy-violation=warning"), ["warning"]),
        ("", ("--level", "policy-violation=off"), []),
        (f"[check.levels]\n{RAISED}\n", (), ["warning"]),
        (f'[[check.overrides]]\npaths = ["ame.yml"]\nlevels = {{ {RAISED} }}\n', (), ["warning"]),
        (f'[[check.overrides]]\npaths = ["other/"]\nlevels = {{ {RAISED} }}\n', (), []),
    ],
)
def test_a_policy_that_is_off_is_held_for_whoever_gives_it_a_level(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    settings: str,
    options: tuple[str, ...],
    levels: list[str],
) -> None:
    rule = '[[policy.rules]]\nschema = "policy.json"\nlevel = "off"\n'
    (folder / "ame.toml").write_text(rule + settings)
    assert [one["severity"] for one in check(False, capsys, *options)] == levels


def test_a_policy_that_is_off_is_not_waited_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule = '[[policy.rules]]\nschema = "policy.json"\nlevel = "off"\n'
    (folder / "ame.toml").write_text(rule)
    (folder / "ame.yml").write_text(TASK.format(name="a" * 40 + "_b"))
    assert check({"properties": {"name": {"pattern": "^(a+)+$"}}}, capsys) == []


def test_a_comment_allows_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = TASK.format(name="train # ame: allow policy-violation -- an old one")
    (folder / "ame.yml").write_text(text)
    assert check({"title": "no", "required": ["timeout"]}, capsys) == []


MEMORY = {"title": "too much", "properties": {"resources": {"properties": {"memory": {"maximum": 2**35}}}}}
DEFAULTS = """\
[policy]
schemas = ["policy.json"]
[defaults.resources]
memory = "64Gi"
"""


@pytest.mark.parametrize(
    ("settings", "options", "levels"),
    [
        (DEFAULTS, (), ["error"]),
        (DEFAULTS, ("--level", "policy-violation=hint"), ["hint"]),
        (DEFAULTS, ("--level", "AME391=off"), []),
        (DEFAULTS, ("--ignore", "policy-violation"), []),
        (DEFAULTS, ("--select", "AME1"), []),
        (DEFAULTS + '[check.levels]\npolicy-violation = "warning"\n', (), ["warning"]),
        (DEFAULTS.replace('Gi"', 'Gi" # ame: allow policy-violation -- for now'), (), []),
        (DEFAULTS.replace("memory", "# ame: allow AME391\n\nmemory"), (), []),
    ],
)
def test_what_the_settings_break_is_allowed_and_levelled_as_elsewhere(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    settings: str,
    options: tuple[str, ...],
    levels: list[str],
) -> None:
    (folder / "ame.toml").write_text(settings)
    found = check(MEMORY, capsys, *options)
    assert [(one["code"], one["severity"]) for one in found] == [("AME391", level) for level in levels]


def test_a_policy_with_a_rule_of_its_own_is_held_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "ame.toml").write_text(
        '[policy]\nschemas = ["*.json", "policy.json"]\n'
        '[[policy.rules]]\nschema = "./policy.json"\nlevel = "warning"\nmessage = "say how long"\n'
    )
    [one] = check({"required": ["timeout"]}, capsys)
    assert (one["severity"], one["message"]) == ("warning", "say how long")


def test_a_policy_that_is_held_by_nobody_leaves_what_allows_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "[policy] # ame: allow unused-allow\nschemas = [ # ame: allow broken-policy, policy-violation\n"
    (folder / "ame.toml").write_text(lines + '  "policy.json"]\n')
    assert [one["code"] for one in check(True, capsys)] == ["AME390"]


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        ({"properties": {"name": {"pattern": "^(a+)+$"}}}, "takes longer than 1 s for one task"),
        ("[" * 100_000, "is nested too deeply"),
        ('{"allOf": [' * 3000 + "{}" + "]}" * 3000, "is nested too deeply"),
        ("{}\0", "is not JSON"),
        ("", "is not JSON"),
        ('{"title": "\\ud800", "not": {}}', "is not Unicode"),
        ("1", "is not a `JSON Schema`"),
        ("null", "is not a `JSON Schema`"),
        ({"$schema": 1}, "is not a `JSON Schema`"),
        ({"$schema": ["x"]}, "is not a `JSON Schema`"),
        ({"$id": "https://example.com/a", "$ref": "b"}, "refers to another file"),
        ({"$id": "https://example.com/a", "$ref": "#b"}, "which is not in it"),
        ({"$id": 5}, "is not a `JSON Schema`"),
        ({"$dynamicRef": "https://example.com/a"}, "refers to another file"),
        ({"$ref": "#/properties/%"}, "which is not in it"),
    ],
)
def test_a_policy_that_is_none_is_said_and_ends_nothing(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    policy: Any,
    reason: str,
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *names, **_: asked.append(names))
    (folder / "ame.yml").write_text(TASK.format(name="a" * 40 + "_b"))
    problems = check(policy, capsys)
    assert [one["code"] for one in problems] == ["AME392"]
    assert reason in problems[0]["message"]
    assert not asked, "nothing is ever fetched"
    assert problems[0]["file"] == "ame.toml"


def test_what_no_policy_can_be_asked_of_is_said_in_numbers(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = TASK.format(name="train") + (
        "    resources:\n      cpu: 1500m\n      memory: 10G\n      nvidia.com/gpu: 2\n"
        "    timeout: 2h30m\n    retries: 2\n    artifacts:\n      saveChangedFiles: true\n"
    )
    (folder / "ame.yml").write_text(text)
    whole = {
        "name": "train",
        "executor": {"tag": "!custom", "command": "./train.sh"},
        "resources": {"cpu": 1.5, "memory": 10**10, "storage": 10 * 2**30, "nvidia.com/gpu": 2},
        "artifacts": {"saveChangedFiles": True},
        "timeout": 9000,
        "retries": 2,
    }
    assert check({"const": whole}, capsys) == []


@pytest.mark.parametrize(("policy", "imported"), [("", False), ("[policy]\n", False), (None, True)])
def test_who_has_no_policy_does_not_wait_for_one(folder: Path, policy: str | None, imported: bool) -> None:
    (folder / "policy.json").write_text("{}")
    if policy is not None:
        (folder / "ame.toml").write_text(policy)
    program = (
        "import sys; from amelang.cli.main import main; main(['check']); print('jsonschema' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == str(imported)


def test_the_examples_of_the_page_say_what_they_are_about(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (Path(__file__).parents[3] / "docs" / "policy.md").read_text("utf-8")
    blocks = re.findall(r"^```(json|yaml)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    policies = [json.loads(text) for kind, text in blocks if kind == "json"]
    assert len(policies) == 5
    (folder / "ame.yml").write_text(next(text for kind, text in blocks if kind == "yaml"))
    for policy in policies:
        assert [one["message"] for one in check(policy, capsys)] == [policy["title"]]


def test_what_a_fetched_template_breaks_stands_at_its_user(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    address, commit = "https://git.example.com/ml/shared.git", "0" * 40
    shared = b"project: shared\ntemplates:\n  - name: large\n    resources:\n      memory: 64G\n"
    manifest = f"file {hashlib.sha256(shared).hexdigest()} ame.yml\n".encode()
    tree = folder / "cache" / "ame" / "imports" / commit / "whole" / "tree"
    tree.mkdir(parents=True)
    (tree / "ame.yml").write_bytes(shared)
    (tree.parent / "manifest").write_bytes(manifest)
    hashed = hashlib.sha256(manifest).hexdigest()
    (folder / "ame.lock").write_text(
        f'[[import]]\ngit = "{address}"\ncommit = "{commit}"\nhash = "sha256:{hashed}"\n'
    )
    text = TASK.format(name="train") + "    fromTemplate: shared.large\n"
    (folder / "ame.yml").write_text(f"imports:\n  - project: shared\n    git: {address}\n{text}")
    (problem,) = check(json.loads((CASES / "template/policies/memory.json").read_text()), capsys)
    assert (problem["file"], problem["start"]["line"]) == ("ame.yml", 10)
    assert [(note["message"], note["start"]["line"]) for note in problem["notes"]] == [
        ("the value is here", 5)
    ]


def test_of_a_pipeline_a_policy_sees_the_names_of_the_steps(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "ame.toml").write_text('[[policy.rules]]\nschema = "policy.json"\nof = "pipelines"\n')
    executor = "executor:\n{0}  !custom\n{0}  command: ./a.sh\n"
    steps = (
        f"  - name: all\n    pipeline:\n      - taskRef: train\n      - - {executor.format(' ' * 10)}"
        f"        - name: last\n          {executor.format(' ' * 10)}"
    )
    (folder / "ame.yml").write_text(TASK.format(name="train") + steps)
    whole = {"name": "all", "pipeline": [["train"], ["step-2", "last"]]}
    assert check({"const": whole}, capsys) == []


def test_what_is_allowed_in_a_template_stays_allowed_whoever_is_checked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "ame.yml").unlink()
    for name, text in (
        ("a", "project: a\ntasks:\n  - name: t\n    fromTemplate: b.m\n"),
        (
            "b",
            "project: b\ntemplates:\n  - name: m\n    executor: !custom {command: echo}\n"
            "    resources: {memory: 64G} # ame: allow policy-violation -- for now\n",
        ),
    ):
        (folder / name).mkdir()
        (folder / name / "ame.yml").write_text(text)
    for words in ((), ("a",), ("b",)):
        assert check(MEMORY, capsys, *words) == []
    # It is not for one that nobody uses here to say that nothing is to be allowed.
    text = (folder / "b/ame.yml").read_text()
    main(["check", "--fix", "b"])
    assert (folder / "b/ame.yml").read_text() == text
