"""Places in a document, in words that stay the same when lines move."""

from __future__ import annotations

import pytest

from amelang.language.document_path import document_path, naming_keys
from amelang.text.reader import read
from amelang.text.source import Source
from amelang.text.toml import read_toml

TEXT = """\
# Some words first.
project: churn
tasks:
  - name: train
    executor: !custom
      command: ./train.sh
    resources: {memory: 10G, nvidia.com/gpu: 1}
    environment:
      - key: EPOCHS
        val: 10
      - val: 11
    secrets:
      - !vault
        vault: v
        key: path/to/secret
        injectAs: TOKEN
    artifacts:
      paths: [models, "a b"]
    pipeline:
      - - taskRef: one
        - name: two
  - taskRef: train # the same again
"""


@pytest.mark.parametrize(
    ("word", "path"),
    [
        ("# Some", ""),
        ("churn", "project"),
        ("- name", "tasks"),
        ("name", "tasks[train].name"),
        ("!custom", "tasks[train].executor"),
        ("./train.sh", "tasks[train].executor.command"),
        ("10G", "tasks[train].resources.memory"),
        ("nvidia", 'tasks[train].resources."nvidia.com/gpu"'),
        ("10\n", "tasks[train].environment[EPOCHS].val"),
        ("11", "tasks[train].environment[1].val"),
        ("TOKEN", "tasks[train].secrets[path/to/secret].injectAs"),
        ('"a b"', "tasks[train].artifacts.paths[a b]"),
        ("one", "tasks[train].pipeline[0][0].taskRef"),
        ("two", "tasks[train].pipeline[0][two].name"),
        ("# the same", "tasks[1].taskRef"),
    ],
)
def test_a_place_has_a_path(word: str, path: str) -> None:
    assert document_path(read(Source(TEXT)).root, TEXT.index(word)) == path


def test_lines_that_move_change_no_path() -> None:
    moved = "\n# more\n" + TEXT.replace("    executor", "    timeout: 2h\n\n    executor")
    place = moved.index("10G")
    assert document_path(read(Source(moved)).root, place) == "tasks[train].resources.memory"


def test_settings_have_paths_too() -> None:
    text = '[check]\nlevels = { unknown-key = "off" }\n[[check.overrides]]\npaths = ["a", "b"]\n'
    root = read_toml(Source(text, "ame.toml")).root
    assert document_path(root, text.index('"off"')) == "check.levels.unknown-key"
    assert document_path(root, text.index('"b"')) == "check.overrides[0].paths[b]"


def test_what_names_an_item_is_said_by_the_language() -> None:
    assert {"name", "key", "injectAs"} <= naming_keys()
    assert not naming_keys() & {"command", "val", "vault", "memory"}
