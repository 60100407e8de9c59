"""The settings of a workspace, `ame.toml`: every table and key, described once."""

from __future__ import annotations

from amelang.language.ame_yml import Resources
from amelang.language.scalars import (
    ADDRESS,
    BUCKET,
    IMAGE,
    LABEL_NAME,
    LABEL_VALUE,
    LEVEL,
    NAME,
    NAMESPACE,
    OBJECT_NAME,
    PATH,
    RULE,
    TEXT,
    TOOL_VERSION,
    VERSIONS,
    Choice,
)
from amelang.language.shape import ListOf, MapOf, Record, RecordOf, key


class Defaults(Record, noun="the defaults"):
    """What tasks get where they say nothing themselves."""

    resources = key(RecordOf(Resources), "Resources of a task that names none, key by key.")


class Images(Record, noun="the images"):
    """The container images that tasks run in where they name none."""

    default = key(IMAGE, "Image of every task that names none.", example='"registry.example.com/ml/base:1"')


class Tools(Record, noun="the tools"):
    """Versions of the tools that AME installs for executors, where they are not to be its own."""

    poetry = key(TOOL_VERSION, "Version of Poetry.", example='"2.1.3"')
    pipenv = key(TOOL_VERSION, "Version of Pipenv.", example='"2025.0.3"')
    mlflow = key(TOOL_VERSION, "Version of MLflow.", example='"3.1.0"')
    uv = key(TOOL_VERSION, "Version of uv.", example='"0.7.12"')


class MlflowServer(Record, noun="the MLflow server", partial=True):
    """Where runs are tracked with MLflow."""

    tracking_uri = key(
        ADDRESS,
        "Address of the tracking server; tasks get it as `MLFLOW_TRACKING_URI`.",
        required=True,
        example='"https://mlflow.example.com"',
    )


class Storage(Record, noun="the storage", partial=True):
    """The object storage, of the kind of S3, that artifacts and data sets are kept in."""

    endpoint = key(ADDRESS, "Address of the storage.", required=True, example='"https://s3.example.com"')
    bucket = key(BUCKET, "Bucket that AME writes to.", required=True, example='"ml-artifacts"')
    region = key(TEXT, "Region of the bucket, where the storage has several.", example='"eu-north-1"')
    secret = key(
        OBJECT_NAME,
        "Secret of the namespace with the keys of the storage; tasks never see it.",
        example='"ame-storage"',
    )


class Vault(Record, noun="a vault", partial=True):
    """A HashiCorp Vault that tasks take secrets from."""

    address = key(ADDRESS, "Address of the vault.", required=True, example='"https://vault.example.com"')
    mount = key(TEXT, "Path under which its secrets engine is mounted.", example='"secret"', default="secret")
    kv_version = key(
        Choice("a version of the engine", "1", "2"), "Version of that engine.", example="2", default="2"
    )
    role = key(TEXT, "Role that tasks log in with.", example='"ml"')
    auth_path = key(TEXT, "Path of the login by Kubernetes.", example='"kubernetes"', default="kubernetes")


EFFECT = Choice("an effect of a taint", "NoSchedule", "PreferNoSchedule", "NoExecute")


class Toleration(Record, noun="a toleration"):
    """A taint of machines that tasks may run on all the same, as Kubernetes has it."""

    key_ = key(TEXT, "Key of the taint.", name="key", example='"nvidia.com/gpu"')
    operator = key(Choice("an operator", "Exists", "Equal"), "`Exists` or `Equal`.", example='"Exists"')
    value = key(TEXT, "Value of the taint.", example='"present"')
    effect = key(EFFECT, "`NoSchedule`, `PreferNoSchedule` or `NoExecute`.", example='"NoSchedule"')


class Cluster(Record, noun="the cluster"):
    """The cluster that tasks run on."""

    context = key(TEXT, "Context of the kubeconfig.", example='"ml-dev"')
    namespace = key(NAMESPACE, "Namespace of everything that AME creates.", example='"ml"')
    service_account = key(OBJECT_NAME, "Service account that tasks run as.", example='"ml-runner"')
    image_pull_secrets = key(
        ListOf(OBJECT_NAME), "Names of the Secrets with which images are pulled.", example='["registry"]'
    )
    queue = key(OBJECT_NAME, "Queue of Kueue in which runs wait for their turn.", example='"team-ml"')
    storage_class = key(
        OBJECT_NAME, "Storage class of the volumes that the steps of a pipeline share.", example='"fast"'
    )
    access_mode = key(
        Choice("an access mode", "ReadWriteOnce", "ReadWriteMany"),
        "Whether several machines may use such a volume at once.",
        default="ReadWriteOnce",
    )
    labels = key(
        MapOf(LABEL_NAME, LABEL_VALUE), "Labels that every object gets.", example='{ team = "research" }'
    )
    tolerations = key(ListOf(RecordOf(Toleration)), "Taints that tasks tolerate.")


class Override(Record, noun="an override"):
    """Levels of rules that hold for some files only."""

    paths = key(
        ListOf(PATH),
        "The files, as a line of .gitignore beside ame.toml would name them.",
        required=True,
        example='["research/"]',
    )
    levels = key(
        MapOf(RULE, LEVEL),
        "Levels of rules in these files: `error`, `warning`, `hint` or `off`.",
        required=True,
        example='{ unknown-key = "warning" }',
    )


class Check(Record, noun="the settings of checks"):
    """What `ame check` reports, and how bad it is."""

    levels = key(
        MapOf(RULE, LEVEL),
        "Levels of rules: `error`, `warning`, `hint` or `off`.",
        example='{ old-spelling = "error" }',
    )
    select = key(ListOf(RULE), "Rules that are reported; without it all are.", example='["AME1"]')
    ignore = key(ListOf(RULE), "Rules that are not reported.", example='["tiny-amount"]')
    exclude = key(
        ListOf(PATH),
        "Files that are not checked, as a line of .gitignore beside ame.toml would name them.",
        example='["attic/"]',
    )
    overrides = key(
        ListOf(RecordOf(Override)), "Levels of rules that hold for some files only; the last one counts."
    )


PIPELINES = "pipelines"
"""The word for policies that are about pipelines, and not about what runs a command."""
POLICY_SUBJECT = Choice("what a policy is about", "tasks", PIPELINES)


class PolicyRule(Record, noun="a policy"):
    """One policy, with its own sentence and level."""

    name = key(TEXT, "What it is called, where it has no message.", example='"gpu-needs-timeout"')
    message = key(
        TEXT,
        "What is said of a task that breaks it; without it the title that the policy itself has.",
        example='"a task with a GPU needs a timeout"',
    )
    level = key(LEVEL, "How bad that is: `error`, `warning`, `hint` or `off`.", example='"warning"')
    of = key(
        POLICY_SUBJECT,
        "What it is about: `tasks` and steps that run a command, or `pipelines` as a whole.",
        example='"pipelines"',
        default="tasks",
    )
    schema = key(
        PATH,
        "File with a JSON Schema for one task, relative to ame.toml.",
        required=True,
        example='"policies/gpu.json"',
    )


class Policy(Record, noun="the policies"):
    """What every task must fulfil as it will run, said by JSON Schemas."""

    schemas = key(
        ListOf(PATH),
        "Files with a JSON Schema for one task, relative to ame.toml; `*` for any of a folder.",
        example='["policies/*.json"]',
    )
    rules = key(ListOf(RecordOf(PolicyRule)), "Policies with a sentence and a level of their own.")


class Workspace(Record, noun="the workspace"):
    """Which projects belong together: those of the folders below, unless a list says which of them."""

    members = key(
        ListOf(PATH),
        "Folders of the projects that are known by their names, `*` for one folder and `**` for several; "
        "without it all are.",
        example='["teams/*", "shared"]',
    )


class Target(Record, noun="a target"):
    """Settings that hold instead of the general ones where `--target` names it."""

    defaults = key(RecordOf(Defaults), "What tasks get where they say nothing themselves.")
    images = key(RecordOf(Images), "Container images where tasks name none.")
    tools = key(RecordOf(Tools), "Versions of the tools that AME installs for executors.")
    mlflow = key(RecordOf(MlflowServer), "Where runs are tracked with MLflow.")
    storage = key(RecordOf(Storage), "The object storage that artifacts and data sets are kept in.")
    vaults = key(MapOf(NAME, RecordOf(Vault)), "Vaults, by the names that secrets call them.")
    cluster = key(RecordOf(Cluster), "The cluster that tasks run on.")


class Settings(Target, noun="the settings"):
    """The whole of one ame.toml."""

    requires_ame = key(
        VERSIONS, "Versions of AME that the workspace is made for.", name="requires-ame", example='">=0.1"'
    )
    workspace = key(RecordOf(Workspace), "Which projects belong together.")
    check = key(RecordOf(Check), "What `ame check` reports, and how bad it is.")
    policy = key(RecordOf(Policy), "What every task must fulfil as it will run, said by JSON Schemas.")
    targets = key(
        MapOf(NAME, RecordOf(Target)), "Settings by the names of targets, such as `dev` and `prod`."
    )
