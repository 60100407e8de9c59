"""Lock files that fit what stands beside them, by hashes that the tools themselves have made of it."""

from __future__ import annotations

import json

import pytest

from amelang.checks.locks import is_stale

PYPROJECT = {
    "classic": """\
[tool.poetry]
name = "iris"
version = "1.0"
[tool.poetry.dependencies]
python = "^3.11"
pandas = {version = "^2.2", extras = ["parquet"]}
[tool.poetry.group.dev.dependencies]
pytest = "*"
[[tool.poetry.source]]
name = "inner"
url = "https://packages.example.com/simple"
""",
    "plain": """\
[tool.poetry]
package-mode = false
[tool.poetry.dependencies]
python = ">=3.10"
""",
    "project": """\
[project]
name = "iris"
version = "1.0"
requires-python = ">=3.11"
dependencies = ["pandas (>=2.2,<3)", "Žluť"]
[project.optional-dependencies]
plots = ["matplotlib"]
[tool.poetry]
package-mode = false
[tool.poetry.group.dev.dependencies]
pytest = "*"
""",
    "groups": """\
[project]
name = "iris"
version = "1.0"
requires-python = ">=3.11"
dependencies = []
[dependency-groups]
dev = ["pytest", {include-group = "lint"}]
lint = ["ruff"]
""",
    "only_groups": """\
[tool.poetry]
package-mode = false
[dependency-groups]
dev = ["pytest"]
""",
    "bare": """\
[project]
name="x"
version="1"
""",
    "legacy_dev": """\
[tool.poetry]
name = "iris"
version = "1.0"
[tool.poetry.dependencies]
python = "^3.11"
[tool.poetry.dev-dependencies]
pytest = "*"
[tool.poetry.extras]
a = ["b"]
""",
}
POETRY_HASHES = [
    ("classic", "1.8.5", "169935683b99b1661d84824bc8e8727e60af147b8106b49303d7d2395b76d6fe"),
    ("plain", "1.8.5", "14755fb18b13efea789fd0516c370a68387afd30cd915160b60123cf17151d1b"),
    ("project", "1.8.5", "53ca05eb7ac90d44b275593c9a47f4a12346849bdfa0c698609a91e0b79a3d00"),
    ("only_groups", "1.8.5", "115cf985d932e9bf5f540555bbdd75decbb62cac81e399375fc19f6277f8c1d8"),
    ("legacy_dev", "1.8.5", "052caa0d9d0db6269b47da19c83ca53ef245d8ccb4f97451fde33a87e1f4c0f7"),
    ("project", "2.5.1", "e2d1702d200cb1dadf35aaa43dfa600b0cc09a68e57b6bb57a74c3838a796126"),
    ("groups", "2.5.1", "e256df6307c323855eda5d4df6a59aae628285a2cb262542eece4ec64a171b0f"),
    ("groups", "2.0", "f5666f5625d676c506924a57dc0520a1f3ed2b2c774baed3dc85353594f8473d"),
    ("only_groups", "2.5.1", "5b0891bf0467bf6c8b3d0e3c6af1d6f11080a99058b75bc3bee83cee4e04f1ff"),
    ("bare", "2.5.1", "115cf985d932e9bf5f540555bbdd75decbb62cac81e399375fc19f6277f8c1d8"),
]
"""Files, versions of Poetry, and the hash that its `Locker._get_content_hash` makes of the file."""
PIPFILES = {
    "usual": """\
[[source]]
url = "https://packages.example.com/simple"
verify_ssl = true
name = "inner"
[packages]
Scikit_Learn = "==1.5.0"
pandas = {version = "*", extras = ["parquet"]}
[dev-packages]
pytest = "*"
[requires]
python_version = "3.11"
""",
    "categories": """\
[[source]]
url = "https://packages.example.com/simple"
verify_ssl = true
name = "inner"
[packages]
numpy = "*"
[docs]
mkdocs = "*"
[scripts]
train = "python train.py"
[pipenv]
allow_prereleases = true
""",
    "lower": """\
[[source]]
url = "https://packages.example.com/simple"
verify_ssl = true
name = "inner"
[packages]
numpy = "*"
""",
}
PIPENV_HASHES = [
    ("usual", "2026.10.3", "7e44961926b1c31c535d5f9b70d8947d23ce43806259274f848d5b747e241221"),
    ("usual", "2023", "39d3256cf76dbc9388b32895888f3345a62c53f8fe6a9361325d6da10d3bdfb9"),
    ("categories", "2026.10.3", "ba9555d2ac257338b3cfb5c26eef065978c370e3b83b0926449200360ddcb728"),
    ("lower", "2026.10.3", "43bbda5313231701aaaf71f50ceb5216ba5271b7c90b9cbed5649362ea16547e"),
]
"""Files, versions of Pipenv, and the hash that this version keeps of the file."""


def poetry_lock(kept: str) -> str:
    return f'package = []\n\n[metadata]\nlock-version = "2.1"\ncontent-hash = "{kept}"\n'


def pipfile_lock(kept: str) -> str:
    return json.dumps({"_meta": {"hash": {"sha256": kept}, "pipfile-spec": 6}, "default": {}}, indent=4)


@pytest.mark.parametrize(("name", "version", "kept"), POETRY_HASHES)
def test_what_poetry_has_locked_fits(name: str, version: str, kept: str) -> None:
    assert not is_stale("poetry.lock", PYPROJECT[name], poetry_lock(kept)), version


@pytest.mark.parametrize(("name", "version", "kept"), PIPENV_HASHES)
def test_what_pipenv_has_locked_fits(name: str, version: str, kept: str) -> None:
    assert not is_stale("Pipfile.lock", PIPFILES[name], pipfile_lock(kept)), version


def test_one_package_more_makes_a_lock_stale() -> None:
    kept = {name: kept for name, _, kept in POETRY_HASHES}
    more = PYPROJECT["plain"] + 'pandas = "*"\n'
    assert is_stale("poetry.lock", more, poetry_lock(kept["plain"]))
    assert is_stale("poetry.lock", PYPROJECT["project"].replace("2.2", "2.3"), poetry_lock(kept["project"]))
    locked = {name: kept for name, _, kept in PIPENV_HASHES}
    assert is_stale("Pipfile.lock", PIPFILES["lower"] + 'pandas = "*"\n', pipfile_lock(locked["lower"]))


def test_what_is_not_locked_does_not_count() -> None:
    """A description, comments, the order of tables and settings of other tools change nothing."""
    kept = {name: kept for name, _, kept in POETRY_HASHES}
    other = f"# a comment\n[tool.ruff]\nline-length = 100\n{PYPROJECT['plain']}"
    assert not is_stale("poetry.lock", other, poetry_lock(kept["plain"]))
    locked = {name: kept for name, _, kept in PIPENV_HASHES}
    assert not is_stale(
        "Pipfile.lock", PIPFILES["lower"] + '[scripts]\ntrain = "x"\n', pipfile_lock(locked["lower"])
    )


@pytest.mark.parametrize(
    ("lock", "origin", "text"),
    [
        ("poetry.lock", "[tool.poetry\n", poetry_lock("0" * 64)),
        ("poetry.lock", "tool = 1\n", poetry_lock("0" * 64)),
        ("poetry.lock", "[tool.poetry.dependencies]\nx = 2020-01-01\n", poetry_lock("0" * 64)),
        ("poetry.lock", PYPROJECT["plain"], "package = []\n"),
        ("Pipfile.lock", "[packages]\nnumpy = '*'\n", pipfile_lock("0" * 64)),
        ("Pipfile.lock", PIPFILES["lower"], "{}"),
        ("Pipfile.lock", "source = 1\npackages = 2\n", pipfile_lock("0" * 64)),
    ],
)
def test_what_nobody_can_tell_is_not_said(lock: str, origin: str, text: str) -> None:
    assert not is_stale(lock, origin, text)
