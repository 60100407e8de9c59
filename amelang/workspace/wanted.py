"""What an import from git asks for."""

from __future__ import annotations

from amelang.language.ame_yml import Import
from amelang.workspace.git_address import inner_path, refused, refused_ref
from amelang.workspace.lock import Wanted


def wanted_of(one: Import) -> Wanted | None:
    """Return what an import from git asks for; None where it is none, or leads out of the repository."""
    if one.git is None:
        return None
    path = inner_path(one.path.value) if one.path is not None else ""
    return None if path is None else (one.git.value, one.ref.value if one.ref is not None else "", path)


def refusal(one: Import) -> str:
    """Say why nothing is taken from where an import says; empty where nothing speaks against it."""
    if one.git is not None and (reason := refused(one.git.value)):
        return reason
    return refused_ref(one.ref.value) if one.ref is not None else ""
