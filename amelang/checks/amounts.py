"""Problems of amounts and times that Kubernetes takes, and that are almost surely not what was meant."""

from __future__ import annotations

from amelang.language.problems import shown
from amelang.text.problem import Edit, Fix, Problem, Severity
from amelang.text.source import Span


def meant(words: tuple[str, ...], place: Span) -> tuple[Fix, ...]:
    """Give the edits that write what was probably meant; nobody can be sure of it."""
    written = _written(words, place)
    return tuple(Fix(f"write `{word}`", Edit(place, word), safe=False) for word in written)


def either(words: tuple[str, ...], place: Span) -> str:
    """Say that one of a few words should be written."""
    return "write " + " or ".join(f"`{word}`" for word in _written(words, place))


def _written(words: tuple[str, ...], place: Span) -> tuple[str, ...]:
    """Return words as they are written in the file of a place: in the settings in quotes."""
    return tuple(f'"{word}"' for word in words) if place.path.endswith(".toml") else words


class FractionalByte(Problem, code="AME310", name="fractional-byte", severity=Severity.WARNING):
    """An amount of memory or storage in thousandths of a byte.

    A small `m` behind a number is a thousandth, as in `cpu: 500m`. `memory: 400m` is 0.4 byte, and a
    task that gets so little never starts. What was meant is `400M`, millions of bytes, or `400Mi`.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              memory: 400m

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              memory: 400M
    """

    word: str
    what: str
    amount: str
    better: tuple[str, ...]

    def message(self) -> str:
        return f"`{shown(self.word)}` is {self.amount} of {self.what}"

    def help(self) -> str | None:
        return (
            f"{either(self.better, self.span)}; `m` is a thousandth"
            if self.better
            else "`M` is a million bytes"
        )

    def fixes(self) -> tuple[Fix, ...]:
        return meant(self.better, self.span)


class MissingUnit(Problem, code="AME311", name="missing-unit", severity=Severity.WARNING):
    """An amount of memory or storage without a unit: it is in bytes.

    `memory: 10` is ten bytes. Somebody who writes that is thinking of gigabytes: `memory: 10G`.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              memory: 10

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              memory: 10G
    """

    word: str
    what: str
    amount: str
    better: tuple[str, ...]

    def message(self) -> str:
        return f"`{shown(self.word)}` is {self.amount} of {self.what}"

    def help(self) -> str | None:
        return (
            f"{either(self.better, self.span)}: without a unit it is bytes"
            if self.better
            else "write a unit behind it"
        )

    def fixes(self) -> tuple[Fix, ...]:
        return meant(self.better, self.span)


class TinyAmount(Problem, code="AME312", name="tiny-amount", severity=Severity.WARNING):
    """So little memory or storage that no task can run in it.

    Below 4Mi of memory a container does not even start. `memory: 512k` is most often `512M`.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              memory: 512k

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              memory: 512M
    """

    word: str
    what: str
    least: str
    better: tuple[str, ...]

    def message(self) -> str:
        return f"`{shown(self.word)}` is less {self.what} than any task can run in"

    def help(self) -> str | None:
        return either(self.better, self.span) if self.better else f"write at least `{self.least}`"

    def fixes(self) -> tuple[Fix, ...]:
        return meant(self.better, self.span)


class HugeAmount(Problem, code="AME313", name="huge-amount", severity=Severity.WARNING):
    """More than any machine has: the task would wait for such a machine for ever.

    CPUs are counted in threads, so `cpu: 4000` asks for four thousand of them; four are `4`, or
    `4000m`. `memory: 10P` is ten thousand terabytes.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              cpu: 4000

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              cpu: 4000m
    """

    word: str
    what: str
    better: tuple[str, ...]

    def message(self) -> str:
        return f"`{shown(self.word)}` is more {self.what} than any machine has"

    def help(self) -> str | None:
        return either(self.better, self.span) if self.better else "write what the task needs"

    def fixes(self) -> tuple[Fix, ...]:
        return meant(self.better, self.span)


class MakerlessDevice(Problem, code="AME314", name="makerless-device", severity=Severity.WARNING):
    """A device whose name does not begin with its maker's domain, such as `nvidia/gpu`.

    Kubernetes takes any name, and then looks for a machine that offers it, for ever. Makers name
    their devices by a domain: `nvidia.com/gpu`, `amd.com/gpu`, `habana.ai/gaudi`.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              memory: 10G
              nvidia/gpu: 1

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              memory: 10G
              nvidia.com/gpu: 1
    """

    word: str
    better: tuple[str, ...]

    def message(self) -> str:
        return f"`{shown(self.word)}` does not begin with the domain of its maker"

    def help(self) -> str | None:
        return (
            either(self.better, self.span)
            if self.better
            else "write it as the cluster has it, such as `nvidia.com/gpu`"
        )

    def fixes(self) -> tuple[Fix, ...]:
        return meant(self.better, self.span)


class AbsurdTimeout(Problem, code="AME315", name="absurd-timeout", severity=Severity.WARNING):
    """A time limit that is over before a container has started, or that nobody will live to see.

    The time counts from the moment when a machine has been found; fetching the image and installing
    what the task needs is part of it.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            timeout: 2s

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            timeout: 2h
    """

    word: str
    short: bool

    def message(self) -> str:
        return (
            f"`{shown(self.word)}` is over before the task has begun"
            if self.short
            else f"`{shown(self.word)}` is longer than any task runs"
        )

    def help(self) -> str | None:
        return (
            "allow for fetching the image and installing packages, too"
            if self.short
            else "a limit of some days ends what has come to a halt"
        )


class AbsurdRetries(Problem, code="AME341", name="absurd-retries", severity=Severity.WARNING):
    """More tries than make sense.

    A task that fails is tried again after a pause that doubles up to six minutes. What has failed a
    hundred times will fail the next time, too, and each try takes a machine from somebody.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            retries: 1000

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            retries: 3
    """

    count: int

    def message(self) -> str:
        return f"a task that has failed {self.count:,} times will not succeed the next time"

    def help(self) -> str | None:
        return "write how often a failure may pass by itself, such as `3`"


class GpuWithoutMemory(Problem, code="AME338", name="gpu-without-memory", severity=Severity.WARNING):
    """A task with a GPU that does not say how much memory it needs.

    Without `memory` a task gets 2Gi, unless the settings say otherwise. What fills a GPU goes through
    memory first: such a task is ended for want of it, after it has waited for a GPU.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              nvidia.com/gpu: 1

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              nvidia.com/gpu: 1
              memory: 16Gi
    """

    names_users = True
    device: str
    memory: str
    """What the task gets."""

    def message(self) -> str:
        device = shown(self.device, 30)
        return f"a task with `{device}` gets only {self.memory} of memory unless it asks for more"

    def help(self) -> str | None:
        return "write beside it how much memory the task needs; as much as the GPU has is a good start"
