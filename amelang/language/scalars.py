"""The kinds of word that need no grammar of their own: names, paths, versions, flags."""

from __future__ import annotations

import re

from amelang.language.problems import BadWord
from amelang.language.shape import Kind, Text
from amelang.text.problem import Problem
from amelang.text.tree import Scalar


class Pattern(Kind[str]):
    """Words that a regular expression accepts, up to a length."""

    def __init__(
        self, noun: str, pattern: str, *, remedy: str, examples: tuple[str, ...] = (), longest: int = 0
    ) -> None:
        self.noun = noun
        self.pattern = pattern
        self.remedy = remedy
        self.examples = examples
        self.longest = longest
        self._verdicts: dict[str, bool] = {}
        self._match = None

    def read(self, text: str) -> str | None:
        """Return the word, or None where the pattern does not accept it."""
        verdict = self._verdicts.get(text)
        if verdict is None:
            verdict = not (self.longest and len(text) > self.longest) and bool(
                re.fullmatch(self.pattern, text)
            )
            self._verdicts[text] = verdict
        return text if verdict else None

    def problem(self, word: Scalar) -> Problem:
        """Say what the word should look like."""
        remedy = self.remedy
        if self.longest and len(word.text) > self.longest:
            remedy = f"it has {len(word.text)} characters; at most {self.longest} are allowed"
        return BadWord(span=word.span, word=word.text, wanted=self.noun, remedy=remedy)


class Flag(Kind[bool]):
    """True or false."""

    noun = "`true` or `false`"
    pattern = "true|false"
    examples = ("true", "false")

    def read(self, text: str) -> bool | None:
        """Return the truth of the word; None where it is neither `true` nor `false`."""
        return {"true": True, "false": False}.get(text)

    def problem(self, word: Scalar) -> Problem:
        """Say which word was probably meant."""
        lower = word.text.lower()
        better = (
            "true"
            if lower in ("true", "yes", "on", "y")
            else "false"
            if lower in ("false", "no", "off", "n")
            else None
        )
        return BadWord(
            span=word.span,
            word=word.text,
            wanted=self.noun,
            remedy=better and f"write `{better}`",
            better=better,
        )


class Count(Kind[int]):
    """A whole number from 0."""

    noun = "a whole number"
    pattern = "0|[1-9][0-9]{0,8}"
    examples = ("2",)

    def read(self, text: str) -> int | None:
        """Return the number; None where the word is not one, is negative, or has leading zeros."""
        return int(text) if re.fullmatch(self.pattern, text) else None

    def problem(self, word: Scalar) -> Problem:
        """Say what a count looks like."""
        return BadWord(span=word.span, word=word.text, wanted=self.noun, remedy="write digits, such as `2`")


TEXT = Text()
NAME = Pattern(
    "a name",
    "[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?",
    longest=63,
    remedy="use letters, digits, `-` and `_`, with a letter or digit at both ends",
    examples=("train_my_model",),
)
ENVIRONMENT_NAME = Pattern(
    "the name of an environment variable",
    "[A-Za-z_][A-Za-z0-9_]*",
    remedy="use letters, digits and `_`, and do not begin with a digit",
    examples=("EPOCHS",),
)
PYTHON_VERSION = Pattern(
    "a Python version",
    r"3\.(0|[1-9][0-9]?)(\.(0|[1-9][0-9]?))?",
    remedy="write it as `3.11` or `3.11.4`",
    examples=("3.11", "3.12"),
)
COMMAND = Pattern("a command", r"[\s\S]*\S[\s\S]*", remedy="write the shell command that starts the task")
PATH = Pattern(
    "a path", r"[^\0]+", remedy="write a path inside the project, such as `models`", examples=("models",)
)
IMAGE = Pattern(
    "a container image",
    r"[A-Za-z0-9][A-Za-z0-9._-]*(:[0-9]+)?(/[a-z0-9._-]+)*(:[A-Za-z0-9_][A-Za-z0-9._-]*)?(@sha256:[a-f0-9]{64})?",
    remedy="write it as `name:version` or `registry/name:version`",
    examples=("python:3.11",),
)
EXTENDED_RESOURCE = Pattern(
    "the name of a device",
    r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?/[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?",
    remedy="write the maker's name and the device, such as `nvidia.com/gpu`",
    examples=("nvidia.com/gpu", "amd.com/gpu"),
)
LABEL_NAME = Pattern(
    "the name of a label",
    r"([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?",
    remedy="use letters, digits, `-`, `_` and `.`, after an optional prefix and `/`",
)
LABEL_VALUE = Pattern(
    "the value of a label",
    r"([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?",
    longest=63,
    remedy="use letters, digits, `-`, `_` and `.`, with a letter or digit at both ends",
)
TIME_ZONE = Pattern(
    "a time zone",
    r"[A-Za-z]+([/_+-][A-Za-z0-9]+)*",
    remedy="write its IANA name",
    examples=("Europe/Copenhagen",),
)
SCHEDULE = Pattern(
    "a schedule", r"@\w+( \w+)?|\S+( +\S+){4}", remedy="write five fields in quotes", examples=("0 6 * * *",)
)
DATA_SIZE_TEXT = TEXT
FLAG = Flag()
COUNT = Count()
