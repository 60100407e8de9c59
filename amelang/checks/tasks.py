"""What single values of tasks say that cannot be meant: one walk over all tasks.

Nearly all values are fine, and a glance tells. Who looks closer, and what is wrong, is imported only
for a value that does not pass.
"""

from __future__ import annotations

import os

from amelang.checks.seen import plainly_inside
from amelang.language.ame_yml import AmeSecret, InlineTask, Pip, Step, Task, Template
from amelang.meaning.complete import tasks_of
from amelang.text.problem import Problem
from amelang.workspace.looks import exists
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from amelang.checks.seen import Seen, Verdict
    from amelang.language.ame_yml import Artifacts, Executor, Resources, Triggers, Variable
    from amelang.language.shape import At, Items

    Judge = Callable[[Seen, Task, Any, list[Problem]], None]

SECRET_ENDINGS = (
    "TOKEN", "PASSWORD", "PASSWD", "PASSPHRASE", "_PWD", "SECRET", "API_KEY", "APIKEY", "ACCESS_KEY",
    "SECRET_KEY", "PRIVATE_KEY", "CREDENTIALS",
)  # fmt: skip
"""How the names of variables end that hold a secret."""
SECRET_BEGINNINGS = (
    "AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "sk-", "sk_live_",
    "rk_live_", "xox", "hf_", "AIza", "eyJ", "pypi-", "npm_", "-----BEGIN",
)  # fmt: skip
"""How secrets begin that can be told by their form."""
INTERPRETERS = ("python", "python3", "bash", "sh")
MODULE = "-m"
STARTERS = frozenset(
    (
        *INTERPRETERS, "set", "export", "exec", "time", "nohup", "command", "env", "poetry", "pipenv",
        "uv", "pypy", "pypy3", "dash", "zsh", "ksh", "source", "Rscript", "julia", "node", "ruby", "perl",
        "torchrun",
    )
)  # fmt: skip
"""Words behind which a script may stand; other plain words are programs."""
CURLY = "\u201c\u201d\u201e\u2018\u201a"
"""Quotes that no keyboard has, and that quote nothing."""
PIPEFAIL = "pipefail"
"""With this among its words, a command takes care of its pipes."""
SHORT_VALUE = 200
"""Characters up to which a value is remembered: short ones stand in many tasks."""
LONG_VALUE = 100_000
"""Characters above which a variable may be more than a program can be started with."""
LONG_ENVIRONMENT = 380_000
"""Characters above which the variables of a task may be more than a cluster takes, at up to 4 bytes each."""
LONG_COMMAND = 60_000
"""Characters above which a command may be more than a cluster takes."""
MOST_RETRIES = 100


def check(loaded: Loaded, seen: Seen) -> list[Problem]:
    """Report values of tasks, data sets and models that will not do what they should."""
    problems: list[Problem] = []
    judges = JUDGES
    for task in tasks_of(loaded):
        for attribute, value in task.__dict__.items():
            judge = judges.get(attribute)
            if judge is not None:
                judge(seen, task, value, problems)
    project = loaded.record
    if project.data_sets is not None or project.models is not None:
        from amelang.checks.kinds import check_kinds

        problems += check_kinds(project, seen)
    return problems


def _environment(seen: Seen, task: Task, variables: Items[Variable], problems: list[Problem]) -> None:
    total = 0
    plain, secret_names = seen.plain_values, seen.secret_names
    for variable in variables:
        name, value = variable.name, variable.value
        if name is None or value is None:
            continue
        word, text = name.value, value.value
        secret = secret_names.get(word)
        if secret is None:
            secret = secret_names[word] = word.upper().endswith(SECRET_ENDINGS)
        if text in plain and not secret:
            continue
        total += len(text)
        if (secret and text) or text.startswith(SECRET_BEGINNINGS) or ("://" in text and "@" in text):
            from amelang.checks.secret_values import plain_secret

            problems += plain_secret(name, value, named=secret)
        elif text and text[0] in CURLY:
            from amelang.checks.quote_problems import in_value

            problems += in_value(value, "the value")
        elif len(text) <= SHORT_VALUE:
            plain.add(text)
        if len(text) > LONG_VALUE:
            from amelang.checks.sizes import long_variable

            problems += long_variable(name, value)
    if total > LONG_ENVIRONMENT:
        from amelang.checks.sizes import large_environment

        problems += large_environment(task, variables)


def _executor(seen: Seen, task: Task, executor: Executor, problems: list[Problem]) -> None:
    # What a template's executor needs lies in the project of whoever uses the template.
    own = not isinstance(task, Template)
    if own:
        seen.files.look(executor)
    written = executor.__dict__
    command = written.get(Pip.command.attribute)
    if command is not None:
        text = command.value
        known = seen.commands.get(text)
        if known is None:
            known = seen.commands[text] = (_command(text), starts_what_is_there(seen, text))
        verdict, there = known
        if verdict is not None:
            problems.append(verdict(command))
        if own and not there:
            seen.scripts.look(command)
    image = written.get(Pip.image.attribute)
    if image is not None:
        text = image.value
        if text not in seen.images:
            seen.images[text] = image_verdict(text)
        verdict = seen.images[text]
        if verdict is not None:
            problems.append(verdict(image))


def _command(text: str) -> Verdict:
    if len(text) > LONG_COMMAND:
        from amelang.checks.sizes import long_command

        verdict = long_command(text)
        if verdict is not None:
            return verdict
    if not text.isascii() and any(sign in text for sign in CURLY):
        from amelang.checks.quote_problems import in_command

        verdict = in_command(text)
        if verdict is not None:
            return verdict
    if "|" in text and PIPEFAIL not in text:
        from amelang.checks.pipes import hidden_failure

        return hidden_failure(text)
    return None


def starts_what_is_there(seen: Seen, text: str) -> bool:
    """Tell at a glance that a command starts no script, or one that is there, as `python train.py` may."""
    while text.startswith("set -"):
        line, _, rest = text.partition("\n")
        _, _, same = line.partition(";")
        text = (same.lstrip() + "\n" + rest) if same else rest
    words = text.split(None, 3)
    if not words:
        return True
    script = words[0]
    if script in INTERPRETERS and len(words) > 1:
        script = words[1]
        if script == MODULE and len(words) > 2:
            script = words[2].replace(".", "/") + ".py"
    elif script.isidentifier():
        return script not in STARTERS
    known = seen.there.get(script)
    if known is None:
        known = seen.there[script] = exists(os.path.join(seen.directory, script))
    return known


def image_verdict(text: str) -> Verdict:
    """Return what makes the problem of an image; None where there is none."""
    registry, _, last = text.rpartition("/")
    # A word alone is often the name of an image that is only on somebody's machine yet.
    if "@" in last or (not last.endswith(":latest") if ":" in last else not registry):
        return None
    from amelang.checks.problems import UnpinnedImage

    return lambda at: UnpinnedImage(span=at.span, image=text, latest=":" in last)


def _artifacts(seen: Seen, task: Task, artifacts: Artifacts, problems: list[Problem]) -> None:
    paths = artifacts.paths
    if not paths and not task.written(Task.from_template) and not isinstance(task, Template):
        saved = artifacts.save_changed_files
        if (saved is None or not saved.value) and not artifacts.faulty:
            from amelang.checks.kinds import empty_artifacts

            problems.append(empty_artifacts(task))
    if paths and (len(paths) > 1 or not all(plainly_inside(path.value) for path in paths)):
        from amelang.checks.paths import check_paths

        problems += check_paths(list(paths), type(artifacts).paths.name)


def _triggers(seen: Seen, task: Task, triggers: Triggers, problems: list[Problem]) -> None:
    if isinstance(task, (Step, InlineTask)):
        from amelang.checks.structure import IdleTrigger

        problems.append(
            IdleTrigger(span=task.key_span(Task.triggers), key=Task.triggers.name, noun=type(task).noun)
        )
        return
    schedule = triggers.schedule
    if schedule is not None:
        problems += seen.schedule(schedule)
    elif not (task.written(Task.from_template) or isinstance(task, Template) or triggers.faulty):
        from amelang.checks.structure import UnscheduledTrigger

        problems.append(
            UnscheduledTrigger(
                span=task.key_span(Task.triggers),
                key=Task.triggers.name,
                schedule=type(triggers).schedule.name,
            )
        )


def _retries(seen: Seen, task: Task, retries: At[int], problems: list[Problem]) -> None:
    if retries.value > MOST_RETRIES:
        from amelang.checks.amounts import AbsurdRetries

        problems.append(AbsurdRetries(span=retries.span, count=retries.value))


def _resources(seen: Seen, task: Task, resources: Resources, problems: list[Problem]) -> None:
    if (
        resources.extended is not None
        and not resources.written(type(resources).memory)
        and not task.written(Task.from_template)
        and not isinstance(task, Template)
    ):
        from amelang.checks.gpus import gpu_without_memory

        if not seen.has_default_memory and (problem := gpu_without_memory(resources)) is not None:
            problems.append(problem)


def _secrets(seen: Seen, task: Task, secrets: Items[Any], problems: list[Problem]) -> None:
    for secret in secrets:
        key = secret.__dict__.get(AmeSecret.key_.attribute)
        if key is not None and (not key.value or key.value.isspace()):
            from amelang.checks.structure import BlankValue

            problems.append(BlankValue(span=key.span, key=AmeSecret.key_.name))


JUDGES: dict[str, Judge] = {
    Task.environment.attribute: _environment,
    Task.executor.attribute: _executor,
    Task.artifacts.attribute: _artifacts,
    Task.triggers.attribute: _triggers,
    Task.retries.attribute: _retries,
    Task.resources.attribute: _resources,
    Task.secrets.attribute: _secrets,
}
"""Who looks at the value of a key of a task."""
