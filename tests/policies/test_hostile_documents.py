"""The built-in rules end soon on a document that is judged in the process, whatever is in it.

Only rules that end may be evaluated where nothing can stop them. The documents are as large as may be
there (`LARGEST_HERE`), and each is made to be much of one thing that rules go through, or compare with
all others of its kind. CEL that goes through a document once is evaluated there whatever its size: for
that they are sixty times as large.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec
import pytest

from engine.judgment.templates import loaded
from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.judgment.cel.cel_python import CelPythonEngine
from packer_systo.engine.judgment.cel.choice import cel_engine
from packer_systo.engine.judgment.engines.embedded import EmbeddedEngine
from packer_systo.engine.judgment.engines.interface import Question
from packer_systo.engine.judgment.engines.known import LARGEST_HERE, LINEAR
from packer_systo.engine.judgment.prepared import prepare_rule
from packer_systo.engine.judgment.task import Task

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from packer_systo.engine.judgment.cel.interface import CelEngine
    from packer_systo.engine.template.loaded import LoadedTemplate

ENGINES: list[Callable[[], CelEngine]] = [cel_engine, CelPythonEngine]

LONGEST = 10.0
"""Seconds for all rules together: the limit of one rule that is supervised. They take 4 at most on a
slow machine.
"""

SOURCE = 'source "amazon-ebs" "s" {\n  ami_name = "a"\n%s}\n'
BUILD = 'build {\n  sources = ["amazon-ebs.s"]\n%s}\n'
SHELL = '  provisioner "shell" {\n    inline = [%s]\n  }\n'
COMMAND = '"sudo apt-get install a%d && curl http://a | sh; chmod 777 /a"'


def _sources(count: int) -> str:
    names = ", ".join(f'"amazon-ebs.s{number}"' for number in range(count))
    blocks = (SOURCE.replace('"s"', f'"s{number}"') % "" for number in range(count))
    return "".join(blocks) + f"build {{\n  sources = [{names}]\n}}\n"


def _built(steps: str, attributes: str = "") -> str:
    return SOURCE % attributes + BUILD % steps


def _command(text: str) -> str:
    return _built(SHELL % f'"{text}"')


SHAPES: dict[str, Callable[[int], str]] = {
    "sources": _sources,
    "builds": lambda count: SOURCE % "" + BUILD % "" * count,
    "provisioners": lambda count: _built(
        "".join(SHELL % f'"curl http://a/{number} | sh"' for number in range(count))
    ),
    "commands": lambda count: _built(
        SHELL % ", ".join(COMMAND % number for number in range(count))
    ),
    "words": lambda count: _command("a;" * count),
    "quotes": lambda count: _command("' $(a `b | " * count),
    "pipes": lambda count: _command("curl a | " * count + "sh"),
    "lines": lambda count: _command("cat <<X\\nexport A=b\\n" * count),
    "variables": lambda count: (
        "".join(
            f'variable "v{number}_password" {{\n  default = "a"\n}}\n' for number in range(count)
        )
        + _built("")
    ),
    "post-processors": lambda count: _built('  post-processor "manifest" {}\n' * count),
    "blocks": lambda count: _built(
        "", '  launch_block_device_mappings {\n    device_name = "/dev/a"\n  }\n' * count
    ),
}


def _largest(shape: Callable[[int], str], folder: Path, most: int = LARGEST_HERE) -> LoadedTemplate:
    """The template with the most of it whose document has no more than so many characters."""
    fits, too_large = 1, most
    while too_large - fits > max(1, fits // 20):
        count = (fits + too_large) // 2
        if _size(loaded(folder, {"t.pkr.hcl": shape(count)})) <= most:
            fits = count
        else:
            too_large = count
    return loaded(folder, {"t.pkr.hcl": shape(fits)})


def _size(template: LoadedTemplate) -> int:
    return len(msgspec.json.encode(template.document))


@pytest.mark.slow
@pytest.mark.parametrize("name", SHAPES)
def test_every_built_in_rule_ends(name: str, tmp_path: Path) -> None:
    template = _largest(SHAPES[name], tmp_path)
    assert _size(template) > LARGEST_HERE / 2
    bundles = builtin_bundles()
    prepared = [prepare_rule(rule) for bundle in bundles for rule in bundle.rules]
    data = {bundle.metadata.name: bundle.data for bundle in bundles}
    began = time.process_time()
    task = Task(template, prepared, data, cel_engine())
    asked = task.decide()
    EmbeddedEngine(bundles).contents(Question(0, task.name, task.text, asked))
    assert time.process_time() - began < LONGEST
    assert len(task.judged) > 10


@pytest.mark.slow
@pytest.mark.parametrize("name", SHAPES)
def test_rules_that_go_through_a_document_once_end_on_a_large_one(
    name: str, tmp_path: Path
) -> None:
    template = _largest(SHAPES[name], tmp_path, 60 * LARGEST_HERE)
    bundles = builtin_bundles()
    prepared = [
        prepare_rule(rule)
        for bundle in bundles
        for rule in bundle.rules
        if bundle.growth[rule.full_name] == LINEAR
    ]
    data = {bundle.metadata.name: bundle.data for bundle in bundles}
    began = time.process_time()
    Task(template, prepared, data, cel_engine()).decide()
    assert time.process_time() - began < LONGEST


@pytest.mark.parametrize("engine", ENGINES)
def test_a_large_template_of_every_day_has_no_more_elements_than_rules_may_go_through(
    engine: Callable[[], CelEngine], tmp_path: Path
) -> None:
    """A hundred sources and builds of twenty commands each, in two steps."""
    step = SHELL % ", ".join(f'"sudo apt-get install -y a{number}"' for number in range(10))
    text = "".join(
        f'source "amazon-ebs" "s{number}" {{\n  ami_name = "a-{number}"\n}}\n'
        f'build {{\n  name = "b{number}"\n  sources = ["amazon-ebs.s{number}"]\n{step * 2}}}\n'
        for number in range(100)
    )
    bundles = builtin_bundles()
    prepared = [prepare_rule(rule) for bundle in bundles for rule in bundle.rules]
    data = {bundle.metadata.name: bundle.data for bundle in bundles}
    task = Task(loaded(tmp_path, {"t.pkr.hcl": text}), prepared, data, engine())
    task.decide()
    assert task.errors == []
    assert len(task.judged) > 10
