"""Commands and variables that are too long to be stored, or to start a program with."""

from __future__ import annotations

from amelang.checks.command_problems import OversizedCommand, OversizedEnvironment, OversizedVariable
from amelang.language.ame_yml import Task
from amelang.language.shape import At
from amelang.text.problem import Problem
from amelang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from amelang.language.ame_yml import Variable

MOST_COMMAND = 256 * 1024 - 8 * 1024
"""Bytes of a command: what Kubernetes takes of annotations, in which it lies, less room for the others."""
MOST_VARIABLE = 128 * 1024
"""Bytes of a variable with its name, `=` and the zero behind it: Linux' MAX_ARG_STRLEN."""
MOST_ENVIRONMENT = 1536 * 1024 - 16 * 1024
"""Bytes of all variables: etcd takes requests of 1.5 MiB, in which there is a little more than these."""


def long_command(text: str) -> Callable[[At[str]], Problem] | None:
    """Return what makes the problem of a command that is too long; None where it is not."""
    size = _bytes(text)
    if size <= MOST_COMMAND:
        return None
    return lambda at: OversizedCommand(span=_first_line(at), size=size, most=MOST_COMMAND)


def long_variable(name: At[str], value: At[str]) -> Iterator[Problem]:
    """Report a variable with which no program could be started."""
    size = _bytes(name.value) + _bytes(value.value) + 2
    if size > MOST_VARIABLE:
        yield OversizedVariable(span=name.span, variable=name.value, size=size, most=MOST_VARIABLE)


def large_environment(task: Task, variables: Iterable[Variable]) -> Iterator[Problem]:
    """Report variables that are together more than a cluster stores."""
    size = sum(
        _bytes(variable.name.value) + _bytes(variable.value.value) + variable.value.value.count("$")
        for variable in variables
        if variable.name is not None and variable.value is not None
    )
    if size > MOST_ENVIRONMENT:
        yield OversizedEnvironment(span=task.key_span(Task.environment), size=size, most=MOST_ENVIRONMENT)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _first_line(at: At[str]) -> Span:
    span = at.span
    end = span.text.find("\n")
    return span if end < 0 else Span(span.source, span.start, span.start + end)
