"""A task as it will run, as YAML that is itself an ame.yml, each line with where it came from."""

from __future__ import annotations

from typing import Any

from amelang.export.manifest import block, scalar
from amelang.language.ame_yml import Project, Task
from amelang.language.shape import At, Items, Key, Pairs, Record, Ref
from amelang.meaning.complete import DEFAULTS
from amelang.meaning.resolve import Resolver
from amelang.meaning.runnable import Runnable
from amelang.meaning.work import Pipeline, Work
from amelang.text.source import Span

STEP = "  "
LONGEST = 60
"""Columns up to which a line moves the comments of all lines to the right."""


def to_yaml(work: Work, resolver: Resolver) -> str:
    """Return the task as the only one of an ame.yml; comments say where each line came from."""
    writer = _Writer(Origins(resolver))
    writer.line("", f"{Project.name.name}: {scalar(work.project.value)}", work.project.span)
    writer.line("", f"{Project.tasks.name}:", None)
    writer.work(work, STEP)
    return writer.text()


def to_data(work: Work, resolver: Resolver) -> dict[str, Any]:
    """Return the task as plain data, and where each of its values came from, by the value's path."""
    origins: dict[str, Any] = {}
    task = _plain_work(work, Origins(resolver), "", origins)
    return {"version": 1, Project.name.name: work.project.value, "task": task, "origins": origins}


class Origins:
    """Says in words where a value came from."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def template(self, span: Span) -> str | None:
        """Return the name of the template that a place lies in; None where it lies in none."""
        for loaded in (*self._resolver.workspace.known(), *self._resolver.used.values()):
            if loaded.source is not span.source:
                continue
            for template in loaded.record.templates or ():
                if template.span.start <= span.start < template.span.end and template.name is not None:
                    return template.name.value
        return None

    def place(self, span: Span) -> str:
        """Return the file and line; the name of AME's defaults for what nobody wrote."""
        return span.path if span.source is DEFAULTS else f"{span.path}:{span.first[0]}"

    def words(self, span: Span) -> str:
        """Return the place, with the template that it lies in."""
        template = self.template(span)
        return f"template {template}, {self.place(span)}" if template else self.place(span)


class _Writer:
    """Writes lines; the comments are set in one column where the lines are short enough."""

    def __init__(self, origins: Origins) -> None:
        self._origins = origins
        self._lines: list[tuple[str, str]] = []

    def line(self, indent: str, text: str, span: Span | None) -> None:
        self._lines.append((indent + text, self._origins.words(span) if span is not None else ""))

    def text(self) -> str:
        firsts = [text.partition("\n")[0] for text, origin in self._lines if origin]
        width = max((len(first) for first in firsts if len(first) <= LONGEST), default=0)
        made = []
        for text, origin in self._lines:
            # A text of several lines begins with a mark, behind which a comment may stand.
            first, newline, rest = text.partition("\n")
            made.append(f"{first:<{width}}  # {origin}{newline}{rest}" if origin else text)
        return "\n".join(made) + "\n"

    def work(self, work: Work, indent: str) -> None:
        """Write a task or a step as an item of a list."""
        self.line(indent, f"- {Task.name.name}: {scalar(work.name.value)}", work.name.span)
        inner = indent + STEP
        for key, value in _values(work):
            if isinstance(work, Pipeline) and key is Task.pipeline:
                self.line(inner, f"{key.name}:", None)
                self.steps(work, inner + STEP)
            else:
                self.value(key.name, value, inner)

    def steps(self, pipeline: Pipeline, indent: str) -> None:
        for group in pipeline.groups:
            if len(group) == 1:
                self.work(group[0].work, indent)
                continue
            self.line(indent, "-", None)
            for step in group:
                self.work(step.work, indent + STEP)

    def value(self, name: str, value: Any, indent: str) -> None:
        """Write a key and its value."""
        if isinstance(value, At):
            self.line(indent, f"{name}: {_word(value, indent + STEP)}", value.span)
        elif isinstance(value, Ref):
            self.line(indent, f"{name}: {_ref(value)}", value.span)
        elif isinstance(value, Record):
            self.line(
                indent, f"{name}:{f' {value.tag}' if value.tag else ''}", value.head if value.tag else None
            )
            for inner, one in _record_values(value):
                self.value(inner, one, indent + STEP)
        elif isinstance(value, (Pairs, dict)):
            self.line(indent, f"{name}:", None)
            for word, one in _pairs(value):
                self.value(scalar(word), one, indent + STEP)
        elif isinstance(value, Items):
            self.line(indent, f"{name}:", None)
            for one in value:
                self.item(one, indent + STEP)

    def item(self, value: Any, indent: str) -> None:
        """Write an item of a list."""
        if isinstance(value, At):
            self.line(indent, f"- {_word(value, indent + STEP)}", value.span)
        elif isinstance(value, Ref):
            self.line(indent, f"- {_ref(value)}", value.span)
        elif isinstance(value, Record):
            start = len(self._lines)
            for inner, one in _record_values(value):
                self.value(inner, one, indent + STEP)
            if value.tag:
                self._lines.insert(start, (f"{indent}- {value.tag}", ""))
            else:
                text, origin = self._lines[start]
                self._lines[start] = (f"{indent}- {text[len(indent) + len(STEP) :]}", origin)


def _values(work: Work) -> list[tuple[Key[Any], Any]]:
    """Return the keys of a task that have a value, in the order of the language."""
    found: list[tuple[Key[Any], Any]] = []
    for key in Task.keys.values():
        value = work.task.__dict__.get(key.attribute)
        if key is Task.resources and isinstance(work, Runnable):
            value = work.resources
        if key is not Task.name and value is not None:
            found.append((key, value))
    return found


def _record_values(record: Record) -> list[tuple[str, Any]]:
    found = [(key.name, record.__dict__.get(key.attribute)) for key in record.keys.values()]
    if record.others is not None:
        found += _pairs(record.__dict__.get(record.others.attribute) or {})
    return [(name, value) for name, value in found if value is not None]


def _pairs(value: Pairs[Any] | dict[str, Any]) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, dict) else [(word.value, one) for word, one in value]


def _written(value: At[Any]) -> str:
    """Return a word as it was written, without quotes: what `1h30m` or `10G` mean is not their spelling."""
    if isinstance(value.value, str):
        return value.value
    return value.span.text.strip("\"'")


def _word(value: At[Any], indent: str) -> str:
    text = _written(value)
    if not isinstance(value.value, str):
        return text
    return block(text, indent) if "\n" in text else scalar(text)


def _ref(ref: Ref) -> str:
    return f"{ref.project.value}.{ref.name.value}" if ref.project is not None else ref.name.value


def _plain_work(work: Work, origins: Origins, path: str, found: dict[str, Any]) -> dict[str, Any]:
    def place(span: Span, at: str) -> None:
        line, column = span.first
        found[at] = {"file": span.path, "line": line, "column": column, "template": origins.template(span)}

    def plain(value: Any, at: str) -> Any:
        if isinstance(value, At):
            place(value.span, at)
            return _written(value)
        if isinstance(value, Ref):
            place(value.span, at)
            return _ref(value)
        if isinstance(value, Record):
            inner = {name: plain(one, f"{at}.{name}") for name, one in _record_values(value)}
            return {"tag": value.tag, **inner} if value.tag else inner
        if isinstance(value, (Pairs, dict)):
            return {word: plain(one, f"{at}.{word}") for word, one in _pairs(value)}
        return [plain(one, f"{at}[{number}]") for number, one in enumerate(value)]

    prefix = f"{path}." if path else ""
    place(work.name.span, f"{prefix}{Task.name.name}")
    made: dict[str, Any] = {Task.name.name: work.name.value}
    for key, value in _values(work):
        at = f"{prefix}{key.name}"
        if isinstance(work, Pipeline) and key is Task.pipeline:
            made[key.name] = [
                [
                    _plain_work(step.work, origins, f"{at}[{number}][{member}]", found)
                    for member, step in enumerate(group)
                ]
                for number, group in enumerate(work.groups)
            ]
        else:
            made[key.name] = plain(value, at)
    return made
