"""Every format with what every rule says: the bad examples of all pages, checked in one run.

The reports must be valid, tell of the same problems at the same places, and their fixes must come to
the same texts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from amelang.checks.catalog import RULES
from amelang.cli.main import main
from amelang.text.page import Page

PAGES = {
    page.code: page
    for page in map(Page, RULES)
    if page.bad and not any(part.terminal for part in page.bad.parts)
}
"""The pages whose bad example is files, and no command that makes them."""
FORMATS = ("json", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson")
BESIDE = ("train.py", "prepare.py", "train.sh")
BY_PLAN = {"AME200"}
"""What is no problem before somebody plans."""


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The reports in all formats about all bad examples, each a workspace in a folder of its own."""
    top = tmp_path_factory.mktemp("all")
    for code, page in PAGES.items():
        assert page.bad is not None
        folder = top / f"{code} ü {page.name}, 100%"
        (folder / ".git").mkdir(parents=True)
        for name in BESIDE:
            (folder / name).touch()
        for name, text in page.bad.files().items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(top)
        patch.setenv("XDG_CACHE_HOME", str(top / "cache"))
        for name in ("GITHUB_WORKSPACE", "GITHUB_STEP_SUMMARY", "CI_PROJECT_DIR"):
            patch.delenv(name, raising=False)
        main(["check", *(word for form in FORMATS for word in ("-o", f"{form}=out.{form}"))])
        yield {form: (top / f"out.{form}").read_text("utf-8") for form in FORMATS}


@pytest.fixture(scope="module")
def problems(reports: dict[str, str]) -> list[dict[str, Any]]:
    """The problems as AME's own format has them, with which the others are compared."""
    found: list[dict[str, Any]] = json.loads(reports["json"])["problems"]
    return found


def test_every_rule_is_among_them(problems: list[dict[str, Any]]) -> None:
    assert PAGES.keys() - BY_PLAN <= {problem["code"] for problem in problems}
    assert any(note["file"] != problem["file"] for problem in problems for note in problem["notes"])
    assert any(len(fix["edits"]) > 1 for problem in problems for fix in problem["fixes"])


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_is_valid_whatever_it_tells(
    form: str, reports: dict[str, str], valid: Callable[[str, str], None]
) -> None:
    valid(form, reports[form])


def places(form: str, text: str, commands: Any) -> Counter[tuple[str, str, int]]:
    """Return which rule was broken in which file and line, as a format says it."""
    if form == "sarif":
        results = json.loads(text)["runs"][0]["results"]
        found = [(one["ruleId"], one["locations"][0]["physicalLocation"]) for one in results]
        return Counter(
            (code, unquote(place["artifactLocation"]["uri"]), place["region"]["startLine"])
            for code, place in found
        )
    if form == "github":
        return Counter((one["title"][:6], one["file"], int(one["line"])) for _, one, _ in commands(text))
    if form == "gitlab":
        return Counter(
            (one["description"][:6], one["location"]["path"], one["location"]["lines"]["begin"])
            for one in json.loads(text)
        )
    if form == "rdjson":
        return Counter(
            (one["code"]["value"], one["location"]["path"], one["location"]["range"]["start"]["line"])
            for one in json.loads(text)["diagnostics"]
        )
    root = ElementTree.fromstring(text.encode())
    if form == "checkstyle":
        return Counter(
            (error.attrib["message"][:6], file.attrib["name"], int(error.attrib["line"]))
            for file in root
            for error in file
        )
    cases = [one for one in root.iter("testcase") if one.attrib["name"] != "no problems"]
    return Counter(
        (
            one.attrib["name"][:6],
            one.attrib["classname"],
            int(one.attrib["name"].split("(")[-1].split(":")[0]),
        )
        for one in cases
    )


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "json"])
def test_all_formats_tell_of_the_same(
    form: str, reports: dict[str, str], problems: list[dict[str, Any]], commands: Any
) -> None:
    expected = Counter((one["code"], one["file"], one["start"]["line"]) for one in problems)
    assert places(form, reports[form], commands) == expected


Edit = tuple[int, int, int, int, str]
"""Lines and columns of a place, from 1, the end exclusive, and what comes there."""


def mended(path: str, edits: list[Edit], *, in_bytes: bool = False) -> str:
    """Return a file after edits whose columns count characters, or the bytes of UTF-8."""
    text = Path(path).read_bytes().decode("utf-8")
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    lines = [*text.splitlines(keepends=True), ""]

    def offset(number: int, column: int) -> int:
        if in_bytes:
            column = len(lines[number - 1].encode()[: column - 1].decode()) + 1
        return starts[number - 1] + column - 1

    for first, column, last, end, new in sorted(edits, reverse=True):
        text = text[: offset(first, column)] + new + text[offset(last, end) :]
    return text


def wanted(problem: dict[str, Any]) -> list[dict[str, str]]:
    """Return, for each fix of a problem, the files that it changes, mended as AME's own format says."""
    found = []
    for fix in problem["fixes"]:
        by_file: dict[str, list[Edit]] = {}
        for edit in fix["edits"]:
            start, end = edit["start"], edit["end"]
            place = (start["line"], start["column"], end["line"], end["column"], edit["text"])
            by_file.setdefault(edit["file"], []).append(place)
        found.append({path: mended(path, edits) for path, edits in by_file.items()})
    return found


def test_the_fixes_of_sarif_mend_as_ours_do(reports: dict[str, str], problems: list[dict[str, Any]]) -> None:
    results = json.loads(reports["sarif"])["runs"][0]["results"]
    for problem, result in zip(problems, results, strict=True):
        found = []
        for fix in result.get("fixes", ()):
            files = {}
            for change in fix["artifactChanges"]:
                path = unquote(change["artifactLocation"]["uri"])
                edits = [
                    (
                        one["deletedRegion"]["startLine"],
                        one["deletedRegion"]["startColumn"],
                        one["deletedRegion"]["endLine"],
                        one["deletedRegion"]["endColumn"],
                        one["insertedContent"]["text"],
                    )
                    for one in change["replacements"]
                ]
                files[path] = mended(path, edits)
            found.append(files)
        assert found == wanted(problem), problem["code"]


def test_the_suggestions_of_rdjson_mend_as_ours_do(
    reports: dict[str, str], problems: list[dict[str, Any]]
) -> None:
    diagnostics = json.loads(reports["rdjson"])["diagnostics"]
    assert any("suggestions" in one for one in diagnostics)
    for problem, diagnostic in zip(problems, diagnostics, strict=True):
        path = diagnostic["location"]["path"]
        found = []
        for suggestion in diagnostic.get("suggestions", ()):
            start, end = suggestion["range"]["start"], suggestion["range"]["end"]
            edit = (start["line"], start["column"], end["line"], end["column"], suggestion["text"])
            found.append({path: mended(path, [edit], in_bytes=True)})
        # A suggestion is about the file of its diagnostic; what changes others is left out.
        assert found == [files for files in wanted(problem) if files.keys() == {path}], problem["code"]


def test_what_is_marked_is_what_stands_there(reports: dict[str, str]) -> None:
    for result in json.loads(reports["sarif"])["runs"][0]["results"]:
        places = [result["locations"][0], *result.get("relatedLocations", ())]
        for place in places:
            where = place["physicalLocation"]
            if "snippet" in where["region"]:
                path = Path(unquote(where["artifactLocation"]["uri"]))
                assert where["region"]["snippet"]["text"] in path.read_bytes().decode("utf-8")
