"""The JSON Schemas, as other people's validators read them."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from amelang.checks.catalog import RULES
from amelang.export.generated import files
from amelang.language.ame_yml import Executor, Project, Secret
from amelang.language.problems import OldSpelling
from amelang.language.read import read_record
from amelang.text.page import Page
from amelang.text.reader import read
from amelang.text.source import Source

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Validate

SCHEMAS = {
    "ame.schema.json": Draft202012Validator,
    "ame.draft-07.schema.json": Draft7Validator,
    "ame-toml.schema.json": Draft7Validator,
}

WIDE = """\
project: shop
imports:
  - project: shared
    git: https://git.example.com/ml/shared.git
    ref: v1.2.0
tasks:
  - name: 1e3
    fromTemplate: shared.gpu_large
    resources:
      cpu: 0.5
      memory: 10G
      nvidia.com/gpu: "1"
  - name: every_key
    executor: !custom
      image: registry.example.com:5000/ml/train:1.4
      pythonVersion: 3.10
      command: true
    resources: # all commented out
      # memory: 1G
    environment:
      - {key: EPOCHS, val: 10}
      - {key: DEBUG, val: no}
    secrets:
      - !ame {key: token, injectAs: TOKEN}
      - !vault {vault: company, key: path/to/secret, injectAs: SECRET, field: password}
    dataSets: [prices, other.prices, {name: prices}, {ref: {name: prices, project: other}}, {ref: prices}]
    artifacts:
      paths: [models, 2024]
      saveChangedFiles: "true"
    triggers:
      schedule: "*/15 8-17 * * MON-FRI"
      timeZone: Europe/Copenhagen
    nodeSelector: {gpu: a100, zone: 1, spot: true}
    timeout: 2h30m
    retries: "2"
  - name: steps
    pipeline:
      - executor: !mlflow
      - - taskRef: every_key
        - name: inline
          fromTemplate: {name: gpu_large}
      - name: nested
        pipeline:
          - taskRef: {name: every_key}
          - - taskRef: every_key
templates:
  - name: gpu_large
    executor: !poetry
      pythonVersion: "3.11"
    secrets: ~
dataSets:
  - {name: prices, path: data, size: 5G, sources: ["raw/*.csv"], task: {taskRef: every_key}}
  - {name: others, path: data/others, taskRef: every_key}
models:
  - name: recommender
    type: sklearn
    training:
      task: {taskRef: every_key}
      schedule: "@daily"
    validationTask:
      executor: !pip {pythonVersion: 3.11, command: python validate.py}
    deployment:
      replicas: 2
"""

OLD = """\
projectname: shop
data_sets:
  - {name: prices, path: data, taskref: train}
tasks:
  - name: train
    executor: !pipEnv
      runcommand: python train.py
    env:
      - {name: EPOCHS, value: 10}
    secrets:
      - ame: {key: token, envkey: TOKEN}
    artifactCfg: {saveChangedFiles: true}
  - name: other
    templateRef: gpu
templates:
  - name: gpu
"""

TASK = """\
tasks:
  - name: train
    executor: !pip
      pythonVersion: 3.11
      command: python train.py
"""

WRONG = {
    "an_unknown_key": (TASK + "    resource:\n      cpu: 1\n", "resource"),
    "a_key_of_no_project": (TASK + "step: 1\n", "step"),
    "a_bad_quantity": (TASK + "    resources:\n      memory: 10GB\n", "10GB"),
    "a_negative_quantity": (TASK + "    resources:\n      cpu: -1\n", "-1"),
    "half_a_device": (TASK + "    resources:\n      nvidia.com/gpu: 0.5\n", "0.5"),
    "a_device_without_its_maker": (TASK + "    resources:\n      gpu: 1\n", "gpu"),
    "a_bad_duration": (TASK + "    timeout: 2 hours\n", "2 hours"),
    "a_bad_schedule": (TASK + "    triggers:\n      schedule: '* * * *'\n", "* * * *"),
    "a_bad_name": ("tasks:\n  - name: my task\n    taskRef: other\n", "my task"),
    "a_bad_flag": (TASK + "    artifacts:\n      saveChangedFiles: maybe\n", "maybe"),
    "no_name": ("tasks:\n  - taskRef: other\n", "name"),
    "nothing_to_run": ("tasks:\n  - name: train\n", "executor"),
    "no_list": ("tasks:\n  name: train\n", "tasks"),
    "no_key_of_an_executor": (TASK + "      versoin: 3\n", "versoin"),
    "no_variable": (TASK + "    secrets:\n      - !ame\n        key: token\n", "secrets"),
    "a_reference_to_nobody": ("tasks:\n  - name: a\n    taskRef: {project: other}\n", "taskRef"),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_they_are_schemas(name: str) -> None:
    schema = json.loads(files()[f"schema/{name}"])
    SCHEMAS[name].check_schema(schema)
    assert schema["$schema"] == SCHEMAS[name].META_SCHEMA["$schema"]


def test_the_corpus_is_the_whole_repository(corpus: dict[str, tuple[str, bool]], root: Path) -> None:
    """Examples, cases of tests, the document from which the language was made, and the pages of rules."""
    names = set(corpus)
    assert {f"docs_examples_{path.name}_ame.yml" for path in root.glob("docs/examples/*")} <= names
    clean = [
        path.parent
        for path in root.glob("tests/*/cases/*/expected.txt")
        if "exit code 0" in path.read_text("utf-8") and (path.parent / "ame.yml").exists()
    ]
    assert len(clean) > 20
    assert {"_".join((path / "ame.yml").relative_to(root).parts) for path in clean} <= names
    for rule in RULES:
        assert Page(rule).good is None or any(name.startswith(f"{rule.code}_good_") for name in names), rule
    assert any(name.startswith("tests_seed_") for name in names)
    assert any(old for _, old in corpus.values())


def test_what_ame_check_accepts_they_accept(validate: Validate, corpus: dict[str, tuple[str, bool]]) -> None:
    run = validate(**{name: text for name, (text, _) in corpus.items()}, wide=WIDE)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(("text", "warnings"), [(WIDE, 0), (OLD, 12)], ids=["wide", "old"])
def test_what_is_tried_here_is_no_error_for_ame(text: str, warnings: int) -> None:
    _, problems = read_record(read(Source(text)), Project)
    assert [type(problem) for problem in problems] == [OldSpelling] * warnings


def test_old_spellings_are_no_errors(validate: Validate) -> None:
    run = validate(old=OLD)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "tasks:\n", "tasks:\n  -\n"])
def test_what_is_empty_is_not_written(validate: Validate, text: str) -> None:
    assert validate(empty=text).returncode == 0


def test_what_is_wrong_is_found(validate: Validate) -> None:
    run = validate(**{name: text for name, (text, _) in WRONG.items()}, good=TASK)
    assert run.returncode == 1
    for name, (_, word) in WRONG.items():
        about = [line for line in run.stdout.splitlines() if f"{name}.yaml::" in line]
        assert about, f"{name} is taken for good"
        assert any(word in line for line in run.stdout.splitlines()), name
    assert "good.yaml::" not in run.stdout


def properties(schema: Any) -> list[tuple[str, Any]]:
    """Every key that a schema describes, wherever it stands; a condition describes none."""
    found = []
    if isinstance(schema, dict):
        for name, value in schema.items():
            if name == "properties":
                found += value.items()
            if name != "if":
                found += properties(value)
    elif isinstance(schema, list):
        for value in schema:
            found += properties(value)
    return found


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_says_what_it_is_for(name: str) -> None:
    keys = properties(json.loads(files()[f"schema/{name}"]))
    assert len(keys) > 30
    assert not [key for key, value in keys if not value.get("description")]


def test_old_spellings_are_marked(root: Path) -> None:
    keys = dict(properties(json.loads(files()["schema/ame.schema.json"])))
    for old, new in {"taskref": "taskRef", "env": "environment", "runcommand": "command"}.items():
        assert keys[old]["deprecated"] is True
        assert keys[old]["description"] == f"`{old}` is now written `{new}`."


def test_patterns_are_read_alike_by_python_and_by_editors() -> None:
    """`\\d`, `\\w`, `\\Z` or named groups mean different things, or nothing, in JavaScript."""
    patterns = re.findall(r'"pattern": (".*")', files()["schema/ame.schema.json"])
    assert patterns
    for pattern in map(json.loads, patterns):
        assert pattern.startswith("^(?:")
        assert pattern.endswith(")$")
        assert not re.search(r"\(\?P|\(\?<|\\[AZzdwb]|\(\?#|[*+?}]\+", pattern), pattern


def test_settings_are_described(root: Path) -> None:
    settings = Draft7Validator(json.loads(files()["schema/ame-toml.schema.json"]))
    good = '[images]\ndefault = "python:3.11"\n[targets.dev.cluster]\nnamespace = "ml"\n'
    assert not list(settings.iter_errors(tomllib.loads(good)))
    assert list(settings.iter_errors(tomllib.loads("[image]\n")))
    assert list(settings.iter_errors(tomllib.loads("[images]\ndefault = 'a b'\n")))


def test_the_page_about_them_names_every_tag(root: Path) -> None:
    """Without them, editors call every tag an error."""
    page = (root / "schema" / "README.md").read_text("utf-8")
    tagged = [sub for base in (Executor, Secret) for sub in base.__subclasses__()]
    every = sorted(tag for sub in tagged for tag in (sub.tag, *sub.tag_was))
    # With keys, and alone: as the keys that it has none of.
    assert sorted(re.findall(r'"(!\w+) mapping"', page)) == every
    assert sorted(re.findall(r'"(!\w+) scalar:object"', page)) == every


def test_the_page_about_them_says_how_to_take_tags_out(validate: Validate, root: Path) -> None:
    page = (root / "schema" / "README.md").read_text("utf-8")
    (script,) = re.findall(r"`sed -E '([^']+)' ame\.yml`", page)
    in_brackets = "tasks:\n  - {name: a, taskRef: b, secrets: [!ame {key: a, injectAs: A}]}\n"
    for text in (WIDE, TASK, in_brackets):
        bare = subprocess.run(["sed", "-E", script], input=text, capture_output=True, text=True, check=True)
        assert "!" not in bare.stdout
        assert validate(bare=bare.stdout).returncode == 0
