"""The settings of the workspace that a project lies in."""

from __future__ import annotations

import os

from amelang.language.ame_toml import Settings
from amelang.language.lacking import missing_key
from amelang.language.read import read_record
from amelang.language.shape import Pairs, Record
from amelang.light import TypeVar
from amelang.text.problem import Problem
from amelang.text.source import Source, Span
from amelang.text.tree import Missing
from amelang.workspace.find import SETTINGS_NAMES, settings_path

R = TypeVar("R", bound=Record)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def read_settings(path: str, shown: str, source: Source | None = None) -> tuple[Settings, list[Problem]]:
    """Read an `ame.toml`; what is wrong with it is in the problems, and not in the settings.

    `source` is its text where that is not the one on the disk.
    """
    from amelang import VERSION
    from amelang.text.toml import read_toml
    from amelang.workspace.files import read_file
    from amelang.workspace.problems import UnmetVersion
    from amelang.workspace.python_version import allows

    source, problems = (source, []) if source else read_file(path, shown)
    tree = read_toml(source)
    settings, found = read_record(tree, Settings)
    problems += tree.problems + found
    wanted = settings.requires_ame
    if wanted is not None and not allows(wanted.value, VERSION):
        problems.append(UnmetVersion(span=wanted.span, wanted=wanted.value, version=VERSION))
    return settings, problems + list(_incomplete(settings))


def _incomplete(settings: Settings) -> Iterator[Problem]:
    """Report what a table lacks that must have it, itself or where a target lays another one over it."""
    targets = settings.targets or ()
    told: set[tuple[Span, str]] = set()
    for layer in [_over(settings, target) for _, target in targets] or [settings]:
        tables = (layer.mlflow, layer.storage, *(vault for _, vault in layer.vaults or ()))
        for table in tables:
            for key in type(table).required if table is not None else ():
                if table is None or table.written(key):
                    continue
                problem = missing_key(table, key)
                if (problem.span, key.name) not in told:
                    told.add((problem.span, key.name))
                    yield problem


def settings_of(folder: str) -> tuple[Settings, list[Problem]]:
    """Return the settings that hold for a project's folder; empty ones where there is no `ame.toml`."""
    path = settings_path(folder)
    if path is None:
        return Settings(Missing(Source("", SETTINGS_NAMES[0]), 0, 0)), []
    return read_settings(path, os.path.relpath(path))


def targeted(settings: Settings, name: str) -> Settings | None:
    """Return the settings with those of a target over them, key by key; None for an unknown one."""
    for word, target in settings.targets or ():
        if word.value == name:
            return _over(settings, target)
    return None


def target_names(settings: Settings) -> list[str]:
    """Return the names of the targets, in the order of the file."""
    return [word.value for word, _ in settings.targets or ()]


def _over(base: R, top: Record) -> R:
    """Return a record with the values of another one over its own, each with the place it came from."""
    made = type(base)(base.node)
    made.__dict__.update(base.__dict__)
    made.faulty = (*base.faulty, *top.faulty)
    for attribute, value in top.__dict__.items():
        if isinstance(value, Record):
            below = base.__dict__.get(attribute)
            made.__dict__[attribute] = value if below is None else _over(below, value)
        elif isinstance(value, Pairs) and all(isinstance(one, Record) for _, one in value):
            made.__dict__[attribute] = _each_over(base.__dict__.get(attribute), value)
        else:
            made.__dict__[attribute] = value
    return made


def _each_over(base: Pairs[Record] | None, top: Pairs[Record]) -> Pairs[Record]:
    """Return records by names, those of one name over each other."""
    below = {word.value: (word, record) for word, record in base or ()}
    for word, record in top:
        known = below.get(word.value)
        below[word.value] = (word, record if known is None else _over(known[1], record))
    return Pairs(list(below.values()), top.span)
