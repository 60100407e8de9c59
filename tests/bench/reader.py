"""How long reading the text of 10,000 tasks takes, in terms of libyaml composing the same bytes.

Both run in this process, in turns, without garbage collection; what counts is the fastest of each.
Run by hand: `.venv/bin/python tests/bench/reader.py [TIMES]`.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable

import yaml
from projects import ame_yml

from amelang.text.reader import read
from amelang.text.source import Source
from amelang.text.tree import Alias, Mapping, Node, Sequence


def walk(node: Node) -> int:
    """Ask for every node of a tree; return how many there are."""
    if isinstance(node, Mapping):
        return 1 + sum(walk(entry.key) + walk(entry.value) for entry in node.entries)
    if isinstance(node, Sequence):
        return 1 + sum(walk(item) for item in node.items)
    return 1 if not isinstance(node, Alias) else 0


def seconds(action: Callable[[], object]) -> float:
    """Run an action once and say what it took of the processor."""
    started = time.process_time()
    result = action()
    taken = time.process_time() - started
    del result
    return taken


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    text = ame_yml(10_000)
    data = text.encode()
    tree = read(Source(text))
    assert not tree.problems
    actions: dict[str, Callable[[], object]] = {
        "libyaml compose": lambda: yaml.compose(data, Loader=yaml.CLoader),
        "read": lambda: read(Source(text)),
        "read, every node": lambda: walk(read(Source(text)).root),
    }
    gc.disable()
    taken = {name: float("inf") for name in actions}
    for _ in range(times):
        for name, action in actions.items():
            taken[name] = min(taken[name], seconds(action))
    print(f"reader: {len(data) / 1e6:.1f} MB, {walk(tree.root):,} nodes")
    for name, fastest in taken.items():
        print(f"  {name:<18} {fastest * 1e3:7.1f} ms   {fastest / taken['libyaml compose']:.2f}")


if __name__ == "__main__":
    main()
