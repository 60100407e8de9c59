"""Where a task runs: on this machine, unless somebody says that a cluster is meant."""

from __future__ import annotations

from collections.abc import Mapping

from amelang.language.ame_toml import Settings

MACHINE, CLUSTER = "machine", "cluster"
CONTEXT = "AME_CONTEXT"
"""The environment variable that names a context of the kubeconfig."""


def place_of_run(
    asked: str | None, *, context: str, target: str, settings: Settings, environ: Mapping[str, str]
) -> str:
    """Return `machine` or `cluster`.

    A kubeconfig that happens to lie around is no wish to run there: the settings, a target, a
    context or its variable must name a cluster.
    """
    if asked is not None:
        return asked
    named = bool(context or target or environ.get(CONTEXT)) or settings.cluster is not None
    return CLUSTER if named else MACHINE


def chosen_context(asked: str, settings: Settings, environ: Mapping[str, str]) -> str:
    """Return the context that is wanted; empty for the kubeconfig's own choice."""
    if asked or environ.get(CONTEXT):
        return asked or environ[CONTEXT]
    cluster = settings.cluster
    return cluster.context.value if cluster is not None and cluster.context is not None else ""


def chosen_namespace(asked: str, settings: Settings) -> str:
    """Return the namespace that is wanted; empty for that of the context."""
    cluster = settings.cluster
    return asked or (cluster.namespace.value if cluster is not None and cluster.namespace is not None else "")
