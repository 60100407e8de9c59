"""Whether a lock file was made from what stands beside it: by its hash, as its own tool makes it."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

POETRY_HASH = re.compile(r'^content-hash = "([0-9a-f]{64})"', re.MULTILINE)
PIPENV_HASH = re.compile(r'"hash":\s*\{\s*"sha256":\s*"([0-9a-f]{64})"')
POETRY_KEYS = ("dependencies", "source", "extras", "dev-dependencies", "group")
"""What of `[tool.poetry]` counts; all but the last count as null where they are absent."""
PROJECT_KEYS = ("requires-python", "dependencies", "optional-dependencies")
"""What of `[project]` counts since Poetry 2."""
PIPFILE_TABLES = ("source", "packages", "dev-packages", "requires", "scripts", "pipfile", "pipenv")
"""The tables of a Pipfile that have a meaning of their own; others are further groups of packages."""


def is_stale(lock: str, origin: str, text: str) -> bool:
    """Tell whether a lock file, by its name, with this text, was made from another text than `origin`.

    What cannot be read, and a lock without a hash, is not said to be stale: the tool itself will speak.
    """
    poetry = lock == "poetry.lock"
    found = (POETRY_HASH if poetry else PIPENV_HASH).search(text)
    if found is None:
        return False
    import tomllib

    try:
        data = tomllib.loads(origin)
        if not poetry and "source" not in data:
            # The hash is then that of the index which whoever locked had set up.
            return False
        return found[1] not in (_poetry_hashes(data) if poetry else _pipenv_hashes(data))
    except (ValueError, TypeError, AttributeError):
        # TypeError and AttributeError: tables that are no tables, dates that have no JSON.
        return False


def _poetry_hashes(data: dict[str, Any]) -> Iterator[str]:
    """Give the hashes that one or another version of Poetry makes of a pyproject.toml.

    Source: `Locker._get_content_hash` of Poetry 1.8, 2.0 and 2.3.
    """
    poetry = data.get("tool", {}).get("poetry", {})
    project = {key: data.get("project", {})[key] for key in PROJECT_KEYS if key in data.get("project", {})}
    groups = data.get("dependency-groups", {})
    legacy = {key: poetry.get(key) for key in POETRY_KEYS if key in poetry or key != POETRY_KEYS[-1]}
    yield _hash(legacy)
    written = {key: poetry[key] for key in POETRY_KEYS if key in poetry}
    for counted in ({"project": project}, {"project": project, "dependency-groups": groups}):
        top = {key: value for key, value in counted.items() if value}
        if top:
            yield _hash({**top, "tool": {"poetry": written}})


def _pipenv_hashes(data: dict[str, Any]) -> Iterator[str]:
    """Give the hashes that one or another version of Pipenv makes of a Pipfile.

    Source: `Pipfile.get_hash` of plette, and `calculate_hash` of Pipenv, which since 2025 writes the
    names of packages in one way.
    """
    for named in (_same, _normal):
        content = {
            "_meta": {"sources": data["source"], "requires": data.get("requires", {})},
            "default": named(data.get("packages", {})),
            "develop": named(data.get("dev-packages", {})),
        }
        for category, packages in data.items():
            if category not in PIPFILE_TABLES and category not in content:
                content[category] = named(packages)
        yield _hash(content, separators=(",", ":"))


def _same(packages: dict[str, Any]) -> dict[str, Any]:
    return packages


def _normal(packages: dict[str, Any]) -> dict[str, Any]:
    """Write the names of packages as PEP 503 does."""
    return {re.sub("[-_.]+", "-", name).lower(): value for name, value in packages.items()}


def _hash(content: dict[str, Any], separators: tuple[str, str] = (", ", ": ")) -> str:
    import json
    from hashlib import sha256

    return sha256(json.dumps(content, sort_keys=True, separators=separators).encode()).hexdigest()
