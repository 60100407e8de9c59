"""The action for GitHub, run as its runner would, and the matcher that marks what `ame check` prints."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
ACTION = ROOT / ".github" / "actions" / "ame-check" / "action.yml"
MATCHER = ROOT / ".github" / "ame-matcher.json"
COLOUR = re.compile("\x1b\\[[0-9;]*m?")
"""What GitHub's runner takes out of a line before it looks at it."""
BROKEN = "projct: demo\ntasks:\n  - name: train\n    executor: !custom\n      runcommand: ls\n"
CLEAN = "project: demo\ntasks:\n  - name: train\n    executor: !custom\n      command: ls\n"


def write(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ame.yml").write_text(text)


def test_the_action_is_what_its_schema_wants(schema_check: Callable[[str, str], None]) -> None:
    schema_check("github-actions", ACTION.read_text("utf-8"))


def test_a_workflow_that_uses_it_is_what_its_schema_wants(schema_check: Callable[[str, str], None]) -> None:
    page = (ROOT / "docs" / "checking.md").read_text("utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (workflow,) = [block for block in blocks if "/.github/actions/ame-check@" in block]
    schema_check("github-workflows", workflow)
    inputs = yaml.safe_load(ACTION.read_text("utf-8"))["inputs"]
    steps = yaml.safe_load(workflow)["jobs"]["check"]["steps"]
    (used,) = [step for step in steps if "ame-check@" in step.get("uses", "")]
    assert used["with"].keys() <= inputs.keys()


def test_it_installs_what_lies_around_it_and_puts_only_ame_on_path(github: Any, machine: Any) -> None:
    write(machine.checkout, CLEAN)
    ended = github.use(check="false")
    assert ended.code == 0, ended
    made, installed = machine.asked
    assert made == f"-m venv {machine.passing}/ame"
    assert installed.startswith("-m pip install ")
    assert (Path(installed.split()[-1]).resolve() / "pyproject.toml").is_file()
    (on_path,) = github.files["PATH"].read_text().splitlines()
    assert [path.name for path in Path(on_path).iterdir()] == ["ame"]
    assert re.fullmatch(r"version=ame \d+\.\d+\.\d+\n", github.files["OUTPUT"].read_text())
    (matcher,) = re.findall("^::add-matcher::(.*)$", ended.text, re.MULTILINE)
    assert Path(matcher).resolve() == MATCHER
    assert github.summary == ""


def test_problems_are_marked_listed_and_fail_the_step(github: Any, machine: Any) -> None:
    write(machine.checkout / "ml", BROKEN)
    ended = github.use()
    assert ended.code == 1, ended
    assert "\n::error title=AME101 unknown-key,file=ml/ame.yml,line=1,col=1," in ended.text
    assert "\n::warning title=AME103 old-spelling,file=ml/ame.yml,line=5," in ended.text
    assert github.summary.startswith("### ame check\n\n1 error and 1 warning in 1 project\n\n| place |")
    assert "| ml/ame.yml:1:1 | error | AME101 unknown-key | `projct` is not a key of a project" in (
        github.summary
    )


def test_a_clean_project_passes(github: Any, machine: Any) -> None:
    write(machine.checkout, CLEAN)
    ended = github.use()
    assert ended.code == 0, ended
    assert "::error" not in ended.text
    assert github.summary == "### ame check\n\nno problems in 1 project\n\n"


def test_all_inputs_together(github: Any, machine: Any) -> None:
    write(machine.checkout / "ml" / "two words", BROKEN)
    write(machine.checkout / "ml" / "other", BROKEN.replace("demo", "other"))
    write(machine.checkout / "ml" / "third", BROKEN.replace("demo", "third"))
    ended = github.use(
        paths="two words\nother\n",
        arguments="--fail-level never --ignore old-spelling",
        sarif="found here.sarif",
        working_directory="ml",
        python=str(machine.python),
    )
    assert ended.code == 0, ended
    assert sorted(re.findall(r"^::(\w+) .*?file=([^,]+)", ended.text, re.MULTILINE)) == [
        ("error", "ml/other/ame.yml"),
        ("error", "ml/two words/ame.yml"),
    ]
    log = json.loads((machine.checkout / "ml" / "found here.sarif").read_text("utf-8"))
    assert len(log["runs"][0]["results"]) == 2


@pytest.mark.parametrize(
    "word", ["$(touch taken)", "`touch taken`", "'; touch taken; '", '"; touch taken; "']
)
def test_no_input_becomes_a_command(word: str, github: Any, machine: Any) -> None:
    write(machine.checkout, CLEAN)
    assert github.use(paths=word, arguments=word, sarif=word).code == 2
    assert not list(machine.checkout.rglob("taken"))


class Matcher:
    """What GitHub's runner makes of a line. Source: `IssueMatcher.cs` of actions/runner."""

    def __init__(self, data: dict[str, Any]) -> None:
        assert data.keys() <= {"owner", "severity", "pattern"}
        (self.pattern,) = data["pattern"]
        assert self.pattern.keys() <= {"regexp", "file", "line", "column", "severity", "code", "message"}
        self.severity = data.get("severity", "error")
        self.regexp = re.compile(self.pattern["regexp"])
        assert all(group <= self.regexp.groups for name, group in self.pattern.items() if name != "regexp")

    def issue(self, line: str) -> dict[str, str] | None:
        match = self.regexp.search(COLOUR.sub("", line))
        if match is None:
            return None
        found = {name: match[group] for name, group in self.pattern.items() if name != "regexp"}
        found.setdefault("severity", self.severity)
        assert found["severity"] in ("error", "warning", "notice"), "the runner knows no other"
        return found


@pytest.fixture(scope="module")
def matchers() -> list[Matcher]:
    data = json.loads(MATCHER.read_text("utf-8"))["problemMatcher"]
    assert len({one["owner"] for one in data}) == len(data), "of two with one owner the last would count"
    return [Matcher(one) for one in data]


@pytest.mark.parametrize("form", ["concise", "full"])
@pytest.mark.parametrize("colour", ["", "1"])
def test_the_matcher_finds_every_problem_once(
    form: str, colour: str, machine: Any, matchers: list[Matcher]
) -> None:
    for name in ("ml", "two words", "c:1:2", "ünï🚀", "(a) [b]"):
        write(
            machine.checkout / name, BROKEN + "  - name: train\n    executor: !custom\n      comand: x: y\n"
        )
    words = [str(machine.python.parent / "bin" / "ame"), "check", "--level", "old-spelling=hint"]
    machine.run([str(machine.python), "-m", "venv", str(machine.python.parent)], machine.checkout)
    printed = machine.run([*words, "-o", form], machine.checkout, FORCE_COLOR=colour, NO_COLOR="")
    problems = json.loads(machine.run([*words, "-o", "json"], machine.checkout).text)["problems"]
    found = []
    for line in printed.text.splitlines():
        issues = [issue for matcher in matchers if (issue := matcher.issue(line))]
        assert len(issues) <= 1, line
        found += issues
    severities = {"error": "error", "warning": "warning", "hint": "notice"}
    assert found == [
        {
            "file": problem["file"],
            "line": str(problem["start"]["line"]),
            "column": str(problem["start"]["column"]),
            "severity": severities[problem["severity"]],
            "code": problem["code"],
            "message": f"{problem['name']}: {problem['message']}",
        }
        for problem in problems
    ]
    assert {issue["severity"] for issue in found} >= {"error", "notice"}
    assert bool(colour) == ("\x1b[" in printed.text)
