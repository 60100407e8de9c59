"""The pages of rules that take a command to show, such as of files that are too large for a page.

All other pages of what `ame check` reports are carried out by `tests/check/test_pages.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from amelang.checks.catalog import RULES
from amelang.text.page import Example, Page

PAGES = {
    page.code: page for page in map(Page, RULES) if page.bad and any(part.terminal for part in page.bad.parts)
}


@pytest.fixture(autouse=True)
def alone(folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workspace with a cache of its own, and the script that examples run."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    (folder / "train.py").touch()


@pytest.mark.parametrize("code", PAGES)
def test_the_bad_example_does_what_its_page_says(code: str, carried_out_with_git: Any) -> None:
    assert f" {code} {PAGES[code].name}: " in carried_out_with_git(PAGES[code].bad)


@pytest.mark.parametrize("code", PAGES)
def test_the_good_example_has_no_problem(code: str, carried_out_with_git: Any, checked: Any) -> None:
    good = PAGES[code].good
    assert isinstance(good, Example)
    if any(part.terminal for part in good.parts):
        assert " AME" not in carried_out_with_git(good)
    else:
        assert checked(good) == []
