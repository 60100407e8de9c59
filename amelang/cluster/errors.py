"""What can go wrong between us and a cluster: one class each, one clear sentence each.

The docstring of a class is its page, as with the problems of a text. These have no place in a file,
so they are exceptions, not problems; the command that they end prints them in the same form.
"""

from __future__ import annotations


class ClusterError(Exception):
    """The cluster refused, in a way that no other code describes.

    The sentence is the server's own. Often it is not the server itself that fails, but a part that
    somebody has added to the cluster and that it asks, a webhook.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # the cluster answers PATCH cronjobs:
        kind: Status
        status: Failure
        code: 500
        reason: InternalError
        message: 'Internal error occurred: failed calling webhook "labels.example.com": no endpoints'

        $ ame apply
        …
        error AME400 cluster-refusal: the cluster refuses CronJob `demo--train`: Internal error …
        ame: nothing was changed

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        $ ame apply
        …
        4 created, 0 changed, 0 unchanged, 0 removed
    """

    code = "AME400"
    name = "cluster-refusal"

    def __init__(self, message: str, help: str = "", *, status: int = 0) -> None:
        super().__init__(message)
        self.message = message
        """One sentence; it begins in lower case and has no full stop."""
        self.help = help
        """What to do."""
        self.status = status
        """The HTTP status of the answer; 0 where there was none."""
        self.listed: tuple[str, ...] = ()
        """Lines below what to do, such as names of files."""

    def __init_subclass__(cls, code: str, name: str) -> None:
        cls.code, cls.name = code, name


class KubeconfigError(ClusterError, code="AME401", name="missing-kubeconfig"):
    """There is no kubeconfig that says where the cluster is, or it cannot be read.

    AME looks where kubectl looks: the files of `KUBECONFIG`, else `~/.kube/config`; inside a pod,
    at the service account's token.

    Bad:
        $ KUBECONFIG=kubeconfg ame task list
        error AME401 missing-kubeconfig: there is no kubeconfig at `kubeconfg`
          = help: have `KUBECONFIG` name the file that whoever runs the cluster gave you

    Good:
        # file: kubeconfig
        current-context: lab
        clusters:
          - name: lab
            cluster: {server: "http://127.0.0.1:8001"}
        users:
          - name: ada
            user: {token: 4f1c07}
        contexts:
          - name: lab
            context: {cluster: lab, user: ada, namespace: ml}

        $ KUBECONFIG=kubeconfig ame task list
        ame: nothing has run or is deployed in namespace ml
    """


class ContextError(ClusterError, code="AME402", name="unknown-context"):
    """The kubeconfig has no context of that name.

    A context is asked for by `--context`, by `AME_CONTEXT`, or by `context` in `[cluster]` of ame.toml.

    Bad:
        # ame.toml
        [cluster]
        context = "lap"

        $ ame task list
        error AME402 unknown-context: the kubeconfig has no context `lap`
          = help: did you mean `lab`? the kubeconfig has `lab`

    Good:
        # ame.toml
        [cluster]
        context = "lab"

        $ ame task list
        ame: nothing has run or is deployed in namespace ml
    """


class UnreachableError(ClusterError, code="AME403", name="unreachable-cluster"):
    """Nobody answers at the address of the cluster: it is down, or a network, VPN or proxy is in between.

    Bad:
        # file: kubeconfig
        current-context: lab
        clusters:
          - name: lab
            cluster: {server: "https://127.0.0.1:1"}
        users:
          - name: ada
            user: {token: 4f1c07}
        contexts:
          - name: lab
            context: {cluster: lab, user: ada, namespace: ml}

        $ KUBECONFIG=kubeconfig ame task list
        error AME403 unreachable-cluster: the cluster at `https://127.0.0.1:1` cannot be reached: …
          = help: see that the cluster runs and that the kubeconfig has the right address

    Good:
        # file: kubeconfig
        current-context: lab
        clusters:
          - name: lab
            cluster: {server: "http://127.0.0.1:8001"}
        users:
          - name: ada
            user: {token: 4f1c07}
        contexts:
          - name: lab
            context: {cluster: lab, user: ada, namespace: ml}

        $ KUBECONFIG=kubeconfig ame task list
        ame: nothing has run or is deployed in namespace ml
    """


class UntrustedError(ClusterError, code="AME404", name="untrusted-cluster"):
    """The server's certificate is not signed by the authority that the kubeconfig names, or has expired.

    Nor can a server be trusted that has none, where the kubeconfig says `https`: `kubectl proxy`
    speaks plain HTTP, to this machine only.

    Bad:
        # file: kubeconfig
        current-context: lab
        clusters:
          - name: lab
            cluster: {server: "https://127.0.0.1:8001"}
        users:
          - name: ada
            user: {token: 4f1c07}
        contexts:
          - name: lab
            context: {cluster: lab, user: ada, namespace: ml}

        $ KUBECONFIG=kubeconfig ame task list
        error AME404 untrusted-cluster: `https://127.0.0.1:8001` does not speak TLS
          = help: see `server` of the cluster in the kubeconfig

    Good:
        # file: kubeconfig
        current-context: lab
        clusters:
          - name: lab
            cluster: {server: "http://127.0.0.1:8001"}
        users:
          - name: ada
            user: {token: 4f1c07}
        contexts:
          - name: lab
            context: {cluster: lab, user: ada, namespace: ml}

        $ KUBECONFIG=kubeconfig ame task list
        ame: nothing has run or is deployed in namespace ml
    """


class SignInError(ClusterError, code="AME405", name="unknown-user"):
    """The cluster does not accept the credentials of the kubeconfig: none, wrong ones, or expired ones.

    Bad:
        # file: kubeconfig
        current-context: lab
        clusters:
          - name: lab
            cluster: {server: "http://127.0.0.1:8001"}
        users:
          - name: ada
            user: {token: expired}
        contexts:
          - name: lab
            context: {cluster: lab, user: ada, namespace: ml}

        # the cluster answers GET jobs:
        kind: Status
        status: Failure
        code: 401
        reason: Unauthorized
        message: Unauthorized

        $ KUBECONFIG=kubeconfig ame task list
        error AME405 unknown-user: the cluster does not accept the credentials of user `ada`
          = help: sign in again, then try `kubectl --context lab get pods`

    Good:
        # file: kubeconfig
        current-context: lab
        clusters:
          - name: lab
            cluster: {server: "http://127.0.0.1:8001"}
        users:
          - name: ada
            user: {token: 4f1c07}
        contexts:
          - name: lab
            context: {cluster: lab, user: ada, namespace: ml}

        $ KUBECONFIG=kubeconfig ame task list
        ame: nothing has run or is deployed in namespace ml
    """


class TimedOutError(ClusterError, code="AME408", name="silent-cluster"):
    """The cluster was reached and did not answer in time.

    Bad:
        # the cluster does not answer GET jobs

        $ ame task list
        error AME408 silent-cluster: `http://127.0.0.1:8001` did not answer in time
          = help: try again; the cluster may be overloaded

    Good:
        $ ame task list
        ame: nothing has run or is deployed in namespace ml
    """


class BusyError(ClusterError, code="AME412", name="overloaded-cluster"):
    """The cluster is overloaded or failing; AME asked several times, with growing pauses.

    Bad:
        # the cluster answers GET jobs:
        kind: Status
        status: Failure
        code: 503
        reason: ServiceUnavailable
        message: apiserver is shutting down

        $ ame task list
        error AME412 overloaded-cluster: the cluster is overloaded or failing: apiserver is shutting down
          = help: try again in a minute; what was done so far is kept

    Good:
        $ ame task list
        ame: nothing has run or is deployed in namespace ml
    """

    wait = 0.0
    """The seconds that the server asks us to wait before we ask again."""
