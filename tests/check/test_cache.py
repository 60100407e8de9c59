"""The cache of `ame check`: what it saves, and that nothing in it can ever make a check wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from amelang.checks import run, store
from amelang.checks.remembered import ForgottenError, Reader
from amelang.cli.main import main
from amelang.text.source import Source

PROJECTS = 12
"""More than are checked before anything is kept."""
TEXT = """\
project: garden_{number}
tasks:
  - name: train
    executor: !custom
      command: ./train.sh
    retires: 1
"""
Check = Callable[..., str]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of projects, with one mistake each, as the working directory; where the cache will be."""
    work = tmp_path / "work"
    for number in range(PROJECTS):
        folder = work / f"garden_{number}"
        folder.mkdir(parents=True)
        (folder / "ame.yml").write_text(TEXT.format(number=number))
        (folder / "train.sh").touch()
    monkeypatch.chdir(work)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "ame" / store.FOLDER


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """Run `ame check -o concise`; return what it prints."""

    def checked(*words: str) -> str:
        assert main(["check", "-o", "concise", *words]) == 1
        return capsys.readouterr().out

    return checked


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The projects that were checked anew, by their names."""
    names: list[str] = []
    real = run.check

    def watched(loaded: object, resolvers: object = None) -> object:
        names.append(loaded.name.value)  # type: ignore[attr-defined]
        return real(loaded, resolvers)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "check", watched)
    return names


def the_file(cache: Path) -> Path:
    [file] = cache.iterdir()
    return file


def test_what_did_not_change_is_not_checked_again(cache: Path, check: Check, read: list[str]) -> None:
    first = check()
    assert first.count("unknown-key") == PROJECTS
    assert len(read) == PROJECTS
    read.clear()
    assert check() == first
    assert read == []


def test_what_changed_is(cache: Path, check: Check, read: list[str]) -> None:
    check()
    read.clear()
    Path("garden_3/ame.yml").write_text(TEXT.format(number=3).replace("retires", "retries"))
    assert check().count("unknown-key") == PROJECTS - 1
    Path("garden_5/train.sh").unlink()
    Path("garden_5/other.sh").touch()
    assert "garden_5/ame.yml:5:16: warning AME330 missing-script" in check()
    assert read == ["garden_3", "garden_5"]


def test_levels_and_comments_count_anew(
    cache: Path, check: Check, capsys: pytest.CaptureFixture[str]
) -> None:
    check()
    assert main(["check", "--ignore", "unknown-key"]) == 0
    Path("ame.toml").write_text('[check.levels]\nunknown-key = "warning"\n')
    assert main(["check", "-o", "concise"]) == 0
    assert capsys.readouterr().out.count(": warning AME101") == PROJECTS


def test_a_machine_format_is_the_same(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("full", "json", "sarif", "rdjson", "gitlab"):
        printed = []
        for option in ([], [], ["--no-cache"]):
            main(["check", "-o", form, *option])
            printed.append(capsys.readouterr().out)
        assert printed[0] == printed[1] == printed[2]


def test_no_cache_neither_reads_nor_writes(cache: Path, check: Check, read: list[str]) -> None:
    check("--no-cache")
    assert not cache.exists()
    check()
    before = the_file(cache).read_bytes()
    read.clear()
    check("--no-cache")
    assert len(read) == PROJECTS
    assert the_file(cache).read_bytes() == before


def test_few_small_files_leave_no_cache(cache: Path, check: Check) -> None:
    check("garden_0", "garden_1")
    assert not cache.exists()


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: data[: len(data) // 2], id="cut off"),
        pytest.param(lambda data: data[:-1] + bytes([data[-1] ^ 1]), id="one bit"),
        pytest.param(lambda data: data[:60] + bytes([data[60] ^ 1]) + data[61:], id="one bit of the head"),
        pytest.param(lambda data: b"something else", id="foreign"),
        pytest.param(lambda data: os.urandom(len(data)), id="noise"),
        pytest.param(lambda data: data + b"more", id="longer"),
    ],
)
def test_a_spoilt_cache_is_ignored_and_written_anew(
    cache: Path, check: Check, read: list[str], spoil: Callable[[bytes], bytes]
) -> None:
    first = check()
    file = the_file(cache)
    sound = file.read_bytes()
    file.write_bytes(spoil(sound))
    read.clear()
    assert check() == first
    assert len(read) == PROJECTS
    read.clear()
    assert check() == first
    assert read == []


def test_that_of_another_version_is_ignored(
    cache: Path, check: Check, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    check()
    read.clear()
    monkeypatch.setattr(store, "VERSION", "99.0")
    check()
    assert len(read) == PROJECTS


def test_that_of_another_code_is_ignored(
    cache: Path, check: Check, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    check()
    read.clear()
    monkeypatch.setattr(store, "_code", lambda: "checks/run.py 1 2")
    check()
    assert len(read) == PROJECTS


def test_a_folder_in_place_of_the_cache_is_no_matter(cache: Path, check: Check) -> None:
    first = check()
    file = the_file(cache)
    file.unlink()
    file.mkdir()
    assert check() == first


def test_a_cache_that_cannot_be_written_is_no_matter(cache: Path, check: Check) -> None:
    cache.parent.mkdir(parents=True)
    cache.write_text("a file in place of the folder")
    first = check()
    assert check() == first


def test_without_a_home_nothing_is_kept(cache: Path, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    before = sorted(Path().iterdir())
    check()
    assert sorted(Path().iterdir()) == before


def test_a_full_disk_is_no_matter(
    cache: Path, check: Check, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int, mode: str) -> object:
        os.close(descriptor)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store.os, "fdopen", full)
        first = check()
    assert list(cache.iterdir()) == []
    assert check() == first


def test_many_at_once_say_the_same(cache: Path, check: Check) -> None:
    wanted = check("--no-cache")
    program = "import sys\nfrom amelang.cli.main import main\nsys.exit(main(['check', '-o', 'concise']))"
    runs = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(6)
    ]
    assert {one.communicate()[0] for one in runs} == {wanted}
    assert [file.suffix for file in cache.iterdir()] == [""]


def test_only_so_many_are_kept(cache: Path, check: Check) -> None:
    check()
    for number in range(store.MOST_FILES + 5):
        file = cache / f"{number:040x}"
        file.touch()
        os.utime(file, (number, number))
    os.utime(the_newest := max(cache.iterdir(), key=lambda file: file.stat().st_mtime))
    Path("garden_0/ame.yml").write_text("project: other\n")
    main(["check", "-o", "concise"])
    assert len(list(cache.iterdir())) == store.MOST_FILES
    assert the_newest.exists()


def test_nobody_else_may_read_it(cache: Path, check: Check) -> None:
    check()
    assert the_file(cache).stat().st_mode & 0o077 == 0


def test_no_secret_is_kept(cache: Path, check: Check) -> None:
    secret = "AKIA" + "Q" * 16
    Path("garden_0/ame.yml").write_text(
        TEXT.format(number=0) + f"    environment:\n      - key: ACCESS_TOKEN\n        val: {secret}\n"
    )
    assert "plaintext-secret" in check()
    assert secret.encode() not in the_file(cache).read_bytes()


def test_a_large_file_alone_is_kept(cache: Path, check: Check, read: list[str]) -> None:
    tasks = "".join(TEXT[TEXT.index("  - name") :].replace("train\n", f"train_{one}\n") for one in range(900))
    Path("garden_0/ame.yml").write_text("project: garden_0\ntasks:\n" + tasks)
    first = check("garden_0")
    read.clear()
    assert check("garden_0") == first
    assert read == []


def test_one_that_somebody_else_may_have_written_is_not_read(
    cache: Path, check: Check, read: list[str]
) -> None:
    check()
    the_file(cache).chmod(0o622)
    read.clear()
    check()
    assert len(read) == PROJECTS


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_pipe_in_its_place_is_waited_for_by_nobody(cache: Path, check: Check) -> None:
    first = check()
    file = the_file(cache)
    file.unlink()
    os.mkfifo(file)
    assert check() == first
    assert file.is_file()


def test_nothing_else_is_imported_for_it() -> None:
    reader = Reader([], lambda path, wanted: Source(""))
    with pytest.raises(ForgottenError):
        reader.problem(("antigravity", "Problem", 1, (0, 0, 0), None, "", None, [], []))
    assert "antigravity" not in sys.modules
