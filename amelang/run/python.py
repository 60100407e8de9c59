"""Finds the Python that a task names: on PATH, in pyenv, or with the help of uv."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator

from amelang.run.errors import RunError
from amelang.workspace.python_version import Requirement

QUESTION = (
    "import os, sys\n"
    "base = getattr(sys, '_base_executable', None) or sys.executable\n"
    "path = base if os.path.exists(base) else sys.executable\n"
    "sys.stdout.write('%d.%d.%d ' % sys.version_info[:3] + path)"
)
"""Asks an interpreter for its version and path; of a virtual environment, for those of its base."""
SECONDS_TO_ANSWER = 20
REASON = re.compile("(error|cause): ")
"""What uv writes before the words that say why."""
VERSION = re.compile(r"3(\.\d+){0,2}")
NAME_WITH_MINOR = re.compile(r"python3\.\d+")


class Interpreter:
    """A Python on this machine."""

    __slots__ = ("path", "version")

    def __init__(self, path: str, version: str) -> None:
        self.path = path
        self.version = version
        """All three numbers of it."""

    def __str__(self) -> str:
        return f"Python {self.version} ({self.path})"


def find_python(wanted: Requirement | None, say: Callable[[str], None]) -> Interpreter:
    """Return a Python that a requirement allows, the first on PATH where there is none.

    One that is nowhere is installed by uv, which keeps it for other projects. Raises RunError where
    that fails.
    """
    for path in (*_likely_on_path(wanted), *_of_pyenv(wanted)):
        interpreter = ask(path)
        if interpreter is not None and (wanted is None or wanted.allows(interpreter.version)):
            return interpreter
    version = _plain(wanted)
    if version:
        for install in (False, True):
            if install:
                say(f"there is no Python {version} here, asking uv to install one")
            managed = _from_uv(version, say, install=install)
            found = ask(managed) if managed else None
            if found is not None:
                return found
    name = f"Python {version}" if version else f"Python that `{wanted.text}` allows" if wanted else "Python"
    raise RunError(f"there is no {name} on this machine", _how_to_get(version))


def named_python(name: str, say: Callable[[str], None]) -> Interpreter:
    """Return the Python that somebody asks for by a path, a command, or a version such as `3.12`.

    Raises RunError where it is none.
    """
    if VERSION.fullmatch(name):
        # A version is looked for as if a file of the project had named it.
        return find_python(_requirement(name), say)
    import shutil

    path = shutil.which(os.path.expanduser(name))
    found = ask(path) if path else None
    if found is None and re.fullmatch(r"[0-9]+(\.[0-9]+)*", name):
        raise RunError(f"there is no Python {name} on this machine", _how_to_get(""))
    if found is None:
        raise RunError(f"`{name}` is no Python that runs", "name the path of an interpreter, or a version")
    # The one that was named, and not what it stands on: it may be chosen for what is installed in it.
    return Interpreter(os.path.abspath(path or name), found.version)


def ask(path: str) -> Interpreter | None:
    """Ask an interpreter who it is; None where it does not answer, as a shim of pyenv may not."""
    try:
        answer = subprocess.run(
            [path, "-I", "-S", "-c", QUESTION],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=SECONDS_TO_ANSWER,
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return None
    version, _, found = answer.stdout.partition(" ")
    if answer.returncode != 0 or not re.fullmatch(r"\d+\.\d+\.\d+", version):
        return None
    return Interpreter(found, version)


def uv_path() -> str | None:
    """Return the path of uv, which is installed with AME; None where it is not there after all."""
    import shutil

    from uv import find_uv_bin

    try:
        return str(find_uv_bin())
    except FileNotFoundError:
        return shutil.which("uv")


def _likely_on_path(wanted: Requirement | None) -> Iterator[str]:
    """Give what on PATH may be the one: what bears the version's name before what bears a general one."""
    minor = ".".join(_plain(wanted).split(".")[:2])
    names = [f"python{minor}"] if minor.count(".") == 1 else []
    yield from _on_path(re.compile("|".join(map(re.escape, names)))) if names else ()
    yield from _on_path(re.compile("python3"))
    yield from _on_path(re.compile("python"))
    if not names:
        yield from _on_path(NAME_WITH_MINOR)


def _on_path(name: re.Pattern[str]) -> Iterator[str]:
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        for found in _names(folder) if folder else ():
            path = os.path.join(folder, found)
            if name.fullmatch(found) and os.path.isfile(path) and os.access(path, os.X_OK):
                yield path


def _of_pyenv(wanted: Requirement | None) -> Iterator[str]:
    """Give the interpreters of pyenv that a requirement allows, the newest first."""
    root = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    versions = os.path.join(root, "versions")
    names = [name for name in _names(versions) if re.fullmatch(r"3\.\d+\.\d+", name)]
    for name in sorted(names, key=_numbers, reverse=True):
        if wanted is None or wanted.allows(name):
            yield os.path.join(versions, name, "bin", "python")


def _from_uv(version: str, say: Callable[[str], None], *, install: bool) -> str | None:
    """Return a Python of uv's own, after installing it where that is asked for."""
    uv = uv_path()
    if uv is None:
        return None
    # What the user's settings say about downloads is about projects; here he named a version.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("UV_PYTHON_")}
    for name in ("UV_PYTHON_INSTALL_DIR", "UV_PYTHON_INSTALL_MIRROR", "UV_PYTHON_DOWNLOADS_JSON_URL"):
        if name in os.environ:
            environment[name] = os.environ[name]
    if install:
        tried = subprocess.run(
            [uv, "python", "install", "--no-progress", "--color", "never", version],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
        )
        if tried.returncode != 0:
            reasons = [line.strip() for line in tried.stderr.splitlines() if line.strip()]
            say(f"uv could not: {REASON.sub('', reasons[-1]) if reasons else 'it did not say why'}")
            return None
    found = subprocess.run(
        [uv, "python", "find", "--no-project", "--python-preference", "only-managed", version],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    return found.stdout.strip() or None if found.returncode == 0 else None


def _how_to_get(version: str) -> str:
    """Say which interpreters there are and how to come by another."""
    paths = (*_on_path(re.compile("python3?")), *_on_path(NAME_WITH_MINOR), *_of_pyenv(None))
    there: dict[str, Interpreter] = {}
    for found in filter(None, map(ask, dict.fromkeys(paths))):
        there.setdefault(found.version, found)
    listed = ", ".join(str(there[one]) for one in sorted(there, key=_numbers))
    have = f"there is {listed}; " if listed else ""
    install = f"install it (`uv python install {version}` or pyenv), or run" if version else "run"
    return f"{have}{install} with another: `--python PATH`"


def _numbers(version: str) -> list[int]:
    return [int(number) for number in version.split(".")]


def _plain(wanted: Requirement | None) -> str:
    """Return what a requirement says where it is one version; else an empty text."""
    return wanted.text if wanted is not None and VERSION.fullmatch(wanted.text) else ""


def _requirement(version: str) -> Requirement:
    from amelang.text.source import Source

    return Requirement(version, Source(version, "--python").span(0, len(version)))


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []
