"""Problems of imports: of what is not there, not what it should be, or needed by nobody."""

from __future__ import annotations

from amelang.language.problems import shown
from amelang.text.problem import Edit, Fix, Note, Problem, Severity
from amelang.text.source import Span


class MissingImport(Problem, code="AME260", name="missing-import"):
    """An import of a project that is not where the import says.

    An import with `path` names a folder, or a file, relative to its own file; with `git`, inside the
    repository. One with neither means a project of the workspace: of the folders below the nearest
    `ame.toml`, else of the git repository.

    Bad:
        imports:
          - project: shared
            path: library
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

    project: str
    path: str | None
    place: str
    near: str | None

    def message(self) -> str:
        if self.path is None:
            return f"there is no project `{shown(self.project)}` in {self.place}"
        return f"there is no project in `{shown(self.path)}`{self.place}"

    def help(self) -> str | None:
        if self.near:
            return f"did you mean `{self.near}`?"
        return (
            "say where it is, or correct its name" if self.path is None else "name a folder with an `ame.yml`"
        )

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix(f"write `{self.near}`", Edit(self.span, self.near), safe=False),) if self.near else ()


class WrongImportName(Problem, code="AME261", name="wrong-import-name"):
    """An import that calls a project by a name that it does not have.

    Bad:
        imports:
          - project: common
            path: lib
        tasks:
          - name: train
            fromTemplate: common.small
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

    project: str
    actual: str
    place: Span
    users: tuple[Edit, ...]

    def message(self) -> str:
        return f"the project there is `{shown(self.actual, 30)}`, not `{shown(self.project, 30)}`"

    def help(self) -> str | None:
        return f"did you mean `{self.actual}`?"

    def notes(self) -> tuple[Note, ...]:
        return (Note("it says its name here", self.place),)

    def fixes(self) -> tuple[Fix, ...]:
        title = f"write `{self.actual}`, here and where it is used"
        return (Fix(title, Edit(self.span, self.actual), *self.users, safe=False),)


class RepeatedImport(Problem, code="AME262", name="repeated-import"):
    """Two imports of one name: a reference could mean either, and the first one counts.

    Bad:
        imports:
          - project: shared
            path: lib
          - project: shared
            path: other
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

    project: str
    first: Span

    def message(self) -> str:
        return f"`{shown(self.project)}` is imported twice"

    def help(self) -> str | None:
        return "keep the one that is meant; the first one counts"

    def notes(self) -> tuple[Note, ...]:
        return (Note("first imported here", self.first),)


class OwnImport(Problem, code="AME263", name="own-import"):
    """A project that imports itself: what is its own needs no import, and no project's name before it.

    Bad:
        project: garden
        imports:
          - project: garden
            path: .
        tasks:
          - name: train
            fromTemplate: garden.small
        templates:
          - name: small
            executor: !custom
              command: python train.py

    Good:
        project: garden
        tasks:
          - name: train
            fromTemplate: small
        templates:
          - name: small
            executor: !custom
              command: python train.py
    """

    project: str
    removal: Edit | None

    def message(self) -> str:
        return f"this imports the project itself, `{shown(self.project)}`"

    def help(self) -> str | None:
        return "leave it out; what is in this file is known here"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix("remove the import", self.removal),) if self.removal else ()


class UnusedImport(Problem, code="AME264", name="unused-import", severity=Severity.WARNING):
    """An import of a project that nothing here refers to.

    Bad:
        imports:
          - project: shared
            path: lib
        tasks:
          - name: train
            executor: !custom
              command: python train.py
        # file: lib/ame.yml
        project: shared

    Good:
        tasks:
          - name: train
            executor: !custom
              command: python train.py
        # file: lib/ame.yml
        project: shared
    """

    project: str
    removal: Edit | None

    def message(self) -> str:
        return f"nothing here refers to `{shown(self.project)}`"

    def help(self) -> str | None:
        return "remove the import"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix("remove the import", self.removal),) if self.removal else ()


class RepeatedProject(Problem, code="AME265", name="repeated-project"):
    """A name that two projects of one workspace have: no reference, and no cluster, could tell them apart.

    A project that writes no name has that of its folder. Folders that only look like projects of the
    workspace, such as examples, are left out by `members` in the table `[workspace]` of `ame.toml`.

    Bad:
        project: garden
        # file: copy/ame.yml
        project: garden

    Good:
        project: garden
        # file: copy/ame.yml
        project: greenhouse
    """

    project: str
    others: tuple[Span, ...]

    def message(self) -> str:
        return f"`{shown(self.project)}` is the name of another project of this workspace, too"

    def help(self) -> str | None:
        return "give each of them a name of its own"

    def notes(self) -> tuple[Note, ...]:
        return tuple(Note("another one", place) for place in self.others)
