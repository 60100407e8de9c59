"""Which repositories AME takes anything from, and what is refused before `git` is ever asked.

An address comes from a file that somebody else may have written, and git can be made to run programs
by some of them: `ext::sh -c …` says so openly, a host or a ref that begins with `-` is taken for an
option. Only what is understood here is handed on.
"""

from __future__ import annotations

import posixpath
import re

from amelang.language.problems import shown

SCHEMES = ("https", "ssh", "file")
"""What addresses may begin with, each followed by `://`."""
_USER = r"[A-Za-z0-9._~][A-Za-z0-9._~%!$&'()*+,;=-]*"
_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?|\[[0-9A-Fa-f:.]+\])"
_REST = r"[^\s\0-\x1f\x7f\\?#]+"
REMOTE = re.compile(rf"(?:https|ssh)://(?:{_USER}@)?{_HOST}(?::[0-9]{{1,5}})?/{_REST}")
SHORT = re.compile(rf"{_USER}@{_HOST}:(?![-/]*-){_REST}")
"""The form of ssh that git hosts print: `git@example.com:ml/shared.git`."""
LOCAL = re.compile(r"(?:file://)?(?:/|[A-Za-z]:[\\/])[^\0-\x1f\x7f]*")
PASSWORD = re.compile(r"(?<=://)[^/@\s:]*:[^/@\s]*(?=@)")
CREDENTIALS = re.compile(r"(?:(?<=https://)|(?<=http://))[^/@\s]*(?=@)|(?<=://)[^/@\s]*:[^/@\s]*(?=@)")
REF = re.compile(r"(?![-./])(?!@$)[^\s\0-\x20\x7f~^:?*\[\\]+(?<![./])")
"""What git-check-ref-format(1) accepts, as far as it has to do with us; see also `NOT_IN_REF`."""
NOT_IN_REF = ("..", "@{", "//", "/.", ".lock/")
COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
"""The full name of a commit, in repositories of either kind of hash."""


def refused(address: str) -> str:
    """Say why nothing is taken from an address; empty where it may be."""
    if address.startswith("-"):
        return "it begins with `-`, which git would take for an option"
    if "::" in address.partition("/")[0]:
        return "it names a helper program, which could do anything"
    if PASSWORD.search(address):
        return "it holds a password, which everybody could read here"
    scheme, colons, _ = address.partition("://")
    if colons and scheme not in SCHEMES:
        return f"`{shown(scheme, 20)}` is not one of {', '.join(f'`{one}`' for one in SCHEMES)}"
    if not any(form.fullmatch(address) for form in (REMOTE, SHORT, LOCAL)):
        return "it is no address of a repository"
    return ""


def refused_ref(ref: str) -> str:
    """Say why a ref is none; empty where it is one, of whatever repository."""
    if ref.startswith("-"):
        return "it begins with `-`, which git would take for an option"
    if not REF.fullmatch(ref) or any(part in ref for part in NOT_IN_REF) or ref.endswith(".lock"):
        return "git does not allow such a name"
    return ""


def is_commit(ref: str) -> bool:
    """Tell whether a ref is the full name of a commit."""
    return COMMIT.fullmatch(ref) is not None


def inner_path(path: str) -> str | None:
    """Return a path inside a repository in its one form, empty for the root; None where it leads out."""
    if path.startswith("/") or "\\" in path or re.match("[A-Za-z]:", path) or "\0" in path:
        return None
    normal = posixpath.normpath(path)
    if normal == ".." or normal.startswith("../"):
        return None
    return "" if normal == "." else normal


def without_credentials(text: str) -> str:
    """Return a text in which no address shows who may use it, nor with what password."""
    return CREDENTIALS.sub("…", text)


def short_name(address: str) -> str:
    """Return a short name of a repository: the last part of its address."""
    last = re.split(r"[/\\:]", address.rstrip("/\\"))[-1]
    return last.removesuffix(".git") or "repository"
