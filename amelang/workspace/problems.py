"""Problems of files: those that cannot be read as a text."""

from __future__ import annotations

from amelang.text.problem import Edit, Fix, Note, Problem, Severity
from amelang.text.source import Span


class UnreadableFile(Problem, code="AME090", name="unreadable-file"):
    """A file that cannot be opened, or is not an ordinary file.

    Bad:
        $ mkdir ame.yml
        $ ame check -o concise
        ame.yml:1:1: error AME090 unreadable-file: this file cannot be read: …
        …

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    reason: str

    def message(self) -> str:
        return f"this file cannot be read: {self.reason}"

    def help(self) -> str | None:
        if "permission" in self.reason:
            return "give yourself the right to read it"
        return "name an `ame.yml`, or a folder that holds one"


class NotUtf8(Problem, code="AME091", name="not-utf-8"):
    """A file in another encoding than UTF-8, the only one that YAML tools agree on.

    Bad:
        $ echo '# the flowers of Zürich' | iconv -f utf-8 -t latin1 > ame.yml
        $ ame check -o concise
        ame.yml:1:19: error AME091 not-utf-8: this byte is not UTF-8
        …

    Good:
        # the flowers of Zürich
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    encoding: str

    def message(self) -> str:
        return f"this file is {self.encoding}, not UTF-8" if self.encoding else "this byte is not UTF-8"

    def help(self) -> str | None:
        return "save the file as UTF-8"


class TooLarge(Problem, code="AME092", name="too-large"):
    """A file of a size that nobody writes; it is not read, so that it cannot fill the memory.

    Bad:
        $ yes '# nothing' | head -n 4000000 > ame.yml
        $ ame check -o concise
        ame.yml:1:1: error AME092 too-large: this file has 38 MB; at most 32 MB are read
        …

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    megabytes: int
    most: int

    def message(self) -> str:
        return f"this file has {self.megabytes} MB; at most {self.most} MB are read"

    def help(self) -> str | None:
        return "split it into several projects"


class TwoProjectFiles(Problem, code="AME093", name="two-project-files"):
    """An `ame.yml` and an `ame.yaml` in one folder: only one of them could be the project.

    Bad:
        project: iris
        # file: ame.yaml
        project: tulip

    Good:
        project: iris
        # file: tulip/ame.yml
        project: tulip
    """

    other: Span

    def message(self) -> str:
        return "this folder has both an `ame.yml` and an `ame.yaml`"

    def help(self) -> str | None:
        return "move what is in the one into the other, and remove it"

    def notes(self) -> tuple[Note, ...]:
        return (Note("the other one", self.other),)


class EmptyFile(Problem, code="AME094", name="empty-file", severity=Severity.WARNING):
    """A project's file in which nothing is written, or all of it is commented out.

    There is nothing to run in it, and nobody writes such a file on purpose: it was not saved, or a
    command that writes it was cut off.

    Bad:
        # tasks:
        #   - name: train

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: ./train.sh
    """

    def message(self) -> str:
        return "this file is empty, so that the project has no tasks"

    def help(self) -> str | None:
        return "write `tasks:` and a list of tasks, or remove the file"


class NamelessProject(Problem, code="AME200", name="nameless-project"):
    """A project whose name is that of its folder.

    Names in the cluster must not depend on where a checkout lies: a second checkout in another
    folder would create everything again, under other names.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py

    Good:
        project: iris
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
    """

    folder: str

    def message(self) -> str:
        return "this project has no name of its own, which its objects in a cluster need"

    def help(self) -> str | None:
        return (
            f"write `project: {self.folder}` at the top"
            if self.folder
            else "write `project: NAME` at the top"
        )

    def fixes(self) -> tuple[Fix, ...]:
        if not self.folder:
            return ()
        top = Span(self.span.source, self.span.start, self.span.start)
        return (Fix(f"name the project `{self.folder}`", Edit(top, f"project: {self.folder}\n")),)


class NamelessProjectWarning(
    NamelessProject, code="AME201", name="unnamed-project", severity=Severity.WARNING
):
    """A project without a name in a workspace that runs on a cluster: `ame plan` will refuse it.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
        # ame.toml
        [cluster]
        namespace = "ml"

    Good:
        project: iris
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
        # ame.toml
        [cluster]
        namespace = "ml"
    """


class UnmetVersion(Problem, code="AME393", name="unmet-version"):
    """Settings that are made for another version of AME than this one.

    What this version finds, and what it plans, may not be what the workspace counts on. The key
    `requires-ame` is how a team says which versions it works with.

    Bad:
        project: iris
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
        # ame.toml
        requires-ame = ">=99"

    Good:
        project: iris
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
        # ame.toml
        requires-ame = ">=0.1"
    """

    wanted: str
    version: str

    def message(self) -> str:
        return f"this is AME {self.version}, and the workspace wants {self.wanted}"

    def help(self) -> str | None:
        return f"install such a version: `pip install 'amelang{self.wanted}'`"
