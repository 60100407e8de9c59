"""Problems of references: to what is not there, to itself, to where it may not go."""

from __future__ import annotations

from amelang.text.problem import Edit, Fix, Note, Problem
from amelang.text.source import Span


class UnknownName(Problem):
    """A reference to something that is not there."""

    noun = "thing"
    wanted: str
    project: str | None
    near: str | None
    known: tuple[str, ...]

    def message(self) -> str:
        where = f"project `{self.project}`" if self.project else "this project"
        return f"{where} has no {self.noun} `{self.wanted}`"

    def help(self) -> str | None:
        if self.near:
            return f"did you mean `{self.near}`?"
        if not self.known:
            return f"it has no {self.noun} at all"
        listed = ", ".join(f"`{name}`" for name in self.known[:8])
        return f"it has {listed}{', …' if len(self.known) > 8 else ''}"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix(f"write `{self.near}`", Edit(self.span, self.near), safe=False),) if self.near else ()


class UnknownTemplate(UnknownName, code="AME230", name="unknown-template"):
    """A `fromTemplate` that names a template which its project does not have."""

    noun = "template"


class UnknownTask(UnknownName, code="AME231", name="unknown-task"):
    """A `taskRef` that names a task which this project does not have."""

    noun = "task"


class UnknownDataSet(UnknownName, code="AME232", name="unknown-data-set"):
    """A reference to a data set which its project does not have."""

    noun = "data set"


class UnknownProject(Problem, code="AME233", name="unknown-project"):
    """A reference to a project that is neither imported nor in the workspace."""

    wanted: str
    near: str | None

    def message(self) -> str:
        return f"there is no project `{self.wanted}` here"

    def help(self) -> str | None:
        return f"did you mean `{self.near}`?" if self.near else "import it, or correct its name"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix(f"write `{self.near}`", Edit(self.span, self.near), safe=False),) if self.near else ()


class Cycle(Problem):
    """Things that refer to each other in a circle."""

    noun = "task"
    names: tuple[str, ...]
    places: tuple[Span, ...]

    def message(self) -> str:
        return f"{self.noun} `{self.names[0]}` leads back to itself"

    def help(self) -> str | None:
        return (
            "the circle is " + " → ".join(f"`{name}`" for name in (*self.names, self.names[0])) + "; cut it"
        )

    def notes(self) -> tuple[Note, ...]:
        following = zip(self.names[1:], self.places[1:], strict=True)
        return tuple(Note(f"it goes on here, from `{name}`", place) for name, place in following)


class TemplateCycle(Cycle, code="AME234", name="template-cycle"):
    """Templates that build on each other in a circle, so that none of them ever gets its values."""

    noun = "template"


class TaskCycle(Cycle, code="AME235", name="task-cycle"):
    """Tasks that refer to each other in a circle: running one would never end."""


class DataSetCycle(Cycle, code="AME236", name="data-set-cycle"):
    """Data sets that need each other before they can be made."""

    noun = "data set"


class ForeignTask(Problem, code="AME237", name="foreign-task"):
    """A `taskRef` into another project, which is not supported.

    A task runs with the files of its own project, and those are not here.
    """

    project: str
    task: str

    def message(self) -> str:
        return f"a task of another project, here `{self.project}`, cannot be referred to"

    def help(self) -> str | None:
        return "share a template between the projects, or a data set that the other one makes"


class KeyBesideReference(Problem, code="AME238", name="key-beside-reference"):
    """A key beside `taskRef`, where it would change nothing: the task that is referred to runs as it is."""

    key: str
    reference: str
    template: str

    def message(self) -> str:
        return f"`{self.key}` has no effect beside `{self.reference}`"

    def help(self) -> str | None:
        return f"to change a part of a task, share a template and use `{self.template}`"


class KeyBesidePipeline(Problem, code="AME239", name="key-beside-pipeline"):
    """A key beside `pipeline` that a pipeline does not have, only each of its steps."""

    key: str
    pipeline: str

    def message(self) -> str:
        return f"`{self.key}` has no effect beside `{self.pipeline}`"

    def help(self) -> str | None:
        return "write it in the steps that need it"


class AmbiguousProject(Problem, code="AME240", name="ambiguous-project"):
    """A project name that two projects of the workspace have."""

    wanted: str
    places: tuple[Span, ...]

    def message(self) -> str:
        return f"`{self.wanted}` is the name of {len(self.places)} projects"

    def help(self) -> str | None:
        return "give each project a name of its own, or import the one that is meant by its path"

    def notes(self) -> tuple[Note, ...]:
        return tuple(Note("one of them", place) for place in self.places)
