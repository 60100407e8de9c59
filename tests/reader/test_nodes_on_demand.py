"""Most nodes of a correct file are never made: that is half of the speed of a large one."""

from __future__ import annotations

from amelang.language.ame_yml import Project
from amelang.language.read import read_record
from amelang.text.reader import read
from amelang.text.source import Source
from amelang.text.tree import LineEntry, Mapping, Scalar, Sequence

TEXT = """\
project: garden
tasks:
  - name: grow
    retries: "2"
    executor:
      !custom
      command: ./grow.sh
"""


def first_task(text: str) -> Mapping:
    root = read(Source(text)).root
    assert isinstance(root, Mapping)
    tasks = root.entries[1].value
    assert isinstance(tasks, Sequence)
    task = tasks.items[0]
    assert isinstance(task, Mapping)
    return task


def test_reading_and_filling_records_asks_for_no_node_of_a_common_line() -> None:
    tree = read(Source(TEXT))
    project, problems = read_record(tree, Project)
    assert not problems
    assert project.tasks is not None
    (task,) = project.tasks
    assert isinstance(task.node, Mapping)
    name, retries, executor = task.node.entries
    assert name.words is not None
    assert retries.words is not None
    assert isinstance(executor.value, Mapping)
    assert executor.value.entries[0].words is not None


def test_a_node_that_is_asked_for_says_what_the_line_says() -> None:
    entry = first_task(TEXT).entries[1]
    assert isinstance(entry, LineEntry)
    end = entry.end
    assert isinstance(entry.key, Scalar)
    assert isinstance(entry.value, Scalar)
    assert (entry.key.text, entry.key.span.text) == ("retries", "retries")
    assert (entry.value.text, entry.value.span.text, entry.value.style) == ("2", '"2"', '"')
    assert entry.end == end == entry.value.end
    assert entry.key is entry.key


def test_a_value_that_goes_on_below_its_line_is_read_whole() -> None:
    entry = first_task(TEXT.replace('"2"', "2\n      and more")).entries[1]
    assert entry.words is None
    assert isinstance(entry.value, Scalar)
    assert entry.value.text == "2 and more"


def test_lists_and_mappings_end_where_their_last_value_ends() -> None:
    task = first_task(TEXT)
    assert task.span.text.startswith("name: grow")
    assert task.span.text.endswith("command: ./grow.sh")
