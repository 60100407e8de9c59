"""Problems of what a command does."""

from __future__ import annotations

from amelang.language.problems import shown
from amelang.text.problem import Edit, Fix, Problem, Severity

PIPEFAIL = "set -o pipefail"


class HiddenFailure(Problem, code="AME340", name="hidden-failure", severity=Severity.WARNING):
    """A pipe of which only the last part counts: where an earlier part fails, the task succeeds all the same.

    A shell takes the end of `python train.py | tee log.txt` for that of `tee`, which nearly always ends
    well. The failed training is then a success, and what builds on it goes on. `set -o pipefail`, on a
    line before it, makes the failure of any part that of the whole.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py | tee log.txt

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: |
                set -o pipefail
                python train.py | tee log.txt
    """

    edit: Edit
    """What lets the command begin with it."""

    def message(self) -> str:
        return f"a failure of `{shown(self.span.text, 36)}` goes unseen: only the last part of a pipe counts"

    def help(self) -> str | None:
        return f"write `{PIPEFAIL}` on a line before it"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix(f"begin with `{PIPEFAIL}`", self.edit, safe=False),)


class OversizedCommand(Problem, code="AME343", name="oversized-command"):
    """A command that is longer than what a cluster takes of it.

    The command is stored with the task, and all that may be stored so is 256 KiB. A script of that
    length is better a file of the project, where it can be tested.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: |
                echo learned

        $ yes '        echo learned' | head -n 20000 >> ame.yml
        $ ame check -o concise
        ame.yml:5:16: error AME343 oversized-command: the command has 260,… bytes, and a cluster takes 253,952
        …

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: sh train.sh

        $ yes 'echo learned' | head -n 20000 > train.sh
        $ ame check -o concise
        no problems in 1 project
    """

    size: int
    most: int

    def message(self) -> str:
        return f"the command has {self.size:,} bytes, and a cluster takes {self.most:,}"

    def help(self) -> str | None:
        return "put the lines into a file of the project, and run that file"


class OversizedVariable(Problem, code="AME344", name="oversized-variable"):
    """A variable that is longer than any program can be started with.

    Linux takes 128 KiB of one variable, its name included. With more, no program starts: the task would
    end with "argument list too long" before its first line.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            environment:
              - key: NOTES
                val: |
                  learned

        $ yes '          learned' | head -n 20000 >> ame.yml
        $ ame check -o concise
        ame.yml:7:14: error AME344 oversized-variable: `NOTES` has 160,… bytes; no program starts with more …
        …

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            environment:
              - key: NOTES
                val: notes.txt

        $ yes learned | head -n 20000 > notes.txt
        $ ame check -o concise
        no problems in 1 project
    """

    variable: str
    size: int
    most: int

    def message(self) -> str:
        variable = shown(self.variable, 30)
        return f"`{variable}` has {self.size:,} bytes; no program starts with more than {self.most:,}"

    def help(self) -> str | None:
        return "put the text into a file of the project, and its path into the variable"


class OversizedEnvironment(Problem, code="AME345", name="oversized-environment"):
    """Variables that are together more than a cluster stores of one task.

    All of a task is one object there, of at most one and a half megabytes.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            environment:
              - key: NOTES
                val: |
                  learned

        $ yes '          learned' | head -n 14000 > lines
        $ for n in $(seq 15); do echo "      - key: N_$n"; echo "        val: |"; cat lines; done >> ame.yml
        $ ame check -o concise
        ame.yml:6:5: error AME345 oversized-environment: the variables have 1,68… bytes together, and …
        …

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            environment:
              - key: NOTES
                val: notes/

        $ mkdir notes && for n in $(seq 15); do yes learned | head -n 14000 > notes/$n.txt; done
        $ ame check -o concise
        no problems in 1 project
    """

    size: int
    most: int

    def message(self) -> str:
        return f"the variables have {self.size:,} bytes together, and a cluster takes {self.most:,}"

    def help(self) -> str | None:
        return "put what is long into files of the project"
