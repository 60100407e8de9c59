"""The kinds of object that AME handles, and where a server keeps them.

A list by hand instead of the server's discovery: it saves two requests a command, and a cache of
them in a file that others could write.
"""

from __future__ import annotations

KINDS = {
    "ConfigMap": ("v1", "configmaps"),
    "CronJob": ("batch/v1", "cronjobs"),
    "Event": ("v1", "events"),
    "Job": ("batch/v1", "jobs"),
    "Namespace": ("v1", "namespaces"),
    "Pod": ("v1", "pods"),
}
"""The version and the plural of each kind."""


def path(kind: str, namespace: str, name: str = "") -> str:
    """Return the path of an object, or, without a name, of all of its kind in the namespace."""
    version, plural = KINDS[kind]
    root = f"/apis/{version}" if "/" in version else f"/api/{version}"
    scope = "" if kind == "Namespace" else f"/namespaces/{namespace}"
    return f"{root}{scope}/{plural}" + (f"/{name}" if name else "")
