"""The kinds of word: names, versions, images, labels, flags, quantities, durations, schedules.

What Kubernetes says of each, and where we are stricter, is shown by tests/cluster/test_server_agrees.py.
"""

from __future__ import annotations

from amelang.language import duration, schedule
from amelang.language.quantity import LARGEST_WHOLE, Quantity
from amelang.language.remembering import Remembering
from amelang.language.shape import Kind, Text
from amelang.language.words import Amounts, Words
from amelang.text.problem import Problem
from amelang.text.tree import Scalar


class Pattern(Words):
    """Words that a regular expression accepts, up to a length."""

    def problem(self, word: Scalar) -> Problem:
        """Say what is wrong with the word, and which one was probably meant."""
        from amelang.language.scalar_faults import explain

        return explain(word, self)


class Command(Kind[str]):
    """A shell command: any text that is not empty."""

    noun = "a command"
    pattern = r"[\s\S]*\S[\s\S]*"

    def read(self, text: str) -> str | None:
        """Return the command as it is written; None where there is nothing in it."""
        return text if text and not text.isspace() else None

    def problem(self, word: Scalar) -> Problem:
        """Say that there is no command."""
        from amelang.language.scalar_faults import explain_command

        return explain_command(word, self.noun)


class Version(Pattern):
    """A version of Python, `3.11` or `3.11.4`. It is a text: `3.10` is not `3.1`."""

    def problem(self, word: Scalar) -> Problem:
        """Say what is wrong with the version."""
        from amelang.language.scalar_faults import explain_version

        return explain_version(word, self)


class TimeZone(Pattern):
    """A time zone by its IANA name, in the very letters of that name, as the API server wants it."""

    def accepts(self, text: str) -> bool:
        """Tell whether this machine knows the zone; one that knows no zones takes what looks like a name."""
        return super().accepts(text) and (text == "UTC" or _zone_exists(text))


class Choice(Pattern):
    """One of a few words."""

    def __init__(self, noun: str, *words: str) -> None:
        listed = " or ".join(filter(None, (", ".join(f"`{word}`" for word in words[:-1]), f"`{words[-1]}`")))
        super().__init__(noun, "|".join(words), remedy=f"write {listed}", examples=words)

    def problem(self, word: Scalar) -> Problem:
        """Say which of the words was probably meant."""
        from amelang.language.scalar_faults import explain_choice

        return explain_choice(word, self)


class Flag(Kind[bool]):
    """True or false."""

    noun = "`true` or `false`"
    pattern = "true|false"
    examples = ("true", "false")

    def read(self, text: str) -> bool | None:
        """Return the truth of the word; None where it is neither `true` nor `false`."""
        return text == "true" if text in ("true", "false") else None

    def problem(self, word: Scalar) -> Problem:
        """Say which word was probably meant."""
        from amelang.language.scalar_faults import explain_flag

        return explain_flag(word, self.noun)


class Count(Kind[int]):
    """A whole number from 0, below a thousand million."""

    noun = "a whole number"
    pattern = "0|[1-9][0-9]{0,8}"
    examples = ("2",)

    def read(self, text: str) -> int | None:
        """Return the number; None where the word is not one, is negative, or has leading zeros."""
        plain = len(text) <= 9 and text.isascii() and text.isdecimal()
        return int(text) if plain and (text[0] != "0" or text == "0") else None

    def problem(self, word: Scalar) -> Problem:
        """Say what a count looks like."""
        from amelang.language.scalar_faults import explain_count

        return explain_count(word, self.noun, self.read)


class Amount(Amounts):
    """A quantity that is not negative."""

    noun = "a quantity"
    examples: tuple[str, ...] = ("10G", "500m", "2.5Gi")
    remedy = "write a number and directly behind it a unit, such as `10G`, `512Mi` or `500m`"

    def problem(self, word: Scalar) -> Problem:
        """Say what is wrong with the word."""
        from amelang.language.quantity_faults import explain

        return explain(word, self)


class WholeAmount(Amount):
    """A whole number of devices, in any way that a quantity can say it."""

    noun = "a whole number"
    examples = ("1",)
    largest = LARGEST_WHOLE
    remedy = "write a whole number, such as `1`"

    def meaning(self, text: str) -> Quantity | None:
        """Return the amount; None where it is not a whole number, or no amount at all."""
        quantity = super().meaning(text)
        return quantity if quantity and quantity.whole else None


class Duration(Remembering[int]):
    """A length of time in whole seconds, at least one."""

    noun = "a duration"
    pattern = duration.PATTERN
    examples = ("2h30m", "45m", "90s")

    def meaning(self, text: str) -> int | None:
        """Return the seconds; None where the word is no duration, or one that no deadline can be."""
        return duration.deadline(text)

    def problem(self, word: Scalar) -> Problem:
        """Say what is wrong with the word."""
        from amelang.language.duration_faults import explain

        return explain(word, self.noun)


class Schedule(Remembering[str]):
    """A cron schedule."""

    noun = "a schedule"
    pattern = schedule.PATTERN
    examples = ("0 6 * * *", "*/15 8-17 * * MON-FRI", "@daily")

    def meaning(self, text: str) -> str | None:
        """Return the schedule as it is written; None where Kubernetes would not read it."""
        return text if schedule.accepts(text) else None

    def problem(self, word: Scalar) -> Problem:
        """Say what is wrong with the word."""
        from amelang.language.schedule_faults import explain

        return explain(word, self.noun)


def _zone_exists(name: str) -> bool:
    """Look a zone up in the folders of this machine, letter by letter also where files know no case."""
    import os
    import zoneinfo

    folders = [folder for folder in zoneinfo.TZPATH if os.path.isdir(os.path.join(folder, "Europe"))]
    for folder in folders:
        path = folder
        for word in name.split("/"):
            if not os.path.isdir(path) or word not in os.listdir(path):
                break
            path = os.path.join(path, word)
        else:
            if os.path.isfile(path):
                return True
    return not folders


def _plain_image(text: str) -> bool:
    """Tell at a glance of `name:tag`, perhaps behind a registry, that it is an image; long words are not."""
    name, _, tag = text.rpartition(":") if ":" in text else (text, "", "latest")
    parts = name.replace("/", ".").replace("-", ".").split(".")
    plain = all(part.isalnum() and part == part.lower() for part in parts)
    return text.isascii() and len(text) < 64 and plain and tag.replace(".", "").isalnum() and tag[0] != "."


def _plain_label(text: str) -> bool:
    """Tell at a glance of `domain/name` or `name` that it is the name of a label; long words are not."""
    domain, _, name = text.rpartition("/")
    plain = all(part.isalnum() and part == part.lower() for part in domain.split(".")) if domain else True
    return text.isascii() and len(text) < 64 and plain and name.isalnum() and text[0] != "/"


_SUBDOMAIN = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
_QUALIFIED = r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
_REGISTRY = (
    r"([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
    r"|\[[0-9A-Fa-f:]+\])(:[0-9]+)?"
)
_REPOSITORY = "[a-z0-9]+(([.]|__?|-+)[a-z0-9]+)*"

TEXT = Text()
COMMAND = Command()
FLAG = Flag()
COUNT = Count()
AMOUNT = Amount()
WHOLE_AMOUNT = WholeAmount()
DURATION = Duration()
SCHEDULE = Schedule()
NAME = Pattern(
    "a name",
    "[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?",
    longest=63,
    characters="A-Za-z0-9_-",
    remedy="use letters, digits, `-` and `_`, with a letter or digit at both ends",
    examples=("train_my_model",),
    near="near_name",
    identifiers=True,
)
ENVIRONMENT_NAME = Pattern(
    "a variable's name",
    "[A-Za-z_][A-Za-z0-9_]*",
    longest=1000,
    characters="A-Za-z0-9_",
    remedy="use letters, digits and `_`, and do not begin with a digit: shells drop other variables",
    examples=("EPOCHS",),
    near="near_variable",
    identifiers=True,
)
PYTHON_VERSION = Version(
    "a Python version",
    r"3\.([6-9]|[1-9][0-9])(\.(0|[1-9][0-9]?))?",
    remedy="write it as `3.11` or `3.11.4`",
    examples=("3.11", "3.12"),
    glance=lambda text: text in ("3.8", "3.9", "3.10", "3.13", "3.14"),
)
PATH = Pattern(
    "a path",
    r"[^\0]+",
    longest=4096,
    remedy="write a path inside the project, such as `models`",
    examples=("models",),
    glance=lambda text: bool(text) and "\0" not in text,
)
IMAGE = Pattern(
    "a container image",
    f"(?![0-9a-f]{{64}}$)({_REGISTRY}/)?{_REPOSITORY}(/{_REPOSITORY})*(:[A-Za-z0-9_][A-Za-z0-9_.-]{{0,127}})?"
    "(@(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}))?",
    longest=247,
    characters=r"A-Za-z0-9._:/@\[\]-",
    remedy="write it as `name:version` or `registry/name:version`, the name in small letters",
    examples=("python:3.11",),
    near="near_image",
    glance=_plain_image,
)
EXTENDED_RESOURCE = Pattern(
    "the name of a device",
    rf"(?!requests[.]|hugepages-|[^/]*kubernetes[.]io/)(?=[^/]{{1,244}}/){_SUBDOMAIN}/{_QUALIFIED}",
    remedy="write the maker's name and the device, such as `nvidia.com/gpu`",
    examples=("nvidia.com/gpu", "amd.com/gpu"),
    near="near_device",
)
NAMESPACE = Pattern(
    "a namespace",
    "[a-z0-9]([a-z0-9-]*[a-z0-9])?",
    longest=63,
    characters="a-z0-9-",
    remedy="use small letters, digits and `-`, with a letter or digit at both ends",
    examples=("ml",),
)
OBJECT_NAME = Pattern(
    "an object's name",
    _SUBDOMAIN,
    longest=253,
    characters="a-z0-9.-",
    remedy="use small letters, digits, `-` and `.`, with a letter or digit at both ends",
    examples=("ml-runner",),
)
LABEL_NAME = Pattern(
    "the name of a label",
    f"((?=[^/]{{1,253}}/){_SUBDOMAIN}/)?{_QUALIFIED}",
    remedy="use letters, digits, `-`, `_` and `.`, at most 63, behind an optional domain and `/`",
    characters="A-Za-z0-9._/-",
    examples=("gpu", "nvidia.com/gpu.product"),
    near="near_label",
    glance=_plain_label,
)
LABEL_VALUE = Pattern(
    "the value of a label",
    f"({_QUALIFIED})?",
    longest=63,
    characters="A-Za-z0-9._-",
    remedy="use letters, digits, `-`, `_` and `.`, with a letter or digit at both ends",
    examples=("a100",),
    near="near_label",
    identifiers=True,
)
TIME_ZONE = TimeZone(
    "a time zone",
    "[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*)*",
    longest=60,
    remedy="write its IANA name, such as `Europe/Copenhagen` or `Etc/UTC`",
    examples=("Europe/Copenhagen",),
    near="near_zone",
)
ADDRESS = Pattern(
    "an address",
    r"(?![^\s/:]*:[0-9]+(/|$))[A-Za-z][A-Za-z0-9+.-]*:[^\s]+",
    remedy="write it with what it begins with, such as `https://mlflow.example.com`",
    examples=("https://mlflow.example.com",),
)
BUCKET = Pattern(
    "the name of a bucket",
    "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
    longest=63,
    characters="a-z0-9.-",
    remedy="use three or more small letters, digits, `-` and `.`, with a letter or digit at both ends",
    examples=("ml-artifacts",),
)
TOOL_VERSION = Pattern(
    "a version",
    r"[0-9]+(\.[0-9]+)*((a|b|rc)[0-9]+)?(\.post[0-9]+)?",
    remedy="write all of one version, such as `2.1.3`",
    examples=("2.1.3",),
)
VERSIONS = Pattern(
    "a range of versions",
    r"\s*(===?|!=|>=?|<=?|~=)\s*[0-9]+(\.[0-9]+)*(\.\*)?(\s*,\s*(===?|!=|>=?|<=?|~=)\s*[0-9]+(\.[0-9]+)*(\.\*)?)*\s*",
    remedy="write it as `>=0.1` or `>=0.1, <0.3`",
    examples=(">=0.1", ">=0.1, <0.3"),
)
RULE = Pattern(
    "a rule",
    "AME[0-9]{0,3}x{0,3}|[a-z0-9]+(-[a-z0-9]+)*",
    remedy="write its name or code, such as `unknown-key` or `AME101`; `AME1` stands for all that begin so",
    examples=("unknown-key", "AME101"),
)
LEVEL = Choice("a level", "error", "warning", "hint", "off")
