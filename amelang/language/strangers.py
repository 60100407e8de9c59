"""Words that the language does not have: keys and tags that somebody wrote all the same."""

from __future__ import annotations

from functools import lru_cache

from amelang.language.foreign import advice, foreign_words
from amelang.language.forms import absent, closest, folded
from amelang.language.guessed import fits, is_free, means, naming, records, tagged
from amelang.language.inside import whichever
from amelang.language.loose import as_name, as_named, as_pair, indented, unwrapped
from amelang.language.problems import MissingKey, UnknownKey, WrongCase
from amelang.language.scalars import NAME
from amelang.language.shape import At, Key, Kind, OneOf, Record
from amelang.language.tag_problems import UnknownTag
from amelang.text.problem import Fix
from amelang.text.tree import Entry, Mapping, Node, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from amelang.text.problem import Problem

    Fill = Callable[[Node, type[Any]], Record | None]


def recased_key(entry: Entry, record: Record, problems: list[Problem]) -> Key[Any] | None:
    """Return the key that is meant by one with other capitals, having said so; None where none is."""
    word = entry.key
    key = record.meant(word.text) if isinstance(word, Scalar) else None
    # One that is there already has no need of a better spelling: it must go.
    if key is not None and isinstance(word, Scalar) and not record.written(key):
        problems.append(WrongCase(span=word.span, word=word.text, right=key.name))
    return key


def unknown_key(entry: Entry, made: Record, problems: list[Problem], fill: Fill) -> Key[Any] | None:
    """Report a key that a record does not have; what it was meant to be is not missing, too.

    Return the key that was meant, where the value leaves no doubt: it is to be read as that of the key.
    """
    from amelang.language.misplaced import loose_keys

    if loose_keys(entry, made, problems):
        return None
    word = entry.key
    name = word.text if isinstance(word, Scalar) else ""
    record = type(made)
    if not is_wrapper(entry, record) and (known := advice(record, name)) is not None:
        key, sentence = known
        made.faulty += (key,) if key is not None else ()
        problems.append(
            UnknownKey(
                span=word.span, key=name, record=record.noun, near=None, known=(), repair=Fix(sentence)
            )
        )
        return None
    meant = _foreign_key(name, made) or tagged(entry.value, made)
    holder = _holder(name, record) if meant is None else None
    if holder is not None and not _can_hold(holder, name, entry.value) and closest(name, record.spellings):
        # A slip in a key of its own, such as `default` with keys below it, which is an image elsewhere.
        holder = None
    near = closest(name, record.spellings) if holder is None and meant is None else None
    home = _home_of(name, record.__module__)
    inside, repair, wrong, wrapper = None, None, None, False
    if meant is not None:
        near = meant.name
    elif holder is None and near is None and not is_foreign(name, record):
        holder, inside = _foreign_below(name, record)
    if holder is not None:
        made.faulty += (holder,)
        inner = made.__dict__.get(holder.attribute)
        if isinstance(inner, Record) and (inside or name) in inner.keys:
            # What stands here is not missing there, too.
            inner.faulty += (inner.keys[inside or name],)
        repair = indented(entry, made, holder) if inside is None else None
        wrong = next(_wrong_words(entry.value, holder, inside or name), None)
    elif near is None and is_wrapper(entry, record) and (repair := unwrapped(entry, made)) is not None:
        wrapper = True
    elif near is None and (repair := as_pair(entry, made)) is not None:
        made.faulty += record.required
        if isinstance(made.node, Mapping) and entry is not made.node.entries[0]:
            # It is said of the first.
            return None
    elif near is None and home is None and (repair := as_name(entry, made)) is not None:
        pass
    elif near is None and (repair := as_named(entry, made)) is not None:
        wrapper = True
    read_as = None
    if near is not None:
        key = record.spellings[near]
        near = key.name
        if means(name, entry.value, key) and is_free(key, made):
            read_as = key
        elif not absent(entry.value):
            # That the right key is missing would be the same mistake, said twice.
            made.faulty += (key,)
    problems.append(
        UnknownKey(
            span=word.span,
            key=name or word.span.text,
            record=record.noun,
            near=near or inside,
            fits=meant is None or read_as is meant or fits(entry.value, meant.shape),
            known=tuple(record.keys),
            home=home.noun if home and near is None and inside is None else None,
            under=holder.name if holder else None,
            repair=repair,
        )
    )
    if wrong is not None:
        problems.append(wrong)
    if wrapper:
        _read_within(entry, made, problems, fill)
    return read_as


def _read_within(entry: Entry, made: Record, problems: list[Problem], fill: Fill) -> None:
    """Read keys of a record that stand one level deeper, below a word that is its name or has no meaning."""
    before, name = len(problems), naming(type(made))
    inner = fill(entry.value, type(made))
    if inner is None:
        return
    made.__dict__.update({**inner.__dict__, **made.__dict__})
    made.faulty += inner.faulty
    if name is not None and isinstance(entry.key, Scalar):
        said = {one.key for one in problems[before:] if isinstance(one, MissingKey) and _lacks(one, inner)}
        problems[before:] = [
            one
            for one in problems[before:]
            if not (isinstance(one, MissingKey) and one.key == name.name and _lacks(one, inner))
        ]
        # What is missing there is not missing here, too.
        made.faulty += tuple(key for key in made.required if key.name in said)
        if (read := NAME.read(entry.key.text)) is not None:
            made.__dict__[name.attribute] = At(read, entry.key.source, entry.key.start, entry.key.end)
        made.faulty += (name,)


def _wrong_words(value: Node, holder: Key[Any], name: str) -> Iterator[Problem]:
    """Report a word that does not fit a key, which belongs under another one."""
    for record in records(holder.shape):
        shape = record.keys[name].shape if name in record.keys else None
        if isinstance(value, Scalar) and isinstance(shape, Kind) and shape.read(value.text) is None:
            yield shape.problem(value)


def is_foreign(name: str, record: type[Record]) -> bool:
    """Tell whether a word is what other programs have for a key of a record."""
    return folded(name) in foreign_words(record) or advice(record, name) is not None


def is_wrapper(entry: Entry, record: type[Record]) -> bool:
    """Tell whether a key that is no record's stands around keys of the record that it stands in itself."""
    inner = entry.value
    if not isinstance(inner, Mapping) or record.others is None or inner.tag is not None:
        return False
    return any(isinstance(one.key, Scalar) and record.meant(one.key.text) for one in inner.entries)


def _foreign_key(name: str, made: Record) -> Key[Any] | None:
    """Return the key that a word of other programs means; None where none, or that key is there as well."""
    keys = foreign_words(type(made)).get(folded(name), ())
    entries = made.node.entries if keys and isinstance(made.node, Mapping) else ()
    there = {type(made).spellings.get(one.key.text) for one in entries if isinstance(one.key, Scalar)}
    return next((key for key in keys if key not in there and not made.written(key)), None)


def _foreign_below(name: str, record: type[Record]) -> tuple[Key[Any] | None, str | None]:
    """Return the key of a record under which a word of other programs means a key, and the name of that."""
    found = {
        (key.name, meant.name): (key, meant.name)
        for key in record.keys.values()
        for inner in records(key.shape)
        for meant in foreign_words(inner).get(folded(name), ())
    }
    return next(iter(found.values())) if len(found) == 1 else (None, None)


_HOLDERS: dict[type[Record], dict[str, Key[Any] | None]] = {}


def _holder(name: str, record: type[Record]) -> Key[Any] | None:
    """Return the key of a record under which one of this name belongs; None where none or several do."""
    holders = _HOLDERS.get(record)
    if holders is None:
        holders = _HOLDERS[record] = {}
        for key in record.keys.values():
            for inside in {spelled for one in records(key.shape) for spelled in one.keys}:
                holders[inside] = None if inside in holders else key
    return holders.get(name)


def _can_hold(holder: Key[Any], name: str, value: Node) -> bool:
    """Tell whether a value could be that of a key of this name under another key."""
    return any(fits(value, one.keys[name].shape) for one in records(holder.shape) if name in one.keys)


def stranger_tag(node: Node, shape: OneOf[Any], problems: list[Problem], fill: Fill) -> Record | None:
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
        whichever(node, shape, problems, fill)
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
