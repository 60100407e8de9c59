"""Problems of things that lack a part, or have one that does nothing."""

from __future__ import annotations

from amelang.language.problems import quoted, shown
from amelang.text.problem import Note, Problem, Severity
from amelang.text.source import Span


class RepeatedStep(Problem, code="AME251", name="repeated-step"):
    """Two steps of one pipeline that go by the same name, because one of them has none of its own.

    A step without a name goes by that of the task that it refers to, else by its number: `step-2`. The
    name tells the steps of a run apart, in what it prints and in a cluster.

    Bad:
        tasks:
          - name: all
            pipeline:
              - taskRef: train
              - taskRef: train
          - name: train
            executor:
              !custom
              command: python train.py

    Good:
        tasks:
          - name: all
            pipeline:
              - taskRef: train
              - name: train_again
                taskRef: train
          - name: train
            executor:
              !custom
              command: python train.py
    """

    step: str
    key: str
    first: Span

    def message(self) -> str:
        return f"two steps of this pipeline go by the name `{shown(self.step)}`"

    def help(self) -> str | None:
        return f"give one of them a `{self.key}` of its own"

    def notes(self) -> tuple[Note, ...]:
        return (Note("the other one", self.first),)


class UnusableTemplate(Problem, code="AME252", name="unusable-template"):
    """A template of which no task can be made, because it has two things to run.

    A task has either an executor, or a reference, or a pipeline. A task that builds on this template
    gets two of them.

    Bad:
        templates:
          - name: base
            taskRef: train
            pipeline:
              - taskRef: train
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py

    Good:
        templates:
          - name: base
            pipeline:
              - taskRef: train
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
          - name: all
            fromTemplate: base
    """

    template: str
    key: str
    other: str
    place: Span

    def message(self) -> str:
        template = shown(self.template, 30)
        return f"no task can be made of `{template}`: it has both `{self.other}` and `{self.key}`"

    def help(self) -> str | None:
        return "keep the one that should run"

    def notes(self) -> tuple[Note, ...]:
        return (Note(f"`{self.other}` is here", self.place),)


class EmptyArtifacts(Problem, code="AME253", name="empty-artifacts"):
    """Artifacts that name nothing to save.

    A task saves the paths that are listed, or every file that it creates or changes. With neither it
    would save nothing, and all it made would be gone with it.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            artifacts:
              paths: []

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            artifacts:
              paths:
                - models
    """

    key: str
    keys: tuple[str, ...]

    def message(self) -> str:
        return f"`{self.key}` says nothing that is to be saved"

    def help(self) -> str | None:
        return f"write {quoted(self.keys)} below it, or take it out"


class TasklessDataSet(Problem, code="AME254", name="taskless-data-set"):
    """A data set without the task that makes it.

    Whoever reads the data set waits for that task, and nothing else says where the data comes from.

    Bad:
        dataSets:
          - name: prices
            path: data/prices

    Good:
        dataSets:
          - name: prices
            path: data/prices
            task:
              executor:
                !custom
                command: python prepare.py
    """

    scope: Span
    keys: tuple[str, ...]

    def message(self) -> str:
        return "a data set needs the task that makes it"

    def help(self) -> str | None:
        return f"write {quoted(self.keys)}"


class TwoMakers(Problem, code="AME255", name="two-makers"):
    """A data set with two tasks that make it; only one of them could be run.

    Bad:
        tasks:
          - name: fetch
            executor:
              !custom
              command: python prepare.py
        dataSets:
          - name: prices
            path: data/prices
            taskRef: fetch
            task:
              executor:
                !custom
                command: python prepare.py

    Good:
        tasks:
          - name: fetch
            executor:
              !custom
              command: python prepare.py
        dataSets:
          - name: prices
            path: data/prices
            taskRef: fetch
    """

    key: str
    other: str
    place: Span

    def message(self) -> str:
        return f"a data set has either `{self.other}` or `{self.key}`, not both"

    def help(self) -> str | None:
        return "keep the one that makes the data"

    def notes(self) -> tuple[Note, ...]:
        return (Note(f"`{self.other}` is here", self.place),)


class UntrainedModel(Problem, code="AME256", name="untrained-model"):
    """A model that does not say how it is trained.

    Bad:
        models:
          - name: recommender
            type: sklearn

    Good:
        models:
          - name: recommender
            type: sklearn
            training:
              task:
                executor:
                  !custom
                  command: python train.py
    """

    scope: Span
    key: str
    task: str

    def message(self) -> str:
        return "a model needs the task that trains it"

    def help(self) -> str | None:
        return f"write `{self.key}` with a `{self.task}` in it"


class IdleTrigger(Problem, code="AME258", name="idle-trigger", severity=Severity.WARNING):
    """A trigger where it starts nothing.

    Only the tasks of a project are started by their triggers. A step runs when its pipeline does, the
    task of a data set when the data is needed, and the training of a model has a `schedule` of its own.

    Bad:
        tasks:
          - name: all
            pipeline:
              - name: train
                executor:
                  !custom
                  command: python train.py
                triggers:
                  schedule: "0 6 * * *"

    Good:
        tasks:
          - name: all
            pipeline:
              - name: train
                executor:
                  !custom
                  command: python train.py
            triggers:
              schedule: "0 6 * * *"
    """

    key: str
    noun: str

    def message(self) -> str:
        return f"`{self.key}` starts nothing here: only the tasks of a project have one that does"

    def help(self) -> str | None:
        if self.noun == "a step":
            return "write it beside the whole pipeline"
        return "make this a task of the project, and refer to it here"


class UnscheduledTrigger(Problem, code="AME349", name="unscheduled-trigger", severity=Severity.WARNING):
    """A trigger without a schedule: it never starts anything.

    Bad:
        tasks:
          - name: report
            executor:
              !custom
              command: python train.py
            triggers:
              timeZone: Europe/Copenhagen

    Good:
        tasks:
          - name: report
            executor:
              !custom
              command: python train.py
            triggers:
              schedule: "0 6 * * *"
              timeZone: Europe/Copenhagen
    """

    key: str
    schedule: str

    def message(self) -> str:
        return f"`{self.key}` names no time at which to start"

    def help(self) -> str | None:
        return f"write `{self.schedule}` below it, or take it out"


class BlankValue(Problem, code="AME348", name="blank-value"):
    """A path, or the key of a secret, that consists of spaces only.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            secrets:
              - !ame
                key: " "
                injectAs: TOKEN

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            secrets:
              - !ame
                key: token
                injectAs: TOKEN
    """

    key: str

    def message(self) -> str:
        return f"there is nothing here for `{self.key}`"

    def help(self) -> str | None:
        return "write the value, or remove the line"
