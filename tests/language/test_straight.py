"""What is read straight into records is what the usual way reads: the same values at the same places.

Where anything is out of the ordinary the straight way gives up, so the texts here are those of all the
other tests, and made-up ones with a slip in them: whatever it does not give up must come out the same.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from amelang.language.ame_yml import Project
from amelang.language.read import read_record
from amelang.language.shape import At, Items, Pairs, Record, Ref
from amelang.language.straight import read_straight
from amelang.language.vocabulary import Vocabulary
from amelang.text.reader import read
from amelang.text.source import Source
from amelang.workspace.project import load_source

if TYPE_CHECKING:
    from tests.conftest import Growth

ROOT = Path(__file__).resolve().parents[2]
TEXTS = sorted(path for folder in ("tests", "docs") for path in (ROOT / folder).rglob("*.yml"))
WHOLE = """\
---
# All that a department does.
project: department
imports:
- project: shared
  path: ../shared
templates:
- name: small
  executor: !poetry
    pythonVersion: "3.11"
    command: python train.py
- name: large
  fromTemplate: small
  resources: {memory: 32G, nvidia.com/gpu: 1}

tasks:
  - name: train   # every night
    fromTemplate: shared.large
    environment:
      - key: EPOCHS
        val: '10'

      # how to begin
      - {key: SEED, val: 1}
    dataSets: [prices, shared.weather]
    secrets:
      - !ame
        key: store
        injectAs: STORE
      - !vault
        vault: company
        key: path/to/it
        injectAs: OTHER
    artifacts:
      paths:
        - models
        - "plots"
      saveChangedFiles: true
    nodeSelector:
      example.com/pool: a100
      zone: "1"
  - executor:
      !pip
      pythonVersion: 3.10
      command: |
        set -e
        python train.py # here

    name: evaluate
    resources:
      memory: 4Gi
      nvidia.com/gpu: 1
      cpu: 500m
    timeout: 2h30m
    retries: 3
  - name: nightly
    taskRef: train
    triggers:
      schedule: "0 6 * * *"
  - name: all
    pipeline:
      - taskRef: train
      - - taskRef: train
          name: again
        - taskRef: evaluate
      - name: report
        executor: !custom
          command: python report.py
            --all
            "of it"
        environment:
          - key: A
            val: b
      - - name: last
          fromTemplate: small
dataSets:
  - name: prices
    path: data/prices
    size: 5G
    task:
      taskRef: evaluate
models:
  - name: recommender
    training:
      task:
        executor:
          !mlflow
          pythonVersion: 3.12
      schedule: "0 6 * * 1"
    deployment:
      size: small
"""
SLIPS = (
    "", " ", "  ", "-", "- ", ":", ": ", "#", " # so", "'", '"', "[", "]", "{", "}", "|", ">", "&a ", "*a",
    "!pip", "~", "null", "\t", ",", "x", "\u00e9", "\u200b", "\r", "---", "...", "<<: *a", "key: ",
    "name: again",
)  # fmt: skip


def told(thing: Any) -> Any:
    """Tell all that is known of what was read, with the places."""
    if isinstance(thing, Record):
        inner = {attribute: told(value) for attribute, value in thing.__dict__.items()}
        node = thing.node
        return type(thing), inner, thing.faulty, repr(node), node.start, node.end, told(thing.head)
    if isinstance(thing, Items):
        return [told(value) for value in thing], told(thing.span)
    if isinstance(thing, Pairs):
        return [(told(word), told(value)) for word, value in thing], told(thing.span)
    if isinstance(thing, Ref):
        return told(thing.name), told(thing.project), told(thing.span)
    if isinstance(thing, At):
        return thing.value, type(thing.value), told(thing.span)
    return (thing.start, thing.end, thing.text) if thing is not None else None


def agrees(text: str) -> bool:
    """Read a text straight and the usual ways, without and with a vocabulary, and hold them to each other.

    Say whether the straight reading went to its end.
    """
    straight = read_straight(Source(text), Project)
    if straight is None:
        return False
    made, unread = straight
    for tree in (read(Source(text)), read(Source(text), Vocabulary(Project))):
        record, problems = read_record(tree, Project)
        assert [problem.message() for problem in tree.problems + problems] == []
        same = told(made) == told(record)  # what pytest would print of the two is endless
        assert same, text
        assert [comment.text for comment in unread.comments] == [comment.text for comment in tree.comments]
    return True


def test_the_whole_language_is_read_straight() -> None:
    assert agrees(WHOLE)
    assert agrees(WHOLE.replace("\n", "\r\n"))


def test_every_text_of_the_tests_and_pages_is_the_same_in_both_ways() -> None:
    straight = sum(agrees(path.read_text("utf-8", "replace")) for path in TEXTS)
    assert straight > len(TEXTS) / 3


@pytest.mark.parametrize("column", [2, 199, 200, 201, 5000])
def test_a_text_may_stand_far_to_the_right(column: int) -> None:
    blank = " " * column
    lines = [
        "name: a",
        "  executor: !custom",
        "    command: ls",
        "  environment:",
        "  - key: A",
        "    val: b",
    ]
    task = "".join(f"{blank}{'- ' if n == 0 else ''}{line}\n" for n, line in enumerate(lines))
    assert agrees(f"project: p\ntasks:\n{task}{task.replace('name: a', 'name: b')}templates: []\n")


@pytest.mark.parametrize("text", ["{project: s}\ntemplates: []", "tasks:\n- name: a\n  {retries: 1}\n"])
def test_braces_are_no_key(text: str) -> None:
    assert read_straight(Source(text), Project) is None


def test_the_time_for_keys_of_one_s_own_grows_with_their_number(in_step: Growth) -> None:
    def labelled(number: int) -> str:
        labels = "".join(f"      label{n:06}: a\n" for n in range(number))
        return f"tasks:\n  - name: a\n    executor: !custom {{command: ls}}\n    nodeSelector:\n{labels}"

    in_step(lambda text: load_source(Source(text), "ame.yml", straight=True), labelled(1000), labelled(8000))


@pytest.mark.parametrize("seed", range(20))
def test_a_text_with_slips_is_the_same_in_both_ways(seed: int) -> None:
    chance = random.Random(seed)
    straight = 0
    for _ in range(100):
        lines = WHOLE.split("\n")
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            slip(lines, chance)
        straight += agrees("\n".join(lines))
    assert straight > 10


def slip(lines: list[str], chance: random.Random) -> None:
    """Make one slip in some lines."""
    at = chance.randrange(len(lines))
    line = lines[at]
    kind = chance.randrange(7)
    if kind == 0:
        lines.insert(chance.randrange(len(lines)), line)
    elif kind == 1:
        del lines[at]
    elif kind == 2:
        lines[at] = " " * chance.randint(1, 4) + line
    elif kind == 3:
        lines[at] = line[chance.randint(1, 4) :]
    elif kind == 4:
        lines.insert(at, "" if chance.random() < 0.5 else " " * chance.randrange(9) + "# a comment: here")
    else:
        middle = chance.choice((0, len(line), chance.randint(0, len(line)), len(line) - len(line.lstrip())))
        lines[at] = line[:middle] + chance.choice(SLIPS) + line[middle:]
