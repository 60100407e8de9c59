"""Which project something stands in: two versions of one, taken from git, are two."""

from __future__ import annotations

import os

from amelang.meaning.resolve import Resolver
from amelang.workspace.project import Loaded
from amelang.workspace.workspace import FetchedWorkspace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Version:
    """A project as it stands in one place."""

    __slots__ = ("home", "key", "name", "words")

    def __init__(self, home: Loaded, key: tuple[str, str], words: tuple[str, ...]) -> None:
        self.home = home
        self.name = home.name.value
        self.key = key
        """What tells it from all others: a commit and the file in it, or the file on this machine."""
        self.words = words
        """What may be said of it to tell it from others of its name, the best first."""


def version_of(resolver: Resolver, home: Loaded) -> Version:
    """Return which project one is."""
    workspace = resolver.workspace.around(home)
    folder = os.path.dirname(home.source.path).replace(os.sep, "/") or "."
    if not isinstance(workspace, FetchedWorkspace):
        file = workspace.family.disk.real(os.path.abspath(home.path))
        return Version(home, ("", file), (folder, folder, folder))
    locked = workspace.fetched.locked
    _, ref, _ = locked.wanted
    commit = locked.commit[:12]
    file = os.path.relpath(home.path, workspace.root).replace(os.sep, "/")
    return Version(
        home, (locked.commit, file), (commit if ref in ("", locked.commit) else ref, commit, folder)
    )


def labels(versions: Iterable[Version]) -> dict[tuple[str, str], str]:
    """Return what to call each of some projects, by their keys: by its name, where no other one has it."""
    of_name: dict[str, dict[tuple[str, str], Version]] = {}
    for version in versions:
        of_name.setdefault(version.name, {})[version.key] = version
    made: dict[tuple[str, str], str] = {}
    for name, same in of_name.items():
        if len(same) == 1:
            made.update(dict.fromkeys(same, name))
            continue
        said = [[version.words[at] for version in same.values()] for at in range(3)]
        words = next((some for some in said if len(set(some)) == len(some)), said[-1])
        made.update((key, f"{name}@{word}") for key, word in zip(same, words, strict=True))
    return made
