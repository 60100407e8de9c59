"""Edit texts at random and hold the reader to its promises. Run by hand:

python tests/fuzz/reader.py --count 100000 --seed 1

It prints every text that breaks one and ends with 1 if there is any.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import sys
import time
import traceback
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parent.parent / "reader" / "conftest.py"


def load() -> Any:
    """Import the helpers of the reader's tests, which are no package."""
    spec = importlib.util.spec_from_file_location("reader_tests", TESTS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> int:
    parser = argparse.ArgumentParser(description="edit texts at random and read them")
    parser.add_argument("--count", type=int, default=20_000, help="texts to try")
    parser.add_argument("--seed", type=int, default=0, help="where the random numbers start")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    parser.add_argument("--show", type=int, default=20, help="stop after so many faults")
    options = parser.parse_args()
    helpers = load()
    random_numbers = random.Random(options.seed)
    texts = helpers.corpus()
    started = time.monotonic()
    faults = done = 0
    while done < options.count and faults < options.show and time.monotonic() - started < options.seconds:
        done += 1
        text = helpers.mutated(random_numbers, texts)
        try:
            fault = helpers.fault(text)
        except Exception:
            fault = traceback.format_exc()
        if fault:
            faults += 1
            print(f"{text!r}\n    {fault}")
    print(f"{done} texts, {faults} faults, {time.monotonic() - started:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
