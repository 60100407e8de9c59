"""JSON Schemas of ame.yml and ame.toml, made of the records that describe them.

They are for editors and validators that know nothing else of AME, and say less than `ame check`:
JSON Schema sees neither tags nor what a name refers to, and a validator reads values in YAML's way,
in which `3.10` is a number. Whatever is no error for `ame check` fits the schema.
"""

from __future__ import annotations

import json
from typing import Any

from amelang.export.words import bare_noun, first_paragraph, key_text, plain_value, tags_text
from amelang.language.ame_yml import Task, Template
from amelang.language.reference import NAME_KEY, PROJECT_KEY
from amelang.language.scalars import NAME, Choice
from amelang.language.shape import (
    Either,
    Key,
    Kind,
    ListOf,
    MapOf,
    OneOf,
    Record,
    RecordOf,
    RefTo,
    Shape,
)
from amelang.meaning.complete import WORK

Schema = dict[str, Any]

DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"
DRAFT_07 = "http://json-schema.org/draft-07/schema#"
NUMBERS = ("0", "1", "7", "1e-3", "2.5", "3.11")
"""Words that YAML takes for numbers: a kind that accepts one of them may be given a number."""

LONG = 200
"""A pattern of so many characters is written once, however many keys it is for."""


def schema_of(root: type[Record], title: str) -> Schema:
    """Return the JSON Schema (2020-12) of a record and all that it may hold."""
    builder = Builder()
    top = builder.record(root)
    return {
        "$schema": DRAFT_2020,
        "title": title,
        **{key: value for key, value in top.items() if key != "title"},
        "$defs": builder.definitions,
    }


def draft_07(schema: Schema) -> Schema:
    """Return the same schema for those who read draft 7.

    Strict ones ignore what stands beside a `$ref`; here that is documentation only.
    """

    def older(value: Any) -> Any:
        if isinstance(value, list):
            return [older(item) for item in value]
        if isinstance(value, dict):
            return {"definitions" if key == "$defs" else key: older(item) for key, item in value.items()}
        return value.replace("#/$defs/", "#/definitions/") if isinstance(value, str) else value

    return {**older(schema), "$schema": DRAFT_07}


def without_nothing(schema: Schema) -> Schema:
    """Return the same schema for TOML, in which every key has a value."""

    def filled(value: Any) -> Any:
        if isinstance(value, list):
            return [filled(item) for item in value if item not in (None, "null")]
        if not isinstance(value, dict):
            return value
        made = {key: filled(item) for key, item in value.items()}
        if isinstance(made.get("type"), list) and len(made["type"]) == 1:
            made["type"] = made["type"][0]
        return made

    whole: Schema = filled(schema)
    return whole


def to_text(schema: Schema) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


class Builder:
    """Makes the schema of each record once, in `definitions`, and refers to it."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}

    def record(self, record: type[Record]) -> Schema:
        """Return the schema of a record's keys."""
        properties: dict[str, Schema] = {}
        for key in record.keys.values():
            needed = key.required and not record.partial
            properties[key.name] = self.key(key, empty=not needed)
            for other in key.also:
                same = f"The same as `{key.name}`: {key.doc}"
                properties[other] = {**properties[key.name], "description": same, "markdownDescription": same}
            for old in key.was:
                properties[old] = deprecated(properties[key.name], old, key.name)
        if record.tag:
            properties = {name: with_snippet(schema) for name, schema in properties.items()}
        about = "$comment" if record.tag else "description"  # of several variants editors show the first
        schema: Schema = {
            **({} if record.tag else {"title": bare_noun(record)}),
            about: first_paragraph(record),
            "type": ["object", "null"],
            "properties": properties,
        }
        if record.others is not None:
            shape = record.others.shape
            assert isinstance(shape, MapOf)
            value = {**described(record.others), **self.shape(shape.value)}
            schema["patternProperties"] = {anchored(shape.key.pattern): value}
        schema["additionalProperties"] = False
        # A template can supply everything but the name by which a thing is referred to.
        add_required(schema, [key for key in record.required if key.defines or not record.partial])
        if issubclass(record, Task) and not issubclass(record, Template):
            schema |= self.untemplated(record)
        return schema

    def untemplated(self, record: type[Task]) -> Schema:
        """Say what a task needs that has no template: something to run.

        What its executor needs cannot be said: a validator sees no tag, and `!mlflow` needs nothing.
        """
        template = record.from_template
        spellings = [word for key in WORK for word in (key.name, *key.was)]
        return {
            "if": {"not": {"anyOf": [{"required": [word]} for word in (template.name, *template.was)]}},
            "then": {"anyOf": [{"required": [word]} for word in spellings]},
        }

    def key(self, key: Key[Any], *, empty: bool) -> Schema:
        """Return the schema of a key's value; one that may be `empty` may be written without a value."""
        schema = {**described(key), **self.shape(key.shape, empty=empty)}
        first = schema.get("default", schema.get("examples", [""])[0])
        if isinstance(first, int | float) and not isinstance(first, bool) and "number" in schema["type"]:
            # Editors write what they propose as the first type: as a text it would stand in quotes.
            schema["type"] = ["number", *(name for name in schema["type"] if name != "number")]
        return schema

    def reference(self, record: type[Record]) -> str:
        """Return the place of a record's schema, having made it."""
        name = record.__name__
        if name not in self.definitions:
            # A record can hold itself, as a step does in its pipeline: it is known before it is made.
            self.definitions[name] = {}
            self.definitions[name].update(self.record(record))
        return f"#/$defs/{name}"

    def word(self, kind: Kind[Any], *, empty: bool) -> Schema:
        """Return the schema of a word; one with a long pattern is made once."""
        if len(kind.pattern) < LONG:
            return word(kind, empty=empty)
        return self.once(kind.noun.removeprefix("a "), word(kind, empty=True))

    def once(self, name: str, schema: Schema) -> Schema:
        """Keep a schema under a name of several words, and return a reference to it."""
        dashed = name.replace(" ", "-")
        self.definitions.setdefault(dashed, schema)
        return {"$ref": f"#/$defs/{dashed}"}

    def shape(self, shape: Shape[Any], *, empty: bool = True) -> Schema:
        """Return the schema of what a key may hold."""
        if isinstance(shape, Kind):
            return self.word(shape, empty=empty)
        if isinstance(shape, RecordOf):
            return {"$ref": self.reference(shape.record)}
        if isinstance(shape, OneOf):
            choices = {tag: {"$ref": self.reference(variant)} for tag, variant in shape.variants.items()}
            return {"anyOf": [*choices.values(), by_former_keys(choices)]}
        if isinstance(shape, ListOf):
            return {"type": types("array", empty), "items": self.shape(shape.item)}
        if isinstance(shape, MapOf):
            names: Schema = {"pattern": anchored(shape.key.pattern)} if shape.key.pattern else {}
            return {
                "type": types("object", empty),
                "propertyNames": names,
                "additionalProperties": self.shape(shape.value),
            }
        if isinstance(shape, RefTo):
            return self.once(f"reference to {shape.target.noun}", reference(shape))
        if isinstance(shape, Either):
            return {"anyOf": [self.shape(shape.other), self.shape(shape.listed, empty=False)]}
        raise TypeError(f"no schema is known for {type(shape).__name__}")


def by_former_keys(choices: dict[str, Schema]) -> Schema:
    """Return the schema of a value whose tag is written as a key around it, as it once was."""
    words = {tag.lstrip("!"): tag for tag in choices}
    return {
        "type": "object",
        "properties": {word: deprecated(choices[tag], f"{word}:", tag) for word, tag in words.items()},
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }


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


def with_snippet(schema: Schema) -> Schema:
    """Return the schema of a key with its example as a proposal only.

    Several variants have the same key, and editors would show the example once for each.
    """
    made = dict(schema)
    examples = made.pop("examples", [])
    if examples:
        made["defaultSnippets"] = [{"label": str(example), "body": example} for example in examples]
    return made


def described(key: Key[Any]) -> Schema:
    """Return what is said about a key, whatever it holds."""
    made: Schema = {"description": key.doc, "markdownDescription": key_text(key)}
    if isinstance(key.shape, OneOf):
        made["markdownDescription"] += "\n\n" + tags_text(key.shape)
    elif isinstance(key.shape, ListOf) and isinstance(key.shape.item, OneOf):
        made["markdownDescription"] += "\n\n" + tags_text(key.shape.item)
    if key.default:
        made["default"] = plain_value(key.default)
    if key.example and not isinstance(key.shape, OneOf):
        example = plain_value(key.example, pairs=isinstance(key.shape, MapOf))
        made["examples"] = list(example.values()) if key.others else [example]
    return made


def word(kind: Kind[Any], *, empty: bool) -> Schema:
    """Return the schema of a word; as YAML sees it, it can be a number or a truth as well as a text."""
    numbers = [number for number in NUMBERS if kind.read(number) is not None]
    letters = kind.read("x") is not None
    found = ["string"]
    # Editors propose a value of the first type.
    if numbers and all(number.isdigit() for number in numbers) and not letters:
        found.insert(0, "integer")
    elif numbers:
        found.append("number")
    if kind.read("true") is not None:
        found.insert(len(found) if letters else 0, "boolean")
    schema: Schema = {"type": [*found, *(["null"] if empty else [])]}
    if isinstance(kind, Choice):
        schema["enum"] = [*kind.examples, *([None] if empty else [])]
    elif kind.pattern:
        schema["pattern"] = anchored(kind.pattern)
        remedy = getattr(kind, "remedy", "") or "for example " + ", ".join(kind.examples)
        schema["patternErrorMessage"] = f"This is not {kind.noun}: {remedy}."
    if longest := getattr(kind, "longest", 0):
        schema["maxLength"] = longest
    if numbers and kind.read("-1") is None:
        schema["minimum"] = 0
    return schema


def reference(shape: RefTo) -> Schema:
    """Return the schema of a reference: `name`, `project.name`, or the keys of one, perhaps wrapped."""
    noun = bare_noun(shape.target)
    name_word, project_word = word(NAME, empty=False), word(NAME, empty=True)
    keys: Schema = {
        "type": "object",
        "properties": {
            NAME_KEY: {"description": f"Name of the {noun}.", **name_word},
            PROJECT_KEY: {"description": f"Project of the {noun}, where it is not this one.", **project_word},
        },
        "required": [NAME_KEY],
        "additionalProperties": False,
    }
    short = {
        "type": ["string", "number", "boolean", "null"],
        "pattern": anchored(f"({NAME.pattern}[.])?{NAME.pattern}"),
        "patternErrorMessage": f"This is not {shape.noun}: write `name`, or `project.name`.",
    }
    choices: list[Schema] = [short, keys]
    if shape.wrapper:
        choices.append(
            {
                "type": "object",
                "properties": {
                    shape.wrapper: {"description": f"The {noun} that is meant.", "anyOf": [keys, short]}
                },
                "required": [shape.wrapper],
                "additionalProperties": False,
            }
        )
    return {"anyOf": choices}


def add_required(schema: Schema, keys: list[Key[Any]]) -> None:
    """Demand keys in a schema, each in any of its spellings."""
    plain = [key.name for key in keys if not key.also and not key.was]
    several = [key for key in keys if key.also or key.was]
    if plain:
        schema["required"] = plain
    if several:
        schema["allOf"] = [
            {"anyOf": [{"required": [spelling]} for spelling in (key.name, *key.also, *key.was)]}
            for key in several
        ]


def types(name: str, empty: bool) -> str | list[str]:
    """Return a type, or with it that of nothing."""
    return [name, "null"] if empty else name


def anchored(pattern: str) -> str:
    """Return a pattern that means the whole of a text, as JSON Schema wants it said."""
    return f"^(?:{pattern})$"
