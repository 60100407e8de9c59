"""What a validator of JSON Schemas can read: projects without their tags."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from amelang.text.reader import read
from amelang.text.source import Source
from amelang.text.tree import Mapping, Node, Sequence

ROOT = Path(__file__).resolve().parents[2]
Validate = Callable[..., "subprocess.CompletedProcess[str]"]


def without_tags(text: str) -> str:
    """Return a text of YAML without the tags in it; lines and columns stay as they are."""
    tags: list[tuple[int, int]] = []

    def collect(node: Node) -> None:
        if node.tag is not None:
            tags.append((node.tag.start, node.tag.end))
        if isinstance(node, Mapping):
            for entry in node.entries:
                collect(entry.value)
        elif isinstance(node, Sequence):
            for item in node.items:
                collect(item)

    collect(read(Source(text)).root)
    for start, end in tags:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return ROOT


@pytest.fixture(params=["ame.schema.json", "ame.draft-07.schema.json"])
def validate(request: pytest.FixtureRequest, tmp_path: Path) -> Validate:
    """Validate texts by their names, in one run of check-jsonschema."""

    def run(**texts: str) -> subprocess.CompletedProcess[str]:
        paths = []
        for name, text in texts.items():
            path = tmp_path / f"{name}.yaml"
            path.write_text(without_tags(text), "utf-8")
            paths.append(path.name)
        schema = str(ROOT / "schema" / request.param)
        command = [sys.executable, "-m", "check_jsonschema", "--schemafile", schema, *paths]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    return run
