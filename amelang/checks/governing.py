"""The settings that govern a check: which files it is about, and what becomes of the problems in them."""

from __future__ import annotations

import os

from amelang.checks.comment_problems import EmptySelection, UnknownRule
from amelang.checks.levels import Levels, Wishes
from amelang.checks.rules import is_known, near_rule
from amelang.language.ame_toml import Check, Settings
from amelang.text.problem import Problem, Severity
from amelang.text.source import Source, Span
from amelang.workspace.find import SETTINGS_NAMES
from amelang.workspace.problems import NamelessProjectWarning
from amelang.workspace.project import Loaded
from amelang.workspace.settings import read_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from amelang.checks.verdict import Verdict
    from amelang.language.shape import At
    from amelang.meaning.resolve import Resolvers


class _Folder:
    """One ame.toml, or the lack of one, and what it makes of the files below."""

    def __init__(self, path: str | None, asked: Wishes, instead: dict[str, Source]) -> None:
        self.problems: list[Problem] = []
        self.settings: Settings | None = None
        self.source: Source | None = None
        self.root = os.path.dirname(path) if path else os.getcwd()
        check: Check | None = None
        if path is not None:
            shown = os.path.relpath(path)
            self.settings, self.problems = read_settings(path, shown, instead.get(shown))
            self.source = self.settings.node.source
            check = self.settings.check
            if check is not None:
                self.problems += [*_unknown_rules(check), *_empty_selection(check, self.problems)]
        self.levels = Levels(asked, check)

    def relative(self, path: str) -> str:
        """Return a path as the settings would name it."""
        return os.path.relpath(os.path.abspath(path), self.root).replace(os.sep, "/")

    def violations(self, known: list[tuple[Loaded, Resolvers | None]]) -> list[Problem]:
        """Return what breaks the policies in projects; what is wrong with those joins the problems."""
        settings = self.settings
        policy = settings.policy if settings is not None else None
        if settings is None or policy is None or not (policy.schemas or policy.rules):
            return []
        from amelang.checks.policy import Policies
        from amelang.checks.policy_problems import PolicyViolation
        from amelang.meaning.resolve import Resolvers

        policies = Policies(self.root, policy, also_off=self.levels.raises(PolicyViolation))
        for loaded, resolvers in known:
            policies.check(loaded, (resolvers or Resolvers()).of(loaded), settings)
        self.problems += policies.broken
        return list(policies.violations)

    @property
    def has_cluster(self) -> bool:
        """Whether tasks below run on a cluster, always or for a target."""
        settings = self.settings
        if settings is None:
            return False
        return settings.cluster is not None or any(
            target.cluster is not None for _, target in settings.targets or ()
        )


class Governing:
    """The settings of several files, each ame.toml read once, and the wishes of the command line."""

    def __init__(self, asked: Wishes | None = None, instead: dict[str, Source] | None = None) -> None:
        self._asked = asked or Wishes()
        self._instead = instead or {}
        self._by_path: dict[str | None, _Folder] = {}
        self._by_folder: dict[str, _Folder] = {}
        self._paths: dict[str, str | None] = {}

    def sorted_out(self, paths: list[str]) -> tuple[list[str], list[str]]:
        """Return the projects that are to be checked, and those that settings exclude.

        Settings are read on the way, and are in neither.
        """
        kept: list[str] = []
        left_out: list[str] = []
        for path in paths:
            folder = self._of(path)
            if os.path.basename(path) not in SETTINGS_NAMES:
                excluded = folder.levels.excludes_any and folder.levels.excludes(folder.relative(path))
                (left_out if excluded else kept).append(path)
        return kept, left_out

    def violations(self, known: list[tuple[Loaded, Resolvers | None]]) -> list[Problem]:
        """Return what breaks the policies of the settings; to be asked before `problems`."""
        found: list[Problem] = []
        for folder in {id(one): one for one in (self._of(loaded.path) for loaded, _ in known)}.values():
            if folder.settings is not None and folder.settings.policy is not None:
                found += folder.violations([pair for pair in known if self._of(pair[0].path) is folder])
        return found

    @property
    def have_policies(self) -> bool:
        """Whether some settings say what every task has to keep to."""
        return any(one.settings and one.settings.policy for one in self._by_path.values())

    def problems(self, verdicts: list[Verdict]) -> list[Problem]:
        """Return what is wrong with the settings, and with projects because of them."""
        found = [problem for folder in self._by_path.values() for problem in folder.problems]
        for one in self._by_path.values():
            if one.settings is not None:
                found += _traps(one.settings)
        for verdict in verdicts:
            settings = self._of(verdict.file).settings
            if settings is not None and (settings.vaults or settings.mlflow or settings.targets):
                from amelang.checks.vaults import by_settings

                found += by_settings(verdict.uses, settings)
            if verdict.nameless is not None and self._of(verdict.file).has_cluster:
                top, folder = verdict.nameless
                found.append(NamelessProjectWarning(span=top, folder=folder))
        return found

    def levelled(self, problems: list[Problem]) -> list[Problem]:
        """Return the problems that are to be reported, each as bad as the settings say."""
        own = {id(problem) for folder in self._by_path.values() for problem in folder.problems}
        kept = []
        for problem in problems:
            if id(problem) in own:
                # What is wrong with the settings cannot be settled by them.
                kept.append(problem)
                continue
            folder = self._of(problem.span.path)
            level = folder.levels.level(problem, folder.relative(problem.span.path))
            if level is not None:
                problem.severity = level
                kept.append(problem)
        return kept

    @property
    def sources(self) -> list[Source]:
        """The texts of the settings."""
        return [folder.source for folder in self._by_path.values() if folder.source is not None]

    @property
    def comments(self) -> dict[str, list[Span]]:
        """The comments of the settings that may be for AME, by the paths of the settings; few have any."""
        found = ((one.source, one.problems) for one in self._by_path.values() if one.source is not None)
        read = ((source.path, comments_of(source, problems)) for source, problems in found)
        return {path: comments for path, comments in read if comments}

    def broken(self, problems: list[Problem]) -> bool:
        """Tell whether settings are so wrong that they do not mean what they should, by what is reported."""
        left = set(map(id, problems))
        own = (problem for folder in self._by_path.values() for problem in folder.problems)
        return any(type(problem).severity == Severity.ERROR for problem in own if id(problem) in left)

    def _of(self, path: str) -> _Folder:
        folder = os.path.dirname(path)
        if folder not in self._by_folder:
            at = self._settings_path(os.path.abspath(folder))
            if at not in self._by_path:
                self._by_path[at] = _Folder(at, self._asked, self._instead)
            self._by_folder[folder] = self._by_path[at]
        return self._by_folder[folder]

    def _settings_path(self, folder: str) -> str | None:
        """Return the ame.toml that holds in a folder, asking for it in each folder above once."""
        if folder not in self._paths:
            path = os.path.join(folder, SETTINGS_NAMES[0])
            parent = os.path.dirname(folder)
            if os.path.lexists(path):
                self._paths[folder] = path
            else:
                self._paths[folder] = self._settings_path(parent) if parent != folder else None
        return self._paths[folder]


def comments_of(source: Source, problems: list[Problem]) -> list[Span]:
    """Return the comments of settings that may be for AME; none where the text is not TOML."""
    if "ame:" not in source.text:
        return []
    from amelang.text.toml import InvalidToml, comments_of_toml

    if any(isinstance(problem, InvalidToml) for problem in problems):
        return []
    return [comment for comment in comments_of_toml(source) if "ame:" in comment.text]


def _traps(settings: Settings) -> Iterator[Problem]:
    """Report what would be reported of any task, and is given to all of them, or to those of a target."""
    for layer in (settings, *(target for _, target in settings.targets or ())):
        if layer.defaults is not None and layer.defaults.resources is not None:
            from amelang.checks.resources import check_defaults

            yield from check_defaults(layer.defaults.resources)
        image = layer.images.default if layer.images is not None else None
        if image is not None:
            from amelang.checks.tasks import image_verdict

            verdict = image_verdict(image.value)
            if verdict is not None:
                yield verdict(image)


def _unknown_rules(check: Check) -> Iterator[Problem]:
    """Report words that should mean rules and mean none."""
    for word in _words(check):
        if not is_known(word.value):
            quotes = 0 if word.span.text == word.value else 1
            span = Span(word.source, word.start + quotes, word.end - quotes)
            yield UnknownRule(span=span, rule=word.value, near=near_rule(word.value), several=False)


def _empty_selection(check: Check, problems: list[Problem]) -> Iterator[Problem]:
    """Report a selection of nothing; one whose words are all wrong has problems enough."""
    select = check.select
    if select is None or select.values:
        return
    span = select.span
    if not any(span.start <= problem.span.start < span.end for problem in problems):
        yield EmptySelection(span=span, key=Check.select.name)


def _words(check: Check) -> Iterator[At[str]]:
    yield from check.select or ()
    yield from check.ignore or ()
    for levels in (check.levels, *(one.levels for one in check.overrides or ())):
        yield from (word for word, _ in levels or ())
