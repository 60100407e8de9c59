"""Files that pods need, as ConfigMaps: the code of a project, and the script that runs a task.

A ConfigMap is known by the digest of what is in it and never changes: equal content is sent once.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any

SHARD_FILE = "code."
"""What the files of a bundle's shards begin with; their number follows."""

Object = dict[str, Any]


class Bundle:
    """The files of a project as one compressed archive, cut into pieces that a ConfigMap can hold."""

    __slots__ = ("digest", "shards")

    def __init__(self, shards: tuple[bytes, ...]) -> None:
        self.shards = shards
        """The pieces in order, at most nine; joined they are a tar.gz."""
        self.digest = sha256(b"".join(shards)).hexdigest()
        """The sha256 of the archive, in hex digits."""


class Delivered:
    """The files of a pod: in which ConfigMaps they are, and what is in them, whatever those are called."""

    __slots__ = ("code", "digest", "script", "shards")

    def __init__(self, script: str, shards: list[str], *, script_digest: str, bundle: Bundle | None) -> None:
        self.script = script
        """The name of the ConfigMap with the script."""
        self.shards = shards
        """The names of those with the code, in order; none where the image has the code in it."""
        self.code = bundle.digest if bundle else ""
        """The digest of the code; empty where there is none to deliver."""
        self.digest = f"{script_digest} {self.code}"


def text_digest(files: dict[str, str]) -> str:
    """Return a digest of files and their names, in hex digits."""
    digest = sha256()
    for name in sorted(files):
        content = files[name].encode()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def shard_names(base: str, bundle: Bundle) -> list[str]:
    """Return the names of the ConfigMaps of a bundle's shards."""
    return [f"{base}-{number}" for number in range(len(bundle.shards))]


def shard_objects(base: str, bundle: Bundle, metadata: Object) -> list[Object]:
    """Return the ConfigMaps of a bundle."""
    return [
        config_map(name, metadata, binary={f"{SHARD_FILE}{number}": shard})
        for number, (name, shard) in enumerate(zip(shard_names(base, bundle), bundle.shards, strict=True))
    ]


def config_map(
    name: str, metadata: Object, *, text: dict[str, str] | None = None, binary: dict[str, bytes] | None = None
) -> Object:
    """Return a ConfigMap that nobody can change; `metadata` is what it has beside its name."""
    made: Object = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, **metadata},
        "immutable": True,
    }
    if text:
        made["data"] = dict(sorted(text.items()))
    if binary:
        made["binaryData"] = {key: b64encode(value).decode() for key, value in sorted(binary.items())}
    return made
