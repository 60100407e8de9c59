"""The page of a kind of problem: what its docstring says, as parts.

The first sentence is the summary, and paragraphs follow. Then come, where there are any, a line
`Bad:` with an indented example that has the problem, and a line `Good:` with one that has none:

    Bad:
        tasks:
          - name: train

An example is an `ame.yml`. A line `# file: NAME` in it begins another file, a line `# ame.toml` the
settings; `<U+0009>` stands for a character that nobody could see. A line that begins with `$ ` is a
command, and what it prints stands below it. Of a cluster an example also says what it answers, has or
reports, and what is done in another terminal at the same time: such a part begins with a line
`# the cluster answers GET jobs:`, or `# in another terminal`.
"""

from __future__ import annotations

import re
from textwrap import fill

from amelang.text.problem import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FILE = re.compile(r"# (?:file: (\S.*\S|\S)|(ame\.toml))")
ASIDE = re.compile(r"# ((?:the cluster|in another terminal)\b.*)")
ELSEWHERE = "in another terminal"
COMMAND = "$ "
HEADING = re.compile(r"(Bad|Good):")
HIDDEN = re.compile(r"<U\+([0-9A-F]{4,6})>")
END_OF_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z`])")
MAIN = "ame.yml"
WIDTH = 90
"""Columns of a page on a terminal."""


class Part:
    """Lines of an example that belong together: a file, commands with what they print, words of a cluster."""

    FILE, COMMANDS, ASIDE = "file", "commands", "aside"

    def __init__(self, kind: str, title: str) -> None:
        self.kind = kind
        self.title = title
        """The path of a file; how an aside begins; nothing for commands."""
        self.lines: list[str] = []
        self.shown: list[str] = []
        """The lines as the page has them, with the one that begins the part."""

    @property
    def terminal(self) -> bool:
        """Whether it is commands, and what they print."""
        return self.kind == self.COMMANDS or self.title.startswith(ELSEWHERE)

    @property
    def text(self) -> str:
        """The lines, hidden characters being themselves."""
        return HIDDEN.sub(lambda match: chr(int(match[1], 16)), "".join(self.lines))


class Example:
    """Files of a project, as a page shows them, and what is done with them."""

    def __init__(self, text: str) -> None:
        self.text = text
        """The lines as the page shows them."""
        self.parts: list[Part] = []
        """What it is made of, in the order of the page."""
        for line in text.splitlines(keepends=True):
            self._add(line)

    def files(self) -> dict[str, str]:
        """Return the text of each file by its path."""
        return {part.title: part.text for part in self.parts if part.kind == Part.FILE}

    def blocks(self) -> list[tuple[str, str]]:
        """Return the lines as blocks of Markdown, each with its language."""
        found: list[tuple[str, str]] = []
        before: Part | None = None
        for part in self.parts:
            language, text = "console" if part.terminal else "yaml", "".join(part.shown)
            if before is not None and part.kind == before.kind != Part.ASIDE:
                text = found.pop()[1] + text
            found.append((language, text))
            before = part
        return [(language, text.strip("\n") + "\n") for language, text in found]

    def _add(self, line: str) -> None:
        word = line.rstrip()
        begun = self._begun(word)
        if begun is not None:
            self.parts.append(begun)
        elif not self.parts:
            self.parts.append(Part(Part.FILE, MAIN))
        part = self.parts[-1]
        part.shown.append(line)
        if begun is None or part.kind == Part.COMMANDS:
            part.lines.append(line)

    def _begun(self, line: str) -> Part | None:
        """Return the part that a line begins; None for a line that goes on with the last one."""
        if match := FILE.fullmatch(line):
            return Part(Part.FILE, match[1] or match[2])
        if match := ASIDE.fullmatch(line):
            return Part(Part.ASIDE, match[1])
        if line.startswith(COMMAND) and not (self.parts and self.parts[-1].terminal):
            return Part(Part.COMMANDS, "")
        return None


class Page:
    """What there is to read about a kind of problem."""

    def __init__(self, kind: type[Any]) -> None:
        self.code: str = kind.code
        self.name: str = kind.name
        self.severity: str = str(getattr(kind, "severity", "error"))
        self.fixable: bool = getattr(kind, "fixes", Problem.fixes) is not Problem.fixes
        text, examples = _parts(_unindented(kind.__dict__.get("__doc__") or ""))
        self.paragraphs = [_joined(part) for part in re.split(r"\n\s*\n", text) if part.strip()] or [""]
        """What it says, as Markdown."""
        self.summary: str = END_OF_SENTENCE.split(self.paragraphs[0], maxsplit=1)[0]
        """The first sentence of that, which ends with a full stop."""
        self.bad: Example | None = examples.get("Bad")
        self.good: Example | None = examples.get("Good")

    @property
    def of_text(self) -> bool:
        """Whether the rule is about an ame.yml, so that a comment in the file can allow what it reports."""
        return not self.code.startswith("AME4")

    @property
    def facts(self) -> str:
        """How severe the problem is, and whether AME can mend it."""
        mended = "has a fix" if self.fixable else "no fix"
        return f"{self.severity}; {mended}" if self.of_text else self.severity

    @property
    def allow(self) -> str:
        """How to silence it at one place; empty where no comment can."""
        return f"# ame: allow {self.name} -- the reason" if self.of_text else ""


def markdown(page: Page, level: int = 1) -> str:
    """Return a page as Markdown, its heading on a level."""
    blocks = [f"{'#' * level} {page.code} {page.name}"] if level else []
    blocks += [f"*{page.facts}*", *page.paragraphs]
    for heading, example in (("Bad:", page.bad), ("Good:", page.good)):
        if example:
            blocks.append(heading)
            blocks += [f"```{language}\n{text}```" for language, text in example.blocks()]
    if page.allow:
        blocks.append(
            f"Where it is meant so, write `{page.allow}` at the end of the line, or on the line above it."
        )
    return "\n\n".join(blocks) + "\n"


def plain(page: Page) -> str:
    """Return a page as text for a terminal."""
    blocks = [f"{page.code} {page.name}: {page.facts}"]
    blocks += [fill(part, WIDTH, break_long_words=False, break_on_hyphens=False) for part in page.paragraphs]
    for heading, example in (("Bad:", page.bad), ("Good:", page.good)):
        if example:
            lines = example.text.splitlines()
            blocks.append(f"{heading}\n" + "\n".join(f"    {line}".rstrip() for line in lines))
    if page.allow:
        blocks.append(
            f"Where it is meant so, at the end of the line or on the line above it:\n    {page.allow}"
        )
    return "\n\n".join(blocks) + "\n"


def _joined(paragraph: str) -> str:
    """Return the lines of a paragraph as one."""
    return " ".join(paragraph.split())


def _unindented(docstring: str) -> str:
    """Return a docstring without the indentation of its class; tabs stay what they are."""
    first, _, rest = docstring.partition("\n")
    lines = rest.splitlines()
    margin = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    return "\n".join([first.strip(), *(line[margin:].rstrip(" ") for line in lines)])


def _parts(text: str) -> tuple[str, dict[str, Example]]:
    """Split a page into what comes before its examples, and these."""
    lines = text.splitlines()
    headings = [number for number, line in enumerate(lines) if HEADING.fullmatch(line)]
    examples: dict[str, Example] = {}
    for number, start in enumerate(headings):
        end = headings[number + 1] if number + 1 < len(headings) else len(lines)
        block = _unindented("\n" + "\n".join(lines[start + 1 : end])).strip("\n")
        examples[lines[start][:-1]] = Example(block + "\n")
    before = lines[: headings[0]] if headings else lines
    return "\n".join(before), examples
