"""AME: the toolkit of ame.yml.

For other programs: `check` says what is wrong with a project. Nothing else is imported before that.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from amelang.text.problem import Problem

__all__ = ["VERSION", "check"]

VERSION = "0.1.0"
"""Which AME this is; `pyproject.toml` says the same."""


def check(path: str) -> list[Problem]:
    """Return everything that is wrong with the `ame.yml` at a path, in the order of its text.

    A file that cannot be read is a problem, too; nothing is raised.
    """
    # Imported here, so that importing a part of the package does not import all of it.
    from amelang.checks.run import check as run_checks
    from amelang.workspace.project import load

    return run_checks(load(path))
