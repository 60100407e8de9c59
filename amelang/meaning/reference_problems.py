"""Problems of references: to what is not there, to itself, to where it may not go."""

from __future__ import annotations

from amelang.language.problems import shown
from amelang.text.problem import Edit, Fix, Note, Problem
from amelang.text.source import Span

SHOWN = 8
"""How many names of what is there a message lists."""


class UnknownName(Problem):
    """A reference to something that is not there."""

    noun = "thing"
    wanted: str
    project: str | None
    near: str | None
    known: tuple[str, ...]
    """The first names of what is there: one more than is shown, where there are more."""

    def message(self) -> str:
        where = f"project `{shown(self.project, 30)}`" if self.project else "this project"
        return f"{where} has no {self.noun} `{shown(self.wanted, 30)}`"

    def help(self) -> str | None:
        if self.near:
            return f"did you mean `{self.near}`?"
        if not self.known:
            return f"it has no {self.noun} at all"
        listed = ", ".join(f"`{name}`" for name in self.known[:SHOWN])
        return f"it has {listed}{', …' if len(self.known) > SHOWN else ''}"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix(f"write `{self.near}`", Edit(self.span, self.near), safe=False),) if self.near else ()


class UnknownTemplate(UnknownName, code="AME230", name="unknown-template"):
    """A `fromTemplate` that names a template which its project does not have.

    Bad:
        templates:
          - name: gpu_large
            resources:
              memory: 10G
              nvidia.com/gpu: 1
        tasks:
          - name: train
            fromTemplate: gpu_lage
            executor:
              !custom
              command: python train.py

    Good:
        templates:
          - name: gpu_large
            resources:
              memory: 10G
              nvidia.com/gpu: 1
        tasks:
          - name: train
            fromTemplate: gpu_large
            executor:
              !custom
              command: python train.py
    """

    noun = "template"


class UnknownTask(UnknownName, code="AME231", name="unknown-task"):
    """A `taskRef` that names a task which this project does not have.

    Bad:
        tasks:
          - name: prepare
            executor:
              !custom
              command: python prepare.py
          - name: nightly
            taskRef: prepear
            triggers:
              schedule: "0 2 * * *"

    Good:
        tasks:
          - name: prepare
            executor:
              !custom
              command: python prepare.py
          - name: nightly
            taskRef: prepare
            triggers:
              schedule: "0 2 * * *"
    """

    noun = "task"


class UnknownDataSet(UnknownName, code="AME232", name="unknown-data-set"):
    """A reference to a data set which its project does not have.

    Bad:
        dataSets:
          - name: prices
            path: data
            task:
              executor:
                !custom
                command: python prepare.py
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            dataSets: [price]

    Good:
        dataSets:
          - name: prices
            path: data
            task:
              executor:
                !custom
                command: python prepare.py
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            dataSets: [prices]
    """

    noun = "data set"


class UnknownProject(Problem, code="AME233", name="unknown-project"):
    """A reference to a project that is neither imported nor in the workspace.

    Bad:
        tasks:
          - name: train
            fromTemplate: shard.gpu_large
            executor:
              !custom
              command: python train.py
        # file: shared/ame.yml
        project: shared
        templates:
          - name: gpu_large
            resources:
              memory: 10G

    Good:
        tasks:
          - name: train
            fromTemplate: shared.gpu_large
            executor:
              !custom
              command: python train.py
        # file: shared/ame.yml
        project: shared
        templates:
          - name: gpu_large
            resources:
              memory: 10G
    """

    wanted: str
    near: str | None

    def message(self) -> str:
        return f"there is no project `{shown(self.wanted)}` here"

    def help(self) -> str | None:
        if self.near:
            return f"did you mean `{self.near}`?"
        return "list it in `imports` with its `path` or `git`, have it in this workspace, or correct the name"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix(f"write `{self.near}`", Edit(self.span, self.near), safe=False),) if self.near else ()


class ForeignTask(Problem, code="AME237", name="foreign-task"):
    """A `taskRef` into another project, which is not supported.

    A task runs with the files of its own project, and those are not here.

    Bad:
        tasks:
          - name: train
            taskRef: shared.train
        # file: shared/ame.yml
        project: shared
        tasks:
          - name: train
            executor:
              !custom
              command: echo train

    Good:
        tasks:
          - name: train
            fromTemplate: shared.train
        # file: shared/ame.yml
        project: shared
        templates:
          - name: train
            executor:
              !custom
              command: echo train
    """

    project: str
    task: str

    def message(self) -> str:
        return f"a task of another project, here `{shown(self.project, 30)}`, cannot be referred to"

    def help(self) -> str | None:
        return "share a template between the projects, or a data set that the other one makes"


class KeyBesideReference(Problem, code="AME238", name="key-beside-reference"):
    """A key beside `taskRef`, where it would change nothing: the task that is referred to runs as it is.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
          - name: nightly
            taskRef: train
            resources:
              memory: 10G

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              memory: 10G
          - name: nightly
            taskRef: train
    """

    key: str
    reference: str
    template: str

    def message(self) -> str:
        return f"`{self.key}` has no effect beside `{self.reference}`"

    def help(self) -> str | None:
        return f"to change a part of a task, share a template and use `{self.template}`"


class KeyBesidePipeline(Problem, code="AME239", name="key-beside-pipeline"):
    """A key beside `pipeline` that a pipeline does not have, only each of its steps.

    Bad:
        tasks:
          - name: nightly
            pipeline:
              - name: prepare
                executor:
                  !custom
                  command: python prepare.py
              - name: train
                executor:
                  !custom
                  command: python train.py
            resources:
              memory: 10G

    Good:
        tasks:
          - name: nightly
            pipeline:
              - name: prepare
                executor:
                  !custom
                  command: python prepare.py
              - name: train
                executor:
                  !custom
                  command: python train.py
                resources:
                  memory: 10G
    """

    key: str
    pipeline: str

    def message(self) -> str:
        return f"`{self.key}` has no effect beside `{self.pipeline}`"

    def help(self) -> str | None:
        return "write it in the steps that need it"


class AmbiguousProject(Problem, code="AME240", name="ambiguous-project"):
    """A project name that two projects of the workspace have.

    Bad:
        tasks:
          - name: train
            fromTemplate: shared.gpu
            executor:
              !custom
              command: python train.py
        # file: one/ame.yml
        project: shared
        templates:
          - name: gpu
            timeout: 1h
        # file: two/ame.yml
        project: shared
        templates:
          - name: gpu
            timeout: 2h

    Good:
        tasks:
          - name: train
            fromTemplate: shared.gpu
            executor:
              !custom
              command: python train.py
        # file: one/ame.yml
        project: shared
        templates:
          - name: gpu
            timeout: 1h
        # file: two/ame.yml
        project: shared_two
        templates:
          - name: gpu
            timeout: 2h
    """

    wanted: str
    places: tuple[Span, ...]

    def message(self) -> str:
        return f"`{shown(self.wanted)}` is the name of {len(self.places)} projects"

    def help(self) -> str | None:
        return "give each project a name of its own, or import the one that is meant by its path"

    def notes(self) -> tuple[Note, ...]:
        return tuple(Note("one of them", place) for place in self.places[:5])
