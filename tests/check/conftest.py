"""What tests of reports share: each report is held against the schema of those who read it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import xmlschema

from amelang.cli.main import main

HERE = Path(__file__).parent
OF_CI = ("GITHUB_WORKSPACE", "GITHUB_STEP_SUMMARY", "CI_PROJECT_DIR", "FORCE_COLOR")
GOOD = "tasks:\n  - name: hello\n    executor: !custom\n      command: echo hello\n"
COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def schema(name: str) -> Any:
    return json.loads((HERE / "schemas" / name).read_text("utf-8"))


def closed(part: Any) -> Any:
    """Return a schema that allows nothing it does not name."""
    if isinstance(part, dict):
        part = {key: closed(value) for key, value in part.items()}
        return part | {"additionalProperties": False} if "properties" in part else part
    return [closed(item) for item in part] if isinstance(part, list) else part


def rdjson_schema() -> Any:
    """Return reviewdog's schema without what allows everything, beside a reference or not."""
    text = json.dumps(schema("reviewdog-DiagnosticResult.json"))
    text = text.replace('"additionalProperties": true, ', "").replace(', "additionalProperties": true', "")
    return closed(json.loads(text))


def unescaped(text: str) -> str:
    """Return a value of a workflow command as GitHub's runner reads it."""
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, character)
    return text


def read_commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands as GitHub's runner does: one a line, its properties between commas."""
    found = []
    for line in text.splitlines():
        if line == "no problems in 1 project":
            continue
        match = COMMAND.fullmatch(line)
        assert match, line
        properties = dict(word.split("=", 1) for word in match[2].split(","))
        read = {name: unescaped(value) for name, value in properties.items()}
        found.append((match[1], read, unescaped(match[3])))
    return found


def hold(form: str, text: str) -> None:
    """Fail where a report is not what its readers expect."""
    if form == "github":
        known = {"title", "file", "line", "col", "endLine", "endColumn"}
        assert all(set(properties) <= known for _, properties, _ in read_commands(text))
        return
    if form in ("junit", "checkstyle"):
        name = {"junit": "junit-10.xsd", "checkstyle": "checkstyle-report-1.0.0.xsd"}[form]
        xmlschema.XMLSchema(str(HERE / "schemas" / name)).validate(ElementTree.fromstring(text.encode()))
        return
    data = json.loads(text)
    if form == "gitlab":
        entry = schema("gitlab-codeclimate.json")
        data, entries = {"entries": data}, {"type": "array", "items": entry}
        jsonschema.validate(data, {"properties": {"entries": entries}})
        prints = [entry["fingerprint"] for entry in data["entries"]]
        assert len(prints) == len(set(prints))
        return
    schemas = {
        "json": lambda: schema("ame-report-1.json"),
        "sarif": lambda: schema("sarif-2.1.0.json"),
        "rdjson": rdjson_schema,
    }
    jsonschema.validate(data, schemas[form]())


class Write:
    """Writes files below the current folder, and the folders that they lie in."""

    good = GOOD
    bad = GOOD.replace("command", "comand")

    def __call__(self, path: str, text: str = GOOD) -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text)


Check = Callable[..., tuple[int, str, str]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, the current one, that remembers no other check."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return tmp_path


@pytest.fixture
def write() -> Write:
    """Writes a file; without another text one of a project of which nothing is wrong."""
    return Write()


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs `ame check`; returns the exit code and what was printed on either stream."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["check", *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture
def outside_ci(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and no CI around it."""
    monkeypatch.chdir(tmp_path)
    for name in OF_CI:
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture(scope="session")
def commands() -> Callable[[str], list[tuple[str, dict[str, str], str]]]:
    """Reads workflow commands of GitHub: of each its name, its properties and its message."""
    return read_commands


@pytest.fixture(scope="session")
def valid() -> Callable[[str, str], None]:
    """Fails where a report in a format is not what its readers expect."""
    return hold


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Checks the paths, or all there is, and returns what is printed in a format, which is valid."""

    def check(form: str, *paths: str) -> str:
        capsys.readouterr()
        main(["check", "-o", form, *paths])
        text = capsys.readouterr().out
        hold(form, text)
        return text

    return check
