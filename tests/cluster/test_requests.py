"""Requests to a server that is overloaded, forgets its answers, or is no such server at all."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from amelang.cluster import api as requests
from amelang.cluster.api import Api
from amelang.cluster.client import connect
from amelang.cluster.errors import BusyError, ClusterError
from amelang.cluster.refusals import ForbiddenError

Answer = tuple[int, dict[str, str], bytes]
JOB = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "a", "labels": {"run": "x"}}}


def answer(status: int, body: object = None, **headers: str) -> Answer:
    """An answer of a server: JSON, or text as it is."""
    content = body.encode() if isinstance(body, str) else json.dumps(body or {}).encode()
    return status, {name.replace("_", "-"): value for name, value in headers.items()}, content


def refused(status: int, reason: str, message: str = "no") -> Answer:
    """A refusal as the API server words it."""
    return answer(status, {"kind": "Status", "status": "Failure", "reason": reason, "message": message})


class Script:
    """A server that gives the answers it was told to give, in their order, and then the last for ever."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.asked: list[str] = []
        script = self

        class Handler(BaseHTTPRequestHandler):
            def do(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                script.asked.append(f"{self.command} {self.path.partition('?')[0].rpartition('/')[2]}")
                status, headers, body = (
                    script.answers.pop(0) if len(script.answers) > 1 else script.answers[0]
                )
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PATCH = do_DELETE = do  # noqa: N815 - the names are the library's

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def script() -> Iterator[Script]:
    """A server with a script."""
    made = Script()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def api(script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Api:
    """Our client of that server, in a hurry."""
    monkeypatch.setattr(requests, "PAUSES", (0.0,) * 4)
    monkeypatch.setattr(requests, "PATIENCE", (0.0,) * 4)
    port = script.server.server_address[1]
    config = {
        "current-context": "lab",
        "clusters": [{"name": "lab", "cluster": {"server": f"http://127.0.0.1:{port}"}}],
        "users": [{"name": "ada", "user": {"token": "secret-token"}}],
        "contexts": [{"name": "lab", "context": {"cluster": "lab", "user": "ada"}}],
    }
    path = tmp_path / "kubeconfig"
    path.write_text(json.dumps(config))
    return connect(environ={"KUBECONFIG": str(path)})


def test_an_overloaded_server_is_asked_again(api: Api, script: Script) -> None:
    script.answers = [refused(429, "TooManyRequests"), refused(503, "ServiceUnavailable"), answer(200, JOB)]
    assert api.get("Job", "a") == JOB
    assert len(script.asked) == 3


def test_a_server_that_stays_overloaded(api: Api, script: Script) -> None:
    script.answers = [refused(503, "ServiceUnavailable", "apiserver is shutting down")]
    with pytest.raises(BusyError, match="the cluster is overloaded or failing: apiserver is shutting down"):
        api.get("Job", "a")
    assert len(script.asked) == 5


def test_a_fault_of_our_own_is_not_repeated(api: Api, script: Script) -> None:
    script.answers = [refused(500, "InternalError", "unknown field spec.x")]
    with pytest.raises(ClusterError, match=r"the cluster refuses Job `a`: unknown field spec\.x"):
        api.apply(JOB)
    assert len(script.asked) == 1


def test_an_object_that_was_made_although_the_answer_said_timeout(api: Api, script: Script) -> None:
    script.answers = [refused(504, "Timeout"), refused(409, "AlreadyExists"), answer(200, JOB)]
    assert api.create(JOB) == JOB
    assert script.asked == ["POST jobs", "POST jobs", "GET a"]


def test_an_object_that_somebody_else_made_in_the_meantime(api: Api, script: Script) -> None:
    theirs = {**JOB, "metadata": {"name": "a", "labels": {"run": "y"}}}
    script.answers = [refused(504, "Timeout"), refused(409, "AlreadyExists"), answer(200, theirs)]
    with pytest.raises(ClusterError, match="Job `a` exists already"):
        api.create(JOB)


def test_a_name_that_was_taken_before(api: Api, script: Script) -> None:
    script.answers = [refused(409, "AlreadyExists")]
    with pytest.raises(ClusterError, match="Job `a` exists already"):
        api.create(JOB)
    assert len(script.asked) == 1


def test_a_page_of_a_proxy(api: Api, script: Script) -> None:
    script.answers = [answer(403, "<html>Access denied by ACME gateway</html>")]
    with pytest.raises(ForbiddenError, match="ACME gateway"):
        api.all("Job")


def test_an_answer_that_is_no_json(api: Api, script: Script) -> None:
    script.answers = [answer(200, "<html>Welcome</html>")]
    with pytest.raises(ClusterError, match="does not answer as a cluster does"):
        api.all("Job")


def test_a_watch_that_is_too_old_begins_anew(api: Api, script: Script) -> None:
    def job(version: str) -> dict[str, Any]:
        return {"metadata": {"name": "a", "uid": "u", "resourceVersion": version}}

    def listed(version: str) -> Answer:
        return answer(
            200, {"apiVersion": "batch/v1", "metadata": {"resourceVersion": version}, "items": [job(version)]}
        )

    gone = json.dumps({"type": "ERROR", "object": {"code": 410}}) + "\n"
    changed = json.dumps({"type": "MODIFIED", "object": job("3")}) + "\n"
    script.answers = [listed("1"), answer(200, gone), listed("2"), answer(200, changed), listed("3")]
    until = threading.Event()
    versions = []
    for exists, item in api.watch("Job", until=until):
        assert exists
        versions.append(item["metadata"]["resourceVersion"])
        if versions[-1] == "3":
            until.set()
    assert versions == ["1", "2", "3"]


def test_what_was_removed_before_the_watch_began_is_said_to_be_gone(api: Api, script: Script) -> None:
    known = {"metadata": {"name": "a", "uid": "u", "resourceVersion": "1"}}
    empty = answer(200, {"apiVersion": "batch/v1", "metadata": {"resourceVersion": "2"}, "items": []})
    script.answers = [empty]
    assert next(api.watch("Job", until=threading.Event(), since=[known])) == (False, known)


def test_warnings_of_the_server_are_kept_once(api: Api, script: Script) -> None:
    script.answers = [answer(200, JOB, Warning='299 - "would violate PodSecurity \\"restricted\\""')]
    api.get("Job", "a")
    api.get("Job", "a")
    assert api.warnings == ['would violate PodSecurity "restricted"']


def test_no_token_in_any_message(api: Api, script: Script) -> None:
    script.answers = [refused(401, "Unauthorized")]
    with pytest.raises(ClusterError) as caught:
        api.all("Job")
    assert "secret-token" not in f"{caught.value.message}{caught.value.help}{caught.value!r}"


def test_inside_a_pod(kubeconfig: str, cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a kubeconfig, the account that Kubernetes gives to a pod counts."""
    import base64

    import yaml
    from kubernetes.config import incluster_config

    from amelang.cluster import client

    outside = yaml.safe_load(Path(kubeconfig).read_text())["clusters"][0]["cluster"]
    authority = tmp_path / "ca.crt"
    if "certificate-authority-data" in outside:
        authority.write_bytes(base64.b64decode(outside["certificate-authority-data"]))
    else:
        authority.write_bytes(Path(outside["certificate-authority"]).read_bytes())
    token = tmp_path / "token"
    made = cluster.call("POST", "serviceaccounts/default/token", {"spec": {}}).ok()
    token.write_text(made["status"]["token"])
    namespace = tmp_path / "namespace"
    namespace.write_text(cluster.namespace)
    host, _, port = outside["server"].removeprefix("https://").partition(":")
    monkeypatch.setattr(incluster_config, "SERVICE_TOKEN_FILENAME", str(token))
    monkeypatch.setattr(incluster_config, "SERVICE_CERT_FILENAME", str(authority))
    monkeypatch.setattr(client, "OWN_NAMESPACE", str(namespace))
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", host)
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", port or "443")
    monkeypatch.setenv("HOME", str(tmp_path))
    api = connect(environ={})
    assert api.namespace == cluster.namespace
    with pytest.raises(
        ForbiddenError, match=f"system:serviceaccount:{cluster.namespace}:default` may not list"
    ):
        api.all("Job")


def test_what_is_sent_is_json_and_the_same_as_yaml() -> None:
    # What is applied is read as YAML by the server, which knows no pairs of escapes.
    every = "".join(
        map(chr, (*range(1, 0xD800, 7), *range(0x7F, 0xA1), 0x2028, 0xFEFF, 0xFFFF, 0x1F600, 0x10FFFF))
    )
    body = {"data": {"text": every, "backslash": "\\ud83d\\ude00"}}
    sent = requests.encoded(body)
    assert json.loads(sent) == yaml.load(sent, Loader=yaml.BaseLoader) == body
