"""What checking one project found, and what its neighbours and settings may want to know of it."""

from __future__ import annotations

from amelang.language.ame_yml import Project

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from amelang.checks.vaults import Uses
    from amelang.text.problem import Problem
    from amelang.text.source import Source, Span
    from amelang.workspace.project import Loaded


class Verdict:
    """The problems of a project, as they are before comments and settings have their say."""

    __slots__ = ("comments", "file", "nameless", "path", "problems", "source", "uses_of")

    def __init__(self, file: str, path: str, problems: list[Problem]) -> None:
        self.file = file
        """The project's file, for whoever opens files beside it."""
        self.path = path
        """The project's file as messages name it."""
        self.problems = problems
        self.source: Source | None = None
        """Its text, where a problem or a comment for AME is in it."""
        self.comments: list[Span] = []
        """The comments that may be for AME."""
        self.uses_of: Callable[[], Uses] | None = None
        """Finds what of it means something only by the settings, for whoever has such."""
        self.nameless: tuple[Span, str] | None = None
        """Where its name is missing, and the name of its folder; None where it has a name."""

    @property
    def uses(self) -> Uses:
        """What of the project means something only by the settings."""
        assert self.uses_of is not None, "whoever makes a verdict says this, too"
        return self.uses_of()


def verdict_on(loaded: Loaded, problems: list[Problem]) -> Verdict:
    """Return the verdict on a project that was read, with the problems that were found."""
    verdict = Verdict(loaded.path, loaded.source.path, problems)
    verdict.source = loaded.source
    verdict.uses_of = lambda: _uses_of(loaded)
    verdict.comments = comments_of(loaded)
    if loaded.source.text and not loaded.record.written(Project.name):
        verdict.nameless = (loaded.record.head, loaded.name_hint)
    return verdict


def comments_of(loaded: Loaded) -> list[Span]:
    """Return the comments of a project that may be for AME; most projects have none."""
    text = loaded.source.text
    if not (" ame:" in text or "#ame:" in text):
        return []
    return [comment for comment in loaded.tree.comments if "ame:" in comment.text]


def _uses_of(loaded: Loaded) -> Uses:
    from amelang.checks.vaults import uses_of

    return uses_of(loaded)
