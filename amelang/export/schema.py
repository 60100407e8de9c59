"""JSON Schemas of ame.yml and ame.toml, made of the records that describe them.

They are for editors and validators that know nothing else of AME, and say less than `ame check`:
JSON Schema sees neither tags nor what a name refers to, and a validator reads values in YAML's way,
in which `3.10` is a number. Whatever is no error for `ame check` fits the schema.

What editors make of each part was found out with yaml-language-server; tests/schema/test_editor.py
holds it.
"""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any

from amelang.export import schema_parts as parts
from amelang.export.schema_parts import Schema, typed
from amelang.export.words import bare_noun, capital, first_paragraph
from amelang.language.ame_yml import Task, Template
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

DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"
DRAFT_07 = "http://json-schema.org/draft-07/schema#"
LIST = "A list is wanted here: begin each item with `- `, on a line of its own."


def schema_of(root: type[Record], title: str, *, toml: bool = False) -> Schema:
    """Return the JSON Schema (2020-12) of a record and all that it may hold, in YAML or in TOML."""
    builder = Builder(toml=toml)
    top = builder.record(root)
    schema = {"$schema": DRAFT_2020, **top, "title": title, "$defs": builder.definitions}
    return for_toml(schema) if toml else schema


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


def for_toml(schema: Schema) -> Schema:
    """Return the same schema for TOML, in which every key has a value, and whose editors look at types."""

    def filled(value: Any) -> Any:
        if isinstance(value, list):
            return [filled(item) for item in value if item not in (None, "null")]
        if not isinstance(value, dict):
            return value
        made = {key: filled(item) for key, item in value.items() if key != "else"}
        if "if" in made:
            made = {("type" if key == "if" else key): item for key, item in made.items()}
            made["type"] = made["type"]["type"]
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

    def __init__(self, *, toml: bool) -> None:
        self.toml = toml
        self.definitions: dict[str, Schema] = {}

    def record(self, record: type[Record]) -> Schema:
        """Return the schema of a record's keys."""
        wanted = f"The keys of {record.noun} are wanted here."
        if record.tag and (base := record.__base__) and issubclass(base, Record):
            wanted = parts.tag_wanted(base)
        schema: Schema = {
            **({} if record.tag else {"title": bare_noun(record)}),
            # Of several variants editors show the first.
            "$comment" if record.tag else "description": first_paragraph(record),
            **typed(["object"], wanted, empty=True),
            "properties": self.properties(record),
        }
        if record.others is not None:
            shape = record.others.shape
            assert isinstance(shape, MapOf)
            value = {**parts.described(record.others, toml=self.toml), **self.shape(shape.value)}
            # Editors propose what has a name.
            schema["properties"] |= dict.fromkeys(shape.key.examples, value)
            schema["patternProperties"] = {parts.anchored(shape.key.pattern): value}
        schema["additionalProperties"] = False
        self.require(schema, record, needed(record))
        if issubclass(record, Task) and not issubclass(record, Template):
            schema.setdefault("allOf", []).extend(work_of(record))
        return schema

    def properties(self, record: type[Record]) -> dict[str, Schema]:
        """Return the schemas of a record's keys in all their spellings."""
        properties: dict[str, Schema] = {}
        for key in record.keys.values():
            properties[key.name] = self.key(key, empty=key not in needed(record))
            for other in key.also:
                same = f"The same as `{key.name}`: {key.doc}"
                properties[other] = {**properties[key.name], "description": same, "markdownDescription": same}
            for old in key.was:
                properties[old] = parts.deprecated(properties[key.name], old, key.name)
        if record.tag:
            properties = {name: parts.with_snippet(schema) for name, schema in properties.items()}
        return properties

    def require(self, schema: Schema, record: type[Record], keys: list[Key[Any]]) -> None:
        """Demand keys in a schema, each in any of its spellings."""
        plain = [key.name for key in keys if not key.also and not key.was and not record.tag]
        several = [key for key in keys if key.name not in plain]
        if plain:
            # Editors propose together what is required so.
            schema["required"] = plain
        if several:
            schema["allOf"] = [required(key.name, *key.also, *key.was) for key in several]
        if several and not record.tag:
            schema["defaultSnippets"] = [parts.skeleton(record, keys)]

    def key(self, key: Key[Any], *, empty: bool) -> Schema:
        """Return the schema of a key's value; one that may be `empty` may be written without a value."""
        return parts.described(key, toml=self.toml) | self.shape(key.shape, empty=empty)

    def reference(self, record: type[Record]) -> str:
        """Return the place of a record's schema, having made it."""
        name = record.__name__
        if name not in self.definitions:
            # A record can hold itself, as a step does in its pipeline: it is known before it is made.
            self.definitions[name] = {}
            self.definitions[name].update(self.record(record))
        return f"#/$defs/{name}"

    def once(self, name: str, schema: Schema) -> Schema:
        """Keep a schema under a name of several words, and return a reference to it."""
        dashed = name.replace(" ", "-")
        self.definitions.setdefault(dashed, schema)
        return {"$ref": f"#/$defs/{dashed}"}

    def shape(self, shape: Shape[Any], *, empty: bool = True) -> Schema:
        """Return the schema of what a key may hold."""
        if isinstance(shape, Kind):
            return parts.word(shape, empty=empty)
        if isinstance(shape, RecordOf):
            return {"$ref": self.reference(shape.record)}
        if isinstance(shape, OneOf):
            choices = {tag: {"$ref": self.reference(variant)} for tag, variant in shape.variants.items()}
            return {"anyOf": [*parts.with_former_keys(shape, choices), parts.skeletons(shape)]}
        if isinstance(shape, ListOf):
            return {**typed(["array"], LIST, empty=empty), "items": self.shape(shape.item)}
        if isinstance(shape, MapOf):
            named = parts.word(shape.key, empty=False) if shape.key.pattern else {}
            names = {name: named[name] for name in ("pattern", "patternErrorMessage") if name in named}
            return {
                "type": ["object", "null"] if empty else "object",
                "propertyNames": names,
                "additionalProperties": self.shape(shape.value),
            }
        if isinstance(shape, RefTo):
            return self.once(f"reference to {shape.target.noun}", parts.reference(shape))
        if isinstance(shape, Either):
            return {"anyOf": [self.shape(shape.other), self.shape(shape.listed, empty=False)]}
        raise TypeError(f"no schema is known for {type(shape).__name__}")


def work_of(record: type[Task]) -> list[Schema]:
    """Say that a task has one thing to run, unless its template may supply it, and never two.

    What its executor needs cannot be said: a validator sees no tag, and `!mlflow` needs nothing.
    """
    names = ", ".join(f"`{key.name}`" for key in WORK)
    noun, template = capital(record.noun), record.from_template
    one_of_them = required(*(word for key in WORK for word in (key.name, *key.was)))
    for choice in one_of_them["anyOf"]:
        choice["errorMessage"] = f"{noun} needs one of {names}, or a template."
    twice = {"type": ["null"], "errorMessage": f"{noun} has only one of {names}."}
    return [
        {"if": {"not": required(template.name, *template.was)}, "then": one_of_them},
        *(
            {"if": {"allOf": [written(one), written(other)]}, "then": twice}
            for one, other in combinations(WORK, 2)
        ),
    ]


def written(key: Key[Any]) -> Schema:
    """Ask whether a key has a value, in any of its spellings."""
    something = {"not": {"type": "null"}}
    ways = [{"required": [word], "properties": {word: something}} for word in (key.name, *key.was)]
    return ways[0] if len(ways) == 1 else {"anyOf": ways}


def needed(record: type[Record]) -> list[Key[Any]]:
    """Return the keys that must be written: a template can supply all but the name of a thing."""
    return [key for key in record.required if key.defines or not record.partial]


def required(*spellings: str) -> Schema:
    """Demand one of several keys."""
    if len(spellings) == 1:
        return {"required": [*spellings]}
    return {"anyOf": [{"required": [spelling]} for spelling in spellings]}
