"""Problems of schedules that Kubernetes takes."""

from __future__ import annotations

from amelang.language.problems import shown
from amelang.text.problem import Problem, Severity


class NeverFiringSchedule(Problem, code="AME336", name="never-firing-schedule", severity=Severity.WARNING):
    """A schedule for a day that does not exist, such as the 31st of February.

    Kubernetes takes it, looks some years ahead, and never starts anything. For the last day of each
    month there is no schedule; one for the 28th comes every month. The 29th of February is fine: it
    comes every four years.

    Bad:
        tasks:
          - name: report
            executor:
              !custom
              command: python train.py
            triggers:
              schedule: "0 6 31 2,4,6 *"

    Good:
        tasks:
          - name: report
            executor:
              !custom
              command: python train.py
            triggers:
              schedule: "0 6 28 2,4,6 *"
    """

    word: str
    day: int
    months: tuple[str, ...]
    longest: int

    def message(self) -> str:
        months = ", ".join(self.months[:-1]) + " and " * (len(self.months) > 1) + self.months[-1]
        return f"`{shown(self.word, 30)}` never comes: there is no day {self.day} in {months}"

    def help(self) -> str | None:
        return f"the last day there is {self.longest}; a day that every month has is 28 at most"


class DriftingSchedule(Problem, code="AME337", name="drifting-schedule", severity=Severity.WARNING):
    """A schedule by an interval, `@every 1h`, which counts from wherever it happens to begin.

    The interval begins anew whenever the schedule is applied or Kubernetes' controller starts, so that
    nobody can say when the task will run, and a long interval may never end. Five fields name the time
    itself.

    Bad:
        tasks:
          - name: report
            executor:
              !custom
              command: python train.py
            triggers:
              schedule: "@every 1h"

    Good:
        tasks:
          - name: report
            executor:
              !custom
              command: python train.py
            triggers:
              schedule: "0 * * * *"
    """

    word: str

    def message(self) -> str:
        return f"`{shown(self.word)}` drifts: its time counts from wherever it happens to begin"

    def help(self) -> str | None:
        return "name the times, such as `0 * * * *` for every full hour"
