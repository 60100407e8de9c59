"""A task as it will run, as YAML that is itself an ame.yml, each line with where it came from."""

from __future__ import annotations

from typing import Any

from amelang.export.manifest import block, scalar
from amelang.language.ame_yml import DataSet, Project, Task
from amelang.language.shape import At, Items, Pairs, Record, Ref
from amelang.meaning.complete import DEFAULTS
from amelang.meaning.needed import Needed
from amelang.meaning.plain import Plain, pairs, record_values, ref_words, values_of, written
from amelang.meaning.resolve import Resolver
from amelang.meaning.work import Pipeline, Work
from amelang.text.source import Span

STEP = "  "
LONGEST = 60
"""Columns up to which a line moves the comments of all lines to the right."""


def to_yaml(work: Work, resolver: Resolver, beside: Needed) -> str:
    """Return the task as the only one of an ame.yml; comments say where each line came from.

    The data sets that it reads follow, because the file would not be right without them.
    """
    writer = _Writer(Origins(resolver))
    writer.line("", f"{Project.name.name}: {scalar(work.project.value)}", work.project.span)
    if beside.imports:
        writer.line("", f"{Project.imports.name}:", None)
        for one in beside.imports:
            writer.item(one, STEP)
    writer.line("", f"{Project.tasks.name}:", None)
    writer.work(work, STEP)
    if beside.data_sets:
        writer.line("", f"{Project.data_sets.name}:", None)
        for data_set, maker in beside.data_sets:
            writer.data_set(data_set, maker, STEP)
    return writer.text()


def to_data(work: Work, resolver: Resolver) -> dict[str, Any]:
    """Return the task as plain data, and where each of its values came from, by the value's path."""
    task, origins = _plain_work(work, Origins(resolver))
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
        self.keys(work, indent + STEP)

    def data_set(self, data_set: DataSet, maker: Work | None, indent: str) -> None:
        """Write a data set as an item of a list, with its task, even where that is referred to."""
        written = [(key, data_set.__dict__.get(key.attribute)) for key in DataSet.keys.values()]
        words = [(key, value) for key, value in written if isinstance(value, (At, Items))]
        start = len(self._lines)
        for key, value in words:
            self.value(key.name, value, indent + STEP)
        self.begin_item(start, indent)
        if maker is not None:
            self.line(indent + STEP, f"{DataSet.task.name}:", None)
            self.keys(maker, indent + STEP + STEP)

    def keys(self, work: Work, inner: str) -> None:
        """Write the keys of a task, its name aside."""
        for key, value in values_of(work):
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
            self.line(indent, f"{name}: {ref_words(value)}", value.span)
        elif isinstance(value, Record):
            self.line(
                indent, f"{name}:{f' {value.tag}' if value.tag else ''}", value.head if value.tag else None
            )
            for inner, one in record_values(value):
                self.value(inner, one, indent + STEP)
        elif isinstance(value, (Pairs, dict)):
            self.line(indent, f"{name}:", None)
            for word, one in pairs(value):
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
            self.line(indent, f"- {ref_words(value)}", value.span)
        elif isinstance(value, Record):
            start = len(self._lines)
            for inner, one in record_values(value):
                self.value(inner, one, indent + STEP)
            if value.tag:
                self._lines.insert(start, (f"{indent}- {value.tag}", ""))
            else:
                self.begin_item(start, indent)

    def begin_item(self, start: int, indent: str) -> None:
        """Make the line at `start`, and those behind it, an item of a list."""
        text, origin = self._lines[start]
        self._lines[start] = (f"{indent}- {text[len(indent) + len(STEP) :]}", origin)


def _word(value: At[Any], indent: str) -> str:
    text = written(value)
    if not isinstance(value.value, str):
        return text
    return block(text, indent) if "\n" in text else scalar(text)


def _plain_work(work: Work, origins: Origins) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a task with all its steps, and the origins of its values by their paths in words."""
    plain = Plain(written, lambda step, at: plain.task(step.work, at))
    task = plain.task(work)
    found = {}
    for path, span in plain.places.items():
        line, column = span.first
        at = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
        template = origins.template(span)
        found[at[1:]] = {"file": span.path, "line": line, "column": column, "template": template}
    return task, found
