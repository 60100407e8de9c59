"""Replaces several files at once: each is at any time the old one or the new one, and never a part."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Change:
    """A file, the bytes that it had when it was read, and those that it shall have."""

    __slots__ = ("after", "before", "path")

    def __init__(self, path: str, before: bytes, after: bytes) -> None:
        self.path = path
        self.before = before
        self.after = after


class ReplaceError(Exception):
    """A file cannot be replaced; none was. `path` is the file as it was named."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(reason)
        self.path = path
        self.reason = reason


class _Prepared:
    """A new file beside the one whose place it will take."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.target = os.path.realpath(change.path)
        """Of a symbolic link the file that it leads to: the link stays."""
        self.old = os.stat(self.target)
        if not stat.S_ISREG(self.old.st_mode):
            raise ReplaceError(change.path, "it is no ordinary file")
        if not os.access(self.target, os.W_OK):
            raise ReplaceError(change.path, "permission denied")
        folder, name = os.path.split(self.target)
        self.temporary = os.path.join(folder, f".{name}.{os.getpid()}.tmp")

    def write(self, data: bytes) -> None:
        """Write the new file with the rights of the old one."""
        # A file of this name can only be what a process left that was killed.
        descriptor = os.open(self.temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NO_FOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        os.chmod(self.temporary, stat.S_IMODE(self.old.st_mode))
        if hasattr(os, "chown"):
            made = os.stat(self.temporary)
            if (made.st_uid, made.st_gid) != (self.old.st_uid, self.old.st_gid):
                try:
                    os.chown(self.temporary, self.old.st_uid, self.old.st_gid)
                except PermissionError:
                    # Only root may give files away; the one who may write it owns it from now on.
                    return

    def unchanged(self) -> bool:
        """Tell whether the file on the disk is still the one that was read."""
        now = os.stat(self.target)
        same = (now.st_ino, now.st_size, now.st_mtime_ns) == (
            self.old.st_ino,
            self.old.st_size,
            self.old.st_mtime_ns,
        )
        if not same:
            return False
        with open(self.target, "rb") as file:
            return file.read() == self.change.before

    def discard(self) -> None:
        """Remove the new file where it has not taken its place."""
        if os.path.lexists(self.temporary):
            os.unlink(self.temporary)


_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def replace_files(changes: Sequence[Change]) -> None:
    """Replace every file, or none: all new ones are written before the first takes its place.

    Permissions and, where we may, owners are kept; of a symbolic link the file behind it is
    replaced. Raises ReplaceError where a file changed since it was read, or cannot be written.
    """
    prepared: list[_Prepared] = []
    done: list[_Prepared] = []
    current = changes[0].path if changes else ""
    try:
        for change in changes:
            current = change.path
            one = _Prepared(change)
            prepared.append(one)
            one.write(change.after)
        for one in prepared:
            current = one.change.path
            if not one.unchanged():
                raise ReplaceError(current, "it was changed meanwhile")
        for one in prepared:
            current = one.change.path
            os.replace(one.temporary, one.target)
            done.append(one)
    except OSError as error:
        for one in done:
            one.write(one.change.before)
            os.replace(one.temporary, one.target)
        raise ReplaceError(current, (error.strerror or str(error)).lower()) from error
    finally:
        for one in prepared:
            one.discard()
