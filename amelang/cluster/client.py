"""Finding a cluster and signing in to it: the one module that imports `kubernetes`, and only then.

That package reads the kubeconfig's credentials, asks plugins, renews tokens that expire, and makes
the connection pool. Its generated models and its discovery are not used: the models change between
its versions, and the discovery is kept in a file that others could write.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Mapping
from typing import Any

from amelang.cluster.answers import one_line
from amelang.cluster.api import Api
from amelang.cluster.errors import KubeconfigError, SignInError
from amelang.cluster.kubeconfig import Kubeconfig

OWN_NAMESPACE = "/var/run/secrets/kubernetes.io/serviceaccount/namespace"
"""Where a pod finds the name of its namespace."""


def connect(context: str = "", namespace: str = "", environ: Mapping[str, str] | None = None) -> Api:
    """Find the cluster as kubectl does, sign in, and return its requests; nothing is sent yet.

    `context` and `namespace` are those that somebody asked for; without them the kubeconfig's
    current context and its namespace count, then `default`. Inside a pod, where there is no
    kubeconfig, the pod's own cluster is meant. Raises KubeconfigError, ContextError, SignInError.
    """
    found = Kubeconfig.find(context, os.environ if environ is None else environ)

    from kubernetes.client import ApiClient, Configuration

    configuration = Configuration()
    with _Complaints() as complaints:
        if found:
            _sign_in(found, configuration)
        else:
            _sign_in_pod(configuration)
    if complaints.said:
        # The package goes on without credentials when the plugin that should give them fails.
        raise SignInError(
            f"the kubeconfig's user `{found.user if found else ''}` cannot sign in: {complaints.said[0]}",
            "run the sign-in of your cluster, then try `kubectl get pods`",
        )

    if found and not configuration.host.startswith(("https://", "http://")):
        raise KubeconfigError(
            f"context `{found.context}` leads to `{configuration.host}`, which is no address of a server",
            "have `server` of its cluster in the kubeconfig begin with `https://`",
        )
    if not configuration.verify_ssl:
        # Whoever wrote so into the kubeconfig knows; he need not be told at every request.
        warnings.filterwarnings("ignore", message="Unverified HTTPS request")

    def headers() -> list[tuple[str, str]]:
        token = configuration.auth_settings().get("BearerToken", {}).get("value")
        return [*([("Authorization", token)] if token else []), *(found.impersonate if found else [])]

    return Api(
        ApiClient(configuration).rest_client.pool_manager,
        server=configuration.host.rstrip("/"),
        context=found.context if found else "",
        namespace=namespace or (found.namespace if found else _own_namespace()) or "default",
        user=found.user if found else "the pod's service account",
        headers=headers,
    )


def _sign_in(found: Kubeconfig, configuration: Any) -> None:
    from kubernetes.config import ConfigException, kube_config

    load: Any = kube_config.load_kube_config
    try:
        load(os.pathsep.join(found.files), context=found.context, client_configuration=configuration)
    except ConfigException as error:
        raise KubeconfigError(
            f"context `{found.context}` of the kubeconfig is incomplete: {one_line(str(error))}",
            "`kubectl config view` shows what it says",
        ) from error
    except Exception as error:
        # Plugins and token servers fail in ways of their own.
        raise SignInError(
            f"user `{found.user}` of the kubeconfig cannot sign in: {one_line(str(error))}",
            "run the sign-in of your cluster, then try `kubectl get pods`",
        ) from error


def _sign_in_pod(configuration: Any) -> None:
    from kubernetes.config import ConfigException, load_incluster_config

    load: Any = load_incluster_config
    try:
        load(configuration)
    except ConfigException as error:
        raise KubeconfigError(
            "there is no kubeconfig, so that no cluster is known",
            "put one at `~/.kube/config`, have `KUBECONFIG` name one, or run here with `--on machine`",
        ) from error


def _own_namespace() -> str:
    """Return the namespace of the pod that we run in; empty elsewhere."""
    try:
        with open(OWN_NAMESPACE, encoding="utf-8") as file:
            return file.read().strip()
    except OSError:
        return ""


class _Complaints(logging.Handler):
    """What the `kubernetes` package logs as an error while it signs in, instead of raising it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(one_line(record.getMessage()))

    def __enter__(self) -> _Complaints:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)
