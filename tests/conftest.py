"""What tests of several folders share: a real cluster, where there is one.

`cluster` gives a test a namespace of its own on a real cluster, which is deleted afterwards. The
environment variable AME_TEST_KUBECONFIG says which cluster: any will do on which the tests may do
everything, such as one of kind or minikube. Without it these tests are skipped.

AME_TEST_REQUIRE names, with commas, what must be there (`cluster`, `editor`, `patch`): tests that want for it
fail and are not skipped.
"""

from __future__ import annotations

import gc
import json
import os
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import hypothesis
import pytest

# The same examples everywhere, however slow the machine: what chance finds belongs into a run by hand, as
# `HYPOTHESIS_PROFILE=default python -m pytest tests/…`, and then into a test of its own.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

NO_CLUSTER = (
    "no cluster: set AME_TEST_KUBECONFIG to a kubeconfig, for example of `kind create cluster` "
    "or `minikube start --driver docker`"
)
JSON = "application/json"
APPLY = "application/apply-patch+yaml"


class Answer:
    """What the API server answered: status, body, and the warnings of the response's headers."""

    def __init__(self, status: int, text: str, warnings: list[str]) -> None:
        self.status = status
        self.text = text
        self.warnings = warnings

    @property
    def body(self) -> dict[str, Any]:
        """The answered object."""
        value = json.loads(self.text)
        assert isinstance(value, dict)
        return value

    def ok(self) -> dict[str, Any]:
        """Return the answered object; fail where the server refused."""
        assert 200 <= self.status < 300, self.text
        return self.body


class Namespace:
    """A namespace of a real cluster, for one test, and a bare client that hides nothing."""

    def __init__(self, kubeconfig: str, name: str, *, level: str = "restricted") -> None:
        from kubernetes import config
        from kubernetes.dynamic import DynamicClient

        self.kubeconfig = kubeconfig
        """The path of the kubeconfig."""
        self.namespace = name
        self.level = level
        """The Pod Security Standard that the namespace enforces."""
        client = config.new_client_from_config(kubeconfig)
        # The test says each path itself, and discovery would only leave its cache behind.
        self._client = DynamicClient(client, discoverer=lambda *_: None)

    def call(self, method: str, path: str, body: object = None, *, media: str = JSON, **query: str) -> Answer:
        """Send one request; `path` begins with `/` or, short, with a collection such as `jobs/NAME`."""
        from kubernetes.client.exceptions import ApiException

        try:
            response = self._client.request(
                method.lower(),
                path if path.startswith("/") else self.path(path),
                body=body,
                content_type=media,
                query_params=list(query.items()),
                serialize=False,
            )
        except ApiException as error:
            detail = error.body.decode() if isinstance(error.body, bytes) else str(error.body)
            return Answer(int(error.status or 0), detail, _warnings(error.headers))
        return Answer(response.status, response.data.decode(), _warnings(response.headers))

    def path(self, short: str) -> str:
        """Return the path of a collection of this namespace, or of one of its objects."""
        kind = short.partition("/")[0]
        group = "/apis/batch/v1" if kind in ("jobs", "cronjobs") else "/api/v1"
        return f"{group}/namespaces/{self.namespace}/{short}"

    def apply(self, item: dict[str, Any], **query: str) -> Answer:
        """Apply an object as its owner `ame`, server-side."""
        short = f"{item['kind'].lower()}s/{item['metadata']['name']}"
        return self.call("PATCH", short, item, media=APPLY, fieldManager="ame", **query)

    def get(self, short: str, **query: str) -> dict[str, Any]:
        """Return an object, or the list of a collection."""
        return self.call("GET", short, **query).ok()

    def wait(
        self, short: str, done: Callable[[dict[str, Any]], object], seconds: float = 120
    ) -> dict[str, Any]:
        """Return an object as soon as `done` says so of it; fail after so many seconds."""
        end = time.monotonic() + seconds
        while True:
            item = self.get(short)
            if done(item):
                return item
            assert time.monotonic() < end, f"{short} is not done:\n{json.dumps(item.get('status'), indent=2)}"
            time.sleep(0.25)

    def ended(self, job: str, seconds: float = 180) -> str:
        """Wait for a Job to end; return `Complete` or `Failed`."""

        def conditions(item: dict[str, Any]) -> list[str]:
            return [
                one["type"]
                for one in item.get("status", {}).get("conditions", ())
                if one["status"] == "True" and one["type"] in ("Complete", "Failed")
            ]

        return conditions(self.wait(f"jobs/{job}", conditions, seconds))[0]

    def logs(self, job: str, container: str = "task") -> str:
        """Return what the pods of a Job wrote, the oldest pod first."""
        pods = self.get("pods", labelSelector=f"batch.kubernetes.io/job-name={job}")["items"]
        pods.sort(key=lambda pod: (pod["metadata"]["creationTimestamp"], pod["metadata"]["name"]))
        return "".join(
            self.call("GET", f"pods/{pod['metadata']['name']}/log", container=container).text for pod in pods
        )

    def create(self) -> None:
        """Make the namespace, and wait until pods can be made in it."""
        labels = {
            "pod-security.kubernetes.io/enforce": self.level,
            "pod-security.kubernetes.io/warn": self.level,
        }
        item = {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": self.namespace, "labels": labels},
        }
        self.call("POST", "/api/v1/namespaces", item).ok()
        end = time.monotonic() + 30
        while self.call("GET", "serviceaccounts/default").status != 200 and time.monotonic() < end:
            time.sleep(0.1)

    def delete(self) -> None:
        """Delete the namespace and all in it, without waiting for the end of it."""
        self.call("DELETE", f"/api/v1/namespaces/{self.namespace}")


def _warnings(headers: Any) -> list[str]:
    # A header may come several times; its values are then joined with a comma.
    return [value for name, value in (headers or {}).items() if name.lower() == "warning"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once why tests were skipped, and not for each of them."""
    skipped = terminalreporter.stats.get("skipped", ())
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"SKIPPED [{count}] {reason}")


@pytest.fixture(scope="session")
def missing() -> Callable[[str, str], NoReturn]:
    """Skip a test for want of something, by its word and a sentence; fail where it must be there."""

    def miss(word: str, sentence: str) -> NoReturn:
        if word in os.environ.get("AME_TEST_REQUIRE", "").split(","):
            pytest.fail(sentence)
        pytest.skip(sentence)

    return miss


@pytest.fixture(scope="session")
def kubeconfig(missing: Callable[[str, str], NoReturn]) -> str:
    """The path of the kubeconfig of a real cluster."""
    path = os.environ.get("AME_TEST_KUBECONFIG", "")
    if not path:
        missing("cluster", NO_CLUSTER)
    return path


@pytest.fixture
def cluster(kubeconfig: str) -> Iterator[Namespace]:
    """A fresh namespace of a real cluster, which enforces the restricted Pod Security Standard."""
    yield from _fresh(kubeconfig)


@pytest.fixture(scope="module")
def shared_cluster(kubeconfig: str) -> Iterator[Namespace]:
    """A namespace as `cluster` gives one, for all tests of a module together."""
    yield from _fresh(kubeconfig)


def _fresh(kubeconfig: str) -> Iterator[Namespace]:
    namespace = Namespace(kubeconfig, f"ame-test-{secrets.token_hex(4)}")
    namespace.create()
    try:
        yield namespace
    finally:
        namespace.delete()


DAC_OVERRIDE, DAC_READ_SEARCH = 1 << 1, 1 << 2


@pytest.fixture
def permissions_hold() -> Iterator[None]:
    """Have the permissions of files hold for root, too, as long as the test lasts.

    On Linux root may read everything by two capabilities (capabilities(7)), which a thread can lay
    down and take up again.
    """
    if os.geteuid() != 0:
        yield
        return
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    # Version 3 of the interface, this thread; twice effective, permitted, inheritable.
    header, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, sets) == 0, os.strerror(ctypes.get_errno())
    before = sets[0]
    sets[0] &= ~(DAC_OVERRIDE | DAC_READ_SEARCH)
    assert libc.capset(header, sets) == 0, os.strerror(ctypes.get_errno())
    yield
    sets[0] = before
    assert libc.capset(header, sets) == 0, os.strerror(ctypes.get_errno())


Growth = Callable[[Callable[[str], object], str, str], None]
"""What `in_step` is to the tests that ask for it: it takes the work, a short text and a long one."""


def _busy(work: Callable[[str], object], text: str) -> float:
    """Return the seconds of processor that work on a text takes, without what others left to collect."""
    gc.disable()
    try:
        started = time.process_time()
        work(text)
        return time.process_time() - started
    finally:
        gc.enable()


@pytest.fixture
def in_step() -> Growth:
    """Fail where work takes three times as long for each character of a long text as of a short one.

    What grows with the square of the length takes eight times as long, on any machine: what one second is
    worth there does not matter. Memory that others use, too, may double it, and a busy moment is tried
    again. The long text should have eight times the length. How fast the work is, `tests/bench/tough.py`
    tells.
    """

    def check(work: Callable[[str], object], short: str, long: str) -> None:
        times = len(long) / len(short)
        assert times > 6
        least, most = float("inf"), float("inf")
        for _ in range(6):
            # A busy moment makes the short text seem long, and hides growth: it is read more often.
            least = min(least, *(_busy(work, short) for _ in range(4)))
            most = min(most, _busy(work, long))
            if most <= 3 * times * least + 0.01:
                return
        pytest.fail(f"{times:.0f} times the length took {most / least:.0f} times as long, {most:.2f} s")

    return check
