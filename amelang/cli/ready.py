"""A project made ready for planning and running: checked, read twice, its tasks complete."""

from __future__ import annotations

import os
import sys
from difflib import get_close_matches

from amelang.checks.git_problems import UnfetchedImport
from amelang.checks.problems import ContradictedPython, MissingFile, UnsupportedMlproject
from amelang.checks.run import check
from amelang.checks.use import for_use
from amelang.cli.output import UsageError
from amelang.language.ame_toml import Settings
from amelang.language.ame_yml import Project, Task
from amelang.language.shape import At
from amelang.lower.unsupported import unsupported, unsupported_of_project, unsupported_settings
from amelang.meaning.complete import complete
from amelang.meaning.resolve import Resolver, Resolvers
from amelang.meaning.runnable import Runnable
from amelang.report.colour import palette_for
from amelang.report.text import render_full
from amelang.text.problem import Problem, Severity
from amelang.text.referee import disagreement
from amelang.workspace.find import SETTINGS_NAMES, find_above
from amelang.workspace.problems import NamelessProject
from amelang.workspace.project import Loaded, load
from amelang.workspace.python_version import required_python
from amelang.workspace.settings import settings_of, target_names, targeted

ABOUT_FILES = (MissingFile, ContradictedPython, UnsupportedMlproject)
"""Problems of what lies beside a project."""


LISTED = 20
"""How many names of tasks are told to somebody who named none of them."""


class ProblemsError(Exception):
    """Something is wrong with the files: nothing is planned or run."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("there are problems")
        self.problems = problems


class Ready:
    """A project of which nothing is wrong, and the settings that hold for it."""

    def __init__(self, loaded: Loaded, settings: Settings, resolver: Resolver) -> None:
        self.loaded = loaded
        self.settings = settings
        self.resolver = resolver

    @property
    def tasks(self) -> list[Task]:
        """The tasks in the order of the file."""
        return list(self.loaded.record.tasks or ())

    def runnables(self) -> list[Runnable]:
        """Return every task, complete. Raises ProblemsError where one uses what cannot be run yet."""
        tasks = [self._whole(task) for task in self.tasks]
        problems = list(unsupported_of_project(self.loaded.record))
        problems += unsupported_settings(self.settings)
        problems += [problem for task in tasks for problem in unsupported(task)]
        if problems:
            raise ProblemsError(problems)
        return [self._complete(task) for task in tasks]

    def has_task(self, name: str) -> bool:
        """Tell whether a task of the project has a name."""
        return any(task.name is not None and task.name.value == name for task in self.tasks)

    def named(self, name: str) -> Task:
        """Return the task of a name. Raises UsageError where there is none."""
        names = {task.name.value: task for task in self.tasks if task.name is not None}
        if name not in names:
            near = get_close_matches(name, names, 1)
            listed = ", ".join(f"`{one}`" for one in list(names)[:LISTED])
            more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
            known = f"tasks: {listed}{more}" if names else f"write one under `{Project.tasks.name}:`"
            help_text = f"did you mean `{near[0]}`?" if near else known
            raise UsageError(f"there is no task `{name}` in {self.loaded.source.path}", help_text)
        return names[name]

    def runnable(self, name: str) -> Runnable:
        """Return one task, complete.

        Raises UsageError where there is none of that name, ProblemsError where it cannot be run yet.
        """
        task = self._whole(self.named(name))
        if problems := [*unsupported(task), *unsupported_settings(self.settings)]:
            raise ProblemsError(problems)
        return self._complete(task)

    def _whole(self, task: Task) -> Task:
        """Return a task with its templates applied; those are there, as the checks have found."""
        return self.resolver.effective(self.loaded, task) or task

    def _complete(self, task: Task) -> Runnable:
        """Complete a task that passed the checks and uses nothing unsupported."""
        made = complete(self.loaded.name, task, self.settings)
        assert made is not None, "it has a name and an executor"
        if made.python_version is None:
            made.python_version = self._python_of_files(made.executor.python_files)
        return made

    def _python_of_files(self, names: tuple[str, ...]) -> At[str] | None:
        """Return the Python version that the project's own files name, where they name just one."""
        for name in names:
            said = required_python(os.path.join(self.loaded.directory, name))
            if said is not None and said.version is not None:
                return At(said.version, said.span.source, said.span.start, said.span.end)
        return None


def ready(folder: str = ".", *, named: bool, target: str | None = None) -> Ready:
    """Read the project of a folder, or of the nearest one above it, for planning or running it.

    `named` demands that the project's name be written, as everything in a cluster does. `target`
    names settings that go before the general ones. Raises UsageError where there is no project or
    no such target, ProblemsError where something is wrong with either.
    Warnings are printed.
    """
    if not os.path.isdir(folder):
        # Looking above a path that is none would find some other project.
        there = os.path.lexists(folder)
        raise UsageError(
            f"`{folder}` is no folder" if there else f"`{folder}` does not exist",
            f"name its folder, `{os.path.dirname(folder) or '.'}`" if there else "",
        )
    path = find_above(folder)
    if path is None:
        raise UsageError(
            "there is no `ame.yml` here or in a folder above",
            "write one with `tasks:` in it, or go to the project",
        )
    loaded = load(path, os.path.relpath(path))
    resolvers = Resolvers()
    problems = check(loaded, resolvers)
    for problem in problems:
        if isinstance(problem, UnfetchedImport):
            # Nobody can say what would be run.
            problem.severity = Severity.ERROR
    problems = for_use(loaded, problems)
    settings, of_settings = settings_of(loaded.directory)
    problems += of_settings
    for other in list(resolvers.of(loaded).used.values()):
        if other is loaded:
            # What uses it in turn leads back to it, and it was checked above.
            continue
        # Whatever is wrong there, with what is taken from there, would be wrong here; but what is taken
        # runs with the files that are beside this project.
        found = (one for one in check(other, resolvers) if not isinstance(one, ABOUT_FILES))
        problems += [one for one in found if one.severity == Severity.ERROR]
    if not any(problem.severity == Severity.ERROR for problem in problems):
        for read_file in (loaded, *resolvers.of(loaded).used.values()):
            if misread := disagreement(read_file.tree):
                problems.append(misread)
        if named and loaded.record.name is None:
            top = loaded.source.span(0, 0)
            problems.append(NamelessProject(span=top, folder=loaded.name_hint))
    if any(problem.severity == Severity.ERROR for problem in problems):
        raise ProblemsError(problems)
    if problems:
        print(render_full(problems, palette_for(sys.stderr)), end="", file=sys.stderr)
    if target is not None:
        settings = _of_target(settings, target)
    return Ready(loaded, settings, resolvers.of(loaded))


def settings_for(folder: str, target: str | None) -> Settings:
    """Return the settings that hold in a folder, whether or not a project is there.

    Raises UsageError where there is no such target, ProblemsError where something is wrong with them.
    """
    settings, problems = settings_of(folder)
    if any(problem.severity == Severity.ERROR for problem in problems):
        raise ProblemsError(problems)
    return settings if target is None else _of_target(settings, target)


def _of_target(settings: Settings, target: str) -> Settings:
    chosen = targeted(settings, target)
    if chosen is None:
        names = ", ".join(f"`{name}`" for name in target_names(settings))
        hint = f"targets: {names}" if names else f"write a table `[targets.{target}]` in ame.toml"
        raise UsageError(f"there is no target `{target}`", hint)
    return chosen


def show_problems(error: ProblemsError) -> int:
    """Print what is wrong, on the error stream: the other is for what was asked for.

    Returns the exit code: 2 where the settings are wrong, else 1.
    """
    print(render_full(error.problems, palette_for(sys.stderr)), end="", file=sys.stderr)
    wrong = [problem.span.path for problem in error.problems if problem.severity == Severity.ERROR]
    return 2 if any(os.path.basename(path) in SETTINGS_NAMES for path in wrong) else 1
