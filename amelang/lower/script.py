"""The script that runs a task, in a container and on this machine alike: its files and what it is told.

The lines themselves are files of `runtime/`; the executor says which of them prepare its environment.
"""

from __future__ import annotations

import os

from amelang.language.ame_yml import Executor
from amelang.meaning.runnable import Runnable

RUN_FILE = "run"
"""The supervisor: what is started."""
START_FILE = "start"
"""What the supervisor starts: prepares the environment and becomes the command."""
PREPARE_FILE = "prepare"
"""The executor's own lines; absent where it prepares nothing."""
TOOLS_FILE = "tools"
"""The tools that those lines install, as a list of requirements."""
COMMAND_FILE = "command"
"""The user's command, byte for byte; absent where the executor starts something of its own."""

UV = "uv"
"""The tool that every preparation needs."""
PREPARATION_CODES = {
    119: "a step of the preparation failed",
    120: "there is no Python of the version that the task wants",
    121: "a tool that prepares the environment cannot be installed",
    122: "files of the project do not agree, or cannot be read",
    123: "the project's dependencies cannot be installed",
}
"""Exit codes of the script where the command was never started; its sentence is in the termination log."""

RUNTIME = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "runtime")


def script_files(runnable: Runnable) -> dict[str, str]:
    """Return the files of the script, by name; they lie in one folder, which may be read-only."""
    executor = runnable.executor
    files = {RUN_FILE: _runtime("task.sh"), START_FILE: _runtime("start.sh")}
    if executor.prepare:
        files[PREPARE_FILE] = _runtime("steps.sh") + "\n" + _lines(executor)
        files[TOOLS_FILE] = _tools(executor)
    if runnable.command is not None:
        files[COMMAND_FILE] = runnable.command.value
    return files


def script_argv(folder: str) -> list[str]:
    """Return the words that start the script whose files lie in a folder."""
    return ["sh", f"{folder}/{RUN_FILE}"]


def script_environment(runnable: Runnable) -> dict[str, str]:
    """Return the variables that AME sets; those of the task itself come on top of them.

    The script sets what a program may expect (`HOME` where there is none, `XDG_…`, `PYTHONUNBUFFERED`
    and the like) by itself, where nobody has set it.
    """
    variables = {"AME_PROJECT": runnable.project.value, "AME_TASK": runnable.name.value}
    if runnable.python_version is not None:
        variables["AME_PYTHON_VERSION"] = runnable.python_version.value
    return variables


def _lines(executor: Executor) -> str:
    """Return the lines that prepare the environment of an executor."""
    text = executor.prepare
    return _runtime(text) if text.endswith(".sh") and len(text.split()) == 1 else text + "\n"


def _tools(executor: Executor) -> str:
    """Return the pinned tools of an executor, one a line. Raises KeyError for one that is not pinned."""
    pins = {line.partition("==")[0]: line for line in _runtime("tools.txt").split()}
    return "".join(f"{pins[name]}\n" for name in (UV, *executor.tools))


def _runtime(name: str) -> str:
    with open(os.path.join(RUNTIME, name), encoding="utf-8", newline="") as file:
        return file.read()
