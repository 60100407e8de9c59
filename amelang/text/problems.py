"""Problems of the text itself: where it is not the YAML that everybody reads alike."""

from __future__ import annotations

from amelang.text.problem import Edit, Fix, Note, Problem
from amelang.text.source import Span


class ForbiddenCharacter(Problem, code="AME001", name="forbidden-character"):
    r"""A character that YAML forbids: NUL, another control character, or half of a pair.

    They get into a file by a broken copy or a wrong encoding. Editors do not show them, and other
    tools refuse the file.

    ```yaml
    project: iris\0
    ```
    """

    character: str
    more: int

    def message(self) -> str:
        others = f", and {self.more} more like it" if self.more else ""
        return f"the character U+{ord(self.character):04X} must not stand in YAML{others}"

    def help(self) -> str | None:
        return 'remove it; in double quotes it can be written as an escape, such as "\\0"'


class OddLineBreak(Problem, code="AME002", name="odd-line-break"):
    """A line separator that some YAML readers take for the end of a line, and others do not.

    U+0085, U+2028 and U+2029 come in with text that is copied from web pages or word processors.
    Here they are ordinary characters, as YAML 1.2 says; a reader of YAML 1.1 begins a new line.
    """

    character: str
    more: int

    def message(self) -> str:
        others = f", and {self.more} more like it" if self.more else ""
        return f"the invisible line separator U+{ord(self.character):04X} stands here{others}"

    def help(self) -> str | None:
        return "replace it by a space or by an ordinary line break"


class TabIndentation(Problem, code="AME003", name="tab-indentation"):
    """Indentation by tabs. YAML allows only spaces, because a tab is as wide as each editor likes.

    ```yaml
    executor:
    →   !pip
    ```
    """

    lines: list[Span]
    width: int

    def message(self) -> str:
        more = len(self.lines) - 1
        others = f", and {more} more line{'s' if more > 1 else ''}" if more else ""
        return f"a tab indents this line{others}; YAML wants spaces"

    def help(self) -> str | None:
        return f"write {self.width} spaces for each tab"

    def fixes(self) -> tuple[Fix, ...]:
        edits = (Edit(span, span.text.replace("\t", " " * self.width)) for span in self.lines)
        return (Fix("indent with spaces", *edits),)


class StrayTab(Problem, code="AME004", name="stray-tab"):
    """A tab between words or at the end of a line, where only spaces may stand.

    ```yaml
    name:→train
    ```
    """

    inside: bool

    def message(self) -> str:
        return "a tab stands here, where YAML wants a space"

    def help(self) -> str | None:
        return "write a space" if not self.inside else 'write a space, or the value in quotes with "\\t"'

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix("write a space", Edit(self.span, " "), safe=not self.inside),)


class WrongIndentation(Problem, code="AME005", name="wrong-indentation"):
    """A line whose indentation fits nothing above it.

    YAML knows what belongs together by indentation alone. The line is read as if it stood in the
    nearest column that fits, and so are the lines below it in the same column.

    ```yaml
    - name: train
        executor:
    ```
    """

    found: int
    expected: int

    def message(self) -> str:
        return f"this line is indented by {self.found} {spaces(self.found)}; {self.expected} would fit"

    def help(self) -> str | None:
        return f"indent it, and what belongs to it, by {self.expected} {spaces(self.expected)}"

    def fixes(self) -> tuple[Fix, ...]:
        shift = self.expected - self.found
        source = self.span.source
        edits = []
        for start in self.block():
            if shift > 0:
                edits.append(Edit(source.span(start, start), " " * shift))
            else:
                edits.append(Edit(source.span(start, start - shift), ""))
        return (Fix(f"indent by {self.expected} {spaces(self.expected)}", *edits, safe=shift < 0),)

    def block(self) -> list[int]:
        """Return where the line begins, and those below it that are indented as far or further."""
        source = self.span.source
        first = source.position(self.span.start)[0]
        found = [source.starts[first - 1]]
        for number in range(first + 1, len(source.starts) + 1):
            line = source.line(number)
            if line.strip(" "):
                if len(line) - len(line.lstrip(" ")) < self.found:
                    break
                found.append(source.starts[number - 1])
        return found


class MissingColon(Problem, code="AME006", name="missing-colon"):
    """A word among keys that has no colon behind it.

    ```yaml
    executor
      !pip
    ```
    """

    word: str

    def message(self) -> str:
        return f"`{shortened(self.word)}` stands among keys, but has no colon"

    def help(self) -> str | None:
        return f"write `{shortened(self.word)}:`"

    def fixes(self) -> tuple[Fix, ...]:
        end = self.span.start + len(self.word)
        return (Fix("write a colon", Edit(Span(self.span.source, end, end), ":"), safe=False),)


class MissingSpace(Problem, code="AME007", name="missing-space"):
    """A colon without a space behind it: YAML takes the whole for one word.

    ```yaml
    pythonVersion:3.11
    ```
    """

    key: str

    def message(self) -> str:
        return f"a space is missing behind `{shortened(self.key)}:`"

    def help(self) -> str | None:
        return f"write `{shortened(self.key)}: ` with a space"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix("write a space", Edit(Span(self.span.source, self.span.end, self.span.end), " ")),)


class ColonInValue(Problem, code="AME008", name="colon-in-value"):
    """A colon and a space inside a value without quotes: YAML sees a second key on the line.

    ```yaml
    command: echo result: 4
    ```
    """

    value: Span

    def message(self) -> str:
        return "a second `:` on this line; without quotes, a value must not contain one before a space"

    def help(self) -> str | None:
        return "put the value in quotes, or the second key on a line of its own"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix("put the value in quotes", Edit(self.value, quoted(self.value.text)), safe=False),)


class MisreadText(Problem, code="AME009", name="misread-text"):
    """A text that AME and ruamel.yaml, an independent reader of YAML, read differently.

    Before anything is planned or run, every file is read by both. Where they differ, one of them is
    wrong, and nothing is done. This is a fault of AME, not of the file.
    """

    reason: str

    def message(self) -> str:
        return "AME and ruamel.yaml read this text differently, so nothing is run"

    def help(self) -> str | None:
        return (
            "put values in quotes, or use plain `key: value` lines; "
            f"report this text as a fault of AME ({shortened(self.reason)})"
        )


class UnclosedQuote(Problem, code="AME010", name="unclosed-quote"):
    """A quote that opens and does not close. It is read up to the end of its line.

    ```yaml
    command: "python train.py
    ```
    """

    quote: str

    def message(self) -> str:
        return f"this {self.quote} is never closed"

    def help(self) -> str | None:
        return f"write {self.quote} where the value ends"

    def fixes(self) -> tuple[Fix, ...]:
        end = self.span.end
        return (Fix("close the quote", Edit(Span(self.span.source, end, end), self.quote), safe=False),)


class UnclosedBracket(Problem, code="AME011", name="unclosed-bracket"):
    """A bracket that opens a list or keys and is not closed before the next key begins.

    ```yaml
    paths: [models/, plots/
    ```
    """

    bracket: str

    def message(self) -> str:
        return f"this `{self.bracket}` is never closed"

    def help(self) -> str | None:
        return f"write `{'}' if self.bracket == '{' else ']'}` where it ends"


class TextAfterValue(Problem, code="AME012", name="text-after-value"):
    """Text behind a value that has ended: behind a closing quote or bracket, or behind `*name`.

    ```yaml
    command: "python" train.py
    ```
    """

    def message(self) -> str:
        return "the value ends before this; nothing more may stand on the line"

    def help(self) -> str | None:
        return "put all of the value in quotes, or begin a comment with a space and `#`"


class UnquotedSign(Problem, code="AME013", name="unquoted-sign"):
    """A value without quotes that begins with a character that means something else in YAML.

    `*` begins an alias, `&` an anchor, `!` a tag, `%` a directive; `@` and the backtick are kept
    for later, and brackets and commas belong to lists.

    ```yaml
    schedule: * * * * *
    ```
    """

    sign: str
    value: Span

    def message(self) -> str:
        meaning = MEANINGS.get(self.sign, "has a meaning of its own in YAML")
        return f"`{self.sign}` at the start of a value {meaning}"

    def help(self) -> str | None:
        return "put the value in quotes"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix("put the value in quotes", Edit(self.value, quoted(self.value.text))),)


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


class UnknownAlias(Problem, code="AME014", name="unknown-alias"):
    """An alias, `*name`, for a value that is not there: no `&name` stands before it.

    ```yaml
    resources: *small
    ```
    """

    alias: str
    known: tuple[str, ...]

    def message(self) -> str:
        return f"no value before this is marked `&{shortened(self.alias)}`"

    def help(self) -> str | None:
        if self.known:
            return "marked are " + ", ".join(f"`&{name}`" for name in self.known[:5])
        return f"mark a value with `&{shortened(self.alias)}`, or put this one in quotes"

    def fixes(self) -> tuple[Fix, ...]:
        if self.known:
            return ()
        return (Fix("put the value in quotes", Edit(self.span, quoted(self.span.text)), safe=False),)


class EndlessAlias(Problem, code="AME015", name="endless-alias"):
    """An alias that stands inside the very value that it repeats, or a chain that grows without end.

    ```yaml
    tasks: &all [*all]
    ```
    """

    alias: str
    inside: bool

    def message(self) -> str:
        if self.inside:
            return f"`*{shortened(self.alias)}` stands inside the value that it repeats"
        return f"with `*{shortened(self.alias)}`, the aliases of this file repeat too many values"

    def help(self) -> str | None:
        return "write the value out"


class UnknownEscape(Problem, code="AME016", name="unknown-escape"):
    r"""A backslash in double quotes before a letter that makes no escape.

    ```yaml
    command: "grep \d+ log"
    ```
    """

    def message(self) -> str:
        return f"`{self.span.text}` is not an escape that YAML knows"

    def help(self) -> str | None:
        return "write the backslash twice, or use single quotes"

    def fixes(self) -> tuple[Fix, ...]:
        at = Span(self.span.source, self.span.start, self.span.start)
        return (Fix("write the backslash twice", Edit(at, "\\"), safe=False),)


class StrayDash(Problem, code="AME017", name="stray-dash"):
    """A dash where no list can begin: behind a key on its line, among keys, or inside a text.

    ```yaml
    paths: - models/
    ```
    """

    def message(self) -> str:
        return "a dash begins a list here, where none can stand"

    def help(self) -> str | None:
        return "put the list on the lines below its key; a text that begins with `- ` needs quotes"


class MissingDash(Problem, code="AME018", name="missing-dash"):
    """A value or key in the column of a list's dashes that has no dash itself.

    ```yaml
    paths:
      - models/
      plots/
    ```
    """

    def message(self) -> str:
        return "this line stands in a list, but has no dash"

    def help(self) -> str | None:
        return "write `- ` before it, or indent it as what it belongs to"


class StrayTag(Problem, code="AME019", name="misplaced-tag"):
    """A tag or anchor that stands where it marks nothing, or something else than it seems to.

    On a line with a key, YAML lets it mark the key's name, not the keys that follow.

    ```yaml
    secrets:
      - !ame key: blob_storage_key
    ```
    """

    word: str
    reason: str
    edit: Edit | None

    def message(self) -> str:
        return f"`{shortened(self.word)}` {self.reason}"

    def help(self) -> str | None:
        return "put it on a line of its own, before the keys that it belongs to"

    def fixes(self) -> tuple[Fix, ...]:
        return () if self.edit is None else (Fix("put the keys on the next line", self.edit),)


class SecondDocument(Problem, code="AME020", name="second-document"):
    """A second document behind `---` or `...`. A project is one document; the rest is not read."""

    def message(self) -> str:
        return "a second document begins here; only the first one is read"

    def help(self) -> str | None:
        return "remove this line, or move what follows into a project of its own"


class ConflictMarker(Problem, code="AME021", name="conflict-marker"):
    """Lines that git leaves where two changes did not fit together. The first side is read.

    ```yaml
    <<<<<<< HEAD
    ```
    """

    end: Span | None

    def message(self) -> str:
        return "git left a conflict here that nobody has settled"

    def help(self) -> str | None:
        return "keep one side, and remove the lines with `<<<<<<<`, `=======` and `>>>>>>>`"

    def notes(self) -> tuple[Note, ...]:
        return () if self.end is None else (Note("it ends here", self.end),)


class UnsupportedForm(Problem, code="AME022", name="unsupported-form"):
    """A form of YAML that few people know and readers differ on; `ame.yml` does without it.

    ```yaml
    ? name
    : train
    ```
    """

    what: str
    remedy: str
    edit: Edit | None

    def message(self) -> str:
        return f"{self.what} is not part of ame.yml"

    def help(self) -> str | None:
        return self.remedy

    def fixes(self) -> tuple[Fix, ...]:
        return () if self.edit is None else (Fix(self.remedy, self.edit),)


class DeepNesting(Problem, code="AME023", name="deep-nesting"):
    """Values inside values inside values, deeper than anything meant. The rest is not read."""

    most: int

    def message(self) -> str:
        return f"values are nested more than {self.most} deep here; the rest of the file is not read"

    def help(self) -> str | None:
        return "look for brackets or dashes that were repeated by mistake"


class MissingComma(Problem, code="AME024", name="missing-comma"):
    """Two values in brackets with no comma between them.

    ```yaml
    paths: ["models/" "plots/"]
    ```
    """

    def message(self) -> str:
        return "a comma is missing before this value"

    def help(self) -> str | None:
        return "write `, ` before it"

    def fixes(self) -> tuple[Fix, ...]:
        at = Span(self.span.source, self.span.start, self.span.start)
        return (Fix("write a comma", Edit(at, ", "), safe=False),)


class StrayComma(Problem, code="AME025", name="stray-comma"):
    """A comma in brackets with no value before it.

    ```yaml
    paths: [models/,, plots/]
    ```
    """

    def message(self) -> str:
        return "no value stands before this comma"

    def help(self) -> str | None:
        return "remove it"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix("remove the comma", Edit(self.span, ""), safe=False),)


class WrongBracket(Problem, code="AME026", name="wrong-bracket"):
    """A list closed with a brace, or keys closed with a bracket.

    ```yaml
    paths: [models/}
    ```
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


class TextIndentation(Problem, code="AME027", name="uneven-text"):
    """A line of a text behind `|` or `>` that is indented less than the text's first line.

    ```yaml
    command: |
        python prepare.py
      python train.py
    ```
    """

    found: int
    expected: int

    def message(self) -> str:
        return f"this line of the text is indented by {self.found} {spaces(self.found)}, not {self.expected}"

    def help(self) -> str | None:
        return "indent every line of the text at least as far as its first one"


class BadTextSign(Problem, code="AME028", name="text-beside-sign"):
    """Something beside the `|` or `>` that announces a text: the text begins on the next line.

    ```yaml
    command: | python train.py
    ```
    """

    sign: str

    def message(self) -> str:
        return f"the text that `{self.sign}` announces must begin on the next line"

    def help(self) -> str | None:
        return f"put it on the line below, or leave out `{self.sign}`"


class LongKey(Problem, code="AME029", name="overlong-key"):
    """A key that is longer than YAML allows: 1,024 characters."""

    def message(self) -> str:
        return "this key is longer than the 1,024 characters that YAML allows"

    def help(self) -> str | None:
        return "if it is a value, put it in quotes"


def spaces(number: int) -> str:
    """Say `space` or `spaces`, as a number wants it."""
    return "space" if number == 1 else "spaces"


def shortened(word: str) -> str:
    """Keep a message readable when a file puts much into one word."""
    word = " ".join(word.split())
    return word if len(word) <= 30 else word[:29] + "…"


def quoted(text: str) -> str:
    """Write a text of one line in the quotes that need the fewest escapes."""
    if '"' not in text and "\\" not in text and "\t" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


PROBLEMS: tuple[type[Problem], ...] = (
    ForbiddenCharacter,
    OddLineBreak,
    TabIndentation,
    StrayTab,
    WrongIndentation,
    MissingColon,
    MissingSpace,
    ColonInValue,
    MisreadText,
    UnclosedQuote,
    UnclosedBracket,
    TextAfterValue,
    UnquotedSign,
    UnknownAlias,
    EndlessAlias,
    UnknownEscape,
    StrayDash,
    MissingDash,
    StrayTag,
    SecondDocument,
    ConflictMarker,
    UnsupportedForm,
    DeepNesting,
    MissingComma,
    StrayComma,
    WrongBracket,
    TextIndentation,
    BadTextSign,
    LongKey,
)
