"""What can be wrong with the code that is about to be sent to a cluster."""

from __future__ import annotations

import re

from amelang.cluster.errors import ClusterError
from amelang.text.problem import Problem, Severity

SECRET_NAMES = re.compile(
    r"\.env|\.env\.(?!example$|sample$|template$|dist$).+|id_(rsa|dsa|ecdsa|ed25519)|\.netrc|_netrc|\.pypirc"
    r"|\.pgpass|\.git-credentials|kubeconfig|credentials\.json|.+\.(key|p12|pfx|jks|keystore|kdbx)"
)
"""Names of files that are made to hold secrets."""
PRIVATE_KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----")
LOOKED_AT = 4096
"""Bytes of a file in which a private key would begin."""


def is_secret(path: str, content: bytes) -> bool:
    """Tell whether a file looks as if it held a secret, by its name or by how it begins."""
    name = path.rpartition("/")[2]
    return bool(SECRET_NAMES.fullmatch(name.lower()) or PRIVATE_KEY.search(content[:LOOKED_AT]))


class LargeCodeError(ClusterError, code="AME460", name="large-code"):
    """The files of the project are more than a cluster takes as code.

    Code travels in ConfigMaps, and all that a cluster knows lies in one small store. Data, models
    and results are not code: a line in `.ameignore`, which has the syntax of `.gitignore`, leaves
    them out. Nothing has been sent when this is said.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        $ head -c 5000000 /dev/urandom > prices.bin
        $ ame plan --offline
        error AME460 large-code: the project's files have 5.0 MB, more than 3.6 MB when compressed
          = help: add the line `/prices.bin` to `.ameignore`; the largest files are
            5.0 MB  prices.bin
        …

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # file: .ameignore
        /prices.bin

        $ head -c 5000000 /dev/urandom > prices.bin
        $ ame plan --offline -o yaml=objects.yml
    """

    def __init__(
        self, limit: int, size: int, largest: list[tuple[str, int]], line: str, ignore_file: str
    ) -> None:
        super().__init__(
            f"the project's files have {megabytes(size)}, more than {megabytes(limit)} when compressed",
            f"add the line `{line}` to `{ignore_file}`; the largest files are",
        )
        self.listed = tuple(f"{megabytes(bytes_):>10}  {path}" for path, bytes_ in largest)
        self.largest = largest
        self.line = line


class UnreadableCodeError(ClusterError, code="AME463", name="unreadable-code"):
    """A file or folder of the project that may not be read.

    What is sent to a cluster, or copied for a run on this machine, is the whole project. Nothing
    has been sent or run when this is said.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # file: notes.txt
        To be read by nobody.

        $ chmod 000 notes.txt
        $ ame plan --offline
        error AME463 unreadable-code: `notes.txt` cannot be read: permission denied
          = help: a line in `.ameignore` leaves out what no task needs

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # file: notes.txt
        To be read by nobody.

        # file: .ameignore
        /notes.txt

        $ chmod 000 notes.txt
        $ ame plan --offline -o yaml=objects.yml
    """

    def __init__(self, path: str, error: OSError) -> None:
        super().__init__(
            f"`{path}` cannot be read: {(error.strerror or str(error)).lower()}",
            "a line in `.ameignore` leaves out what no task needs",
        )


class SecretInCode(Problem, code="AME461", name="secret-in-code", severity=Severity.WARNING):
    """A file that looks as if it held a secret, and would be sent to the cluster with the code.

    Whoever may read ConfigMaps in the namespace could read it. What a task needs to know in secret
    belongs into its `secrets`; the file itself is left out by a line in `.ameignore`.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # file: .env
        TOKEN=4f1c07

        $ ame plan --offline -o yaml=objects.yml
        .env:1:1: warning AME461 secret-in-code: `.env` looks like a secret and goes to the cluster …
        …
          = help: add the line `/.env` to `.ameignore`

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # file: .env
        TOKEN=4f1c07

        # file: .ameignore
        /.env

        $ ame plan --offline -o yaml=objects.yml
    """

    path: str
    line: str

    def message(self) -> str:
        shown = self.path if len(self.path) <= 40 else "…" + self.path[-39:]
        return f"`{shown}` looks like a secret and goes to the cluster with the code"

    def help(self) -> str | None:
        return f"add the line `{self.line}` to `.ameignore`"


class OutsideLink(Problem, code="AME462", name="outside-link", severity=Severity.WARNING):
    """A symbolic link that leads out of the project: what it leads to is not there in the cluster.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        $ ln -s /usr/share/dict words
        $ ame plan --offline -o yaml=objects.yml
        words:1:1: warning AME462 outside-link: the link `words` leads out of the project and is left out
        …
          = help: put the file itself into the project where a task needs it

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # file: words/english
        iris

        $ ame plan --offline -o yaml=objects.yml
    """

    path: str

    def message(self) -> str:
        shown = self.path if len(self.path) <= 40 else "…" + self.path[-39:]
        return f"the link `{shown}` leads out of the project and is left out"

    def help(self) -> str | None:
        return "put the file itself into the project where a task needs it"


def megabytes(size: int) -> str:
    """Write a number of bytes as megabytes."""
    return f"{size / 1_000_000:.1f} MB"
