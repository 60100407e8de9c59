"""Problems of what makes keys, lists and marks: colons, dashes, tags, anchors and aliases."""

from __future__ import annotations

from amelang.text.problem import Edit, Fix, Problem
from amelang.text.source import Span
from amelang.text.wording import quoted, shortened


class MissingColon(Problem, code="AME006", name="missing-colon"):
    """A word among keys that has no colon behind it.

    Bad:
        tasks:
          - name: train
            executor
              !custom
              command: python train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    word: str
    behind: int = 0
    """Where the value begins, if there is another sign instead of the colon."""

    def message(self) -> str:
        return f"`{shortened(self.word)}` stands among keys, but has no colon"

    def help(self) -> str | None:
        behind = "" if self.has_value(self.span.end) else " and its value"
        return f"write `{shortened(self.word)}:`{behind}"

    def has_value(self, end: int) -> bool:
        """Tell whether something stands behind the word, or below it and deeper."""
        source = self.span.source
        number, column = source.position(self.span.start)
        if source.text[end : source.starts[number - 1] + len(source.line(number))].partition(" #")[0].strip():
            return True
        for below in range(number + 1, len(source.starts) + 1):
            words = source.line(below).lstrip(" ")
            if words and not words.startswith("#"):
                deep = len(source.line(below)) - len(words)
                return deep >= column or (deep == column - 1 and words.startswith("- "))
        return False

    def fixes(self) -> tuple[Fix, ...]:
        end = self.span.start + len(self.word)
        if self.behind > end:
            return (Fix("write a colon", Edit(Span(self.span.source, end, self.behind), ": "), safe=False),)
        if not self.has_value(end):
            # With a colon alone, the key would be there, and say nothing.
            return ()
        return (Fix("write a colon", Edit(Span(self.span.source, end, end), ":"), safe=False),)


class MissingSpace(Problem, code="AME007", name="missing-space"):
    """A colon without a space behind it: YAML takes the whole for one word.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              pythonVersion:3.11
              command: python train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              pythonVersion: 3.11
              command: python train.py
    """

    key: str
    odd: str = ""
    """What stands there and looks like a space."""

    def message(self) -> str:
        key = shortened(self.key)
        if self.odd:
            return f"the space behind `{key}:` is not a plain one: it is U+{ord(self.odd[0]):04X}"
        return f"a space is missing behind `{key}:`"

    def help(self) -> str | None:
        return f"write `{shortened(self.key)}: ` with a space"

    def fixes(self) -> tuple[Fix, ...]:
        behind = Span(self.span.source, self.span.end, self.span.end + len(self.odd))
        if self.odd:
            return (Fix("write a plain space", Edit(behind, " ")),)
        text = self.span.source.text
        value = text[self.span.end : self.span.end + 1]
        # What begins with a sign may mean something else once it stands alone.
        return (Fix("write a space", Edit(behind, " "), safe=value.isalnum() or value in "\"'./_"),)


class ColonInValue(Problem, code="AME008", name="colon-in-value"):
    """A colon and a space inside a value without quotes: YAML sees a second key on the line.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: echo result: 4

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: "echo result: 4"
    """

    value: Span
    split: Edit | None

    def message(self) -> str:
        return "a second `:` on this line; without quotes, a value must not contain one before a space"

    def help(self) -> str | None:
        return "put the value in quotes, or the second key on a line of its own"

    def fixes(self) -> tuple[Fix, ...]:
        if self.split is not None:
            return (Fix("put the second key on a line of its own", self.split, safe=False),)
        return (Fix("put the value in quotes", Edit(self.value, quoted(self.value.text)), safe=False),)


class StrayTag(Problem, code="AME019", name="misplaced-tag"):
    """A tag or anchor that stands where it marks nothing, or something else than it seems to.

    On a line with a key, YAML lets it mark the key's name, not the keys that follow.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            secrets:
              - !ame key: blob_storage_key
                injectAs: BLOB_STORAGE_KEY

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            secrets:
              - !ame
                key: blob_storage_key
                injectAs: BLOB_STORAGE_KEY
    """

    word: str
    reason: str
    edit: Edit | None
    inside: bool = False
    """Whether it stands behind the brace that it should stand before."""

    def message(self) -> str:
        return f"`{shortened(self.word)}` {self.reason}"

    def help(self) -> str | None:
        if self.inside:
            return f"write `{shortened(self.word)} {{` in place of `{{`"
        return "put it on a line of its own, before the keys that it belongs to"

    def fixes(self) -> tuple[Fix, ...]:
        if self.edit is None:
            return ()
        if self.inside:
            return (Fix("put it before the brace", self.edit, safe=False),)
        return (Fix("put the keys on the next line", self.edit),)


class LongKey(Problem, code="AME029", name="overlong-key"):
    """A key that is longer than YAML allows: 1,024 characters.

    Bad:
        $ python3 -c 'print("k" * 2000 + ": 1")' > ame.yml
        $ ame check -o concise
        ame.yml:1:1: error AME029 overlong-key: this key is longer than the 1,024 characters that YAML allows
        …

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    def message(self) -> str:
        return "this key is longer than the 1,024 characters that YAML allows"

    def help(self) -> str | None:
        return "if it is a value, put it in quotes"


class UnknownAlias(Problem, code="AME014", name="unknown-alias"):
    """An alias, `*name`, for a value that is not there: no `&name` stands before it.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources: *small

    Good:
        tasks:
          - name: prepare
            executor:
              !custom
              command: python prepare.py
            resources: &small
              memory: 1G
          - name: train
            executor:
              !custom
              command: python train.py
            resources: *small
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

    Bad:
        tasks: &all
          - name: train
            executor:
              !custom
              command: python train.py
            pipeline: *all

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    alias: str
    inside: bool

    def message(self) -> str:
        if self.inside:
            return f"`*{shortened(self.alias)}` stands inside the value that it repeats"
        return f"with `*{shortened(self.alias)}`, the aliases of this file repeat too many values"

    def help(self) -> str | None:
        return "write the value out"
