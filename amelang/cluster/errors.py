"""What can go wrong between us and a cluster: one class each, one clear sentence each.

The docstring of a class is its page, as with the problems of a text. These have no place in a file,
so they are exceptions, not problems; the command that they end prints them in the same form.
"""

from __future__ import annotations


class ClusterError(Exception):
    """The cluster refused, in a way that no other code describes.

    The sentence is the server's own. `message` begins in lower case and has no full stop; `help`
    says what to do; `status` is the HTTP status of the answer, 0 where there was none.
    """

    code = "AME400"
    name = "cluster-refusal"

    def __init__(self, message: str, help: str = "", *, status: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        self.status = status

    def __init_subclass__(cls, code: str, name: str) -> None:
        cls.code, cls.name = code, name


class KubeconfigError(ClusterError, code="AME401", name="missing-kubeconfig"):
    """There is no kubeconfig that says where the cluster is, or it cannot be read.

    AME looks where kubectl looks: the files of `KUBECONFIG`, else `~/.kube/config`; inside a pod,
    at the service account's token.
    """


class ContextError(ClusterError, code="AME402", name="unknown-context"):
    """The kubeconfig has no context of that name."""


class UnreachableError(ClusterError, code="AME403", name="unreachable-cluster"):
    """Nobody answers at the address of the cluster: it is down, or a network, VPN or proxy is in between."""


class UntrustedError(ClusterError, code="AME404", name="untrusted-cluster"):
    """The server's certificate is not signed by the authority that the kubeconfig names, or has expired."""


class SignInError(ClusterError, code="AME405", name="unknown-user"):
    """The cluster does not accept the credentials of the kubeconfig: none, wrong ones, or expired ones."""


class ForbiddenError(ClusterError, code="AME406", name="forbidden-request"):
    """The cluster knows the user and does not let him do this."""


class NamespaceError(ClusterError, code="AME407", name="missing-namespace"):
    """The namespace does not exist. AME never creates one: quotas and rights belong to it."""


class TimedOutError(ClusterError, code="AME408", name="silent-cluster"):
    """The cluster was reached and did not answer in time."""


class ConflictError(ClusterError, code="AME409", name="conflicting-manager"):
    """Somebody else set the same field of an object to another value, and says that it is his."""


class InvalidError(ClusterError, code="AME410", name="invalid-object"):
    """The cluster finds a value of an object wrong."""


class ForeignError(ClusterError, code="AME411", name="foreign-object"):
    """An object of that name exists, and AME or this project did not make it."""


class BusyError(ClusterError, code="AME412", name="overloaded-cluster"):
    """The cluster is overloaded or failing; AME asked several times, with growing pauses."""

    wait = 0.0
    """The seconds that the server asks us to wait before we ask again."""


class NotFoundError(ClusterError, code="AME413", name="missing-object"):
    """An object that was asked for by name does not exist."""


class AlreadyExistsError(ClusterError, code="AME414", name="taken-name"):
    """An object of that name exists already."""


class UnknownRunError(ClusterError, code="AME415", name="unknown-run"):
    """There is no deployed task and no run of that name."""


class NotStartedError(ClusterError, code="AME416", name="unstartable-run"):
    """A run could not start: its image cannot be pulled, say, or no machine has room for it."""
