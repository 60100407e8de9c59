"""The settings of a workspace, `ame.toml`: every table and key, described once."""

from __future__ import annotations

from amelang.language.ame_yml import Resources
from amelang.language.scalars import (
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
    Choice,
)
from amelang.language.shape import ListOf, MapOf, Record, RecordOf, key


class Defaults(Record, noun="the defaults"):
    """What tasks get where they say nothing themselves."""

    resources = key(RecordOf(Resources), "Resources of a task that names none, key by key.")


class Images(Record, noun="the images"):
    """The container images that tasks run in where they name none."""

    default = key(IMAGE, "Image of every task that names none.", example='"registry.example.com/ml/base:1"')


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
    cluster = key(RecordOf(Cluster), "The cluster that tasks run on.")


class Settings(Target, noun="the settings"):
    """The whole of one ame.toml."""

    workspace = key(RecordOf(Workspace), "Which projects belong together.")
    check = key(RecordOf(Check), "What `ame check` reports, and how bad it is.")
    policy = key(RecordOf(Policy), "What every task must fulfil as it will run, said by JSON Schemas.")
    targets = key(
        MapOf(NAME, RecordOf(Target)), "Settings by the names of targets, such as `dev` and `prod`."
    )
