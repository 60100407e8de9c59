"""What checks of the same paths found last time, for as long as nothing that it rests on has changed.

A verdict on a project is kept with the bytes of its file, every look at other files that was taken on
the way, and all that it was told of other projects. It counts again only where every one of these is
still so; whatever is not written down here, such as what an import from git leads to, is found out anew.

One file of the cache belongs to one command line in one folder, so that all verdicts in it were true at
the same moment. It is replaced whole, and one that is damaged or not ours is as good as none.
"""

from __future__ import annotations

import os

from amelang.checks.evidence import Evidence, looks_of, reached
from amelang.checks.remembered import ForgottenError, Reader, Writer
from amelang.checks.store import load_store, save_store
from amelang.checks.vaults import Uses
from amelang.checks.verdict import Verdict, verdict_on
from amelang.meaning.resolve import Resolvers
from amelang.text.edits import encoded
from amelang.workspace.disk import Disk
from amelang.workspace.files import decode
from amelang.workspace.find import find
from amelang.workspace.folders import Folders
from amelang.workspace.looks import digest, take_down
from amelang.workspace.members import member_files
from amelang.workspace.problems import NotUtf8, TooLarge, UnreadableFile
from amelang.workspace.project import Loaded, load
from amelang.workspace.workspace import Workspaces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from amelang.text.problem import Problem
    from amelang.text.source import Source
    from amelang.workspace.looks import Taken

    Check = Callable[[Loaded, Resolvers], list[Problem]]

PASSING = (UnreadableFile, TooLarge, NotUtf8)
"""What may be over without any change of a file's bytes that could be seen."""


class Memory:
    """The verdicts of an earlier check of some paths, and those of this one for the next."""

    def __init__(self, paths: list[str]) -> None:
        self._paths = paths
        kept = load_store(paths)
        self._verdicts: dict[str, dict[str, Any]] = kept.get("verdicts", {})
        self.folders = Folders(kept.get("folders", {}))
        """What is known of the folders in which projects are searched."""
        self._disk = Disk()
        self._disk.find = self._find
        self._workspaces = Workspaces(self._disk)
        self.resolvers = Resolvers(self._workspaces)
        self._evidence = Evidence(kept, self._disk, self._workspaces)
        self._real: dict[str, str] = {}
        self._fresh: dict[str, Loaded] = {}
        self._looks: dict[str, Taken] = {}
        self._walks: dict[str, list[str]] = {}
        self._texts: dict[tuple[str, bytes], Source] = {}

    def walked(self, folder: str, files: list[str]) -> None:
        """Take what a search for projects in a folder and below it has found."""
        root = os.path.abspath(folder)
        walked = self._walks[os.path.realpath(root)] = [root + file[len(folder) :] for file in files]
        self._disk.know_real(root, walked)
        start = os.path.join(folder, "")
        below = (one for one in self.folders.calm if one == folder or one.startswith(start))
        calm = (root + one[len(folder) :] for one in below)
        self._evidence.calm.update(calm)

    def _find(self, folder: str) -> list[str]:
        return self._walks[folder] if folder in self._walks else find(folder)

    def verdicts(self, paths: list[str], check: Check) -> tuple[list[Verdict], list[Loaded]]:
        """Return a verdict on each of some projects, and those of them that had to be read again."""
        for path in paths:
            self._real[path] = real = self._disk.real(os.path.abspath(path))
            self._disk.given[real] = path
        doubtful = [path for path in paths if not self._is_same(path)]
        for path in doubtful:
            self._read(path)
        # Only now is it known which names other projects have.
        doubtful = [path for path in paths if path not in self._fresh and not self._holds(path)]
        for path in doubtful:
            self._read(path)
        for path in self._namesakes(paths):
            if path not in self._fresh:
                self._read(path)
        made: dict[str, Verdict] = {}
        for path in paths:
            if path not in self._fresh:
                try:
                    made[path] = self._recalled(path)
                except ForgottenError:
                    self._read(path)
        for path in paths:
            if (loaded := self._fresh.get(path)) is not None:
                before = take_down(self._looks[path])
                try:
                    made[path] = verdict_on(loaded, check(loaded, self.resolvers))
                finally:
                    take_down(before)
        if (
            self._fresh
            or self._evidence.learned
            or self.folders.learned
            or made.keys() != self._verdicts.keys()
        ):
            self._keep(paths, made)
        return [made[path] for path in paths], list(self._fresh.values())

    def _read(self, path: str) -> None:
        """Read a project, taking down where that looks."""
        looks = self._looks[path] = {}
        before = take_down(looks)
        try:
            self._evidence.digest(self._real[path])
            data = self._disk.bytes_of(self._real[path])
            source, problems = decode(data, path)
            # An empty text may be no text at all, of which `load` finds the reason.
            loaded = load(path, source=source if source.text and not problems else None, straight=True)
        finally:
            take_down(before)
        self._fresh[path] = loaded
        self.resolvers.of(loaded)

    def _is_same(self, path: str) -> bool:
        """Tell whether a project's own file is what it was."""
        kept = self._verdicts.get(path)
        return kept is not None and self._evidence.is_same(kept, self._real[path])

    def _namesakes(self, paths: list[str]) -> list[str]:
        """Return the projects that share their name with another one: what is said of that is not kept."""
        same: dict[tuple[str, str], list[str]] = {}
        for path in paths:
            loaded = self._fresh.get(path)
            if loaded is not None:
                key = (self._workspaces.around(loaded).root, loaded.name.value)
            else:
                key = (self._verdicts[path]["root"], self._verdicts[path]["name"])
            same.setdefault(key, []).append(path)
        return [path for some in same.values() if len(some) > 1 for path in some]

    def _holds(self, path: str) -> bool:
        return self._evidence.holds(self._verdicts[path], path, self._real[path])

    def _recalled(self, path: str) -> Verdict:
        kept = self._verdicts[path]
        reader = Reader(kept["sources"], self._text_of)
        verdict = Verdict(path, path, [reader.problem(one) for one in kept["problems"]])
        verdict.comments = [reader.place(one) for one in kept["comments"]]
        vaults = [(name, reader.place(span)) for name, span in kept["vaults"]]
        uses = Uses(vaults, [reader.place(span) for span in kept["tracking"]])
        verdict.uses_of = lambda: uses
        if kept["nameless"] is not None:
            place, folder = kept["nameless"]
            verdict.nameless = (reader.place(place), folder)
        return verdict

    def _text_of(self, path: str, wanted: bytes) -> Source:
        """Return the text of a file that a verdict is about, the same one for all verdicts."""
        at = (path, wanted)
        if at not in self._texts:
            real = self._real.get(path) or self._disk.real(os.path.abspath(path))
            data = self._disk.bytes_of(real)
            if digest(data) != wanted:
                raise ForgottenError(path)
            self._texts[at], _ = decode(data, path)
        return self._texts[at]

    def _keep(self, paths: list[str], made: dict[str, Verdict]) -> None:
        """Write down what is known now."""
        recalled = [self._verdicts[path] for path in paths if path not in self._fresh]
        told = self._told_now([real for kept in recalled for real in (kept["real"], *(kept["users"] or ()))])
        verdicts: dict[str, dict[str, Any]] = {}
        shared = set(self._namesakes(paths))
        checked = {self._real[path] for path in paths}
        for path in paths:
            if path not in self._fresh:
                verdicts[path] = self._verdicts[path]
            elif path not in shared and not any(map(_is_passing, made[path].problems)):
                verdicts[path] = self._plain(path, made[path])
        names = self._tables(verdicts, told)
        for path in list(verdicts):
            rests_on = [verdicts[path]["real"], *(verdicts[path]["users"] or ())]
            known = {real for one in rests_on for real in reached(one, told)}
            sure = all(real in told and _is_known(told[real], names) for real in known)
            # What is wrong in a project that is not checked is said where others take it from there.
            sure = sure and known <= checked
            if not sure or (verdicts[path]["mention"] and verdicts[path]["root"] not in names):
                del verdicts[path]
        found = {"verdicts": verdicts, "told": told, "names": names, "folders": self.folders.plain}
        save_store(self._paths, found)

    def _told_now(self, rests_on: list[str]) -> dict[str, dict[str, Any]]:
        """Return what projects were told: those that recalled verdicts rest on, and all in this check."""
        told = {
            real: self._evidence.told[real]
            for one in rests_on
            for real in reached(one, self._evidence.told)
            if real in self._evidence.told
        }
        waiting = [*self._fresh.values()]
        loads: dict[int, Loaded] = {}
        while waiting:
            loaded = waiting.pop()
            if id(loaded) not in loads:
                loads[id(loaded)] = loaded
                reliance = self._workspaces.told(loaded)
                waiting += [*reliance.projects.values(), *(reliance.users or {}).values()]
        for loaded in loads.values():
            reliance = self._workspaces.told(loaded)
            real = self._disk.real(os.path.abspath(loaded.path))
            one: dict[str, Any] = {
                "digest": digest(encoded(loaded.source)),
                "folder": self._disk.real(loaded.directory),
                "root": reliance.root,
                "repository": reliance.repository,
                "named": reliance.named,
                "places": reliance.places,
                "projects": list(reliance.projects),
                "untold": reliance.untold,
            }
            if real in told and told[real]["digest"] == one["digest"]:
                was = told[real]
                for key in ("named", "places"):
                    one[key] = {**was[key], **one[key]}
                one["projects"] = list({*was["projects"], *one["projects"]})
                one["repository"] = one["repository"] if was["repository"] is None else was["repository"]
            told[real] = one
        return told

    def _tables(self, verdicts: dict[str, Any], told: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """Return the names of all projects of each workspace in which names were looked for."""
        roots = {one["root"] for one in told.values() if one["named"]}
        roots |= {one["root"] for one in verdicts.values() if one["mention"]}
        sure = {one["real"]: (one["digest"], one["name"]) for one in verdicts.values()}
        tables: dict[str, dict[str, Any]] = {}
        for root in roots:
            table: dict[str, Any] = {}
            for real in set(map(self._disk.real, member_files(root, self._disk.find))):
                loaded = self._disk.peek(real)
                if loaded is not None:
                    table[real] = (digest(encoded(loaded.source)), loaded.name.value)
                elif real in self._disk.names:
                    table[real] = (self._evidence.digest(real), self._disk.names[real])
                elif real in sure:
                    table[real] = sure[real]
                else:
                    break
            else:
                tables[root] = table
        return tables

    def _plain(self, path: str, verdict: Verdict) -> dict[str, Any]:
        """Make plain data of a verdict."""
        loaded = self._fresh[path]
        reliance = self._workspaces.told(loaded)
        writer = Writer()
        nameless = None
        if verdict.nameless is not None:
            place, folder = verdict.nameless
            nameless = (writer.place(place), folder)
        return {
            "digest": digest(encoded(loaded.source)),
            "mark": self._evidence.marks.get(self._real[path]),
            "real": self._real[path],
            "folder": self._disk.real(loaded.directory),
            "root": reliance.root,
            "name": loaded.name.value,
            "looks": looks_of(self._looks[path], (path, self._real[path])),
            "mention": reliance.mention,
            "users": None if reliance.users is None else list(reliance.users),
            "problems": [writer.problem(one) for one in verdict.problems],
            "comments": [writer.place(one) for one in verdict.comments],
            "nameless": nameless,
            "vaults": [(name, writer.place(span)) for name, span in verdict.uses.vaults],
            "tracking": [writer.place(span) for span in verdict.uses.tracking],
            "sources": writer.sources,
        }


def _is_known(told: dict[str, Any], names: dict[str, dict[str, Any]]) -> bool:
    """Tell whether all that a project was told is written down."""
    return not told["untold"] and (not told["named"] or told["root"] in names)


def _is_passing(problem: Problem) -> bool:
    return isinstance(problem, PASSING)
