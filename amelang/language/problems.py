"""Problems of shape: keys, tags, and values of the wrong form."""

from __future__ import annotations

from amelang.text.problem import Edit, Fix, Note, Problem, Severity
from amelang.text.source import Span

TOML = ".toml"
"""How files of settings end, in which the same is written otherwise."""


def quoted(words: tuple[str, ...]) -> str:
    """List words in backticks, as a sentence wants them."""
    ticked = [f"`{word}`" for word in words]
    return ticked[0] if len(ticked) == 1 else ", ".join(ticked[:-1]) + " or " + ticked[-1]


def keys_wanted(names: tuple[str, ...]) -> str:
    """Say what to write where a record belongs: some of the keys that it has."""
    return f"write keys with values, such as {quoted(names[:2])}" if names else "write keys with values"


def shown(word: str, longest: int = 40) -> str:
    """Return a user's word as it can stand in a sentence: on one line, without backticks, not too long."""
    short = word[: longest + 1]
    if not short.isprintable() or "`" in short:
        short = "".join("'" if c == "`" else c if c.isprintable() else ascii(c)[1:-1] for c in short)
    return short if len(short) <= longest else short[: longest - 3] + "..."


class UnknownKey(Problem, code="AME101", name="unknown-key"):
    """A key that the language does not have, here or at all.

    AME would have to ignore it, and what it was meant to say would silently not happen.

    Bad:
        tasks:
          - name: train
            excutor:
              !custom
              command: python train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    key: str
    record: str
    near: str | None
    known: tuple[str, ...]
    home: str | None = None
    under: str | None = None
    repair: Fix | None = None
    """How to write what stands here where it belongs; without edits where that cannot be done for anybody."""
    fits: bool = True
    """Whether the value could be one of the key that is meant."""

    def message(self) -> str:
        return f"`{shown(self.key)}` is not a key of {self.record}"

    def help(self) -> str | None:
        if self.under:
            return (
                f"write it as `{self.near}` under `{self.under}`"
                if self.near
                else f"write it under `{self.under}`"
            )
        if self.repair is not None:
            return self.repair.title
        if self.near:
            return f"did you mean `{self.near}`?"
        if self.home:
            return f"`{shown(self.key)}` is a key of {self.home}"
        return (
            f"the keys of {self.record} are {', '.join(f'`{key}`' for key in self.known)}"
            if self.known
            else None
        )

    def fixes(self) -> tuple[Fix, ...]:
        if self.repair is not None:
            return (self.repair,) if self.repair.edits else ()
        if not self.near or self.under or not self.fits:
            return ()
        return (Fix(f"write `{self.near}`", Edit(self.span, self.near), safe=False),)


class DuplicateKey(Problem, code="AME102", name="duplicate-key"):
    """A key that stands twice in one place; only one of its values could count.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            retries: 1
            retries: 2

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            retries: 2
    """

    key: str
    first: Span

    def message(self) -> str:
        word = self.span.text.strip("\"'")
        if word != self.key:
            return f"`{shown(word)}` means `{shown(self.key)}`, which is set already"
        return f"`{shown(self.key)}` is set twice here"

    def help(self) -> str | None:
        return "keep one of the two"

    def notes(self) -> tuple[Note, ...]:
        return (Note("first set here", self.first),)


class OldSpelling(Problem, code="AME103", name="old-spelling", severity=Severity.WARNING):
    """A key or tag in a spelling of the past. It is read, and will not be for ever.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              runcommand: python train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    old: str
    new: str

    def message(self) -> str:
        return f"`{self.old}` is now written `{self.new}`"

    def help(self) -> str | None:
        return f"write `{self.new}`"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix(f"write `{self.new}`", Edit(self.span, self.new)),)


class WrongCase(Problem, code="AME109", name="wrong-case"):
    """A key or tag of the language with other capitals, or with `_` or `-` between its words.

    Keys begin with a small letter and each further word with a capital one: `pythonVersion`. Small and
    capital letters are not the same to AME, as they are not to Kubernetes, so that a key is always
    found by looking for it.

    Bad:
        tasks:
          - name: train
            Executor:
              !Custom
              command: python train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    word: str
    right: str

    def message(self) -> str:
        return f"`{shown(self.word)}` is spelled `{self.right}`"

    def help(self) -> str | None:
        return f"write `{self.right}`; small and capital letters are not the same here"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix(f"write `{self.right}`", Edit(self.span, self.right)),)


class WrongShape(Problem, code="AME104", name="wrong-form"):
    """A value of the wrong form: a list where one value is wanted, say.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: [python, train.py]

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    wanted: str
    found: str
    remedy: str
    repair: Fix | None = None

    def message(self) -> str:
        return f"expected {self.wanted}, found {self.found}"

    def help(self) -> str | None:
        if self.span.path.endswith(TOML) and self.wanted == "a list":
            return 'write it in brackets, such as `["a", "b"]`'
        return self.remedy or None

    def fixes(self) -> tuple[Fix, ...]:
        return (self.repair,) if self.repair is not None else ()


class MissingKey(Problem, code="AME105", name="missing-key"):
    """A key that the language demands and that is not written, or has no value.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            environment:
              - key: EPOCHS

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            environment:
              - key: EPOCHS
                val: 10
    """

    scope: Span
    key: str
    record: str
    example: str

    def message(self) -> str:
        return f"{self.record} needs `{self.key}`"

    def help(self) -> str | None:
        sign = " =" if self.span.path.endswith(TOML) else ":"
        return f"for example `{self.key}{sign} {self.example}`" if self.example else f"write `{self.key}`"


class BadWord(Problem, code="AME110", name="invalid-value"):
    """A value that is not of the kind that its key wants.

    Every key says what it may hold: a name, a whole number, `true` or `false`. AME does not guess
    at anything else, because a guess that is wrong would only show when the task runs. Quoted and
    unquoted words mean the same: `retries: "2"` is the number 2, and `retries: two` is not.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            retries: two

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            retries: 2
    """

    word: str
    wanted: str
    reason: str = ""
    """Why it is not, where that can be said in a few words."""
    remedy: str | None = None
    better: tuple[str, ...] = ()
    """Words that were probably meant, the likeliest first."""
    sure: bool = False
    """Whether the first of them can only be what was meant."""
    place: Span | None = None
    """The characters that a better word replaces, where the problem's own place is only a part of them."""

    def message(self) -> str:
        word = f"`{shown(self.word, 24 if self.reason else 40)}`" if self.word else "an empty text"
        said = f"{word} is not {self.wanted}"
        return f"{said}: {self.reason}" if self.reason else said

    def help(self) -> str | None:
        return f"write {quoted(tuple(map(shown, self.better)))}" if self.better else self.remedy

    def fixes(self) -> tuple[Fix, ...]:
        place = self.place or self.span
        return tuple(
            Fix(f"write `{shown(word)}`", Edit(place, word), safe=self.sure and word is self.better[0])
            for word in self.better
        )
