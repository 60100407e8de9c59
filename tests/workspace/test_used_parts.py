"""A mistake in another project matters to those who use what it is in, and to nobody else.

`check`, `task show`, `graph`, `plan` and `task run` agree on which these are.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Ame = Callable[..., Any]

BASE = """\
project: base
tasks:
  - name: fetch
    executor: !custom {command: echo fetch}
  - name: unrelated
    executor: !custom {command: echo unrelated}
templates:
  - name: small
    executor: !custom {command: echo small}
  - name: large
    fromTemplate: small
    resources: {memory: 10G}
dataSets:
  - name: prices
    path: data/prices
    taskRef: fetch
"""
SHOP = """\
project: shop
tasks:
  - name: one
    fromTemplate: base.small
  - name: two
    fromTemplate: base.large
"""
CHECK = ("check",)
SHOW = ("task", "show", "one")
DRAW = ("graph", "one")
RUN = ("task", "run", "-l", "one")
WHOLE = (CHECK, ("graph",), ("plan", "--offline"))
"""What looks at all of a project."""
ONE = (SHOW, DRAW, RUN)
"""What looks at one task of it, that builds on the template `small`."""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a project beside another one, whose template it uses; the current folder."""
    (tmp_path / ".git").mkdir()
    for name, text in (("base", BASE), ("shop", SHOP)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ame.yml").write_text(text)
    monkeypatch.chdir(tmp_path / "shop")
    return tmp_path / "shop"


def write(shop: Path, old: str, new: str, *, name: str = "base") -> None:
    """Change the text of one of the projects."""
    file = shop.parent / name / "ame.yml"
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))


def codes(ame: Ame, commands: tuple[tuple[str, ...], ...]) -> list[int]:
    """Return how commands end."""
    return [ame(*command).code for command in commands]


def said(ame: Ame, command: tuple[str, ...]) -> str:
    """Return all that a command prints."""
    done = ame(*command)
    return f"{done.out}{done.err}"


UNUSED = {
    "a task": ("{command: echo unrelated}", "{command: echo unrelated}\n    timeout: x"),
    "a list": ("templates:\n", "taks: []\ntemplates:\n"),
    "a data set": ("    path: data/prices\n", ""),
    "an import": ("project: base\n", "project: base\nimports:\n  - project: gone\n"),
    "a task of one name with another": (
        "{command: echo unrelated}",
        "{command: echo unrelated}\n  - name: unrelated\n    executor: !custom {command: echo again}",
    ),
}


@pytest.mark.parametrize("what", UNUSED)
def test_what_is_wrong_with_what_nobody_uses_stops_nothing(shop: Path, ame: Ame, what: str) -> None:
    write(shop, *UNUSED[what])
    assert ame("check", "../base").code == 1
    assert codes(ame, WHOLE + ONE) == [0] * 6


def test_it_stops_only_the_tasks_that_use_it(shop: Path, ame: Ame) -> None:
    write(shop, "memory: 10G", "memory: 10GB")
    assert codes(ame, ONE) == [0, 0, 0]
    for command in (*WHOLE, ("task", "show", "two"), ("graph", "two"), ("graph", "base.large")):
        done = ame(*command)
        assert done.code == 1
        assert "error AME111 invalid-quantity: `10GB`" in done.out + done.err
        assert "note: ame.yml:5:11: used by task `two`" in done.out + done.err
    assert ame("task", "run", "-l", "two").code == 125
    assert ame("graph", "base.small").code == 0


def test_a_template_that_a_used_one_builds_on_is_used(shop: Path, ame: Ame) -> None:
    write(shop, "{command: echo small}", "{command: echo small}\n    timeout: x")
    write(shop, "  - name: one\n    fromTemplate: base.small\n", "", name="shop")
    assert codes(ame, WHOLE) == [1, 1, 1]
    assert "used by task `two`" in said(ame, CHECK)


def test_a_template_of_ones_own_that_no_task_uses_is_named(shop: Path, ame: Ame) -> None:
    (shop / "ame.yml").write_text("project: shop\ntemplates:\n  - name: ours\n    fromTemplate: base.large\n")
    assert codes(ame, WHOLE) == [0, 0, 0]
    write(shop, "memory: 10G", "memory: 10GB")
    assert codes(ame, WHOLE) == [1, 1, 1]
    assert "note: ame.yml:3:11: used by template `ours`" in said(ame, CHECK)


UNSURE = {
    "a quote without end": ("echo unrelated}", "'echo unrelated}"),
    "a key twice": ("dataSets:\n", "templates:\n  - name: late\n    timeout: 1h\ndataSets:\n"),
    "a list spelled wrong": ("templates:\n", "Templates:\n"),
    "a key outside of all": ("dataSets:\n", "timeout: 1h\ndataSets:\n"),
    "a name twice": ("dataSets:\n", "  - name: small\n    executor: !custom {command: echo}\ndataSets:\n"),
    "a second project": ("dataSets:\n", "project: other\ndataSets:\n"),
    "a dash too many": (
        "  - name: small\n    executor: !custom {command: echo small}\n",
        "  - name: small\n    executor: !custom {command: echo small}\n  - timeout: 1h\n",
    ),
    "a name of its own that is none": ("project: base", "project: base x"),
    "a name of its own under another key": ("project: base", "roject: base"),
    "two files": ("", ""),
}


@pytest.mark.parametrize("what", UNSURE)
def test_what_leaves_unsure_how_a_used_template_is_read_stops_all(shop: Path, ame: Ame, what: str) -> None:
    if what == "two files":
        (shop.parent / "base" / "ame.yaml").write_text("project: base\n")
    else:
        write(shop, *UNSURE[what])
    assert codes(ame, WHOLE) == [1, 1, 1]
    assert codes(ame, ONE) == [1, 1, 125]


def test_of_a_whole_text_one_task_is_named(shop: Path, ame: Ame) -> None:
    write(shop, "echo unrelated}", "echo unrelated")
    assert [line for line in said(ame, CHECK).splitlines() if "used by" in line] == [
        "  = note: ame.yml:3:11: something in this file is used by task `one`"
    ]


@pytest.mark.parametrize("repeated", ["resources: *much", "<<: *other"])
def test_what_a_used_template_repeats_is_used(shop: Path, ame: Ame, repeated: str) -> None:
    other = "&other\n    name: unrelated\n    timeout: 1h\n    resources: &much {memory: 10GB}"
    write(shop, "name: unrelated", other)
    assert codes(ame, WHOLE + ONE) == [0] * 6
    write(shop, "{command: echo small}", "{command: echo small}\n    " + repeated)
    assert codes(ame, WHOLE) == [1, 1, 1]
    assert codes(ame, ONE) == [1, 1, 125]


def test_a_mistake_two_projects_away_is_told(shop: Path, ame: Ame) -> None:
    third = shop.parent / "third"
    third.mkdir()
    (third / "ame.yml").write_text(
        "project: third\ntemplates:\n  - name: far\n    timeout: x\n  - name: other\n    timeout: x\n"
    )
    write(shop, "{command: echo small}\n", "{command: echo small}\n    fromTemplate: third.far\n")
    for command in (CHECK, SHOW, DRAW):
        done = ame(*command)
        assert done.code == 1
        assert (done.out + done.err).count("error AME112") == 1
        assert "../third/ame.yml:4:14: error AME112 invalid-duration" in done.out + done.err


def test_what_a_used_template_imports_is_told_where_it_is_not_fetched(shop: Path, ame: Ame) -> None:
    imports = "project: base\nimports:\n  - {project: far, git: https://git.example.com/far.git}\n"
    write(shop, "project: base\n", imports)
    write(shop, "fromTemplate: small", "fromTemplate: far.small")
    assert codes(ame, ONE) == [0, 0, 0]
    done = ame("check")
    assert done.code == 0
    assert "../base/ame.yml:3:15: warning AME268 unfetched-import" in done.out
    assert "used by task `two`" in done.out
    done = ame("plan", "--offline")
    assert done.code == 1
    assert "error AME268 unfetched-import" in done.err


IMPORTS = {
    "a key spelled wrong": "imports:\n  - prozect: far\n    path: ../far\n",
    "a list spelled wrong": "mports:\n  - project: far\n    path: ../far\n",
    "a list under no key": "from:\n  - project: far\n    path: ../far\n",
}


@pytest.mark.parametrize("what", IMPORTS)
def test_an_import_that_cannot_be_read_may_say_what_is_found_by_its_name(
    shop: Path, ame: Ame, what: str
) -> None:
    (shop.parent / "far").mkdir()
    (shop.parent / "far/ame.yml").write_text("project: far\ntemplates:\n  - name: small\n    retries: 1\n")
    write(shop, "project: base\n", f"project: base\n{IMPORTS[what]}")
    assert codes(ame, WHOLE + ONE) == [0] * 6
    write(shop, "{command: echo small}", "{command: echo small}\n    fromTemplate: far.small")
    assert codes(ame, WHOLE) == [1, 1, 1]
    assert codes(ame, ONE) == [1, 1, 125]


def test_what_may_have_got_out_of_a_value_that_is_used_again_matters(shop: Path, ame: Ame) -> None:
    write(
        shop,
        "{command: echo unrelated}",
        "{command: echo unrelated}\n    resources: &much {cpu: 1}\n    memory: 10G",
    )
    assert codes(ame, WHOLE) == [0, 0, 0]
    write(shop, "resources: {memory: 10G}", "resources: *much")
    assert codes(ame, (*WHOLE, ("task", "show", "two"))) == [1, 1, 1, 1]


def test_a_task_that_is_there_and_could_not_be_read_is_missed(shop: Path, ame: Ame) -> None:
    """That a data set names it is no mistake of its own, and yet it cannot be made."""
    read = "    executor: !custom {command: cat data/prices}\n    dataSets: [base.prices]\n"
    write(shop, "    fromTemplate: base.small\n", read, name="shop")
    assert codes(ame, (CHECK, SHOW)) == [0, 0]
    write(shop, "tasks:\n", "asks:\n")
    assert codes(ame, (CHECK, SHOW)) == [1, 1]


def test_the_same_holds_for_what_comes_from_git(ame: Ame, home: Path, shared: Any) -> None:
    text = "project: shared\ntemplates:\n  - name: small\n    executor: !custom {{command: echo one}}\n{}"
    shared.commit({"ame.yml": text.format("  - name: other\n    timeout: x\n")}, tag="v1")
    assert ame("import", "sync").code == 0
    assert codes(ame, WHOLE + ONE) == [0] * 6
    shared.commit({"ame.yml": text.format("    timeout: x\n")}, tag="v1")
    assert ame("import", "sync", "--update", "shared").code == 0
    assert codes(ame, WHOLE) == [1, 1, 1]
    assert codes(ame, ONE) == [1, 1, 125]


def test_what_is_wrong_with_a_project_itself_stops_all_of_it(shop: Path, ame: Ame) -> None:
    write(shop, "  - name: two\n", "  - name: two\n    timeout: x\n", name="shop")
    assert codes(ame, WHOLE) == [1, 1, 1]
    assert codes(ame, ONE) == [1, 1, 125]
