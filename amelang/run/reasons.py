"""Why a run failed, or does not start: one class for each cause, one line and one action each.

The docstring of a class is its page. What a run waits for is a cause, too: `patience` says for how
many seconds a run that somebody follows may wait for it before it is given up.
"""

from __future__ import annotations

import signal

from amelang.language.ame_yml import Resources, Task
from amelang.run.places import Places
from amelang.text.problem import Facts, Severity

UNKNOWN = Places(None)


class Reason(Facts):
    """A cause; `task` is the name of the task, `places` knows where its values are written."""

    code = ""
    name = ""
    severity = Severity.ERROR
    word = ""
    """What a list of runs says, in a few words."""
    patience = 0.0
    obvious = False
    """Whether somebody who has seen the run's output needs no advice."""
    task: str
    places: Places = UNKNOWN
    exit_code: int | None = None
    """The code that the command ended with; None where it never ran or its end was not seen."""

    def __init_subclass__(cls, code: str = "", name: str = "", word: str = "", patience: float = 0.0) -> None:
        if code:
            cls.code, cls.name, cls.word, cls.patience = code, name, word, patience

    def short(self) -> str:
        """Say it in a few words, for a list."""
        return self.word

    def message(self) -> str:
        """Say what happened, in one sentence without a full stop."""
        raise NotImplementedError

    def help(self) -> str:
        """Say what to do."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{self.code} {self.name}: {self.message()}>"


class OutOfMemory(Reason, code="AME420", name="out-of-memory", word="out of memory"):
    """The task needed more memory than its `memory` allows, and the kernel killed it.

    The limit counts all processes of the task together, and what it writes to `/dev/shm`.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              pythonVersion: 3.11
              command: python -c 'bytearray(200_000_000)'
            resources:
              memory: 32Mi

        $ ame task run -l train --on cluster
        …
        error AME420 out-of-memory: `train` ran out of memory: it was killed at its limit of 32Mi
          = help: raise `memory` (ame.yml:9), or have the command use less

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              pythonVersion: 3.11
              command: python -c 'bytearray(200_000_000)'
            resources:
              memory: 512Mi

        $ ame task run -l train --on cluster
        …
        ame: train succeeded
    """

    limit: str

    def message(self) -> str:
        return f"`{self.task}` ran out of memory: it was killed at its limit of {self.limit}"

    def help(self) -> str:
        return f"raise {self.places.of(Resources.memory)}, or have the command use less"


class HiddenOutOfMemory(Reason, code="AME421", name="hidden-out-of-memory", word="a part ran out of memory"):
    """A part of the task was killed because memory ran out, and the command went on and ended with 0.

    A shell goes on after a command that fails, unless it is told to stop with `set -e`. The run
    counts as succeeded, but what it made is probably not whole.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              pythonVersion: 3.11
              command: "python -c 'bytearray(200_000_000)'; echo went on"
            resources:
              memory: 32Mi

        $ ame task run -l train --on cluster
        …
        warning AME421 hidden-out-of-memory: `train` ended with 0, but a part of it was killed at the …
          = help: do not trust its results: raise `memory` (ame.yml:9), or stop at …

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              pythonVersion: 3.11
              command: "python -c 'bytearray(200_000_000)'; echo went on"
            resources:
              memory: 512Mi

        $ ame task run -l train --on cluster
        …
        ame: train succeeded
    """

    severity = Severity.WARNING
    limit: str

    def message(self) -> str:
        return f"`{self.task}` ended with 0, but a part of it was killed at the memory limit of {self.limit}"

    def help(self) -> str:
        memory = self.places.of(Resources.memory)
        return f"do not trust its results: raise {memory}, or stop at the first failure with `set -e`"


class CommandNotFound(Reason, code="AME422", name="missing-command", word="command not found"):
    """The shell does not find a program that the command starts (exit code 127), or may not run it (126).

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: trian.py

        $ ame task run -l train --on cluster
        …
        error AME422 missing-command: a program that `train` starts is not found: …trian.py: not found
          = help: see `command` (ame.yml:7), and whether image `busybox:1` has the program

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
    said: str = ""

    def message(self) -> str:
        what = "is not found" if self.exit_code == 127 else "cannot be executed"
        return f"a program that `{self.task}` starts {what}" + (f": {self.said}" if self.said else "")

    def help(self) -> str:
        return f"see {self.places.command()}, and whether image `{self.image}` has the program"


class CommandFailed(Reason, code="AME423", name="failed-command", word="failed"):
    """The command of the task ended with another exit code than 0: by its own account it failed.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo no data; exit 7

        $ ame task run -l train --on cluster
        …
        error AME423 failed-command: the command of `train` ended with exit code 7

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

    obvious = True
    run: str

    def short(self) -> str:
        return f"exit code {self.exit_code}"

    def message(self) -> str:
        return f"the command of `{self.task}` ended with exit code {self.exit_code}"

    def help(self) -> str:
        return f"read what it printed: `ame task logs {self.run}`"


class Killed(Reason, code="AME424", name="killed-process", word="killed"):
    """A signal ended the command: it crashed, or somebody or something killed it.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: kill -9 $$

        $ ame task run -l train --on cluster
        …
        error AME424 killed-process: the command of `train` was ended by SIGKILL (exit code 137)
          = help: see whether it kills its own processes, or the machine ran out of memory; …

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

    def short(self) -> str:
        return f"killed, signal {self._number}"

    @property
    def _number(self) -> int:
        return (self.exit_code or 128) - 128

    def message(self) -> str:
        try:
            name = signal.Signals(self._number).name
        except ValueError:
            name = f"signal {self._number}"
        return f"the command of `{self.task}` was ended by {name} (exit code {self.exit_code})"

    def help(self) -> str:
        if self._number == 9:
            memory = self.places.of(Resources.memory)
            return (
                f"see whether it kills its own processes, or the machine ran out of memory; compare {memory}"
            )
        if self._number == 15:
            return "it was asked to stop: by itself, or because its pod was removed; run it again"
        if self._number in (6, 11, 7, 4, 8):
            return (
                "a compiled library crashed: see the versions of the packages, and the output above the crash"
            )
        return "see what sends this signal in the command's output"


class TimedOut(Reason, code="AME425", name="exceeded-timeout", word="took too long"):
    """The task ran longer than its `timeout` and was stopped.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: sleep 600
            timeout: 2s

        $ ame task run -l train --on cluster
        …
        error AME425 exceeded-timeout: `train` took longer than its `timeout` of 2 seconds and was stopped
          = help: raise `timeout` (ame.yml:8), or have the command do less

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: sleep 1
            timeout: 1h

        $ ame task run -l train --on cluster
        …
        ame: train succeeded
    """

    seconds: int

    def message(self) -> str:
        timeout = Task.timeout.name
        return f"`{self.task}` took longer than its `{timeout}` of {self.seconds} seconds and was stopped"

    def help(self) -> str:
        return f"raise {self.places.of(Task.timeout)}, or have the command do less"
