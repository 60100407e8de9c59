"""Names that are written, but where they could not be read: what follows from that is no second mistake."""

from __future__ import annotations

from amelang.language.ame_yml import Project, Task
from amelang.language.scalar_faults import near_name
from amelang.language.shape import Key, MapOf, Record
from amelang.meaning.complete import REFERRING, tasks_of
from amelang.text.tree import Mapping, Node, Scalar, Sequence
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

LISTS = (Project.templates, Project.tasks, Project.data_sets)
"""The keys of a project under which things have names."""
REFERENCES = frozenset(word for word, key in Task.spellings.items() if key.attribute in REFERRING)


def is_misread(home: Loaded, key: Key[Any], name: str) -> bool:
    """Tell whether a project has something of this name in a list that has a mistake, which is said there."""
    root = home.tree.root
    if not home.problems or not isinstance(root, Mapping):
        return False
    lists = (home.record.__dict__.get(one.attribute, ()) for one in LISTS)
    read = {id(thing.node) for things in lists for thing in things if thing.name is not None}
    for entry in root.entries:
        meant = home.record.spellings.get(entry.key.text) if isinstance(entry.key, Scalar) else None
        # The lists of other things are read as such; a key that nobody knows may be this list.
        if meant is None or meant is key:
            items = entry.value.items if isinstance(entry.value, Sequence) else [entry.value]
            for item in items:
                if id(item) not in read and any(name in (word, near_name(word)) for word in _words(item)):
                    return True
    return False


def _words(node: Node) -> Iterator[str]:
    """Give the keys of a mapping, and their values that are single words and refer to nothing."""
    for entry in node.entries if isinstance(node, Mapping) else ():
        if isinstance(entry.key, Scalar) and entry.key.text not in REFERENCES:
            yield entry.key.text
            if isinstance(entry.value, Scalar):
                yield entry.value.text


def lost_words(home: Loaded, keys: tuple[Key[Any], ...]) -> set[str]:
    """Return the words of a project that may be references of some keys of a task, and were not read as such.

    They stand under a key that nobody knows, as `fromTemplte: large`, in a form that does not fit, or in
    a list that was not read at all.
    """
    if not home.problems:
        return set()
    spelled = {word for word, key in Task.spellings.items() if key in keys}
    values = (task.__dict__.get(key.attribute) for task in tasks_of(home) for key in keys)
    read = {value.span.start for value in values if value is not None}
    known = _spellings()
    words: set[str] = set()
    waiting: list[tuple[Node, bool]] = []
    root = home.tree.root
    for entry in root.entries if isinstance(root, Mapping) else ():
        waiting.append((entry.value, False))
    while waiting:
        node, lost = waiting.pop()
        if isinstance(node, Scalar) and lost:
            words.add(node.text)
        elif isinstance(node, Sequence):
            waiting += [(item, lost) for item in node.items]
        for entry in node.entries if isinstance(node, Mapping) else ():
            word = entry.key.text if isinstance(entry.key, Scalar) else ""
            key = known.get(word)
            if key is None:
                # Without its colon a key has the value behind it.
                words.update(word.split()[1:])
            if lost or key is None or word in spelled:
                waiting.append((entry.value, lost or key is None or entry.value.start not in read))
            elif not isinstance(key.shape, MapOf):
                waiting.append((entry.value, False))
    return words


def _spellings() -> dict[str, Key[Any]]:
    """Return every key that a project can have somewhere in it, by all its spellings."""
    found: dict[str, Key[Any]] = {}
    waiting = [Record]
    while waiting:
        record = waiting.pop()
        waiting += record.__subclasses__()
        if record.__module__ == Project.__module__:
            found |= record.spellings
    return found
