"""Which file of the project a shell command starts, where that is certain.

Only the first simple command is read, and only as far as it consists of plain words: what a shell
would still have to work out (variables, patterns, quotes) is never guessed at.
"""

from __future__ import annotations

import re

WORD = re.compile(r"[ \t]*([\w./=@%+,:-]+)(?=[\s;&|<>]|$)")
"""A word that means itself, whole."""
BEFORE = re.compile(r"(?:\s+|#[^\n]*)*")
"""Empty lines and comments."""
END = re.compile(r"[ \t]*(?:;(?!;)|\n|&&|$)")
"""What ends a simple command after which the next one is run."""
HARMLESS = ("set", "export")
"""Commands that only prepare the shell for what follows."""
WRAPPERS = ("exec", "time", "nohup", "command", "env")
"""Words behind which the real command stands."""
RUNNERS = ("poetry", "pipenv", "uv")
"""Tools that start a command with `run`."""
ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=")
PYTHON = re.compile(r"(?:python|pypy)[0-9.]*")
PYTHON_FLAGS = re.compile("-[uOBEIsSvqdbix]+")
SHELLS = ("bash", "sh", "dash", "zsh", "ksh")
SHELL_FLAGS = re.compile("-[eux]+")
OTHERS = {
    "Rscript": (".R", ".r"),
    "julia": (".jl",),
    "node": (".js", ".mjs", ".cjs"),
    "ruby": (".rb",),
    "perl": (".pl",),
    "torchrun": (".py",),
}
"""Other programs whose first word is a script, and how such a script's name ends."""
SCRIPT_ENDINGS = (".py", ".sh", ".bash", ".R", ".r", ".jl", ".js", ".rb", ".pl")


class Started:
    """A file that a command starts: the word that names it, and where it must lie."""

    __slots__ = ("module", "path", "word")

    def __init__(self, word: str, path: str, *, module: bool = False) -> None:
        self.word = word
        self.path = path
        """Relative to the project; of a module the path without its ending."""
        self.module = module


def started(command: str) -> Started | None:
    """Return the file that a command starts; None where it starts none, or nobody can be sure."""
    words = _words(command)
    while words and (words[0] in WRAPPERS or ASSIGNMENT.match(words[0])):
        # Modules would be looked for elsewhere, too.
        if words[0].startswith("PYTHONPATH=") and "-m" in words:
            return None
        del words[0]
    if len(words) > 2 and words[0] in RUNNERS and words[1] == "run":
        del words[:2]
    if not words:
        return None
    program, rest = words[0], words[1:]
    found: Started | None = None
    if PYTHON.fullmatch(program):
        found = _python(rest)
    elif program in SHELLS:
        found = _shell(rest)
    elif program in (".", "source"):
        found = _script(rest, (".sh", ".bash"), anywhere=True)
    elif program in OTHERS:
        found = _script(rest, OTHERS[program])
    elif "/" in program:
        plain = program.startswith("./") and program.count("/") == 1
        found = Started(program, program) if plain or program.endswith(SCRIPT_ENDINGS) else None
    return found if found is not None and _inside(found) else None


def _inside(found: Started) -> bool:
    """Tell whether it can only be a file of the project: no other folder, and no hidden one."""
    parts = found.path.removeprefix("./").split("/")
    found.path = "/".join(parts)
    return all(part and not part.startswith(".") for part in parts)


def _words(command: str) -> list[str]:
    """Return the plain words with which the first command begins that does something."""
    place = 0
    while True:
        start = BEFORE.match(command, place)
        place = start.end() if start else place
        words: list[str] = []
        while match := WORD.match(command, place):
            words.append(match[1])
            place = match.end()
        if not words or words[0] not in HARMLESS:
            return words
        end = END.match(command, place)
        if end is None or end.end() == len(command):
            return []
        place = end.end()


def _python(words: list[str]) -> Started | None:
    while words:
        word = words[0]
        if word == "-m":
            return _module(words[1]) if len(words) > 1 else None
        if word in ("-X", "-W"):
            del words[:2]
        elif PYTHON_FLAGS.fullmatch(word) or word.startswith(("-X", "-W")):
            del words[0]
        else:
            return None if word.startswith("-") else Started(word, word.rstrip("/"))
    return None


def _module(name: str) -> Started | None:
    parts = name.split(".")
    if not all(part.isidentifier() for part in parts):
        return None
    return Started(name, "/".join(parts), module=True)


def _shell(words: list[str]) -> Started | None:
    while words:
        word = words[0]
        if SHELL_FLAGS.fullmatch(word) or word in ("-l", "--login", "--norc"):
            del words[0]
        elif re.fullmatch("-[eux]*o", word):
            del words[:2]
        else:
            return _script(words, (".sh", ".bash"), anywhere=True)
    return None


def _script(words: list[str], endings: tuple[str, ...], *, anywhere: bool = False) -> Started | None:
    """Take the first word for a script where it is named like one; a path is one whatever its name."""
    if not words or words[0].startswith("-"):
        return None
    word = words[0]
    return Started(word, word) if word.endswith(endings) or (anywhere and "/" in word) else None
