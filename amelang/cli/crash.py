"""What a user sees of a fault of AME's own: one clear sentence, and a file with the details."""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback


def report_crash(error: Exception, argv: list[str], code: int) -> int:
    """Write the traceback into a file, name it, and return the exit code."""
    details = "".join(traceback.format_exception(error))
    where = "they could not be saved"
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="ame-crash-", suffix=".log", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as file:
            # The command's name only: its arguments can be paths and names that are nobody's business.
            file.write(f"ame {' '.join(argv[:1])}, Python {sys.version}, {platform.platform()}\n\n{details}")
        where = file.name
    except OSError:
        pass
    print(
        f"ame: internal error: {type(error).__name__}\n"
        f"  = note: this is a fault of AME, not of your files; details: {where}\n"
        f"  = help: report it with that file, which names paths but no values of secrets",
        file=sys.stderr,
    )
    return code
