"""Writes random projects by the grammar of the language, which it learns from the language's own records.

A key that is added to a record is written by the next run; nothing here names one.
"""

from __future__ import annotations

import random
from typing import Any

from amelang.language.ame_yml import Project
from amelang.language.scalars import AMOUNT, DURATION, NAME, SCHEDULE
from amelang.language.shape import Either, Key, Kind, ListOf, MapOf, OneOf, Record, RecordOf, RefTo

NAMES = ("train", "prepare", "gpu", "small", "prices", "iris", "train_my_model", "train-my-model")
"""Few names, so that what is defined and what is referred to often meet."""
PROJECTS = ("shared_templates", "shared", "iris", "nowhere")
SCHEDULES = (
    "0 6 * * *", "*/15 8-17 * * MON-FRI", "@daily", "@every 1h", "0 0 31 2 *", "TZ=UTC 0 6 * * *", "* * * *",
    "60 * * * *", "0 6 * * 8", "0 6 ? * SUN", "1-5/0 * * * *", "* * * * *", "@Daily", "0 6 29 2 *",
)  # fmt: skip
AMOUNTS = (
    "1", "0", "500m", "10G", "2Gi", "10GB", "10g", "10K", "10 G", "0,5", "1e3", "1E3", "1e", "-1", "+2",
    ".5", "5.", "400m", "4000", "9999999999999999999", "1n", "0.1", "010", "0x10", "1_000", "1e400", "12Ei",
    "4 cores",
)  # fmt: skip
DURATIONS = (
    "2h30m", "45m", "90s", "1d", "5 h", "0s", "1h1h", "90", "1.5h", "-1h", "2H", "9999999h", "1w2d", "30m2h",
)  # fmt: skip
WORDS = (
    "", "~", "null", "yes", "no", "true", "True", "false", "3.10", "3.1", "2", "2.0", "007", "a b", "a.b",
    ".a", "a.", "../a", "/etc", "a/../b", "*.csv", "é🎉", "x" * 64, "-a", "a-", "_a", "train_my_model",
    "$(A)", "${A}", "python train.py", "python trian.py", "python -m train", "./train.sh",
    "bash train.sh | tee log", "a && b", "set -e; python train.py", "python train.py --lr 0.1 > out.txt",
    "MLFLOW_TRACKING_URI", "PIPENV_YES", "AME_X", "AWS_SECRET_ACCESS_KEY", "AKIAIOSFODNN7EXAMPLE",
    "ghp_0123456789abcdefghijABCDEFGHIJ456789", "python:3.11", "python", "python:latest", "Python:3.11",
    "a@sha256:0", "nvidia.com/gpu", "gpu", "UTC", "Europe/Copenhagen", "europe/copenhagen",
    "https://git.example.com/ml/shared.git", "ext::sh -c true", "-x", "git@git.example.com:ml/shared.git",
    "main", "v1.2.0", "!pip", "*a", "@a", "`a`", "%a", "a: b", "a #b", "[a]", "{a: b}", "a, b", "'a'", '"a"',
    "a\nb", "a\n\n  b\n", "a\tb", "a\0b", "\u00a0a", "|", ">", "- a", "? a", "&a", "--- a", "...", "=======",
    "<<", "password", "s3cr3t-hunter2-token-value", "https://user:pass@example.com/x",
)  # fmt: skip
ODD_KEYS = (
    "nme",
    "Name",
    "excutor",
    "dependsOn",
    "comand",
    "python-version",
    "memory",
    "<<",
    "x",
    "steps",
    "",
)
ODD_TAGS = ("!pips", "!PIP", "!poerty", "!pipEnv", "!Custom", "!!str", "!!map", "!", "!x", "!AmeSecret")
COMMENTS = (
    "# c", "# ame: allow unknown-key", "# ame: allow AME101, tiny-amount -- because", "# ame: allow nothing",
    "# ame: alow x", "#ame: allow AME3", "# ame: allow unused-allow", "#",
)  # fmt: skip
DEEPEST = 7

Plain = str
Value = Any
"""A text, a list of values, or a tuple of pairs of a key and a value; in `Marked` where it has marks."""


class Marked:
    """A value with a tag, an anchor, or both; or an alias."""

    def __init__(self, value: Value, tag: str = "", anchor: str = "", alias: str = "") -> None:
        self.value, self.tag, self.anchor, self.alias = value, tag, anchor, alias


class Author:
    """Makes up one project, and writes it down in a style of its own."""

    def __init__(self, numbers: random.Random) -> None:
        self.numbers = numbers
        self.slips = numbers.choice((0.0, 0.0, 0.02, 0.06, 0.15))
        """How often a word, a key or a form is not what the language wants."""
        self.marks = numbers.choice((0.0, 0.0, 0.0, 0.05))
        self.comments = numbers.choice((0.0, 0.0, 0.1))
        self.optional = numbers.choice((0.08, 0.2, 0.35))
        self.flow = numbers.choice((0.0, 0.1, 0.5))
        self.step = numbers.choice((2, 2, 2, 2, 1, 3, 4))
        self.anchors: list[str] = []

    def chance(self, of: float) -> bool:
        return of > 0 and self.numbers.random() < of

    def project(self) -> str:
        """Return the text of a project."""
        value = self.record(Project, 0)
        return self.block(value.value if isinstance(value, Marked) else value, 0).removeprefix("\n")

    # What is written.

    def value(self, shape: Any, depth: int) -> Value:
        """Make up a value of a shape; with a slip one of another."""
        if self.chance(self.slips):
            return self.numbers.choice((self.word(None), [self.word(None)], (("a", "b"),), "", [], ()))
        if self.anchors and self.chance(self.marks):
            return Marked("", alias=self.numbers.choice(self.anchors))
        made = self.made(shape, depth)
        if self.chance(self.marks):
            name = self.numbers.choice("abc")
            self.anchors.append(name)
            made = made if isinstance(made, Marked) else Marked(made)
            made.anchor = name
        if self.chance(self.slips / 4):
            made = made if isinstance(made, Marked) else Marked(made)
            made.tag = self.numbers.choice(ODD_TAGS)
        return made

    def made(self, shape: Any, depth: int) -> Value:
        if isinstance(shape, Kind):
            return self.word(shape)
        if isinstance(shape, RecordOf):
            return self.record(shape.record, depth + 1)
        if isinstance(shape, OneOf):
            tags = shape.former if self.chance(self.slips) and shape.former else shape.variants
            tag = self.numbers.choice(list(tags))
            return Marked(self.record(tags[tag], depth + 1), tag=tag)
        if isinstance(shape, RefTo):
            return self.reference(shape)
        if isinstance(shape, Either):
            return self.made(shape.listed if self.chance(0.2) and depth < DEEPEST else shape.other, depth + 1)
        if isinstance(shape, ListOf):
            many = 0 if depth > DEEPEST else self.numbers.choice((0, 1, 1, 1, 2, 2, 3))
            return [self.value(shape.item, depth + 1) for _ in range(many)]
        if isinstance(shape, MapOf):
            many = self.numbers.choice((0, 1, 1, 2))
            return tuple((self.word(shape.key), self.value(shape.value, depth + 1)) for _ in range(many))
        return self.word(None)

    def record(self, record: type[Record], depth: int) -> Value:
        """Make up a record: the keys that it must have, and some others."""
        pairs: list[tuple[str, Value]] = []
        wanted = self.optional * (3 if depth == 0 else 1) if depth < DEEPEST else 0.0
        keys = list(record.keys.values())
        if self.chance(0.2):
            self.numbers.shuffle(keys)
        for key in keys:
            if self.chance(0.95 if key.required else wanted):
                pairs.append((self.spelled(key), self.of_key(key, depth)))
        if record.others is not None and self.chance(wanted):
            pairs.extend(self.made(record.others.shape, depth))
        if self.chance(self.slips):
            pairs.append((self.numbers.choice(ODD_KEYS), self.value(AMOUNT, depth)))
        if pairs and self.chance(self.slips / 2):
            pairs.append(self.numbers.choice(pairs))
        return tuple(pairs)

    def of_key(self, key: Key[Any], depth: int) -> Value:
        if key.defines or key.shape is NAME:
            return self.numbers.choice(NAMES if self.chance(0.9) else PROJECTS)
        if isinstance(key.shape, Kind) and key.example and self.chance(0.4):
            return key.example.strip('"')
        return self.value(key.shape, depth)

    def spelled(self, key: Key[Any]) -> str:
        if self.chance(self.slips):
            slip = self.numbers.randrange(4)
            if slip == 0 and key.name:
                at = self.numbers.randrange(len(key.name))
                return key.name[:at] + key.name[at + 1 :]
            if slip == 1:
                return self.numbers.choice((key.name.upper(), key.name.title(), key.name.lower()))
            return self.numbers.choice((key.name, *key.was, *key.also))
        return key.name

    def word(self, kind: Kind[Any] | None) -> Plain:
        if self.chance(self.slips * 2):
            return self.numbers.choice(WORDS)
        if kind is AMOUNT or (kind is not None and kind.noun == AMOUNT.noun):
            return self.numbers.choice(AMOUNTS if self.chance(self.slips * 4) else ("1", "2", "10G", "4Gi"))
        if kind is DURATION:
            return self.numbers.choice(DURATIONS if self.chance(0.3) else kind.examples)
        if kind is SCHEDULE:
            return self.numbers.choice(SCHEDULES if self.chance(0.5) else kind.examples)
        if kind is not None and kind.examples:
            return self.numbers.choice(kind.examples)
        return self.numbers.choice(WORDS[:60] if self.chance(0.4) else NAMES)

    def reference(self, shape: RefTo) -> Value:
        name = self.numbers.choice(NAMES)
        form = self.numbers.randrange(5)
        made: Value = name
        if form == 1:
            made = f"{self.numbers.choice(PROJECTS)}.{name}"
        elif form == 2:
            made = (("name", name),)
        elif form == 3:
            made = (("name", name), ("project", self.numbers.choice(PROJECTS)))
        return ((shape.wrapper, made),) if shape.wrapper and self.chance(0.5) else made

    # How it is written.

    def scalar(self, text: Plain, *, flow: bool) -> str:
        """Write a word, mostly as a person would, in quotes where it needs them."""
        style = self.numbers.randrange(12)
        bare = text and text[0] not in "!&*?|>@`%'\"[]{},#-: \t\u00a0" and not set(text) & set("\n\t#:,[]{}")
        if style < 9 and (bare or self.chance(self.slips)):
            return text
        if style == 9 and "\n" not in text:
            return "'" + text.replace("'", "''") + "'"
        escaped = (
            text.replace("\\", "\\\\")
            .replace('"', '\\"')
            .replace("\n", "\\n")
            .replace("\t", "\\t")
            .replace("\0", "\\0")
        )
        return f'"{escaped}"' if text or flow or self.chance(0.3) else text

    def inline(self, value: Value) -> str:
        """Write a value in one line, in brackets."""
        if isinstance(value, Marked):
            return self.marked(value) + ("" if value.alias else self.inline(value.value))
        if isinstance(value, list):
            return "[" + ", ".join(self.inline(item) for item in value) + "]"
        if isinstance(value, tuple):
            return "{" + ", ".join(f"{name}: {self.inline(item)}" for name, item in value) + "}"
        return self.scalar(value, flow=True)

    def marked(self, value: Marked) -> str:
        if value.alias:
            return f"*{value.alias}"
        return (f"&{value.anchor} " if value.anchor else "") + (f"{value.tag} " if value.tag else "")

    def comment(self) -> str:
        return f" {self.numbers.choice(COMMENTS)}" if self.chance(self.comments) else ""

    def block(self, value: Value, column: int) -> str:
        """Write a value below its key, or behind it where it fits there; what is returned begins there."""
        if isinstance(value, Marked):
            if value.alias:
                return f" *{value.alias}{self.comment()}\n"
            marks = self.marked(value).rstrip()
            if isinstance(value.value, str) or not value.value:
                return f" {marks} {self.inline(value.value)}\n"
            if self.chance(0.3):
                return f" {marks}{self.comment()}" + self.block(value.value, column)
            return f"\n{' ' * column}{marks}{self.comment()}" + self.block(value.value, column)
        if isinstance(value, str):
            if "\n" in value and self.chance(0.7):
                lines = [f"{' ' * column}{line}" if line else "" for line in value.split("\n")]
                return f" {self.numbers.choice('|>')}{self.numbers.choice(('', '-', '+'))}\n" + "\n".join(
                    [*lines, ""]
                )
            return f" {self.scalar(value, flow=False)}".rstrip(" ") + f"{self.comment()}\n"
        if not value or self.chance(self.flow * 0.3):
            return f" {self.inline(value)}{self.comment()}\n"
        pad = " " * column
        text = f"{self.comment()}\n"
        for item in value:
            if isinstance(item, tuple) and isinstance(value, tuple):
                text += f"{pad}{item[0]}:{self.block(item[1], column + self.step)}"
                continue
            inner = self.block(item, column + 2)
            # The first line of a block may stand on that of its dash.
            if inner.startswith(f"\n{pad}  ") and self.chance(0.95):
                inner = f" {inner[column + 3 :]}"
            text += f"{pad}-{inner}"
        return text
