"""Problems of values in brackets: brackets that do not close, commas that lack or are too many."""

from __future__ import annotations

from amelang.text.problem import Edit, Fix, Note, Problem
from amelang.text.source import Span
from amelang.text.wording import quoted


class UnclosedBracket(Problem, code="AME011", name="unclosed-bracket"):
    """A bracket that opens a list or keys and is not closed before the next key begins.

    Bad:
        tasks:
          - name: train
            artifacts:
              paths: [models/, plots/
            executor:
              !custom
              command: python train.py

    Good:
        tasks:
          - name: train
            artifacts:
              paths: [models/, plots/]
            executor:
              !custom
              command: python train.py
    """

    bracket: str

    def message(self) -> str:
        return f"this `{self.bracket}` is never closed"

    def help(self) -> str | None:
        return f"write `{'}' if self.bracket == '{' else ']'}` where it ends"


class MissingComma(Problem, code="AME024", name="missing-comma"):
    """Two values in brackets with no comma between them.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            artifacts:
              paths: ["models/" "plots/"]

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            artifacts:
              paths: ["models/", "plots/"]
    """

    def message(self) -> str:
        return "a comma is missing before this value"

    def help(self) -> str | None:
        return "write `, ` before it"

    def fixes(self) -> tuple[Fix, ...]:
        start, text = self.span.start, self.span.source.text
        before = start
        while before and text[before - 1] in " \t":
            before -= 1
        if before == start or text[before - 1] in "\r\n":
            return (Fix("write a comma", Edit(Span(self.span.source, start, start), ", "), safe=False),)
        return (Fix("write a comma", Edit(Span(self.span.source, before, before), ","), safe=False),)


class CommaInValue(Problem, code="AME036", name="comma-in-value"):
    """A comma inside a value without quotes, in brackets: there it ends the value.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            triggers: {schedule: 0 6 1,15 * *}

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            triggers: {schedule: "0 6 1,15 * *"}
    """

    value: Span

    def message(self) -> str:
        return "in brackets, a comma ends the value before it, unless that is in quotes"

    def help(self) -> str | None:
        return "put the value in quotes"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix("put the value in quotes", Edit(self.value, quoted(self.value.text)), safe=False),)


class StrayComma(Problem, code="AME025", name="stray-comma"):
    """A comma in brackets with no value before it.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            artifacts:
              paths: [models/,, plots/]

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            artifacts:
              paths: [models/, plots/]
    """

    def message(self) -> str:
        return "no value stands before this comma"

    def help(self) -> str | None:
        return "remove it"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix("remove the comma", Edit(self.span, ""), safe=False),)


class WrongBracket(Problem, code="AME026", name="wrong-bracket"):
    """A list closed with a brace, or keys closed with a bracket.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            artifacts:
              paths: [models/}

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            artifacts:
              paths: [models/]
    """

    opened: Span

    def message(self) -> str:
        return f"`{self.span.text}` closes what `{self.opened.text}` opened"

    def help(self) -> str | None:
        return f"write `{'}' if self.opened.text == '{' else ']'}`"

    def notes(self) -> tuple[Note, ...]:
        return (Note("opened here", self.opened),)

    def fixes(self) -> tuple[Fix, ...]:
        right = "}" if self.opened.text == "{" else "]"
        return (Fix(f"write `{right}`", Edit(self.span, right), safe=False),)
