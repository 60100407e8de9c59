"""The JSON Schemas in an editor: yaml-language-server, set up as schema/README.md says, with either schema.

It needs node, and what `npm ci` installs in `server/`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from amelang.export.words import first_paragraph
from amelang.language.ame_yml import (
    AmeSecret,
    Artifacts,
    DataSet,
    Executor,
    Import,
    InlineTask,
    Model,
    Pip,
    Project,
    Resources,
    Secret,
    Step,
    Task,
    Template,
    Training,
    Triggers,
    Variable,
    VaultSecret,
)
from amelang.language.scalars import EXTENDED_RESOURCE
from amelang.language.shape import Record

if TYPE_CHECKING:
    from conftest import Editor

ROOT = Path(__file__).resolve().parents[2]
TASK = """\
tasks:
  - name: train
    executor: !pip
      pythonVersion: 3.11
      command: python train.py
"""
NAMED = "use letters, digits, `-` and `_`, with a letter or digit at both ends."
AMOUNT = "write a number and directly behind it a unit, such as `10G`, `512Mi` or `500m`."
LISTED = "A list is wanted here: begin each item with `- `, on a line of its own."

WRONG = {
    "project: x\nstep: 1\n": ["2: Property step is not allowed."],
    TASK + "    resource:\n      cpu: 1\n": ["6: Property resource is not allowed."],
    TASK + "    resources:\n      gpu: 1\n": ["7: Property gpu is not allowed."],
    TASK + "      versoin: 3\n": ["6: Property versoin is not allowed."],
    "tasks:\n  - name: my task\n    taskRef: b\n": [f"2: This is not a name: {NAMED}"],
    "tasks:\n  - name: [a]\n    taskRef: b\n": [f"2: A name is wanted here: {NAMED}"],
    "tasks:\n  - taskRef: b\n": ['2: Missing property "name".'],
    "tasks:\n  - name:\n    taskRef: b\n": [f"2: A name is wanted here: {NAMED}"],
    "tasks:\n  - name: a\n": ["2: A task needs one of `executor`, `taskRef`, `pipeline`, or a template."],
    TASK + "    taskRef: b\n": ["2: A task has only one of `executor`, `taskRef`, `pipeline`."],
    "tasks:\n  - name: a\n    pipeline:\n      - executor: !mlflow\n        taskref: b\n": [
        "5: `taskref` is now written `taskRef`.",
        "4: A step has only one of `executor`, `taskRef`, `pipeline`.",
    ],
    "tasks:\n  name: a\n": [f"2: {LISTED}"],
    "tasks:\n  - name: a\n    executor: pip\n": ["3: An executor is wanted here: a tag, and keys behind it."],
    "tasks:\n  - name: a\n    executor: !pipp {command: b}\n": ["3: Unresolved tag: !pipp"],
    "tasks:\n  - name: a\n    executor: !custom {image: A B, command: b}\n": [
        "3: This is not a container image: write it as `name:version` or `registry/name:version`, "
        "the name in small letters."
    ],
    "tasks:\n  - name: a\n    executor: !pip {pythonVersion: 2.7, command: b}\n": [
        "3: Value is below the minimum of 3."
    ],
    "tasks:\n  - name: a\n    taskRef: b c\n": [
        "3: This is not the name of a task: write `name`, or `project.name`."
    ],
    "tasks:\n  - name: a\n    fromTemplate: {project: b}\n": ['3: Missing property "name".'],
    "tasks:\n  - name: a\n    pipeline: b\n": [f"3: {LISTED}"],
    "tasks:\n  - name: a\n    pipeline:\n      - - tasksRef: b\n": [
        "4: Property tasksRef is not allowed.",
        "4: A step needs one of `executor`, `taskRef`, `pipeline`, or a template.",
    ],
    TASK + "    resources: 4\n": ["6: The keys of resources are wanted here."],
    TASK + "    resources:\n      memory: 10GB\n": [f"7: This is not a quantity: {AMOUNT}"],
    TASK + "    resources:\n      cpu: -1\n": ["7: Value is below the minimum of 0."],
    TASK + "    resources:\n      nvidia.com/gpu: 0.5\n": [
        "7: A whole number is wanted here: write a whole number, such as `1`."
    ],
    TASK + "    secrets:\n      - !ame\n        key: a\n": ['8: Missing property "injectAs".'],
    TASK + "    secrets:\n      - !vault\n        vault: a\n": [
        '8: Missing property "key".',
        '8: Missing property "injectAs".',
    ],
    TASK + "    secrets:\n      - !vault\n        vault: a\n        key: b\n        secret: c\n": [
        "10: Property secret is not allowed.",
        '8: Missing property "injectAs".',
    ],
    TASK + "    environment: {A: 1}\n": [f"6: {LISTED}"],
    TASK + "    environment:\n      - key: A\n": ['7: Missing property "val".'],
    TASK + "    artifacts:\n      saveChangedFiles: maybe\n": ["7: This is not `true` or `false`."],
    TASK + "    triggers:\n      schedule: '* * * *'\n": [
        "7: This is not a schedule: a cron schedule, "
        "such as `0 6 * * *`, `*/15 8-17 * * MON-FRI` or `@daily`."
    ],
    TASK + "    timeout: 2 hours\n": [
        "6: This is not a duration: a length of time in whole seconds, at least one, "
        "such as `2h30m`, `45m` or `90s`."
    ],
    TASK + "    retries: often\n": [
        "6: This is not a whole number: from 0, below a thousand million, such as `2`."
    ],
    TASK + "    nodeSelector: {a b: a100}\n": [
        "6: This is not the name of a label: use letters, digits, `-`, `_` and `.`, at most 63, "
        "behind an optional domain and `/`."
    ],
    "dataSets:\n  - name: a\n": ['2: Missing property "path".'],
    "models:\n  - name: a\n    training: {schedule: '@daily'}\n": ['3: Missing property "task".'],
    "imports:\n  - path: ../shared\n": ['2: Missing property "project".'],
}

OLD = {
    TASK + "    env:\n      - {name: A, value: 1}\n": [
        "7: `name` is now written `key`.",
        "7: `value` is now written `val`.",
        "6: `env` is now written `environment`.",
    ],
    TASK + "    secrets:\n      - ame: {key: a, envkey: B}\n": [
        "7: `envkey` is now written `injectAs`.",
        "7: `ame:` is now written `!ame`.",
    ],
    TASK + "    secrets:\n      - vault: {vault: a, key: b, injectAs: C}\n": [
        "7: `vault:` is now written `!vault`.",
    ],
    TASK + "    secrets:\n      - vault: {vault: a, key: b, envkey: C}\n": [
        "7: `envkey` is now written `injectAs`.",
        "7: `vault:` is now written `!vault`.",
    ],
    "tasks:\n  - name: a\n    executor: !pipEnv\n      runcommand: b\n": [
        "4: `runcommand` is now written `command`."
    ],
}

KEYS: dict[str, tuple[tuple[type[Record], ...], set[str]]] = {
    "|": ((Project,), set()),
    "project: x\n|\n": ((Project,), {"project"}),
    "tasks:\n  - |": ((Task,), set()),
    "tasks:\n  - name: a\n    |": ((Task,), {"name"}),
    "tasks:\n  - name: a\n    |\n    timeout: 2h\n": ((Task,), {"name", "timeout"}),
    "templates:\n  - |": ((Template,), set()),
    "tasks:\n  - name: a\n    executor:\n      |\n": ((Pip,), set()),
    "tasks:\n  - name: a\n    executor: !pip\n      c|\n": ((Pip,), set()),
    "tasks:\n  - name: a\n    executor: !pip\n      command: a\n      |\n": ((Pip,), {"command"}),
    "tasks:\n  - name: a\n    resources:\n      |\n": ((Resources,), set()),
    "tasks:\n  - name: a\n    resources:\n      m|\n": ((Resources,), set()),
    "tasks:\n  - name: a\n    secrets:\n      - |": ((AmeSecret, VaultSecret), set()),
    "tasks:\n  - name: a\n    secrets:\n      - !vault\n        k|": ((AmeSecret, VaultSecret), set()),
    "tasks:\n  - name: a\n    secrets:\n      - !vault\n        key: b\n        |": (
        (AmeSecret, VaultSecret),
        {"key"},
    ),
    "tasks:\n  - name: a\n    environment:\n      - |": ((Variable,), set()),
    "tasks:\n  - name: a\n    artifacts:\n      |": ((Artifacts,), set()),
    "tasks:\n  - name: a\n    triggers:\n      |": ((Triggers,), set()),
    "tasks:\n  - name: a\n    pipeline:\n      - |": ((Step,), set()),
    "tasks:\n  - name: a\n    pipeline:\n      - - |": ((Step,), set()),
    "tasks:\n  - name: a\n    pipeline:\n      - - name: b\n          |": ((Step,), {"name"}),
    "models:\n  - |": ((Model,), set()),
    "models:\n  - name: a\n    training:\n      |": ((Training,), set()),
    "models:\n  - name: a\n    training:\n      task:\n        |": ((InlineTask,), set()),
    "dataSets:\n  - |": ((DataSet,), set()),
    "dataSets:\n  - name: a\n    task:\n      executor: !pip\n        c|\n": ((Pip,), set()),
    "imports:\n  - |": ((Import,), set()),
}
"""At each place: of which records the keys are proposed, and which of these are there already."""

VALUES = {
    "tasks:\n  - name: a\n    artifacts:\n      saveChangedFiles: |\n": {"true", "false"},
    "tasks:\n  - name: a\n    resources:\n      memory: |\n": {"2Gi", "10G"},
    "tasks:\n  - name: a\n    resources:\n      nvidia.com/gpu: |\n": {"1"},
    "tasks:\n  - name: a\n    retries: |\n": {"0", "2"},
    "tasks:\n  - name: a\n    timeout: |\n": {"2h30m"},
    "tasks:\n  - name: a\n    triggers:\n      schedule: |\n": {'"0 6 * * *"'},
    "tasks:\n  - name: a\n    triggers:\n      timeZone: |\n": {"UTC", "Europe/Copenhagen"},
    "tasks:\n  - name: a\n    executor: !pip\n      pythonVersion: |\n": {"3.11"},
    "tasks:\n  - name: a\n    executor: !pip\n      command: |\n": {"python train.py", "./train.sh"},
    "tasks:\n  - name: a\n    fromTemplate: |\n": {"gpu_large"},
    "tasks:\n  - name: a\n    dataSets:\n      - |\n": {"prices", "name", "project", "ref"},
}

INSERTED = {
    ("|", "tasks"): "tasks:\n  - ",
    ("|", "project"): "project: ${1:shop}",
    ("tasks:\n  - |", "task"): "name: ${1:train_my_model}",
    ("tasks:\n  - |", "environment"): "environment:\n    - ",
    ("tasks:\n  - name: a\n    |", "environment"): "environment:\n  - ",
    ("tasks:\n  - name: a\n    |", "resources"): "resources:\n  ",
    ("tasks:\n  - name: a\n    |", "nodeSelector"): "nodeSelector:\n  ",
    ("tasks:\n  - name: a\n    |", "timeout"): "timeout: ${1:2h30m}",
    ("tasks:\n  - name: a\n    |", "retries"): "retries: ",
    ("tasks:\n  - name: a\n    triggers:\n      |", "schedule"): 'schedule: "${1:0 6 * * *}"',
    ("tasks:\n  - name: a\n    executor: |", "!pip with pythonVersion and command"): (
        "!pip\n  pythonVersion: ${1:3.11}\n  command: ${2:python train.py}"
    ),
    ("tasks:\n  - name: a\n    secrets:\n      - |", "!ame with key and injectAs"): (
        "!ame\n  key: ${1:blob_storage_key}\n  injectAs: ${2:BLOB_STORAGE_KEY}"
    ),
    ("tasks:\n  - name: a\n    environment:\n      - |", "environment variable"): (
        "key: ${1:EPOCHS}\n  val: ${2:10}"
    ),
    ("dataSets:\n  - |", "data set"): "name: ${1:prices}\n  path: ${2:data}",
    ("models:\n  - name: a\n    |", "training"): "training:\n  task:\n    ",
}

WRITTEN = """\
project: shop
tasks:
  - name: train_my_model
    executor: !poetry
      pythonVersion: 3.11
      command: python train.py
    resources:
      nvidia.com/gpu: 1
    secrets:
      - !vault
        vault: company_vault
        key: path/to/secret
        injectAs: COMPANY_SECRET
    triggers:
      schedule: "0 6 * * *"
"""

HOVERS = {
    "proj|ect: x\n": Project.name,
    "tasks:\n  - na|me: a\n": Task.name,
    "tasks:\n  - name: a\n    exec|utor: !pip\n      command: b\n": Task.executor,
    "tasks:\n  - name: a\n    executor: !pip\n      comm|and: b\n": Pip.command,
    "tasks:\n  - name: a\n    executor: !pip\n      pythonVers|ion: 3.11\n": Pip.python_version,
    "tasks:\n  - name: a\n    from|Template: b\n": Task.from_template,
    "tasks:\n  - name: a\n    pipe|line:\n      - taskRef: b\n": Task.pipeline,
    "tasks:\n  - name: a\n    resources:\n      mem|ory: 1G\n": Resources.memory,
    "tasks:\n  - name: a\n    resources:\n      nvidia.com|/gpu: 1\n": Resources.extended,
    "tasks:\n  - name: a\n    resources:\n      habana.ai|/gaudi: 1\n": Resources.extended,
    "tasks:\n  - name: a\n    secrets:\n      - !vault\n        vau|lt: x\n": VaultSecret.vault,
    "tasks:\n  - name: a\n    triggers:\n      sched|ule: '@daily'\n": Triggers.schedule,
    "tasks:\n  - name: a\n    dataSe|ts: [b]\n": Task.data_sets,
    "tasks:\n  - name: a\n    retr|ies: 3\n": Task.retries,
    "models:\n  - name: a\n    deploy|ment: {replicas: 2}\n": Model.deployment,
    "dataSets:\n  - name: a\n    si|ze: 3G\n": DataSet.size,
}


def test_no_correct_file_is_called_wrong(editor: Editor, corpus: dict[str, tuple[str, bool]]) -> None:
    said = editor.diagnostics({name: text for name, (text, _) in corpus.items()})
    for name, (_, old) in corpus.items():
        mistakes = [line for line in said[name] if not (old and "is now written" in line)]
        assert not mistakes, name


def test_what_is_wrong_is_said(editor: Editor) -> None:
    assert editor.diagnostics({text: text for text in WRONG}) == WRONG


def test_an_old_spelling_is_said_to_be_one(editor: Editor) -> None:
    assert editor.diagnostics({text: text for text in OLD}) == OLD


@pytest.mark.parametrize("tag", [sub.tag for sub in Executor.__subclasses__()])
def test_a_tag_may_stand_alone(editor: Editor, tag: str) -> None:
    """In a template any tag may, and `!mlflow` in a task."""
    text = f"templates:\n  - name: a\n    executor: {tag}\n  - name: b\n    executor:\n      {tag}\n"
    assert editor.diagnostics({"text": text}) == {"text": []}


@pytest.mark.parametrize("file", ["ame.yml", "ame.yaml", "other.yml"])
def test_the_schema_is_that_of_some_files(editor: Editor, file: str) -> None:
    text = "step: 1\n"
    said = [] if file == "other.yml" else ["1: Property step is not allowed."]
    assert editor.diagnostics({"text": text}, file) == {"text": said}


def test_a_file_can_name_its_schema(editor: Editor) -> None:
    """By a path from where it lies; the page shows one that lies beside `schema/`."""
    line = "# yaml-language-server: $schema=./schema/ame.draft-07.schema.json\n"
    assert line in (ROOT / "schema" / "README.md").read_text("utf-8")
    text = line.replace("./", "../") + "step: 1\n"
    assert editor.diagnostics({"text": text}, "other.yml") == {"text": ["2: Property step is not allowed."]}


@pytest.mark.parametrize("text", KEYS)
def test_keys_are_proposed(editor: Editor, text: str) -> None:
    records, there = KEYS[text]
    proposed = editor.complete(text)
    for record in records:
        for key in record.keys.values():
            if key.name in there:
                assert key.name not in proposed
            else:
                assert proposed[key.name]["inserted"].startswith(f"{key.name}:")
                docs = [one.keys[key.name].doc for one in records if key.name in one.keys]
                assert any(doc in proposed[key.name]["documentation"] for doc in docs)
        old = {spelling for key in record.keys.values() for spelling in key.was}
        assert not (old - record.keys.keys()) & proposed.keys()


def test_devices_are_proposed(editor: Editor) -> None:
    proposed = editor.complete("tasks:\n  - name: a\n    resources:\n      |\n")
    for device in EXTENDED_RESOURCE.examples:
        assert proposed[device]["inserted"] == f"{device}: ${{1:1}}"
        assert Resources.extended.doc in proposed[device]["documentation"]


def test_tags_are_proposed(editor: Editor, tags: set[str]) -> None:
    """By themselves, and with the keys that they need."""
    for base, text in {
        Executor: "tasks:\n  - name: a\n    executor: |\n",
        Secret: "tasks:\n  - name: a\n    secrets:\n      - |\n",
    }.items():
        proposed = editor.complete(text)
        assert tags <= proposed.keys()
        for record in base.__subclasses__():
            longer = [label for label in proposed if label.startswith(f"{record.tag} with ")]
            assert len(longer) == bool(record.required)
            for label in longer:
                assert proposed[label]["documentation"] == first_paragraph(record)
                assert all(f"  {key.name}: $" in proposed[label]["inserted"] for key in record.required)


@pytest.mark.parametrize(("text", "label"), INSERTED)
def test_what_is_proposed_is_ready_to_use(editor: Editor, text: str, label: str) -> None:
    assert editor.complete(text)[label]["inserted"] == INSERTED[text, label]


def test_what_is_inserted_is_correct(editor: Editor) -> None:
    for text, label in INSERTED:
        whole = editor.accept(text, label)
        said = editor.diagnostics({"whole": whole})["whole"]
        # One key does not make a whole task.
        incomplete = ("needs one of", 'Missing property "name"')
        assert not [line for line in said if not any(word in line for word in incomplete)], whole


@pytest.mark.parametrize("begun", ["", "!", "!pi", "!pip"])
def test_a_tag_that_is_begun_is_finished(editor: Editor, begun: str) -> None:
    text = f"tasks:\n  - name: train\n    executor: {begun}|"
    assert editor.accept(text, "!pip with pythonVersion and command") + "\n" == TASK
    assert editor.accept(text, "!mlflow").strip() == "tasks:\n  - name: train\n    executor: !mlflow"


def test_a_project_can_be_written_by_what_is_proposed(editor: Editor) -> None:
    text = editor.accept("|", "project") + "\n|"
    text = editor.accept(text, "tasks") + "|"
    text = editor.accept(text, "task") + "\n    |"
    text = editor.accept(text, "executor") + "|"
    text = editor.accept(text, "!poetry with pythonVersion and command") + "\n    |"
    text = editor.accept(text, "resources") + "|"
    text = editor.accept(text, "nvidia.com/gpu") + "\n    |"
    text = editor.accept(text, "secrets") + "|"
    text = editor.accept(text, "!vault with vault and key and injectAs") + "\n    |"
    text = editor.accept(text, "triggers") + "|"
    text = editor.accept(text, "schedule") + "\n"
    assert text == WRITTEN
    assert editor.diagnostics({"text": text}) == {"text": []}


@pytest.mark.parametrize("text", VALUES)
def test_values_are_proposed(editor: Editor, text: str, tags: set[str]) -> None:
    """No more than these: not `null` where nothing need be written, nor `true` for a name."""
    assert editor.complete(text).keys() - tags == VALUES[text]


@pytest.mark.parametrize("text", HOVERS)
def test_keys_are_explained(editor: Editor, text: str) -> None:
    key = HOVERS[text]
    shown = editor.hover(text)
    assert key.doc in shown
    assert not key.default or f"Default: `{key.default}`." in shown


def test_an_explanation_says_what_there_is_to_say(editor: Editor) -> None:
    shown = editor.hover("tasks:\n  - name: a\n    resources:\n      mem|ory: 1G\n")
    assert shown.partition("\n\nSource")[0].strip() == (
        "#### resources\n\nMemory in bytes, with a unit. Default: `2Gi`.\n\n"
        f"A quantity: {AMOUNT}\n\nExample:\n\n```yaml\n10G\n```"
    )
    shown = editor.hover("tasks:\n  - name: a\n    exec|utor: !pip\n      command: b\n")
    for record in Executor.__subclasses__():
        assert f"- `{record.tag}`: {first_paragraph(record)}" in shown
