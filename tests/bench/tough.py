"""How long texts that nobody writes take, in seconds for 100 kB: those of the tests against hanging.

Each is checked in this process, without garbage collection; what counts is the fastest of some times.
The peer is PyYAML's parser in Python, which yamllint uses, over 100 kB of usual tasks.
Run by hand: `.venv/bin/python tests/bench/tough.py [TIMES]`.
"""

from __future__ import annotations

import gc
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import yaml
from projects import ame_yml
from reader import seconds

TESTS = Path(__file__).resolve().parents[1]
SHOWN = 8


def module(path: str) -> ModuleType:
    """Return a module of tests, which are no package."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, TESTS / path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def texts() -> dict[str, str]:
    """Return the texts by name, each of about 100 kB or more."""
    limits, tough = module("reader/test_limits.py"), module("check/test_tough_texts.py")
    made = {repr(piece): limits.repeated(piece)(100_000) for piece in limits.REPEATED}
    made |= {name: text(100_000) for name, text in limits.LARGE.items()}
    made |= {f"nested: {name}": f"project: shop\n{text(100_000)}\n" for name, text in tough.DEEP.items()}
    made |= {f"nested: {name}": f"project: shop\n{text(2000)}\n" for name, text in tough.STAIRS.items()}
    made |= {f"a word {name}": text(2_000_000) for name, (text, _) in tough.LONG.items()}
    made |= {f"many {name}": text(4000) for name, text in tough.MANY.items()}
    return made


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    check = module("check/test_tough_texts.py").found
    usual = ame_yml(300)
    gc.disable()
    parsed = (seconds(lambda: list(yaml.parse(usual, Loader=yaml.SafeLoader))) for _ in range(times))
    peer = min(parsed) / len(usual) * 100_000
    taken = []
    for name, text in texts().items():
        fastest = min(seconds(lambda text=text: check(text)) for _ in range(times))
        taken.append((fastest / max(len(text), 100_000) * 100_000, name, len(text)))
        gc.collect()
    taken.sort(reverse=True)
    print(f"tough: {len(taken)} texts, the slowest {SHOWN} in seconds for 100 kB")
    for slow, name, length in taken[:SHOWN]:
        print(f"  {slow:.2f} s, {slow / peer:.1f} x PyYAML: {name} ({length / 1000:.0f} kB)")


if __name__ == "__main__":
    main()
