"""Problems of imports that are taken from other places: what is refused, unknown, or not to be trusted."""

from __future__ import annotations

from amelang.language.problems import shown
from amelang.text.problem import Note, Problem, Severity
from amelang.text.source import Span


class ForeignPath(Problem, code="AME266", name="foreign-path", severity=Severity.WARNING):
    """An import by a path that leads out of the repository, to what only this machine has.

    Whoever clones the repository does not have what lies beside it, nor the same folders above it. A
    project of another repository can be imported from there with `git`.

    Bad:
        imports:
          - project: shared
            path: ../library
        tasks:
          - name: train
            fromTemplate: shared.small

    Good:
        imports:
          - project: shared
            path: lib
        tasks:
          - name: train
            fromTemplate: shared.small
        # file: lib/ame.yml
        project: shared
        templates:
          - name: small
            executor: !custom
              command: python train.py
    """

    path: str

    def message(self) -> str:
        return f"`{shown(self.path, 30)}` leads out of this repository, to what only this machine has"

    def help(self) -> str | None:
        return "import it from its own repository, with `git`"


class UnsafeImport(Problem, code="AME267", name="unsafe-import"):
    """An import from where AME takes nothing.

    Addresses of repositories begin with `https://`, `ssh://`, `file://` or `/`, or are like
    `git@example.com:ml/shared.git`. Others can make git run programs, as can an address or a `ref`
    that begins with `-`. A password in an address could be read by everybody: git asks the user's
    credential helper for it. A `path` has to stay inside the repository.

    Bad:
        imports:
          - project: shared
            git: ext::sh -c ./anything
        tasks:
          - name: train
            fromTemplate: shared.small

    Good:
        imports:
          - project: shared
            path: lib
        tasks:
          - name: train
            fromTemplate: shared.small
        # file: lib/ame.yml
        project: shared
        templates:
          - name: small
            executor: !custom
              command: python train.py
    """

    what: str
    reason: str

    def message(self) -> str:
        return f"nothing is taken from this {self.what}: {self.reason}"

    def help(self) -> str | None:
        return REMEDIES.get(self.what)


REMEDIES = {
    "address": "write one such as `https://git.example.com/ml/shared.git`",
    "ref": "write a tag, a branch or all of a commit",
    "path": "write a path from the top of the repository",
}
"""What to write instead, by what it is that is refused."""


class UnfetchedImport(Problem, code="AME268", name="unfetched-import", severity=Severity.WARNING):
    """An import from git that is not on this machine yet, or that `ame.lock` does not know.

    `ame import sync` fetches it. Until then nothing is said about the names that are taken from it,
    and nothing is planned or run. With `ame check --locked`, for CI, it is an error.

    Bad:
        imports:
          - project: shared
            git: https://git.example.com/ml/shared.git
        tasks:
          - name: train
            fromTemplate: shared.small

    Good:
        imports:
          - project: shared
            path: lib
        tasks:
          - name: train
            fromTemplate: shared.small
        # file: lib/ame.yml
        project: shared
        templates:
          - name: small
            executor: !custom
              command: python train.py
    """

    project: str
    locked: bool
    importer: Span | None

    def message(self) -> str:
        return f"`{shown(self.project, 30)}` is not fetched yet, so that nothing taken from it is checked"

    def help(self) -> str | None:
        return "run `ame import sync`" + ("" if self.locked else ", and keep the `ame.lock` that it writes")

    def notes(self) -> tuple[Note, ...]:
        return (Note("imported from there", self.importer),) if self.importer else ()


class ChangedImport(Problem, code="AME269", name="changed-import"):
    """An import from git whose files on this machine are not those that `ame.lock` names.

    Something changed them, or the lock file was edited by hand. Nothing of them is used.

    Bad:
        project: iris
        imports:
          - project: shared
            git: https://git.example.com/ml/shared.git
        tasks:
          - name: train
            fromTemplate: shared.small

        $ ame import sync
        …
        $ sed -i.old 's/sha256:..../sha256:0000/' ame.lock
        $ ame check -o concise
        ame.yml:3:14: error AME269 changed-import: what was fetched for `shared` is not what `ame.lock` says
        …

    Good:
        project: iris
        imports:
          - project: shared
            git: https://git.example.com/ml/shared.git
        tasks:
          - name: train
            fromTemplate: shared.small

        $ ame import sync
        …
        $ ame check -o concise
        no problems in 1 project
    """

    project: str
    file: str

    def message(self) -> str:
        return f"what was fetched for `{shown(self.project)}` is not what `ame.lock` says"

    def help(self) -> str | None:
        return f"its `{self.file}` differs; run `ame import sync` to fetch it again"


class StrayRef(Problem, code="AME270", name="ref-without-git"):
    """A `ref` beside no `git`: there is no repository of which it could be a tag, a branch or a commit.

    Bad:
        imports:
          - project: shared
            path: lib
            ref: v1.2.0
        tasks:
          - name: train
            fromTemplate: shared.small
        # file: lib/ame.yml
        project: shared
        templates:
          - name: small
            executor: !custom
              command: python train.py

    Good:
        imports:
          - project: shared
            path: lib
        tasks:
          - name: train
            fromTemplate: shared.small
        # file: lib/ame.yml
        project: shared
        templates:
          - name: small
            executor: !custom
              command: python train.py
    """

    key: str
    other: str

    def message(self) -> str:
        return f"`{self.key}` has no effect without `{self.other}`"

    def help(self) -> str | None:
        return f"name the repository with `{self.other}`, or leave it out"
