"""The formats of problems for other programs: each is a module, imported when it is asked for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module

from amelang.cli.output import UsageError
from amelang.report.summary import Summary
from amelang.text.problem import Problem


def machine_form(name: str, problems: Sequence[Problem], files: Sequence[str], summary: Summary) -> str:
    """Return the problems in a format; `files` are all that were read, as the user writes their paths.

    In a step of GitHub Actions, the format `github` also adds a table to the page of the run.
    Raises UsageError where that cannot be written.
    """
    text: str = import_module(f"amelang.report.{name}").render(problems, files, summary)
    if name == "github" and (page := os.environ.get("GITHUB_STEP_SUMMARY")):
        from amelang.report.github import step_summary

        try:
            with open(page, "a", encoding="utf-8") as target:
                target.write(step_summary(problems, summary))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise UsageError(
                f"the summary of this step cannot be written: {reason}", "unset `GITHUB_STEP_SUMMARY`"
            ) from error
    return text
