"""Lays one record over another: what a task writes itself goes before what its template supplies."""

from __future__ import annotations

from amelang.language.forms import absent
from amelang.language.shape import (
    At,
    Items,
    Key,
    ListOf,
    MapOf,
    OneOf,
    Pairs,
    Record,
    RecordOf,
    Ref,
)
from amelang.light import TypeVar
from amelang.text.source import Span
from amelang.text.tree import Mapping, Missing, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

R = TypeVar("R", bound=Record)


class Merged:
    """Remembers, for records that were made by merging, which record each of their keys came from."""

    def __init__(self) -> None:
        self._origins: dict[int, tuple[Record, dict[str, Record]]] = {}

    def over(self, base: Record, top: R, without: frozenset[str] = frozenset()) -> R:
        """Return `top` with what it lacks from `base`, leaving out some attributes of `base`.

        Records and keys of the user's own merge key by key, an executor only with one of the same
        tag; lists that say by which key merge by it; everything else of `top` replaces that of
        `base`. A literal null in `top` removes the value of `base`.
        """
        made = top.emptied()
        made.faulty = top.faulty
        origins: dict[str, Record] = {}
        removed = nulls(top)
        keys = [*type(top).keys.values(), *((type(top).others,) if type(top).others else ())]
        for key in keys:
            attribute = key.attribute
            above = top.__dict__.get(attribute)
            inherits = attribute not in without and key not in removed
            below = base.__dict__.get(attribute) if inherits else None
            if above is None and key not in top.faulty:
                if below is not None:
                    made.__dict__[attribute] = below
                    origins[attribute] = self.origin(base, key)
                elif inherits and any(one.attribute == attribute for one in base.faulty):
                    # It is reported where it stands, and not missing here.
                    made.faulty += (key,)
            elif above is not None:
                made.__dict__[attribute] = above if below is None else self._merge(key, below, above)
                origins[attribute] = self.origin(top, key)
        self._origins[id(made)] = (made, origins)
        return made

    def origin(self, record: Record, key: Key[Any]) -> Record:
        """Return the record in which a key of a merged record was written."""
        _, origins = self._origins.get(id(record), (record, {}))
        return origins.get(key.attribute, record)

    def replaced(self, record: R, key: Key[Any], value: Any) -> R:
        """Return a record with another value for one of its keys, or none; the rest is what it was."""
        made = record.emptied()
        made.faulty = record.faulty
        made.__dict__.update(record.__dict__)
        if value is None:
            made.__dict__.pop(key.attribute, None)
        else:
            made.__dict__[key.attribute] = value
        origins = {one.attribute: self.origin(record, one) for one in type(record).keys.values()}
        self._origins[id(made)] = (made, origins)
        return made

    def key_span(self, record: Record, key: Key[Any]) -> Span:
        """Return where a key of a merged record was written."""
        return self.origin(record, key).key_span(key)

    def _merge(self, key: Key[Any], below: Any, above: Any) -> Any:
        shape = key.shape
        if isinstance(shape, RecordOf):
            return self.over(below, above)
        if isinstance(shape, OneOf):
            return self.over(below, above) if type(below) is type(above) else above
        if isinstance(shape, MapOf):
            return pairs_over(below, above)
        if isinstance(shape, ListOf) and key.merge:
            return items_over(key.merge, below, above)
        return above


def nulls(record: Record) -> frozenset[Key[Any]]:
    """Return the keys that a record sets to a literal null, to be rid of what a template supplies."""
    if record.unread or not isinstance(record.node, Mapping):
        return frozenset()
    spellings = record.spellings
    return frozenset(
        spellings[entry.key.text]
        for entry in record.node.entries
        if isinstance(entry.value, Scalar)
        and not isinstance(entry.value, Missing)
        and absent(entry.value)
        and isinstance(entry.key, Scalar)
        and entry.key.text in spellings
    )


def pairs_over(below: Pairs[Any], above: Pairs[Any]) -> Pairs[Any]:
    """Merge keys of the user's own: those of `below` in their order, then new ones."""
    own = {word.value: (word, value) for word, value in above}
    entries = [own.pop(word.value, (word, value)) for word, value in below if word.value not in above.removed]
    return above.holding([*entries, *own.values()])


def items_over(attribute: str, below: Items[Any], above: Items[Any]) -> Items[Any]:
    """Merge lists by a key of their items: those of `below` in their order, then new ones."""
    own: dict[object, Any] = {}
    for item in above:
        own[identity(item, attribute)] = item
    values = [own.pop(identity(item, attribute), item) for item in below]
    return above.holding([*values, *own.values()])


def identity(item: Any, attribute: str) -> object:
    """Return what makes an item of a list the same as one of another list; itself where it lacks that."""
    if isinstance(item, Ref):
        return (item.project.value if item.project else None, item.name.value)
    value = item.__dict__.get(attribute)
    return value.value if isinstance(value, At) else id(item)
