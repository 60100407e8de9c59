"""The folder of one run on this machine: a copy of the project to work in, and what becomes of it.

.ame/runs/train-20260102-030405/
work/     the copy; after the run, what the task has written
log       what the task has printed
script/ state/ home/     the script, its environments, a home; gone after the run
.ame/latest/train     leads to the folder of the last run
"""

from __future__ import annotations

import filecmp
import os
import shutil
import sys
import time

from amelang.run.errors import RunError
from amelang.run.files import NEVER, project_files

AME_FOLDER = ".ame"


class RunFolder:
    """The folder of one run."""

    __slots__ = ("_manifest", "path", "project")

    def __init__(self, project: str, path: str) -> None:
        self.project = project
        """The folder of the project."""
        self.path = path
        self._manifest: dict[str, tuple[int, ...] | str] = {}

    @property
    def work(self) -> str:
        """Where the command runs, and leaves its files."""
        return os.path.join(self.path, "work")

    @property
    def log(self) -> str:
        """What the task has printed, both streams as they came."""
        return os.path.join(self.path, "log")

    @property
    def script(self) -> str:
        """The files of the script."""
        return os.path.join(self.path, "script")

    @property
    def state(self) -> str:
        """What the script keeps: environments, tools, marks."""
        return os.path.join(self.path, "state")

    @property
    def home(self) -> str:
        """The task's HOME."""
        return os.path.join(self.path, "home")

    def copy_project(self) -> None:
        """Lay a fresh copy of the project into `work`. Raises RunError for a file that cannot be read."""
        for folder in (self.work, self.state, self.home):
            shutil.rmtree(folder, ignore_errors=True)
            os.makedirs(folder, mode=0o700)
        self._manifest = {}
        for path in project_files(self.project):
            source, target = os.path.join(self.project, path), os.path.join(self.work, path)
            try:
                os.makedirs(os.path.dirname(target), exist_ok=True)
                if os.path.islink(source):
                    os.symlink(self._link_target(path), target)
                else:
                    shutil.copy2(source, target)
            except FileNotFoundError:
                # An editor's file of a moment; gone since it was listed.
                continue
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                raise RunError(
                    f"`{path}` cannot be copied: {reason}", "a line in `.ameignore` leaves a file out"
                ) from error
            self._manifest[path] = _mark(target)

    def written(self) -> list[str]:
        """Return the files in `work` that are not in the project as they are, in the order of their paths."""
        found: list[str] = []
        for folder, folders, files in os.walk(self.work):
            folders[:] = [name for name in folders if name not in NEVER]
            links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
            for name in (*files, *links):
                path = os.path.relpath(os.path.join(folder, name), self.work).replace(os.sep, "/")
                if name not in NEVER and not self._unchanged(path):
                    found.append(path)
        return sorted(found)

    def discard(self) -> None:
        """Remove the folder of a run that never was."""
        shutil.rmtree(self.path, ignore_errors=True)

    def tidy(self, written: list[str]) -> None:
        """Leave of the run what it has written, and its log."""
        for folder in (self.state, self.home, self.script):
            shutil.rmtree(folder, ignore_errors=True)
        keep = set(written)
        for folder, folders, files in os.walk(self.work, topdown=False):
            for name in (*files, *folders):
                path = os.path.join(folder, name)
                relative = os.path.relpath(path, self.work).replace(os.sep, "/")
                try:
                    if os.path.isdir(path) and not os.path.islink(path):
                        # Whatever it has kept is why it stays.
                        if not os.listdir(path):
                            os.rmdir(path)
                    elif relative not in keep:
                        os.unlink(path)
                except OSError:
                    # The task may have taken the right to; the copy then takes place, and no more.
                    continue

    def point_latest(self, task: str) -> None:
        """Let `.ame/latest/TASK` lead to this run: a link, or where there are none a file that names it."""
        latest = os.path.join(self.project, AME_FOLDER, "latest")
        os.makedirs(latest, exist_ok=True)
        new = os.path.join(latest, f".{os.path.basename(self.path)}")
        target = os.path.join("..", "runs", os.path.basename(self.path))
        if sys.platform == "win32":
            with open(new, "w", encoding="utf-8") as file:
                file.write(target + "\n")
        else:
            os.symlink(target, new)
        os.replace(new, os.path.join(latest, task))

    def _link_target(self, path: str) -> str:
        """Return where the copy of a link leads: inside the project as before, outside to the same place."""
        target = os.readlink(os.path.join(self.project, path))
        here = os.path.join(os.path.realpath(self.project), os.path.dirname(path))
        full = os.path.normpath(os.path.join(here, target))
        inside = full.startswith(os.path.realpath(self.project) + os.sep)
        return target if inside and not os.path.isabs(target) else full

    def _unchanged(self, path: str) -> bool:
        """Tell whether a file of the copy is still what it was."""
        before = self._manifest.get(path)
        if before is None:
            return False
        copy = os.path.join(self.work, path)
        try:
            if _mark(copy) == before:
                return True
            original = os.path.join(self.project, path)
            return not os.path.islink(copy) and filecmp.cmp(copy, original, shallow=False)
        except OSError:
            return False


def new_run_folder(project: str, task: str) -> RunFolder:
    """Make the folder of a new run, a name of its own; raises RunError where that is not possible."""
    ours = os.path.join(project, AME_FOLDER)
    runs = os.path.join(ours, "runs")
    try:
        os.makedirs(runs, exist_ok=True)
        ignore = os.path.join(ours, ".gitignore")
        if not os.path.exists(ignore):
            with open(ignore, "w", encoding="utf-8") as file:
                file.write("*\n")
        path = os.path.join(runs, f"{task}-{time.strftime('%Y%m%d-%H%M%S')}")
        for number in range(1, 1000):
            numbered = path if number == 1 else f"{path}-{number}"
            try:
                os.mkdir(numbered, mode=0o700)
            except FileExistsError:
                # Another run of the same second.
                continue
            return RunFolder(project, numbered)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RunError(
            f"`{AME_FOLDER}` cannot be written: {reason}", "runs need a place in the project's folder"
        ) from error
    raise RunError("a thousand runs began in this second", "try again")


def _mark(path: str) -> tuple[int, ...] | str:
    """Return what changes when a file is written: a link's target; else its identity, size and time."""
    if os.path.islink(path):
        return os.readlink(path)
    status = os.stat(path)
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_mode
