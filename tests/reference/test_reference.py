"""The reference page: it tells of everything, its examples are good, and its links lead somewhere."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

import pytest

from amelang.checks.run import check, check_all
from amelang.export.reference import TEMPLATE, filled, reference
from amelang.export.tables import records
from amelang.language.ame_toml import Settings
from amelang.workspace.project import load

ROOT = Path(__file__).resolve().parents[2]
PAGE = reference()
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them; a second one of a name gets a number."""
    made: set[str] = set()
    for heading in re.findall(r"^#+ (.*)$", page, re.MULTILINE):
        plain = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        numbered = (f"{plain}-{number}" for number in count(1))
        made.add(plain if plain not in made else next(name for name in numbered if name not in made))
    return made


def test_every_record_is_told_of() -> None:
    told = {
        place.split()[1]
        for place in re.findall(r"\[\[(record \w+|variants \w+)\]\]", TEMPLATE.read_text("utf-8"))
    }
    for record in records():
        bases = {base.__name__ for base in record.__mro__} if record.tag else {record.__name__}
        assert told & bases or record.__module__.endswith("ame_toml"), record.__name__


def test_every_key_stands_in_a_table() -> None:
    for record in records():
        for key in record.keys.values():
            assert f"| `{key.name}`" in PAGE, f"{record.__name__} {key.name}"
            assert all(f"`{old}`" in PAGE for old in (*key.was, *key.also))
            assert key.doc in PAGE


def test_every_tag_has_a_section() -> None:
    for record in records():
        assert not record.tag or f"\n### `{record.tag}`\n" in PAGE


@pytest.mark.parametrize("text", EXAMPLES)
def test_examples_have_no_problem(text: str, tmp_path: Path) -> None:
    (tmp_path / "ame.toml").touch()
    (tmp_path / "requirements.txt").touch()
    for script in re.findall(r"\w+\.(?:sh|py)", text):
        (tmp_path / script).touch()
    (tmp_path / "ame.yml").write_text(text)
    problems = check(load(str(tmp_path / "ame.yml")))
    assert not [problem for problem in problems if "import" not in problem.name]


def test_settings_have_no_problem(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    (tmp_path / "ame.toml").write_text(example)
    (tmp_path / "ame.yml").write_text("project: shop\n")
    assert not check_all([str(tmp_path / "ame.toml"), str(tmp_path / "ame.yml")]).problems


def test_every_table_of_settings_has_a_section_and_is_named_at_the_top() -> None:
    section = PAGE.partition("## Settings: ame.toml")[2]
    for key in Settings.keys.values():
        assert f"| `{key.name}` |" in section.partition("\n### ")[0]
    for heading in ("[defaults]", "[cluster]", "[[cluster.tolerations]]", "[targets.NAME]"):
        assert f"\n### `{heading}`\n" in section


def test_links_lead_somewhere() -> None:
    known = anchors(PAGE)
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        if target.startswith("#"):
            assert target[1:] in known, target
        else:
            assert (ROOT / "docs" / target).exists(), target


def test_a_place_that_means_nothing_is_not_left_empty() -> None:
    assert filled("Task.retries") == "`retries`"
    for place in ("Task.retires", "record Taks", "nothing"):
        with pytest.raises((AttributeError, KeyError)):
            filled(place)


def test_what_is_only_named_is_listed() -> None:
    section = PAGE.partition("## Named, and not specified")[2].partition("\n## ")[0]
    for word in ("`deployment`", "`size`"):
        assert word in section


@pytest.mark.parametrize(("heading", "said"), [("DAGs", "pipeline"), ("Task cleanup", "`ame task remove`")])
def test_what_the_guide_leaves_empty_has_its_paragraph(heading: str, said: str) -> None:
    assert said in PAGE.partition(f"### {heading}\n")[2].partition("\n#")[0]
