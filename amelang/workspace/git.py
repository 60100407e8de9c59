"""Asks and fetches with the program `git`, so that whatever lets its user into a repository works here.

It is started without a shell, never runs hooks or filters, follows no submodules, and asks nobody for a
password; what its user has configured to give one, such as a credential helper or an ssh agent, is used.
Files are taken out of its objects, not checked out: no setting of the repository has a say in that.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys

from amelang.workspace.git_address import SCHEMES, is_commit, without_credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

SETTINGS = (
    f"core.hooksPath={os.devnull}",
    "core.fsmonitor=false",
    "core.askPass=",
    "credential.interactive=false",
    "fetch.recurseSubmodules=false",
    "submodule.recurse=false",
    "transfer.bundleURI=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "init.defaultBranch=main",
    # A server that says nothing for a minute will not say anything.
    "http.lowSpeedLimit=1",
    "http.lowSpeedTime=60",
)
"""Settings that go before those of the user: nothing may run, and nothing may wait for him."""
NOT_INHERITED = re.compile(
    "GIT_(DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE|PREFIX"
    "|SHALLOW_FILE|GRAFT_FILE|TEMPLATE_DIR|EXTERNAL_DIFF|TRACE.*|CURL_VERBOSE)|SSH_ASKPASS"
)
"""What a hook's or another program's surroundings say about a repository that is not ours; and what asks."""
SAYS_OFFLINE = re.compile(
    "could not resolve|couldn't resolve|failed to connect|couldn't connect"
    "|connection (refused|timed out|reset)|network is unreachable|no route to host|name resolution"
    "|operation timed out|too slow",
    re.IGNORECASE,
)
SAYS_DENIED = re.compile(
    "authentication failed|could not read (username|password)|permission denied|access denied"
    "|prompts disabled|returned error: 40[13]|host key verification failed",
    re.IGNORECASE,
)
SAYS_NO_COMMIT = re.compile("not our ref|unadvertised object|couldn't find remote ref", re.IGNORECASE)
SAYS_MISSING = re.compile(
    "not found|does not appear to be a git repository|does not exist|no such file or directory", re.IGNORECASE
)

HEADS, TAGS = "refs/heads/", "refs/tags/"
MOST_NAMES = 5
"""How many branches are told to somebody who named none."""
UNTOLD = "ame-untold"
"""The branch that a clone shows first where the server does not say which."""


class GitError(Exception):
    """Something could not be had from a repository; `help` says what to do."""

    def __init__(self, message: str, help: str = "", *, offline: bool = False) -> None:
        super().__init__(without_credentials(message))
        self.help = without_credentials(help)
        self.offline = offline
        """Whether the repository could not even be reached."""


class Entry:
    """One file of a commit, as git lists it; `size` is in bytes."""

    __slots__ = ("mode", "name", "path", "size")

    def __init__(self, mode: str, name: str, size: int, path: str) -> None:
        self.mode = mode
        self.name = name
        """The name of the object that holds its content."""
        self.size = size
        self.path = path


class Git:
    """A repository of our own in a folder that holds nothing else, to fetch into."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def commit_of(self, address: str, ref: str) -> tuple[str, str]:
        """Ask which commit a ref means, and how it is called there: a tag, else a branch, else itself.

        An empty ref means the branch that the repository shows first. Raises GitError where there is
        no such ref, or no answer.
        """
        asked = {"": ["HEAD"]}.get(ref) or (
            [ref] if ref.startswith("refs/") else [f"refs/tags/{ref}", f"refs/heads/{ref}"]
        )
        found: dict[str, str] = {}
        patterns = [word for one in asked for word in (one, one + "^{}")]
        for line in self._run(address, "ls-remote", "--quiet", "--", address, *patterns).splitlines():
            commit, _, name = line.partition("\t")
            found[name] = commit
        for name in asked:
            if name in found:
                # A tag with a message is an object of its own; what it stands for is listed behind it.
                return found.get(name + "^{}", found[name]), name
        if is_commit(ref):
            return ref, ""
        if not ref:
            raise self._headless(address)
        hint = "a commit is named by all of its 40 characters" if re.fullmatch("[0-9a-f]{7,39}", ref) else ""
        raise GitError(f"there is no tag or branch `{ref}` in `{address}`", hint)

    def _headless(self, address: str) -> GitError:
        """Return why a repository shows no commit first: it has none, or shows a branch that is not there."""
        listed = self._run(address, "ls-remote", "--quiet", "--refs", "--heads", "--tags", "--", address)
        names = [line.partition("\t")[2] for line in listed.splitlines()]
        if not names:
            return GitError(f"there is nothing in `{address}`")
        branches = [name.removeprefix(HEADS) for name in names if name.startswith(HEADS)]
        known = branches or [name.removeprefix(TAGS) for name in names]
        some = ", ".join(f"`{name}`" for name in known[:MOST_NAMES])
        more = f" and {len(known) - MOST_NAMES} more" if len(known) > MOST_NAMES else ""
        branch = self._unborn(address)
        return GitError(
            f"the default branch{f' `{branch}`' if branch else ''} of `{address}` does not exist",
            f"name another one with `ref`; its {'branches' if branches else 'tags'}: {some}{more}",
        )

    def _unborn(self, address: str) -> str:
        """Return the branch without a commit that a repository shows first; empty where nobody says.

        Of all that git can be asked only a clone tells it, and has nothing to fetch then.
        """
        options = ("--quiet", "--bare", "--template=", "--depth=1", "--single-branch", "--no-tags")
        try:
            self._run(address, "-c", f"init.defaultBranch={UNTOLD}", "clone", *options, "--", address, ".")
            branch = self._run("", "symbolic-ref", "HEAD").strip().removeprefix(HEADS)
        except GitError:
            return ""
        return "" if branch == UNTOLD else branch

    def fetch(self, address: str, commit: str, name: str) -> None:
        """Fetch one commit without its history. `name` is what it is called there, empty where unknown.

        Raises GitError where it cannot be had.
        """
        kind = "sha256" if len(commit) == 64 else "sha1"
        self._run(address, "init", "--quiet", "--bare", "--template=", f"--object-format={kind}", ".")
        try:
            self._fetch(address, "--depth=1", commit)
        except GitError as error:
            if error.offline or not name:
                raise
            # Some servers give nothing but what has a name; that may have moved on from the commit.
            self._fetch(address, name)
        try:
            self._run(address, "rev-parse", "--quiet", "--verify", f"{commit}^{{commit}}")
        except GitError as error:
            raise GitError(f"commit {commit[:12]} is not in `{address}` any more") from error

    def entries(self, commit: str) -> list[Entry]:
        """List the files of a fetched commit."""
        listed = self._run("", "ls-tree", "-r", "-z", "-l", "--full-tree", commit)
        entries = []
        for line in listed.split("\0")[:-1]:
            words, _, path = line.partition("\t")
            mode, _, name, size = words.split()
            entries.append(Entry(mode, name, 0 if size == "-" else int(size), path))
        return entries

    def contents(self) -> Contents:
        """Start reading the contents of fetched files."""
        return Contents(self._command("cat-file", "--batch"), self.folder)

    def _fetch(self, address: str, *what: str) -> None:
        options = ("--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head")
        self._run(address, "fetch", *options, *what[:-1], "--", address, what[-1])

    def _run(self, address: str, *arguments: str) -> str:
        process = start(self._command(*arguments), self.folder, stdin=subprocess.DEVNULL)
        with finishing(process):
            output, errors = process.communicate()
        if process.returncode != 0:
            raise explained(address, errors.decode("utf-8", "replace"))
        return output.decode("utf-8", "surrogateescape")

    @staticmethod
    def _command(*arguments: str) -> list[str]:
        settings = [word for setting in SETTINGS for word in ("-c", setting)]
        return ["git", *settings, *arguments]


class Contents:
    """A running git that gives the contents of objects, one after the other."""

    def __init__(self, command: list[str], folder: str) -> None:
        self._process = start(command, folder, stdin=subprocess.PIPE)

    def __enter__(self) -> Contents:
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()
        self._process.wait()

    def ask(self, name: str) -> tuple[IO[bytes], int]:
        """Ask for an object; return where to read it from, and how many bytes. All must be read."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None, "it was started with a pipe"
        assert stdout is not None, "it was started with a pipe"
        stdin.write(name.encode() + b"\n")
        stdin.flush()
        words = stdout.readline().split()
        if len(words) != 3 or words[1] != b"blob":
            raise GitError("git could not give a file that it had fetched")
        return stdout, int(words[2])

    def end(self) -> None:
        """Read what stands behind the content of each object."""
        assert self._process.stdout is not None, "it was started with a pipe"
        self._process.stdout.read(1)


class finishing:  # noqa: N801 - used like a function
    """Sees to it that a process and all that it started are gone when we go on, however that comes."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def start(command: list[str], folder: str, *, stdin: int) -> subprocess.Popen[bytes]:
    """Start git in a folder; raise GitError where there is none."""
    environment = {name: word for name, word in os.environ.items() if not NOT_INHERITED.fullmatch(name)}
    environment |= {
        "GIT_TERMINAL_PROMPT": "0",
        "GCM_INTERACTIVE": "never",
        "SSH_ASKPASS_REQUIRE": "never",
        "GIT_ALLOW_PROTOCOL": ":".join(SCHEMES),
        # The folder may lie inside somebody's repository, whose settings are not meant.
        "GIT_CEILING_DIRECTORIES": os.path.dirname(folder),
        "LC_ALL": "C",
        "LANGUAGE": "",
    }
    pipe = subprocess.PIPE
    try:
        # In a session of its own it has no terminal, on which ssh would ask for a password.
        return subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=stdin,
            stdout=pipe,
            stderr=pipe,
            start_new_session=True,
        )
    except FileNotFoundError as error:
        raise GitError(
            "there is no program `git`", "install it; imports from git are fetched with it"
        ) from error


def explained(address: str, said: str) -> GitError:
    """Turn what git said into a sentence."""
    if SAYS_OFFLINE.search(said):
        hint = "what is fetched already works without it; try again when it can be reached"
        return GitError(f"`{address}` cannot be reached", hint, offline=True)
    if SAYS_DENIED.search(said):
        hint = f"see to it that `git ls-remote {address}` works without asking"
        return GitError(f"git may not read `{address}`", hint)
    if SAYS_NO_COMMIT.search(said):
        return GitError(f"`{address}` has no such commit, or does not give it")
    if SAYS_MISSING.search(said):
        return GitError(f"there is no repository at `{address}`")
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    told = (
        [line.removeprefix("fatal: ") for line in lines if line.startswith("fatal: ")] or lines or ["nothing"]
    )
    return GitError(f"`{address}` cannot be used: git says “{told[-1]}”")
