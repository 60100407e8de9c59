"""What one project was told of others: whoever knows that all of it is still so need not ask again."""

from __future__ import annotations

from amelang.workspace.project import Loaded


class Reliance:
    """The questions of one project to the workspace around it, with their answers.

    What the projects say that it was led to is known by what they were told in turn.
    """

    __slots__ = ("mention", "named", "places", "projects", "repository", "root", "untold", "users")

    def __init__(self, root: str) -> None:
        self.root = root
        """The folder of the workspace."""
        self.projects: dict[str, Loaded] = {}
        """The projects that it was led to, by the real paths of their files."""
        self.named: dict[str, tuple[str, ...]] = {}
        """Names that it looked for, and the real paths of the files of the projects that have them."""
        self.places: dict[str, str] = {}
        """Places where it looked for a project, and the real path of its file; empty where none is there."""
        self.mention: tuple[bool, str] | None = None
        """Whether another project says its name, where it asked, and the real path of the file of one."""
        self.users: dict[str, Loaded] | None = None
        """Those that say its name, by the real paths of their files, where it asked what they use."""
        self.repository: str | None = None
        """The git repository that it lies in, where it asked."""
        self.untold = False
        """Whether it was told more than is written down here."""
