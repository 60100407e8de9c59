"""A task as plain data, as other programs and policies see it, with the place of every value."""

from __future__ import annotations

from amelang.language.ame_yml import Executor, Task
from amelang.language.quantity import NANO, Quantity
from amelang.language.shape import At, Key, Pairs, Record, Ref
from amelang.meaning.runnable import Runnable
from amelang.meaning.work import Pipeline, Step, Work
from amelang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Path = tuple[str | int, ...]

TAG = "tag"
"""The key under which plain data has the tag of a record."""


class Plain:
    """Makes plain data of tasks, and remembers where each part of it was written, by its path."""

    def __init__(
        self, word: Callable[[At[Any]], Any], step: Callable[[Step, Path], Any] | None = None
    ) -> None:
        self._word = word
        self._step = step
        self.places: dict[Path, Span] = {}
        """The places of words and references."""
        self.records: dict[Path, Record] = {}
        """The records, of which a merged one has the tag and place of the task's own."""

    def task(self, work: Work, path: Path = ()) -> dict[str, Any]:
        """Return a task; of its steps the names, where nobody said what else."""
        self.records[path] = work.task
        self.places[*path, Task.name.name] = work.name.span
        made: dict[str, Any] = {Task.name.name: work.name.value}
        for key, value in values_of(work):
            at = (*path, key.name)
            if isinstance(work, Pipeline) and key is Task.pipeline:
                made[key.name] = [
                    [self._one(step, (*at, number, member)) for member, step in enumerate(group)]
                    for number, group in enumerate(work.groups)
                ]
            else:
                made[key.name] = self._value(value, at)
        return made

    def _one(self, step: Step, at: Path) -> Any:
        return step.name.value if self._step is None else self._step(step, at)

    def _value(self, value: Any, at: Path) -> Any:
        if isinstance(value, At):
            self.places[at] = value.span
            return self._word(value)
        if isinstance(value, Ref):
            self.places[at] = value.span
            return ref_words(value)
        if isinstance(value, Record):
            self.records[at] = value
            inner = {name: self._value(one, (*at, name)) for name, one in record_values(value)}
            return {TAG: value.tag, **inner} if value.tag else inner
        if isinstance(value, (Pairs, dict)):
            return {word: self._value(one, (*at, word)) for word, one in pairs(value)}
        return [self._value(one, (*at, number)) for number, one in enumerate(value)]


def values_of(work: Work) -> list[tuple[Key[Any], Any]]:
    """Return the keys of a task that have a value, its name aside, in the order of the language."""
    found: list[tuple[Key[Any], Any]] = []
    for key in Task.keys.values():
        value = work.task.__dict__.get(key.attribute)
        if isinstance(work, Runnable):
            if key is Task.resources:
                value = work.resources
            elif key is Task.executor:
                value = _with_image(work)
        if key is not Task.name and value is not None:
            found.append((key, value))
    return found


def record_values(record: Record) -> list[tuple[str, Any]]:
    """Return the keys of a record that have a value, those of the user's own last."""
    found = [(key.name, record.__dict__.get(key.attribute)) for key in record.keys.values()]
    if record.others is not None:
        found += pairs(record.__dict__.get(record.others.attribute) or {})
    return [(name, value) for name, value in found if value is not None]


def pairs(value: Pairs[Any] | dict[str, Any]) -> list[tuple[str, Any]]:
    """Return keys of the user's own with their values."""
    return list(value.items()) if isinstance(value, dict) else [(word.value, one) for word, one in value]


def written(value: At[Any]) -> str:
    """Return a word as it was written, without quotes: what `1h30m` or `10G` mean is not their spelling."""
    if isinstance(value.value, str):
        return value.value
    return value.span.text.strip("\"'")


def measured(value: At[Any]) -> Any:
    """Return what a word means: an amount in its unit, a duration in seconds, a count, a truth, or the text.

    A number is a whole one where it can be: `10G` is 10000000000, `500m` is 0.5.
    """
    meant = value.value
    if isinstance(meant, Quantity):
        return meant.nano // NANO if meant.whole else meant.nano / NANO
    return meant if isinstance(meant, (str, bool, int)) else written(value)


def ref_words(ref: Ref) -> str:
    """Return a reference as it is written in its short form."""
    return f"{ref.project.value}.{ref.name.value}" if ref.project is not None else ref.name.value


def _with_image(work: Runnable) -> Executor:
    """Return the executor with the image that the settings name, where it names none itself."""
    if work.image is None or work.executor.image is not None:
        return work.executor
    made = type(work.executor)(work.executor.node)
    made.__dict__.update(work.executor.__dict__)
    made.faulty = work.executor.faulty
    made.__dict__[Executor.image.attribute] = work.image
    return made
