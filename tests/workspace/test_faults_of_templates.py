"""What is wrong with a template is said once, where it stands, with a note for each task that uses it.

Those may be in other projects, and only some of all projects may be checked.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Ame = Callable[..., Any]

SHARED = """\
project: shared
templates:
  - name: large
    fromTemplate: base
  - name: base
    executor: !custom {command: echo done}
    resources: {memory: 10GB}
  - name: other
    executor: !custom {command: echo done}
    timeout: x
"""
SHOP = """\
project: shop
tasks:
  - name: train
    fromTemplate: shared.large
  - name: nightly
    pipeline:
      - fromTemplate: {name: base, project: shared}
"""
FAULT = """\
shared/ame.yml:7:28: error AME111 invalid-quantity: `10GB` is not a quantity: expected nothing after `G`
  |
7 |     resources: {memory: 10GB}
  |                            ^
  = note: shop/ame.yml:3:11: used by task `train`
  |
3 |   - name: train
  |           -----
  = note: shop/ame.yml:7:9: used here
  |
7 |       - fromTemplate: {name: base, project: shared}
  |         ------------
  = help: write `10G`

"""
OTHER_FAULT = """\
shared/ame.yml:10:14: error AME112 invalid-duration: `x` is not a duration: expected a number at the start
   |
10 |     timeout: x
   |              ^
   = help: write it as `2h30m`, `45m`, `90s` or `1d`

"""


@pytest.fixture
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    for name, text in (("shared", SHARED), ("shop", SHOP)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ame.yml").write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("checked", ["", "shared"])
def test_all_users_are_named_also_where_only_the_template_is_checked(
    both: Path, ame: Ame, checked: str
) -> None:
    assert ame("check", *checked.split()).out == FAULT + OTHER_FAULT


def test_where_only_the_user_is_checked_he_hears_of_what_he_uses(both: Path, ame: Ame) -> None:
    """What he does not use is nothing that he has to know, and what is not an error neither."""
    text = (both / "shared" / "ame.yml").read_text()
    (both / "shared" / "ame.yml").write_text(text + "    retries: 5000\n")
    assert ame("check", "shop").out == FAULT


def test_it_is_not_mended_where_it_is_not_checked(both: Path, ame: Ame) -> None:
    done = ame("check", "shop", "--fix")
    assert done.err == "nothing to mend; 1 error in 1 project\n"
    assert (both / "shared" / "ame.yml").read_text() == SHARED


def test_its_own_comments_hold(both: Path, ame: Ame) -> None:
    allowed = SHARED.replace("{memory: 10GB}", "{memory: 10GB} # ame: allow invalid-quantity")
    (both / "shared" / "ame.yml").write_text(allowed)
    assert ame("check", "shop").out == "no problems in 1 project\n"


def test_of_a_template_from_git_it_is_said_to_those_who_import_it(home: Path, shared: Any, ame: Ame) -> None:
    shared.commit({"ame.yml": SHARED}, tag="v1")
    text = (home / "ame.yml").read_text().replace("shared.small", "shared.large")
    (home / "ame.yml").write_text(text)
    ame("import", "sync")
    done = ame("check")
    assert done.out == (
        "shared@v1/ame.yml:7:28: error AME111 invalid-quantity: `10GB` is not a quantity: "
        "expected nothing after `G`\n"
        "  |\n"
        "7 |     resources: {memory: 10GB}\n"
        "  |                            ^\n"
        "  = note: ame.yml:7:11: used by task `one`\n"
        "  |\n"
        "7 |   - name: one\n"
        "  |           ---\n"
        "  = help: write `10G`\n"
        "\n"
    )
    assert done.code == 1


GONE = """\
project: shared
imports:
  - {import_}
templates:
  - name: large
    fromTemplate: gone.base
    executor: !custom {{command: echo done}}
  - name: other
    executor: !custom {{command: echo done}}
"""


@pytest.mark.parametrize(
    ("import_", "said"),
    [
        ("{project: gone}", "AME260 missing-import: there is no project `gone` in this workspace"),
        ("{project: gone, path: ../gone}", "AME260 missing-import: there is no project in `../gone`"),
        ('{project: gone, git: "ext::x"}', "AME267 unsafe-import: nothing is taken from this address"),
    ],
)
def test_an_import_that_a_used_template_needs_is_told_to_who_uses_it(
    both: Path, ame: Ame, import_: str, said: str
) -> None:
    (both / "shared/ame.yml").write_text(GONE.format(import_=import_))
    (both / "shop/ame.yml").write_text(
        "project: shop\ntasks:\n  - name: train\n    fromTemplate: shared.large\n"
    )
    done = ame("check", "shop")
    assert done.code == 1
    assert done.out.startswith("shared/ame.yml:3:")
    assert f"error {said}" in done.out
    assert "note: shop/ame.yml:3:11: used by task `train`" in done.out
    (both / "shop/ame.yml").write_text(
        "project: shop\ntasks:\n  - name: train\n    fromTemplate: shared.other\n"
    )
    assert ame("check", "shop").code == 0


def test_why_a_template_may_not_be_found_is_told(both: Path, ame: Ame) -> None:
    (both / "shared/ame.yml").write_text("project: shared\ntemplates: [\n")
    done = ame("check", "shop")
    assert done.out.count("AME230 unknown-template: project `shared` has no template") == 2
    assert done.out.count("note: shared/ame.yml:2:12: that project has a mistake here, which may be why") == 2


@pytest.mark.parametrize("command", [("task", "show", "t"), ("graph",), ("plan", "--offline")], ids=str)
def test_a_circle_through_another_project_is_said_once(
    command: tuple[str, ...], ame: Ame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    for own, other in (("p1", "p2"), ("p2", "p1")):
        (tmp_path / own).mkdir()
        (tmp_path / own / "ame.yml").write_text(
            f"project: {own}\ntemplates:\n  - name: a\n    fromTemplate: {other}.a\n"
            "tasks:\n  - name: t\n    fromTemplate: a\n"
        )
    for own in ("p1", "p2"):
        monkeypatch.chdir(tmp_path / own)
        done = ame(*command)
        assert (done.code, done.err.count("error AME234")) == (1, 1)
