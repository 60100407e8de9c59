"""List the rules: everything that AME can find wrong."""

from __future__ import annotations

from amelang.cli.output import UsageError, add_output, emit, fail, outputs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from amelang.text.page import Page

FORMATS = ("text", "json")


def add(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_output(parser, FORMATS)


def main(arguments: Namespace) -> int:
    """Print the list; return 0, or 2 for wrong usage."""
    from amelang.cli.catalog import KINDS
    from amelang.text.page import Page

    try:
        asked = outputs(arguments.output, FORMATS)
        pages = [Page(kind) for kind in KINDS]
        for form, file in asked:
            emit(_json(pages) if form == "json" else _text(pages), file)
    except UsageError as error:
        return fail(error, 2)
    return 0


def _text(pages: list[Page]) -> str:
    width = max(len(page.name) for page in pages)
    return "".join(
        f"{page.code}  {page.name:<{width}}  {page.severity:<7}  {'fix' if page.fixable else '   '}  "
        f"{page.summary}\n"
        for page in pages
    )


def _json(pages: list[Page]) -> str:
    import json

    rules = [
        {
            "code": page.code,
            "name": page.name,
            "severity": page.severity,
            "fixable": page.fixable,
            "summary": page.summary,
        }
        for page in pages
    ]
    return json.dumps({"version": 1, "rules": rules}, indent=2, ensure_ascii=False) + "\n"
