"""The pod of a task, as the restricted Pod Security Standard wants it.

Everything is written as the server stores it, so that comparing what is there with what should be
there finds no difference where there is none: nothing empty, no `false` that the server drops, its
own spelling of quantities.
"""

from __future__ import annotations

from amelang.language.ame_toml import Settings, Toleration
from amelang.language.ame_yml import Resources
from amelang.language.quantity import canonical
from amelang.lower.code import SHARD_FILE, Delivered, Object
from amelang.lower.image import our_image, task_image
from amelang.lower.labels import COMMAND
from amelang.lower.script import COMMAND_FILE, script_argv, script_environment
from amelang.meaning.runnable import Runnable

CONTAINER = "task"
"""The name of the container that runs the user's command."""
USER = 1000
"""The user and group that everything in the pod runs as."""
SCRIPT = "/ame/script"
"""The folder of the script and of the command."""
CODE = "/ame/code"
"""The folder in which our own container finds the shards of the code."""
WORKSPACE = "/ame/workspace"
"""The folder of the project, in which the command starts."""
HOME = "/ame/home"
UNPACK = f"cat {CODE}/{SHARD_FILE}* | tar -xzf - -C {WORKSPACE}"
KUBERNETES_NAMES = {
    Resources.cpu.name: "cpu",
    Resources.memory.name: "memory",
    Resources.storage.name: "ephemeral-storage",
}
"""What Kubernetes calls the resources of ame.yml; devices have one name in both."""
UNPACK_CPU, UNPACK_MEMORY = "100m", "64Mi"
"""What our own container asks for; it runs before the task, so that the larger of the two counts."""


def pod_spec(runnable: Runnable, settings: Settings, files: Delivered) -> Object:
    """Return the `spec` of the pod of a task; `files` says where its script and code are."""
    spec: Object = {}
    if files.shards:
        spec["initContainers"] = [_unpack(runnable, settings)]
    spec["containers"] = [_task(runnable)]
    spec["restartPolicy"] = "Never"
    if runnable.timeout is not None:
        spec["activeDeadlineSeconds"] = runnable.timeout.value
    if runnable.node_selector:
        spec["nodeSelector"] = {label: value.value for label, value in runnable.node_selector.items()}
    spec["automountServiceAccountToken"] = False
    spec["enableServiceLinks"] = False
    spec["securityContext"] = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    spec.update(_place(settings))
    spec["volumes"] = _volumes(runnable, files)
    return spec


def _task(runnable: Runnable) -> Object:
    return {
        "name": CONTAINER,
        "image": task_image(runnable),
        "command": script_argv(SCRIPT),
        "workingDir": WORKSPACE,
        "env": _environment(runnable),
        "resources": _resources(runnable),
        "volumeMounts": [
            {"name": "script", "mountPath": SCRIPT, "readOnly": True},
            {"name": "workspace", "mountPath": WORKSPACE},
            {"name": "home", "mountPath": HOME},
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 - a volume of the pod's own
            {"name": "shm", "mountPath": "/dev/shm"},  # noqa: S108 - likewise
        ],
        "terminationMessagePolicy": "FallbackToLogsOnError",
        "securityContext": _security(),
    }


def _unpack(runnable: Runnable, settings: Settings) -> Object:
    """Return the container of ours that lays the code into the workspace before the task starts."""
    storage = canonical(runnable.resources[Resources.storage.name].value)
    limits = {"ephemeral-storage": storage, "memory": UNPACK_MEMORY}
    return {
        "name": "code",
        "image": our_image(runnable, settings),
        "command": ["sh", "-ec", UNPACK],
        "resources": {"limits": limits, "requests": {"cpu": UNPACK_CPU, **limits}},
        "volumeMounts": [
            {"name": "code", "mountPath": CODE, "readOnly": True},
            {"name": "workspace", "mountPath": WORKSPACE},
        ],
        "terminationMessagePolicy": "FallbackToLogsOnError",
        "securityContext": {**_security(), "readOnlyRootFilesystem": True},
    }


def _security() -> Object:
    # The user is said on each container, too: Vault's injector looks nowhere else.
    return {
        "runAsUser": USER,
        "runAsGroup": USER,
        "runAsNonRoot": True,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def _environment(runnable: Runnable) -> list[Object]:
    """Return the variables, ours first; a user's variable of the same name takes the place of ours."""
    # Without a home, programs would write to `/`, which is not theirs.
    values = {"HOME": HOME, **script_environment(runnable)}
    values.update((name, value.value) for name, value in runnable.environment.items())
    # The server would read `$(NAME)` as a reference, and `$$` as `$`.
    return [
        {"name": name, "value": value.replace("$", "$$")} if value else {"name": name}
        for name, value in values.items()
    ]


def _resources(runnable: Runnable) -> Object:
    """Return what the task asks for; only of CPU may it have more where there is some."""
    amounts = {
        KUBERNETES_NAMES.get(name, name): canonical(amount.value)
        for name, amount in runnable.resources.items()
    }
    amounts = dict(sorted(amounts.items()))
    limits = {name: amount for name, amount in amounts.items() if name != "cpu"}
    return {"limits": limits, "requests": amounts}


def _place(settings: Settings) -> Object:
    """Return what the settings say of every pod in the cluster."""
    cluster = settings.cluster
    place: Object = {}
    if cluster is None:
        return place
    if cluster.service_account is not None:
        place["serviceAccountName"] = cluster.service_account.value
    if cluster.image_pull_secrets:
        place["imagePullSecrets"] = [{"name": name.value} for name in cluster.image_pull_secrets]
    if cluster.tolerations:
        place["tolerations"] = [_toleration(one) for one in cluster.tolerations]
    return place


def _toleration(toleration: Toleration) -> Object:
    written = {
        "key": toleration.key_,
        "operator": toleration.operator,
        "value": toleration.value,
        "effect": toleration.effect,
    }
    return {name: at.value for name, at in written.items() if at is not None and at.value}


def _volumes(runnable: Runnable, files: Delivered) -> list[Object]:
    """Return the volumes; the storage that the task asks for bounds the workspace."""
    storage = canonical(runnable.resources[Resources.storage.name].value)
    memory = canonical(runnable.resources[Resources.memory.name].value)
    sources: list[Object] = [{"configMap": {"name": files.script}}]
    if runnable.command is not None:
        # An annotation reaches a file byte for byte, with whatever quotes and dollars are in it.
        field = {"apiVersion": "v1", "fieldPath": f"metadata.annotations['{COMMAND}']"}
        sources.append({"downwardAPI": {"items": [{"path": COMMAND_FILE, "fieldRef": field}]}})
    volumes: list[Object] = [
        {"name": "script", "projected": {"sources": sources}},
        {"name": "workspace", "emptyDir": {"sizeLimit": storage}},
        {"name": "home", "emptyDir": {}},
        {"name": "tmp", "emptyDir": {}},
        # A container gets 64Mi here by default, too little for the data loaders of PyTorch.
        {"name": "shm", "emptyDir": {"medium": "Memory", "sizeLimit": memory}},
    ]
    if files.shards:
        code = [{"configMap": {"name": name}} for name in files.shards]
        volumes.insert(1, {"name": "code", "projected": {"sources": code}})
    return volumes
