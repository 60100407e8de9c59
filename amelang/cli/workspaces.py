"""The workspace that a command about imports is about."""

from __future__ import annotations

import os
import sys

from amelang.cli.output import UsageError
from amelang.report.colour import palette_for
from amelang.report.text import render_full
from amelang.workspace.find import find_above
from amelang.workspace.workspace import Workspace, workspace_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser


def add_folder(parser: ArgumentParser) -> None:
    """Add the argument that says where the workspace is."""
    parser.add_argument(
        "folder", nargs="?", default=".", metavar="FOLDER", help="any in the workspace (default: this one)"
    )


def workspace_at(folder: str) -> Workspace:
    """Return the workspace of a folder, or of the project that the folder is part of.

    Raises UsageError where there is no such folder.
    """
    if not os.path.isdir(folder):
        raise UsageError(f"there is no folder `{folder}`")
    workspace = workspace_of(folder)
    if workspace.root == os.path.realpath(folder) and (above := find_above(folder)):
        # Without settings and repository a workspace is one project, perhaps seen from deep inside it.
        return workspace_of(os.path.dirname(above))
    return workspace


def usable_lock(workspace: Workspace, *, merging: bool = False) -> bool:
    """Tell whether the lock file of a workspace can be used; print why, where it cannot.

    With `merging` it can be where both sides of a merge are in it.
    """
    if merging and workspace.lock.merge is not None:
        return True
    if problems := workspace.lock.problems:
        print(render_full(problems, palette_for(sys.stderr)), end="", file=sys.stderr)
    return not problems
