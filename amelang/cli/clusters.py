"""What the commands that talk to a cluster share: their arguments, the connection, and its errors."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from amelang.cluster.api import Api, Object
    from amelang.cluster.errors import ClusterError
    from amelang.language.ame_toml import Settings
    from amelang.run.places import Places


def add_cluster(parser: ArgumentParser) -> None:
    """Add the arguments that say which cluster and namespace are meant."""
    parser.add_argument("--context", metavar="NAME", default="", help="context of the kubeconfig")
    parser.add_argument("-n", "--namespace", metavar="NAME", default="", help="namespace in the cluster")
    parser.add_argument(
        "--target", metavar="NAME", help="settings of ame.toml that go before the general ones"
    )


def connected(arguments: Namespace, settings: Settings) -> Api:
    """Return the connection that the arguments, the environment and the settings name.

    Raises a kind of ClusterError, and UsageError for what cannot be a namespace.
    """
    from amelang.cluster.client import connect
    from amelang.run.where import chosen_context

    return connect(
        chosen_context(arguments.context, settings, os.environ),
        namespace_of(arguments, settings),
    )


def namespace_of(arguments: Namespace, settings: Settings) -> str:
    """Return the namespace that is wanted; empty for that of the context.

    Raises UsageError for what cannot be one: a part of a request's path is made of it.
    """
    from amelang.cli.output import UsageError
    from amelang.language.scalars import NAMESPACE
    from amelang.run.where import chosen_namespace

    asked = arguments.namespace
    if asked and NAMESPACE.read(asked) is None:
        raise UsageError(f"`{asked}` cannot be the name of a namespace", NAMESPACE.remedy)
    return chosen_namespace(asked, settings)


def settings_here(target: str | None) -> Settings:
    """Return the settings that hold in this folder, whether or not a project is here.

    Raises UsageError for a target that does not exist, ProblemsError for settings that are wrong.
    """
    from amelang.cli.ready import settings_for

    return settings_for(".", target)


def project_here() -> str:
    """Return the name of the project in this folder or above it; empty where there is none."""
    from amelang.workspace.find import find_above
    from amelang.workspace.project import load

    path = find_above(".")
    return load(path).name.value if path is not None else ""


def places_of(job: Object) -> Places:
    """Return where the values of a run's task are written, where its ame.yml is here."""
    from amelang.meaning.complete import complete
    from amelang.run.find import project_name, task_name
    from amelang.run.places import Places
    from amelang.workspace.find import find_above
    from amelang.workspace.project import load
    from amelang.workspace.settings import settings_of

    path = find_above(".")
    if path is None:
        return Places(None)
    loaded = load(path, os.path.relpath(path))
    if loaded.name.value == project_name(job):
        settings, _ = settings_of(loaded.directory)
        for task in loaded.record.tasks or ():
            if task.name is not None and task.name.value == task_name(job):
                return Places(complete(loaded.name, task, settings))
    return Places(None)


def where(api: Api) -> str:
    """Name the cluster and the namespace, for whoever prints it."""
    from amelang.report.text import visible

    return visible(f"cluster {api.context or api.server}, namespace {api.namespace}")


def show_error(error: ClusterError) -> None:
    """Print what went wrong between us and the cluster."""
    from amelang.report.text import visible

    print(visible(f"error {error.code} {error.name}: {error.message}"), file=sys.stderr)
    if error.help:
        print(f"  = help: {visible(error.help)}", file=sys.stderr)
    for line in error.listed:
        print(visible(line), file=sys.stderr)


def show_warnings(api: Api) -> None:
    """Print what the server warned of."""
    from amelang.report.text import visible

    for text in api.warnings:
        print(f"warning: the cluster says: {visible(text)}", file=sys.stderr)
    api.warnings.clear()
