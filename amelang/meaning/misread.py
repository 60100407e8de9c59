"""Names that are written, but where they could not be read: what refers to them is no second mistake."""

from __future__ import annotations

from amelang.language.ame_yml import Task
from amelang.language.scalar_faults import near_name
from amelang.language.shape import Key
from amelang.meaning.complete import REFERRING
from amelang.text.tree import Mapping, Node, Scalar, Sequence
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

REFERENCES = frozenset(word for word, key in Task.spellings.items() if key.attribute in REFERRING)


def is_misread(home: Loaded, key: Key[Any], name: str) -> bool:
    """Tell whether a project has something of this name in a list that has a mistake, which is said there."""
    root = home.tree.root
    if not home.problems or not isinstance(root, Mapping):
        return False
    read = {id(thing.node) for thing in home.record.__dict__.get(key.attribute, ()) if thing.name is not None}
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
