"""Fetches the imports of a workspace that come from git, and writes down what they mean."""

from __future__ import annotations

from amelang.language.ame_yml import Import
from amelang.workspace.alone import alone
from amelang.workspace.fetched import Fetched
from amelang.workspace.find import find
from amelang.workspace.git import Git, GitError
from amelang.workspace.git_address import is_commit, without_credentials
from amelang.workspace.lock import Locked, Wanted, write_lock
from amelang.workspace.project import Loaded
from amelang.workspace.taking import Scratch, take
from amelang.workspace.wanted import refusal, wanted_of
from amelang.workspace.workspace import Workspace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

FETCHED, KEPT, FAILED, REFUSED = "fetched", "kept", "failed", "refused"
"""What became of an import: its files were fetched; were here; could not be had; were not asked for."""


class Outcome:
    """What became of one import from git, for all projects that want the same."""

    def __init__(self, wanted: Wanted, home: Loaded, one: Import) -> None:
        self.wanted = wanted
        self.imports = [(home, one)]
        """The projects that want it, each with its import, in the order in which they were found."""
        self.state = KEPT
        self.before: Locked | None = None
        """What the lock file said."""
        self.locked: Locked | None = None
        """What it is to say."""
        self.error: GitError | None = None
        self.moved = ""
        """The commit that the ref means by now, where that is another one."""
        self.unasked: GitError | None = None
        """Why nobody could be asked what the ref means by now."""
        self.leaving: list[str] = []
        """Links that lead out of the repository, and were left out."""

    @property
    def names(self) -> list[str]:
        """The names by which the project is imported."""
        return list(dict.fromkeys(one.project.value for _, one in self.imports if one.project is not None))


class Synced:
    """What became of all imports, and of the lock file."""

    def __init__(self, outcomes: list[Outcome], changed: bool) -> None:
        self.outcomes = outcomes
        self.changed = changed
        """Whether the lock file said something else before, or would have to."""
        self.merged: list[Outcome] | None = None
        """Where a merge had left both of its sides in the lock file: what these said different things of."""

    @property
    def failed(self) -> bool:
        """Whether an import could not be had; the lock file is then left as it was."""
        return any(outcome.state == FAILED for outcome in self.outcomes)

    @property
    def refused(self) -> bool:
        """Whether a project of the workspace imports from where nothing is taken."""
        return any(outcome.state == REFUSED for outcome in self.outcomes)


class Sync:
    """One run over the imports of a workspace: those of its projects, and of what is fetched for them."""

    def __init__(
        self, workspace: Workspace, update: set[str] | None, *, locked: bool, say: Callable[[str], None]
    ) -> None:
        self.workspace = workspace
        self._say = say
        self._update = update
        self._locked = locked
        self._outcomes: dict[Wanted, Outcome] = {}
        self._asked: dict[tuple[str, str], tuple[str, str]] = {}
        self._repositories: dict[tuple[str, str], Git] = {}
        self._scratch: Scratch | None = None
        self._known: dict[Wanted, Locked] = {}
        """What the lock file says, or what both sides of a merge in it agree on."""

    def run(self) -> Synced:
        """Fetch what is missing, and write the lock file where it would say something else."""
        try:
            with alone(self.workspace.root):
                return self._run()
        finally:
            if self._scratch is not None:
                self._scratch.remove()

    def _run(self) -> Synced:
        # Others may have written it while we waited for them.
        lock = self.workspace.lock
        self._known = lock.merge.entries if lock.merge is not None else lock.entries
        waiting = [(loaded, one) for loaded in own_projects(self.workspace) for one in imports_of(loaded)]
        seen = {loaded.path for loaded, _ in waiting}
        while waiting:
            found = self._next(*waiting.pop(0))
            if found is not None and found.path not in seen:
                seen.add(found.path)
                waiting += [(found, one) for one in imports_of(found)]
        entries = {one.wanted: one.locked for one in self._outcomes.values() if one.locked is not None}
        changed = entries != lock.entries or lock.merge is not None
        synced = Synced(list(self._outcomes.values()), changed)
        if lock.merge is not None:
            synced.merged = [one for one in synced.outcomes if one.wanted in lock.merge.differing]
        if synced.changed and not synced.failed and not self._locked:
            write_lock(lock.path, entries)
        return synced

    def _next(self, home: Loaded, one: Import) -> Loaded | None:
        """Deal with an import; return the project that it leads to, whose imports are dealt with, too."""
        inside = self.workspace.around(home)
        wanted = wanted_of(one)
        if one.git is None:
            found = inside.imported(home, one)
            # What lies in another workspace of this machine has a lock file of its own.
            ours = found is not None and (inside is not self.workspace or inside.around(found) is inside)
            return found if ours else None
        if wanted is None or refusal(one):
            # Of what others wrote `ame check` says it to those who use it.
            if inside is self.workspace:
                self._refuse(home, one)
            return None
        if wanted in self._outcomes:
            self._outcomes[wanted].imports.append((home, one))
            return None
        outcome = self._outcomes[wanted] = Outcome(wanted, home, one)
        outcome.before = outcome.locked = self._known.get(wanted)
        try:
            self._deal(outcome)
        except GitError as error:
            outcome.state, outcome.error = FAILED, error
            return None
        assert outcome.locked is not None, "what did not fail is locked"
        return self.workspace.family.fetched(outcome.locked, self.workspace).project(wanted[2])

    def _refuse(self, home: Loaded, one: Import) -> None:
        """Note an import of which nothing is asked, because of its address, its ref or its path."""
        git, ref, path = (key.value if key is not None else "" for key in (one.git, one.ref, one.path))
        if (git, ref, path) in self._outcomes:
            self._outcomes[git, ref, path].imports.append((home, one))
            return
        outcome = self._outcomes[git, ref, path] = Outcome((git, ref, path), home, one)
        outcome.state = REFUSED
        reason = refusal(one) or "its path leads out of the repository"
        outcome.error = GitError(f"nothing is taken from here: {reason}", "`ame check` says what to write")

    def _deal(self, outcome: Outcome) -> None:
        """Find out what an import means, and see to it that it is in the cache. Raises GitError."""
        address, ref, _ = outcome.wanted
        before = outcome.before
        if before is None and self._locked:
            raise GitError(
                "`ame.lock` does not say which commit it means", "run `ame import sync` without `--locked`"
            )
        name = ""
        if before is None or self._update is None or self._update & set(outcome.names):
            commit, name = self._ask(address, ref)
        else:
            commit = before.commit
            if not self._locked and not is_commit(ref):
                try:
                    now, name = self._ask(address, ref)
                    outcome.moved = now if now != commit else ""
                except GitError as error:
                    outcome.unasked = error
        if before is not None and before.commit == commit and Fetched(before).intact():
            return
        git = self._repository(address, commit, name)
        taken = take(git, self._new("made"), outcome.wanted, commit)
        if before is not None and before.commit == commit and before.hash != taken.locked.hash:
            raise GitError(
                f"commit {commit[:12]} of `{address}` has other files than `ame.lock` says",
                "if you trust them, remove its entry from `ame.lock` and run `ame import sync`",
            )
        taken.install()
        outcome.locked, outcome.state, outcome.leaving = taken.locked, FETCHED, taken.leaving

    def _ask(self, address: str, ref: str) -> tuple[str, str]:
        if (address, ref) not in self._asked:
            self._asked[address, ref] = Git(self._new("asking")).commit_of(address, ref)
        return self._asked[address, ref]

    def _repository(self, address: str, commit: str, name: str) -> Git:
        if (address, commit) not in self._repositories:
            git = Git(self._new("repository"))
            self._say(f"fetching {commit[:12]} of {without_credentials(address)}")
            git.fetch(address, commit, name)
            self._repositories[address, commit] = git
        return self._repositories[address, commit]

    def _new(self, name: str) -> str:
        if self._scratch is None:
            self._scratch = Scratch()
        return self._scratch.new(name)


def sync(
    workspace: Workspace,
    update: set[str] | None,
    *,
    locked: bool,
    say: Callable[[str], None] = lambda _: None,
) -> Synced:
    """Fetch what the projects of a workspace import from git, and what that imports, as it is locked.

    What is not in the lock file is asked for and written there. `update` has the names of imports
    that are asked for again; None means all. `locked` leaves the lock file as it is: what it does not
    say fails. The lock file must be one that can be used. `say` hears of what takes time. Raises
    OSError where the lock file cannot be written.
    """
    return Sync(workspace, update, locked=locked, say=say).run()


def git_imports(workspace: Workspace) -> set[str]:
    """Return the names of all imports from git, those of imports that are fetched among them."""
    names: set[str] = set()
    waiting = own_projects(workspace)
    seen: set[str] = set()
    while waiting:
        home = waiting.pop()
        if home.path in seen:
            continue
        seen.add(home.path)
        for one in imports_of(home):
            if one.git is not None and one.project is not None:
                names.add(one.project.value)
            found = workspace.around(home).imported(home, one)
            waiting += [found] if found is not None else []
    return names


def own_projects(workspace: Workspace) -> list[Loaded]:
    """Return every project of a workspace, members and others, by path."""
    found = (workspace.at(path) for path in find(workspace.root))
    return [loaded for loaded in found if loaded is not None]


def imports_of(loaded: Loaded) -> list[Import]:
    """Return the imports of a project that name one."""
    return [one for one in loaded.record.imports or () if one.project is not None]
