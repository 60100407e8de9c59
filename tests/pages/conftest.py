"""A cluster that is played, for the examples of pages.

The played cluster keeps what it is sent, as the API server does, and answers what an example has it
answer. How a run ends is what a real cluster said of one: the recordings of `tests/cluster/statuses`.
"""

from __future__ import annotations

import json
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from copy import deepcopy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from amelang.cluster import api as requests
from amelang.run import follow, lines

NAMESPACE = "ml"
PATH = re.compile(r"/apis?(?:/batch)?/v1(?:/namespaces/([^/]+))?(?:/(\w+)(?:/([^/]+)(/log)?)?)?")
Object = dict[str, Any]
Reply = tuple[int, object]


def status(code: int, reason: str, message: str, **details: object) -> Reply:
    """What the API server says where it does not do what it was asked for."""
    return code, {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": message,
        "reason": reason,
        "details": details,
        "code": code,
    }


def missing(plural: str, name: str) -> Reply:
    return status(404, "NotFound", f'{plural} "{name}" not found', name=name, kind=plural)


def selected(item: Object, labels: str, fields: str) -> bool:
    """Tell whether selectors choose an object."""
    of_item = item["metadata"].get("labels") or {}
    for word in filter(None, labels.split(",")):
        name, equals, value = word.partition("=")
        if equals and of_item.get(name) != value:
            return False
        if not equals and (name.lstrip("!") in of_item) == name.startswith("!"):
            return False
    for word in filter(None, fields.split(",")):
        way, _, value = word.partition("=")
        found: Any = item
        for part in way.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        if found != value:
            return False
    return True


def merged(old: Object, change: Object) -> Object:
    """Return an object after a JSON merge patch (RFC 7386)."""
    made = dict(old)
    for name, value in change.items():
        if value is None:
            made.pop(name, None)
        else:
            made[name] = merged(old.get(name) or {}, value) if isinstance(value, dict) else value
    return made


def succeeded(recordings: Path) -> Object:
    """A run that ended well: the recording of one that ended with 0, without the part that was killed."""
    text = (recordings / "out-of-memory-zero.json").read_text()
    said: Object = json.loads(text.replace('"OOMKilled"', '"Completed"'))
    return said


class Played:
    """A namespace of a cluster, as far as its server and its machines can be played."""

    def __init__(self, recordings: Path) -> None:
        self.objects: dict[tuple[str, str], Object] = {}
        self.answers: list[tuple[str, str, Object | None]] = []
        """What the example has the cluster answer: method, kind, and the answer; None for silence."""
        self.ending: Callable[[Object], Object | None] = lambda job: None
        """Gives the recording that says how the run of a Job goes; None for one that ends well."""
        self.recordings = recordings
        self.over = threading.Event()
        self.lock = threading.RLock()

    def take(self, item: Object, plural: str) -> Object:
        """Store an object as the server does."""
        metadata = item["metadata"]
        metadata.setdefault("uid", str(uuid.uuid4()))
        metadata.setdefault("creationTimestamp", "2026-01-02T03:04:05Z")
        metadata["resourceVersion"] = uuid.uuid4().hex
        self.objects[plural, metadata["name"]] = item
        return item

    def reply(self, method: str, address: str, body: Object | None, media: str) -> Reply | None:
        """Answer a request; None for no answer at all."""
        parts = urlsplit(address)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        match = PATH.fullmatch(parts.path)
        if match is None:
            return 404, "404 page not found"
        namespace, plural, name, log = match.groups()
        plural = plural or "namespaces"
        for verb, kind, answer in self.answers:
            taken = query.get("force") == "true" and (answer or {}).get("reason") == "Conflict"
            if (verb, kind) == (method, plural) and not taken:
                return None if answer is None else (answer["code"], answer)
        if log:
            return 200, ""
        if plural == "namespaces":
            return 200, {"metadata": {"name": namespace}}
        if "watch" in query:
            time.sleep(0.02)
            return 200, ""
        with self.lock:
            return self.carry_out(method, plural, name or "", query, body or {}, media)

    def carry_out(
        self, method: str, plural: str, name: str, query: dict[str, str], body: Object, media: str
    ) -> Reply:
        if method == "GET" and not name:
            chosen = query.get("labelSelector", ""), query.get("fieldSelector", "")
            items = [
                item for (kind, _), item in self.objects.items() if kind == plural and selected(item, *chosen)
            ]
            version = "batch/v1" if plural in ("jobs", "cronjobs") else "v1"
            return 200, {"apiVersion": version, "metadata": {"resourceVersion": "1"}, "items": items}
        if method == "POST":
            name = body["metadata"]["name"]
            made = self.take(body, plural)
            return 201, self.begun(made) if plural == "jobs" else made
        known = self.objects.get((plural, name))
        if method == "PATCH" and "apply" in media:
            kept = {key: known["metadata"][key] for key in ("uid", "creationTimestamp")} if known else {}
            wanted = {**body, "metadata": {**kept, **body["metadata"]}}
            return 200, wanted if query.get("dryRun") else self.take(wanted, plural)
        if known is None:
            return missing(plural, name)
        if method == "PATCH":
            made = self.take(merged(known, body), plural)
            return 200, self.begun(made) if plural == "jobs" else made
        if method == "DELETE" and not body.get("dryRun"):
            self.remove(plural, name)
        return 200, known

    def remove(self, plural: str, name: str) -> None:
        gone = self.objects.pop((plural, name))
        for kind, other in list(self.objects):
            owners = self.objects[kind, other]["metadata"].get("ownerReferences") or ()
            if any(owner["uid"] == gone["metadata"]["uid"] for owner in owners):
                self.remove(kind, other)

    def begun(self, job: Object) -> Object:
        """Have a Job do what its controller and a machine would: all of it at once."""
        if job["spec"].get("suspend"):
            return job
        if job["spec"].get("activeDeadlineSeconds") and not job.get("status", {}).get("conditions"):
            over = {"type": "Failed", "status": "True", "reason": "DeadlineExceeded", "message": "too long"}
            job["status"] = {"conditions": [{**over, "lastTransitionTime": "2026-01-02T03:04:06Z"}]}
        if "status" in job:
            return job
        said = deepcopy(self.ending(job) or succeeded(self.recordings))
        metadata, template = job["metadata"], job["spec"]["template"]
        job["status"] = said["job"].get("status", {})
        uids = {said["job"]["metadata"]["uid"]: metadata["uid"]}
        for number, pod in enumerate(said["pods"]):
            owner = {"kind": "Job", "name": metadata["name"], "uid": metadata["uid"]}
            labels = {**template["metadata"]["labels"], "batch.kubernetes.io/job-name": metadata["name"]}
            of_pod = {"name": f"{metadata['name']}-{number}", "labels": labels, "ownerReferences": [owner]}
            spec = {**deepcopy(template["spec"]), "nodeName": pod["spec"].get("nodeName")}
            made = self.take({"metadata": of_pod, "spec": spec, "status": pod["status"]}, "pods")
            uids[pod["metadata"]["uid"]] = made["metadata"]["uid"]
        for number, event in enumerate(said["events"]):
            uid = event["involvedObject"]["uid"]
            event["involvedObject"]["uid"] = uids.get(uid, uid)
            self.take({**event, "metadata": {"name": f"{metadata['name']}.{number}"}}, "events")
        return job


def handler(played: Played) -> type[BaseHTTPRequestHandler]:
    """Return what speaks HTTP for a played cluster."""

    class Handler(BaseHTTPRequestHandler):
        def do(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = json.loads(content) if content else None
            reply = played.reply(self.command, self.path, body, self.headers.get("Content-Type", ""))
            if reply is None:
                played.over.wait(5)
                return
            code, said = reply
            text = said if isinstance(said, str) else json.dumps(said)
            self.send_response(code)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST = do_PATCH = do_DELETE = do  # noqa: N815 - the names are the library's

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@pytest.fixture
def played(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Played, str, str]]:
    """A played cluster, its address, and the kubeconfig that leads to it; nobody waits long for it."""
    monkeypatch.setattr(requests, "PAUSES", (0.0,) * 4)
    monkeypatch.setattr(requests, "PATIENCE", (0.0,) * 4)
    monkeypatch.setitem(requests.Api._open.__kwdefaults__, "wait", 0.5)
    monkeypatch.setattr(follow, "QUIET", 0.0)
    monkeypatch.setattr(follow, "TICK", 0.02)
    monkeypatch.setattr(lines, "PAUSE", 0.02)
    cluster = Played(Path(__file__).parents[1] / "cluster" / "statuses")
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(cluster))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    address = f"127.0.0.1:{server.server_address[1]}"
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "lab",
        "clusters": [{"name": "lab", "cluster": {"server": f"http://{address}"}}],
        "users": [{"name": "ada", "user": {"token": "secret-token"}}],
        "contexts": [{"name": "lab", "context": {"cluster": "lab", "user": "ada", "namespace": NAMESPACE}}],
    }
    kubeconfig = tmp_path_factory.mktemp("home") / "config"
    kubeconfig.write_text(json.dumps(config))
    try:
        yield cluster, address, str(kubeconfig)
    finally:
        cluster.over.set()
        server.shutdown()
        server.server_close()
