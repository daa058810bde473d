"""The frameworks that bundles bring, and the built-in mapping."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import msgspec
import pytest
from msgspec.structs import replace

from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.errors import BundleError, UsageError
from packer_systo.engine.frameworks.catalogue import find_framework, frameworks_of
from shared_data import REPOSITORY, shared_path

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.frameworks.models import Framework
    from packer_systo.engine.template.document import JSON

(MAPPED,) = builtin_bundles(["cis-mapped"])
FRAMEWORKS = frameworks_of([MAPPED])
RULES = {rule.full_name for bundle in builtin_bundles() for rule in bundle.rules}

FORMS = {
    "cis-": r"[0-9]+(\.[0-9]+)+",
    "nist-800-53": r"[A-Z]{2}-[0-9]+(\([0-9]+\))?(\([a-z]\))?",
    "nist-800-190": r"4\.[1-5]\.[1-5]",
    "pci-dss": r"Req-[0-9]+(\.[0-9a-z]+)*",
    "stig-ol-7": r"OL07-00-[0-9]{6}",
    "stig-ol-8": r"OL08-00-[0-9]{6}",
}
"""What an id of a control looks like, by how the framework's id begins."""


TOOLS = REPOSITORY / "tools"
DATA = REPOSITORY / "policies" / "cis-mapped" / "data.json"


class ForeignRule(msgspec.Struct):
    """A rule of ComplianceAsCode/content: lists of ids parted by commas, by kind."""

    references: dict[str, str]


class Written(msgspec.Struct):
    """What is asked here of a framework in `tools/framework_evidence.toml`."""

    references: str = ""


class Evidence(msgspec.Struct):
    frameworks: dict[str, Written]


def bundle(content: JSON) -> Bundle:
    return replace(MAPPED, data={"acme": content})


def ids(framework: Framework) -> list[str]:
    return [one.id for one in framework.controls] + list(framework.without_rules)


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda one: one.id)
def test_every_rule_that_is_named_exists(framework: Framework) -> None:
    assert {rule for control in framework.controls for rule in control.rules} <= RULES
    assert set(framework.searches) <= RULES
    assert framework.bundle == f"cis-mapped {MAPPED.version}"


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda one: one.id)
def test_every_control_is_an_id_and_there_once(framework: Framework) -> None:
    form = next(form for start, form in FORMS.items() if framework.id.startswith(start))
    assert framework.controls
    assert all(re.fullmatch(form, one) for one in ids(framework)), ids(framework)
    assert len(set(ids(framework))) == len(ids(framework))
    assert all(one.rules for one in framework.controls)


def test_the_table_is_what_its_program_writes(tmp_path: Path) -> None:
    shared_path("scan-data", "complianceascode-rules.json")
    out = tmp_path / "data.json"
    program = [sys.executable, str(TOOLS / "framework_table.py"), str(out)]
    subprocess.run(program, check=True, capture_output=True)
    assert out.read_bytes() == DATA.read_bytes()


BEYOND = {"nist-800-53": {"SA-22", "SI-3"}}
"""Controls of NIST's own catalogue, unsupported components and malicious code, that theirs lack."""


def test_controls_of_complianceascode_are_in_its_references() -> None:
    content = shared_path("scan-data", "complianceascode-rules.json").read_bytes()
    rules = msgspec.json.decode(content, type=dict[str, ForeignRule])
    evidence = (TOOLS / "framework_evidence.toml").read_bytes()
    compared = 0
    for name, one in msgspec.toml.decode(evidence, type=Evidence).frameworks.items():
        theirs = {
            text.replace(" ", "")
            for rule in rules.values()
            for text in rule.references.get(one.references, "").split(",")
        }
        if one.references:
            compared += 1
            assert set(ids(find_framework(name, FRAMEWORKS))) - BEYOND.get(name, set()) <= theirs
    assert compared >= 5


def test_a_bundle_may_bring_its_own() -> None:
    own: JSON = {
        "house": {"title": "House rules", "version": "2", "controls": {"H-1": {"rules": ["a/b"]}}}
    }
    found = frameworks_of([MAPPED, bundle({"frameworks": own})])
    assert find_framework("house", found).controls[0].rules == ("a/b",)


def test_an_id_may_be_given_once() -> None:
    own: JSON = {"cis-docker": {"title": "x", "version": "1", "controls": {}}}
    with pytest.raises(BundleError, match="`cis-docker` is in cis-mapped"):
        frameworks_of([MAPPED, bundle({"frameworks": own})])


@pytest.mark.parametrize(
    "content",
    [
        {"house": {"title": "x", "version": "1"}},
        {"house": {"title": "x", "version": "1", "controls": {"1": ["a/b"]}}},
        {"house": {"title": "x", "version": "1", "controls": {}, "rules": []}},
        {"House": {"title": "x", "version": "1", "controls": {}}},
        [],
    ],
)
def test_what_is_no_framework_is_refused(content: JSON) -> None:
    with pytest.raises(BundleError):
        frameworks_of([bundle({"frameworks": content})])


def test_a_name_that_is_none_says_which_was_meant() -> None:
    with pytest.raises(UsageError, match="Did you mean `cis-docker`"):
        find_framework("cis-dockr", FRAMEWORKS)
