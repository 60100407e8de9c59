"""The code of a project on its way to a cluster: which files, which bytes, what is said of them."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from amelang.run.bundle import LIMIT, SHARD, bundle, heaviest, ignore_line
from amelang.run.bundle_problems import LargeCodeError, UnreadableCodeError
from amelang.run.files import project_files


def write(folder: Path, files: dict[str, str]) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content)
    return folder


def unpacked(folder: Path) -> dict[str, tarfile.TarInfo]:
    content = b"".join(bundle(str(folder)).bundle.shards)
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        return {member.name: member for member in archive.getmembers()}


def noise(folder: Path, path: str, size: int) -> None:
    """Write what cannot be compressed."""
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(os.urandom(size))


def test_what_is_never_source_is_left_out(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "ame.yml": "",
            "src/train.py": "",
            ".git/config": "",
            ".ame/runs/1": "",
            ".venv/bin/python": "",
            "my_env/pyvenv.cfg": "",
            "my_env/lib/x.py": "",
            "src/__pycache__/train.pyc": "",
            "src/old.pyc": "",
            "node_modules/x/index.js": "",
            "p.egg-info/PKG-INFO": "",
            ".mypy_cache/x": "",
        },
    )
    assert project_files(str(tmp_path)) == ["ame.yml", "src/train.py"]


def test_ignore_files_have_their_say_at_every_depth(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".gitignore": "*.log\n/data/\n!keep.log\nmodels/*.bin\n",
            "a.log": "",
            "keep.log": "",
            "data/big": "",
            "src/data/small": "",
            "src/.gitignore": "!a.log\n*.tmp\n",
            "src/a.log": "",
            "src/b.tmp": "",
            "b.tmp": "",
            ".ameignore": "/notes\n!models/base.bin\n",
            "notes/todo": "",
            "models/base.bin": "",
            "models/other.bin": "",
        },
    )
    assert project_files(str(tmp_path)) == [
        ".ameignore", ".gitignore", "b.tmp", "keep.log", "models/base.bin", "src/.gitignore", "src/a.log",
        "src/data/small",
    ]  # fmt: skip


def test_the_repository_around_a_project_counts_too(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "*.csv\n/projects/iris/out\n"})
    (tmp_path / ".git").mkdir()
    project = write(tmp_path / "projects/iris", {"a.csv": "", "out/x": "", "sub/out/x": ""})
    assert project_files(str(project)) == ["sub/out/x"]


def test_an_ignore_file_above_means_nothing_without_a_repository(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "*\n"})
    assert project_files(str(write(tmp_path / "project", {"a": ""}))) == ["a"]


PATTERNS = st.lists(
    st.text("ab*?/!.[]\\ #-^:", min_size=1, max_size=8)
    | st.sampled_from(
        [
            "a",
            "/a",
            "a/",
            "!a",
            "!a/",
            "a/*",
            "a/**",
            "!a/**/",
            "**/b",
            "a/**/b",
            "*.b",
            "!*.b",
            "[[:alpha:]]",
            "[!a]*",
            "a/**/",
        ]
    ),
    max_size=4,
)


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PATTERNS, PATTERNS)
@example(["*.b", "!a"], [])
@example(["a/**", "!a/**/", "!a/b/a"], [])
@example(["a"], ["!b"])
def test_gitignore_means_what_it_means_to_git(tmp_path: Path, top: list[str], deeper: list[str]) -> None:
    shutil.rmtree(tmp_path)
    paths = ["a/a", "a/b", "a/x.b", "a/b.d/a", "a/a.d/b/a", "b/a", "b/b.b", "c", "a.b"]
    write(tmp_path, dict.fromkeys(paths, ""))
    write(tmp_path, {".gitignore": "\n".join(top), "a/.gitignore": "\n".join(deeper)})
    git = ["git", "-C", str(tmp_path), "-c", "core.excludesFile=/dev/null"]
    subprocess.run([*git, "init", "-q"], check=True)
    listed = subprocess.run(
        [*git, "ls-files", "-co", "--exclude-standard", "-z"], check=True, capture_output=True, text=True
    )
    assert project_files(str(tmp_path)) == sorted(path for path in listed.stdout.split("\0") if path)


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    files = {"b.py": "b", "a/c.py": "c" * 5000, "ü.txt": "ü"}
    one = write(tmp_path / "one", files)
    other = write(tmp_path / "other", dict(reversed(files.items())))
    os.utime(other / "b.py", (1, 1))
    (other / "b.py").chmod(0o600)
    assert bundle(str(one)).bundle.shards == bundle(str(other)).bundle.shards
    assert bundle(str(one)).files == ["a/c.py", "b.py", "ü.txt"]
    (other / "b.py").write_text("B")
    assert bundle(str(one)).bundle.digest != bundle(str(other)).bundle.digest


def test_members_have_no_owner_and_no_time(tmp_path: Path) -> None:
    write(tmp_path, {"run.sh": "", "data.txt": "x"})
    (tmp_path / "run.sh").chmod(0o700)
    (tmp_path / "data.txt").chmod(0o666)
    members = unpacked(tmp_path)
    assert {name: oct(member.mode) for name, member in members.items()} == {
        "run.sh": "0o755",
        "data.txt": "0o644",
    }
    assert {(member.uid, member.gid, member.uname, member.mtime) for member in members.values()} == {
        (0, 0, "", 0)
    }


def test_links_inside_stay_links_and_others_are_left_out(tmp_path: Path) -> None:
    project = write(tmp_path / "p", {"data/a": "a", "sub/x": ""})
    write(tmp_path, {"outside": "secret"})
    (project / "sub/near").symlink_to("../data/a")
    (project / "sub/far").symlink_to(project / "data")
    (project / "out").symlink_to("../outside")
    (project / "over").symlink_to("sub/out")
    (project / "sub/out").symlink_to("/etc")
    members = unpacked(project)
    assert {name: member.linkname for name, member in members.items() if member.issym()} == {
        "sub/near": "../data/a",
        "sub/far": "../data",
    }
    warnings = bundle(str(project)).warnings
    assert [problem.message() for problem in warnings] == [
        f"the link `{path}` leads out of the project and is left out" for path in ("out", "over", "sub/out")
    ]


@pytest.mark.parametrize(
    "path", [".env", "conf/.env.prod", "id_rsa", "deploy/server.key", "home/.netrc", "credentials.json"]
)
def test_files_that_look_like_secrets_are_warned_about(tmp_path: Path, path: str) -> None:
    write(tmp_path, {path: "x", ".env.example": "x", "environment.py": "x", "keys.md": "x"})
    (warning,) = bundle(str(tmp_path)).warnings
    assert warning.message() == f"`{path}` looks like a secret and goes to the cluster with the code"
    assert warning.help() == f"add the line `/{path}` to `.ameignore`"
    write(tmp_path, {".ameignore": f"/{path}\n"})
    assert not bundle(str(tmp_path)).warnings


def test_a_private_key_is_known_by_its_first_line(tmp_path: Path) -> None:
    write(tmp_path, {"a.pem": "-----BEGIN RSA PRIVATE KEY-----\n", "b.pem": "-----BEGIN CERTIFICATE-----\n"})
    assert [warning.span.path for warning in bundle(str(tmp_path)).warnings] == ["a.pem"]


def test_more_than_one_shard_is_cut_where_it_is_full(tmp_path: Path) -> None:
    noise(tmp_path, "model.bin", SHARD + 1000)
    first, second = bundle(str(tmp_path)).bundle.shards
    assert len(first) == SHARD
    assert len(second) < SHARD
    assert unpacked(tmp_path)["model.bin"].size == SHARD + 1000


def test_too_much_is_refused_with_the_largest_files_and_the_line_that_helps(tmp_path: Path) -> None:
    for number in range(12):
        noise(tmp_path, f"data/raw/part{number:02}.bin", 400_000 + number)
    noise(tmp_path, "train.py", 1000)
    with pytest.raises(LargeCodeError) as refused:
        bundle(str(tmp_path))
    error = refused.value
    assert error.message == "the project's files have 4.8 MB, more than 3.6 MB when compressed"
    assert [path for path, _ in error.largest] == [
        f"data/raw/part{number:02}.bin" for number in range(11, 1, -1)
    ]
    assert error.help == "add the line `/data/raw/` to `.ameignore`; the largest files are"
    assert error.listed[0] == "    0.4 MB  data/raw/part11.bin"
    write(tmp_path, {".ameignore": error.line + "\n"})
    assert bundle(str(tmp_path)).files == [".ameignore", "train.py"]


@pytest.mark.usefixtures("permissions_hold")
@pytest.mark.parametrize("path", ["locked", "sub/locked", ".gitignore"])
def test_what_nobody_may_read_is_named(tmp_path: Path, path: str) -> None:
    write(tmp_path, {path: "", "train.py": ""})
    (tmp_path / path).chmod(0)
    with pytest.raises(UnreadableCodeError) as refused:
        bundle(str(tmp_path))
    assert refused.value.message == f"`{path}` cannot be read: permission denied"
    if path != ".gitignore":
        write(tmp_path, {".ameignore": "locked"})
        assert bundle(str(tmp_path)).files[-1] == "train.py"


@pytest.mark.usefixtures("permissions_hold")
def test_a_folder_that_nobody_may_look_into_is_named(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0)
    with pytest.raises(UnreadableCodeError, match="`locked` cannot be read: permission denied"):
        bundle(str(tmp_path))


def test_what_compresses_well_fits(tmp_path: Path) -> None:
    (tmp_path / "zeros").write_bytes(bytes(LIMIT * 3))
    assert len(bundle(str(tmp_path)).bundle.shards) == 1


@pytest.mark.parametrize(
    ("sizes", "path"),
    [
        ({"a": 10}, "a"),
        ({"a": 10, "b": 90}, "b"),
        ({"d/a": 40, "d/b": 40, "c": 20}, "d/"),
        ({"d/e/a": 90, "d/b": 5, "c": 5}, "d/e/a"),
        ({"d/e/a": 40, "d/e/f": 40, "d/b": 5, "c": 5}, "d/e/"),
        ({"a": 10, "b": 10, "c": 10}, "a"),
    ],
)
def test_what_is_proposed_to_leave_out(sizes: dict[str, int], path: str) -> None:
    assert heaviest(sizes) == path


@pytest.mark.parametrize(
    "name", ["plain", "with space", "st*r", "br[ack]et", "ques?", "end ", "#hash", "!bang", "a\\b"]
)
def test_the_proposed_line_leaves_out_that_path_alone(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: "", "other": "", "stir": "", f"sub/{name}": "", ".ameignore": ignore_line(name)})
    assert project_files(str(tmp_path)) == sorted([".ameignore", "other", "stir", f"sub/{name}"])
