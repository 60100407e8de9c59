"""From what a server or the network answered to one clear sentence."""

from __future__ import annotations

import re
from typing import Any

from amelang.cluster.errors import (
    BusyError,
    ClusterError,
    SignInError,
    TimedOutError,
    UnreachableError,
    UntrustedError,
)
from amelang.cluster.refusals import (
    AlreadyExistsError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NamespaceError,
    NotFoundError,
)

DENIED = re.compile(
    r'User "(?P<user>[^"]*)" cannot (?P<verb>\S+) resource "(?P<what>[^"]*)"'
    r'(?: in API group "(?P<group>[^"]*)")?(?:.* in the namespace "(?P<namespace>[^"]*)")?'
)
"""What the authoriser of Kubernetes says of a request that the user has no right to."""
VERBS = {"GET": "read", "POST": "create", "PATCH": "change", "PUT": "change", "DELETE": "remove"}


class Asked:
    """What a request was about, for the sentences about its failure."""

    def __init__(self, method: str, kind: str, name: str, namespace: str) -> None:
        self.method = method
        self.kind = kind
        self.name = name
        self.namespace = namespace

    @property
    def thing(self) -> str:
        """The object, or all of its kind."""
        return f"{self.kind} `{self.name}`" if self.name else f"{self.kind} objects"


def refusal(asked: Asked, status: int, answer: dict[str, Any], *, context: str, user: str) -> ClusterError:
    """Return the error that an answer with a status of 400 or more stands for.

    The rules are those of the Kubernetes API conventions: `reason` and `details` of a `Status`.
    """
    message = one_line(str(answer.get("message") or "")) or f"the server answered {status}"
    reason = str(answer.get("reason") or "")
    details = answer.get("details") or {}
    if status == 401:
        return SignInError(
            f"the cluster does not accept the credentials of user `{user}`",
            f"sign in again, then try `kubectl --context {context} get pods`"
            if context
            else "see that the service account's token is mounted and has not expired",
            status=status,
        )
    if status == 403:
        return _forbidden(asked, message, user)
    if status == 404 and details.get("kind") == "namespaces":
        return _no_namespace(asked.namespace)
    if status == 404 and not details.get("name"):
        # Not the object is unknown to the server but its kind, or the whole path.
        return ClusterError(
            f"the cluster knows nothing of {asked.kind} objects: {message}",
            "see `server` of the cluster in the kubeconfig; AME needs Kubernetes 1.29 or newer",
            status=status,
        )
    if status == 404:
        return NotFoundError(
            f"{asked.thing} does not exist in namespace `{asked.namespace}`",
            "see `ame task list`",
            status=status,
        )
    if status == 409:
        return _conflict(asked, reason, message, details)
    if status == 422 or reason == "Invalid":
        return _invalid(asked, message, details)
    if status in (429, 502, 503, 504) or reason in ("ServerTimeout", "Timeout", "TooManyRequests"):
        return BusyError(
            f"the cluster is overloaded or failing: {message}",
            "try again in a minute; what was done so far is kept",
            status=status,
        )
    return ClusterError(f"the cluster refuses {asked.thing}: {message}", "", status=status)


def _forbidden(asked: Asked, message: str, user: str) -> ClusterError:
    denied = DENIED.search(message)
    if denied:
        who, verb, what = denied["user"] or user, denied["verb"], denied["what"]
        where = f" in namespace `{denied['namespace']}`" if denied["namespace"] else ""
        return ForbiddenError(
            f"user `{who}` may not {verb} `{what}`{where}",
            f"ask for a role that allows `{verb}` of `{what}`{where}, or choose another with `--namespace`",
            status=403,
        )
    if "is being terminated" in message:
        return ForbiddenError(
            f"namespace `{asked.namespace}` is being removed",
            "wait until it is gone, or choose another with `--namespace`",
            status=403,
        )
    if "exceeded quota" in message:
        _, _, what = message.partition("exceeded quota: ")
        return ForbiddenError(
            f"{asked.thing} exceeds the quota of namespace `{asked.namespace}`: {what}",
            "ask for less, remove what is not needed, or have the quota raised",
            status=403,
        )
    if "violates PodSecurity" in message:
        return ForbiddenError(
            f"namespace `{asked.namespace}` does not admit {asked.thing}: {message}",
            "choose another namespace, or have its Pod Security level changed",
            status=403,
        )
    return ForbiddenError(
        f"the cluster does not let user `{user}` {VERBS[asked.method]} {asked.thing}: {message}",
        "ask whoever runs the cluster",
        status=403,
    )


def _no_namespace(namespace: str) -> ClusterError:
    return NamespaceError(
        f"namespace `{namespace}` does not exist",
        f"create it with `kubectl create namespace {namespace}`, or choose another with `--namespace`",
        status=404,
    )


def _conflict(asked: Asked, reason: str, message: str, details: dict[str, Any]) -> ClusterError:
    if reason == "AlreadyExists":
        return AlreadyExistsError(
            f"{asked.thing} exists already in namespace `{asked.namespace}`",
            "choose another name",
            status=409,
        )
    causes = [cause for cause in details.get("causes") or () if cause.get("reason") == "FieldManagerConflict"]
    if not causes:
        return ConflictError(
            f"{asked.thing} was changed at the same time: {message}", "try again", status=409
        )
    managers: dict[str, list[str]] = {}
    for cause in causes:
        found = re.search(r'conflict with "([^"]*)"', str(cause.get("message")))
        fields = managers.setdefault(found[1] if found else "another manager", [])
        fields.append(str(cause.get("field", "")).lstrip("."))
    who = "; ".join(
        f"`{manager}` set {', '.join(f'`{field}`' for field in fields)}"
        for manager, fields in managers.items()
    )
    return ConflictError(
        f"somebody else changed {asked.thing}: {who}",
        "change ame.yml to what they set, or take the field back with `--force-conflicts`",
        status=409,
    )


def _invalid(asked: Asked, message: str, details: dict[str, Any]) -> ClusterError:
    # What the rules of a cluster's own refuse names no field.
    wrong = "; ".join(
        (f"`{cause['field']}`: " if cause.get("field") else "") + one_line(str(cause.get("message", "")))
        for cause in (details.get("causes") or ())[:3]
    )
    return InvalidError(
        f"the cluster finds {asked.thing} wrong: {wrong or message}",
        "change what `ame.yml` says there; `ame plan --offline` shows the object",
        status=422,
    )


def network_error(error: Exception, server: str, user: str) -> ClusterError:
    """Return the error that a failure of the connection stands for; `error` is one of urllib3's."""
    text = one_line(str(error))
    kind = type(error).__name__
    if kind == "MaxRetryError" and isinstance(getattr(error, "reason", None), Exception):
        return network_error(error.reason, server, user)  # type: ignore[attr-defined]  # asked for just above
    if kind == "SSLError":
        return _untrusted(text, server, user)
    if kind == "NameResolutionError" or "Name or service not known" in text:
        return UnreachableError(
            f"the address of the cluster, `{server}`, cannot be found",
            "see that the network, a VPN perhaps, is up, and that the kubeconfig has the right address",
        )
    if kind == "ProxyError":
        return UnreachableError(
            f"the proxy on the way to `{server}` does not let us through",
            "see `HTTPS_PROXY`, `NO_PROXY` and `proxy-url` in the kubeconfig",
        )
    if kind == "ConnectTimeoutError":
        return UnreachableError(
            f"nobody answers at `{server}`",
            "see that the network, a VPN perhaps, is up, and that the cluster runs",
        )
    if kind == "ReadTimeoutError":
        return TimedOutError(f"`{server}` did not answer in time", "try again; the cluster may be overloaded")
    if kind == "NewConnectionError":
        why = "the connection is refused" if "refused" in text else "there is no connection"
        return UnreachableError(
            f"the cluster at `{server}` cannot be reached: {why}",
            "see that the cluster runs and that the kubeconfig has the right address",
        )
    return UnreachableError(f"the connection to `{server}` broke: {_reason(text)}", "try again")


def _untrusted(text: str, server: str, user: str) -> ClusterError:
    if " alert " in text or "ALERT" in text:
        return SignInError(
            f"`{server}` does not accept the certificate of user `{user}`",
            "see that the client certificate in the kubeconfig is this cluster's and has not expired",
        )
    if "WRONG_VERSION_NUMBER" in text or "wrong version number" in text or "UNKNOWN_PROTOCOL" in text:
        return UntrustedError(
            f"`{server}` does not speak TLS", "see `server` of the cluster in the kubeconfig"
        )
    if "expired" in text:
        why, remedy = "it has expired", "have the cluster's certificate renewed"
    elif "doesn't match" in text or "not valid for" in text or "mismatch" in text.lower():
        why, remedy = "it is for another name", "see `server` and `tls-server-name` in the kubeconfig"
    elif "self-signed" in text or "self signed" in text:
        why, remedy = "it is self-signed", "see `certificate-authority` of the cluster in the kubeconfig"
    elif "certificate verify failed" in text:
        why = "the authority that signed it is not the kubeconfig's"
        remedy = "see `certificate-authority` of the cluster in the kubeconfig"
    else:
        why, remedy = _reason(text), "see the cluster's entry in the kubeconfig"
    return UntrustedError(f"the certificate of `{server}` cannot be trusted: {why}", remedy)


def _reason(text: str) -> str:
    """Cut Python's own decoration off a network error's text."""
    inner = re.findall(r"'([^']+)'", text)
    return str(inner[-1]) if inner else text


def one_line(text: str) -> str:
    """Return a text with its line breaks and runs of blanks made one blank each."""
    return " ".join(text.split())
