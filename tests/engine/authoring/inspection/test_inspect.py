"""What `bundle inspect` says of a bundle, in a folder and in an archive."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import jsonschema
import msgspec
import pytest

from opa_program import opa_program
from packer_systo.engine.authoring.inspection.inspect import inspect_bundle
from packer_systo.engine.authoring.inspection.json import json
from packer_systo.engine.authoring.inspection.text import text
from packer_systo.engine.authoring.scaffold.new import new_bundle, new_rule
from packer_systo.engine.bundle.archive import archive_digest, pack
from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.bundle.files import read_folder
from packer_systo.engine.errors import BundleError
from packer_systo.engine.schemas import bundle_schema

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    new_bundle(str(folder), title="Ours")
    new_rule(str(folder), "build", "weak-thing", "rego")
    (folder / "lib").mkdir()
    (folder / "lib/words.rego").write_text("package acme.lib.words\n\nimport rego.v1\n\nx := 1\n")
    (folder / "lib/words_test.rego").write_text("package acme.lib.words_test\n\ntest_a := true\n")
    return folder


def test_what_is_in_a_folder(bundle: Path) -> None:
    found = inspect_bundle(str(bundle))
    assert (found.name, found.version, found.title) == ("acme", "0.1.0", "Ours")
    assert found.digest.startswith("blake2b:")
    assert (found.archive, found.signed) == ("", False)
    assert found.judges == {"template": ["1"]}
    assert [(rule.name, rule.language) for rule in found.rules] == [
        ("acme/foreign-mirror", "cel"),
        ("acme/weak-thing", "rego"),
    ]
    assert found.rules[1].annotations["scope"] == "package"
    assert found.rules[1].metadata.judges.inputs == ("config/headless",)
    (setting,) = found.settings
    assert (setting.name, setting.default) == ("mirrors", ["https://mirror.example.org/"])
    assert setting.description.startswith("Beginnings of addresses")
    assert found.libraries == ("lib/words.rego",)
    assert found.tests == ("lib/words_test.rego",)


def test_an_archive_says_the_same_and_its_own_digest(bundle: Path, tmp_path: Path) -> None:
    content = pack(read_folder(str(bundle)), "acme")
    file = tmp_path / "acme.tar.gz"
    file.write_bytes(content)
    packed = inspect_bundle(str(file))
    assert packed.archive == archive_digest(content)
    assert msgspec.structs.replace(packed, archive="") == inspect_bundle(str(bundle))


def test_what_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="no bundle"):
        inspect_bundle(str(tmp_path))
    with pytest.raises(BundleError):
        inspect_bundle(str(tmp_path / "gone"))
    (tmp_path / "x.tar.gz").write_bytes(b"no archive")
    with pytest.raises(BundleError):
        inspect_bundle(str(tmp_path / "x.tar.gz"))


def test_the_text(bundle: Path) -> None:
    shown = text(inspect_bundle(str(bundle)))
    assert shown.startswith("acme 0.1.0: Ours\n  judges: template 1\n  digest: blake2b:")
    assert "\n2 rules, 1 in Rego and 1 in CEL: 2 medium\n" in shown
    assert "  medium    foreign-mirror  cel   An ISO comes from outside\n" in shown
    assert '  mirrors = ["https://mirror.example.org/"]\n' in shown
    assert shown.endswith(
        "shared Rego: lib/words.rego, lib/words_test.rego\n\nneeds: nothing beside packer-systo\n"
    )


def test_a_rule_that_needs_an_exact_engine(bundle: Path) -> None:
    rule = bundle / "build/weak-thing/weak-thing.rego"
    rule.write_text(rule.read_text() + '\nsum := crypto.sha256("x")\n')
    shown = text(inspect_bundle(str(bundle)))
    assert "needs: `--engine opa`, for\n  acme/weak-thing, line 29: the embedded engine" in shown


def test_a_rule_that_cannot_be_read(bundle: Path) -> None:
    rule = bundle / "build/weak-thing/weak-thing.rego"
    rule.write_text(rule.read_text().replace("some b, build in", "some b build in"))
    shown = text(inspect_bundle(str(bundle)))
    assert (
        "cannot be read:\n  acme/weak-thing, line 24 of build/weak-thing/weak-thing.rego: the "
        "embedded engine cannot read the rule: "
    ) in shown
    assert shown.endswith("needs: nothing beside packer-systo for what can be read\n")


def test_the_json(bundle: Path) -> None:
    made = msgspec.json.decode(json(inspect_bundle(str(bundle))))
    jsonschema.validate(made, bundle_schema())
    assert (made["kind"], made["version"]) == ("bundle", "1")
    assert made["bundle"]["settings"][0]["schema"]["minItems"] == 1
    assert made["bundle"]["rules"][1]["package"] == "acme.build.weak_thing"


@pytest.mark.parity
def test_annotations_equal_those_of_opa() -> None:
    opa = opa_program()
    compared = 0
    for bundle in builtin_bundles():
        ran = subprocess.run(
            [opa, "inspect", "-a", "-f", "json", bundle.location], capture_output=True, check=True
        )
        shown = msgspec.json.decode(ran.stdout, type=dict[str, object])
        theirs: dict[str, object] = {}
        for one in msgspec.convert(shown.get("annotations", []), list[dict[str, object]]):
            place = msgspec.convert(one["location"], dict[str, object])
            annotations = msgspec.convert(one["annotations"], dict[str, object])
            if annotations.get("scope") == "package":
                file = str(place["file"]).removeprefix(f"{bundle.location}/").lstrip("/")
                theirs[file] = annotations
        for rule in inspect_bundle(bundle.location).rules:
            if rule.language == "rego":
                assert rule.annotations == theirs[rule.file], rule.name
                compared += 1
    assert compared > 40
