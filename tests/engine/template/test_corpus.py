"""The corpus of real templates: what Packer said of each, and that none makes us crash."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec

import inspect_parity
from inspect_tally import Tally
from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import SecretName, SecretPatterns
from packer_systo.engine.source.discovery import find_templates
from packer_systo.engine.template.diagnostics import rule_of
from packer_systo.engine.template.document import TemplateDocument
from packer_systo.engine.template.inputs import Inputs
from packer_systo.engine.template.load import load
from shared_data import corpus_path

if TYPE_CHECKING:
    import pytest

    from packer_systo.engine.template.document import JSON

DETECTOR = Detector(SecretPatterns(names=(SecretName("password", "a password", "password"),)))


def test_packer_says_the_same_of_every_template(monkeypatch: pytest.MonkeyPatch) -> None:
    root = corpus_path()
    monkeypatch.chdir(root)
    tally = Tally()
    for line in (root / "packer-inspect.jsonl").read_text(encoding="utf-8").splitlines():
        inspect_parity.compare(json.loads(line), root, tally)
    assert tally.different == []
    assert tally.equal["verdict"] > 800
    assert tally.equal["var value"] > 3700
    assert tally.equal["local value"] > 190
    assert tally.equal["build"] > 190
    assert tally.equal["named line"] > 590


def test_every_template_gives_a_sound_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every eighth: the proof program reads them all."""
    monkeypatch.chdir(corpus_path())
    for target in find_templates(["."]).targets[::8]:
        loaded = load(target, Inputs(), DETECTOR)
        encoded = msgspec.json.encode(loaded.document)
        assert msgspec.json.decode(encoded, type=TemplateDocument) == loaded.document
        for entry in loaded.document.secrets:
            assert "<secret>" in str(at(msgspec.json.decode(encoded), entry.path)), entry.path
        for unknown in loaded.document.unknowns:
            assert loaded.source_map.nearest(tuple(unknown.path))[0], unknown.path
        for problem in loaded.problems:
            assert rule_of(problem.code)
            span = problem.span
            if span is not None:
                assert 0 <= span.start <= span.end <= len(span.source.text)
                assert span.source.path in loaded.texts


def at(document: JSON, path: list[str | int]) -> JSON:
    for step in path:
        if isinstance(step, int):
            assert isinstance(document, list)
            document = document[step]
        else:
            assert isinstance(document, dict)
            document = document[step]
    return document
