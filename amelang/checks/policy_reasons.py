"""Why a policy does not accept a value, in a few words."""

from __future__ import annotations

import json
import re
from typing import Any

from jsonschema.exceptions import ValidationError

from amelang.text.source import Span

BOUNDS = {
    "maximum": "at most",
    "exclusiveMaximum": "less than",
    "minimum": "at least",
    "exclusiveMinimum": "more than",
}
LONGEST = 60
UNIT = re.compile("[0-9.][KMGTPE]i?$")
"""What bytes are written with; nobody reads ten digits."""


def missing(error: ValidationError) -> str:
    """Return the key that is missing, or should be; empty where the error is about something else."""
    value, instance = error.validator_value, error.instance
    if not isinstance(instance, dict):
        return ""
    if error.validator == "required" and isinstance(value, list):
        lacking = [key for key in value if key not in instance]
        # The library makes an error for each of them, and says which one in its sentence only.
        return next((key for key in lacking if error.message.startswith(repr(key))), "")
    return ""


def stray(error: ValidationError) -> list[str]:
    """Return the keys that a policy does not want beside the others."""
    schema, instance = error.schema, error.instance
    if error.validator != "additionalProperties" or not isinstance(instance, dict):
        return []
    known = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    return [key for key in instance if key not in known and not any(re.search(one, key) for one in patterns)]


def reason(error: ValidationError, place: Span | None) -> str:
    """Return what is wrong with the value; empty where only the policy's own sentence can say it.

    `place` is where the value was written, if it is one word.
    """
    value, wanted, kind = error.instance, error.validator_value, error.validator
    if key := missing(error):
        return f"`{key}` is missing"
    if keys := stray(error):
        listed = ", ".join(f"`{_short(key)}`" for key in keys[:3])
        return f"{listed} {'is' if len(keys) == 1 else 'are'} not allowed"
    if isinstance(value, (dict, list)):
        return ""
    spelled = _short(place.text.strip("\"'")) if place is not None else _short(value)
    same = spelled == _short(value)
    if kind in BOUNDS and isinstance(wanted, (int, float)):
        meaning = "it is" if same else f"`{spelled}` is"
        short = _binary(wanted) if UNIT.search(spelled) else ""
        limit = f"{_short(wanted)} ({short})" if short else _short(wanted)
        return f"{meaning} {_short(value)}, and must be {BOUNDS[kind]} {limit}"
    if kind == "enum" and isinstance(wanted, list) and len(wanted) <= 8:
        return f"`{spelled}` is none of {', '.join(f'`{_short(one)}`' for one in wanted)}"
    if kind == "const":
        return f"`{spelled}` is not `{_short(wanted)}`"
    if kind == "pattern":
        return f"`{spelled}` does not match `{_short(wanted)}`"
    return ""


def _binary(number: float) -> str:
    """Return a number of bytes in the largest binary unit that it is a whole number of, if there is one."""
    for power, unit in ((40, "Ti"), (30, "Gi"), (20, "Mi")):
        if number and number % 2**power == 0:
            return f"{int(number) // 2**power}{unit}"
    return ""


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    text = text.partition("\n")[0]
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
