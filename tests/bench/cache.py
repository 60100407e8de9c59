"""How long `ame check` of 500 projects takes that was made before, in terms of libyaml composing them all.

Nothing has changed, or one project has: each time another line is added to it. For comparison also the
same check without a cache, and one that begins one. Files and cache are older than the clock's steps, as
they are in life. Run by hand: `.venv/bin/python tests/bench/cache.py [TIMES]`.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import measure
from projects import write_workspace
from workspace import COMPOSE

ANEW, FIRST, SAME, ONE, THEIRS = "without", "first", "nothing changed", "one changed", "libyaml compose"
COMMANDS = {
    THEIRS: (sys.executable, "-I", "-c", COMPOSE),
    ANEW: (measure.AME, "check", "--no-cache"),
    FIRST: (measure.AME, "check"),
    SAME: (measure.AME, "check"),
    ONE: (measure.AME, "check"),
}


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as name:
        folder, cache = Path(name, "work"), Path(name, "cache")
        folder.mkdir()
        measure.ENVIRONMENT["XDG_CACHE_HOME"] = str(cache)
        files = write_workspace(folder, 500, 20)
        time.sleep(3)
        runs: dict[str, list[measure.Run]] = {what: [] for what in COMMANDS}
        for number in range(times + 1):
            for what, command in COMMANDS.items():
                if what == FIRST:
                    shutil.rmtree(cache, ignore_errors=True)
                if what == ONE:
                    with files[-1].open("a", encoding="utf-8") as file:
                        file.write(f"# {number}\n")
                runs[what].append(measure.run(command, folder))
        # The first time of each fills the caches of the disk and of compiled modules.
        medians = {
            what: measure.Run(
                *(median(getattr(one, part) for one in some[1:]) for part in ("seconds", "busy", "megabytes"))
            )
            for what, some in runs.items()
        }
        measure.report(f"cache: {len(files)} projects of 20 tasks", medians, ONE, THEIRS)
        for what in (SAME, FIRST, ANEW):
            print(measure.ratio(medians, what, THEIRS))


main()
