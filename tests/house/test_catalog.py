"""Everything that has a code is in the catalog, in the family that its code says."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import pytest

from amelang.checks import catalog as check
from amelang.cli.catalog import KINDS, kind_of
from amelang.cluster.errors import ClusterError
from amelang.run import catalog as run
from amelang.run.reasons import Reason
from amelang.text.page import Page
from amelang.text.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Module

FAMILIES = {
    "AME0": check.TEXT,
    "AME1": check.SHAPE,
    "AME2": check.NAMES,
    "AME3": check.SENSE,
    "AME4": run.CLUSTER,
}


def below(kind: type[Any]) -> Iterator[type[Any]]:
    """Give the kinds that are derived from a base and have a code of their own."""
    for sub in kind.__subclasses__():
        if "code" in sub.__dict__ and sub.__module__.startswith(("amelang.", "ame_lsp.")):
            yield sub
        yield from below(sub)


@pytest.mark.parametrize("base", [Problem, ClusterError, Reason])
def test_nothing_with_a_code_is_missing(base: type[Any], modules: dict[str, Module]) -> None:
    for module in modules.values():
        if 'code="AME' in module.text:
            importlib.import_module(module.name)
    missing = {kind for kind in below(base) if kind.code} - set(KINDS)
    assert not missing, "list it in checks/catalog.py, or in run/catalog.py"


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_holds_its_codes_in_their_order(family: str) -> None:
    codes = [kind.code for kind in FAMILIES[family]]
    assert all(code.startswith(family) for code in codes)
    assert family == "AME0" or codes == sorted(codes)


def test_codes_and_names_are_unique_over_all_families() -> None:
    assert len({kind.code for kind in KINDS}) == len({kind.name for kind in KINDS}) == len(KINDS)


def test_a_kind_is_found_by_code_and_by_name() -> None:
    for kind in KINDS:
        assert kind_of(kind.code) is kind_of(kind.name) is kind_of(kind.code.lower()) is kind
    assert kind_of("AME999") is None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_summary_is_a_sentence_that_fits_a_list(kind: type[Any]) -> None:
    summary = Page(kind).summary
    assert summary.endswith(".")
    assert len(summary) <= 110
