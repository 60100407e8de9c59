"""Problems of single words: quantities, durations and schedules that nobody can read.

Loaded only when there is one.
"""

from __future__ import annotations

from amelang.language.problems import BadWord, shown
from amelang.text.problem import Edit, Fix, Problem
from amelang.text.source import Span


class BadQuantity(BadWord, code="AME111", name="invalid-quantity"):
    """A quantity that Kubernetes would not read.

    A quantity is a number and, directly behind it, a unit: `10G`, `512Mi`, `500m`, `2.5`. The units
    are those of Kubernetes, and small and capital letters are not the same: `k M G T P E` are
    thousands, `Ki Mi Gi Ti Pi Ei` are 1,024s, `m` is a thousandth. There is no `B` behind them.

    `memory: 10GB` is written `memory: 10G`; `cpu: 0,5` is written `cpu: 0.5`.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              memory: 10GB

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              memory: 10G
    """


class NegativeQuantity(Problem, code="AME115", name="negative-quantity"):
    """An amount below zero. A task cannot ask for less than nothing.

    `cpu: -1` does not mean "as many as there are"; leave the key out to get the default.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              cpu: -1

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              cpu: 1
    """

    word: str
    positive: str

    def message(self) -> str:
        return f"`{shown(self.word)}` is negative"

    def help(self) -> str | None:
        return f"write how much the task needs, such as `{shown(self.positive)}`, or leave the key out"


class OverlargeQuantity(Problem, code="AME116", name="overlarge-quantity"):
    """An amount that is larger than Kubernetes can count.

    It counts up to 9,223,372,036,854,775,807, and devices up to a thousandth of that. Of what is
    larger it keeps another number without a word: `8Ei` is cut, and `1000E` becomes `1`.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              memory: 8Ei

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              memory: 8Gi
    """

    word: str
    limit: str

    def message(self) -> str:
        return f"`{shown(self.word)}` is more than Kubernetes can count"

    def help(self) -> str | None:
        return f"write less than `{self.limit}`"


class FractionalDevice(Problem, code="AME117", name="fractional-gpu"):
    """A part of a GPU, or of another device.

    Kubernetes hands out whole devices: a task has one to itself, or has none. `nvidia.com/gpu: 0.5`
    would be refused. Where the cluster shares its GPUs, their owner gives the shares a name of their
    own, such as `nvidia.com/mig-1g.5gb` or `nvidia.com/gpu.shared`, of which whole numbers are asked.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            resources:
              memory: 10G
              nvidia.com/gpu: 0.5

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
    whole: str
    place: Span

    def message(self) -> str:
        return f"`{shown(self.word)}` is a part of a device, and tasks get whole ones"

    def help(self) -> str | None:
        return f"write `{shown(self.whole)}`; a share of a GPU has a name of its own, if the cluster has any"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix(f"write `{shown(self.whole)}`", Edit(self.place, self.whole), safe=False),)


class BadDuration(BadWord, code="AME112", name="invalid-duration"):
    """A length of time that cannot be read.

    A duration is numbers with units, the larger unit first: `2h30m`, `45m`, `90s`, `1d`. The units
    are `d`, `h`, `m` and `s`. A number alone is no duration: nobody could tell seconds from minutes.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            timeout: 90

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            timeout: 90m
    """


class BadSchedule(BadWord, code="AME113", name="invalid-schedule"):
    """A schedule that Kubernetes would not read.

    A schedule is five fields: minute, hour, day of the month, month, day of the week. Each is `*`, a
    number, a range such as `1-5`, steps such as `*/15`, or several of these with commas between.
    Months and days may be named (`MON-FRI`); Sunday is 0. `@hourly`, `@daily`, `@weekly`, `@monthly`,
    `@yearly` stand for common schedules.

    A time zone is not part of it; it has a key of its own.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            triggers:
              schedule: "0 25 * * *"

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            triggers:
              schedule: "0 23 * * *"
    """

    def fixes(self) -> tuple[Fix, ...]:
        place = self.place or self.span
        within_quotes = place.source.text[: place.start].endswith(('"', "'"))
        # A schedule that begins with `*` or `@` means something else to YAML unless it is quoted.
        return tuple(
            Fix(
                f"write `{shown(word)}`",
                Edit(place, word if within_quotes else f'"{word}"'),
                safe=self.sure and word is self.better[0],
            )
            for word in self.better
        )


class BadPythonVersion(BadWord, code="AME114", name="invalid-python-version"):
    """A version of Python that is not written as one, or that tasks cannot be run with.

    AME wants one version, `3.11` or `3.11.4`, from 3.6 on. What a project's own files say about it
    (`>=3.11`, `^3.11`) is a range; a task runs with one. `3.1` is most often `3.10` that another
    program read as a number.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              pythonVersion: ">=3.11"
              command: python train.py

    Good:
        tasks:
          - name: train
            executor:
              !custom
              pythonVersion: 3.11
              command: python train.py
    """
