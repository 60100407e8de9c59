"""Problems of what begins a line: dashes, tags without their sign, words that belong to nothing."""

from __future__ import annotations

from amelang.text.problem import Edit, Fix, Problem
from amelang.text.wording import shortened


class StrayDash(Problem, code="AME017", name="stray-dash"):
    """A dash where no list can begin: behind a key on its line, among keys, or inside a text.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            artifacts:
              paths: - models/

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            artifacts:
              paths:
                - models/
    """

    edits: tuple[Edit, ...] = ()
    """What makes keys of it, where keys are wanted and no list."""

    def message(self) -> str:
        if self.edits:
            return "a dash begins a list here, where keys with values are wanted"
        return "a dash begins a list here, where none can stand"

    def help(self) -> str | None:
        if self.edits:
            return "leave out the dash"
        return "put the list on the lines below its key; a text that begins with `- ` needs quotes"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix("leave out the dash", *self.edits, safe=False),) if self.edits else ()


class MissingDash(Problem, code="AME018", name="missing-dash"):
    """A value or key in the column of a list's dashes that has no dash itself.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            artifacts:
              paths:
                - models/
                plots/

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            artifacts:
              paths:
                - models/
                - plots/
    """

    edits: tuple[Edit, ...] = ()
    """What makes an item of it, where it can be nothing else."""

    def message(self) -> str:
        if self.edits:
            return "an item of a list begins here, but has no dash"
        return "this line stands in a list, but has no dash"

    def help(self) -> str | None:
        if self.edits:
            return "write `- ` before it, and what belongs to it in the column behind the dash"
        return "write `- ` before it, or indent it as what it belongs to"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix("write the dash", *self.edits, safe=False),) if self.edits else ()


class OddDash(Problem, code="AME030", name="odd-dash"):
    """A dash without a space behind it, or another sign that only looks like one, before an item of a list.

    Text processors write long dashes and spaces that do not break, and YAML takes both for letters.

    Bad:
        tasks:
          -name: train
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

    sign: str
    right: str = "- "
    """What is meant by it."""

    def message(self) -> str:
        if self.sign.startswith("--"):
            return "two dashes stand here as one word, and begin no list"
        odd = next((char for char in self.sign if char not in "- "), "")
        if not odd:
            return "a space is missing behind the dash"
        if self.sign[0] == "-":
            return f"the space behind the dash is not a plain one: it is U+{ord(odd):04X}"
        return f"`{odd}` looks like the dash of a list, and is another sign: U+{ord(odd):04X}"

    def help(self) -> str | None:
        if self.right != "- ":
            return f"write `{self.right}`, each dash with a space"
        return "write `- `, a dash and a space"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix("write a dash and a space", Edit(self.span, self.right)),)


class BareTag(Problem, code="AME031", name="bare-tag"):
    """A word that is a tag but for the `!` in front of it.

    Bad:
        tasks:
          - name: train
            executor:
              custom
              command: python train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    tag: str

    def message(self) -> str:
        first = self.span.text[:1]
        if first in "\"'":
            return f"`{self.tag}` says of what kind the keys below it are, and is a mere text in quotes"
        if first == "!":
            return f"a blank tears `{self.tag}` into two, which says of what kind the keys below it are"
        return f"`{shortened(self.tag[1:])}` says of what kind the keys below it are, and lacks its `!`"

    def help(self) -> str | None:
        return f"write `{self.tag}`"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix(f"write `{self.tag}`", Edit(self.span, self.tag)),)


class StrayWords(Problem, code="AME032", name="stray-words"):
    r"""Words on a line of their own that are no key, and no part of a value either.

    A value may go on on the next lines, as long as these are indented more than its key. A comment
    begins with `#`.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py \
              --epochs 10

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
                --epochs 10
    """

    remedy: str
    edits: tuple[Edit, ...]

    def message(self) -> str:
        return "this line belongs to nothing: it is no key, and no part of the value above"

    def help(self) -> str | None:
        return self.remedy

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix(self.remedy, *self.edits, safe=False),) if self.edits else ()
