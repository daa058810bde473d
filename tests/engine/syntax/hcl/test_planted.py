"""Several mistakes in one text: nearly all are told, each at its line, and nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import planted_hcl
import planted_json
import planted_mistakes
from packer_systo.engine.syntax.hcl.parser import parse
from packer_systo.engine.syntax.json.reader import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from packer_systo.engine.syntax.diagnostic import Diagnostic
    from planting import Site

TEXTS = 120


def in_hcl(text: str) -> list[Diagnostic]:
    return parse(text).diagnostics


def in_json(text: str) -> list[Diagnostic]:
    return read(text).diagnostics


@pytest.fixture(scope="module")
def texts() -> tuple[list[str], list[str]]:
    return planted_mistakes.own_texts()


@pytest.mark.parametrize(
    ("place", "sites", "diagnostics"),
    [
        pytest.param(0, planted_hcl.sites, in_hcl, id="hcl"),
        pytest.param(1, planted_json.sites, in_json, id="json"),
    ],
)
def test_mistakes_that_are_planted_are_told(
    texts: tuple[list[str], list[str]],
    place: int,
    sites: Callable[[str], list[Site]],
    diagnostics: Callable[[str], list[Diagnostic]],
) -> None:
    counted = planted_mistakes.measure(texts[place], sites, diagnostics, TEXTS)
    assert counted.planted > 2 * TEXTS
    assert counted.found >= 0.97 * counted.planted, counted.missed
    assert counted.told - counted.found <= 0.01 * counted.told, counted.extra


def test_a_kind_for_each_way_to_go_wrong(texts: tuple[list[str], list[str]]) -> None:
    kinds = {site.kind for text in texts[0] for site in planted_hcl.sites(text)}
    assert len(kinds) >= 12, sorted(kinds)
