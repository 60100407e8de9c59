"""Everything in the repository that is generated, as texts by their paths from its top."""

from __future__ import annotations

from amelang.export.reference import reference
from amelang.export.rules import rule_pages
from amelang.export.schema import draft_07, schema_of, to_text
from amelang.language.ame_toml import Settings
from amelang.language.ame_yml import Project


def files() -> dict[str, str]:
    """Return the texts of all generated files."""
    return {**schemas(), "docs/reference.md": reference(), **rule_pages()}


def schemas() -> dict[str, str]:
    """Return the JSON Schemas of both files of the language."""
    project = schema_of(Project, "ame.yml")
    settings = schema_of(Settings, "ame.toml", toml=True)
    return {
        "schema/ame.schema.json": to_text(project),
        "schema/ame.draft-07.schema.json": to_text(draft_07(project)),
        "schema/ame-toml.schema.json": to_text(draft_07(settings)),
    }
