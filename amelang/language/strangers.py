"""Words that the language does not have: keys and tags that somebody wrote all the same."""

from __future__ import annotations

from functools import lru_cache

from amelang.language.forms import absent, closest
from amelang.language.loose import as_named, as_pair, indented
from amelang.language.problems import MissingKey, MissingTag, UnknownKey, UnknownTag, WrongCase
from amelang.language.shape import Key, OneOf, Record, RecordOf, folded
from amelang.text.tree import Entry, Mapping, Node, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from amelang.text.problem import Problem


def recased_key(entry: Entry, record: Record, problems: list[Problem]) -> Key[Any] | None:
    """Return the key that is meant by one with other capitals, having said so; None where none is."""
    word = entry.key
    key = record.meant(word.text) if isinstance(word, Scalar) else None
    # One that is there already has no need of a better spelling: it must go.
    if key is not None and isinstance(word, Scalar) and not record.written(key):
        problems.append(WrongCase(span=word.span, word=word.text, right=key.name))
    return key


def unknown_key(entry: Entry, made: Record, problems: list[Problem]) -> None:
    """Report a key that a record does not have; what it was meant to be is not missing, too."""
    from amelang.language.misplaced import loose_keys

    if loose_keys(entry, made, problems):
        return
    word = entry.key
    name = word.text if isinstance(word, Scalar) else ""
    record = type(made)
    holder = _holder(name, record)
    near = closest(name, record.spellings) if holder is None else None
    repair = None
    if holder is not None:
        made.faulty += (holder,)
        inner = made.__dict__.get(holder.attribute)
        if isinstance(inner, Record) and name in inner.keys:
            # What stands here is not missing there, too.
            inner.faulty += (inner.keys[name],)
        repair = indented(entry, made, holder)
    elif near is None and (repair := as_pair(entry, made)) is not None:
        made.faulty += record.required
    elif near is None and (repair := as_named(entry, made)) is not None:
        # Nothing is missing that stands one level deeper.
        below = entry.value.entries if isinstance(entry.value, Mapping) else ()
        words = (one.key.text for one in below if isinstance(one.key, Scalar))
        made.faulty += (*record.required, *(record.spellings[word] for word in words))
    if near is not None:
        key = record.spellings[near]
        near = key.name
        if not absent(entry.value):
            # That the right key is missing would be the same mistake, said twice.
            made.faulty += (key,)
    home = _home_of(name, record.__module__) if near is None else None
    problems.append(
        UnknownKey(
            span=word.span,
            key=name or word.span.text,
            record=record.noun,
            near=near,
            known=tuple(record.keys),
            home=home.noun if home else None,
            under=holder.name if holder else None,
            repair=repair,
        )
    )


_HOLDERS: dict[type[Record], dict[str, Key[Any] | None]] = {}


def _holder(name: str, record: type[Record]) -> Key[Any] | None:
    """Return the key of a record under which one of this name belongs; None where none or several do."""
    holders = _HOLDERS.get(record)
    if holders is None:
        holders = _HOLDERS[record] = {}
        for key in record.keys.values():
            shape = key.shape
            inner = [shape.record] if isinstance(shape, RecordOf) else []
            if isinstance(shape, OneOf):
                inner = list(shape.variants.values())
            for inside in {spelled for one in inner for spelled in one.keys}:
                holders[inside] = None if inside in holders else key
    return holders.get(name)


def stranger_tag(
    node: Node, shape: OneOf[Any], problems: list[Problem], fill: Callable[[Node, type[Any]], Record | None]
) -> Record | None:
    """Read a record whose tag the language does not have as the one probably meant, having said so."""
    tag, variants = node.tag, shape.variants
    assert tag is not None
    for right, record in variants.items():
        if folded(right) == folded(tag.text):
            problems.append(WrongCase(span=tag.span, word=tag.text, right=right))
            return fill(node, record)
    near = closest(tag.text, variants)
    problems.append(
        UnknownTag(span=tag.span, tag=tag.text, record=shape.noun, near=near, tags=tuple(variants))
    )
    if near is None or not isinstance(node, Mapping):
        return None
    before = len(problems)
    made = fill(node, variants[near])
    # What the record lacks, it lacks only if it is the one that was guessed.
    problems[before:] = [one for one in problems[before:] if not _lacks(one, made)]
    if made is not None:
        made.faulty += tuple(key for key in made.keys.values() if not made.written(key))
    return made


def _lacks(problem: Problem, made: Record | None) -> bool:
    return isinstance(problem, MissingKey) and made is not None and problem.scope == made.span


def missing_tag(node: Node, shape: OneOf[Any]) -> MissingTag:
    """Make the problem of a record without a tag, which may only lack its `!`."""
    head = node.entries[0].key.span if isinstance(node, Mapping) and node.entries else node.span
    tags = tuple(shape.variants)
    word = f"!{node.text}" if isinstance(node, Scalar) else ""
    return MissingTag(span=head, record=shape.noun, tags=tags, meant=word if word in tags else "")


@lru_cache(maxsize=1024)
def _home_of(name: str, module: str) -> type[Record] | None:
    """Return the first record of a module that has a key of this name; None where none has.

    What the settings have is no help in a project, nor the other way round.
    """
    below = Record.__subclasses__()
    while below:
        record = below.pop(0)
        if name in record.keys and record.__module__ in (module, Record.__module__):
            return record
        below[:0] = record.__subclasses__()
    return None
