"""Whether an object in the cluster is what we would make of it, proved without asking the server.

Server-side apply keeps, for each manager, the set of fields that it set last (`managedFields`).
Where that set is the fields of our object, and their values are ours, applying it again would
change nothing. Where this is not proved, a dry run of the server decides.
"""

from __future__ import annotations

import json
from typing import Any

from amelang.cluster.api import Object
from amelang.lower.labels import MANAGER

IDENTITY = ("apiVersion", "kind")
NAMED = ("name", "namespace")
"""What says which object is meant; the server lists it under no manager."""


def proved_same(live: Object, wanted: Object) -> bool:
    """Tell whether the fields that we own, and their values, are those of the wanted object."""
    owned = _owned(live, wanted["apiVersion"])
    if owned is None:
        return False
    body = {name: value for name, value in wanted.items() if name not in IDENTITY}
    metadata = {name: value for name, value in wanted["metadata"].items() if name not in NAMED}
    if metadata:
        body["metadata"] = metadata
    else:
        del body["metadata"]
    return _same(owned, body, live)


def same_content(one: Object, other: Object) -> bool:
    """Tell whether two states of an object differ in nothing but the server's own notes."""
    return _content(one) == _content(other)


def _content(item: Object) -> Object:
    metadata = item["metadata"]
    kept = {name: metadata.get(name) or {} for name in ("labels", "annotations")}
    kept["ownerReferences"] = metadata.get("ownerReferences") or []
    rest = {name: value for name, value in item.items() if name not in ("metadata", "status")}
    return {**rest, "metadata": kept}


def _owned(live: Object, version: str) -> dict[str, Any] | None:
    for entry in live["metadata"].get("managedFields") or ():
        ours = entry.get("manager") == MANAGER and entry.get("operation") == "Apply"
        if ours and entry.get("apiVersion") == version and not entry.get("subresource"):
            fields: dict[str, Any] = entry.get("fieldsV1") or {}
            return fields
    return None


def _same(owned: dict[str, Any], wanted: object, live: object) -> bool:
    """Compare what stands at one place, by the set of fields that we own below it.

    The set's keys are `f:NAME` for a field, `k:{…}` for the item of a list with those key fields,
    `v:VALUE` for an item of a list of values, and `.` for the place itself; an empty set is a whole
    value.
    """
    inner = {key: below for key, below in owned.items() if key != "."}
    if not inner:
        return not wanted if owned else wanted == live
    if isinstance(wanted, dict):
        if not isinstance(live, dict) or {f"f:{name}" for name in wanted} != set(inner):
            return False
        return all(
            name in live and _same(inner[f"f:{name}"], value, live[name]) for name, value in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(live, list) and _same_items(inner, wanted, live)
    return False


def _same_items(owned: dict[str, Any], wanted: list[Any], live: list[Any]) -> bool:
    if all(key.startswith("v:") for key in owned):
        return {json.dumps(item) for item in wanted} == {key[2:] for key in owned}
    if len(owned) != len(wanted) or not all(key.startswith("k:") for key in owned):
        return False
    pairs = [(json.loads(key[2:]), below) for key, below in owned.items()]
    places = []
    for item in wanted:
        for keys, below in pairs:
            if _has(item, keys):
                place = next((index for index, other in enumerate(live) if _has(other, keys)), None)
                if place is None or not _same(below, item, live[place]):
                    return False
                places.append(place)
                break
        else:
            return False
    # The order of variables counts: a later one may use an earlier one.
    return places == sorted(places)


def _has(item: object, keys: dict[str, object]) -> bool:
    """Tell whether an item is the one of those key fields; one it does not write is the server's default."""
    return isinstance(item, dict) and all(item.get(name, value) == value for name, value in keys.items())
