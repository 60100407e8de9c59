"""What names become in a cluster.

Kubernetes wants lower-case letters, digits and single hyphens here (DNS-1123 labels), so that
`train_my_model` becomes `train-my-model`. Runs of other characters become one hyphen: two names
that differ only in those lower to one, which checks report, and `--` is free to stand between the
name of a project and that of its task.
"""

from __future__ import annotations

import re

LONGEST_LABEL = 63
"""The most characters of a DNS-1123 label, of a label's value and of a Job's name."""
HASH_DIGITS = 6

_compiled: re.Pattern[str] | None = None


def lowered(name: str) -> str:
    """Return what a name of a project, task, template, data set, model or step becomes.

    A name as ame.yml accepts it gives a DNS-1123 label without `--`, never longer than itself.
    Anything else, such as the name of a folder that stands for that of a project, keeps what can
    be kept of it and gets six hex digits of its hash, so that no two of those fall together.
    """
    global _compiled
    if len(name) <= LONGEST_LABEL and name.isascii():
        if name.isalnum():
            return name.lower()
        if name[:1].isalnum() and name[-1].isalnum() and name.replace("-", "").replace("_", "").isalnum():
            plain = name.lower().replace("_", "-")
            while "--" in plain:
                plain = plain.replace("--", "-")
            return plain
    if _compiled is None:
        _compiled = re.compile("[^a-z0-9]+")
    plain = _compiled.sub("-", name.lower()).strip("-") or "x"
    return cut(plain, LONGEST_LABEL, of=name, always=True)


def cut(name: str, longest: int, *, of: str = "", always: bool = False) -> str:
    """Shorten a name that is too long, so that it ends in six hex digits of the original's hash.

    `of` is the original, where it is not the name itself; `always` adds the hash to a short name, too.
    """
    if len(name) <= longest and not always:
        return name
    # Names are rarely cut, and checks of a clean file need no hash at all.
    from hashlib import sha256

    digits = sha256((of or name).encode("utf-8", "surrogatepass")).hexdigest()[:HASH_DIGITS]
    return f"{name[: longest - HASH_DIGITS - 1].rstrip('-')}-{digits}"
