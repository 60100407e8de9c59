"""Problems of whole lines and of the whole text: characters, indentation, documents."""

from __future__ import annotations

from amelang.text.problem import Edit, Fix, Note, Problem
from amelang.text.source import Span
from amelang.text.wording import shortened, spaces


class ForbiddenCharacter(Problem, code="AME001", name="forbidden-character"):
    r"""A character that YAML forbids: NUL, another control character, or half of a pair.

    They get into a file by a broken copy or a wrong encoding. Editors do not show them, and other
    tools refuse the file.

    Bad:
        project: iris<U+0000>

    Good:
        project: iris
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

    Bad:
        project: iris # written<U+2028>in a word processor

    Good:
        project: iris # written in an editor
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

    Bad:
        tasks:
          - name: train
        <U+0009>executor:
        <U+0009>  !custom
        <U+0009>  command: python train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    lines: list[Span]
    columns: list[int]
    """How many spaces are meant in each of the lines."""
    width: int

    def message(self) -> str:
        more = len(self.lines) - 1
        others = f", and {more} more line{'s' if more > 1 else ''}" if more else ""
        return f"a tab indents this line{others}; YAML wants spaces"

    def help(self) -> str | None:
        spaces = "a space" if self.width == 1 else f"{self.width} spaces"
        return f"write {spaces} for each tab"

    def fixes(self) -> tuple[Fix, ...]:
        pairs = zip(self.lines, self.columns, strict=True)
        return (Fix("indent with spaces", *(Edit(span, " " * column) for span, column in pairs)),)


class OddIndentation(Problem, code="AME033", name="odd-indentation"):
    """Indentation by blanks that are no spaces, as web pages and text processors have them.

    Bad:
        tasks:
          - name: train
        <U+00A0><U+00A0><U+00A0><U+00A0>executor:
              !custom
              command: python train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    lines: list[Span]

    def message(self) -> str:
        more = len(self.lines) - 1
        others = f", and {more} more line{'s' if more > 1 else ''}" if more else ""
        odd = next(char for char in self.span.text if char not in " \t")
        return f"the blank U+{ord(odd):04X} indents this line{others}; YAML wants spaces"

    def help(self) -> str | None:
        return "write a space for each"

    def fixes(self) -> tuple[Fix, ...]:
        edits = (
            Edit(span, "".join(char if char in " \t" else " " for char in span.text)) for span in self.lines
        )
        return (Fix("indent with spaces", *edits),)


class CodeFence(Problem, code="AME034", name="code-fence"):
    """The fences that Markdown puts around code, copied with it.

    Bad:
        ```yaml
        project: iris
        ```

    Good:
        project: iris
    """

    lines: list[Span]

    def message(self) -> str:
        return "a fence of Markdown stands here, which is no part of the file"

    def help(self) -> str | None:
        return "remove this line" + (", and the one that closes it" if len(self.lines) > 1 else "")

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix("remove the fences", *(Edit(span, "") for span in self.lines)),)


class StrayTab(Problem, code="AME004", name="stray-tab"):
    """A tab between words or at the end of a line, where only spaces may stand.

    Bad:
        project:<U+0009>iris

    Good:
        project: iris
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

    Bad:
        tasks:
          - name: train
              executor:
                !custom
                command: python train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    found: int
    expected: int
    other: int = -1
    """How much would fit as well, where nothing tells which of the two was meant; -1 elsewhere."""
    sure: bool = True
    """Whether no other column is nearer, so that hardly anything else can be meant."""
    under: str = ""
    """The key above, in whose column the line stands, although it belongs under it."""
    until: int = -1
    """Where a line begins that must not be moved with this one, and nothing below it either; -1 for none."""

    def message(self) -> str:
        if self.under:
            return f"this line belongs under `{shortened(self.under)}`, and is indented no more than that"
        fit = f"{self.expected} would fit"
        if self.other >= 0:
            fit = f"{self.other} or {fit}, and mean different things"
        return f"this line is indented by {self.found} {spaces(self.found)}; {fit}"

    def help(self) -> str | None:
        if self.other >= 0:
            return "indent it as what it belongs to, and what belongs to it as far again"
        if self.expected == 0:
            return "move it, and what belongs to it, to the start of the line"
        return f"indent it, and what belongs to it, by {self.expected} {spaces(self.expected)}"

    def fixes(self) -> tuple[Fix, ...]:
        shift = self.expected - self.found
        if self.other >= 0:
            return ()
        source = self.span.source
        edits = []
        for start in self.block():
            if shift > 0:
                edits.append(Edit(source.span(start, start), " " * shift))
            else:
                edits.append(Edit(source.span(start, start - shift), ""))
        title = f"indent by {self.expected} {spaces(self.expected)}"
        return (Fix(title, *edits, safe=shift < 0 and self.sure),)

    def block(self) -> list[int]:
        """Return where the line begins, and those below it that are indented as far or further.

        Keys do not take the items of a list with them that goes on behind them. What is deeper stays
        where it is, if that is right for the column that the line gets.
        """
        source = self.span.source
        first = source.position(self.span.start)[0]
        found = [source.starts[first - 1]]
        words = source.line(first).lstrip(" ")
        item = words.startswith("- ")
        behind = len(words) - len(words[1:].lstrip(" ")) if item else 2
        right = self.expected + behind
        deeper = -1
        opens = words.rstrip().endswith((":", "|", ">")) or "!" in words or item
        for number in range(first + 1, len(source.starts) + 1):
            line = source.line(number)
            if not (words := line.lstrip(" ")):
                continue
            column, at = len(line) - len(words), source.starts[number - 1]
            if column < self.found or at == self.until:
                break
            if column == self.found:
                if words.startswith("- ") and not item:
                    break
                found.append(at)
                opens = words.rstrip().endswith((":", "|", ">")) or "!" in words
                continue
            if item and column < min(self.found + behind, right):
                # Deeper than the dash, and not as deep as what belongs to it.
                break
            if column == self.expected and not opens:
                # It stands beside this line once that has moved, and not below it.
                continue
            deeper = column if deeper < 0 else deeper
            if deeper != right:
                found.append(at)
        return found


class MisreadText(Problem, code="AME009", name="misread-text"):
    """A text that AME and ruamel.yaml, an independent reader of YAML, read differently.

    Before anything is planned or run, every file is read by both. Where they differ, one of them is
    wrong, and nothing is done. This is a fault of AME, not of the file.
    """

    reason: str

    def message(self) -> str:
        return "this text is read differently by AME and by ruamel.yaml, so nothing is run"

    def help(self) -> str | None:
        return (
            "put values in quotes, or use plain `key: value` lines; "
            f"report this text as a fault of AME ({shortened(self.reason)})"
        )


class SecondDocument(Problem, code="AME020", name="second-document"):
    """A second document behind `---` or `...`. A project is one document; the rest is not read.

    Bad:
        project: iris
        ---
        project: tulip

    Good:
        project: iris
        # file: tulip/ame.yml
        project: tulip
    """

    def message(self) -> str:
        return "a second document begins here; only the first one is read"

    def help(self) -> str | None:
        return "remove this line, or move what follows into a project of its own"


class ConflictMarker(Problem, code="AME021", name="conflict-marker"):
    """Lines that git leaves where two changes did not fit together. The first side is read.

    Bad:
        <<<<<<< HEAD
        project: iris
        =======
        project: tulip
        >>>>>>> rename

    Good:
        project: tulip
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

    Bad:
        ? project
        : iris

    Good:
        project: iris
    """

    what: str
    remedy: str
    edits: tuple[Edit, ...]

    def message(self) -> str:
        return f"{self.what} is not part of ame.yml"

    def help(self) -> str | None:
        return self.remedy

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix(self.remedy, *self.edits),) if self.edits else ()


class DeepNesting(Problem, code="AME023", name="deep-nesting"):
    """Values inside values inside values, deeper than anything meant. The rest is not read.

    Bad:
        $ python3 -c 'print("tasks: " + "[" * 2000 + "]" * 2000)' > ame.yml
        $ ame check -o concise
        …
        ame.yml:1:106: error AME023 deep-nesting: values are nested more than 100 deep here; …
        …

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    most: int

    def message(self) -> str:
        return f"values are nested more than {self.most} deep here; the rest of the file is not read"

    def help(self) -> str | None:
        return "look for brackets or dashes that were repeated by mistake"
