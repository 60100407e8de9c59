"""Which cluster is meant: the files that kubectl reads, and what they say about contexts.

Signing in is left to the `kubernetes` package; this reads names only, so that a context that does
not exist is answered with those that do.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from amelang.cluster.errors import ContextError, KubeconfigError

VARIABLE = "KUBECONFIG"
DEFAULT = "~/.kube/config"


class Kubeconfig:
    """A context of the kubeconfig, and what belongs to it."""

    def __init__(
        self, files: list[str], context: str, namespace: str, user: str, impersonate: list[tuple[str, str]]
    ) -> None:
        self.files = files
        self.context = context
        self.namespace = namespace
        """The context's own namespace; empty where it has none."""
        self.user = user
        self.impersonate = impersonate
        """The headers that make the user somebody else (`as` in the kubeconfig)."""

    @classmethod
    def find(cls, context: str, environ: Mapping[str, str]) -> Kubeconfig | None:
        """Return the context of that name, or the current one; None where there is no kubeconfig at all.

        Raises KubeconfigError for a file that cannot be read, and where `KUBECONFIG` or the context
        demands one; ContextError for a name that no file has.
        """
        written = environ.get(VARIABLE, "")
        paths = [os.path.expanduser(path) for path in (written or DEFAULT).split(os.pathsep) if path]
        files = [path for path in paths if os.path.exists(path)]
        if not files:
            if written or context:
                where = "`, `".join(paths)
                raise KubeconfigError(
                    f"there is no kubeconfig at `{where}`",
                    f"have `{VARIABLE}` name the file that whoever runs the cluster gave you",
                )
            return None
        merged = _merged(files)
        context = context or merged.current
        if not context:
            raise ContextError(
                "the kubeconfig has no current context",
                f"choose one with `--context`: {_names(merged.contexts)}"
                if merged.contexts
                else f"the kubeconfig `{files[0]}` has no context at all",
            )
        if context not in merged.contexts:
            raise _unknown(context, merged.contexts)
        entry = merged.contexts[context]
        user = str(entry.get("user") or "")
        return cls(
            files,
            context,
            str(entry.get("namespace") or ""),
            user,
            _impersonation(merged.users.get(user, {})),
        )


class _Merged:
    def __init__(self) -> None:
        self.current = ""
        self.contexts: dict[str, dict[str, Any]] = {}
        self.users: dict[str, dict[str, Any]] = {}


def _merged(files: list[str]) -> _Merged:
    """Read the files; of two entries of one name the first counts, as kubectl has it."""
    merged = _Merged()
    for path in files:
        content = _read(path)
        merged.current = merged.current or str(content.get("current-context") or "")
        try:
            for entry in content.get("contexts") or ():
                merged.contexts.setdefault(str(entry["name"]), dict(entry.get("context") or {}))
            for entry in content.get("users") or ():
                merged.users.setdefault(str(entry["name"]), dict(entry.get("user") or {}))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _no_kubeconfig(path) from error
    return merged


def _read(path: str) -> dict[str, Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        with open(path, encoding="utf-8") as file:
            content = YAML(typ="safe", pure=True).load(file)
    except OSError as error:
        raise KubeconfigError(
            f"the kubeconfig `{path}` cannot be read: {(error.strerror or str(error)).lower()}",
            "see the file's permissions",
        ) from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise KubeconfigError(
            f"the kubeconfig `{path}` is not valid YAML", "`kubectl config view` says where"
        ) from error
    if not isinstance(content, dict):
        raise _no_kubeconfig(path)
    return content


def _no_kubeconfig(path: str) -> KubeconfigError:
    return KubeconfigError(f"`{path}` is not a kubeconfig", f"have `{VARIABLE}` name the right file")


def _unknown(context: str, known: dict[str, dict[str, Any]]) -> ContextError:
    from difflib import get_close_matches

    near = get_close_matches(context, known, 1)
    contexts = f"the kubeconfig has {_names(known)}" if known else "the kubeconfig has none"
    return ContextError(
        f"the kubeconfig has no context `{context}`",
        f"did you mean `{near[0]}`? {contexts}" if near else contexts,
    )


def _names(contexts: dict[str, dict[str, Any]]) -> str:
    shown = [f"`{name}`" for name in list(contexts)[:10]]
    more = len(contexts) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _impersonation(user: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the headers for `as`, which the `kubernetes` package ignores: it would act with more rights."""
    headers = [("Impersonate-User", str(user["as"]))] if user.get("as") else []
    if user.get("as-uid"):
        headers.append(("Impersonate-Uid", str(user["as-uid"])))
    return headers + [("Impersonate-Group", str(group)) for group in user.get("as-groups") or ()]
