"""Why a run ended although its command went on: what was taken from it, or who stopped it."""

from __future__ import annotations

from amelang.language.ame_yml import Resources, Task
from amelang.run.reasons import Reason


class OutOfStorage(Reason, code="AME435", name="out-of-storage", word="out of disk space"):
    """The task wrote more to disk than its `storage` allows, and was stopped.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: head -c 200m /dev/zero > big; sleep 120
            resources:
              storage: 10Mi

        # the cluster reports:
        phase: Failed
        reason: Evicted
        message: Usage of EmptyDir volume "workspace" exceeds the limit "10Mi".

        $ ame task run -l train --on cluster
        …
        error AME435 out-of-storage: `train` used more disk space than it asked for: …
          = help: raise `storage` (ame.yml:9), or have the command write less

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: head -c 200m /dev/zero > big
            resources:
              storage: 1Gi

        $ ame task run -l train --on cluster
        …
        ame: train succeeded
    """

    why: str

    def message(self) -> str:
        return f"`{self.task}` used more disk space than it asked for: {self.why}"

    def help(self) -> str:
        return f"raise {self.places.of(Resources.storage)}, or have the command write less"


class MachineLost(Reason, code="AME436", name="lost-machine", word="machine lost"):
    """The machine went away under the run: it was drained, ran short of something, or died.

    Where a cluster says that it took the machine away, as it does when one is drained, it starts the run
    anew by itself. This is said where it did not come to that.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # the cluster reports:
        phase: Failed
        reason: Evicted
        message: 'The node was low on resource: memory. Container task was using 812Mi.'

        $ ame task run -l train --on cluster
        …
        error AME436 lost-machine: the machine of `train` went away: it had too little memory left
          = help: run it again; `retries`, to be written at ame.yml:3 has that done by itself

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned
            retries: 2

        $ ame task run -l train --on cluster
        …
        ame: train succeeded
    """

    why: str

    def message(self) -> str:
        return f"the machine of `{self.task}` went away: {self.why}"

    def help(self) -> str:
        return f"run it again; {self.places.of(Task.retries)} has that done by itself"


class Stopped(Reason, code="AME437", name="stopped-run", word="stopped"):
    """Somebody stopped the run, or AME gave it up.

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
        ame: gave up waiting; … is stopped
        …
        $ ame task logs train -f
        …
        error AME437 stopped-run: `train` was stopped: no machine has room
          = help: run it again, in the same way

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
        $ ame task logs train -f
        …
    """

    why: str

    def short(self) -> str:
        return self.why or self.word

    def message(self) -> str:
        return f"`{self.task}` was stopped" + (f": {self.why}" if self.why else "")

    def help(self) -> str:
        return "run it again, in the same way"


class Vanished(Reason, code="AME438", name="removed-run", word="removed"):
    """The run, or its pod, was removed from the cluster while it was not finished.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: sleep 20

        $ ame task run -l train --on cluster
        …
        error AME438 removed-run: the run of `train` was removed before its end was seen
          = help: run it again, in the same way

        # in another terminal
        $ kubectl delete jobs --all

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: sleep 1

        $ ame task run -l train --on cluster
        …
        ame: train succeeded
    """

    what: str

    def message(self) -> str:
        return f"{self.what} of `{self.task}` was removed before its end was seen"

    def help(self) -> str:
        return "run it again, in the same way"
