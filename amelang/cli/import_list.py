"""List what the projects of this workspace import, and what is known of each. Nothing is contacted."""

from __future__ import annotations

import os
import sys

from amelang.cli.import_sync import aligned
from amelang.cli.output import UsageError, add_output, emit, fail, outputs
from amelang.cli.workspaces import add_folder, usable_lock, workspace_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from amelang.language.ame_yml import Import
    from amelang.text.source import Span
    from amelang.workspace.project import Loaded
    from amelang.workspace.workspace import Workspace

FORMATS = ("text", "json")
STATES = {"unlocked": "not locked", "unfetched": "not fetched", "outside": "leads out"}
"""What states are called where that is not their own name."""


class Row:
    """One import, and every place where it is written."""

    def __init__(self, name: str, kind: str, where: str, ref: str, commit: str, state: str) -> None:
        self.words = (name, kind, where, ref, commit, state)
        self.places: list[Span] = []


def add(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_folder(parser)
    add_output(parser, FORMATS)


def main(arguments: Namespace) -> int:
    """Print the list; return 0, 1 where the lock file cannot be used, 2 for wrong usage."""
    try:
        asked = outputs(arguments.output, FORMATS)
        workspace = workspace_at(arguments.folder)
        if not usable_lock(workspace):
            return 1
        rows = listed(workspace)
        for name, file in asked:
            emit(_json(rows) if name == "json" else _text(rows), file)
    except UsageError as error:
        return fail(error, 2)
    if not rows:
        print("ame: no project here imports anything", file=sys.stderr)
    return 0


def listed(workspace: Workspace) -> list[Row]:
    """Return the imports of a workspace, and those of what was fetched for it, by name and place."""
    from amelang.workspace.sync import imports_of, own_projects

    rows: dict[tuple[str, ...], Row] = {}
    waiting = own_projects(workspace)
    seen = {loaded.path for loaded in waiting}
    while waiting:
        home = waiting.pop(0)
        inside = workspace.around(home)
        for one in imports_of(home):
            row = _row(inside, home, one)
            assert one.project is not None, "others are left out"
            rows.setdefault(row.words, row).places.append(one.project.span)
            found = inside.imported(home, one)
            fetched = found is not None and (one.git is not None or inside is not workspace)
            if found is not None and fetched and found.path not in seen:
                seen.add(found.path)
                waiting.append(found)
    return [rows[words] for words in sorted(rows)]


def _row(workspace: Workspace, home: Loaded, one: Import) -> Row:
    from amelang.workspace.git_address import without_credentials
    from amelang.workspace.wanted import wanted_of

    found = workspace.follow(home, one)
    name = one.project.value if one.project is not None else ""
    state = STATES.get(found.state, found.state)
    if one.git is not None:
        wanted = wanted_of(one)
        locked = workspace.lock.entries.get(wanted) if wanted is not None else None
        where = without_credentials(one.git.value) + (f" {one.path.value}" if one.path is not None else "")
        ref = one.ref.value if one.ref is not None else ""
        commit = locked.commit if locked is not None else ""
        return Row(name, "git", where, ref, commit, "fetched" if found.state == "found" else state)
    where = os.path.dirname(found.project.source.path) or "." if found.project is not None else ""
    if one.path is None:
        return Row(name, "name", where, "", "", state)
    return Row(name, "path", where or _place(workspace, home, one.path.value), "", "", state)


def _place(workspace: Workspace, home: Loaded, path: str) -> str:
    """Return where a path leads at which there is no project, as messages name it."""
    from amelang.workspace.disk import shown
    from amelang.workspace.workspace import FetchedWorkspace

    place = os.path.normpath(os.path.join(home.directory, path))
    if not isinstance(workspace, FetchedWorkspace):
        return shown(place)
    # Where the cache lies says nothing to anybody: it is a place in the repository, or as it is written.
    real = os.path.realpath(place)
    if real != workspace.root and not real.startswith(workspace.root + os.sep):
        return path
    return workspace.fetched.shown + real[len(workspace.root) :].replace(os.sep, "/")


def _text(rows: list[Row]) -> str:
    head = ("NAME", "KIND", "FROM", "REF", "COMMIT", "STATE", "IMPORTED BY")
    if not rows:
        return ""
    lines = [head]
    for row in rows:
        name, kind, where, ref, commit, state = (word or "-" for word in row.words)
        more = f" and {len(row.places) - 1} more" if len(row.places) > 1 else ""
        lines.append((name, kind, where, ref, commit[:12], state, f"{row.places[0]}{more}"))
    return aligned(lines)


def _json(rows: list[Row]) -> str:
    import json

    imports = []
    for row in rows:
        name, kind, where, ref, commit, state = row.words
        places = [
            {"file": place.path, "line": place.first[0], "column": place.first[1]} for place in row.places
        ]
        imports.append(
            {
                "name": name,
                "kind": kind,
                "from": where or None,
                "ref": ref or None,
                "commit": commit or None,
                "state": state,
                "importedBy": places,
            }
        )
    return json.dumps({"version": 1, "imports": imports}, indent=2) + "\n"
