"""No value of a wrong type keeps a rule of the built-in bundles from being evaluated.

A rule that fails ends the run with exit code 2, so one slip in a template (`inline = 5`) would hide
what the rule says of everything else in it.
"""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

import msgspec
import pytest

from packer_systo.engine.bundle.builtin import builtin_bundles, builtin_files
from packer_systo.engine.bundle.cases import read_cases
from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.case_run import load_case
from packer_systo.engine.judgment.judge import Judge
from packer_systo.engine.judgment.selection import Selection
from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import secret_patterns
from packer_systo.engine.template.document import JSON, TemplateDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.template.loaded import LoadedTemplate
    from packer_systo.engine.template.sourcemap import Path

RULES = [(bundle, rule) for bundle in builtin_bundles() for rule in bundle.rules]
WRONG: tuple[JSON, ...] = (1e20, True, None, "x", [], {}, [[]], [1, "a", None], [{}], {"a": {}})


def places(value: JSON, path: Path = ()) -> Iterator[Path]:
    """Each place within a document."""
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*path, index))


def changed(encoded: bytes, path: Path, value: JSON) -> TemplateDocument | None:
    """The document with another value at a place; None where no document may have it there."""
    document = msgspec.json.decode(encoded, type=dict[str, JSON])
    here: JSON = document
    for step in path[:-1]:
        match here, step:
            case dict(), str():
                here = here[step]
            case list(), int():
                here = here[step]
            case _:
                raise AssertionError(path)
    match here, path[-1]:
        case dict(), str() as key:
            here[key] = value
        case list(), int() as index:
            here[index] = value
        case _:
            raise AssertionError(path)
    try:
        return msgspec.convert(document, TemplateDocument)
    except msgspec.ValidationError:
        return None


def variants(
    loaded: LoadedTemplate, seen: set[Path]
) -> Iterator[tuple[Path, JSON, LoadedTemplate]]:
    """The template with a wrong value at each place that is like none of those seen."""
    encoded = msgspec.json.encode(loaded.document)
    for path in places(msgspec.json.decode(encoded, type=dict[str, JSON])):
        names = tuple(step for step in path if isinstance(step, str))
        if len(path) < 2 or names in seen:
            continue
        seen.add(names)
        for value in WRONG:
            document = changed(encoded, path, value)
            if document is not None:
                yield path, value, msgspec.structs.replace(loaded, document=document)


@pytest.mark.parametrize(("bundle", "rule"), RULES, ids=[rule.full_name for _, rule in RULES])
def test_a_value_of_a_wrong_type_is_no_engine_error(bundle: Bundle, rule: Rule) -> None:
    file = builtin_files(bundle.metadata.name)[f"{os.path.dirname(rule.file)}/cases.md"]
    judge = Judge([bundle], selection=Selection(only=(rule.full_name,)))
    detector = Detector(secret_patterns([bundle.data]))
    seen: set[Path] = set()
    failures: list[str] = []
    tried = 0
    for case in read_cases(file.decode(), rule.file).cases:
        with tempfile.TemporaryDirectory() as folder:
            for path, value, template in variants(load_case(case, folder, detector), seen):
                tried += 1
                try:
                    judge.judge(template)
                except EngineError as error:
                    failures.append(f"{path} = {value}: {error.message}")
    assert tried
    assert not failures, "\n".join(failures)
