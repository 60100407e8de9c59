"""What the files beside an ame.yml say, and templates that other projects may use."""

from __future__ import annotations

from pathlib import Path

import pytest

from amelang.checks.run import check, check_all
from amelang.text.problem import Problem
from amelang.text.source import Source
from amelang.workspace.project import load, load_source

PIP = "tasks:\n  - name: train\n    executor: !pip\n      pythonVersion: 3.11\n      command: ls\n"


def of_requirements(folder: Path, text: str) -> list[Problem]:
    (folder / "requirements.txt").write_text(text)
    return check(load_source(Source(PIP), str(folder / "ame.yml")))


@pytest.mark.parametrize(
    "line",
    [
        "pandas==2.2.3",
        "pandas == 2.2.3",
        "pandas===2.2.3",
        "pandas[parquet]==2.2.3  # the reader",
        'pandas==2.2.3; python_version >= "3.9"',
        "pandas (==2.2.3)",
        "pandas==2.2.3 \\\n    --hash=sha256:00 \\\n    --hash=sha256:01",
        "pandas>=2 --hash=sha256:00",
        "pandas @ https://packages.example.com/pandas-2.2.3.tar.gz",
        "git+https://git.example.com/ml/shared.git@v1.2#egg=shared",
        "https://packages.example.com/pandas-2.2.3.tar.gz",
        "--pre",
        "--config-settings=a=b",
        "-i https://packages.example.com/simple",
        "-f /opt/wheels",
        "--require-hashes",
        "-e .",
        "-e git+https://git.example.com/ml/shared.git#egg=shared",
        "-e https://packages.example.com/x.tar.gz",
        "/opt/wheels/pandas-2.2.3-py3-none-any.whl",
        "${WHEELS}/pandas-2.2.3-py3-none-any.whl",
        "-r https://example.com/requirements.txt",
        "-c constraints.txt\npandas",
        "# pandas",
        "",
        "\ufeff",
        "pandas==2.2.3\r\nnumpy==2.1.0\r\n",
    ],
)
def test_lines_with_which_nothing_is_wrong(tmp_path: Path, line: str) -> None:
    (tmp_path / "constraints.txt").write_text("pandas==2.2.3\n")
    assert not of_requirements(tmp_path, line)


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("pandas", "pandas"),
        ("  pandas  # the newest", "pandas"),
        ("pandas>=2,<3", "pandas>=2,<3"),
        ("pandas~=2.2", "pandas~=2.2"),
        ("pandas==2.*", "pandas==2.*"),
        ("pandas[parquet]", "pandas[parquet]"),
        ('pandas; python_version >= "3.9"', "pandas"),
        ("numpy==1.0\r\npandas\r\n", "pandas"),
    ],
)
def test_versions_that_are_left_open(tmp_path: Path, line: str, marked: str) -> None:
    [problem] = of_requirements(tmp_path, line)
    assert problem.code == "AME332"
    assert problem.span.text == "!pip"
    assert "`pandas`" in problem.message()
    assert [note.span.text for note in problem.all_notes] == [marked]


@pytest.mark.parametrize(
    ("line", "path", "reason"),
    [
        ("-e ../library", "../library", "lies outside of the project"),
        ("--editable ../library[extra]", "../library", "lies outside of the project"),
        ("../library", "../library", "lies outside of the project"),
        ("file:../library", "file:../library", "lies outside of the project"),
        ("-e file:///home/runner/library", "file:///home/runner/library", "lies outside of the project"),
        (r"C:\library", r"C:\library", "lies outside of the project"),
        ("~/library", "~/library", "lies outside of the project"),
        ("./library", "./library", "does not exist"),
        ("library-1.0-py3-none-any.whl", "library-1.0-py3-none-any.whl", "does not exist"),
        ("-r base.txt", "base.txt", "does not exist"),
        ("-rbase.txt", "base.txt", "does not exist"),
        ("-c constraints.txt", "constraints.txt", "does not exist"),
    ],
)
def test_what_will_not_be_there(tmp_path: Path, line: str, path: str, reason: str) -> None:
    [problem] = of_requirements(tmp_path, line)
    assert (problem.code, problem.message()) == (
        "AME333",
        f"`requirements.txt` needs `{path}`, which {reason}",
    )
    assert [note.span.text for note in problem.all_notes] == [line]


def test_files_that_include_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("-r b.txt\npandas\n")
    (tmp_path / "b.txt").write_text("-r a.txt\nnumpy\n")
    [problem] = of_requirements(tmp_path, "-r a.txt\n-r requirements.txt\n")
    assert sorted(note.span.text for note in problem.all_notes) == ["numpy", "pandas"]


def test_a_requirements_txt_that_is_no_text_is_left_to_pip(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_bytes(b"\xff\xfe\x00")
    assert not check(load_source(Source(PIP), str(tmp_path / "ame.yml")))
    (tmp_path / "requirements.txt").unlink()
    (tmp_path / "requirements.txt").mkdir()
    assert not check(load_source(Source(PIP), str(tmp_path / "ame.yml")))


@pytest.mark.parametrize(
    ("mlproject", "wrong"),
    [
        ("name: a\nentry_points:\n  main:\n    command: ls\n", False),
        ("name: a\nentry_points: {main: {command: ls}}\n", False),
        ("name: a\nentry_points:\n  train:\n    command: ls\n", True),
        ("name: a\n", True),
        ("name: a\nentry_points:\n", True),
        ("name: [a\n", False),
    ],
)
def test_an_mlproject_says_what_to_run(tmp_path: Path, mlproject: str, wrong: bool) -> None:
    (tmp_path / "MLproject").write_text(mlproject)
    text = "tasks:\n  - name: train\n    executor: !mlflow\n"
    found = check(load_source(Source(text), str(tmp_path / "ame.yml")))
    assert [problem.code for problem in found] == (["AME347"] if wrong else [])
    with_command = f"{text}      command: ls\n"
    assert not check(load_source(Source(with_command), str(tmp_path / "ame.yml")))


def test_the_files_of_a_template_lie_beside_the_task(tmp_path: Path) -> None:
    """A project that shares a `!pip` executor needs no requirements.txt; one that uses it does."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "shared").mkdir()
    (tmp_path / "shop").mkdir()
    (tmp_path / "shared" / "ame.yml").write_text(
        "project: shared\ntemplates:\n  - name: base\n    executor: !pip\n"
        "      pythonVersion: 3.11\n      command: ls\n"
    )
    (tmp_path / "shop" / "ame.yml").write_text(
        "project: shop\ntasks:\n  - name: train\n    fromTemplate: shared.base\n"
        "  - name: score\n    fromTemplate: shared.base\n"
    )
    assert not check(load(str(tmp_path / "shared" / "ame.yml")))
    [problem] = check(load(str(tmp_path / "shop" / "ame.yml")))
    assert (problem.code, problem.span.text) == ("AME301", "shared.base")
    assert [note.span.first[0] for note in problem.all_notes] == [6]


class TestUnusedTemplates:
    TEXT = (
        "project: shared\ntemplates:\n  - name: base\n    timeout: 2h\n"
        "tasks:\n  - name: train\n    executor: !custom\n      command: ls\n"
    )

    @pytest.fixture
    def shared(self, tmp_path: Path) -> Path:
        (tmp_path / ".git").mkdir()
        (tmp_path / "shared").mkdir()
        path = tmp_path / "shared" / "ame.yml"
        path.write_text(self.TEXT)
        return path

    def other(self, shared: Path, text: str) -> Path:
        folder = shared.parent.parent / "other"
        folder.mkdir()
        (folder / "ame.yml").write_text(text)
        return folder / "ame.yml"

    def codes(self, *paths: Path) -> list[str]:
        found = check_all([str(path) for path in paths]).problems
        return [problem.code for problem in found if problem.span.path.endswith("shared/ame.yml")]

    def test_one_that_nobody_uses(self, shared: Path) -> None:
        other = self.other(shared, "project: other\ntasks: []\n")
        assert self.codes(shared) == self.codes(shared, other) == ["AME257"]

    def test_a_project_that_another_one_names(self, shared: Path) -> None:
        task = "  - name: train\n    fromTemplate: shared.base\n    executor: !custom\n      command: ls\n"
        other = self.other(shared, f"project: other\ntasks:\n{task}")
        assert self.codes(shared) == self.codes(shared, other) == []

    def test_a_project_of_templates_alone(self, shared: Path) -> None:
        shared.write_text(self.TEXT.partition("tasks:")[0])
        assert self.codes(shared) == []

    def test_one_that_a_data_set_uses(self, shared: Path) -> None:
        task = "    task:\n      fromTemplate: base\n      executor: !custom\n        command: ls\n"
        shared.write_text(f"{self.TEXT}dataSets:\n  - name: prices\n    path: data\n{task}")
        assert self.codes(shared) == []
