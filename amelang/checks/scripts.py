"""Scripts that commands start and that are not there."""

from __future__ import annotations

import os
import re

from amelang.checks.first_command import SCRIPT_ENDINGS, Started, started
from amelang.checks.problems import MissingScript
from amelang.checks.within import within
from amelang.meaning.complete import tasks_of
from amelang.workspace.folders import NEVER
from amelang.workspace.looks import exists, is_folder, is_link, names
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from amelang.language.shape import At
    from amelang.text.problem import Problem

MOST_FILES = 2000
"""Names of a project that are looked through for the one that was meant."""


class Scripts:
    """Looks for the scripts of a project's commands; each is looked for once."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.directory = loaded.directory
        self._started: dict[str, Started | None] = {}
        self._missing: dict[str, bool] = {}
        self._problems: dict[str, MissingScript] = {}
        self._code: bool | None = None
        self._made: list[str] | None = None
        self._later: bool | None = None
        self._paths: list[str] | None = None

    def look(self, command: At[str]) -> None:
        """Remember the script of a command where it is missing; one script is one problem."""
        found = self.missing(command.value)
        if found is None:
            return
        word = re.search(rf"(?<!\S){re.escape(found.word)}(?![^\s;&|<>])", command.value)
        span = within(command, *word.span()) if word else command.span
        known = self._problems.get(found.word)
        if known is not None:
            known.others.append(span)
            return
        near = self.near(found)
        if near is None and self.has_later_steps():
            # A step may write what a later one runs.
            return
        self._problems[found.word] = MissingScript(
            span=span, script=found.word, module=self.wanted(found), near=near, others=[]
        )

    def problems(self) -> list[Problem]:
        """Return a problem for each script that is missing."""
        return [*self._problems.values()]

    def missing(self, command: str) -> Started | None:
        """Return the script of a command where it surely is not there when the command is run."""
        if command not in self._started:
            self._started[command] = started(command)
        found = self._started[command]
        if found is None:
            return None
        if found.word not in self._missing:
            self._missing[found.word] = not self._there(found) and self._should_be(found)
        return found if self._missing[found.word] else None

    def wanted(self, found: Started) -> str:
        """Return the file that a module would be; empty for a script, whose name says it."""
        if not found.module:
            return ""
        return found.path + ("/__main__.py" if self._is_folder(found.path) else ".py")

    def near(self, found: Started) -> str | None:
        """Return the script or module that was probably meant."""
        from difflib import get_close_matches

        ending = ".py" if found.module else os.path.splitext(found.path)[1]
        paths = [path for path in self._files() if path.endswith(ending or SCRIPT_ENDINGS)]
        wanted = found.path + ".py" if found.module else found.path
        name = os.path.basename(wanted)
        same = [path for path in paths if os.path.basename(path) == name]
        close = same[:1] if len(same) == 1 else get_close_matches(wanted, paths, 1, 0.7)
        if not close:
            return None
        if found.module:
            return close[0].removesuffix(".py").replace("/", ".")
        return ("./" if found.word.startswith("./") else "") + close[0]

    def _there(self, found: Started) -> bool:
        path = os.path.join(self.directory, found.path)
        if not found.module:
            return exists(path)
        package = os.path.join(self.directory, found.path.partition("/")[0])
        if not any(name.endswith(".py") for name in names(package)):
            # It is nothing of this project's: an installed one, most likely.
            return True
        folder, name = os.path.split(path)
        if any(one.startswith(name + ".") for one in names(folder)):
            return True
        # A package is started by its `__main__`; one that lies elsewhere adds to a folder without it.
        return is_folder(path) and (
            any(one.startswith("__main__.") for one in names(path)) or "__init__.py" not in names(path)
        )

    def _should_be(self, found: Started) -> bool:
        """Tell whether nothing can bring a file about that is not there now."""
        if not self._has_code() or self._in_empty_folder(found.path):
            return False
        made = self._paths_made()
        if any(path == "." or found.path == path or found.path.startswith(path + "/") for path in made):
            return False
        from amelang.workspace.ignore import Ignored

        # What git ignores may be made by a step of the team's own.
        path = os.path.join(self.directory, self.wanted(found) or found.path)
        return not Ignored(self.directory)(path)

    def _has_code(self) -> bool:
        """Tell whether the folder has any script at all: else it is only begun, or its code is elsewhere."""
        if self._code is None:
            self._code = any(path.endswith(SCRIPT_ENDINGS) for path in self._files())
        return self._code

    def _in_empty_folder(self, path: str) -> bool:
        """Tell whether a path would lie in an empty folder, such as a submodule that is not fetched."""
        folder = os.path.dirname(path)
        while folder and not self._is_folder(folder):
            folder = os.path.dirname(folder)
        return bool(folder) and not names(os.path.join(self.directory, folder))

    def _is_folder(self, path: str) -> bool:
        return is_folder(os.path.join(self.directory, path))

    def _paths_made(self) -> list[str]:
        """Return the paths at which tasks and data sets of the project leave files."""
        if self._made is None:
            made = [one.path.value for one in self.loaded.record.data_sets or () if one.path is not None]
            for task in tasks_of(self.loaded):
                if task.artifacts is not None:
                    made += [path.value for path in task.artifacts.paths or ()]
                if task.data_sets is not None and any(ref.project is not None for ref in task.data_sets):
                    # What other projects bring lies where they say.
                    made.append(".")
            self._made = [os.path.normpath(path).replace(os.sep, "/") for path in made]
        return self._made

    def has_later_steps(self) -> bool:
        """Tell whether some task of the project runs after another one, with what that has left."""
        if self._later is None:
            tasks = tasks_of(self.loaded)
            self._later = any(task.pipeline is not None and len(task.pipeline) > 1 for task in tasks)
        return self._later

    def _files(self) -> list[str]:
        """Return the paths of the project's files, as many as are worth looking through."""
        if self._paths is None:
            from itertools import islice

            self._paths = list(islice(_walk(self.directory, ""), MOST_FILES))
        return self._paths


def _walk(directory: str, prefix: str) -> Iterator[str]:
    """Give the files of a folder, and then those of the folders in it."""
    folders: list[str] = []
    for name in names(os.path.join(directory, prefix)):
        if name in NEVER or name.startswith("."):
            continue
        path = prefix + name
        if is_folder(os.path.join(directory, path)):
            folders.append(path + "/")
        else:
            yield path
    for folder in folders:
        if not is_link(os.path.join(directory, folder.rstrip("/"))):
            yield from _walk(directory, folder)
