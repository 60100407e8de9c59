"""How bad each rule is here: what the settings and the command line make of its own severity."""

from __future__ import annotations

from amelang.checks.rules import closeness, closest_word
from amelang.language.ame_toml import Check, Override
from amelang.text.problem import Problem, Severity
from amelang.workspace.patterns import Pattern, read_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from amelang.language.shape import At, Items, Pairs

    Level = Severity | None
    """How bad; None: not reported at all."""

LEVELS = {**{str(severity): severity for severity in reversed(Severity)}, "off": None}
"""Every level by its word, the worst first."""


class Wishes:
    """What somebody wants to hear of, and how bad it is.

    Of two words that mean a rule the one that means fewer rules counts. `select` is None where
    nothing was selected: then everything is.
    """

    __slots__ = ("ignore", "levels", "select")

    def __init__(
        self,
        select: tuple[str, ...] | None = None,
        ignore: tuple[str, ...] = (),
        levels: dict[str, Level] | None = None,
    ) -> None:
        self.select = select
        self.ignore = ignore
        self.levels = levels or {}

    def wants(self, kind: type[Problem]) -> bool | None:
        """Tell whether a rule is selected or ignored; None where nothing is said of it."""
        selected = max((closeness(word, kind) for word in self.select or ()), default=0)
        ignored = max((closeness(word, kind) for word in self.ignore), default=0)
        if selected or ignored:
            return selected > ignored
        return None if self.select is None else False

    def level(self, kind: type[Problem]) -> tuple[Level] | None:
        """Return the level of a rule, in a tuple; None where nothing is said of it."""
        word = closest_word(self.levels, kind)
        return None if word is None else (self.levels[word],)


class Levels:
    """The levels that hold beside one ame.toml, or where there is none."""

    def __init__(self, command_line: Wishes, check: Check | None = None) -> None:
        self._asked = command_line
        self._set = _wishes(check)
        self._overrides = [_Override(one) for one in (check.overrides if check else None) or ()]
        self._excluded = patterns(check.exclude if check else None)
        self._known: dict[tuple[type[Problem], Level, tuple[int, ...]], Level] = {}

    @property
    def excludes_any(self) -> bool:
        """Whether there may be files that are not to be checked."""
        return bool(self._excluded)

    def excludes(self, path: str) -> bool:
        """Tell whether a file is not to be checked; the path is relative to ame.toml's folder, with `/`."""
        return matched(self._excluded, path)

    def raises(self, kind: type[Problem]) -> bool:
        """Tell whether a rule that is off by itself may be reported in some file."""
        wishes = (self._asked, self._set, *(one.wishes for one in self._overrides))
        return any(one.level(kind) not in (None, (None,)) for one in wishes)

    def level(self, problem: Problem, path: str) -> Level:
        """Return how bad a problem is in a file, whose path is relative to ame.toml's folder."""
        here = tuple(number for number, one in enumerate(self._overrides) if one.covers(path))
        kind = type(problem)
        # A policy says how bad it is to break it; that holds where nobody says anything of the rule.
        own = None if problem.off else problem.severity
        if (kind, own, here) not in self._known:
            overrides = [self._overrides[number] for number in here]
            self._known[kind, own, here] = self._level(kind, own, overrides)
        return self._known[kind, own, here]

    def _level(self, kind: type[Problem], own: Level, overrides: list[_Override]) -> Level:
        asked = self._asked.level(kind)
        wanted = self._asked.wants(kind)
        if wanted is None and asked is None:
            # A level on the command line brings back what the settings ignore.
            wanted = self._set.wants(kind)
        if wanted is False:
            return None
        for said in (asked, *(one.wishes.level(kind) for one in reversed(overrides)), self._set.level(kind)):
            if said is not None:
                return said[0]
        return own


class _Override:
    """One `[[check.overrides]]`."""

    def __init__(self, record: Override) -> None:
        self._patterns = patterns(record.paths)
        self.wishes = Wishes(levels=_levels(record.levels))

    def covers(self, path: str) -> bool:
        """Tell whether a file is one of those that it is about."""
        return matched(self._patterns, path)


def patterns(paths: Items[At[str]] | None) -> list[Pattern]:
    """Read patterns of paths; those that can match nothing are left out."""
    return [pattern for path in paths or () if (pattern := read_pattern(path.value)) is not None]


def matched(patterns: Iterable[Pattern], path: str) -> bool:
    """Tell whether patterns match a file or a folder above it; the last one that does so counts."""
    parts = path.split("/")
    verdict = False
    for pattern in patterns:
        for number in range(1, len(parts) + 1):
            part = "/".join(parts[:number]).encode("utf-8", "surrogateescape")
            if pattern.matches(part, directory=number < len(parts)):
                verdict = pattern.leaves_out
                break
    return verdict


def _wishes(check: Check | None) -> Wishes:
    if check is None:
        return Wishes()
    # One that names nothing is a problem of the settings, and must not hide those of others.
    select = tuple(word.value for word in check.select or ()) or None
    return Wishes(select, tuple(word.value for word in check.ignore or ()), _levels(check.levels))


def _levels(pairs: Pairs[At[str]] | None) -> dict[str, Level]:
    return {word.value: LEVELS[level.value] for word, level in pairs or ()}
