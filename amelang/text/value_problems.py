"""Problems of values: quotes, brackets, signs, and texts of many lines."""

from __future__ import annotations

from amelang.text.problem import Edit, Fix, Problem
from amelang.text.source import Span
from amelang.text.wording import quoted, spaces


class UnclosedQuote(Problem, code="AME010", name="unclosed-quote"):
    """A quote that opens and does not close. It is read up to the end of its line.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: "python train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: "python train.py"
    """

    quote: str

    def message(self) -> str:
        return f"this {self.quote} is never closed"

    def help(self) -> str | None:
        if self.other:
            return f"it ends with {self.other}: write {self.quote} there, too"
        return f"write {self.quote} where the value ends"

    @property
    def other(self) -> str:
        """The other kind of quote, where the value ends with one; else empty."""
        last = self.span.text[-1:]
        return last if last in "\"'" and last != self.quote and len(self.span.text) > 1 else ""

    def fixes(self) -> tuple[Fix, ...]:
        end = self.span.end
        if self.other:
            last = Span(self.span.source, end - 1, end)
            return (Fix(f"write {self.quote}", Edit(last, self.quote), safe=False),)
        return (Fix("close the quote", Edit(Span(self.span.source, end, end), self.quote), safe=False),)


class TextAfterValue(Problem, code="AME012", name="text-after-value"):
    """Text behind a value that has ended: behind a closing quote or bracket, or behind `*name`.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: "python" train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    before: str

    def message(self) -> str:
        return "the value before this has ended, so this belongs to nothing"

    def help(self) -> str | None:
        if self.before == "'":
            return "between single quotes, write a quote twice; a comment begins with a space and `#`"
        if self.before == '"':
            return 'between double quotes, write a quote as \\"; a comment begins with a space and `#`'
        return "put all of the value in quotes, or begin a comment with a space and `#`"


class UnquotedSign(Problem, code="AME013", name="unquoted-sign"):
    """A value without quotes that begins with a character that means something else in YAML.

    `*` begins an alias, `&` an anchor, `!` a tag, `%` a directive; `@` and the backtick are kept
    for later, and brackets and commas belong to lists.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            triggers:
              schedule: * * * * *

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            triggers:
              schedule: "* * * * *"
    """

    sign: str
    value: Span

    def message(self) -> str:
        meaning = MEANINGS.get(self.sign, "has a meaning of its own in YAML")
        sign = "a backtick" if self.sign == "`" else f"`{self.sign}`"
        return f"{sign} at the start of a value {meaning}"

    def help(self) -> str | None:
        if self.spaced:
            return f"put the value in quotes, with spaces between the fields of a schedule: `{self.spaced}`"
        return "put the value in quotes"

    def fixes(self) -> tuple[Fix, ...]:
        if self.spaced:
            return (Fix(f"write `{self.spaced}`", Edit(self.value, self.spaced), safe=False),)
        return (Fix("put the value in quotes", Edit(self.value, quoted(self.value.text))),)

    @property
    def spaced(self) -> str:
        """The schedule that is meant by five stars without spaces; empty for other values."""
        return '"* * * * *"' if self.value.text == "*****" else ""


MEANINGS = {
    "*": "is YAML's sign for an alias",
    "&": "is YAML's sign for an anchor",
    "!": "is YAML's sign for a tag",
    "%": "is kept by YAML for directives",
    "@": "is kept by YAML for later use",
    "`": "is kept by YAML for later use",
    ",": "separates the values of a list",
    "]": "closes a list",
    "}": "closes a pair of braces",
    "?": "is YAML's sign for a key of many lines",
    "|": "announces text on the lines below",
    ">": "announces text on the lines below",
    ":": "ends a key",
}


class UnknownEscape(Problem, code="AME016", name="unknown-escape"):
    r"""A backslash in double quotes before a letter that makes no escape.

    Bad:
        tasks:
          - name: count
            executor:
              !custom
              command: "grep \d+ log"

    Good:
        tasks:
          - name: count
            executor:
              !custom
              command: 'grep \d+ log'
    """

    def message(self) -> str:
        return f"`{self.span.text}` is not an escape that YAML knows"

    def help(self) -> str | None:
        return "write the backslash twice, or use single quotes"

    def fixes(self) -> tuple[Fix, ...]:
        at = Span(self.span.source, self.span.start, self.span.start)
        return (Fix("write the backslash twice", Edit(at, "\\"), safe=False),)


class TextIndentation(Problem, code="AME027", name="uneven-text"):
    """A line of a text behind `|` or `>` that is indented less than the text's first line.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: |
                  python prepare.py
                python train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: |
                python prepare.py
                python train.py
    """

    found: int
    expected: int

    def message(self) -> str:
        return f"this line of the text is indented by {self.found} {spaces(self.found)}, not {self.expected}"

    def help(self) -> str | None:
        return "indent every line of the text at least as far as its first one"


class UnindentedText(Problem, code="AME035", name="unindented-text"):
    """A text behind `|` or `>` that is indented no more than its key.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: |
              python prepare.py
              python train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: |
                python prepare.py
                python train.py
    """

    edits: list[Edit]

    def message(self) -> str:
        return "the text begins here, and is indented no more than its key"

    def help(self) -> str | None:
        return "indent all lines of the text more than its key"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix("indent the text", *self.edits, safe=False),) if self.edits else ()


class BadTextSign(Problem, code="AME028", name="text-beside-sign"):
    """Something beside the `|` or `>` that announces a text: the text begins on the next line.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: | python train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: |
                python train.py
    """

    sign: str

    def message(self) -> str:
        return f"the text that `{self.sign}` announces must begin on the next line"

    def help(self) -> str | None:
        return f"put it on the line below, or leave out `{self.sign}`"
