"""`ame explain` and `ame rules`, as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from amelang.cli.catalog import KINDS
from amelang.cli.main import main


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(words)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_a_rule_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "explain", "AME310") == (
        0,
        "AME310 fractional-byte: warning; has a fix\n"
        "\n"
        "An amount of memory or storage in thousandths of a byte.\n"
        "\n"
        "A small `m` behind a number is a thousandth, as in `cpu: 500m`. `memory: 400m` is 0.4\n"
        "byte, and a task that gets so little never starts. What was meant is `400M`, millions of\n"
        "bytes, or `400Mi`.\n"
        "\n"
        "Bad:\n"
        "    tasks:\n"
        "      - name: train\n"
        "        executor:\n"
        "          !custom\n"
        "          command: python train.py\n"
        "        resources:\n"
        "          memory: 400m\n"
        "\n"
        "Good:\n"
        "    tasks:\n"
        "      - name: train\n"
        "        executor:\n"
        "          !custom\n"
        "          command: python train.py\n"
        "        resources:\n"
        "          memory: 400M\n"
        "\n"
        "Where it is meant so, at the end of the line or on the line above it:\n"
        "    # ame: allow fractional-byte -- the reason\n",
        "",
    )


@pytest.mark.parametrize("word", ["AME310", "ame310", "fractional-byte", "Fractional-Byte"])
def test_a_rule_goes_by_code_and_by_name(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "explain", word)
    assert (code, out.partition(":")[0], err) == (0, "AME310 fractional-byte", "")


def test_several_at_once_as_markdown_into_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    assert said(capsys, "explain", "AME101", "AME102", "-o", f"markdown={page}") == (0, "", "")
    text = page.read_text()
    assert text.startswith("# AME101 unknown-key\n")
    assert "\n# AME102 duplicate-key\n" in text
    assert "```yaml\ntasks:\n" in text


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_everything_with_a_code_can_be_explained(
    kind: type[object], capsys: pytest.CaptureFixture[str]
) -> None:
    code = vars(kind)["code"]
    assert said(capsys, "explain", code)[0] == 0


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("unknown-kee", "did you mean `unknown-key` (AME101)"),
        ("unknown_key", "did you mean `unknown-key` (AME101)?"),
        ("101", "did you mean `unknown-key` (AME101)?"),
        ("AME-101", "did you mean `unknown-key` (AME101)?"),
        ("xyzzy", "`ame rules` lists them all"),
    ],
)
def test_what_is_no_rule_is_said_with_what_was_meant(
    word: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = said(capsys, "explain", "AME102", word)
    assert (code, out) == (2, "")
    assert err.startswith(f"ame: `{word}` is not a rule\n  = help: {meant}")


def test_rules_lists_all_of_them_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "rules")
    assert code == 0
    assert [line[:6] for line in out.splitlines()] == [kind.code for kind in KINDS]
    (line,) = [line for line in out.splitlines() if line.startswith("AME310")]
    assert line.split(maxsplit=4) == [
        "AME310",
        "fractional-byte",
        "warning",
        "fix",
        "An amount of memory or storage in thousandths of a byte.",
    ]


def test_rules_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "rules", "-o", "json")
    data = json.loads(out)
    assert (code, data["version"]) == (0, 1)
    assert [rule["code"] for rule in data["rules"]] == [kind.code for kind in KINDS]
    assert data["rules"][-1].keys() == {"code", "name", "severity", "fixable", "summary"}


def test_an_unknown_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "rules", "-o", "jsn") == (
        2,
        "",
        "ame: `jsn` is not a format\n  = help: did you mean `json`?\n",
    )
