"""One fault is one problem, also where aliases repeat the value that it is in."""

from __future__ import annotations

from bisect import bisect_right

from amelang.language.merge import is_merge
from amelang.text.problem import Note, Problem
from amelang.text.source import Span
from amelang.text.tree import Alias, Mapping, Node, Scalar, Sequence
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Repeat = tuple[Span, Mapping | None]
    """An alias, and the mapping whose merge key it is the value of, if any."""


def once(loaded: Loaded, problems: list[Problem]) -> list[Problem]:
    """Return the problems of a project in the order of the text, each once, with a note for each alias."""
    kept: dict[tuple[object, ...], Problem] = {}
    for problem in problems:
        fault = (type(problem), id(problem.span.source), problem.span.start, problem.message())
        first = kept.setdefault(fault, problem)
        if first is not problem:
            _add(first, problem.all_notes)
    found = sorted(kept.values(), key=lambda problem: problem.span.start)
    repeats = _repeats(loaded.tree.root)
    waiting = sorted((node for node, _ in repeats.values()), key=lambda node: -_begin(node))
    # Marked values lie in each other or apart: those around a problem are the last ones that began.
    around: list[Node] = []
    for problem in found:
        if problem.span.source is not loaded.source:
            continue
        start = problem.span.start
        while waiting and _begin(waiting[-1]) <= start:
            around.append(waiting.pop())
        around = [node for node in around if node.end > start]
        for node in around:
            _add(problem, _notes(node, repeats[id(node)][1], start))
    return found


def _begin(node: Node) -> int:
    """Return where a marked value begins, with its tag."""
    return min([node.start, *(mark.span.start for mark in (node.tag, node.anchor) if mark is not None)])


def _add(problem: Problem, notes: Iterable[Note]) -> None:
    known = {(note.span, note.message) for note in problem.all_notes}
    for note in notes:
        if (note.span, note.message) not in known:
            problem.add_note(note)


def _notes(node: Node, repeats: list[Repeat], start: int) -> Iterable[Note]:
    name = _name_at(node, start)
    for place, merging in repeats:
        if merging is None:
            yield Note("used again here", place)
        elif name is None or not any(
            isinstance(entry.key, Scalar) and entry.key.text == name for entry in merging.entries
        ):
            # A mapping with its own value for the key overrides the one that is merged.
            yield Note("merged in here", place)


def _name_at(node: Node, start: int) -> str | None:
    """Return the key of a mapping in whose entry an offset lies."""
    if not isinstance(node, Mapping):
        return None
    at = bisect_right(node.entries, start, key=lambda entry: entry.key.start) - 1
    key = node.entries[at].key if at >= 0 else None
    return key.text if isinstance(key, Scalar) else None


def _repeats(root: Node) -> dict[int, tuple[Node, list[Repeat]]]:
    """Return every value that aliases repeat, with the aliases in the order of the text."""
    found: dict[int, tuple[Node, list[Repeat]]] = {}
    waiting: list[tuple[Node, Mapping | None]] = [(root, None)]
    while waiting:
        node, merging = waiting.pop()
        if isinstance(node, Alias):
            target: Node | None = node
            while isinstance(target, Alias):
                target = target.target
            if target is not None:
                found.setdefault(id(target), (target, []))[1].append((node.span, merging))
        elif isinstance(node, Sequence):
            waiting += ((item, merging) for item in reversed(node.items))
        elif isinstance(node, Mapping):
            waiting += (
                (entry.value, node if is_merge(entry.key) else None) for entry in reversed(node.entries)
            )
    return found
