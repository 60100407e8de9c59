"""A graph of who uses whom, as text for people, as Mermaid or Graphviz, and as JSON."""

from __future__ import annotations

import json

from amelang.meaning.graph import DATA_SET, MODEL, TASK, TEMPLATE, Graph, Thing, Use
from amelang.report.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from amelang.meaning.graph import ThingKey

MERMAID = {TASK: ("[", "]"), TEMPLATE: ("[/", "/]"), DATA_SET: ("[(", ")]"), MODEL: ("{{", "}}")}
DOT = {TASK: "box", TEMPLATE: "note", DATA_SET: "cylinder", MODEL: "hexagon"}


def to_text(graph: Graph) -> str:
    """Return each thing that nobody uses, and below it what it uses; what was said once is not said again."""
    following: dict[object, list[Use]] = {}
    for use in graph.uses:
        following.setdefault(use.user.key, []).append(use)
    used = {use.used.key for use in graph.uses if use.used.key != use.user.key}
    projects = graph.labels
    lines: list[str] = []
    said: set[object] = set()

    def tell(first: Thing) -> None:
        waiting: list[tuple[Thing, str, int]] = [(first, "", 0)]
        while waiting:
            thing, how, depth = waiting.pop()
            name = f"{projects[thing.version.key]}.{thing.name}" if len(projects) > 1 else thing.name
            again = thing.key in said and bool(following.get(thing.key))
            label = f"{how} {thing.kind} {name}" if how else f"{thing.kind} {name}"
            lines.append(f"{'  ' * depth}{label}{' (above)' if again else f'  {thing.span}'}")
            if not again:
                said.add(thing.key)
                uses = following.get(thing.key, [])
                waiting += [(use.used, use.how, depth + 1) for use in reversed(uses)]

    for thing in graph.things.values():
        if thing.key not in used:
            tell(thing)
    # What is left is used by something and was not reached from a thing that nobody uses: a circle.
    for thing in graph.things.values():
        if thing.key not in said:
            tell(thing)
    return "".join(f"{visible(line)}\n" for line in lines)


def to_mermaid(graph: Graph) -> str:
    """Return a Mermaid flowchart, the projects as subgraphs."""
    ids = _ids(graph)
    lines = ["flowchart LR"]
    for number, (project, things) in enumerate(_by_project(graph), 1):
        lines.append(f'  subgraph p{number}["{project}"]')
        for thing in things:
            opening, closing = MERMAID[thing.kind]
            lines.append(f'    {ids[thing.key]}{opening}"{thing.name}"{closing}')
        lines.append("  end")
    lines += [f"  {ids[use.user.key]} -->|{use.how}| {ids[use.used.key]}" for use in graph.uses]
    return "\n".join(lines) + "\n"


def to_dot(graph: Graph) -> str:
    """Return a Graphviz digraph, the projects as clusters."""
    ids = _ids(graph)
    lines = ["digraph ame {", "  rankdir=LR;"]
    for number, (project, things) in enumerate(_by_project(graph), 1):
        lines += [f"  subgraph cluster_{number} {{", f'    label="{project}";']
        lines += [
            f'    {ids[thing.key]} [label="{thing.name}", shape={DOT[thing.kind]}];' for thing in things
        ]
        lines.append("  }")
    lines += [f'  {ids[use.user.key]} -> {ids[use.used.key]} [label="{use.how}"];' for use in graph.uses]
    return "\n".join([*lines, "}"]) + "\n"


def to_json(graph: Graph) -> str:
    """Return the graph as JSON, version 1; lines and columns count from 1.

    Where there are two projects of one name each thing of them says of which version it is.
    """
    projects = graph.labels

    def name(thing: Thing) -> dict[str, str]:
        version = projects[thing.version.key][len(thing.project) + 1 :]
        said = {"version": version} if version else {}
        return {"project": thing.project, **said, "kind": thing.kind, "name": thing.name}

    def place(thing: Thing | Use) -> dict[str, object]:
        line, column = thing.span.first
        return {"file": thing.span.path, "line": line, "column": column}

    document = {
        "version": 1,
        "things": [{**name(thing), **place(thing)} for thing in graph.things.values()],
        "uses": [
            {"user": name(use.user), "how": use.how, "used": name(use.used), **place(use)}
            for use in graph.uses
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _ids(graph: Graph) -> dict[ThingKey, str]:
    return {key: f"n{number}" for number, key in enumerate(graph.things, 1)}


def _by_project(graph: Graph) -> list[tuple[str, list[Thing]]]:
    found: dict[tuple[str, str], list[Thing]] = {}
    for thing in graph.things.values():
        found.setdefault(thing.version.key, []).append(thing)
    # A project without a name has that of its folder, which may have any characters.
    plain = {ord('"'): "'", ord("\\"): "/"}
    labels = graph.labels
    return [(visible(labels[key].translate(plain)), things) for key, things in found.items()]
