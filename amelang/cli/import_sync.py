"""Fetch what the projects of this workspace import from git repositories, and pin it in `ame.lock`.

What the lock file says already is fetched as it says, whatever has changed since. Where a merge has left
both of its sides in it, it is written anew from what they agree on. The files go to the user's cache
folder; nothing of them is run.
"""

from __future__ import annotations

import sys

from amelang.cli.output import UsageError, add_output, emit, fail, mention, outputs
from amelang.cli.workspaces import add_folder, usable_lock, workspace_at
from amelang.workspace.lock import LOCK_NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from amelang.workspace.sync import Outcome, Synced
    from amelang.workspace.workspace import Workspace

FORMATS = ("text", "json")


def add(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_folder(parser)
    parser.add_argument(
        "--update",
        nargs="*",
        metavar="NAME",
        help="take what the refs of these imports mean by now; without names, those of all",
    )
    parser.add_argument(
        "--locked", action="store_true", help="for CI: fail where ame.lock would change, and do not touch it"
    )
    add_output(parser, FORMATS)


def main(arguments: Namespace) -> int:
    """Fetch; return 0, 1 where something is not to be had or the lock file not right, 2 for wrong usage."""
    from amelang.workspace.sync import sync

    try:
        asked = outputs(arguments.output, FORMATS)
        if arguments.locked and arguments.update is not None:
            raise UsageError("`--locked` and `--update` contradict each other")
        workspace = workspace_at(arguments.folder)
        update = _names(arguments.folder, arguments.update)
        if not usable_lock(workspace, merging=not arguments.locked):
            return 1
        synced = sync(workspace, update, locked=arguments.locked, say=_say)
        for name, file in asked:
            emit(_json(synced, workspace) if name == "json" else _text(synced), file)
    except UsageError as error:
        return fail(error, 2)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return fail(UsageError(f"`{error.filename or LOCK_NAME}` cannot be written: {reason}"), 1)
    for outcome in synced.outcomes:
        _remark(outcome)
    if synced.failed:
        print(f"ame: `{LOCK_NAME}` is left as it was", file=sys.stderr)
        return 1
    if synced.changed and arguments.locked:
        hint = "run `ame import sync`, and keep what it writes"
        return fail(UsageError(f"`{LOCK_NAME}` has entries that no project needs any more", hint), 1)
    if synced.merged is not None:
        mention(_merged(synced.merged))
    if synced.changed:
        print(f"ame: `{LOCK_NAME}` is written; keep it with the projects", file=sys.stderr)
    elif not synced.outcomes:
        print("ame: no project here imports anything from git", file=sys.stderr)
    return 1 if synced.refused else 0


def _say(sentence: str) -> None:
    if sys.stderr.isatty():
        mention(sentence)


def _names(folder: str, words: list[str] | None) -> set[str] | None:
    """Return the names of imports to ask for again; None for all. Raises UsageError for an unknown one."""
    if words is None:
        return set()
    if not words:
        return None
    from amelang.workspace.sync import git_imports

    # A workspace of its own: what it knows of imports that are not fetched yet will not be true afterwards.
    known = sorted(git_imports(workspace_at(folder)))
    for word in words:
        if word not in known:
            from difflib import get_close_matches

            near = get_close_matches(word, known, 1)
            listed = "imports from git: " + ", ".join(f"`{name}`" for name in known) if known else ""
            raise UsageError(
                f"no project here imports `{word}` from git", f"did you mean `{near[0]}`?" if near else listed
            )
    return set(words)


def _remark(outcome: Outcome) -> None:
    """Print what somebody should know of an import, and what to do."""
    from amelang.workspace.git_address import without_credentials

    address, ref, _ = outcome.wanted
    _, one = outcome.imports[0]
    shown = without_credentials(address)
    if outcome.error is not None:
        place = one.project.span if one.project is not None else one.head
        fail(UsageError(f"{place}: {outcome.error}", outcome.error.help), 1)
    elif outcome.unasked is not None:
        mention(f"{outcome.unasked}; `{outcome.names[0]}` is used as it is locked")
    if outcome.moved and outcome.locked is not None:
        what = f"`{ref}` of `{shown}`" if ref else f"`{shown}`"
        said = f"{what} is {outcome.moved[:12]} by now, and stays {outcome.locked.commit[:12]} here"
        mention(said, f"`ame import sync --update {outcome.names[0]}` takes the new one")
    if outcome.leaving:
        listed = ", ".join(f"`{path}`" for path in outcome.leaving[:3])
        more = f" and {len(outcome.leaving) - 3} more" if len(outcome.leaving) > 3 else ""
        mention(f"links that lead out of `{shown}` are left out: {listed}{more}")


def _merged(differing: list[Outcome]) -> str:
    """Say what became of both sides of a merge."""
    said = f"a merge had left both of its sides in `{LOCK_NAME}`"
    if not differing:
        return f"{said}, which agree on what is imported"
    names = ", ".join(f"`{name}`" for outcome in differing for name in outcome.names)
    return f"{said}, which differ in {names}: what is meant was asked anew"


def _text(synced: Synced) -> str:
    from amelang.workspace.git_address import without_credentials

    rows = []
    for outcome in synced.outcomes:
        address, ref, path = outcome.wanted
        commit = outcome.locked.commit[:12] if outcome.locked is not None else "-"
        where = without_credentials(address) + (f" {path}" if path else "")
        rows.append((outcome.state, ", ".join(outcome.names), commit, ref or "-", where))
    return aligned(rows)


def aligned(rows: Sequence[tuple[str, ...]]) -> str:
    """Return rows as lines with their columns one below the other."""
    from amelang.report.text import visible

    rows = [tuple(map(visible, row)) for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(f"{word:<{width}}" for word, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(line.rstrip() + "\n" for line in lines)


def _json(synced: Synced, workspace: Workspace) -> str:
    import json

    from amelang.workspace.disk import shown
    from amelang.workspace.git_address import without_credentials

    imports = []
    for outcome in synced.outcomes:
        address, ref, path = outcome.wanted
        locked = outcome.locked
        imports.append(
            {
                "names": outcome.names,
                "git": without_credentials(address),
                "ref": ref or None,
                "path": path or None,
                "state": outcome.state,
                "commit": locked.commit if locked else None,
                "hash": locked.hash if locked else None,
                "moved": outcome.moved or None,
                "error": str(outcome.error) if outcome.error else None,
            }
        )
    data = {
        "version": 1,
        "imports": imports,
        "lock": {"file": shown(workspace.lock.path), "changed": synced.changed},
    }
    return json.dumps(data, indent=2) + "\n"
