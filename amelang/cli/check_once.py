"""One run of `ame check` with its options: check, mend, compare with a baseline, print."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from typing import TextIO

from amelang.checks.levels import Wishes
from amelang.checks.run import Checked, check_all
from amelang.cli.check import FORMATS, Remembering, mention_left_out, project_files, report, say
from amelang.cli.output import UsageError, emit, mention, outputs
from amelang.report.baseline import Baseline, BaselineError, read_baseline
from amelang.report.colour import palette_for
from amelang.report.fix_text import listed, outcome
from amelang.report.fixes import Mended, Texts, mend, repairs_of
from amelang.report.summary import Summary, count
from amelang.report.text import visible
from amelang.text.edits import encoded
from amelang.text.problem import Severity
from amelang.workspace.files import decode
from amelang.workspace.replace import Change, ReplaceError, replace_files


def check_once(arguments: Namespace, wishes: Wishes | None) -> int:
    """Check as the options say and print what was found; return the exit code.

    Raises UsageError where a file cannot be read or written that an option names.
    """
    return Once(arguments, wishes).run()


class Once:
    """What one run needs to know: the options, the files, and the baseline."""

    def __init__(self, arguments: Namespace, wishes: Wishes | None) -> None:
        self.arguments = arguments
        self.wishes = wishes
        self.asked = outputs(arguments.output, FORMATS)
        self.baseline = _baseline(arguments.baseline, may_lack=arguments.update_baseline)
        self.stdin: str | None = arguments.stdin_filename
        # What is mended is checked again and again, with texts that nobody has seen before.
        anew = arguments.fix or arguments.diff or arguments.no_cache or self.stdin is not None
        self.remembering = Remembering(arguments.paths, wanted=not anew)
        self.files = (
            project_files(arguments.paths, self.remembering, aloud=True)
            if self.stdin is None
            else [self.stdin]
        )

    def run(self) -> int:
        """Check, mend, print."""
        arguments = self.arguments
        texts: Texts = {}
        if self.stdin is not None:
            data = sys.stdin.buffer.read()
            source, problems = decode(data, self.stdin)
            if problems:
                if arguments.fix:
                    _write_out(data)
                return self.print(Checked([], [], problems), None)
            texts[self.stdin] = source
        checked = self.check(texts)
        mention_left_out(checked, [*arguments.paths, *self.files] if self.stdin else arguments.paths)
        mended = None
        if arguments.fix or arguments.diff:
            mended = mend(checked, lambda some: self.check({**texts, **some}), unsafe=arguments.unsafe_fixes)
            checked = mended.checked
        if arguments.diff and mended:
            return self.show_difference(mended)
        if mended and self.stdin is None:
            write(mended)
        elif mended and self.stdin:
            _write_out(encoded(mended.after.get(self.stdin, texts[self.stdin])))
        if arguments.update_baseline and self.baseline:
            return self.write_baseline(checked, self.baseline)
        return self.print(checked, mended)

    def check(self, texts: Texts) -> Checked:
        """Check everything, with texts that count instead of the files; leave out what is in the baseline."""
        checked = check_all(self.files, self.wishes, texts, self.remembering.of(self.files))
        if self.baseline is not None and not self.arguments.update_baseline:
            checked.problems, checked.known = self.baseline.sift(checked.problems)
        return checked

    def print(self, checked: Checked, mended: Mended | None) -> int:
        """Print what is wrong, what was mended, and how much of both; return the exit code."""
        arguments = self.arguments
        # With the text on the standard output, everything else goes to the other stream.
        aside = self.stdin is not None and arguments.fix
        stream = sys.stderr if aside else sys.stdout
        if arguments.statistics and not arguments.output:
            summary = Summary(len(checked.files), len(checked.files), checked.problems)
        else:
            summary = report(checked, self.asked, stream)
        if arguments.statistics:
            from amelang.report.statistics import render

            self.print_aside(render(checked.problems, palette_for(stream)), stream)
        if arguments.show_fixes:
            self.print_aside(self.fixes(checked, mended), stream)
        sentence = summary.sentence()
        if mended:
            sentence = f"{outcome(mended, written=True)}; {sentence}"
        if checked.known:
            sentence += f", beside {len(checked.known):,} in `{arguments.baseline}`"
        if (mended or arguments.show_fixes) and not arguments.unsafe_fixes:
            safe = len(repairs_of(checked, unsafe=False))
            if more := len(repairs_of(checked, unsafe=True)) - safe:
                sentence += f"; `--unsafe-fixes` may mend {more:,} more"
        say(sentence, self.asked, good=not checked.problems and not aside)
        if self.baseline is not None:
            self.show_unneeded(checked, self.baseline)
        return self.exit_code(checked)

    def print_aside(self, text: str, stream: TextIO) -> None:
        """Print what belongs to the report for people, and not into a document for programs."""
        for_people = all(file or name in ("full", "concise") for name, file in self.asked)
        print(text, end="", file=stream if for_people else sys.stderr)

    def fixes(self, checked: Checked, mended: Mended | None) -> str:
        """List what was mended, or what could be."""
        palette = palette_for(sys.stdout)
        if mended is not None:
            return listed("mended", mended.repairs, palette)
        return listed("can be mended", repairs_of(checked, unsafe=self.arguments.unsafe_fixes), palette)

    def show_difference(self, mended: Mended) -> int:
        """Print what mending would change; return 1 where it would, or where something is wrong."""
        from amelang.report.diff import render, starting_folder

        folder = starting_folder(old.path for old, _ in mended.changed)
        emit(render(mended.changed, palette_for(sys.stdout), folder), None)
        if folder is not None and mended.changed:
            mention(f"the paths begin at `{folder}`: apply the difference there")
        if self.arguments.show_fixes:
            print(listed("would mend", mended.repairs), end="", file=sys.stderr)
        summary = Summary(len(self.files), len(self.files), mended.checked.problems)
        print(f"{outcome(mended, written=False)}; {summary.sentence()}", file=sys.stderr)
        return max(self.exit_code(mended.checked), 1 if mended.changed else 0)

    def write_baseline(self, checked: Checked, baseline: Baseline) -> int:
        """Write the baseline anew, of all that is wrong now."""
        name: str = self.arguments.baseline
        emit(baseline.updated(checked.problems, _names(checked), self.unasked()).render(), name)
        print(f"wrote {count(len(checked.problems), 'problem')} of these files into `{name}`")
        return 2 if checked.broken else 0

    def show_unneeded(self, checked: Checked, baseline: Baseline) -> None:
        """Say what the baseline has that is mended."""
        unneeded = baseline.unneeded(checked.known, _names(checked), self.unasked())
        if not unneeded:
            return
        number = sum(unneeded.values())
        name, verb = self.arguments.baseline, "is" if number == 1 else "are"
        print(f"{count(number, 'problem')} of `{name}` {verb} mended:", file=sys.stderr)
        for rule, file, at in sorted(unneeded, key=lambda entry: (entry[1], entry[2], entry[0])):
            print(visible(f"  {file}: {rule}{f' at {at}' if at else ''}"), file=sys.stderr)
        print("  = help: write it anew with `--update-baseline`", file=sys.stderr)

    def unasked(self) -> set[str]:
        """Return the names of the rules that the command line leaves out."""
        if self.wishes is None:
            return set()
        from amelang.checks.rules import rules

        return {kind.name for kind in rules() if self.wishes.wants(kind) is False}

    def exit_code(self, checked: Checked) -> int:
        """Return 2 for wrong settings, 1 for problems from the asked level on, 0 where all is well."""
        if checked.broken:
            return 2
        name: str = self.arguments.fail_level
        if name == "never":
            return 0
        return int(any(problem.severity >= Severity[name.upper()] for problem in checked.problems))


def write(mended: Mended) -> None:
    """Write the files that mending changed, all or none; raises UsageError where that cannot be done."""
    changes = [Change(old.path, encoded(old), encoded(new)) for old, new in mended.changed]
    try:
        replace_files(changes)
    except ReplaceError as error:
        raise UsageError(
            f"`{error.path}` cannot be mended: {error.reason}", "no file was changed; run it again"
        ) from error


def _write_out(data: bytes) -> None:
    """Write the bytes of a text to the standard output, where its line ends must not be translated."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _names(checked: Checked) -> list[str]:
    """Return the paths of all that was checked."""
    return [*checked.files, *(source.path for source in checked.settings)]


def _baseline(path: str | None, *, may_lack: bool) -> Baseline | None:
    """Read the baseline; an empty one where it is about to be written for the first time."""
    if path is None:
        return None
    folder = os.path.dirname(os.path.abspath(path))
    try:
        with open(path, encoding="utf-8") as file:
            return read_baseline(file.read(), folder)
    except FileNotFoundError as error:
        if may_lack:
            return Baseline(folder)
        raise UsageError(f"`{path}` does not exist", "write it with `--update-baseline`") from error
    except (OSError, UnicodeDecodeError, BaselineError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"`{path}` is no baseline: {reason[:1].lower()}{reason[1:]}") from error
