"""Write and break texts at random, and hold the whole of `ame check` to its promises. Run by hand:

python tests/fuzz/check.py --count 1000000 --seed 1

Texts are those of the tests and of the documentation, projects written by the grammar of the language
(`writing.py`), and both broken in many ways (`breaking.py`). The promises are in `laws.py`. Every text
that breaks one is printed, as short as it can be; the exit code is 1 if there is any.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from breaking import Vandal
from fewer import fewer
from laws import BrokenLawError, Case, Judge
from writing import Author

from amelang.checks.catalog import RULES
from amelang.text.page import Page

ROOT = Path(__file__).parent.parent.parent
BARE, BESIDE, MANY = "bare", "beside", "many"
FOLDERS = (BARE,) * 11 + (BESIDE,) * 3 + (MANY,)
AROUND = Path(__file__).parent / "around"
"""What lies around a text: nothing; the files that executors need; a workspace with settings and others."""
NEIGHBOURS = {
    BESIDE: ("requirements.txt", "pyproject.toml", "Pipfile", "Pipfile.lock", "poetry.lock", "MLproject",
             "python_env.yaml", "ame.yaml"),
    MANY: ("ame.toml", "ame.toml", "ame.lock", "policy.json", ".gitignore", "shared/ame.yml"),
}  # fmt: skip
"""The files that are broken, too, once in a while."""


def corpus() -> list[str]:
    """Return the texts to start from: every ame.yml of the repository, and those of the pages of rules."""
    paths = [path for folder in ("tests", "docs") for path in (ROOT / folder).rglob("ame.y*ml")]
    paths += (ROOT / "tests/check/slips").glob("*.yml")
    texts = [path.read_bytes().decode() for path in sorted(paths)]
    for rule in RULES:
        page = Page(rule)
        for example in filter(None, (page.bad, page.good)):
            texts += [text for name, text in example.files().items() if name.endswith((".yml", ".yaml"))]
    for path in sorted((ROOT / "tests/reader/corpus").iterdir()):
        texts += [part.removeprefix("\n") for part in path.read_bytes().decode().split("\n%%%") if part]
    # What is longer than a screen is taken in pieces: a run is about many texts.
    return [text for text in texts if text.strip() and len(text) < 3000]


class Texts:
    """An endless supply of cases."""

    def __init__(self, seed: int) -> None:
        self.numbers = random.Random(seed)
        self.texts = corpus()
        self.vandal = Vandal(self.numbers, self.texts)
        self.settings = [
            text
            for path in sorted((ROOT / "tests").rglob("ame.toml"))
            for text in [path.read_bytes().decode()]
        ]

    def next(self) -> Case:
        """Return another case."""
        numbers = self.numbers
        kind = numbers.random()
        text = Author(numbers).project() if kind < 0.45 else numbers.choice(self.texts)
        if len(text) > 900 and numbers.random() < 0.8:
            lines = text.splitlines(keepends=True)
            first = numbers.randrange(len(lines))
            text = "".join(lines[first : first + numbers.randint(3, 25)])
        if kind > 0.2:
            text = self.vandal.broken(text, numbers.choice((1, 1, 2, 2, 3, 5, 12)))
        folder = numbers.choice(FOLDERS)
        beside = None
        if folder in NEIGHBOURS and numbers.random() < 0.2:
            beside = self.neighbour(folder)
        return Case(text, folder, beside)

    def neighbour(self, folder: str) -> tuple[str, bytes]:
        """Return a broken file for a folder."""
        numbers = self.numbers
        name = numbers.choice(NEIGHBOURS[folder])
        path = AROUND / folder / name
        text = path.read_text("utf-8") if path.exists() else ""
        if name == "ame.toml" and numbers.random() < 0.5:
            text = numbers.choice(self.settings)
        data = self.vandal.broken(text, 4).encode("utf-8", "surrogatepass")
        if numbers.random() < 0.02:
            data = numbers.choice((b"\xff\xfe" + data, data[:9] + b"\xff", b""))
        return name, data


def lay_out() -> None:
    """Write the folders in which the texts lie."""
    shutil.copytree(AROUND, ".", dirs_exist_ok=True)
    os.makedirs(BARE)


def shortest(
    case: Case, broken: BrokenLawError, *, thoroughly: bool, fixes: bool
) -> tuple[Case, BrokenLawError]:
    """Return a case as short as can be that breaks the same law, and how."""
    last = [broken]

    def breaks(text: str) -> bool:
        try:
            Judge().judge(case.with_text(text), thoroughly=thoroughly, fixes=fixes)
        except BrokenLawError as other:
            if other.law == broken.law:
                last[0] = other
                return True
        return False

    if broken.law == "ends":
        return case, broken
    return case.with_text(fewer(case.text, breaks)), last[0]


def run(options: argparse.Namespace) -> int:
    """Try texts until there are enough; return how many broke a law."""
    judge, texts = Judge(), Texts(options.seed)
    # What is there from the beginning is no garbage, and need not be looked at again and again.
    gc.freeze()
    started = said = time.monotonic()
    failed: dict[str, int] = {}
    done = 0
    while done < options.count and time.monotonic() - started < options.seconds:
        case = texts.next()
        done += 1
        thoroughly, fixes = done % options.thorough == 0, done % options.fixes == 0
        try:
            judge.judge(case, thoroughly=thoroughly, fixes=fixes)
        except BrokenLawError as broken:
            failed[broken.law] = failed.get(broken.law, 0) + 1
            if failed[broken.law] <= options.show:
                short, detail = shortest(case, broken, thoroughly=thoroughly, fixes=fixes)
                print(f"text {done}, {short!r}\n    {detail}\n", flush=True)
        if time.monotonic() - said > 30:
            said = time.monotonic()
            print(f"{done:,} texts, {sum(failed.values())} failures, {said - started:.0f} s", flush=True)
    print(
        f"{done:,} texts in {time.monotonic() - started:.0f} s; the slowest check took {judge.slowest:.3f} s"
    )
    for law, held in judge.held.items():
        print(f"  {held:>11,} texts: {law}")
    missing = sorted({rule.code for rule in RULES} - set(judge.rules))
    print(
        f"{sum(judge.rules.values()):,} problems of {len(judge.rules)} rules; never seen: {' '.join(missing)}"
    )
    for number in range(0, len(judge.rules), 6):
        some = sorted(judge.rules.items())[number : number + 6]
        print("  " + "  ".join(f"{code} {count:>9,}" for code, count in some))
    for law, count in sorted(failed.items()):
        print(f"FAILED {count:,} times: {law}")
    return sum(failed.values())


def main_options(words: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="check texts that are written and broken at random")
    parser.add_argument("--count", type=int, default=20_000, help="texts to try")
    parser.add_argument("--seed", type=int, default=0, help="where the random numbers start")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    parser.add_argument("--show", type=int, default=3, help="texts to print for each law that is broken")
    parser.add_argument("--thorough", type=int, default=20, help="hold every so-many-th text to costly laws")
    parser.add_argument("--fixes", type=int, default=10, help="mend every so-many-th text")
    return parser.parse_args(words)


def main() -> int:
    options = main_options()
    with tempfile.TemporaryDirectory() as folder:
        before = os.getcwd()
        os.chdir(folder)
        lay_out()
        try:
            return 1 if run(options) else 0
        finally:
            os.chdir(before)


if __name__ == "__main__":
    sys.exit(main())
