"""No cluster, the wrong one, or one that does not let us: one sentence each, and what to do."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amelang.cluster import api as requests
from amelang.cluster.client import connect
from amelang.cluster.errors import (
    ClusterError,
    ContextError,
    KubeconfigError,
    SignInError,
    UnreachableError,
    UntrustedError,
)

USERS = [{"name": "ada", "user": {"token": "nonsense"}}]


def written(folder: Path, server: str, user: dict[str, Any] | None = None, **cluster: Any) -> dict[str, str]:
    """Write a kubeconfig and return the environment that names it."""
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "lab",
        "clusters": [{"name": "lab", "cluster": {"server": server, **cluster}}],
        "users": [{"name": "ada", "user": user or {"token": "nonsense"}}],
        "contexts": [
            {"name": "lab", "context": {"cluster": "lab", "user": "ada", "namespace": "ml"}},
            {"name": "production", "context": {"cluster": "lab", "user": "ada"}},
        ],
    }
    path = folder / "kubeconfig"
    path.write_text(json.dumps(config))
    return {"KUBECONFIG": str(path)}


def refusal(environ: dict[str, str], context: str = "") -> ClusterError:
    """Return how asking for the namespace's Jobs fails."""
    with pytest.raises(ClusterError) as caught:
        connect(context, environ=environ).all("Job")
    assert caught.value.help
    return caught.value


def test_no_kubeconfig_where_the_variable_says(tmp_path: Path) -> None:
    error = refusal({"KUBECONFIG": str(tmp_path / "nothing")})
    assert isinstance(error, KubeconfigError)
    assert error.message == f"there is no kubeconfig at `{tmp_path}/nothing`"


def test_no_kubeconfig_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    error = refusal({})
    assert isinstance(error, KubeconfigError)
    assert error.message == "there is no kubeconfig, so that no cluster is known"
    assert "--on machine" in error.help


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "contexts: [1]\n", "contexts: [{}]\n"])
def test_a_file_that_is_no_kubeconfig(text: str, tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_text(text)
    error = refusal({"KUBECONFIG": str(path)})
    assert isinstance(error, KubeconfigError)
    assert error.message == f"`{path}` is not a kubeconfig"


def test_a_broken_kubeconfig(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_text("contexts: [\n")
    assert refusal({"KUBECONFIG": str(path)}).message == f"the kubeconfig `{path}` is not valid YAML"


def test_a_context_that_does_not_exist(tmp_path: Path) -> None:
    error = refusal(written(tmp_path, "https://127.0.0.1:1"), "producton")
    assert isinstance(error, ContextError)
    assert error.message == "the kubeconfig has no context `producton`"
    assert error.help == "did you mean `production`? the kubeconfig has `lab`, `production`"


def test_a_context_whose_cluster_is_missing(tmp_path: Path) -> None:
    environ = written(tmp_path, "https://127.0.0.1:1")
    path = Path(environ["KUBECONFIG"])
    path.write_text(path.read_text().replace('"clusters": [{"name": "lab"', '"clusters": [{"name": "other"'))
    assert refusal(environ).message.startswith("context `lab` of the kubeconfig is incomplete")


def test_two_files_are_one_kubeconfig(tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.write_text("current-context: production\n")
    environ = written(tmp_path, "https://127.0.0.1:1")
    client = connect(environ={"KUBECONFIG": f"{first}:{environ['KUBECONFIG']}"})
    assert (client.context, client.namespace) == ("production", "default")
    assert connect("lab", environ=environ).namespace == "ml"
    assert connect("lab", "mine", environ=environ).namespace == "mine"


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    error = refusal(written(tmp_path, "https://127.0.0.1:1"))
    assert isinstance(error, UnreachableError)
    assert (
        error.message == "the cluster at `https://127.0.0.1:1` cannot be reached: the connection is refused"
    )


def test_a_server_whose_name_nobody_knows(tmp_path: Path) -> None:
    error = refusal(written(tmp_path, "https://nothing.invalid:6443"))
    assert error.message == "the address of the cluster, `https://nothing.invalid:6443`, cannot be found"


def test_a_server_without_a_scheme(tmp_path: Path) -> None:
    error = refusal(written(tmp_path, "cluster.example:6443"))
    assert error.message == "context `lab` leads to `cluster.example:6443`, which is no address of a server"


def test_a_server_that_never_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "CONNECT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        error = refusal(written(tmp_path, f"https://127.0.0.1:{port}"))
    assert error.code in ("AME403", "AME408")
    assert f"`https://127.0.0.1:{port}`" in error.message


def test_a_plugin_that_cannot_sign_in(tmp_path: Path) -> None:
    plugin = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": "no-such-plugin",
        "interactiveMode": "Never",
    }
    error = refusal(written(tmp_path, "https://127.0.0.1:1", {"exec": plugin}))
    assert isinstance(error, SignInError)
    assert "no-such-plugin" in error.message


def test_somebody_else_may_be_meant(tmp_path: Path) -> None:
    """`as` in a kubeconfig makes the user act with the rights of another; leaving it out would be more."""
    user = {"token": "t", "as": "bob", "as-groups": ["a", "b"]}
    client = connect(environ=written(tmp_path, "https://127.0.0.1:1", user))
    assert ("Impersonate-User", "bob") in client._headers()
    assert [value for name, value in client._headers() if name == "Impersonate-Group"] == ["a", "b"]


@pytest.fixture
def server(kubeconfig: str) -> str:
    """The address of the real server."""
    return connect(environ={"KUBECONFIG": kubeconfig}).server


def test_a_certificate_of_an_unknown_authority(tmp_path: Path, server: str) -> None:
    error = refusal(written(tmp_path, server))
    assert isinstance(error, UntrustedError)
    assert error.message.startswith(f"the certificate of `{server}` cannot be trusted: ")
    assert "certificate-authority" in error.help


def test_a_server_without_tls(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:
        port = plain.getsockname()[1]

        def answer() -> None:
            connection, _ = plain.accept()
            connection.recv(100)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.close()

        threading.Thread(target=answer, daemon=True).start()
        error = refusal(written(tmp_path, f"https://127.0.0.1:{port}"))
    assert isinstance(error, UntrustedError)
    assert error.message == f"`https://127.0.0.1:{port}` does not speak TLS"


def test_credentials_that_the_server_does_not_know(tmp_path: Path, server: str) -> None:
    error = refusal(written(tmp_path, server, **{"insecure-skip-tls-verify": True}))
    assert isinstance(error, SignInError)
    assert error.message == "the cluster does not accept the credentials of user `ada`"


@pytest.fixture
def lesser(cluster: Any, tmp_path: Path) -> Callable[[str], dict[str, str]]:
    """Makes a service account with a role, and gives the environment of somebody who is that account."""

    def make(rules: str) -> dict[str, str]:
        base = f"/apis/rbac.authorization.k8s.io/v1/namespaces/{cluster.namespace}"
        name = {"name": "reader"}
        cluster.call("POST", "serviceaccounts", {"metadata": name}).ok()
        cluster.call("POST", f"{base}/roles", {"metadata": name, "rules": json.loads(rules)}).ok()
        binding = {
            "metadata": name,
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader"},
            "subjects": [{"kind": "ServiceAccount", "name": "reader", "namespace": cluster.namespace}],
        }
        cluster.call("POST", f"{base}/rolebindings", binding).ok()
        token = cluster.call("POST", "serviceaccounts/reader/token", {"spec": {}}).ok()["status"]["token"]
        server = connect(environ={"KUBECONFIG": cluster.kubeconfig}).server
        return written(tmp_path, server, {"token": token}, **{"insecure-skip-tls-verify": True})

    return make


READ = (
    '[{"apiGroups": ["batch", ""], "resources": ["jobs", "cronjobs", "configmaps", "pods"],'
    ' "verbs": ["list", "get"]}]'
)


def test_a_user_who_may_only_read(project: Any, lesser: Callable[[str], dict[str, str]]) -> None:
    project.tasks(("greet", "echo hello"))
    project.environment |= lesser(READ)
    listed = project.ame("task", "list")
    assert listed.code == 0, listed
    refused = project.ame("apply")
    assert refused.code == 1
    who = f"system:serviceaccount:{project.namespace}:reader"
    assert f"error AME406 forbidden-request: user `{who}` may not patch `configmaps`" in refused.err
    assert f"in namespace `{project.namespace}`" in refused.err
    assert "nothing was changed" in refused.err
    run = project.ame("task", "run", "-l", "greet")
    assert run.code == 125
    assert f"user `{who}` may not create `jobs`" in run.err


RUN = (
    '[{"apiGroups": ["batch"], "resources": ["jobs"],'
    '  "verbs": ["create", "delete", "get", "list", "patch", "watch"]},'
    ' {"apiGroups": ["batch"], "resources": ["cronjobs"], "verbs": ["get", "list"]},'
    ' {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["create"]},'
    ' {"apiGroups": [""], "resources": ["pods", "events"], "verbs": ["get", "list", "watch"]},'
    ' {"apiGroups": [""], "resources": ["pods/log"], "verbs": ["get"]}]'
)


def test_a_user_with_the_rights_that_running_needs_and_no_other(
    project: Any, lesser: Callable[[str], dict[str, str]]
) -> None:
    project.tasks(("greet", "echo hello; exit 4"))
    project.environment |= lesser(RUN)
    run = project.ame("task", "run", "-l", "greet")
    assert (run.code, run.out) == (4, "hello\n"), run
    assert project.ame("task", "logs", "greet").out == "hello\n"


def test_stopping_a_run_whose_pods_one_may_not_change(
    project: Any, cluster: Any, lesser: Callable[[str], dict[str, str]]
) -> None:
    from amelang.run.start import stop

    project.tasks(("slow", "echo begun; trap 'exit 3' TERM; sleep 60 & wait"))
    environ = lesser(RUN)
    name = project.ame("task", "run", "-l", "slow", "--detach").out.strip()
    cluster.wait(f"jobs/{name}", lambda job: job["status"].get("ready"), 30)
    api = connect("lab", project.namespace, environ)
    stop(api, api.get("Job", name), "by a test")
    assert cluster.ended(name, 60) == "Failed"
    row = project.ame("task", "list", "-o", "json").json["tasks"][0]
    assert (row["name"], row["status"], row["reason"]) == (name, "Stopped", "by a test")


def test_a_namespace_of_others(project: Any, lesser: Callable[[str], dict[str, str]]) -> None:
    project.tasks(("greet", "echo hello"))
    project.environment |= lesser(READ)
    refused = project.ame("apply", "--namespace", "kube-system")
    assert refused.code == 1
    assert "may not list `configmaps` in namespace `kube-system`" in refused.err


def test_a_context_by_argument_variable_and_settings(project: Any) -> None:
    project.tasks(("greet", "echo hello"))
    for words, variable in ((("--context", "nowhere"), ""), ((), "nowhere")):
        project.environment["AME_CONTEXT"] = variable
        refused = project.ame("task", "list", *words)
        assert refused.code == 1
        assert "error AME402 unknown-context: the kubeconfig has no context `nowhere`" in refused.err
    project.environment["AME_CONTEXT"] = ""
    project.write('[cluster]\ncontext = "elsewhere"\n', "ame.toml")
    assert "has no context `elsewhere`" in project.ame("task", "list").err
