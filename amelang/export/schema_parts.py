"""The parts of JSON Schemas: words, references, what is said of a key, and what editors propose."""

from __future__ import annotations

from typing import Any

from amelang.export.words import (
    bare_noun,
    capital,
    first_paragraph,
    how_to_write,
    key_text,
    plain_value,
    tags_text,
)
from amelang.language.reference import NAME_KEY, PROJECT_KEY
from amelang.language.scalars import NAME, Choice, Flag
from amelang.language.shape import Key, Kind, ListOf, MapOf, OneOf, Record, RefTo

Schema = dict[str, Any]

NUMBERS = ("0", "1", "7", "1e-3", "2.5", "3.11")
"""Words that YAML takes for numbers: a kind that accepts one of them may be given a number."""

TEXTS = ["string", "number", "boolean"]
"""What a text may look like to a reader of YAML."""


def typed(names: list[str], wanted: str, *, empty: bool) -> Schema:
    """Say which types a value may have, and what is said of another; an `empty` one may be nothing, too.

    The types stand in a condition. Of types that stand alone editors make proposals: they would offer
    `null`, `true` and `false` wherever a name or a number may be written, because YAML may take one
    for such a value.
    """
    return {
        "if": {"type": [*names, *(["null"] if empty else [])]},
        "else": {"type": names, "errorMessage": wanted},
    }


def word(kind: Kind[Any], *, empty: bool) -> Schema:
    """Return the schema of a word; as YAML sees it, it can be a number or a truth as well as a text."""
    numbers = [number for number in NUMBERS if kind.read(number) is not None]
    letters = kind.read("x") is not None
    found = ["string"]
    if numbers and all(number.isdigit() for number in numbers) and not letters:
        found.insert(0, "integer")
    elif numbers:
        found.append("number")
    if kind.read("true") is not None:
        found.insert(len(found) if letters else 0, "boolean")
    remedy = how_to_write(kind)
    behind = f": {remedy}." if remedy else "."
    schema = typed(found, f"{capital(kind.noun)} is wanted here{behind}", empty=empty)
    if isinstance(kind, Choice):
        schema["enum"] = [*kind.examples, *([None] if empty else [])]
    elif kind.pattern:
        schema["pattern"] = anchored(kind.pattern)
        schema["patternErrorMessage"] = f"This is not {kind.noun}{behind}"
    if isinstance(kind, Flag):
        schema["examples"] = [True, False]
    if longest := getattr(kind, "longest", 0):
        schema["maxLength"] = longest
    if numbers and kind.read("-1") is None:
        schema["minimum"] = int(min(map(float, numbers)))
    return schema


def reference(shape: RefTo) -> Schema:
    """Return the schema of a reference: `name`, `project.name`, or the keys of one, perhaps wrapped."""
    noun = bare_noun(shape.target)
    example = next(key.example for key in shape.target.keys.values() if key.defines)
    remedy = "write `name`, or `project.name`."
    short = {
        "title": noun,
        "defaultSnippets": [{"label": example, "body": example}],
        **typed(TEXTS, f"{capital(shape.noun)} is wanted here: {remedy}", empty=True),
        "pattern": anchored(f"({NAME.pattern}[.])?{NAME.pattern}"),
        "patternErrorMessage": f"This is not {shape.noun}: {remedy}",
    }
    keys = keys_of_reference(noun, example)
    choices: list[Schema] = [short, keys]
    if shape.wrapper:
        choices.append(
            {
                "title": noun,
                "type": "object",
                "properties": {
                    shape.wrapper: {"description": f"The {noun} that is meant.", "anyOf": [keys, short]}
                },
                "allOf": [{"required": [shape.wrapper]}],
                "additionalProperties": False,
            }
        )
    return {"anyOf": choices}


def keys_of_reference(noun: str, example: str) -> Schema:
    """Return the schema of a reference that is written as keys."""
    name_word, project_word = word(NAME, empty=False), word(NAME, empty=True)
    project_doc = f"Project of the {noun}, where it is not this one."
    return {
        "title": noun,
        "type": "object",
        "properties": {
            NAME_KEY: {"description": f"Name of the {noun}.", "examples": [example], **name_word},
            PROJECT_KEY: {"description": project_doc, "examples": ["shared"], **project_word},
        },
        # Of keys that a schema requires by itself, editors make proposals of their own.
        "allOf": [{"required": [NAME_KEY]}],
        "additionalProperties": False,
    }


def with_former_keys(shape: OneOf[Any], choices: dict[str, Schema]) -> list[Schema]:
    """Return the choices, and with them that of a tag written as a key around a value, as it once was.

    Of choices that fit equally badly editors explain the first. As `vault` is a key of a secret as
    well, that of the former keys goes before the secret; but a word that nobody knows is no former key.
    """
    words = {tag.lstrip("!"): tag for tag in choices}
    around = {
        "if": {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": {"type": "object"},
        },
        "then": {
            "properties": {word: deprecated(choices[tag], f"{word}:", tag) for word, tag in words.items()},
            "additionalProperties": False,
        },
        "else": {"type": ["null"], "errorMessage": tag_wanted(shape.base)},
    }
    alike = [tag for tag, record in shape.variants.items() if record.keys.keys() & words.keys()]
    place = list(choices).index(alike[0]) if alike else len(choices)
    found = list(choices.values())
    return [*found[:place], around, *found[place:]]


def deprecated(schema: Schema, old: str, new: str) -> Schema:
    """Return the schema of what has an old spelling, which editors accept and do not offer."""
    sentence = f"`{old}` is now written `{new}`."
    plain = {key: value for key, value in schema.items() if key != "$ref"}
    # Beside a `$ref`, editors overlook that a key is not to be offered.
    return {
        **(plain | {"allOf": [{"$ref": schema["$ref"]}]} if "$ref" in schema else plain),
        "description": sentence,
        "markdownDescription": sentence,
        "deprecated": True,
        "deprecationMessage": sentence,
        "doNotSuggest": True,
    }


def described(key: Key[Any], *, toml: bool) -> Schema:
    """Return what is said about a key, whatever it holds, in the schema of YAML or of TOML."""
    text = key_text(key)
    if tagged := tagged_shape(key):
        text += "\n\n" + tags_text(tagged)
    made: Schema = {"description": key.doc, "markdownDescription": text}
    if key.default:
        made["default"] = plain_value(key.default)
    if not key.example or tagged:
        return made
    example = plain_value(key.example, pairs=isinstance(key.shape, MapOf))
    quote = key.example[0] if key.example[0] in "'\"" else ""
    if key.others:
        made["examples"] = list(example.values())
    elif toml or not (quote or isinstance(key.shape, MapOf)):
        made["examples"] = [example]
    else:
        # Of an example editors drop the quotes, and its keys they do not move to where they belong.
        made["markdownDescription"] += f"\n\nExample: `{key.example}`."
        if quote:
            body = f"{quote}${{1:{key.example[1:-1]}}}{quote}"
            made["defaultSnippets"] = [{"label": key.example, "body": body}]
    return made


def tagged_shape(key: Key[Any]) -> OneOf[Any] | None:
    """Return what a key holds, or each item of its list, where a tag tells of which kind it is."""
    shape = key.shape.item if isinstance(key.shape, ListOf) else key.shape
    return shape if isinstance(shape, OneOf) else None


def with_snippet(schema: Schema) -> Schema:
    """Return the schema of a key with its example as a proposal only.

    Several variants have the same key, and editors would show the example once for each.
    """
    made = dict(schema)
    examples = made.pop("examples", [])
    if examples:
        made["defaultSnippets"] = [
            {"label": str(example), "body": f"${{1:{example}}}"} for example in examples
        ]
    return made


def skeletons(shape: OneOf[Any]) -> Schema:
    """Return a choice that no value takes, but nothing; editors propose its tags, with the keys they need.

    They move the lines after the first by as much as the line has before it. Where the keys of a tag
    are proposed, this choice is none, and its proposals are not made.
    """
    made = []
    for tag, record in shape.variants.items():
        needed = record.required
        if needed:
            lines = [f"  {place_of(key, number)}" for number, key in enumerate(needed, 1)]
            label = f"{tag} with " + " and ".join(key.name for key in needed)
            body = "\n".join((tag, *lines))
            made.append({"label": label, "description": first_paragraph(record), "body": body})
    return {**typed(["null"], tag_wanted(shape.base), empty=False), "defaultSnippets": made}


def tag_wanted(base: type[Record]) -> str:
    """Return what is said where a value has no keys, and a tag should tell of which kind it is."""
    return f"{capital(base.noun)} is wanted here: a tag, and keys behind it."


def skeleton(record: type[Record], keys: list[Key[Any]]) -> Schema:
    """Return what editors propose for a record of which they do not see by themselves what it needs."""
    body = {key.name: f"${{{number}:{key.example}}}" for number, key in enumerate(keys, 1)}
    return {"label": bare_noun(record), "description": first_paragraph(record), "body": body}


def place_of(key: Key[Any], number: int) -> str:
    """Return a key with a place for its value, in the language of editors' snippets."""
    return f"{key.name}: ${{{number}:{key.example}}}"


def anchored(pattern: str) -> str:
    """Return a pattern that means the whole of a text, as JSON Schema wants it said."""
    return f"^(?:{pattern})$"
