"""The language of ame.yml: every record, key, tag and executor, described once.

Reading, checks, JSON Schema, completion, hover, the reference page, merging and lowering all ask
these classes; no other module spells a key or a tag.
"""

from __future__ import annotations

from amelang.language.scalars import (
    AMOUNT,
    COMMAND,
    COUNT,
    DURATION,
    ENVIRONMENT_NAME,
    EXTENDED_RESOURCE,
    FLAG,
    IMAGE,
    LABEL_NAME,
    LABEL_VALUE,
    NAME,
    PATH,
    PYTHON_VERSION,
    SCHEDULE,
    TEXT,
    TIME_ZONE,
    WHOLE_AMOUNT,
)
from amelang.language.shape import (
    At,
    Either,
    Items,
    Key,
    ListOf,
    MapOf,
    OneOf,
    Record,
    RecordOf,
    RefTo,
    key,
    others,
)


def command_key(
    doc: str = "Shell command that starts the task.",
    *,
    required: bool = True,
    example: str = "python train.py",
) -> Key[At[str]]:
    """Describe the key that most executors have for the user's command."""
    return key(COMMAND, doc, required=required, was=("runcommand",), example=example)


def python_version_key(
    doc: str = "Version of Python to run with.", *, required: bool = False
) -> Key[At[str]]:
    """Describe the key that most executors have for the Python version."""
    return key(PYTHON_VERSION, doc, required=required, example="3.11")


def inject_as_key(example: str) -> Key[At[str]]:
    """Describe the key that every secret has for its variable."""
    return key(
        ENVIRONMENT_NAME,
        "Environment variable that receives the value.",
        required=True,
        was=("envkey",),
        example=example,
    )


class Executor(Record, noun="an executor", partial=True):
    """How AME prepares the environment of a task and starts its command."""

    files: tuple[str, ...] = ()
    """The files that the project must have for it."""
    prepare: str = ""
    """The shell lines that prepare the environment, or the file of `runtime/` with them; none: nothing to do.

    They may use what `runtime/steps.sh` has, change the environment, and with `set --` the words by
    which the command is started.
    """
    tools: tuple[str, ...] = ()
    """The tools that the lines install, by their names in `runtime/tools.txt`."""
    python_files: tuple[str, ...] = ()
    """The files of the project that say which Python versions it allows; they say which one it gets where
    the task names none."""

    image = key(
        IMAGE,
        "Container image to run in, instead of the default for the Python version.",
        example="registry.example.com/ml/train:1.4",
    )


class Poetry(Executor, noun="a `!poetry` executor", tag="!poetry"):
    """Installs the locked dependencies of a Poetry project and runs the command with `poetry run`."""

    files = ("pyproject.toml", "poetry.lock")
    prepare = "poetry.sh"
    tools = ("poetry", "poetry-plugin-export")
    python_files = ("pyproject.toml",)

    python_version = python_version_key(required=True)
    command = command_key()


class Pip(Executor, noun="a `!pip` executor", tag="!pip"):
    """Installs `requirements.txt` into a virtual environment and runs the command in it."""

    files = ("requirements.txt",)
    prepare = "pip.sh"
    python_files = ("pyproject.toml",)

    python_version = python_version_key(required=True)
    command = command_key()


class Pipenv(Executor, noun="a `!pipenv` executor", tag="!pipenv", was=("!pipEnv",)):
    """Installs the locked dependencies of a Pipenv project; the Python version is the Pipfile's."""

    files = ("Pipfile", "Pipfile.lock")
    prepare = "pipenv.sh"
    tools = ("pipenv",)
    python_files = ("Pipfile",)

    command = command_key()


class Mlflow(Executor, noun="an `!mlflow` executor", tag="!mlflow"):
    """Runs the MLflow project in the directory: the entry point `main` of its `MLproject`, or the command."""

    files = ("MLproject",)
    prepare = "mlflow.sh"
    tools = ("mlflow-skinny",)
    python_files = ("python_env.yaml",)

    python_version = python_version_key()
    command = command_key("Shell command that replaces the project's entry point.", required=False)


class Custom(Executor, noun="a `!custom` executor", tag="!custom"):
    """Runs the command as it is, with no preparation."""

    python_version = python_version_key("Version of Python of the default image, where no image is named.")
    command = command_key(example="./train.sh")


class Secret(Record, noun="a secret"):
    """A secret that a task receives as an environment variable."""


class AmeSecret(Secret, noun="an `!ame` secret", tag="!ame", was=("!AmeSecret",)):
    """A secret kept in AME's own store; `ame secret add` puts it there."""

    key_ = key(
        TEXT, "Key of the secret in AME's store.", name="key", required=True, example="blob_storage_key"
    )
    inject_as = inject_as_key("BLOB_STORAGE_KEY")


class VaultSecret(Secret, noun="a `!vault` secret", tag="!vault", was=("!VaultSecret",)):
    """A secret kept in a HashiCorp Vault that the settings name."""

    vault = key(NAME, "Name of the vault, as the settings have it.", required=True, example="company_vault")
    key_ = key(TEXT, "Path of the secret in the vault.", name="key", required=True, example="path/to/secret")
    inject_as = inject_as_key("COMPANY_SECRET")
    field = key(TEXT, "Field of the secret to take, where it has several.", example="password")


class Resources(Record, noun="resources", partial=True):
    """Computing resources that a task asks for, in the units of Kubernetes."""

    cpu = key(AMOUNT, "CPU threads; `500m` is half a thread.", example="4", default="1")
    memory = key(AMOUNT, "Memory in bytes, with a unit.", example="10G", default="2Gi")
    storage = key(AMOUNT, "Disk space in bytes, with a unit.", example="30G", default="10Gi")
    extended = others(
        MapOf(EXTENDED_RESOURCE, WHOLE_AMOUNT),
        "Whole devices, by the resource name that their maker gave them.",
        example="nvidia.com/gpu: 1",
    )


class Variable(Record, noun="an environment variable"):
    """An environment variable of a task."""

    name = key(
        ENVIRONMENT_NAME, "Name of the variable.", name="key", required=True, was=("name",), example="EPOCHS"
    )
    value = key(TEXT, "Value of the variable.", name="val", required=True, was=("value",), example="10")


class Artifacts(Record, noun="artifacts", partial=True):
    """Files that a task leaves behind in object storage."""

    paths = key(ListOf(PATH), "Files and directories to save.", example="[models]")
    save_changed_files = key(
        FLAG, "Save every file that the task creates or changes.", example="true", default="false"
    )


class Triggers(Record, noun="triggers", partial=True):
    """What starts a task on its own."""

    schedule = key(
        SCHEDULE, "When to start: a cron schedule of five fields, in quotes.", example='"0 6 * * *"'
    )
    time_zone = key(TIME_ZONE, "Time zone of the schedule.", example="Europe/Copenhagen", default="UTC")


class Task(Record, noun="a task", partial=True):
    """A piece of work that AME runs in a container."""

    name = key(
        NAME,
        "Name of the task, unique in its project.",
        required=True,
        defines=True,
        example="train_my_model",
    )
    from_template = key(
        RefTo(lambda: Template),
        "Template that supplies what the task leaves out.",
        was=("templateRef",),
        example="gpu_large",
    )
    task_ref = key(
        RefTo(lambda: Task),
        "Another task of this project that is meant here.",
        was=("taskref",),
        example="train",
    )
    executor = key(OneOf(Executor), "How AME installs dependencies and starts the command.", example="!pip")
    pipeline: Key[Items[Task | Items[Task]]] = key(
        lambda: ListOf(Either(ListOf(RecordOf(Step)), RecordOf(Step))),
        "Steps in their order; the members of a list within the list run in parallel.",
    )
    resources = key(RecordOf(Resources), "Computing resources that the task asks for.")
    secrets = key(ListOf(OneOf(Secret)), "Secrets that the task receives.", merge="inject_as")
    environment = key(
        ListOf(RecordOf(Variable)), "Environment variables of the task.", was=("env",), merge="name"
    )
    data_sets = key(
        ListOf(RefTo(lambda: DataSet, wrapper="ref")),
        "Data sets that the task reads.",
        was=("data_sets", "datasets"),
        merge="ref",
    )
    artifacts = key(RecordOf(Artifacts), "Files to save when the task ends.", was=("artifactCfg",))
    triggers = key(RecordOf(Triggers), "What starts the task on its own.")
    node_selector = key(
        MapOf(LABEL_NAME, LABEL_VALUE),
        "Labels that a machine must have for the task to run on it.",
        example="gpu: a100",
    )
    timeout = key(DURATION, "Longest time that one try may take.", example="2h30m")
    retries = key(COUNT, "How often to try again after a failure.", example="2", default="0")


class Step(Task, noun="a step", partial=True):
    """One step of a pipeline: a task of its own, a reference to one, or a pipeline again."""

    name = key(NAME, "Name of the step, unique in its pipeline.", example="preprocessing")


class Template(Task, noun="a template", partial=True):
    """A partial task that other tasks build on; a task's own keys win."""

    name = key(
        NAME, "Name of the template, unique in its project.", required=True, defines=True, example="gpu_large"
    )


class InlineTask(Task, noun="a task", partial=True):
    """A task that is written where it is used, or a reference to one."""

    name = key(NAME, "Name of the task.", example="train_my_model")


class DataSet(Record, noun="a data set"):
    """Data that a task produces once and many tasks use."""

    name = key(
        NAME, "Name of the data set, unique in its project.", required=True, defines=True, example="prices"
    )
    path = key(
        PATH, "Path at which the task leaves the data, and its users find it.", required=True, example="data"
    )
    size = key(AMOUNT, "Expected size of the data; it reserves nothing.", example="5G")
    sources = key(
        ListOf(PATH),
        "Files that the task reads; without them the whole project counts.",
        example="[raw/*.csv]",
    )
    task = key(RecordOf(InlineTask), "Task that produces the data.")
    task_ref = key(
        RefTo(lambda: Task), "Task of this project that produces the data.", was=("taskref",), example="fetch"
    )


class Training(Record, noun="a training"):
    """How a model is trained."""

    task = key(RecordOf(InlineTask), "Task that trains the model.", required=True)
    schedule = key(
        SCHEDULE, "When to train: a cron schedule of five fields, in quotes.", example='"0 6 * * 1"'
    )


class Model(Record, noun="a model"):
    """A model that AME trains and validates."""

    name = key(
        NAME, "Name of the model, unique in its project.", required=True, defines=True, example="recommender"
    )
    type_ = key(TEXT, "Kind of model; read, and not acted upon.", name="type", example="sklearn")
    training = key(RecordOf(Training), "How the model is trained.")
    validation_task = key(RecordOf(InlineTask), "Task that validates a new version.")
    deployment = key(MapOf(TEXT, TEXT), "How the model is served; read, and not acted upon.")


class Import(Record, noun="an import"):
    """Another project whose templates and data sets this one refers to."""

    project = key(NAME, "Name of the project.", required=True, example="shared_templates")
    path = key(PATH, "Where it lies, relative to this file, or inside the repository.", example="../shared")
    git = key(TEXT, "Repository to take it from.", example="https://git.example.com/ml/shared.git")
    ref = key(TEXT, "Tag, branch or commit of the repository.", example="v1.2.0")

    @property
    def source(self) -> At[str] | None:
        """Where the project is taken from; None where it is found by its name in the workspace."""
        return self.git or self.path


class Project(Record, noun="a project"):
    """The whole of one ame.yml."""

    name = key(
        NAME,
        "Name of the project.",
        name="project",
        also=("name",),
        was=("projectname", "projectid"),
        defines=True,
        example="shop",
    )
    imports = key(ListOf(RecordOf(Import)), "Other projects that this one refers to.")
    tasks = key(ListOf(RecordOf(Task)), "Tasks of the project.")
    templates = key(ListOf(RecordOf(Template)), "Partial tasks to build on.")
    data_sets = key(ListOf(RecordOf(DataSet)), "Data sets of the project.", was=("data_sets", "datasets"))
    models = key(ListOf(RecordOf(Model)), "Models of the project.")
