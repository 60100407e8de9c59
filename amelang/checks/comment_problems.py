"""Problems of what is said about rules: in comments of an ame.yml, and in settings."""

from __future__ import annotations

from amelang.language.problems import shown
from amelang.text.problem import Edit, Fix, Problem, Severity
from amelang.text.source import Span


class UnclearComment(Problem, code="AME190", name="unclear-comment", severity=Severity.WARNING):
    """A comment that begins with `ame:` and says nothing that AME understands.

    Comments that AME reads have one form: `# ame: allow`, the rules by name or code with commas
    between them, and perhaps `--` and the reason. Whoever wrote another one believes that it does
    something, and it does nothing.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            timeout: 2s # ame: ignore absurd-timeout

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            timeout: 2s # ame: allow absurd-timeout -- tries what a timeout does
    """

    def message(self) -> str:
        return "this comment begins as one for AME, and is none"

    def help(self) -> str | None:
        return "write `# ame: allow RULE -- reason`, or begin the comment with another word than `ame:`"


class UnknownRule(Problem, code="AME250", name="unknown-rule"):
    """A rule that AME does not have, in a comment or in the settings of a workspace.

    Rules are called by their name, `unknown-key`, or by their code, `AME101`. In settings and on the
    command line the beginning of codes stands for all of them: `AME1` for AME101, AME102 and so on.
    A name with a slip in it would silently change nothing.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            timeout: 2s # ame: allow absurd-time -- tries what a timeout does

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            timeout: 2s # ame: allow absurd-timeout -- tries what a timeout does
    """

    rule: str
    near: str | None
    several: bool
    """Whether it means several rules, in a place that wants one at a time."""

    def message(self) -> str:
        return f"`{shown(self.rule)}` is not {'one' if self.several else 'a'} rule"

    def help(self) -> str | None:
        if self.several:
            return "a comment names each rule by itself; settings can name many at once"
        return f"did you mean `{self.near}`?" if self.near else "`ame rules` lists them all"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix(f"write `{self.near}`", Edit(self.span, self.near), safe=False),) if self.near else ()


class EmptySelection(Problem, code="AME394", name="empty-selection"):
    """A `select` in the settings that names no rule, so that nothing would ever be wrong.

    Without the key all rules are reported, and so they are while this stands there.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
        # ame.toml
        [check]
        select = []

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
        # ame.toml
        [check]
        select = ["AME1", "unused-allow"]
    """

    key: str

    def message(self) -> str:
        return f"`{self.key}` names no rule"

    def help(self) -> str | None:
        return "name some, or leave the key out to select all"


class UnusedAllow(Problem, code="AME390", name="unused-allow", severity=Severity.WARNING):
    """A comment that allows something that is not there.

    What it once allowed was mended, or the comment stands in the wrong place: it is about its own
    line, and where it stands alone, about the next line below that says something. Left as it
    is, it would hide the next mistake of this kind.

    Bad:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            timeout: 2h # ame: allow absurd-timeout -- tries what a timeout does

    Good:
        tasks:
          - name: train
            executor:
              !custom
              command: python train.py
            timeout: 2h
    """

    rule: str
    place: Span
    """What goes when the rule does."""

    def message(self) -> str:
        return f"there is no `{shown(self.rule)}` here to allow"

    def help(self) -> str | None:
        return "remove it, or move it to the line of the problem or the line above"

    def fixes(self) -> tuple[Fix, ...]:
        return (Fix(f"remove `{self.rule}`", Edit(self.place, "")),)
