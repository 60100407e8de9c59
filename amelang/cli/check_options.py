"""Say what is wrong with ame.yml files: in this folder and below it, or in those that are named."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from amelang.checks.git_problems import UnfetchedImport
from amelang.checks.levels import LEVELS, Wishes
from amelang.checks.rules import is_known, near_rule
from amelang.cli.check import FORMATS
from amelang.cli.check_once import check_once
from amelang.cli.output import UsageError, add_output, fail
from amelang.text.problem import Severity

SELECT = "--select"
FAIL_LEVELS = ("error", "warning", "hint", "never")


def add(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files or folders (default: this folder)")
    add_output(parser, FORMATS)
    fixes = parser.add_argument_group("mending")
    fixes.add_argument("--fix", action="store_true", help="mend what can safely be mended")
    fixes.add_argument(
        "--unsafe-fixes", action="store_true", help="with --fix or --diff: also what may change the meaning"
    )
    fixes.add_argument(
        "--diff", action="store_true", help="print what --fix would change, and change nothing"
    )
    fixes.add_argument("--show-fixes", action="store_true", help="list what is mended, or could be")
    rules = parser.add_argument_group("rules, by name, code or beginning of codes (AME1)")
    rules.add_argument("--select", metavar="RULE,...", action="append", help="report only these rules")
    rules.add_argument("--ignore", metavar="RULE,...", action="append", help="do not report these rules")
    rules.add_argument(
        "--level", metavar="RULE=LEVEL", action="append", help=f"how bad a rule is: {', '.join(LEVELS)}"
    )
    result = parser.add_argument_group("result")
    result.add_argument(
        "--fail-level",
        choices=FAIL_LEVELS,
        default=FAIL_LEVELS[0],
        help="the level from which on problems give the exit code 1 (default: error)",
    )
    result.add_argument(
        "--locked",
        action="store_true",
        help="for CI: an import from git that is not fetched as ame.lock says is an error",
    )
    result.add_argument("--statistics", action="store_true", help="count the problems of each rule")
    result.add_argument("--baseline", metavar="FILE", help="report only what is not in this file")
    result.add_argument("--update-baseline", action="store_true", help="write what was found into --baseline")
    other = parser.add_argument_group("input")
    other.add_argument("--stdin-filename", metavar="PATH", help="check the standard input as this file")
    other.add_argument(
        "--no-cache", action="store_true", help="find out everything anew, and keep nothing of it"
    )
    other.add_argument("--watch", action="store_true", help="check again whenever a file changes")


def main(arguments: Namespace) -> int:
    """Check as the options say; return the exit code."""
    try:
        _refuse_what_contradicts(arguments)
        wishes = wishes_of(arguments)
        if arguments.watch:
            from amelang.cli.check_watch import watch

            return watch(arguments, wishes)
        return check_once(arguments, wishes)
    except UsageError as error:
        return fail(error, 2)


def wishes_of(arguments: Namespace) -> Wishes | None:
    """Return which rules the command line wants and how bad they are; None where it does not say.

    Raises UsageError for a word that means no rule, or no level.
    """
    select = _rules(arguments.select, SELECT)
    ignore = _rules(arguments.ignore, "--ignore")
    levels: dict[str, Severity | None] = {}
    for option in arguments.level or ():
        word, equals, level = option.partition("=")
        if not equals or level not in LEVELS:
            raise UsageError(
                f"`--level {option}` names no level", f"write `--level RULE=LEVEL` with {', '.join(LEVELS)}"
            )
        # The order counts: of two words that mean a rule alike the later one holds.
        levels.pop(word, None)
        levels[_rule(word, "--level")] = LEVELS[level]
    if arguments.locked:
        levels[UnfetchedImport.name] = Severity.ERROR
    if select is None and not ignore and not levels:
        return None
    return Wishes(select, ignore or (), levels)


def _rules(options: list[str] | None, name: str) -> tuple[str, ...] | None:
    if options is None:
        return None
    words = [word.strip() for option in options for word in option.split(",")]
    rules = tuple(_rule(word, name) for word in words if word)
    if not rules and name == SELECT:
        # It would select nothing, and nothing would ever be wrong.
        raise UsageError(f"`{name}` names no rule", f"write `{name} RULE`, or leave it out to select all")
    return rules


def _rule(word: str, option: str) -> str:
    if not is_known(word):
        near = near_rule(word)
        hint = f"did you mean `{near}`?" if near else "`ame rules` lists them all"
        raise UsageError(f"`{word}` in `{option}` is not a rule", hint)
    return word


def _refuse_what_contradicts(arguments: Namespace) -> None:
    """Raise UsageError where options make no sense together."""
    mends = arguments.fix or arguments.diff
    if arguments.fix and arguments.diff:
        raise UsageError(
            "`--fix` and `--diff` contradict each other", "`--diff` only shows what `--fix` does"
        )
    if arguments.diff and (arguments.output or arguments.statistics):
        raise UsageError("`--diff` prints a difference and no report", "leave `--output` and the like out")
    if arguments.unsafe_fixes and not (mends or arguments.show_fixes):
        raise UsageError("`--unsafe-fixes` does nothing by itself", "write `--fix` or `--diff` beside it")
    if arguments.update_baseline and not arguments.baseline:
        raise UsageError("`--update-baseline` has no file to write", "name it: `--baseline FILE`")
    if arguments.update_baseline and (arguments.diff or arguments.watch):
        raise UsageError("`--update-baseline` wants a check that is made once, and for good")
    if arguments.stdin_filename is not None and arguments.paths:
        raise UsageError("`--stdin-filename` and paths contradict each other", "leave the paths out")
    if arguments.watch and (arguments.stdin_filename is not None or arguments.diff):
        raise UsageError("`--watch` is for files, and prints problems", "leave it out")
    if arguments.watch and arguments.output:
        documents = [word for word in arguments.output if word.partition("=")[0] not in ("full", "concise")]
        if any("=" not in word for word in documents):
            raise UsageError("`--watch` prints for people", f"write `-o {documents[0]}=FILE`")
