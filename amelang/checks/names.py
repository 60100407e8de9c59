"""Names that two things share, here or in a cluster."""

from __future__ import annotations

from amelang.language.ame_yml import Task
from amelang.language.shape import Items
from amelang.meaning.complete import PIPELINE, tasks_of
from amelang.meaning.names import lowered
from amelang.text.problem import Note, Problem
from amelang.text.source import Span
from amelang.text.tree import Alias, Mapping, Node, Sequence
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from amelang.language.ame_yml import DataSet, Model


NAME = Task.name.attribute
"""Where all that is named has its name."""


class DuplicateName(Problem, code="AME222", name="duplicate-name"):
    """A name that two things of one kind have, so that a reference to it could mean either.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python prepare.py
          - name: train
            executor:
              !custom
              command: python train.py

    Good:
        tasks:
          - name: prepare
            executor:
              !custom
              command: python prepare.py
          - name: train
            executor:
              !custom
              command: python train.py
    """

    duplicate: str
    noun: str
    first: Span

    def message(self) -> str:
        from amelang.language.problems import shown

        return f"`{shown(self.duplicate)}` is already the name of {self.noun}"

    def help(self) -> str | None:
        return "give one of the two another name"

    def notes(self) -> tuple[Note, ...]:
        return (Note("first used here", self.first),)


class CollidingNames(Problem, code="AME223", name="colliding-names"):
    """Two names that become one in a cluster.

    Kubernetes has small letters, digits and hyphens only: `train_it`, `train-it` and `Train_It` all
    become `train-it` there, and one of the tasks would take the place of the other.

    Bad:
        tasks:
          - name: train_it
            executor:
              !custom
              command: python prepare.py
          - name: train-it
            executor:
              !custom
              command: python train.py

    Good:
        tasks:
          - name: prepare_it
            executor:
              !custom
              command: python prepare.py
          - name: train_it
            executor:
              !custom
              command: python train.py
    """

    one: str
    other: str
    cluster_name: str
    first: Span

    def message(self) -> str:
        from amelang.language.problems import shown

        one, other, both = (shown(name, 22) for name in (self.one, self.other, self.cluster_name))
        return f"`{one}` and `{other}` are both `{both}` in a cluster"

    def help(self) -> str | None:
        return "give one of the two another name"

    def notes(self) -> tuple[Note, ...]:
        return (Note(f"`{self.other}` is here", self.first),)


def check(loaded: Loaded) -> Iterator[Problem]:
    """Report names that are not unique where they have to be."""
    project = loaded.record
    for things in (project.tasks, project.data_sets, project.models):
        yield from _shared(things or (), loaded)
    # A template never gets to a cluster: only its own name counts.
    yield from _shared(project.templates or (), loaded, here_only=True)
    if project.tasks is None and project.models is None and project.data_sets is None:
        return
    for task in tasks_of(loaded):
        pipeline = task.__dict__.get(PIPELINE)
        if pipeline is not None:
            # Most steps have no name of their own.
            named = [step for step in _steps(pipeline) if NAME in step.__dict__]
            if len(named) > 1:
                yield from _shared(named, loaded)


def _steps(pipeline: Items[Task | Items[Task]]) -> Iterator[Task]:
    """Give the steps of one pipeline; those of a pipeline inside it have names of their own."""
    for item in pipeline:
        if isinstance(item, Items):
            yield from item
        else:
            yield item


def _shared(
    named: Iterable[Task | DataSet | Model], loaded: Loaded, *, here_only: bool = False
) -> Iterator[Problem]:
    named = list(named)
    if _all_differ(named, here_only=here_only):
        return
    first: dict[str, Task | DataSet | Model] = {}
    repeats: dict[int, list[Span]] | None = None
    for thing in named:
        name = thing.name
        if name is None:
            continue
        becomes = name.value if here_only else lowered(name.value)
        if becomes not in first:
            first[becomes] = thing
            continue
        other = first[becomes].name
        if other is None:
            continue
        span = name.span
        if other.span == span:
            # The name stands there once, and an alias has it a second time: that is where.
            if repeats is None:
                repeats = _aliases(loaded.tree.root)
            places = repeats.get(id(thing.node))
            span = places.pop() if places else thing.span
        if other.value == name.value:
            yield DuplicateName(span=span, duplicate=name.value, noun=type(thing).noun, first=other.span)
        else:
            yield CollidingNames(
                span=span, one=name.value, other=other.value, cluster_name=becomes, first=other.span
            )


def _all_differ(named: list[Task | DataSet | Model], *, here_only: bool) -> bool:
    """Tell at a glance whether no two names are the same, as nearly always; all are looked at together."""
    written = [thing.__dict__.get(NAME) for thing in named]
    names = [name.value for name in written if name is not None]
    if here_only:
        return len(set(names)) == len(names)
    # What `lowered` makes of a name, but for runs of hyphens.
    text = "\n".join(names).lower().replace("_", "-")
    return "--" not in text and len(set(text.split("\n"))) == max(len(names), 1)


def _aliases(root: Node) -> dict[int, list[Span]]:
    """Return the places of all aliases but those of merge keys, by the node that they repeat."""
    from amelang.language.merge import is_merge

    found: dict[int, list[Span]] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Alias):
            found.setdefault(id(node.target), []).append(node.span)
        elif isinstance(node, Sequence):
            waiting += reversed(node.items)
        elif isinstance(node, Mapping):
            waiting += [entry.value for entry in reversed(node.entries) if not is_merge(entry.key)]
    return found
