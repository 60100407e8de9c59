"""docs/rules/ has a page for every rule, and no other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amelang.cli.catalog import KINDS
from amelang.export.rules import FAMILIES, FOLDER, rule_pages
from amelang.run.catalog import CLUSTER
from amelang.text.page import Page

if TYPE_CHECKING:
    from pathlib import Path


def test_no_page_is_left_of_a_rule_that_is_gone(root: Path) -> None:
    there = {f"{FOLDER}/{path.name}" for path in (root / FOLDER).iterdir()}
    assert there <= rule_pages().keys()


def test_every_rule_is_listed_with_a_link_to_its_page() -> None:
    pages = rule_pages()
    index = pages.pop(f"{FOLDER}/README.md")
    links = re.findall(r"^\| \[(AME\d{3}) [\w-]+\]\((\S+)\)", index, re.MULTILINE)
    assert sorted(f"{FOLDER}/{link}" for _, link in links) == sorted(pages)
    assert all(link == f"{code}.md" for code, link in links)


def test_every_rule_belongs_to_a_family() -> None:
    assert sorted(kind.code for *_, kinds in FAMILIES for kind in kinds) == sorted(
        kind.code for kind in KINDS
    )


def test_every_rule_of_a_cluster_shows_it_broken_and_kept() -> None:
    """What the others show is a matter of `tests/check/test_pages.py`."""
    for kind in CLUSTER:
        page = Page(kind)
        assert page.bad, kind.code
        assert page.good, kind.code
        assert page.bad.text != page.good.text


def test_code_blocks_are_closed_and_hold_no_fence() -> None:
    for name, text in rule_pages().items():
        assert text.count("```") % 2 == 0, name
