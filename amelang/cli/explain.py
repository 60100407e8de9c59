"""Explain a rule: what it is about, why, and how it looks wrong and right."""

from __future__ import annotations

from amelang.cli.output import UsageError, add_output, emit, fail, outputs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

FORMATS = ("text", "markdown")


def add(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "rules", nargs="+", metavar="RULE", help="a code or a name, as problems have them in front"
    )
    add_output(parser, FORMATS)


def main(arguments: Namespace) -> int:
    """Print the pages; return 0, or 2 where there is no such rule."""
    from amelang.cli.catalog import kind_of, near_kinds
    from amelang.text.page import Page, markdown, plain

    try:
        asked = outputs(arguments.output, FORMATS)
        pages = []
        for word in arguments.rules:
            kind = kind_of(word)
            if kind is None:
                near = [f"`{one.name}` ({one.code})" for one in near_kinds(word)]
                meant = f"did you mean {' or '.join(near)}?" if near else "`ame rules` lists them all"
                raise UsageError(f"`{word}` is not a rule", meant)
            pages.append(Page(kind))
        for form, file in asked:
            emit("\n".join(map(markdown if form == "markdown" else plain, pages)), file)
    except UsageError as error:
        return fail(error, 2)
    return 0
