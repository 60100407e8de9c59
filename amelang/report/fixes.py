"""Mends what can be mended: makes the edits of fixes, again and again until there is nothing left to do."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Sequence

from amelang.checks.run import Checked
from amelang.text.edits import edited, meet
from amelang.text.problem import Edit, Fix, Problem, Severity
from amelang.text.source import Source, Span
from amelang.workspace.problems import NotUtf8, TooLarge, UnreadableFile

MOST_REGRETS = 10
"""How often mending begins anew, without what turned out to be wrong."""
OF_FORM = "AME0", "AME1"
"""How the codes of problems of the text and of its shape begin."""
OF_TEXT = "AME0"
"""How the codes of problems of the text itself begin."""

Texts = dict[str, Source]
Check = Callable[[Texts], Checked]
"""Checks everything again, with texts that count instead of those on the disk."""


class Repair:
    """A problem, and the fix that is made of it."""

    __slots__ = ("fix", "place", "problem")

    def __init__(self, problem: Problem, fix: Fix) -> None:
        self.problem = problem
        self.fix = fix
        self.place = str(problem.span)
        """Where the problem was when it was mended; edits above it may move it later."""

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits of the fix."""
        return self.fix.edits


class Repairs:
    """The repairs that are wished: without those that led to something wrong, as it turned out later."""

    def __init__(self, *, unsafe: bool) -> None:
        self.unsafe = unsafe
        self.refused: set[tuple[str, str, str, str]] = set()
        self.held_back = False
        """Whether something was left out that may be right after all, once the rest is done."""

    def refuse(self, repair: Repair) -> None:
        """Leave a repair out from now on."""
        self.refused.add(_likeness(repair))

    def of(self, mended: Mended) -> list[Repair]:
        """Return what can be made, but for what changes again what a repair has made, which was a guess."""
        every = repairs_of(mended.checked, unsafe=self.unsafe)
        guessed: dict[str, list[Span]] = {}
        for _, place, _ in mended.made:
            insort(guessed.setdefault(place.path, []), place, key=_first)
        left = [
            repair
            for repair in every
            if _likeness(repair) not in self.refused
            and not any(_touches_any(edit.span, guessed.get(edit.span.path, [])) for edit in repair.edits)
        ]
        self.held_back = self.held_back or len(left) < len(every)
        return left


class Mended:
    """What came of mending: the files before and after, what was done, and what is still wrong."""

    def __init__(self, checked: Checked) -> None:
        self.before = editable(checked)
        self.after: Texts = dict(self.before)
        self.repairs: list[Repair] = []
        self.checked = checked
        self.made: list[tuple[Repair, Span, bool]] = []
        """What each guess has written, where it stands now, and whether in place of another word."""

    def again(self) -> Mended:
        """Return the same, to go on from."""
        copy = Mended(self.checked)
        copy.before, copy.after = self.before, dict(self.after)
        copy.repairs = list(self.repairs)
        return copy

    @property
    def changed(self) -> list[tuple[Source, Source]]:
        """The files that became others, each before and after, by path."""
        return [
            (old, self.after[path])
            for path, old in sorted(self.before.items())
            if old.text != self.after[path].text
        ]


def repairs_of(checked: Checked, *, unsafe: bool) -> list[Repair]:
    """Return the fix of each reported problem that can be made, the best of it, in the order of the text.

    Fixes that are not safe are among them only with `unsafe`. A fix whose edits are in files that
    are not being checked is never made.
    """
    files = editable(checked)
    found = []
    for problem in checked.problems:
        for fix in problem.fixes():
            ours = all(files.get(edit.span.path) is edit.span.source for edit in fix.edits)
            if fix.edits and ours and (fix.safe or unsafe):
                found.append(Repair(problem, fix))
                break
    return found


def editable(checked: Checked) -> Texts:
    """Return the texts that may be edited, by path: those of the files that could be read."""
    texts = {
        loaded.source.path: loaded.source
        for loaded in checked.projects
        if not any(isinstance(problem, UnreadableFile | NotUtf8 | TooLarge) for problem in loaded.problems)
    }
    return texts | {source.path: source for source in checked.settings}


def mend(checked: Checked, check: Check, *, unsafe: bool) -> Mended:
    """Make the fixes of what was found, check again, and so on until no fix is left that can be made.

    Of fixes that overlap the first is made, the others in the next round where they still apply. A
    fix after which something new would be wrong, or the text could be read less well, is not made.
    """
    mended, wished = Mended(checked), Repairs(unsafe=unsafe)
    while (more := _tried(mended, check, wished)) is not None:
        mended = more
        if not wished.held_back:
            break
        # What was a wrong guess beside another one may be a right one without it.
        wished = Repairs(unsafe=unsafe)
    return mended


def _tried(start: Mended, check: Check, wished: Repairs) -> Mended | None:
    """Mend until no fix is left, but for those that turn out to be wrong; None where no fix is made."""
    for number in range(MOST_REGRETS):
        if number == MOST_REGRETS - 1:
            wished.unsafe = False
        mended = start.again()
        while done := _round(mended, check, wished):
            mended.repairs += done
        regretted = _regretted(start.checked, mended)
        if not regretted:
            return mended if len(mended.repairs) > len(start.repairs) else None
        for repair in regretted:
            wished.refuse(repair)
    return None


def _regretted(checked: Checked, mended: Mended) -> list[Repair]:
    """Return the repairs that were a guess, and a wrong one.

    In the end something is wrong with the very word that they wrote for another one, or the text or
    the shape of that line is wrong in another way than before.
    """
    added = _identities(mended.checked.found)
    added.subtract(_identities(checked.found))
    new: dict[tuple[str, int], list[Problem]] = {}
    for problem in mended.checked.found:
        if added[_identity(problem)] > 0:
            for line in _lines(problem.span):
                new.setdefault((problem.span.path, line), []).append(problem)
    return [
        repair
        for repair, place, whole in mended.made
        for problems in [[one for line in _lines(place) for one in new.get((place.path, line), ())]]
        if any(_spoils(one, place, whole=whole) for one in problems)
    ]


def _spoils(problem: Problem, place: Span, *, whole: bool) -> bool:
    """Tell whether a new problem in a line says that what was written there is wrong."""
    return problem.code.startswith(OF_FORM) or (whole and _touches(problem.span, place))


def _lines(span: Span) -> range:
    return range(span.first[0], span.last[0] + 1)


def _likeness(repair: Repair) -> tuple[str, str, str, str]:
    """Return what makes a repair the same one, wherever it stands."""
    return (*_identity(repair.problem), repair.fix.title)


def _touches(one: Span, other: Span) -> bool:
    return one.path == other.path and one.start < other.end and other.start < one.end


def _touches_any(span: Span, others: Sequence[Span]) -> bool:
    """Tell whether a place touches one of others that stand in their order and are apart from each other."""
    place = bisect_left(others, span.start, key=_first)
    for other in others[max(place - 1, 0) :]:
        if other.start >= span.end:
            break
        if _touches(span, other):
            return True
    return False


def _first(span: Span) -> int:
    return span.start


def _round(mended: Mended, check: Check, wished: Repairs) -> list[Repair]:
    """Make as many fixes at once as go together; return those that were made."""
    base, before = mended.after, mended.checked
    accepted: list[Repair] = []
    # The greater part of fixes does no harm: all are tried together, and halves only where that fails.
    waiting = [_apart(wished.of(mended))]
    while waiting:
        part = waiting.pop()
        if not part:
            continue
        texts, places = _made(base, [*accepted, *part])
        checked = check({**base, **texts})
        if better(before, checked, places):
            accepted += part
            mended.after, mended.checked = {**base, **texts}, checked
        elif len(part) > 1:
            middle = len(part) // 2
            waiting += (part[middle:], part[:middle])
    if accepted:
        mended.made = _moved(mended, base, accepted)
    return accepted


def _moved(mended: Mended, base: Texts, repairs: Sequence[Repair]) -> list[tuple[Repair, Span, bool]]:
    """Return what guesses have written, before and in these repairs, where it stands in the new texts."""
    made = []
    ends: dict[str, list[tuple[int, int]]] = {}
    for path, some in _by_path(repairs).items():
        some.sort(key=lambda one: one[0].span.start)
        _, places = edited(base[path], [edit for edit, _ in some])
        ends[path] = [(edit.span.end, place.end) for (edit, _), place in zip(some, places, strict=True)]
        made += [
            (repair, place, edit.span.start < edit.span.end)
            for (edit, repair), place in zip(some, places, strict=True)
            if not repair.fix.safe
        ]
    for repair, place, whole in mended.made:
        some_ends = ends.get(place.path, [])
        before = bisect_right(some_ends, place.start, key=lambda one: one[0])
        shift = some_ends[before - 1][1] - some_ends[before - 1][0] if before else 0
        source = mended.after[place.path]
        made.append((repair, Span(source, place.start + shift, place.end + shift), whole))
    return made


def _by_path(repairs: Sequence[Repair]) -> dict[str, list[tuple[Edit, Repair]]]:
    """Return the edits of repairs by the files that they are of, each with its repair."""
    edits: dict[str, list[tuple[Edit, Repair]]] = {}
    for repair in repairs:
        for edit in repair.edits:
            edits.setdefault(edit.span.path, []).append((edit, repair))
    return edits


def _apart(repairs: Sequence[Repair]) -> list[Repair]:
    """Choose repairs that do not meet; of two that do, the first."""
    chosen: list[Repair] = []
    taken: dict[str, list[Edit]] = {}
    for repair in repairs:
        if any(_meets_any(edit, taken.get(edit.span.path, [])) for edit in repair.edits):
            continue
        for edit in repair.edits:
            insort(taken.setdefault(edit.span.path, []), edit, key=_start)
        chosen.append(repair)
    return chosen


def _meets_any(edit: Edit, others: Sequence[Edit]) -> bool:
    """Tell whether an edit meets one of others that stand in their order and are apart from each other."""
    place = bisect_left(others, edit.span.start, key=_start)
    return any(meet(edit, other) for other in others[max(place - 1, 0) : place + 1])


def _start(edit: Edit) -> int:
    return edit.span.start


def _made(base: Texts, repairs: Sequence[Repair]) -> tuple[Texts, list[Span]]:
    """Return the texts that repairs change, and the places of what is new in them."""
    texts: Texts = {}
    places: list[Span] = []
    for path, some in _by_path(repairs).items():
        texts[path], new = edited(base[path], [edit for edit, _ in some])
        places += new
    return texts, places


def better(before: Checked, after: Checked, places: Sequence[Span]) -> bool:
    """Tell whether a text with edits in it is better than before, and worse in nothing.

    What was wrong in an edited line may be said more precisely now: `10 GB` for which a colon was
    missing is a bad amount as soon as the colon is there. So may what is below a key that nobody
    knew. Anything else that is new is a fault of the edit. So there are fewer problems after each
    round, or as many of a later stage, as the codes have them: fixes cannot undo each other.
    """
    old, new = before.found, after.found
    for what in (lambda _: True, _is_error, _is_of_text):
        if sum(map(what, new)) > sum(map(what, old)):
            return False
    if len(new) == len(old) and sum(map(_stage, new)) <= sum(map(_stage, old)):
        return False
    added = _identities(new)
    added.subtract(_identities(old))
    if not any(added.values()):
        return False
    lines = {(place.path, line) for place in places for line in _shown_by(place)}
    return all(
        added[_identity(problem)] <= 0 or (problem.span.path, problem.span.first[0]) in lines
        for problem in new
    )


def _shown_by(place: Span) -> range:
    """Return the lines of which more can be known after an edit: its own, and what is below the key in it."""
    source, last = place.source, place.last[0]
    line = source.line(last)
    if line.rstrip().endswith(":"):
        deep = len(line) - len(line.lstrip(" "))
        while last < len(source.starts):
            below = source.line(last + 1)
            if below.strip() and len(below) - len(below.lstrip(" ")) <= deep:
                break
            last += 1
    return range(place.first[0], last + 1)


def _stage(problem: Problem) -> int:
    """Return how far reading came before it met a problem: text, shape, names, sense."""
    return int(problem.code.removeprefix("AME"))


def _is_error(problem: Problem) -> bool:
    # The level that settings give a problem is set only where it is reported.
    return type(problem).severity == Severity.ERROR


def _is_of_text(problem: Problem) -> bool:
    return problem.code.startswith(OF_TEXT)


def _identities(problems: Sequence[Problem]) -> Counter[tuple[str, str, str]]:
    return Counter(map(_identity, problems))


def _identity(problem: Problem) -> tuple[str, str, str]:
    """Return what makes a problem the same one in a text in which it may have moved."""
    return problem.span.path, problem.code, problem.message()
