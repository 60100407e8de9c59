"""What is promised for Windows needs nothing that Windows lacks; paths and line ends are tested elsewhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

WITHOUT = """
import os, signal, sys
for name in "termios fcntl pty pwd grp resource tty readline syslog".split():
    sys.modules[name] = None
for name in "fork setsid killpg mkfifo getuid geteuid getpgid getpgrp setpgrp chown fchmod wait4".split():
    vars(os).pop(name, None)
for name in "SIGHUP SIGKILL SIGQUIT SIGUSR1 SIGTSTP SIGWINCH SIGCHLD pthread_sigmask".split():
    vars(signal).pop(name, None)
from amelang.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
"""Python as it is where there are no terminals, users, process groups and signals as POSIX has them."""


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("check", 0),
        ("check -o json", 0),
        ("check --fix", 0),
        ("plan --offline", 0),
        ("task show train", 0),
        ("graph", 0),
        ("explain unknown-key", 0),
        ("apply --context nobody", 1),
        ("task run -l train --on cluster --context nobody", 125),
        ("task list --context nobody", 1),
        ("task logs train --context nobody", 1),
    ],
)
def test_commands_do_without_posix(tmp_path: Path, command: str, code: int) -> None:
    text = "project: shop\r\ntasks:\r\n  - name: train\r\n    executor: !custom\r\n      command: dir\r\n"
    (tmp_path / "ame.yml").write_bytes(text.encode())
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, *command.split()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "", "KUBECONFIG": str(tmp_path / "none")},
    )
    assert "internal error" not in done.stderr
    assert done.returncode == code, done.stderr
