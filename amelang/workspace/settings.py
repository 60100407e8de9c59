"""The settings of the workspace that a project lies in."""

from __future__ import annotations

import os

from amelang.language.ame_toml import Settings
from amelang.language.read import read_record
from amelang.language.shape import Record
from amelang.light import TypeVar
from amelang.text.problem import Problem
from amelang.text.source import Source
from amelang.text.tree import Missing
from amelang.workspace.find import SETTINGS_NAMES, settings_path

R = TypeVar("R", bound=Record)


def read_settings(path: str, shown: str, source: Source | None = None) -> tuple[Settings, list[Problem]]:
    """Read an `ame.toml`; what is wrong with it is in the problems, and not in the settings.

    `source` is its text where that is not the one on the disk.
    """
    from amelang.text.toml import read_toml
    from amelang.workspace.files import read_file

    source, problems = (source, []) if source else read_file(path, shown)
    tree = read_toml(source)
    settings, found = read_record(tree, Settings)
    return settings, problems + tree.problems + found


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
    for attribute, value in top.__dict__.items():
        if isinstance(value, Record):
            below = base.__dict__.get(attribute)
            made.__dict__[attribute] = value if below is None else _over(below, value)
        else:
            made.__dict__[attribute] = value
    return made
