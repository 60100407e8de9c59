"""A project made ready for planning and running: checked, read twice, its tasks complete."""

from __future__ import annotations

import os
import sys
from difflib import get_close_matches

from amelang.checks.git_problems import UnfetchedImport
from amelang.checks.matters import faults_used
from amelang.checks.run import check
from amelang.checks.use import for_use
from amelang.cli.output import UsageError
from amelang.language.ame_toml import Settings
from amelang.language.ame_yml import Project, Task
from amelang.language.shape import At
from amelang.lower.unsupported import unsupported, unsupported_of_project, unsupported_settings
from amelang.meaning.complete import complete, tasks_of
from amelang.meaning.resolve import Resolvers
from amelang.meaning.runnable import Runnable
from amelang.meaning.uses import Uses
from amelang.report.colour import palette_for
from amelang.report.text import render_full
from amelang.text.problem import Problem, Severity
from amelang.text.referee import disagreement
from amelang.workspace.find import SETTINGS_NAMES, find_above
from amelang.workspace.problems import NamelessProject
from amelang.workspace.project import Loaded, load
from amelang.workspace.python_version import required_python
from amelang.workspace.settings import settings_of, target_names, targeted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from amelang.meaning.uses import Thing

LISTED = 20
"""How many names of tasks are told to somebody who named none of them."""


class ProblemsError(Exception):
    """Something is wrong with the files: nothing is planned or run."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("there are problems")
        self.problems = problems


class Ready:
    """A project of which nothing is wrong, and the settings that hold for it.

    What it uses of other projects is another matter: `require` looks at that, for the things that are
    asked for.
    """

    def __init__(self, loaded: Loaded, settings: Settings, resolvers: Resolvers) -> None:
        self.loaded = loaded
        self.settings = settings
        self.resolver = resolvers.of(loaded)
        self._resolvers = resolvers
        self._sure = False

    @property
    def tasks(self) -> list[Task]:
        """The tasks in the order of the file."""
        return list(self.loaded.record.tasks or ())

    def require(self, asked: Iterable[Thing]) -> None:
        """Make sure that nothing is wrong with what some things use of other projects.

        Raises ProblemsError where something is.
        """
        uses = Uses(self.resolver, asked)
        problems = list(
            faults_used(
                uses,
                [self.loaded],
                lambda home: home is self.loaded,
                lambda home: check(home, self._resolvers),
            )
        )
        for problem in problems:
            problem.severity = Severity.ERROR
        if not problems:
            others = (part.home for part in uses.parts if part.home is not self.loaded)
            problems += [misread for other in others if (misread := disagreement(other.tree))]
        if problems:
            raise ProblemsError(problems)

    def require_all(self) -> None:
        """Make sure that nothing is wrong with what anything in the project uses of others.

        Raises ProblemsError where something is.
        """
        if not self._sure:
            self.require((task, self.loaded) for task in tasks_of(self.loaded))
            self._sure = True

    def runnables(self) -> list[Runnable]:
        """Return every task, complete.

        Raises ProblemsError where one uses what cannot be run yet, or where something is wrong with what
        the project uses of others: what is made of a project is made of the whole of it.
        """
        self.require_all()
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

        Raises UsageError where there is none of that name, ProblemsError where it cannot be run yet or uses
        something of another project that is wrong.
        """
        task = self.named(name)
        self.require([(task, self.loaded)])
        task = self._whole(task)
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
    no such target, ProblemsError where something is wrong with either. Warnings are printed. What it
    uses of other projects is looked at later, by `Ready.require`.
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
    if not any(problem.severity == Severity.ERROR for problem in problems):
        if misread := disagreement(loaded.tree):
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
    return Ready(loaded, settings, resolvers)


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
