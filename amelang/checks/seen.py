"""What has been seen of one project: the same words and files come up again and again."""

from __future__ import annotations

from amelang.checks.files import Files
from amelang.language.schedule import EVERY
from amelang.workspace.project import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from amelang.checks.scripts import Scripts
    from amelang.language.shape import At
    from amelang.text.problem import Problem

    Verdict = Callable[[At[str]], Problem] | None


class Seen:
    """Verdicts on words, and looks at files, each made once."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.directory = loaded.directory
        self.files = Files(loaded)
        self.secret_names: dict[str, bool] = {}
        self.plain_values: set[str] = set()
        """Values of variables that are no secrets by themselves."""
        self.commands: dict[str, tuple[Verdict, bool]] = {}
        """Commands, and whether what they start is there."""
        self.images: dict[str, Verdict] = {}
        self._schedules: dict[str, Verdict] = {}
        self.there: dict[str, bool] = {}
        self._scripts: Scripts | None = None
        self._default_memory: bool | None = None

    def found(self) -> list[Problem]:
        """Return what was found that many tasks may have in common; ask when all of them were looked at."""
        problems = self.files.problems
        return problems if self._scripts is None else problems + self._scripts.problems()

    def schedule(self, at: At[str]) -> tuple[Problem, ...]:
        """Return what is wrong with a schedule that Kubernetes takes: that it drifts, or never comes."""
        text = at.value
        if text not in self._schedules:
            fields = text.split()
            # On any day of the month, or by a word: that comes, and need not be looked at.
            if fields[2:3] == ["*"] or (text.startswith("@") and not text.startswith(EVERY)):
                self._schedules[text] = None
            else:
                from amelang.checks.schedules import verdict

                self._schedules[text] = verdict(text)
        made = self._schedules[text]
        return () if made is None else (made(at),)

    @property
    def scripts(self) -> Scripts:
        """Who looks for the scripts of commands."""
        if self._scripts is None:
            from amelang.checks.scripts import Scripts

            self._scripts = Scripts(self.loaded)
        return self._scripts

    @property
    def has_default_memory(self) -> bool:
        """Whether the settings say how much memory a task gets that names none."""
        if self._default_memory is None:
            from amelang.checks.gpus import has_default_memory

            self._default_memory = has_default_memory(self.directory)
        return self._default_memory


def plainly_inside(path: str) -> bool:
    """Tell of a path that it is certainly one inside the project."""
    return path[0] not in "/~.\\ \u201c\u2018" and ".." not in path and ":" not in path and "$" not in path
