"""Problems of tags: one that is missing, one that the language does not have, one where it has none."""

from __future__ import annotations

from amelang.language.problems import quoted, shown
from amelang.text.problem import Edit, Fix, Problem


class MissingTag(Problem, code="AME106", name="missing-tag"):
    """An executor or a secret without the tag that says which kind it is.

    Bad:
        tasks:
          - name: train
            executor:
              command: python train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    record: str
    tags: tuple[str, ...]
    meant: str = ""
    """The tag that stands there without its `!`."""
    below: str = ""
    """What to write below the tag, where a word stands there that can be the value of one key only."""

    def message(self) -> str:
        return f"{self.record} needs a tag that says which kind it is"

    def help(self) -> str | None:
        if self.meant:
            return f"write `{self.meant}`"
        tags = f"write {quoted(self.tags)}"
        return f"{tags}, and below it `{self.below}`" if self.below else f"{tags} before its keys"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix(f"write `{self.meant}`", Edit(self.span, self.meant), safe=False),) if self.meant else ()


class UnknownTag(Problem, code="AME107", name="unknown-tag"):
    """A tag that the language does not have.

    Bad:
        tasks:
          - name: train
            executor:
              !costum
              command: python train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    tag: str
    record: str
    near: str | None
    tags: tuple[str, ...]

    def message(self) -> str:
        return f"`{shown(self.tag)}` is not a kind of {self.record.partition(' ')[2]}"

    def help(self) -> str | None:
        return f"did you mean `{self.near}`?" if self.near else f"write {quoted(self.tags)}"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix(f"write `{self.near}`", Edit(self.span, self.near), safe=False),) if self.near else ()


class StrayTag(Problem, code="AME108", name="stray-tag"):
    """A tag where the language has none.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: !python train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    tag: str
    place: str

    def message(self) -> str:
        return f"`{shown(self.tag)}` has no meaning before {self.place}"

    def help(self) -> str | None:
        return f"remove `{shown(self.tag)}`"
