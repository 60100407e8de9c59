"""Why a run failed, or does not start: one class for each cause, one line and one action each.

The docstring of a class is its page. What a run waits for is a cause, too: `patience` says for how
many seconds a run that somebody follows may wait for it before it is given up.
"""

from __future__ import annotations

import signal

from amelang.language.ame_toml import Cluster
from amelang.language.ame_yml import Resources, Task
from amelang.run.places import Places
from amelang.text.problem import Facts

UNKNOWN = Places(None)


class Reason(Facts):
    """A cause; `task` is the name of the task, `places` knows where its values are written."""

    code = ""
    name = ""
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
    """

    limit: str

    def message(self) -> str:
        return f"`{self.task}` ended with 0, but a part of it was killed at the memory limit of {self.limit}"

    def help(self) -> str:
        memory = self.places.of(Resources.memory)
        return f"do not trust its results: raise {memory}, or stop at the first failure with `set -e`"


class CommandNotFound(Reason, code="AME422", name="missing-command", word="command not found"):
    """The shell does not find a program that the command starts (exit code 127), or may not run it (126)."""

    image: str
    said: str = ""

    def message(self) -> str:
        what = "is not found" if self.exit_code == 127 else "cannot be executed"
        return f"a program that `{self.task}` starts {what}" + (f": {self.said}" if self.said else "")

    def help(self) -> str:
        return f"see {self.places.command()}, and whether image `{self.image}` has the program"


class CommandFailed(Reason, code="AME423", name="failed-command", word="failed"):
    """The command of the task ended with another exit code than 0: by its own account it failed."""

    obvious = True
    run: str

    def short(self) -> str:
        return f"exit code {self.exit_code}"

    def message(self) -> str:
        return f"the command of `{self.task}` ended with exit code {self.exit_code}"

    def help(self) -> str:
        return f"read what it printed: `ame task logs {self.run}`"


class Killed(Reason, code="AME424", name="killed-process", word="killed"):
    """A signal ended the command: it crashed, or somebody or something killed it."""

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
    """The task ran longer than its `timeout` and was stopped."""

    seconds: int

    def message(self) -> str:
        timeout = Task.timeout.name
        return f"`{self.task}` took longer than its `{timeout}` of {self.seconds} seconds and was stopped"

    def help(self) -> str:
        return f"raise {self.places.of(Task.timeout)}, or have the command do less"


class ImageNotPulled(
    Reason, code="AME426", name="unpullable-image", word="image cannot be pulled", patience=90.0
):
    """The machine cannot get the container image: its name is wrong, or its registry does not give it.

    The machine tries again and again, with growing pauses; a run that is followed waits a minute and
    a half for it, no longer.
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
    """The name of the container image is none that a registry could have."""


class NoRoom(Reason, code="AME428", name="unschedulable-run", word="no machine has room", patience=600.0):
    """No machine of the cluster can take the task: too little is free, or none is of the wanted kind.

    A cluster that adds machines by itself needs minutes for it; so long a run that is followed waits.
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
    """The cluster does not let the pod of the run be made: its Pod Security level, a missing account."""

    why: str
    remedy: str

    def message(self) -> str:
        return f"the cluster does not admit `{self.task}`: {self.why}"

    def help(self) -> str:
        return self.remedy


class OverQuota(NotAdmitted, code="AME430", name="exceeded-quota", word="exceeds the quota", patience=600.0):
    """The namespace has a quota, and the run asks for more than is left of it.

    It starts by itself when other runs end; a run that is followed waits ten minutes for that.
    """


class NotConfigured(Reason, code="AME431", name="missing-part", word="something is missing", patience=60.0):
    """The container cannot be set up: a Secret, a ConfigMap or a volume that it needs is not there."""

    why: str

    def message(self) -> str:
        return f"the container of `{self.task}` cannot be set up: {self.why}"

    def help(self) -> str:
        return "create what is missing, or run `ame apply` again; the run goes on by itself then"


class NotPrepared(Reason, code="AME432", name="failed-preparation", word="preparation failed"):
    """The environment of the task could not be prepared; the command was never started."""

    why: str

    def message(self) -> str:
        return f"the environment of `{self.task}` could not be prepared: {self.why}"

    def help(self) -> str:
        return f"see the output above that line, the project's files, and {self.places.executor()}"


class CodeNotDelivered(Reason, code="AME433", name="undelivered-code", word="code not delivered"):
    """AME's own container, which lays the project's files into the workspace, failed."""

    why: str

    def message(self) -> str:
        return f"the files of `{self.task}` could not be laid out: {self.why}"

    def help(self) -> str:
        return f"see {self.places.of(Resources.storage)}; else run it again"


class NotStarted(Reason, code="AME434", name="unstartable-container", word="container did not start"):
    """The machine could not start the first program of the container."""

    image: str
    why: str

    def message(self) -> str:
        return f"the container of `{self.task}` could not be started: {self.why}"

    def help(self) -> str:
        return f"image `{self.image}` must have `sh`: see {self.places.image()}"


class OutOfStorage(Reason, code="AME435", name="out-of-storage", word="out of disk space"):
    """The task wrote more to disk than its `storage` allows, and was stopped."""

    why: str

    def message(self) -> str:
        return f"`{self.task}` used more disk space than it asked for: {self.why}"

    def help(self) -> str:
        return f"raise {self.places.of(Resources.storage)}, or have the command write less"


class MachineLost(Reason, code="AME436", name="lost-machine", word="machine lost"):
    """The machine went away under the run: it was drained, ran short of something, or died."""

    why: str

    def message(self) -> str:
        return f"the machine of `{self.task}` went away: {self.why}"

    def help(self) -> str:
        return f"run it again; {self.places.of(Task.retries)} has that done by itself"


class Stopped(Reason, code="AME437", name="stopped-run", word="stopped"):
    """Somebody stopped the run, or AME gave it up."""

    why: str

    def short(self) -> str:
        return self.why or self.word

    def message(self) -> str:
        return f"`{self.task}` was stopped" + (f": {self.why}" if self.why else "")

    def help(self) -> str:
        return "run it again, in the same way"


class Vanished(Reason, code="AME438", name="removed-run", word="removed"):
    """The run, or its pod, was removed from the cluster while it was not finished."""

    what: str

    def message(self) -> str:
        return f"{self.what} of `{self.task}` was removed before its end was seen"

    def help(self) -> str:
        return "run it again, in the same way"
