"""Why the container of a run could not be made, or not be made ready for the command."""

from __future__ import annotations

from amelang.language.ame_yml import Resources
from amelang.run.reasons import Reason


class NotConfigured(Reason, code="AME431", name="missing-part", word="something is missing", patience=60.0):
    """The container cannot be set up: a Secret, a ConfigMap or a volume that it needs is not there.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        $ ame apply
        …
        $ kubectl delete configmaps --all
        $ ame task run train --on cluster --start-timeout 1s
        …
        error AME431 missing-part: the container of `train` cannot be set up: …
          = help: create what is missing, or run `ame apply` again; the run goes on by itself then

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        $ ame apply
        …
        $ ame task run train --on cluster
        …
        ame: train succeeded
    """

    why: str

    def message(self) -> str:
        return f"the container of `{self.task}` cannot be set up: {self.why}"

    def help(self) -> str:
        return "create what is missing, or run `ame apply` again; the run goes on by itself then"


class NotPrepared(Reason, code="AME432", name="failed-preparation", word="preparation failed"):
    """The environment of the task could not be prepared; the command was never started.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !pip
              pythonVersion: 3.11
              command: python -c "import numpy"

        # file: requirements.txt
        nunpy==2.1.0

        # the cluster reports:
        containerStatuses:
          - state:
              terminated:
                exitCode: 123
                message: |
                  requirements.txt names a package that does not exist

        $ ame task run -l train --on cluster
        …
        error AME432 failed-preparation: the environment of `train` could not be prepared: requirements.txt …
          = help: see the output above that line, the project's files, and `executor` (ame.yml:5)

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !pip
              pythonVersion: 3.11
              command: python -c "import numpy"

        # file: requirements.txt
        numpy==2.1.0

        $ ame task run -l train --on cluster
        …
        ame: train succeeded
    """

    why: str

    def message(self) -> str:
        return f"the environment of `{self.task}` could not be prepared: {self.why}"

    def help(self) -> str:
        return f"see the output above that line, the project's files, and {self.places.executor()}"


class CodeNotDelivered(Reason, code="AME433", name="undelivered-code", word="code not delivered"):
    """AME's own container, which lays the project's files into the workspace, failed.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # the cluster reports:
        initContainerStatuses:
          - name: code
            state:
              terminated:
                exitCode: 1
                message: |
                  tar: short read

        $ ame task run -l train --on cluster
        …
        error AME433 undelivered-code: the files of `train` could not be laid out: tar: short read
          = help: see `storage`, to be written …; else run it again

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        $ ame task run -l train --on cluster
        …
        ame: train succeeded
    """

    why: str

    def message(self) -> str:
        return f"the files of `{self.task}` could not be laid out: {self.why}"

    def help(self) -> str:
        return f"see {self.places.of(Resources.storage)}; else run it again"


class NotStarted(Reason, code="AME434", name="unstartable-container", word="container did not start"):
    """The machine could not start the first program of the container.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # the cluster reports:
        containerStatuses:
          - state:
              terminated:
                exitCode: 128
                reason: StartError

        $ ame task run -l train --on cluster
        …
        error AME434 unstartable-container: the container of `train` could not be started: exec: …
          = help: image `busybox:1` must have `sh`: see `image` (ame.yml:6)

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        $ ame task run -l train --on cluster
        …
        ame: train succeeded
    """

    image: str
    why: str

    def message(self) -> str:
        return f"the container of `{self.task}` could not be started: {self.why}"

    def help(self) -> str:
        return f"image `{self.image}` must have `sh`: see {self.places.image()}"
