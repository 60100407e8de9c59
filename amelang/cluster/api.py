"""The requests that AME makes to a cluster: plain JSON, every failure one clear sentence."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from amelang.cluster import answers
from amelang.cluster.answers import Asked
from amelang.cluster.errors import BusyError, ClusterError, TimedOutError, UnreachableError
from amelang.cluster.kinds import path
from amelang.cluster.refusals import AlreadyExistsError, NotFoundError
from amelang.lower.labels import MANAGER

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0
PAUSES = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Seconds to wait between the tries of a request that may be repeated."""
PATIENCE = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0)
"""The same for a server that answered before and does not now: a laptop's network comes back in seconds."""
LONGEST_WAIT = 10.0
"""How many seconds a server may have us wait between two tries."""
WATCH_SECONDS = 60
"""How long one watch lasts before it is asked for anew; so long a broken connection may go unnoticed."""
APPLY_PATCH = "application/apply-patch+yaml"
MERGE_PATCH = "application/merge-patch+json"

Object = dict[str, Any]
"""A Kubernetes object, as its JSON has it."""
ESCAPED = re.compile("[\x7f-\uffff]")
"""Characters that a server which reads JSON as YAML takes for breaks of lines, or does not take at all."""


class Api:
    """A cluster, a namespace in it, and the requests that AME makes there.

    Every method raises a kind of `ClusterError`, and nothing else, where a request fails. It
    may be used by several threads.
    """

    def __init__(
        self,
        pool: Any,
        *,
        server: str,
        context: str,
        namespace: str,
        user: str,
        headers: Callable[[], list[tuple[str, str]]],
    ) -> None:
        self.server = server
        self.context = context
        """The kubeconfig's context; empty inside a pod."""
        self.namespace = namespace
        self.user = user
        self.warnings: list[str] = []
        """What the server warned of, each once: a Pod Security level that a Job's pod will not meet, say."""
        self._pool = pool
        self._headers = headers
        self._lock = threading.Lock()
        self._answered = False

    def get(self, kind: str, name: str) -> Object:
        """Return an object; raises NotFoundError."""
        return self._ask(Asked("GET", kind, name, self.namespace))

    def all(self, kind: str, *, labels: str = "", fields: str = "") -> list[Object]:
        """Return the objects of a kind that the selectors choose."""
        return self._list(kind, labels, fields)[0]

    def create(self, body: Object, *, dry_run: bool = False) -> Object:
        """Create an object under the name that it has and return what the server made of it.

        A request whose answer was lost is repeated; where it turns out that the first one had
        arrived, that object is returned. Raises AlreadyExistsError for one that somebody else made.
        """
        asked = Asked("POST", body["kind"], body["metadata"]["name"], self.namespace)
        lost = threading.Event()
        try:
            return self._ask(asked, query=_dry(dry_run), body=body, lost=lost)
        except AlreadyExistsError:
            if not lost.is_set():
                raise
            found = self.get(asked.kind, asked.name)
            if not _contains(found["metadata"].get("labels") or {}, body["metadata"].get("labels") or {}):
                raise
            return found

    def apply(self, body: Object, *, force: bool = False, dry_run: bool = False) -> Object:
        """Make an object hold what `body` says (server-side apply) and return it.

        Raises ConflictError where a field belongs to another manager and `force` does not take it.
        """
        query = {"fieldManager": MANAGER, "force": "true" if force else "false", **_dry(dry_run)}
        asked = Asked("PATCH", body["kind"], body["metadata"]["name"], self.namespace)
        return self._ask(asked, query=query, body=body, media=APPLY_PATCH)

    def change(self, kind: str, name: str, body: Object) -> Object:
        """Change some fields of an object (JSON merge patch) and return it."""
        asked = Asked("PATCH", kind, name, self.namespace)
        return self._ask(asked, query={"fieldManager": MANAGER}, body=body, media=MERGE_PATCH)

    def delete(self, kind: str, name: str, *, dependents: str, uid: str = "", dry_run: bool = False) -> bool:
        """Remove an object; return whether there was one.

        `dependents` is `Background` (they go, too) or `Orphan` (they stay): left out, the server
        would choose by kind. With a `uid` only that very object is removed, not a successor.
        """
        body: Object = {"propagationPolicy": dependents}
        if uid:
            body["preconditions"] = {"uid": uid}
        if dry_run:
            # Beside a body the server does not look at the query, and would really remove the object.
            body["dryRun"] = ["All"]
        try:
            self._ask(Asked("DELETE", kind, name, self.namespace), body=body)
        except NotFoundError:
            return False
        return True

    def watch(
        self,
        kind: str,
        *,
        labels: str = "",
        fields: str = "",
        until: threading.Event,
        since: Iterable[Object] = (),
    ) -> Iterator[tuple[bool, Object]]:
        """Yield each object that the selectors choose, now and whenever it changes, until the event is set.

        With each comes whether it still exists. A connection that breaks is made again, and what was
        missed is asked for: the last state of every object is always seen, states between may be left out.
        Of the objects `since`, which the caller has, only changes are told, and that one is gone already.
        """
        known: dict[str, Object] = {item["metadata"]["uid"]: item for item in since}
        while not until.is_set():
            found, version = self._list(kind, labels, fields)
            current = {item["metadata"]["uid"]: item for item in found}
            for uid in [uid for uid in known if uid not in current]:
                yield False, known.pop(uid)
            for uid, item in current.items():
                if known.get(uid, {}).get("metadata", {}).get("resourceVersion") != _version(item):
                    known[uid] = item
                    yield True, item
            for exists, item in self._changes(kind, labels, fields, version, until):
                if exists:
                    known[item["metadata"]["uid"]] = item
                else:
                    known.pop(item["metadata"]["uid"], None)
                yield exists, item

    def logs(
        self, pod: str, container: str, *, since: str = "", follow: bool = False, idle: float = 120.0
    ) -> Iterator[bytes]:
        """Yield a container's log in pieces as they come, each line with its time in front.

        `since` is a time as the log has it; the server goes back to its full second. After `idle`
        seconds of silence, which may mean a dead connection, the log ends, and so it does where the
        connection breaks: whoever reads it asks again.
        """
        query = {"container": container, "timestamps": "true", "follow": "true" if follow else "false"}
        if since:
            query["sinceTime"] = since
        asked = Asked("GET", "Pod", pod, self.namespace)
        response = self._open(asked, query=query, tail="/log", wait=idle if follow else ANSWER_SECONDS)
        try:
            yield from response.stream(65536)
        except Exception as error:
            if follow and _is_network(error):
                return
            raise self._translated(error) from error
        finally:
            response.close()

    def _changes(
        self, kind: str, labels: str, fields: str, version: str, until: threading.Event
    ) -> Iterator[tuple[bool, Object]]:
        """Yield what one watch reports; end where it ends, for whatever reason."""
        query = {
            "watch": "true",
            "resourceVersion": version,
            "timeoutSeconds": str(WATCH_SECONDS),
            **_selectors(labels, fields),
        }
        asked = Asked("GET", kind, "", self.namespace)
        response = self._open(asked, query=query, wait=WATCH_SECONDS + 15.0)
        rest = b""
        try:
            for piece in response.stream(65536):
                *lines, rest = (rest + piece).split(b"\n")
                for line in filter(None, lines):
                    event = json.loads(line)
                    if event["type"] == "ERROR":
                        # The version is too old to start from: list again.
                        return
                    yield event["type"] != "DELETED", event["object"]
                if until.is_set():
                    return
        except Exception as error:
            if not _is_network(error):
                raise
        finally:
            response.close()

    def _list(self, kind: str, labels: str, fields: str) -> tuple[list[Object], str]:
        answer = self._ask(Asked("GET", kind, "", self.namespace), query=_selectors(labels, fields))
        items = answer.get("items") or []
        for item in items:
            # Inside a list the server leaves out what the list says once for all.
            item.setdefault("kind", kind)
            item.setdefault("apiVersion", answer["apiVersion"])
        return items, _version(answer)

    def _ask(
        self,
        asked: Asked,
        *,
        query: Mapping[str, str] | None = None,
        body: Object | None = None,
        media: str = "application/json",
        lost: threading.Event | None = None,
    ) -> Object:
        """Make a request whose answer is one JSON document, and return it."""

        def attempt() -> Any:
            response = self._open(asked, query=query or {}, body=body, media=media, repeat=False)
            try:
                return json.loads(response.data)
            except json.JSONDecodeError as error:
                raise ClusterError(
                    f"`{self.server}` does not answer as a cluster does",
                    "see `server` in the kubeconfig, and whether a sign-in page of the network is in between",
                ) from error
            except Exception as error:
                raise self._translated(error) from error

        answer: Object = self._repeated(attempt, lost)
        return answer

    def _open(
        self,
        asked: Asked,
        *,
        query: Mapping[str, str],
        body: Object | None = None,
        media: str = "application/json",
        tail: str = "",
        wait: float = ANSWER_SECONDS,
        repeat: bool = True,
    ) -> Any:
        """Send a request and return the response, its body unread; raises where the server refuses."""
        if repeat:
            return self._repeated(
                lambda: self._open(asked, query=query, body=body, tail=tail, wait=wait, repeat=False), None
            )
        from urllib3 import HTTPHeaderDict, Timeout

        where = path(asked.kind, asked.namespace, "" if asked.method == "POST" else asked.name) + tail
        with self._lock:
            # Signing in anew, where a token has expired, is not for several threads at once.
            headers = HTTPHeaderDict(self._headers())
        headers["Accept"] = "application/json"
        headers["User-Agent"] = "ame"
        if body is not None:
            headers["Content-Type"] = media
        try:
            response = self._pool.request(
                asked.method,
                self.server + where + (f"?{urlencode(query)}" if query else ""),
                headers=headers,
                body=None if body is None else encoded(body),
                timeout=Timeout(connect=CONNECT_SECONDS, read=wait),
                preload_content=False,
                retries=False,
            )
            self._answered = True
            if response.status < 400:
                self._note_warnings(response)
                return response
            content = response.data
        except Exception as error:
            raise self._translated(error) from error
        raise answers.refusal(asked, response.status, _status(content), context=self.context, user=self.user)

    def _repeated(self, attempt: Callable[[], Any], lost: threading.Event | None) -> Any:
        """Call until it succeeds, with pauses, while the failure is one that may pass."""
        pauses = iter(PATIENCE if self._answered else ())
        busy = iter(PAUSES)
        while True:
            try:
                return attempt()
            except BusyError as error:
                pause = next(busy, None)
                if pause is None:
                    raise
                pause = max(pause, error.wait)
            except (UnreachableError, TimedOutError):
                pause = next(pauses, None)
                if pause is None:
                    raise
            if lost is not None:
                # The request may have arrived, and only its answer not.
                lost.set()
            time.sleep(pause)

    def _translated(self, error: Exception) -> ClusterError:
        if isinstance(error, ClusterError):
            return error
        if not _is_network(error):
            raise error
        return answers.network_error(error, self.server, self.user)

    def _note_warnings(self, response: Any) -> None:
        for header in response.headers.getlist("Warning"):
            text = header.partition('"')[2].rpartition('"')[0].replace('\\"', '"')
            if text and text not in self.warnings:
                self.warnings.append(text)


def _is_network(error: Exception) -> bool:
    from urllib3.exceptions import HTTPError

    return isinstance(error, HTTPError | OSError | ValueError)


def _status(content: bytes) -> Object:
    """Return the `Status` that a refusal carries; something like it where a proxy answered instead."""
    try:
        answer = json.loads(content)
    except ValueError:
        answer = None
    return answer if isinstance(answer, dict) else {"message": content[:200].decode("utf-8", "replace")}


def _seconds(text: str) -> float:
    """Return what `Retry-After` says, as far as we are willing to wait; it may also be a date."""
    return min(float(text), LONGEST_WAIT) if text.isdecimal() else 0.0


def _version(item: Object) -> str:
    return str(item["metadata"].get("resourceVersion", ""))


def _dry(dry_run: bool) -> dict[str, str]:
    return {"dryRun": "All"} if dry_run else {}


def _selectors(labels: str, fields: str) -> dict[str, str]:
    return {name: text for name, text in (("labelSelector", labels), ("fieldSelector", fields)) if text}


def _contains(larger: Mapping[str, str], smaller: Mapping[str, str]) -> bool:
    return all(larger.get(name) == value for name, value in smaller.items())


def encoded(body: Object) -> bytes:
    """Return an object as JSON that is YAML, too: as such a server reads what is applied.

    There an escape stands for one character, and not for half of one, as in the pairs that JSON has
    for those beyond U+FFFF.
    """
    text = json.dumps(body, ensure_ascii=False)
    return ESCAPED.sub(lambda one: f"\\u{ord(one[0]):04x}", text).encode()
