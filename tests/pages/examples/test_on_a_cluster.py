"""The same examples on a real cluster: what pages say of runs is what runs do there."""

from __future__ import annotations

from typing import Any

import pytest

from amelang.run.catalog import REASONS
from amelang.text.page import Example, Page

PLAYED = {"AME430", "AME432", "AME433", "AME434", "AME436"}
"""What needs a quota, a network, or a machine that fails at the right moment."""
BAD = [page for page in map(Page, REASONS) if page.code not in PLAYED]
GOOD = {page.good.text: page.code for page in BAD if page.good}
"""Each text once, with one of the rules that it keeps."""


@pytest.mark.parametrize("page", BAD, ids=lambda page: page.code)
@pytest.mark.usefixtures("folder")
def test_a_run_fails_as_its_page_says(page: Page, carried_out_there: Any) -> None:
    assert page.bad is not None
    assert f" {page.code} {page.name}: " in carried_out_there(page.bad)


@pytest.mark.parametrize("text", GOOD, ids=GOOD.values())
@pytest.mark.usefixtures("folder")
def test_a_run_succeeds_as_its_page_says(text: str, carried_out_there: Any) -> None:
    assert " AME4" not in carried_out_there(Example(text))
