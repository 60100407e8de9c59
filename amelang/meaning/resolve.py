"""Finds what names refer to, and makes tasks whole: templates applied, references followed.

Nothing is ever raised: what does not fit is left out, and is said by `amelang.meaning.references`.
"""

from __future__ import annotations

from amelang.language.ame_yml import DataSet, Import, InlineTask, Project, Step, Task, Template
from amelang.language.forms import closest
from amelang.language.shape import At, Items, Key, Record, Ref
from amelang.light import TypeVar
from amelang.meaning.merge import Merged
from amelang.meaning.slips import Slips
from amelang.workspace.project import Loaded
from amelang.workspace.workspace import Workspace, Workspaces

R = TypeVar("R", bound=Record)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

FEW = 200
"""So many names are each compared with a word that may be one of them with a slip in it."""
NOT_INHERITED = frozenset((Task.name.attribute, Task.from_template.attribute))
"""What a template says about itself alone."""


class Resolver:
    """Follows the references of the projects of a workspace; every answer is found once and kept."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.merged = Merged()
        self._indexes: dict[tuple[int, str], dict[str, Any]] = {}
        self._slips: dict[tuple[int, str], Slips] = {}
        self._projects: dict[tuple[int, str], Loaded | None] = {}
        self._effective: dict[Task, Task | None] = {}
        self._meant: dict[int, tuple[Task, Task | None]] = {}
        """What tasks mean, beside each, so that it lives as long as its identity is asked for."""
        self._homes: dict[int, Loaded] = {}
        """The projects from which something was taken, by the identity of their sources."""
        self.without_circles: set[int] = set()
        """The identities of records that are known to lead back to none of their own."""
        self.used: dict[str, Loaded] = {}
        """The projects, by the paths of their files, from which another one took something."""

    def index(self, home: Loaded, key: Key[Any]) -> dict[str, Any]:
        """Return the things of one kind that a project defines, by name; of two the first counts."""
        at = (id(home), key.attribute)
        if at not in self._indexes:
            made: dict[str, Any] = {}
            for record in home.record.__dict__.get(key.attribute) or ():
                if record.name is not None:
                    made.setdefault(record.name.value, record)
            self._indexes[at] = made
        return self._indexes[at]

    def near(self, home: Loaded, key: Key[Any], word: str) -> str | None:
        """Return the name of a thing of one kind that is most like a word; None where none is like it."""
        index = self.index(home, key)
        if len(index) <= FEW:
            return closest(word, index)
        at = (id(home), key.attribute)
        if at not in self._slips:
            self._slips[at] = Slips(index)
        return self._slips[at].meant(word)

    def home_of(self, home: Loaded, ref: Ref) -> Loaded:
        """Return the project in which a reference is written, which says what its names mean.

        For what a project wrote itself that is `home`; a template may come from another one.
        """
        source = ref.span.source
        return home if source is home.source else self._homes.get(id(source), home)

    def project(self, home: Loaded, ref: Ref) -> Loaded | None:
        """Return the project that a reference names; its own where it names none; None where unknown."""
        home = self.home_of(home, ref)
        if ref.project is None:
            return home
        at = (id(home), ref.project.value)
        if at not in self._projects:
            self._projects[at] = self._project(home, ref.project.value)
        return self._projects[at]

    def _project(self, home: Loaded, name: str) -> Loaded | None:
        if name == home.name.value:
            return home
        workspace = self.workspace.around(home)
        one = import_of(home, name)
        if one is not None:
            return workspace.imported(home, one)
        named = workspace.named(home, name)
        return named[0] if named else None

    def template(self, home: Loaded, ref: Ref) -> tuple[Template, Loaded] | None:
        """Return the template of a reference, and the project that it stands in."""
        return self._find(home, ref, Project.templates, Template)

    def data_set(self, home: Loaded, ref: Ref) -> tuple[DataSet, Loaded] | None:
        """Return the data set of a reference, and the project that it stands in."""
        return self._find(home, ref, Project.data_sets, DataSet)

    def task(self, home: Loaded, ref: Ref) -> Task | None:
        """Return the task of a reference; one of another project cannot be referred to.

        A reference in a template of another project means one of that project.
        """
        if self.home_of(home, ref) is not home:
            return None
        if ref.project is not None and ref.project.value != home.name.value:
            return None
        task: Task | None = self.index(home, Project.tasks).get(ref.name.value)
        return task

    def _find(self, home: Loaded, ref: Ref, key: Key[Any], kind: type[R]) -> tuple[R, Loaded] | None:
        project = self.project(home, ref)
        if project is None:
            return None
        record = self.index(project, key).get(ref.name.value)
        if not isinstance(record, kind):
            return None
        if project is not home:
            self.used[project.path] = project
            self._homes[id(project.source)] = project
        return record, project

    def effective(self, home: Loaded, task: Task) -> Task | None:
        """Return a task with its templates under it; None where one is not found, or leads back to itself."""
        chain: list[tuple[Task, Loaded]] = []
        seen: set[int] = set()
        current, its_home = task, home
        while True:
            base: Task | None = None
            if current in self._effective:
                base = self._effective[current]
            elif current.from_template is None:
                base = None if Task.from_template in current.faulty else current
            elif id(current) not in seen:
                seen.add(id(current))
                chain.append((current, its_home))
                found = self.template(its_home, current.from_template)
                if found is not None:
                    current, its_home = found
                    continue
            break
        for one, its_home in reversed(chain):
            base = None if base is None else self._applied(self.qualified(its_home, base), one)
            self._effective[one] = base
        return base

    def qualified(self, home: Loaded, task: Task) -> Task:
        """Return a task as another project sees it: its data sets of a third one go by `project.name`."""
        refs = task.data_sets
        if refs is None or all(ref.project or self.home_of(home, ref) is home for ref in refs):
            return task
        values = []
        for ref in refs:
            its_home = self.home_of(home, ref)
            if ref.project is None and its_home is not home:
                span = ref.name.span
                project = At(its_home.name.value, span.source, span.start, span.end)
                values.append(Ref(ref.name, project, ref.span))
            else:
                values.append(ref)
        return self.merged.replaced(task, Task.data_sets, Items(values, refs.span))

    def templates(self, home: Loaded, task: Task) -> Iterator[Template]:
        """Give the templates of a task, its own first, as far as they are found."""
        seen: set[int] = set()
        current, its_home = task, home
        while current.from_template is not None and id(current) not in seen:
            seen.add(id(current))
            found = self.template(its_home, current.from_template)
            if found is None:
                return
            current, its_home = found
            yield found[0]

    def _applied(self, base: Task, task: Task) -> Task:
        made = self.merged.over(base, task, NOT_INHERITED)
        # It is applied: nothing that looks at the whole task has to think of it.
        made.__dict__.pop(Task.from_template.attribute, None)
        return made

    def meant(self, home: Loaded, task: Task) -> Task | None:
        """Follow `taskRef` to the task that runs, templates applied; None where that leads nowhere.

        What starts it is only what is written for the task itself, and nothing where it is a part of
        something else: what starts the task that is referred to would start it twice. It is one and the
        same task each time, so that whoever goes around in a circle comes to see it.
        """
        known = self._meant.get(id(task))
        if known is None:
            known = self._meant[id(task)] = (task, self._follow(home, task))
        return known[1]

    def _follow(self, home: Loaded, task: Task) -> Task | None:
        seen: set[int] = set()
        current: Task | None = task
        own: Task | None = None
        while current is not None and id(current) not in seen:
            seen.add(id(current))
            current = self.effective(home, current)
            if current is None:
                return None
            own = own or current
            if current.task_ref is None:
                triggers = None if isinstance(task, (Step, InlineTask)) else own.triggers
                if triggers is not current.triggers:
                    current = self.merged.replaced(current, Task.triggers, triggers)
                return self.qualified(home, current)
            current = self.task(home, current.task_ref)
        return None


def import_of(home: Loaded, name: str) -> Import | None:
    """Return the import by which a project knows another one; of two the first counts."""
    for one in home.record.imports or ():
        if one.project is not None and one.project.value == name:
            return one
    return None


def steps_of(task: Task) -> list[list[Task]]:
    """Return the steps of a pipeline: groups one after the other, the members of a group in parallel."""
    groups: list[list[Task]] = []
    for item in task.pipeline or ():
        groups.append(list(item) if isinstance(item, Items) else [item])
    return groups


class Resolvers:
    """One resolver for each workspace, for whoever looks at many projects."""

    def __init__(self, workspaces: Workspaces | None = None) -> None:
        self._workspaces = workspaces or Workspaces()
        self._of_root: dict[str, Resolver] = {}

    def of(self, loaded: Loaded) -> Resolver:
        """Return the resolver of the workspace that a project lies in, and let it know the project."""
        workspace = self._workspaces.around(loaded)
        if workspace.root not in self._of_root:
            self._of_root[workspace.root] = Resolver(workspace)
        workspace.add(loaded)
        return self._of_root[workspace.root]

    def all(self) -> list[Resolver]:
        """Return the resolvers that there are so far."""
        return list(self._of_root.values())
