"""The page of every rule has an example that breaks it and one that does not; both are carried out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amelang.checks.catalog import RULES
from amelang.cli.main import main
from amelang.text.page import Example, Page, markdown, plain
from amelang.text.problem import Problem

PAGES = {kind.code: Page(kind) for kind in RULES}
BESIDE = ("train.py", "prepare.py", "train.sh")
"""Files that the examples run, and need not show."""

TYPED = {code for code, page in PAGES.items() if page.bad and any(part.terminal for part in page.bad.parts)}
"""What takes a command to show; `tests/pages/` carries these out."""
NEVER_SEEN = {"AME009"}
"""What nobody knows a text for: a misreading. The tests of `plan` play one."""
BY_PLAN = {"AME200"}
"""What is no problem before somebody plans."""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is a workspace of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / ".git").mkdir()
    return tmp_path


def write(example: Example) -> None:
    for name in BESIDE:
        Path(name).touch()
    for name, text in example.files().items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, "utf-8")


def reported(code: str, capsys: pytest.CaptureFixture[str]) -> set[str]:
    """Return the codes of what is wrong, as the command says it that finds the rule."""
    capsys.readouterr()
    if code in BY_PLAN:
        main(["plan", "--offline"])
        said = capsys.readouterr().err
        return {one for one in PAGES if f" {one} " in said}
    main(["check", "-o", "json"])
    return {problem["code"] for problem in json.loads(capsys.readouterr().out)["problems"]}


@pytest.mark.parametrize("code", [code for code in PAGES if code not in NEVER_SEEN])
def test_the_page_shows_the_rule_broken_and_kept(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = PAGES[code]
    assert page.bad is not None, "write `Bad:` and an indented example into the docstring"
    assert page.good is not None, "write `Good:` and an indented example into the docstring"
    assert page.bad.parts != [], page.bad.text
    assert page.bad.text != page.good.text


@pytest.mark.parametrize("code", [code for code, page in PAGES.items() if page.bad and code not in TYPED])
def test_the_bad_example_breaks_the_rule(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    bad = PAGES[code].bad
    assert bad is not None
    write(bad)
    assert code in reported(code, capsys)


@pytest.mark.parametrize("code", [code for code, page in PAGES.items() if page.good and code not in TYPED])
def test_the_good_example_has_no_problem(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    good = PAGES[code].good
    assert good is not None
    write(good)
    assert reported(code, capsys) == set()


class Made(Problem, code="AME999", name="made-up"):
    """What `made` says. It goes on
    on the next line.

    A second paragraph, with `code. And` more.

    Bad:
        a: 1
          b:<U+0009>2

        # file: other/ame.yml
        c: 3
        # ame.toml
        d = 4

    Good:

        a: 1
    """


def test_a_docstring_is_read_as_a_page() -> None:
    page = Page(Made)
    assert page.summary == "What `made` says."
    assert page.paragraphs == [
        "What `made` says. It goes on on the next line.",
        "A second paragraph, with `code. And` more.",
    ]
    assert page.bad is not None
    assert page.good is not None
    assert page.bad.files() == {
        "ame.yml": "a: 1\n  b:\t2\n\n",
        "other/ame.yml": "c: 3\n",
        "ame.toml": "d = 4\n",
    }
    assert page.good.files() == {"ame.yml": "a: 1\n"}
    assert not page.fixable


@pytest.mark.parametrize("render", [markdown, plain])
def test_all_of_a_page_is_shown(render: Callable[[Page], str]) -> None:
    text = render(Page(Made))
    for part in ("AME999 made-up", "What `made` says.", "  b:<U+0009>2", "# ame: allow made-up", "d = 4"):
        assert part in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


class Typed(Problem, code="AME997", name="typed"):
    """What a command says.

    Bad:
        a: 1
        # ame.toml
        b = 2

        # the cluster answers GET jobs:
        code: 500

        $ ame task list
        error
        $ ame task list
        …

        # in another terminal
        $ kubectl delete jobs --all

    Good:
        a: 2
    """


def test_commands_and_what_a_cluster_says_are_blocks_of_their_own() -> None:
    bad = Page(Typed).bad
    assert bad is not None
    assert bad.files() == {"ame.yml": "a: 1\n", "ame.toml": "b = 2\n\n"}
    assert bad.blocks() == [
        ("yaml", "a: 1\n# ame.toml\nb = 2\n"),
        ("yaml", "# the cluster answers GET jobs:\ncode: 500\n"),
        ("console", "$ ame task list\nerror\n$ ame task list\n…\n"),
        ("console", "# in another terminal\n$ kubectl delete jobs --all\n"),
    ]
    assert [part.terminal for part in bad.parts] == [False, False, False, True, True]


def test_a_class_without_examples_has_a_page() -> None:
    class Bare:
        """Only this."""

        code, name = "AME998", "bare"

    page: Any = Page(Bare)
    assert (page.summary, page.bad, page.good, page.severity) == ("Only this.", None, None, "error")
    assert markdown(page).startswith("# AME998 bare\n\n*error; no fix*\n\nOnly this.\n")
