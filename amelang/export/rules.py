"""The pages of the rules, as files of the documentation."""

from __future__ import annotations

from collections.abc import Sequence

from amelang.checks.catalog import NAMES, RULES, SENSE, SHAPE, TEXT
from amelang.text.page import Page, markdown
from amelang.text.problem import Problem

FOLDER = "docs/rules"
FAMILIES: tuple[tuple[str, str, Sequence[type[Problem]]], ...] = (
    ("The text", "Where a file is not the YAML or TOML that everybody reads alike, or is no text.", TEXT),
    ("The shape", "Keys, tags and values that are not those of the language.", SHAPE),
    ("Names", "Names that are missing, taken or unknown, and what they lead to.", NAMES),
    ("Sense", "What can be read, and cannot be meant or would fail later.", SENSE),
)
INTRODUCTION = """\
# Rules

What `ame check` can report. `ame explain RULE` prints a page, `ame rules` lists them all. A rule is
silenced at one place by a comment, `# ame: allow RULE -- the reason`, and for many by
[`[check]` in ame.toml](../reference.md#check).

These pages are generated from the classes of problems by `python -m amelang.export`. What can go wrong
with a cluster or a run (AME4xx) has its pages in `ame explain` alone.
"""


def rule_pages() -> dict[str, str]:
    """Return a page for each rule and one that lists them, by their paths."""
    pages = {kind: Page(kind) for kind in RULES}
    index = INTRODUCTION
    for title, about, kinds in FAMILIES:
        index += f"\n## {title}\n\n{about}\n\n| rule | severity | fix | what it finds |\n|---|---|---|---|\n"
        for kind in sorted(kinds, key=lambda kind: kind.code):
            index += _row(pages[kind])
    texts = {f"{FOLDER}/{page.code}.md": markdown(page) for page in pages.values()}
    return {f"{FOLDER}/README.md": index, **texts}


def _row(page: Page) -> str:
    fix = "yes" if page.fixable else ""
    summary = page.summary.replace("|", "\\|")
    return f"| [{page.code} {page.name}]({page.code}.md) | {page.severity} | {fix} | {summary} |\n"
