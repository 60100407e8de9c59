"""A project, from its text to the objects of a cluster, as `ame plan` makes them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from amelang.cli.ready import ready
from amelang.language.ame_toml import Settings
from amelang.lower.objects import Bundle, lower_project
from amelang.lower.unsupported import unsupported, unsupported_of_project
from amelang.meaning.runnable import Runnable
from amelang.text.problem import Problem
from amelang.workspace.project import Loaded, load
from amelang.workspace.settings import settings_of


class Project:
    """The project of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, ame_yml: str, ame_toml: str = "") -> Project:
        """Write the project's file, and the settings; return the project."""
        (self.folder / "ame.yml").write_text(ame_yml)
        (self.folder / "ame.toml").write_text(ame_toml)
        return self

    @property
    def loaded(self) -> Loaded:
        """The file as it is read."""
        return load(str(self.folder / "ame.yml"))

    @property
    def settings(self) -> Settings:
        """The settings that hold for it."""
        return settings_of(str(self.folder))[0]

    def unsupported(self) -> list[Problem]:
        """What is said of keys that cannot be lowered."""
        record = self.loaded.record
        tasks = [problem for task in record.tasks or () for problem in unsupported(task)]
        return [*unsupported_of_project(record), *tasks]

    def tasks(self) -> list[Runnable]:
        """The tasks, complete; nothing may be wrong with them."""
        return ready(str(self.folder), named=True).runnables()

    def objects(self, code: bytes | None = b"the code", *, namespace: str = "") -> list[dict[str, Any]]:
        """The objects of the project, with code that nobody unpacks."""
        loaded = self.loaded
        return lower_project(
            loaded.name.value,
            self.tasks(),
            bundle=None if code is None else Bundle((code,)),
            settings=self.settings,
            namespace=namespace,
            sources=[loaded.source],
        )

    @staticmethod
    def settled(text: str) -> str:
        """Replace what changes with AME itself: its version, the script and the digests of that."""
        text = re.sub(r"(?m)(^  version: |tooling: ame/v).*", r"\1VERSION", text)
        text = re.sub(r"(?m)^(  (?:prepare|run|start|tools): )\|-?\n(?:    .*\n|\n)*", r"\1SCRIPT\n", text)
        text = re.sub(r"(ame-script-[a-z0-9-]+-)[0-9a-f]{12}\b", r"\1DIGEST", text)
        return re.sub(r'(spec-hash: )"?[0-9a-f]{16}"?', r"\1DIGEST", text)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project of the test's own, in a folder that is still empty."""
    return Project(tmp_path)


@pytest.fixture
def case(request: pytest.FixtureRequest) -> Project:
    """One of the projects of `cases/`, by its name."""
    return Project(Path(__file__).parent / "cases" / str(request.param))
