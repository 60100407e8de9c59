"""What `ame check` prints for other programs, held against the schemas of those who read it.

`formats/project` has errors, warnings, notes, fixes and letters of many alphabets; beside it stands
the exact text of each format. `pytest tests/check --force-regen` writes them anew.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from importlib import import_module
from itertools import filterfalse
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_regressions.file_regression import FileRegressionFixture

from amelang.checks.run import check as check_project
from amelang.cli.main import main
from amelang.report.summary import Summary
from amelang.text.source import Source
from amelang.workspace.project import load_source

HERE = Path(__file__).parent
FORMATS = ("json", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson")
Report = Callable[..., str]
Commands = Callable[[str], list[tuple[str, dict[str, str], str]]]


@pytest.fixture(autouse=True)
def here(outside_ci: Path) -> Path:
    """An empty folder."""
    return outside_ci


def sarif_results(text: str) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = json.loads(text)["runs"][0]["results"]
    return results


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_is_valid_and_exactly_so(
    form: str, here: Path, report: Report, file_regression: FileRegressionFixture
) -> None:
    shutil.copytree(HERE / "formats" / "project", here, dirs_exist_ok=True)
    text = report(form)
    if form == "sarif":
        text = without_pages(text)
    file_regression.check(text, fullpath=HERE / "formats" / f"expected.{form}", encoding="utf-8")


def without_pages(text: str) -> str:
    """Return a log of SARIF without what rules say about themselves, which has tests of its own."""
    log = json.loads(text)
    for rule in log["runs"][0]["tool"]["driver"]["rules"]:
        for part in ("shortDescription", "fullDescription", "help"):
            rule[part] = dict.fromkeys(rule[part], "...")
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


ODD = {
    "nothing": "",
    "a clean project": "project: a\ntasks:\n  - name: b\n    executor: !custom\n      command: ls\n",
    "line ends of Windows": "project: a\r\ntasks:\r\n  - nam: b\r\n    retries: x\r\n    retries: y\r\n",
    "a byte order mark": "\ufeffprojct: a\n",
    "control characters": "project: a\ntasks:\n  - na\x01me: \x00\x1b[31m\x7f\n    \u2028: \ufffe\n",
    "signs of markup": "a]]>b&<c>\"'%0A::error::x,y=z|w`: [x](javascript:1) {0} {{1}}\n",
    "half a pair": 'project: a\ntasks:\n  - name: "\\ud800"\n',
    "astral characters": "🚀日本: 🚀\n🚀日本: 🚀 🚀\n",
    "no line end": "tasks",
    "broken text": "tasks:\n\t- name: [a, {b: 'c\n  x: *y\n---\nz\n",
    "one character": "\x00",
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_no_text_breaks_a_format(form: str, text: str, report: Report) -> None:
    Path("ame.yml").write_bytes(text.encode())
    said = report(form)
    assert not re.search("[\x00-\x08\x0b-\x1f]", said)


BEGUN = [
    "tasks:",
    "  - name: ",
    "    executor: !custom",
    "      command: ",
    "retries: ",
    "\t",
    "- ",
    "{",
    "# ",
]
LINES = st.tuples(st.sampled_from(BEGUN), st.text(max_size=6)).map("".join)


@given(text=st.lists(LINES, max_size=8).map("\n".join))
@settings(max_examples=60, deadline=None)
def test_any_text_at_all_gives_reports_that_can_be_read(text: str, commands: Commands) -> None:
    problems = check_project(load_source(Source(text), "ame.yml"))
    summary = Summary(1, 1, problems)
    for form in FORMATS:
        said = import_module(f"amelang.report.{form}").render(problems, ["ame.yml"], summary)
        if form == "github":
            assert len(commands(said)) == len(problems)
        elif form in ("junit", "checkstyle"):
            ElementTree.fromstring(said.encode())
        else:
            json.loads(said.encode())


@pytest.mark.parametrize("form", FORMATS)
def test_files_that_cannot_be_read_are_reported_too(form: str, report: Report) -> None:
    Path("a").mkdir()
    Path("a/ame.yml").mkdir()
    Path("b").mkdir()
    Path("b/ame.yml").write_bytes(b"project: \xff\n")
    assert "AME09" in report(form)


@pytest.mark.parametrize("form", FORMATS)
def test_no_name_of_a_file_breaks_a_format(form: str, report: Report) -> None:
    for name in (b"a b%20", "ü🚀".encode(), b"x\xff", b'<&">', b"new\nline", b"c:d,e"):
        folder = os.fsdecode(name)
        os.mkdir(folder)
        Path(folder, "ame.yml").write_text("projct: a\n")
    report(form)


@pytest.mark.parametrize("form", ["full", "concise"])
def test_no_name_of_a_file_fakes_a_line_or_a_colour(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("x\n::error::y", "x\x1b[31m", "x\udcff"):
        os.mkdir(name)
        Path(name, "ame.yml").write_text("projct: a\n")
    main(["check", "-o", form])
    text = capsys.readouterr().out
    assert set(filterfalse(str.isprintable, text)) == {"\n"}
    assert not [line for line in text.splitlines() if line.startswith("::error::")]


def test_several_formats_at_once_each_into_its_file(
    capsys: pytest.CaptureFixture[str], valid: Callable[[str, str], None]
) -> None:
    Path("ame.yml").write_text("projct: a\n")
    words = [word for form in FORMATS for word in ("-o", f"{form}=out.{form}")]
    assert main(["check", "-o", "concise", *words]) == 1
    assert capsys.readouterr().out.startswith("ame.yml:1:1: error AME101")
    for form in FORMATS:
        valid(form, Path(f"out.{form}").read_text("utf-8"))


@pytest.mark.parametrize("form", ["json", "sarif", "gitlab", "junit", "checkstyle", "rdjson"])
def test_nothing_is_printed_beside_a_document(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("ame.yml").write_text("project: a\n")
    assert main(["check", "-o", form]) == 0
    assert capsys.readouterr().err == ""


class TestSarif:
    def test_places_count_unicode_characters_and_ends_are_exclusive(self, report: Report) -> None:
        Path("ame.yml").write_text('project: "🚀🚀": x\n', "utf-8")
        text = report("sarif")
        run = json.loads(text)["runs"][0]
        assert run["columnKind"] == "unicodeCodePoints"
        for result in run["results"]:
            place = result["locations"][0]["physicalLocation"]["region"]
            line = Path("ame.yml").read_text("utf-8").splitlines()[place["startLine"] - 1]
            if "snippet" in place and place["startLine"] == place["endLine"]:
                marked = line[place["startColumn"] - 1 : place["endColumn"] - 1]
                assert marked == place["snippet"]["text"]

    def test_a_fix_carried_out_from_the_report_mends_the_file(self, report: Report) -> None:
        Path("ame.yml").write_text("project: a\ntasks:\n  - name: b\n    taskref: c\n    retires: 1\n")
        lines = Path("ame.yml").read_text().splitlines()
        for result in sarif_results(report("sarif")):
            for change in result.get("fixes", [])[:1]:
                edit = change["artifactChanges"][0]["replacements"][0]
                place = edit["deletedRegion"]
                number = place["startLine"] - 1
                line = lines[number]
                before, behind = line[: place["startColumn"] - 1], line[place["endColumn"] - 1 :]
                lines[number] = before + edit["insertedContent"]["text"] + behind
        assert lines[3:] == ["    taskRef: c", "    retries: 1"]

    def test_paths_are_relative_and_percent_encoded(self, report: Report) -> None:
        folder = Path("a b", "c:ü%")
        folder.mkdir(parents=True)
        (folder / "ame.yml").write_text("projct: a\n")
        place = sarif_results(report("sarif"))[0]["locations"][0]["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        assert uri == "a%20b/c:%C3%BC%25/ame.yml"
        assert unquote(uri) == str(folder / "ame.yml")
        assert place["artifactLocation"]["uriBaseId"] == "%SRCROOT%"

    def test_a_first_part_with_a_colon_is_not_taken_for_a_scheme(self, report: Report) -> None:
        Path("c:").mkdir()
        Path("c:", "ame.yml").write_text("projct: a\n")
        assert '"uri": "./c:/ame.yml"' in report("sarif")

    def test_a_file_outside_has_an_absolute_uri(
        self, here: Path, monkeypatch: pytest.MonkeyPatch, report: Report
    ) -> None:
        Path("inner").mkdir()
        Path("ame.yml").write_text("projct: a\n")
        monkeypatch.chdir("inner")
        place = sarif_results(report("sarif"))[0]["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": (here / "ame.yml").as_uri()}

    def test_every_rule_comes_with_its_page(self, report: Report) -> None:
        Path("ame.yml").write_text("projct: a\ntasks: 1\n")
        run = json.loads(report("sarif"))["runs"][0]
        rules = run["tool"]["driver"]["rules"]
        assert [rule["id"] for rule in rules] == sorted({one["ruleId"] for one in run["results"]})
        assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])
        assert all(rule["help"]["markdown"] and rule["help"]["text"] for rule in rules)

    @pytest.mark.parametrize(("text", "whole"), [("[check]\n", True), ("[chek]\n", False)])
    def test_a_run_with_wrong_settings_did_not_succeed(self, text: str, whole: bool, report: Report) -> None:
        Path("ame.yml").write_text("projct: a\n")
        Path("ame.toml").write_text(text)
        run = json.loads(report("sarif"))["runs"][0]
        assert run["invocations"] == [{"executionSuccessful": whole}]

    def test_text_of_a_user_never_becomes_a_link(self, report: Report) -> None:
        Path("ame.yml").write_text('tasks:\n  - name: "[x](http://example.com)"\n')
        assert "](" not in sarif_results(report("sarif"))[0]["message"]["text"]


class TestGithub:
    def test_what_a_user_wrote_is_no_command(self, report: Report, commands: Commands) -> None:
        Path("a,b:c%").mkdir()
        Path("a,b:c%", "ame.yml").write_text('tasks:\n  - name: "x%0A::error::y\\n::warning::z"\n')
        found = commands(report("github"))
        assert {properties["file"] for _, properties, _ in found} == {"a,b:c%/ame.yml"}
        assert any(message.startswith("`x%0A::error::y") for _, _, message in found)

    def test_a_place_of_several_lines_has_no_columns(self, report: Report, commands: Commands) -> None:
        Path("ame.yml").write_text('project: "a\n  b"\n')
        ((_, properties, _),) = commands(report("github"))
        assert (properties["line"], properties["endLine"]) == ("1", "2")
        assert "col" not in properties

    def test_paths_are_those_of_the_repository(
        self, here: Path, monkeypatch: pytest.MonkeyPatch, report: Report, commands: Commands
    ) -> None:
        Path("ml").mkdir()
        Path("ml/ame.yml").write_text("projct: a\n")
        monkeypatch.setenv("GITHUB_WORKSPACE", str(here))
        monkeypatch.setenv("CI_PROJECT_DIR", str(here))
        monkeypatch.chdir("ml")
        assert commands(report("github"))[0][1]["file"] == "ml/ame.yml"
        assert json.loads(report("gitlab"))[0]["location"]["path"] == "ml/ame.yml"
        assert '"uri": "ml/ame.yml"' in report("sarif")

    def test_the_page_of_the_run_gets_a_table(self, monkeypatch: pytest.MonkeyPatch, report: Report) -> None:
        Path("ame.yml").write_text("project: x\n<a>|[b](c): 1\ntasks: a|<b>`c\n")
        Path("page.md").write_text("before\n")
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", "page.md")
        report("github")
        keys = "the keys of a project are `project`, `imports`, `tasks`, `templates`, `dataSets`, `models`"
        assert Path("page.md").read_text() == (
            "before\n### ame check\n\n2 errors in 1 project\n\n"
            "| place | severity | rule | problem |\n|---|---|---|---|\n"
            "| ame.yml:2:1 | error | AME101 unknown-key | "
            f"`<a>\\|[b](c)` is not a key of a project; {keys} |\n"
            "| ame.yml:3:8 | error | AME104 wrong-form | expected a list, found \\`a\\|&lt;b>\\`c\\`; "
            "begin each item of the list with \\`- \\`, on a line of its own |\n\n"
        )

    def test_a_page_is_never_larger_than_github_takes(
        self, monkeypatch: pytest.MonkeyPatch, report: Report
    ) -> None:
        Path("ame.yml").write_text("project: a\n" + "".join(f"k{n}{'ü' * 400}: 1\n" for n in range(6000)))
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", "page.md")
        report("github")
        text = Path("page.md").read_text("utf-8")
        assert 800_000 < len(text.encode()) < 2**20
        shown = text.count("\n| ame.yml:")
        assert text.endswith(f"|\n\nand {6000 - shown:,} more\n\n")

    def test_a_page_that_cannot_be_written_is_said(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        Path("ame.yml").write_text("project: a\n")
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", "no/such/folder")
        assert main(["check", "-o", "github"]) == 2
        assert "the summary of this step cannot be written" in capsys.readouterr().err


def test_what_people_read_may_stand_beside_commands(capsys: pytest.CaptureFixture[str]) -> None:
    Path("ame.yml").write_text("projct: a\n")
    assert main(["check", "-o", "concise", "-o", "github", "-o", "json=out.json"]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("ame.yml:1:1: error AME101")
    assert second.startswith("::error title=AME101")


def test_rdjson_counts_bytes(report: Report) -> None:
    Path("ame.yml").write_text("tasks:\n  - { name: a🚀, retires: 1 }\n", "utf-8")
    columns = {
        diagnostic["code"]["value"]: diagnostic["location"]["range"]["start"]["column"]
        for diagnostic in json.loads(report("rdjson"))["diagnostics"]
    }
    assert columns["AME101"] == len("  - { name: a🚀, ".encode()) + 1


def test_a_suggestion_of_several_edits_replaces_all_between_them(
    report: Report,
) -> None:
    Path("ame.yml").write_text("project: a\ntasks:\n  - name: b\n\texecutor: !custom\n\t  command: ls\n")
    diagnostics = json.loads(report("rdjson"))["diagnostics"]
    (tabs,) = [one for one in diagnostics if one["code"]["value"] == "AME003"]
    (suggestion,) = tabs["suggestions"]
    assert "\t" not in suggestion["text"]
    assert "executor: !custom\n" in suggestion["text"]


def test_a_warning_fails_no_test_of_junit(report: Report) -> None:
    Path("ame.yml").write_text(
        "project: a\ntasks:\n  - name: b\n    executor: !custom\n      runcommand: ls\n"
    )
    suites = ElementTree.fromstring(report("junit"))
    assert suites.attrib == {"name": "ame check", "tests": "1", "failures": "0", "errors": "0"}
    assert [test.find("failure") for test in suites.iter("testcase")] == [None]
    assert "is now written" in (suites.findtext(".//system-out") or "")
