"""`ame check --fix` on real files: every byte outside the edits stays, and no file is ever half written."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from amelang.cli import check_once
from amelang.cli import main as cli
from amelang.report.fixes import Mended
from amelang.workspace.replace import Change, ReplaceError, replace_files

OLD = "project: p\ntasks:\n  - name: a\n    executor: !custom\n      runcommand: ./a.sh\n"
NEW = OLD.replace("runcommand", "command")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, data: bytes | str = OLD) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return file


def fix(*words: str) -> int:
    return cli.main(["check", "--fix", *words])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="windows line ends"),
        pytest.param(lambda text: text.replace("\n", "\r"), id="old Macintosh line ends"),
        pytest.param(lambda text: "\ufeff" + text, id="byte order mark"),
        pytest.param(lambda text: text.rstrip("\n"), id="no end of the last line"),
        pytest.param(lambda text: text + "\n\n   \n", id="blanks at the end"),
        pytest.param(lambda text: text.replace("tasks:", "tasks:   # ümlaut 🎉 x"), id="characters"),
        pytest.param(lambda text: text.replace("\n", "\r\n", 1), id="mixed line ends"),
    ],
)
def test_every_byte_beside_the_edit_stays(change: object) -> None:
    assert callable(change)
    file = write("ame.yml", change(OLD))
    assert fix() == 0
    assert file.read_bytes() == change(NEW).encode()


def test_a_new_line_ends_as_the_others_do() -> None:
    write("ame.toml", "[cluster]\n")
    file = write("shop/ame.yml", NEW.removeprefix("project: p\n").replace("\n", "\r\n"))
    assert fix() == 0
    assert file.read_bytes() == NEW.replace("project: p", "project: shop").replace("\n", "\r\n").encode()


@pytest.mark.parametrize("data", [OLD.encode("utf-16"), OLD.encode() + b"# caf\xe9\n"])
def test_a_file_that_is_not_utf_8_is_left_alone(data: bytes) -> None:
    write("ame.toml", "[cluster]\n")
    file = write("ame.yml", data)
    assert fix("--unsafe-fixes") == 1
    assert file.read_bytes() == data


def test_a_file_with_nothing_to_mend_is_not_written() -> None:
    before = write("ame.yml", NEW).stat()
    assert fix() == 0
    after = Path("ame.yml").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o664])
def test_permissions_are_kept(mode: int) -> None:
    file = write("ame.yml")
    file.chmod(mode)
    assert fix() == 0
    assert (stat.S_IMODE(file.stat().st_mode), file.read_text()) == (mode, NEW)


def test_behind_a_link_the_file_is_replaced_and_the_link_stays() -> None:
    target = write("elsewhere/real.yml")
    Path("ame.yml").symlink_to("elsewhere/real.yml")
    assert fix("ame.yml") == 0
    assert Path("ame.yml").is_symlink()
    assert target.read_text() == NEW


def test_nothing_is_left_beside_the_files() -> None:
    write("a/ame.yml")
    write("b/ame.yml")
    before = names(Path())
    assert fix() == 0
    assert names(Path()) == before


def test_a_file_that_somebody_saved_meanwhile_is_not_overwritten(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = write("a/ame.yml"), write("b/ame.yml")
    saved = OLD + "# saved by an editor\n"
    write_really = check_once.write

    def write_after_editor(mended: Mended) -> None:
        second.write_text(saved)
        write_really(mended)

    monkeypatch.setattr(check_once, "write", write_after_editor)
    assert fix() == 2
    assert capsys.readouterr().err == (
        "ame: `b/ame.yml` cannot be mended: it was changed meanwhile\n"
        "  = help: no file was changed; run it again\n"
    )
    assert (first.read_text(), second.read_text()) == (OLD, saved)
    assert names(Path()) == ["a", "ame.yml", "ame.yml", "b"]


def test_a_file_that_went_away_meanwhile() -> None:
    with pytest.raises(ReplaceError, match="no such file"):
        replace_files([Change(str(write("a.yml")), b"x", b"y"), Change("gone.yml", b"x", b"y")])
    assert names(Path()) == ["a.yml"]


def test_where_one_file_cannot_be_replaced_none_is(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [write(f"{name}.yml", name) for name in "abc"]
    replace = os.replace

    def refuse(source: str, target: str) -> None:
        if target.endswith("c.yml"):
            raise PermissionError(13, "Permission denied", target)
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(ReplaceError, match="permission denied"):
        replace_files([Change(str(file), file.read_bytes(), b"new") for file in files])
    assert [file.read_text() for file in files] == ["a", "b", "c"]
    assert names(Path()) == ["a.yml", "b.yml", "c.yml"]


def test_a_file_that_may_not_be_written_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write every file, whatever its mode: the refusal has to be played.
    file = write("ame.yml")
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    assert fix() == 2
    assert file.read_text() == OLD


KILLED = """
import os, signal, sys
sys.path[:0] = {path!r}
name, count = sys.argv[1], int(sys.argv[2])
really = getattr(os, name)
def counting(*arguments, **options):
    global count
    count -= 1
    if count < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return really(*arguments, **options)
setattr(os, name, counting)
from amelang.cli.main import main
main(["check", "--fix"])
"""


@pytest.mark.parametrize("call", ["open", "fsync", "chmod", "replace"])
@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_whoever_is_killed_leaves_every_file_whole(call: str, times: int) -> None:
    files = [write(f"{name}/ame.yml", OLD.replace(": p", f": {name}")) for name in "abcd"]
    killed = subprocess.run(
        [sys.executable, "-c", KILLED.format(path=sys.path), call, str(times)], check=False
    )
    assert killed.returncode == -signal.SIGKILL
    new = 0
    for file in files:
        text = file.read_text()
        assert text in (
            OLD.replace(": p", f": {file.parent.name}"),
            NEW.replace(": p", f": {file.parent.name}"),
        )
        new += "runcommand" not in text
    assert new == (times if call == "replace" else 0)
    # The next run is as good as the first, whatever was left behind.
    assert fix() == 0
    assert all("runcommand" not in file.read_text() for file in files)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_git_applies_the_difference(end: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    text = OLD.removesuffix("\n").replace("\n", end or "\n") + end
    file = write("team a/ame.yml", text)
    assert cli.main(["check", "--diff"]) == 1
    assert file.read_bytes() == text.encode()
    difference = capsysbinary.readouterr().out
    subprocess.run(["git", "apply", "-"], input=difference, check=True)
    assert file.read_bytes() == text.replace("runcommand", "command").encode()


def test_a_fix_in_a_template_is_made_in_its_file(capsys: pytest.CaptureFixture[str]) -> None:
    write("ame.toml", "")
    write(
        "shared/ame.yml",
        "project: shared\ntemplates:\n  - name: base\n    executor: !custom\n      runcommand: x\n",
    )
    write("a/ame.yml", "project: a\ntasks:\n  - name: t\n    fromTemplate: shared.base\n")
    assert fix() == 0
    assert "runcommand" not in Path("shared/ame.yml").read_text()


def test_what_is_not_being_checked_is_not_mended() -> None:
    write("ame.toml", "")
    shared = write(
        "shared/ame.yml",
        "project: shared\ntemplates:\n  - name: base\n    executor: !custom\n      runcommand: x\n",
    )
    before = shared.read_bytes()
    write("a/ame.yml", "project: a\ntasks:\n  - name: t\n    templateRef: shared.base\n")
    assert fix("a") == 0
    assert shared.read_bytes() == before
    assert "fromTemplate" in Path("a/ame.yml").read_text()
