"""Runs a task on this machine: in a copy of the project, with the script that a container would run."""

from __future__ import annotations

import os
import signal
import sys
import time

from amelang.language.ame_yml import Executor, Task
from amelang.lower.script import script_argv, script_files
from amelang.meaning.runnable import Runnable
from amelang.run.environment import environment_of
from amelang.run.errors import RunError
from amelang.run.files import project_files
from amelang.run.process import ENDED, TIMED_OUT, Outcome, Run
from amelang.run.python import Interpreter, find_python, named_python
from amelang.run.workcopy import RunFolder, new_run_folder
from amelang.workspace.python_version import Requirement, required_python

GRACE = 10.0
"""Seconds that a task has to stop after it was asked to."""


def run_here(runnable: Runnable, project: str, *, python: str | None = None, grace: float = GRACE) -> int:
    """Run a task of the project in a folder and return the exit code of its command.

    What the task prints goes to our own streams as it comes; what AME has to say goes to stderr.
    `python` names another interpreter than the one that the task wants. The code is 130 where Ctrl-C
    stopped the run, 124 where its `timeout` did. Raises RunError where AME itself failed.
    """
    if sys.platform == "win32":
        raise RunError("tasks run on Linux and macOS, not on Windows", "run it on a cluster, or in WSL")
    project = os.path.abspath(project)
    _require_files(runnable.executor, project)
    interpreter = _interpreter(runnable, project, python)
    if interpreter is not None:
        _require_path(project)
    task = runnable.name.value.replace("/", "-")
    folder = new_run_folder(project, task)
    on = f", {interpreter}" if interpreter else ""
    _say(f"running {runnable.name.value} on this machine{on}, in {_shown(folder.path)}")
    if runnable.executor.image is not None:
        _say(f"the image `{runnable.executor.image.value}` is for clusters and is not used here")
    try:
        folder.copy_project()
    except BaseException:
        folder.discard()
        raise
    folder.point_latest(task)
    written: list[str] = []
    try:
        outcome = _tries(runnable, folder, interpreter, grace)
        written = folder.written()
    finally:
        folder.tidy(written)
    if written:
        _say(f"wrote {_listed(written, project)} in {_shown(folder.work)}")
    return outcome.code


def _tries(runnable: Runnable, folder: RunFolder, interpreter: Interpreter | None, grace: float) -> Outcome:
    """Run the task in the copy that is there, and as often as its retries allow in a fresh one."""
    tries = 1 + (runnable.retries.value if runnable.retries else 0)
    name = runnable.name.value
    for number in range(1, tries + 1):
        start = time.monotonic()
        outcome = _try(runnable, folder, interpreter, grace)
        if outcome.how == ENDED and outcome.code == 0:
            break
        if outcome.how not in (ENDED, TIMED_OUT):
            _say(f"{name} was stopped")
            break
        _say(f"{name} {_failure(outcome, time.monotonic() - start)}; its log is {_shown(folder.log)}")
        if number < tries:
            _say(f"trying again, {number + 1} of {tries}")
            folder.copy_project()
    return outcome


def _try(runnable: Runnable, folder: RunFolder, interpreter: Interpreter | None, grace: float) -> Outcome:
    environment = environment_of(runnable, folder, interpreter)
    os.makedirs(folder.script, exist_ok=True)
    for name, text in script_files(runnable).items():
        with open(os.path.join(folder.script, name), "w", encoding="utf-8", newline="") as file:
            file.write(text)
    termination = environment["AME_TERMINATION_LOG"]
    run = Run(
        script_argv(folder.script),
        cwd=folder.work,
        env=environment,
        log=folder.log,
        group_file=os.path.join(folder.state, "group"),
        timeout=runnable.timeout.value if runnable.timeout else None,
        grace=grace,
        say=_say,
    )
    outcome = run.wait()
    started = os.path.exists(os.path.join(folder.state, "started"))
    if outcome.how == ENDED and not started and outcome.code != 0:
        reason = _first_line(termination) or f"its script ended with exit code {outcome.code}"
        raise RunError(
            f"the environment of `{runnable.name.value}` cannot be prepared: {reason}",
            f"the output above is kept in {_shown(folder.log)}",
        )
    return outcome


def _require_files(executor: Executor, project: str) -> None:
    """Raise RunError where a file that the executor needs is not there, or would not be copied."""
    for name in executor.files:
        if not os.path.isfile(os.path.join(project, name)):
            needed = " and ".join(f"`{one}`" for one in executor.files)
            raise RunError(
                f"there is no `{name}`, which `{executor.tag}` needs", f"it needs {needed} beside the ame.yml"
            )
    if executor.files:
        copied = set(project_files(project))
        for name in executor.files:
            if name not in copied:
                raise RunError(
                    f"`{name}` is left out by an ignore file, and `{executor.tag}` needs it",
                    f"write `!{name}` into `.ameignore`",
                )


def _require_path(project: str) -> None:
    """Raise RunError where an environment in the project's folder would not be found."""
    for sign, name in ((os.pathsep, f"a `{os.pathsep}`"), ("\n", "a line break")):
        if sign in project:
            # Another Python would be found instead, without a word.
            raise RunError(
                f"the path of the project has {name} in it, and no environment can be on PATH there",
                "give the folder another name, or run a copy of it",
            )


def _interpreter(runnable: Runnable, project: str, asked: str | None) -> Interpreter | None:
    """Return the Python to run with; None where the task has no need of one of its own."""
    wanted = _wanted(runnable, project)
    if asked is not None:
        found = named_python(asked, _say)
        if wanted is not None and not wanted.allows(found.version):
            _say(f"with Python {found.version}, as asked for, where {wanted.span.path} says {wanted.text}")
        return found
    if wanted is None and not runnable.executor.prepare:
        return None
    return find_python(wanted, _say)


def _wanted(runnable: Runnable, project: str) -> Requirement | None:
    """Return the Python version that the task names, or else the project's own files."""
    version = runnable.python_version
    if version is not None:
        return Requirement(version.value, version.span)
    for file in runnable.executor.python_files:
        said = required_python(os.path.join(project, file))
        if said is not None:
            return said
    return None


def _failure(outcome: Outcome, seconds: float) -> str:
    """Say how a try ended."""
    if outcome.how == TIMED_OUT:
        return f"was stopped after {seconds:.0f} s, at its `{Task.timeout.name}`"
    code = outcome.code
    meaning = {126: ", a program that cannot be run", 127: ", a command that was not found"}.get(code, "")
    if code > 128:
        try:
            name = signal.Signals(code - 128).name
        except ValueError:
            name = ""
        meaning = f", killed by {name}" if name else ""
        if name == "SIGKILL":
            meaning += ", perhaps for want of memory"
    return f"failed with exit code {code}{meaning}"


def _first_line(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.readline().strip()
    except OSError:
        return ""


def _listed(paths: list[str], project: str) -> str:
    """Name files in one line: a new folder by its name, and a few."""
    names: dict[str, None] = {}
    for path in paths:
        top, inside, _ = path.partition("/")
        names[f"{top}/" if inside and not os.path.isdir(os.path.join(project, top)) else path] = None
    few = list(names) if len(names) <= 5 else list(names)[:4]
    rest = len(names) - len(few)
    return ", ".join(few) + (f" and {rest} more" if rest else "")


def _shown(path: str) -> str:
    """Return a path as seen from here, where it is below."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def _say(line: str) -> None:
    print(f"ame: {line}", file=sys.stderr, flush=True)
