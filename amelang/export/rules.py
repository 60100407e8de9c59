"""The pages of the rules, as files of the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from amelang.checks.catalog import NAMES, SENSE, SHAPE, TEXT
from amelang.run.catalog import CLUSTER
from amelang.text.page import Page, markdown

FOLDER = "docs/rules"
FAMILIES: tuple[tuple[str, str, Sequence[type[Any]]], ...] = (
    ("The text", "Where a file is not the YAML or TOML that everybody reads alike, or is no text.", TEXT),
    ("The shape", "Keys, tags and values that are not those of the language.", SHAPE),
    ("Names", "Names that are missing, taken or unknown, and what they lead to.", NAMES),
    ("Sense", "What can be read, and cannot be meant or would fail later.", SENSE),
    (
        "The cluster",
        "What `ame plan`, `ame apply` and `ame task` say: what stands between a project and a cluster, what "
        "that refuses, and why a run failed or does not start. No comment silences these.",
        CLUSTER,
    ),
)
INTRODUCTION = """\
# Rules

What AME can find wrong. `ame explain RULE` prints a page, `ame rules` lists them all. What `ame check`
reports is silenced at one place by a comment, `# ame: allow RULE -- the reason`, and for many by
[`[check]` in ame.toml](../reference.md#check).

These pages are generated from the classes of problems by `python -m amelang.export`, and tests carry out
their examples.
"""


def rule_pages() -> dict[str, str]:
    """Return a page for each rule and one that lists them, by their paths."""
    pages = {kind: Page(kind) for *_, kinds in FAMILIES for kind in kinds}
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
