"""Secrets that are written in plain text into the environment of a task."""

from __future__ import annotations

import re

from amelang.checks.variables import PlaintextSecret
from amelang.language.ame_yml import AmeSecret, Task
from amelang.language.shape import At
from amelang.text.problem import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = re.compile(r"[A-Za-z]+([-_.][A-Za-z]+|[-_.]?[0-9]{1,4}(?![0-9A-Za-z]))*")
"""How people name things, secrets too: words and short numbers."""
SHAPES = (
    (re.compile("(AKIA|ASIA)[0-9A-Z]{16}"), "a key of AWS"),
    (re.compile("gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{40,}"), "a token of GitHub"),
    (re.compile("glpat-[0-9A-Za-z_-]{20,}"), "a token of GitLab"),
    # `sk-` is also how people begin the names of scikit-learn models: words, and short numbers.
    (re.compile(f"(?!(?:{NAME.pattern})$)sk-[0-9A-Za-z_-]{{20,}}"), "a key of an AI service"),
    (re.compile("[sr]k_live_[0-9A-Za-z]{20,}"), "a key of Stripe"),
    (re.compile("xox[abeprs]-[0-9A-Za-z-]{10,}"), "a token of Slack"),
    (re.compile("hf_[0-9A-Za-z]{30,}"), "a token of Hugging Face"),
    (re.compile("AIza[0-9A-Za-z_-]{35}"), "a key of Google"),
    (re.compile("pypi-[0-9A-Za-z_-]{50,}|npm_[0-9A-Za-z]{36}"), "a token of a package index"),
    (re.compile(r"[\s\S]*-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*"), "a private key"),
    (re.compile(r"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+"), "a signed token"),
)
"""Secrets that can be told by their form, whatever the variable is called."""
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://(?P<user>[^\s:/@]*):(?P<password>[^\s/@]+)@(?P<host>[^\s/:?#]+)")
"""An address with a password in it."""
PLACEHOLDER = re.compile(
    r"<.*>|\[.*\]|\{.*\}|%.*%|\$.*|(.)\1*|x{3,}.*|.*\.\.\.|.*\*{3,}.*"
    r"|(your|my|some|insert|replace|put|enter|add)[-_ ].*"
    r"|change.?(me|it|this)|placeholder|to.?do|tbd|fix.?me|none|null|nil|n/?a|unset|undefined|empty|default"
    r"|dummy|fake|test(ing)?|example|redacted|hidden|removed|secret|token|password|passwd|pass|pwd|true|false|yes|no"
    r"|on|off|.*(example|placeholder|changeme|dummy).*",
    re.IGNORECASE,
)
"""What people write where a secret will stand."""
REFERENCE = re.compile(
    r"[./~].*|[A-Za-z]:[\\/].*|.*\.(json|pem|key|crt|p12|pfx|jks|txt|ya?ml|toml|ini|cfg|conf|env|file)"
    r"|(vault|secret|ref\+|op|env|file|arn|gs|s3|https?|projects?/).*[:/].*"
)
"""Where a secret lies: a path, an address, a reference of a secret store."""
OF_MODELS = re.compile(
    r"(.*_)?(PAD|EOS|BOS|UNK|MASK|SEP|CLS|SPECIAL|STOP|START|END|BEGIN|IMAGE|PROMPT|MAX|MIN|NUM|NEXT|PAGE|PER|BLANK"
    r"|SPLIT|CONTROL|EXTRA|SYSTEM|USER|ASSISTANT|SYNC|CANCEL)_?TOKEN",
    re.IGNORECASE,
)
"""Tokens of language models, and of pages of results: no secrets."""
SHORTEST = 8
"""Characters below which nothing but a password is a secret."""
LONGEST = 4000
"""Characters of a value that are looked at: no secret is longer before it shows what it is."""
LOCAL = ("localhost", "127.0.0.1", "[::1]")


def plain_secret(name: At[str], value: At[str], *, named: bool) -> Iterator[Problem]:
    """Report a variable that holds a secret; `named` says that its name is one of a secret."""
    text = value.value[:LONGEST]
    what = _shape(text)
    if what is None and named and _looks_secret(name.value, text):
        what = "a secret"
    if what is not None:
        yield PlaintextSecret(
            span=name.span,
            variable=name.value,
            what=what,
            hidden=value.span,
            secrets=Task.secrets.name,
            inject_as=AmeSecret.inject_as.name,
        )


def _shape(text: str) -> str | None:
    stripped = text.strip()
    for pattern, what in SHAPES:
        if pattern.fullmatch(stripped):
            return None if "EXAMPLE" in stripped.upper() else what
    address = ADDRESS.search(stripped)
    if address and address["host"] not in LOCAL and not PLACEHOLDER.fullmatch(address["password"]):
        return "an address with a password"
    return None


def _looks_secret(name: str, text: str) -> bool:
    """Tell whether the value of a variable with the name of a secret is one itself."""
    text = text.strip()
    if PLACEHOLDER.fullmatch(text) or REFERENCE.fullmatch(text) or OF_MODELS.fullmatch(name):
        return False
    upper = name.upper()
    if upper.endswith(("PASSWORD", "PASSWD", "PASSPHRASE", "PWD")):
        return len(text) >= 3 and "://" not in text
    if len(text) < SHORTEST or any(c.isspace() for c in text):
        return False
    # A secret has digits between its letters, or is long.
    mixed = any(c.isdigit() for c in text) and any(c.isalpha() for c in text)
    return (mixed or len(text) >= 3 * SHORTEST) and NAME.fullmatch(text) is None
