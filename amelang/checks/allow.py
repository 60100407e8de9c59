"""`# ame: allow RULE, RULE -- reason`: comments that keep problems out of the report.

A comment at the end of a line is about problems that begin on that line. One that stands alone is
about the next line that says something as well.
"""

from __future__ import annotations

import re

from amelang.checks.comment_problems import UnclearComment, UnknownRule, UnusedAllow
from amelang.checks.rules import is_known, is_one_rule, near_rule
from amelang.text.problem import Problem
from amelang.text.reader import read
from amelang.text.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    ByLine = dict[tuple[str, int, str], list["Allow"]]

MARK = re.compile(r"(?:^|(?<=[ \t]))# *ame:[ \t]*")
BODY = re.compile(r"allow[ \t]+(\w[\w-]*(?:[ \t]*,[ \t]*\w[\w-]*)*)[ \t]*(?:--.*)?")
WORD = re.compile(r"\w[\w-]*")
MOST_GUESSES = 100
"""How many words that are no rules are compared with all rules: that takes long."""


class Allow:
    """One rule that a comment allows, where it stands, and the lines that it is about."""

    __slots__ = ("lines", "place", "rule", "span", "used")

    def __init__(self, span: Span, place: Span, lines: tuple[int, ...]) -> None:
        self.span = span
        self.rule = span.text
        self.place = place
        """What goes when the rule does: of the last one in a comment all of it."""
        self.lines = lines
        self.used = False


def allowed(problems: list[Problem], comments: dict[str, list[Span]]) -> list[Problem]:
    """Return the problems that no comment allows, and those of the comments themselves.

    `comments` has those of the files that are being checked, and of their settings, by path.
    """
    unclear: list[Problem] = []
    allows = [allow for some in comments.values() for allow in read_comments(some, unclear)]
    by_line = _by_line(allows, {})
    for source in _others(problems, set(comments)):
        _by_line(read_comments(read(source).comments, []), by_line)
    # A comment may also allow what is wrong with comments; so these come last, the unused of all.
    kept: list[Problem] = []
    for some in (problems, unclear, _unknown(allows), _unused(allows, of_unused=False)):
        kept += [problem for problem in some if not _allow(problem, by_line)]
    kept += _unused(allows, of_unused=True)
    return kept


def _depends_on_others(allow: Allow) -> bool:
    """Tell whether the rule is one of policies, which are held against what is checked at the moment."""
    from amelang.checks.policy_problems import BrokenPolicy, PolicyViolation

    return allow.rule in [word for kind in (PolicyViolation, BrokenPolicy) for word in (kind.name, kind.code)]


def _unknown(allows: list[Allow]) -> Iterator[Problem]:
    """Report what is allowed and is no rule."""
    known = {allow.rule: is_one_rule(allow.rule) for allow in allows}
    guesses = MOST_GUESSES
    for allow in allows:
        if not known[allow.rule]:
            # It is reported already; that it allows nothing goes without saying.
            allow.used = True
            several = is_known(allow.rule)
            near = None if several or not guesses else near_rule(allow.rule)
            guesses = max(guesses - 1, 0)
            yield UnknownRule(span=allow.span, rule=allow.rule, near=near, several=several)


def _unused(allows: list[Allow], *, of_unused: bool) -> Iterator[Problem]:
    """Report the allows that allow nothing: those of this very problem, or those of all others.

    What breaks a policy depends on who uses a template, and on whether the policy can be held at all, and
    that on the tasks: that nothing does now is no reason to remove what allows it.
    """
    for allow in allows:
        if (
            not allow.used
            and not _depends_on_others(allow)
            and of_unused == (allow.rule in (UnusedAllow.name, UnusedAllow.code))
        ):
            yield UnusedAllow(span=allow.span, rule=allow.rule, place=allow.place)


def read_comments(comments: list[Span], problems: list[Problem]) -> Iterator[Allow]:
    """Give what the comments of a text allow; say in `problems` where one is for AME and makes no sense."""
    below: dict[int, int] = {}
    for comment in comments:
        yield from _read_comment(comment, problems, below)


def _read_comment(comment: Span, problems: list[Problem], below: dict[int, int]) -> Iterator[Allow]:
    mark = MARK.search(comment.text)
    if mark is None:
        return
    source, start = comment.source, comment.start + mark.start()
    body = BODY.fullmatch(source.text, comment.start + mark.end(), _end(comment))
    if body is None:
        problems.append(UnclearComment(span=Span(source, start, _end(comment))))
        return
    lines = _lines(comment, below)
    words = [match.span() for match in WORD.finditer(source.text, *body.span(1))]
    for number, (first, last) in enumerate(words):
        if number:
            place = Span(source, words[number - 1][1], last)
        elif len(words) > 1:
            place = Span(source, first, words[1][0])
        else:
            place = _whole(comment, start)
        yield Allow(Span(source, first, last), place, lines)


def _end(comment: Span) -> int:
    """Return where the words of a comment end; blanks behind them are nobody's."""
    return comment.start + len(comment.text.rstrip())


def _lines(comment: Span, below: dict[int, int]) -> tuple[int, ...]:
    """Return the lines that a comment is about.

    `below` has the next line that says something, by the lines above it of which that is known.
    """
    source = comment.source
    line, column = comment.first
    if source.line(line)[: column - 1].strip():
        return (line,)
    passed, next_line = [line], line + 1
    while next_line not in below and next_line <= len(source.starts):
        if source.line(next_line).lstrip()[:1] not in ("", "#"):
            break
        passed.append(next_line)
        next_line += 1
    below.update(dict.fromkeys(passed, below.get(next_line, next_line)))
    return (line, below[line])


def _whole(comment: Span, start: int) -> Span:
    """Return what goes with a comment from `start` on: its line, where nothing else stands in it."""
    source = comment.source
    text, line = source.text, comment.first[0]
    begin = source.starts[line - 1]
    if not text[begin:start].strip():
        end = source.starts[line] if line < len(source.starts) else len(text)
        return Span(source, begin, end)
    return Span(source, begin + len(text[begin:start].rstrip()), comment.end)


def _by_line(allows: Iterable[Allow], found: ByLine) -> ByLine:
    for allow in allows:
        for line in allow.lines:
            found.setdefault((allow.span.path, line, allow.rule), []).append(allow)
    return found


def _allow(problem: Problem, by_line: ByLine) -> bool:
    """Tell whether a problem is allowed, and remember by what."""
    path, line = problem.span.path, problem.span.first[0]
    by_name, by_code = (by_line.pop((path, line, word), None) for word in (problem.name, problem.code))
    # One look is enough to know that an allow is used; the last one of a line says it for the others.
    for some, word in ((by_name, problem.name), (by_code, problem.code)):
        for one in some or ():
            one.used = True
        if some:
            by_line[path, line, word] = some[:1]
    return bool(by_name or by_code)


def _others(problems: list[Problem], known: set[str]) -> list[Source]:
    """Return the project files in which a problem lies, with comments for AME, beside those being checked."""
    found: dict[str, Source] = {}
    for problem in problems:
        source = problem.span.source
        if source.path not in known and source.path.endswith((".yml", ".yaml")) and "ame:" in source.text:
            found[source.path] = source
    return list(found.values())
