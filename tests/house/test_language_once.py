"""The language is said once: its keys and tags are spelled in the files that describe it, and nowhere else.

Only words that cannot be meant otherwise are looked for: tags, and keys with a capital, an
underscore or a dot. Words of one small word (`name`, `image`) are everybody's.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from amelang.language import ame_yml
from amelang.language.shape import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Module

    Modules = dict[str, Module]

DESCRIPTIONS = {"amelang.language.ame_yml", "amelang.language.ame_toml"}
KUBERNETES_TOO = {"nodeSelector", "timeZone", "serviceAccount", "imagePullSecrets", "storageClass"}
"""Words that Kubernetes has as well; where objects of Kubernetes are made or read, they are its own."""
SPEAKS_KUBERNETES = ("amelang.lower", "amelang.cluster", "amelang.run")


def records(base: type[Record]) -> Iterator[type[Record]]:
    for record in base.__subclasses__():
        yield record
        yield from records(record)


def words() -> set[str]:
    """Every spelling of the language that is unmistakable."""
    described = [record for record in records(Record) if record.__module__ in DESCRIPTIONS]
    keys = {spelling for record in described for spelling in record.spellings}
    tags = {tag for record in described for tag in (record.tag, *record.tag_was) if tag}
    return {key for key in keys if not key.islower() or "_" in key or "." in key} | tags


def slots(module: Module) -> set[ast.expr]:
    """The names of attributes in `__slots__`, which are Python's and not the language's."""
    return {
        item
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__slots__"]
        for item in ast.walk(node.value)
        if isinstance(item, ast.Constant)
    }


def spelled(modules: Modules) -> Iterator[str]:
    """Find the words of the language in strings that are not documentation."""
    words_by_length = sorted(words(), key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w.!])({'|'.join(map(re.escape, words_by_length))})(?![\w])")
    for module in modules.values():
        if module.name in DESCRIPTIONS:
            continue
        theirs = KUBERNETES_TOO if module.name.startswith(SPEAKS_KUBERNETES) else set()
        exempt = {(node.lineno, node.value) for node in slots(module) if isinstance(node, ast.Constant)}
        for line, text in module.strings():
            if (line, text) in exempt:
                continue
            for word in sorted({match[1] for match in pattern.finditer(text)} - theirs):
                yield f"{module.path}:{line}: `{word}` is spelled in {text!r}; ask the record for its name"


def test_keys_and_tags_are_spelled_in_the_description_alone(modules: Modules) -> None:
    assert not list(spelled(modules))


def test_the_description_has_words_to_look_for() -> None:
    """An empty list would let everything pass."""
    assert {"!pip", "!vault", "fromTemplate", "pythonVersion", "nodeSelector", "data_sets"} <= words()
    assert ame_yml.Task.name.name not in words()


@pytest.mark.parametrize(
    "text",
    [
        "keys['pythonVersion']",
        "help = 'write `fromTemplate`'",
        "help = f'write {word} before `taskRef`'",
        "if tag == '!pip': pass",
        "match tag:\n    case '!vault':\n        pass",
        "old = {'data_sets': 1}",
    ],
)
def test_the_rule_finds_a_word_that_is_spelled_elsewhere(
    make_modules: Callable[..., Modules], text: str
) -> None:
    assert len(list(spelled(make_modules(amelang__checks__names=text)))) == 1


@pytest.mark.parametrize(
    "text",
    ['"""What `pythonVersion` means."""', "__slots__ = ('data_sets',)", "x = 'name'", "x = '!pipe'"],
)
def test_the_rule_lets_documentation_and_other_words_pass(
    make_modules: Callable[..., Modules], text: str
) -> None:
    assert not list(spelled(make_modules(amelang__checks__names=text)))


def test_kubernetes_may_say_its_own_words_where_its_objects_are_made(
    make_modules: Callable[..., Modules],
) -> None:
    text = "spec['nodeSelector'] = labels"
    assert not list(spelled(make_modules(amelang__lower__pod=text)))
    assert list(spelled(make_modules(amelang__checks__pod=text)))
