"""What is wrong with a name, a version, a flag and the like, and which one was probably meant."""

from __future__ import annotations

import re
from functools import lru_cache

from amelang.language.forms import closest
from amelang.language.place import inner, part
from amelang.language.problems import BadWord
from amelang.language.word_problems import BadPythonVersion
from amelang.language.words import Words
from amelang.text.problem import Problem
from amelang.text.tree import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

TRUE, FALSE = ("true", "yes", "on", "y", "1"), ("false", "no", "off", "n", "0")
DEVICES = {"gpu": "nvidia.com/gpu", "gpus": "nvidia.com/gpu", "cuda": "nvidia.com/gpu", "rocm": "amd.com/gpu"}
OFFSET = "Etc/GMT"
"""How the zones begin that are so many hours off."""
LONGEST_GUESSED = 500
"""Of more characters nobody guesses what they mean."""
OLDEST = 6
"""The oldest Python 3 that tasks are run with: what is older, no registry and no tool has any more."""


def explain(word: Scalar, kind: Words) -> Problem:
    """Say what is wrong with a word that a pattern does not accept."""
    text = word.text
    at, reason = _fault(text, kind)
    overlong = len(text) > (kind.longest or LONGEST_GUESSED)
    near = _NEAR[kind.near](text) if kind.near and not overlong else ""
    if near.startswith(OFFSET) and ("+" in near) != ("+" in text):
        reason = "its IANA name has the opposite sign"
    return BadWord(
        span=word.span if at < 0 else part(word, at, at + 1),
        place=inner(word),
        word=text,
        wanted=kind.noun,
        reason=reason,
        remedy=kind.remedy,
        better=(near,) if near and near != text and kind.read(near) is not None else (),
    )


def _fault(text: str, kind: Words) -> tuple[int, str]:
    """Return the offset of the character that cannot stand in a word, or -1, and what is wrong."""
    if kind.longest and len(text) > kind.longest:
        return -1, f"it is longer than {kind.longest} characters"
    wrong = re.search(f"[^{kind.characters}]", text) if kind.characters else None
    if wrong:
        character = wrong[0]
        if character.isspace():
            return (
                wrong.start(),
                "there is a space in it" if character == " " else "it has an odd space in it",
            )
        shown = character if character.isprintable() and character != "`" else ascii(character)[1:-1]
        return wrong.start(), f"`{shown}` cannot stand in it"
    if kind.characters and text:
        for at, place in ((0, "begin"), (len(text) - 1, "end")):
            if not text[at].isalnum() and not kind.accepts(text[at] + "a" if at == 0 else "a" + text[at]):
                return at, f"it cannot {place} with `{text[at]}`"
    return -1, ""


def explain_command(word: Scalar, wanted: str) -> Problem:
    """Say that there is no command."""
    remedy = "write the shell command that starts the task"
    return BadWord(span=word.span, word=word.text, wanted=wanted, remedy=remedy)


def explain_choice(word: Scalar, kind: Words) -> Problem:
    """Say which of a few words was probably meant."""
    near = closest(word.text[:LONGEST_GUESSED].strip(), dict.fromkeys(kind.examples))
    return BadWord(
        span=word.span,
        place=inner(word),
        word=word.text,
        wanted=kind.noun,
        remedy=kind.remedy,
        better=(near,) if near else (),
    )


def explain_flag(word: Scalar, wanted: str) -> Problem:
    """Say which of the two words was probably meant."""
    lower = word.text[:20].strip().lower()
    better = "true" if lower in TRUE else "false" if lower in FALSE else ""
    return BadWord(
        span=word.span,
        place=inner(word),
        word=word.text,
        wanted=wanted,
        remedy="write `true` or `false`",
        better=(better,) if better else (),
        sure=lower not in ("1", "0"),
    )


def explain_count(word: Scalar, wanted: str, read: Callable[[str], int | None]) -> Problem:
    """Say what a count looks like, and which one was probably meant."""
    text = word.text[:LONGEST_GUESSED].strip()
    plain = re.fullmatch(r"\+?0*([0-9_]+?)(\.0+)?", text)
    better = plain[1].replace("_", "") if plain else ""
    negative = text.startswith("-") and text[1:].isdecimal()
    # With a zero in front it is eight times ten to some, as YAML had it once.
    octal = re.match(r"\+?0[0-9_]", text) is not None
    return BadWord(
        span=word.span,
        place=inner(word),
        word=word.text,
        wanted=wanted,
        reason="it is negative" if negative else "",
        remedy="write digits, such as `2`; none at all is `0`",
        better=(better,) if read(better) is not None else (),
        sure=not octal,
    )


def explain_version(word: Scalar, kind: Words) -> Problem:
    """Say what is wrong with a version of Python, and which one was probably meant."""
    text = word.text
    better, sure, reason, remedy = "", False, "", kind.remedy
    if len(text) > LONGEST_GUESSED:
        reason = f"it is longer than {LONGEST_GUESSED} characters"
    elif old := re.fullmatch(r"([0-9]+)\.([0-9]+)(\.[0-9]+)?", text):
        if old[1] == "2" or (old[1] == "3" and int(old[2][:9]) < OLDEST):
            reason = f"tasks need 3.{OLDEST} or newer"
        if old[1] == "3" and old[2] == "1" and not old[3]:
            # Written unquoted, 3.10 is 3.1 to every program that takes it for a number.
            better = "3.10"
    elif text.strip() == "3":
        reason = "say which Python 3"
    elif meant := re.fullmatch(
        r"(?i)\s*(==|>=|~=|\^|~|=)?\s*(?:(?:c?python|py|cp|v)[-_ :]?)?"
        r"3[.,]?([6-9]|[1-9][0-9])((?:\.[0-9]{1,2})?)(\.x|\.\*|\.)?(-[a-z0-9.-]+)?\s*",
        text,
    ):
        better = f"3.{meant[2]}{meant[3]}"
        sure = meant[1] in (None, "==", "=") and meant[5] is None
        reason = "a task runs with one version" if meant[1] not in (None, "==", "=") else ""
    return BadPythonVersion(
        span=word.span,
        place=inner(word),
        word=text,
        wanted=kind.noun,
        reason=reason,
        remedy=remedy,
        better=(better,) if better and kind.read(better) is not None else (),
        sure=sure,
    )


def near_name(text: str) -> str:
    """Return the name that a word can be made into; empty where it has letters that no name has."""
    return (
        re.sub("[^A-Za-z0-9_-]+", "_", text.strip()).strip("_-")[:63].rstrip("_-") if text.isascii() else ""
    )


def _near_variable(text: str) -> str:
    if not text.isascii() or "=" in text:
        return ""
    made = re.sub("[^A-Za-z0-9_]+", "_", text.strip().strip("${}"))
    return f"_{made}" if made[:1].isdecimal() else made


def _near_image(text: str) -> str:
    made = re.sub("^[a-z-]+://", "", text.strip()).rstrip("/:")
    name, at, digest = made.partition("@")
    path, colon, tag = name.rpartition(":")
    if not colon or "/" in tag:
        path, colon, tag = name, "", ""
    registry, slash, rest = path.partition("/")
    if not slash or not re.search("[.:]", registry):
        registry, slash, rest = "", "", path
    return registry + slash + rest.lower() + colon + tag + at + digest


def _near_device(text: str) -> str:
    lower = text.strip().lower()
    return DEVICES.get(lower) or (lower if "/" in lower else "")


def _near_label(text: str) -> str:
    return re.sub("[^A-Za-z0-9._/-]+", "-", text.strip()).strip("._-") if text.isascii() else ""


@lru_cache(maxsize=1000)
def _near_zone(text: str) -> str:
    wanted = text.strip().lower().replace(" ", "_")
    zones = _zones()
    if wanted in ("gmt", "utc", "z", "zulu"):
        return "Etc/UTC"
    if offset := re.fullmatch("(?:gmt|utc)?([+-])0?([1-9]|1[0-4])(?::?00)?", wanted):
        # The zones of this family have the sign that POSIX gives them: `Etc/GMT-2` is two hours ahead.
        return f"{OFFSET}{'-' if offset[1] == '+' else '+'}{offset[2]}"
    whole = [zone for zone in zones if zone.lower() == wanted]
    cities = [zone for zone in zones if zone.lower().endswith("/" + wanted)]
    if whole or len(cities) == 1:
        return (whole or cities)[0]
    from difflib import get_close_matches

    by_lower = {zone.lower(): zone for zone in zones}
    near = get_close_matches(wanted, by_lower, 1, 0.85)
    return by_lower[near[0]] if near else ""


@lru_cache(maxsize=1)
def _zones() -> list[str]:
    # Finding them walks through hundreds of files.
    import zoneinfo

    return sorted(zoneinfo.available_timezones())


_NEAR: dict[str, Callable[[str], str]] = {
    "near_name": near_name,
    "near_variable": _near_variable,
    "near_image": _near_image,
    "near_device": _near_device,
    "near_label": _near_label,
    "near_zone": _near_zone,
}
