"""What readers of the JSON Schemas are tried with: projects without their tags, and a language server."""

from __future__ import annotations

import itertools
import json
import queue
import re
import shutil
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from amelang.checks.catalog import RULES
from amelang.checks.run import check
from amelang.language.problems import OldSpelling
from amelang.text.page import Page
from amelang.text.problem import Problem, Severity
from amelang.text.reader import read
from amelang.text.source import Source
from amelang.text.tree import Mapping, Node, Sequence
from amelang.workspace.project import load

ROOT = Path(__file__).resolve().parents[2]
SERVER = Path(__file__).parent / "server"
NO_EDITOR = f"no editor: install node and npm, and run `npm ci` in {SERVER.relative_to(ROOT)}"
SECONDS = 60
"""How long to wait for an answer of the language server."""
BLOCK = re.compile(r"^( *)```ya?ml\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
MENDED = re.compile(r"^exit code \d\n\n(.*?)(?=^\$ |\Z)", re.MULTILINE | re.DOTALL)
ABOUT_THE_TEXT = ("AME0", "AME1", "AME210", "AME211")
"""Codes of what is wrong with a text and its shape; of names and other files a schema knows nothing."""

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


def texts() -> Iterator[tuple[str, str]]:
    """Give every ame.yml of the repository: files, examples of the pages, and what is mended in tests."""
    for top in (ROOT / "docs", ROOT / "tests"):
        for path in sorted(top.rglob("*.y*ml")):
            if path.name in ("ame.yml", "ame.yaml") and "node_modules" not in path.parts:
                yield "_".join(path.relative_to(ROOT).parts), path.read_bytes().decode("utf-8", "replace")
    for path in sorted((ROOT / "tests" / "seed").rglob("mended.txt")):
        for number, match in enumerate(MENDED.finditer(path.read_text("utf-8"))):
            yield f"{path.parent.name}_mended_{number}.yml", match[1]
    for page in [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"]:
        for number, match in enumerate(BLOCK.finditer(page.read_text("utf-8"))):
            yield f"{page.stem}_{number}.yml", textwrap.dedent(match[2])
    for rule in RULES:
        page_of_rule = Page(rule)
        for name, example in (("bad", page_of_rule.bad), ("good", page_of_rule.good)):
            for path, text in example.files().items() if example else ():
                if path.endswith("ame.yml"):
                    yield f"{rule.code}_{name}_{path.replace('/', '_')}", text


@pytest.fixture(scope="session", name="without_tags")
def _without_tags() -> Callable[[str], str]:
    """Takes the tags out of a text."""
    return without_tags


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Problem]]:
    """What `ame check` says about a text and its shape."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "ame.toml").touch()  # a workspace of its own

    def report(text: str) -> list[Problem]:
        path = folder / "ame.yml"
        path.write_text(text, "utf-8", newline="")
        return [one for one in check(load(str(path))) if one.code.startswith(ABOUT_THE_TEXT)]

    return report


@pytest.fixture(scope="session")
def corpus(reported: Callable[[str], list[Problem]]) -> dict[str, tuple[str, bool]]:
    """Every ame.yml of the repository in which `ame check` finds no error; and if it has old spellings."""
    found = {}
    for name, text in texts():
        problems = reported(text)
        if all(problem.severity < Severity.ERROR for problem in problems):
            found[name] = (text, any(isinstance(problem, OldSpelling) for problem in problems))
    return found


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
            path.write_text(without_tags(text), "utf-8", newline="")
            paths.append(path.name)
        schema = str(ROOT / "schema" / request.param)
        command = [sys.executable, "-m", "check_jsonschema", "--schemafile", schema, *paths]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    return run


class Editor:
    """An editor that speaks to yaml-language-server as the Language Server Protocol wants it.

    Each text is a file of its own. A place in a text is where it has a `|`.
    """

    def __init__(self, program: list[str], folder: Path, settings: dict[str, Any]) -> None:
        self.folder = folder
        self.settings = settings
        """The settings by their dotted names, as a user's settings.json has them."""
        self._server = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self._ids = itertools.count(1)
        self._published: dict[str, list[dict[str, Any]]] = {}
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        uri = folder.as_uri()
        folders = [{"uri": uri, "name": folder.name}]
        documentation = ["markdown", "plaintext"]
        capabilities = {
            "workspace": {"configuration": True, "workspaceFolders": True},
            "textDocument": {
                "completion": {
                    "completionItem": {"snippetSupport": True, "documentationFormat": documentation}
                },
                "hover": {"contentFormat": documentation},
            },
        }
        self._ask(
            "initialize", processId=None, rootUri=uri, workspaceFolders=folders, capabilities=capabilities
        )
        self._tell("initialized")
        while self._receive().get("method") != "workspace/configuration":
            pass  # before it has its settings, it knows of no schema

    def diagnostics(self, texts: dict[str, str], file: str = "ame.yml") -> dict[str, list[str]]:
        """Return what is said about each text, as `line: message`; lines count from 1."""
        names = {self._open(text, file): name for name, text in texts.items()}
        while not names.keys() <= self._published.keys():
            self._receive()
        return {
            name: [f"{one['range']['start']['line'] + 1}: {one['message']}" for one in self._published[uri]]
            for uri, name in names.items()
        }

    def complete(self, text: str) -> dict[str, dict[str, Any]]:
        """Return what is proposed at a place, by the labels.

        `inserted` is the text that comes in, in the language of snippets, and `replaced` how many
        characters before the place go.
        """
        uri, position = self._place(text)
        answer = self._ask("textDocument/completion", textDocument={"uri": uri}, position=position)
        found = {}
        for item in answer["items"]:
            documentation = item.get("documentation") or ""
            if isinstance(documentation, dict):
                documentation = documentation["value"]
            edit = item.get("textEdit") or {"newText": item["insertText"], "range": {"start": position}}
            start = edit["range"]["start"]["character"]
            found[item["label"]] = {
                "inserted": edit["newText"],
                "documentation": documentation,
                "replaced": position["character"] - start,
            }
        return found

    def accept(self, text: str, label: str) -> str:
        """Return a text with a proposal in it, as editors insert snippets.

        Lines after the first are moved by what stands before the first word of the line, and the
        example is left at each place for a value.
        """
        proposal = self.complete(text)[label]
        before, _, after = text.partition("|")
        before = before[: len(before) - proposal["replaced"]]
        line = before.rpartition("\n")[2]
        indent = line[: len(line) - len(line.lstrip(" "))]
        inserted = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", proposal["inserted"])
        return before + inserted.replace("\n", f"\n{indent}") + after

    def hover(self, text: str) -> str:
        """Return what is shown about a place."""
        uri, position = self._place(text)
        answer = self._ask("textDocument/hover", textDocument={"uri": uri}, position=position)
        return str(answer["contents"]["value"]) if answer else ""

    def close(self) -> None:
        """End the server."""
        self._ask("shutdown")
        self._tell("exit")
        self._server.wait(SECONDS)

    def _open(self, text: str, file: str = "ame.yml") -> str:
        uri = (self.folder / f"project{next(self._ids)}" / file).as_uri()
        self._tell(
            "textDocument/didOpen",
            textDocument={"uri": uri, "languageId": "yaml", "version": 1, "text": text},
        )
        return uri

    def _place(self, text: str) -> tuple[str, dict[str, int]]:
        before, mark, after = text.partition("|")
        assert mark, "the text has no place in it"
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        return self._open(before + after), position

    def _ask(self, method: str, **params: Any) -> Any:
        number = next(self._ids)
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def _tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._server.stdin is not None
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._server.stdin.flush()

    def _listen(self) -> None:
        assert self._server.stdout is not None
        while line := self._server.stdout.readline():
            length = int(line.partition(b":")[2]) if line.lower().startswith(b"content-length") else 0
            while self._server.stdout.readline().strip():
                pass
            self._messages.put(json.loads(self._server.stdout.read(length)))
        self._messages.put(None)

    def _receive(self) -> dict[str, Any]:
        """Return the next message, having answered what the server asks."""
        message = self._messages.get(timeout=SECONDS)
        assert message is not None, "the language server has ended"
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            self._published[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif method == "workspace/configuration":
            wanted = [self._setting(item["section"]) for item in message["params"]["items"]]
            self._send({"id": message["id"], "result": wanted})
        elif method and "id" in message:
            self._send({"id": message["id"], "result": None})
        return message

    def _setting(self, section: str) -> dict[str, Any] | None:
        below = {
            name.removeprefix(f"{section}."): value
            for name, value in self.settings.items()
            if name.startswith(f"{section}.")
        }
        tree: dict[str, Any] = {}
        for name, value in below.items():
            *parents, last = name.split(".")
            inner = tree
            for parent in parents:
                inner = inner.setdefault(parent, {})
            inner[last] = value
        return tree or None


def settings_of_the_page() -> dict[str, Any]:
    """Return the settings that schema/README.md gives, to the letter."""
    page = (ROOT / "schema" / "README.md").read_text("utf-8")
    blocks = re.findall(r"^```json\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (settings,) = (made for made in map(json.loads, blocks) if "yaml.customTags" in made)
    assert isinstance(settings, dict)
    return settings


@pytest.fixture(scope="session", params=["ame.draft-07.schema.json", "ame.schema.json"])
def editor(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    missing: Callable[[str, str], NoReturn],
) -> Iterator[Editor]:
    """An editor with yaml-language-server, set up as schema/README.md says, with either schema."""
    program = SERVER / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    node = shutil.which("node")
    if node is None or not program.exists():
        missing("editor", NO_EDITOR)
    folder = tmp_path_factory.mktemp("workspace")
    shutil.copytree(ROOT / "schema", folder / "schema")
    settings = settings_of_the_page()
    ((schema, files),) = settings["yaml.schemas"].items()
    assert schema == "./schema/ame.draft-07.schema.json"
    settings["yaml.schemas"] = {f"./schema/{request.param}": files}
    settings["yaml.schemaStore.enable"] = False  # a list of schemas of others, from the network
    made = Editor([node, str(program), "--stdio"], folder, settings)
    yield made
    made.close()


@pytest.fixture(scope="session")
def tags() -> set[str]:
    """The tags that schema/README.md makes known, which are proposed everywhere."""
    return {entry.split()[0] for entry in settings_of_the_page()["yaml.customTags"]}
