"""What must hold of `ame check`, whatever the text is. Each law says what is wrong, or nothing."""

from __future__ import annotations

import json
import os
import signal
import time
import traceback
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from amelang.checks.run import Checked, check_all
from amelang.cli.check import FORMATS
from amelang.cli.formats import machine_form
from amelang.language.forms import absent
from amelang.language.shape import At, Items, Pairs, Record, Ref
from amelang.report import diff
from amelang.report.baseline import Baseline, read_baseline
from amelang.report.fixes import Texts, mend
from amelang.report.summary import Summary
from amelang.report.text import render_concise, render_full
from amelang.text.edits import edited
from amelang.text.problem import Edit, Problem, Severity
from amelang.text.referee import disagreement
from amelang.text.source import Source, Span
from amelang.text.tree import Mapping, Node, Scalar, Sequence

FLOOR = 0.05
"""Seconds that any text may take; a machine does other things, too."""
PER_CHARACTER = 1 / 100_000
HANGS = 30
"""Seconds after which nobody waits any longer."""
OF_FILES = {"AME093", "AME094", "AME201"}
"""Problems that stand at the top of a file whatever is in it."""
JSON = {"json", "sarif", "gitlab", "rdjson"}
XML = {"junit", "checkstyle"}


class Case:
    """A text, where it lies, and what lies beside it in another form than usual."""

    def __init__(self, text: str, folder: str, beside: tuple[str, bytes] | None = None) -> None:
        self.text = text
        self.folder = folder
        self.beside = beside

    @property
    def path(self) -> str:
        return os.path.join(self.folder, "ame.yml")

    def with_text(self, text: str) -> Case:
        return Case(text, self.folder, self.beside)

    def __repr__(self) -> str:
        beside = f", beside {self.beside[0]} = {self.beside[1]!r}" if self.beside else ""
        return f"in {self.folder}/: {self.text!r}{beside}"


class HangsError(Exception):
    """A text takes so long that nobody waits for it."""


@contextmanager
def patience() -> Iterator[None]:
    """Raise HangsError where what is within takes too long."""

    def stop(*_: object) -> None:
        raise HangsError

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, HANGS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def checked(case: Case, texts: Texts | None = None) -> Checked:
    return check_all([case.path], None, texts or {case.path: Source(case.text, case.path)})


def spans_of(problem: Problem) -> Iterator[Span]:
    yield problem.span
    if problem.hidden is not None:
        yield problem.hidden
    scope = getattr(problem, "scope", None)
    if scope is not None:
        yield scope
    for note in problem.all_notes:
        yield note.span
    for fix in problem.fixes():
        for edit in fix.edits:
            yield edit.span


def places(found: Checked) -> str:
    """Every place lies in its text, every sentence is one line of a reasonable length."""
    for problem in found.found:
        for span in spans_of(problem):
            if not 0 <= span.start <= span.end <= len(span.source.text):
                return f"{problem.code}: {span.start} to {span.end} is no place in {len(span.source.text)}"
        message = problem.message()
        if not 0 < len(message) <= 100:
            return f"{problem.code}: the message has {len(message)} characters"
        problem.help()
    return ""


def ordered(found: Checked) -> str:
    """No problem is said twice."""
    said = [(one.span.path, one.span.start, one.span.end, one.code, one.message()) for one in found.found]
    twice = {one for one in said if said.count(one) > 1} if len(set(said)) < len(said) else ()
    return f"said twice: {sorted(twice)}" if twice else ""


def refereed(found: Checked) -> str:
    """A text without a problem of the text is read as ruamel.yaml reads it; one that it refuses has one."""
    for loaded in found.projects:
        if not loaded.tree.problems and (other := disagreement(loaded.tree)) is not None:
            return f"ruamel.yaml differs: {other.message()}"
    return ""


def lost(found: Checked) -> str:
    """Every word of a text whose shape is right stands in a record: nothing is dropped without a word."""
    for loaded in found.projects:
        if any(problem.code < "AME2" for problem in found.found) or "<<" in loaded.source.text:
            continue
        kept = set(_kept(loaded.record))
        root = loaded.tree.root
        for entry in root.entries if isinstance(root, Mapping) else ():
            # A name that is written in two good spellings is kept once.
            for word in () if isinstance(entry.value, Scalar) else _words(entry.value):
                if word.start not in kept and not absent(word):
                    return f"{word.span!r} is in no record"
    return ""


def _words(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _words(item)
    elif isinstance(node, Mapping):
        for entry in node.entries:
            yield from _words(entry.value)


def _kept(value: object) -> Iterator[int]:
    """Give where each word stands that a record holds."""
    if isinstance(value, At):
        yield value.start
    elif isinstance(value, Ref):
        yield value.name.start
        if value.project is not None:
            yield value.project.start
    elif isinstance(value, Record):
        for inner in value.__dict__.values():
            yield from _kept(inner)
    elif isinstance(value, Items):
        for inner in value:
            yield from _kept(inner)
    elif isinstance(value, Pairs):
        for key, inner in value:
            yield from _kept(key)
            yield from _kept(inner)


def printed(found: Checked) -> str:
    """The report for people is made of whole lines that a terminal can show."""
    for text in (render_full(found.problems), render_concise(found.problems)):
        if found.problems and not text.endswith("\n"):
            return "a report ends within a line"
        text.encode("utf-8")
    return ""


def formats(found: Checked) -> str:
    """Every format can be made and read again, and none shows a secret."""
    files = [loaded.source.path for loaded in found.projects]
    summary = Summary(len(files), len(files), found.problems)
    texts = {"full": render_full(found.problems), "concise": render_concise(found.problems)}
    for name in FORMATS:
        if name not in texts:
            texts[name] = machine_form(name, found.problems, files, summary)
        text = texts[name].encode("utf-8", "backslashreplace").decode()
        if name in JSON:
            json.loads(text)
            if name == "sarif":
                # The pages of rules, which it has as well, show examples.
                text = texts[name] = json.dumps(json.loads(text)["runs"][0]["results"], ensure_ascii=False)
        elif name in XML:
            ElementTree.fromstring(text)
    for problem in found.problems:
        hidden = problem.hidden
        if hidden is None or len(hidden.text) < 8 or hidden.source.text.count(hidden.text) > 1:
            continue
        for name, text in texts.items():
            if hidden.text in text:
                return f"{name} shows what {problem.code} hides"
    return ""


def baselined(found: Checked) -> str:
    """A baseline of all problems leaves none of them."""
    files = [loaded.source.path for loaded in found.projects]
    text = Baseline(".").updated(found.problems, files).render()
    new, _ = read_baseline(text, ".").sift(found.problems)
    return f"a baseline forgets {new}" if new else ""


def identities(found: Checked) -> list[tuple[str, int, int, str, str]]:
    return [
        (one.code, *one.span.first, one.message(), one.help() or "")
        for one in found.found
        if one.span.path.endswith("ame.yml")
    ]


def repeated(case: Case, found: Checked) -> str:
    """The same text has the same problems, each time and with other line ends."""
    if identities(checked(case)) != identities(found):
        return "a second check says something else"
    if "\r" in case.text or "\\\n" in case.text:
        return ""
    windows = checked(case.with_text(case.text.replace("\n", "\r\n")))
    if [one[:3] for one in identities(windows)] != [one[:3] for one in identities(found)]:
        return f"with CRLF: {identities(windows)}, with LF: {identities(found)}"
    return ""


def lower_lines(case: Case, found: Checked) -> str:
    """A comment above everything moves all problems, and changes none."""
    if case.text[:1] in ("\ufeff", "%") or "---" in case.text or "ame:" in case.text:
        return ""
    below = checked(case.with_text("# a comment\n\n" + case.text))
    moved = [(code, line - 2, column) for code, line, column, *_ in identities(below) if code not in OF_FILES]
    here = [(code, line, column) for code, line, column, *_ in identities(found) if code not in OF_FILES]
    if moved != here:
        return f"below a comment: {moved}, without: {here}"
    return ""


def errors(found: Checked) -> int:
    return sum(type(problem).severity == Severity.ERROR for problem in found.found)


def mended(case: Case, found: Checked, *, unsafe: bool) -> str:
    """Mending ends, adds no problem, and changes nothing but what its edits say."""

    if any("\ud800" <= sign <= "\udfff" for sign in case.text):
        # No file can hold half a character.
        return ""

    def check(some: Texts) -> Checked:
        return checked(case, {case.path: Source(case.text, case.path), **some})

    done = mend(found, check, unsafe=unsafe)
    if not done.repairs:
        return ""
    after = check(done.after)
    if len(after.found) > len(found.found) or errors(after) > errors(found):
        return f"mending adds problems: {after.found}"
    again = mend(after, check, unsafe=unsafe)
    if again.repairs:
        return f"mending goes on: {[repair.fix.title for repair in again.repairs]} after {done.after}"
    text = case.text
    rounds: dict[int, list[Edit]] = {}
    for repair in done.repairs:
        for edit in repair.edits:
            if edit.span.path == case.path:
                rounds.setdefault(id(edit.span.source), []).append(edit)
    for edits in rounds.values():
        if edits[0].span.source.text != text:
            return "a round of mending begins with another text than the last one ended with"
        text = edited(edits[0].span.source, edits)[0].text
    if text != done.after[case.path].text:
        return "mending changes more than its edits say"
    diff.render(done.changed)
    return refereed(done.checked)


class BrokenLawError(Exception):
    """A law that does not hold; `law` is its name."""

    def __init__(self, law: str, detail: str) -> None:
        super().__init__(f"{law}: {detail}")
        self.law = law


class Judge:
    """Holds cases to the laws, and counts what it saw."""

    def __init__(self) -> None:
        self.held: dict[str, int] = {}
        """How many texts were held to each law."""
        self.rules: dict[str, int] = {}
        self.slowest = 0.0

    def judge(self, case: Case, *, thoroughly: bool, fixes: bool) -> None:
        """Raise BrokenLawError where a law does not hold."""
        if case.beside is None:
            self._judge(case, thoroughly=thoroughly, fixes=fixes)
            return
        name, data = case.beside
        path = os.path.join(case.folder, name)
        try:
            with open(path, "rb") as file:
                usual = file.read()
        except FileNotFoundError:
            usual = None
        try:
            with open(path, "wb") as file:
                file.write(data)
            self._judge(case, thoroughly=thoroughly, fixes=fixes)
        finally:
            if usual is None:
                os.unlink(path)
            else:
                with open(path, "wb") as file:
                    file.write(usual)

    def _judge(self, case: Case, *, thoroughly: bool, fixes: bool) -> None:
        with patience():
            try:
                self._laws(case, thoroughly=thoroughly, fixes=fixes)
            except BrokenLawError:
                raise
            except HangsError as error:
                raise BrokenLawError(
                    "ends", "".join(traceback.format_tb(error.__traceback__)[-4:])
                ) from error
            except Exception as error:
                frames = traceback.extract_tb(error.__traceback__)
                where = f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}"
                detail = "".join(traceback.format_exception(None, error, error.__traceback__)[-6:])
                raise BrokenLawError(f"raises nothing ({type(error).__name__} at {where})", detail) from None

    def _laws(self, case: Case, *, thoroughly: bool, fixes: bool) -> None:
        started = time.process_time()
        found = checked(case)
        took = time.process_time() - started
        allowance = max(FLOOR, len(case.text) * PER_CHARACTER)
        if took > allowance:
            # The first time may have imported something, or found the machine busy.
            for _ in range(3):
                started = time.process_time()
                found = checked(case)
                took = min(took, time.process_time() - started)
        self.slowest = max(self.slowest, took)
        self.hold("is quick", lambda: f"{took:.2f} s" if took > allowance else "")
        for problem in found.found:
            self.rules[problem.code] = self.rules.get(problem.code, 0) + 1
        self.hold("has its places", lambda: places(found))
        self.hold("says nothing twice", lambda: ordered(found))
        self.hold("is read as by ruamel.yaml", lambda: refereed(found))
        self.hold("loses no word", lambda: lost(found))
        if thoroughly:
            self.hold("can be printed", lambda: printed(found))
            self.hold("has every format", lambda: formats(found))
            self.hold("has a baseline", lambda: baselined(found))
            self.hold("is the same again", lambda: repeated(case, found))
            self.hold("is the same further down", lambda: lower_lines(case, found))
        if fixes and any(problem.fixes() for problem in found.problems):
            self.hold("is mended safely", lambda: mended(case, found, unsafe=False))
            self.hold("is mended unsafely", lambda: mended(case, found, unsafe=True))

    def hold(self, law: str, judged: Callable[[], str]) -> None:
        self.held[law] = self.held.get(law, 0) + 1
        if wrong := judged():
            raise BrokenLawError(law, wrong)
