"""What a task finds around it on this machine: its environment variables and its home.

HOME is a folder of the run's own, so that a task finds as little there as in a container. But this
is the user's machine: his environment variables are passed on (not those of virtual environments,
which would lead the tools astray), his caches are shared, so that the second run is fast, and the
settings and credentials that package managers and clouds keep in the home directory are linked.
"""

from __future__ import annotations

import os
import re
import shlex
import sys

from amelang.lower.script import script_environment
from amelang.meaning.runnable import Runnable
from amelang.run.leftover import MARK
from amelang.run.python import Interpreter, uv_path
from amelang.run.workcopy import RunFolder

LINKED = (
    ".netrc", ".gitconfig", ".ssh", ".pip", ".pypirc", ".aws", ".azure", ".databrickscfg",
    ".config/pip", ".config/uv", ".config/pypoetry", ".config/git", ".config/gcloud",
    "Library/Application Support/pip",
)  # fmt: skip
"""What of the user's home directory a task finds in its own."""
NOT_PASSED_ON = re.compile(
    "AME_.*|VIRTUAL_ENV.*|CONDA_.*|PYTHON(HOME|PATH|STARTUP|USERBASE)|__PYVENV_LAUNCHER__|PYENV_VERSION"
    "|UV_(PYTHON.*|PROJECT.*|SYSTEM_PYTHON|RUN_.*)|PIP_(TARGET|PREFIX|USER|REQUIRE_VIRTUALENV|PYTHON)"
    "|POETRY_(ACTIVE|VIRTUALENVS_.*)|PIPENV_.*|XDG_(CONFIG|DATA|STATE)_HOME|BASH_ENV|ENV|OLDPWD|PWD|_"
)
"""Variables about the user's shell and its environments, of which a container knows nothing."""


def environment_of(runnable: Runnable, folder: RunFolder, interpreter: Interpreter | None) -> dict[str, str]:
    """Return the variables of the script, and make what they name."""
    home = os.path.expanduser("~")
    variables = {name: value for name, value in os.environ.items() if not NOT_PASSED_ON.fullmatch(name)}
    variables["HOME"] = folder.home
    variables["PWD"] = folder.work
    variables.setdefault("XDG_CACHE_HOME", os.path.join(home, ".cache"))
    if sys.platform == "darwin":
        variables.setdefault("PIP_CACHE_DIR", os.path.join(home, "Library", "Caches", "pip"))
    _link_home(home, folder.home)
    if interpreter is not None and not runnable.executor.prepare:
        variables["PATH"] = (
            _python_on_path(interpreter, folder) + os.pathsep + variables.get("PATH", os.defpath)
        )
    variables |= script_environment(runnable)
    variables |= {name: value.value for name, value in runnable.environment.items()}
    variables[MARK] = folder.state
    variables["AME_TERMINATION_LOG"] = os.path.join(folder.state, "termination")
    if interpreter is not None:
        variables["AME_PYTHON"] = interpreter.path
        # The tools want a new Python, whatever the project wants.
        variables["AME_TOOLS_PYTHON"] = sys.executable
    if uv := uv_path():
        variables["AME_UV"] = uv
    if not _one_disk(folder.state, variables.get("UV_CACHE_DIR", variables["XDG_CACHE_HOME"])):
        # uv links files from its cache, and warns at each try where that cannot be.
        variables.setdefault("UV_LINK_MODE", "copy")
    return variables


def _link_home(home: str, new: str) -> None:
    config = os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    for name in LINKED:
        source = os.path.join(home, name)
        if name.startswith(".config/"):
            source = os.path.join(config, name.removeprefix(".config/"))
        target = os.path.join(new, name)
        if os.path.exists(source) and not os.path.lexists(target):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.symlink(source, target)


def _python_on_path(interpreter: Interpreter, folder: RunFolder) -> str:
    """Make a folder in which `python` is the interpreter, as it is in the image of its version."""
    made = os.path.join(folder.state, "bin")
    os.makedirs(made)
    minor = ".".join(interpreter.version.split(".")[:2])
    for name in ("python", "python3", f"python{minor}"):
        # A link would not do: Python looks for its library beside the path that it was started by.
        path = os.path.join(made, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\nexec {shlex.quote(interpreter.path)} "$@"\n')
        os.chmod(path, 0o700)
    return made


def _one_disk(one: str, other: str) -> bool:
    """Tell whether two folders, of which the second may not be there yet, lie on one disk."""
    while not os.path.exists(other) and os.path.dirname(other) != other:
        other = os.path.dirname(other)
    return os.stat(one).st_dev == os.stat(other).st_dev
