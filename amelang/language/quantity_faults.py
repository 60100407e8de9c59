"""What is wrong with a quantity, and which one was probably meant."""

from __future__ import annotations

import re
import unicodedata

from amelang.language.grammar import END, failure
from amelang.language.place import inner, part
from amelang.language.quantity import BINARY, DECIMAL, LARGEST, LONGEST, NANO, parse
from amelang.language.word_problems import BadQuantity, FractionalDevice, NegativeQuantity, OverlargeQuantity
from amelang.language.words import Amounts
from amelang.text.problem import Problem
from amelang.text.tree import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from amelang.language.grammar import Failure

CERTAIN = {"B": "", "kB": "k", "MB": "M", "GB": "G", "TB": "T", "PB": "P", "EB": "E"}
"""Units that can only mean one of ours; binary ones in any case of letters are certain, too."""
LIKELY = {
    "g": ("G",),
    "t": ("T",),
    "p": ("P",),
    "K": ("k", "Ki"),
    "KB": ("k", "Ki"),
    "b": ("",),
    "kb": ("k",),
    "mb": ("M",),
    "gb": ("G",),
    "tb": ("T",),
    "pb": ("P",),
    "byte": ("",),
    "kilobyte": ("k",),
    "megabyte": ("M",),
    "meg": ("M",),
    "gigabyte": ("G",),
    "gig": ("G",),
    "terabyte": ("T",),
    "mebibyte": ("Mi",),
    "gibibyte": ("Gi",),
    "tebibyte": ("Ti",),
    "x": ("",),
    "core": ("",),
    "cpu": ("",),
    "vcpu": ("",),
    "thread": ("",),
    "gpu": ("",),
    "millicore": ("m",),
    "millicpu": ("m",),
}
"""What people write behind a number, in the singular, and what they may mean by it."""
SPACES = {" ": "a space", "\t": "a tab", "\n": "a line break", "\u00a0": "a no-break space"}


def explain(word: Scalar, kind: Amounts) -> Problem:
    """Say what is wrong with a word that is not the quantity that its key wants."""
    text = word.text
    if len(text) > LONGEST:
        reason = f"it is longer than {LONGEST} characters"
        return BadQuantity(span=inner(word), word=text, wanted=kind.noun, reason=reason, remedy=kind.remedy)
    if (quantity := parse(text)) is not None:
        if quantity.nano > kind.largest:
            return OverlargeQuantity(
                span=word.span, word=text, limit="8Ei" if kind.largest == LARGEST else "9P"
            )
        whole = str(-(-quantity.nano // NANO))
        return FractionalDevice(span=word.span, word=text, whole=whole, place=inner(word))
    if text.startswith("-") and (quantity := parse(text[1:])) is not None:
        return NegativeQuantity(span=word.span, word=text, positive=text[1:] if quantity.nano else "1")
    found = failure("quantity", text)
    assert found is not None, f"pattern and grammar disagree about {text!r}"
    better = [(near, sure) for near, sure in _near(text) if near != text and kind.meaning(near)]
    return BadQuantity(
        span=part(word, found.at, len(text)) if found.at < len(text) else word.span,
        place=inner(word),
        word=text,
        wanted=kind.noun,
        reason=_reason(text, found),
        remedy=kind.remedy,
        better=tuple(dict.fromkeys(near for near, _ in better)),
        sure=bool(better) and better[0][1],
    )


def _reason(text: str, found: Failure) -> str:
    """Say what the word lacks, or has too much, at its first wrong character."""
    character, number = text[found.at : found.at + 1], text[: found.at][-12:]
    if character in SPACES:
        return f"found {SPACES[character]}" + (f" after `{number}`" if number else "")
    if character and not character.isascii() and character.isdecimal():
        return f"`{character}` is not one of the digits 0 to 9"
    if END in found.expected:
        in_unit = found.after and not found.after[-1].isdigit() and found.after != "."
        return (
            f"expected nothing after `{found.after}`"
            if in_unit
            else f"expected a unit or nothing after `{number}`"
        )
    if "I" in found.expected:
        return f"expected `i` after `{found.after}`"
    return f"expected digits after `{number}`" if number else "expected a number at the start"


def _near(text: str) -> Iterator[tuple[str, bool]]:
    """Give the quantities that a word may have meant, the likeliest first, and whether each is certain."""
    tidy = _tidy(text)
    if match := re.fullmatch(r"0[xX][0-9a-fA-F]{1,15}|0[oO][0-7]{1,15}|0[bB][01]{1,50}", tidy):
        yield str(int(match[0], 0)), False
    elif (match := re.fullmatch("([0-9]{1,4}) ?/ ?([1-9][0-9]{0,3})", tidy)) and not (
        int(match[1]) * 1000 % int(match[2])
    ):
        yield f"{int(match[1]) * 1000 // int(match[2])}m", False
    elif match := re.fullmatch(r"(\+?[0-9.][0-9_., ]*?) ?([^0-9_., ].*)?", tidy):
        number, certain = _number(match[1])
        for unit, sure in _units(match[2] or ""):
            yield number + unit, certain and sure


def _tidy(text: str) -> str:
    """Replace characters that only look different: wide digits and letters, odd spaces, a final comma."""
    made = ""
    for character in text:
        if 0xFF01 <= ord(character) <= 0xFF5E:
            made += chr(ord(character) - 0xFEE0)
        elif character.isdecimal():
            made += str(unicodedata.decimal(character))
        elif character in "\u00b5\u03bc":
            made += "u"
        elif character.isspace():
            made += " "
        elif unicodedata.category(character) != "Cf":
            made += character
    return " ".join(made.split()).rstrip(" ,;")


def _number(text: str) -> tuple[str, bool]:
    """Return a number without what separates its digits, and whether it can be read in one way only."""
    certain = " " not in text
    plain = text.replace("_", "").replace(" ", "")
    if plain.count(",") == 1 and "." not in plain:
        whole, _, rest = plain.partition(",")
        if len(rest) != 3 or not whole.strip("+0"):
            return f"{whole}.{rest}", certain
        # `1,500` is 1500 for some and 1.5 for others.
        return whole + rest, False
    if re.fullmatch(r"\+?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", plain):
        return plain.replace(",", ""), certain
    return plain, certain


def _units(unit: str) -> Iterator[tuple[str, bool]]:
    """Give the units that a word behind a number may have meant, and whether each is certain."""
    if unit in DECIMAL or unit in BINARY or re.fullmatch("[eE][+-]?[0-9]+", unit):
        yield unit, True
    if unit in CERTAIN:
        yield CERTAIN[unit], True
    for binary in BINARY:
        if unit.lower() in (binary.lower(), binary.lower() + "b"):
            yield binary, True
    for singular in (unit, unit.lower().removesuffix("s")):
        yield from ((meant, False) for meant in LIKELY.get(singular, ()))
