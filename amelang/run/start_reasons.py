"""Why a run does not start: what the cluster lacks, refuses, or cannot get."""

from __future__ import annotations

from amelang.language.ame_toml import Cluster
from amelang.language.ame_yml import Task
from amelang.run.reasons import Reason


class ImageNotPulled(
    Reason, code="AME426", name="unpullable-image", word="image cannot be pulled", patience=90.0
):
    """The machine cannot get the container image: its name is wrong, or its registry does not give it.

    The machine tries again and again, with growing pauses; a run that is followed waits a minute and
    a half for it, no longer.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: nothing.example.com/none:1
              command: echo learned

        $ ame task run -l train --on cluster --start-timeout 1s
        …
        error AME426 unpullable-image: image `nothing.example.com/none:1` cannot be pulled: its registry …
          = help: see `image` (ame.yml:6)

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
        return f"image `{self.image}` cannot be pulled: {self.why}"

    def help(self) -> str:
        image = self.places.image()
        if "credentials" in self.why:
            return f"see {image}, and whether ame.toml names `{Cluster.image_pull_secrets.name}` for it"
        return f"see {image}"


class ImageNameWrong(
    ImageNotPulled, code="AME427", name="invalid-image", word="image name is wrong", patience=5.0
):
    """The name of the container image is none that a registry could have.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: UPPER/case:1
              command: echo learned

        $ ame task run -l train --on cluster --start-timeout 1s
        …
        error AME427 invalid-image: image `UPPER/case:1` cannot be pulled: repository name must be lowercase
          = help: see `image` (ame.yml:6)

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


class NoRoom(Reason, code="AME428", name="unschedulable-run", word="no machine has room", patience=600.0):
    """No machine of the cluster can take the task: too little is free, or none is of the wanted kind.

    A cluster that adds machines by itself needs minutes for it; so long a run that is followed waits.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned
            resources:
              cpu: 500

        $ ame task run -l train --on cluster --start-timeout 1s
        …
        error AME428 unschedulable-run: no machine can take `train`: 1 with too little `cpu` free
          = help: ask for less `cpu` (ame.yml:9); or wait until other runs have ended, or a machine is added

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned
            resources:
              cpu: 100m

        $ ame task run -l train --on cluster
        …
        ame: train succeeded
    """

    machines: int
    causes: tuple[tuple[int, str, str], ...]
    """How many machines, why in words, and the name of the key that asks for it, or nothing."""

    def message(self) -> str:
        if not self.machines:
            return "the cluster has no machine"
        causes = ", ".join(f"{count} {why}" for count, why, _ in self.causes)
        return f"no machine can take `{self.task}`: {causes or f'none of {self.machines}'}"

    def help(self) -> str:
        names = [name for _, _, name in self.causes if name]
        less = [self.places.named(name) for name in names if name != Task.node_selector.name]
        actions = [f"ask for less {' and '.join(dict.fromkeys(less))}"] if less else []
        if Task.node_selector.name in names:
            actions.append(f"see {self.places.of(Task.node_selector)}")
        return "; or ".join([*actions, "wait until other runs have ended, or a machine is added"])


class NotAdmitted(Reason, code="AME429", name="unadmitted-run", word="not admitted", patience=60.0):
    """The cluster does not let the pod of the run be made: its Pod Security level, a missing account.

    An account is named by `serviceAccount` in `[cluster]` of ame.toml.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # ame.toml
        [cluster]
        serviceAccount = "nobody"

        $ ame task run -l train --on cluster --start-timeout 1s
        …
        error AME429 unadmitted-run: the cluster does not admit `train`: service account `nobody` …
          = help: create it with `kubectl create serviceaccount nobody`

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # ame.toml
        [cluster]
        serviceAccount = "default"

        $ ame task run -l train --on cluster
        …
        ame: train succeeded
    """

    why: str
    remedy: str

    def message(self) -> str:
        return f"the cluster does not admit `{self.task}`: {self.why}"

    def help(self) -> str:
        return self.remedy


class OverQuota(NotAdmitted, code="AME430", name="exceeded-quota", word="exceeds the quota", patience=600.0):
    """The namespace has a quota, and the run asks for more than is left of it.

    It starts by itself when other runs end; a run that is followed waits ten minutes for that.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # the cluster reports:
        reason: FailedCreate
        message: >-
          Error creating: pods "quota-564jm" is forbidden: exceeded quota: q, requested: pods=1, used:
          pods=0, limited: pods=0

        $ ame task run -l train --on cluster --start-timeout 1s
        …
        error AME430 exceeded-quota: the cluster does not admit `train`: it exceeds quota q, …
          = help: ask for less in `resources`, to be written …, or wait until other runs have ended

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
