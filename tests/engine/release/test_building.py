"""From folder to archive."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from engine.bundle.bundles import CEL_FILE, CEL_RULE, REGO_FILE, REGO_RULE, small_bundle
from packer_systo.engine.bundle.archive import unpack
from packer_systo.engine.bundle.load import load_archive
from packer_systo.engine.errors import BundleError
from packer_systo.engine.release.building import build_bundle
from release_scene import write_folder

if TYPE_CHECKING:
    from pathlib import Path


def test_it_is_the_same_wherever_and_whenever_it_is_built(tmp_path: Path) -> None:
    first = build_bundle(str(write_folder(tmp_path / "one", small_bundle())))
    other = write_folder(tmp_path / "elsewhere" / "two", small_bundle())
    for path in other.rglob("*"):
        os.utime(path, (1, 1))
        if path.is_file():
            path.chmod(0o755)
    (other / ".git").mkdir()
    assert build_bundle(str(other)).content == first.content
    assert first.files == len(small_bundle()) + 1


def test_it_has_a_module_that_answers_for_all_rules(tmp_path: Path) -> None:
    contents = unpack(build_bundle(str(write_folder(tmp_path, small_bundle()))).content, "small")
    assert (
        contents["lib/systo_answers.rego"]
        .decode()
        .endswith(
            """
package small.systo_answers

import rego.v1

denials := {
	"build.other_thing": data.small.build.other_thing.deny,
}
"""
        )
    )
    without = small_bundle(
        {REGO_FILE: None, REGO_FILE.replace("other-thing.rego", "cases.md"): None}
    )
    built = build_bundle(str(write_folder(tmp_path / "cel", without)))
    assert "lib/systo_answers.rego" not in unpack(built.content, "small")


def test_an_answer_of_an_older_state_is_made_anew(tmp_path: Path) -> None:
    first = build_bundle(str(write_folder(tmp_path / "one", small_bundle())))
    old = unpack(first.content, "small")["lib/systo_answers.rego"].decode()
    stale = {"lib/systo_answers.rego": old.replace("build.other_thing", "build.gone")}
    folder = write_folder(tmp_path / "two", small_bundle(stale))
    assert build_bundle(str(folder)).content == first.content


@pytest.mark.parametrize(
    ("file", "package", "message"),
    [
        ("lib/systo_answers.rego", "small.helpers", "the name is taken: each release gets a file"),
        ("lib/more.rego", "small.systo_answers", "the package `small.systo_answers` is taken"),
        ("lib/more.rego", "small.systo_answers.of", "the package `small.systo_answers` is taken"),
        ("lib/x_test.rego", "small.systo_answers", "the package `small.systo_answers` is taken"),
    ],
)
def test_what_a_release_makes_is_not_to_be_written(
    tmp_path: Path, file: str, package: str, message: str
) -> None:
    folder = write_folder(tmp_path, small_bundle({file: f"package {package}\n\ndenials := {{}}\n"}))
    with pytest.raises(BundleError, match=message) as error:
        build_bundle(str(folder))
    assert error.value.where.endswith(file)
    assert "another name" in error.value.hint


def test_a_bundle_that_comes_with_the_program_is_built_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    built = build_bundle("cis-mapped")
    assert load_archive(built.content, "x").metadata.name == "cis-mapped"
    # A folder of that name is meant first.
    write_folder(tmp_path / "cis-mapped", small_bundle())
    assert build_bundle("cis-mapped").bundle.metadata.name == "small"


def test_what_opa_would_not_take_is_not_released(tmp_path: Path) -> None:
    rule = REGO_RULE.replace("some b, build", "unbound == 1\n\tsome b, build")
    folder = write_folder(tmp_path, small_bundle({"build/other-thing/other-thing.rego": rule}))
    with pytest.raises(BundleError, match="use of undefined variable `unbound` is unsafe") as error:
        build_bundle(str(folder))
    assert error.value.where.endswith("build/other-thing/other-thing.rego")


def test_the_manifest_lists_every_file_and_every_rule(tmp_path: Path) -> None:
    built = build_bundle(str(write_folder(tmp_path, small_bundle())))
    contents = unpack(built.content, "small")
    metadata = json.loads(contents[".manifest"])["metadata"]
    assert set(metadata["files"]) == set(contents) - {".manifest"}
    assert set(metadata["rules"]) == {"wrong-thing", "other-thing"}
    bundle = load_archive(built.content, "small")
    assert [rule.metadata.name for rule in bundle.rules] == ["other-thing", "wrong-thing"]


def test_building_what_was_built_gives_the_same(tmp_path: Path) -> None:
    built = build_bundle(str(write_folder(tmp_path / "one", small_bundle())))
    again = write_folder(tmp_path / "two", unpack(built.content, "small"))
    assert build_bundle(str(again)).content == built.content
    # Digests of an older state are written anew.
    (again / "lib/notes.md").write_text("more\n")
    assert (
        "lib/notes.md"
        in json.loads(unpack(build_bundle(str(again)).content, "")[".manifest"])["metadata"][
            "files"
        ]
    )


def test_what_only_an_exact_engine_reads_is_built(tmp_path: Path) -> None:
    text = REGO_RULE.replace('"msg": "other"', '"msg": $"source {source.name}"')
    assert build_bundle(str(write_folder(tmp_path, small_bundle({REGO_FILE: text})))).files == 6


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({REGO_FILE: "package other\n"}, "package must be"),
        ({".manifest": None}, "no bundle"),
        ({"lib/data.json": "{}"}, "OPA would read"),
        ({"policy.wasm": "x"}, "OPA would read"),
        ({"lib/ü.md": ""}, "portable"),
        ({"lib/con.md": ""}, "portable"),
        ({REGO_FILE: REGO_RULE + "\nbroken {\n"}, "cannot be read"),
        ({"lib/shared.rego": "package small.lib\nbroken {\n"}, "cannot be read"),
        ({"lib/shared.rego": "package other.lib\n"}, "outside of the bundle's roots"),
        ({"lib/shared_test.rego": "package other\n"}, "outside of the bundle's roots"),
        ({CEL_FILE: CEL_RULE.replace('!= "wrong"', '!= "wrong" &&')}, "`assert` cannot be read"),
        ({CEL_FILE: CEL_RULE.replace("has(self.config.thing)", "has(")}, "`when` cannot be"),
    ],
)
def test_what_could_not_be_used_is_not_built(
    tmp_path: Path, changes: dict[str, str | None], reason: str
) -> None:
    with pytest.raises(BundleError, match=reason):
        build_bundle(str(write_folder(tmp_path, small_bundle(changes))))


def test_a_default_that_the_own_schema_refuses_is_not_released(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, small_bundle())
    manifest = json.loads((folder / ".manifest").read_text())
    manifest["metadata"]["settings"] = {
        "type": "object",
        "properties": {"most": {"description": "How many.", "type": "integer"}},
    }
    (folder / ".manifest").write_text(json.dumps(manifest))
    (folder / "data.json").write_text(json.dumps({"small": {"settings": {"most": 3}}}))
    assert build_bundle(str(folder)).content
    (folder / "data.json").write_text(json.dumps({"small": {"settings": {"most": "three"}}}))
    with pytest.raises(BundleError, match="the default of `most` must be a whole number") as caught:
        build_bundle(str(folder))
    assert caught.value.where.endswith("data.json")
    (folder / "data.json").write_text(json.dumps({"small": {"settings": {}}}))
    with pytest.raises(BundleError, match="`most` is in the schema of the settings, but has no"):
        build_bundle(str(folder))
