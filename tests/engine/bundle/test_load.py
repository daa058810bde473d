"""Loading a bundle, and every way in which its files can be wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.bundle.bundles import CEL_FILE, CEL_RULE, MANIFEST, REGO_FILE, REGO_RULE, small_bundle
from packer_systo.engine.bundle.load import load_bundle, load_files
from packer_systo.engine.errors import BundleError

if TYPE_CHECKING:
    from pathlib import Path


def test_rules_of_both_languages_carry_the_same_metadata() -> None:
    bundle = load_files(small_bundle(), "small")
    rego, cel = bundle.rules
    assert (rego.full_name, cel.full_name) == ("small/other-thing", "small/wrong-thing")
    assert (rego.language, cel.language) == ("rego", "cel")
    assert rego.package == "small.build.other_thing"
    assert cel.cel is not None
    assert cel.cel.assertion == 'self.config.thing != "wrong"'
    assert cel.metadata.severity == "high"
    assert cel.metadata.judges.when == "has(self.config.thing)"
    assert cel.metadata.judges.inputs == ("config/thing",)
    assert cel.metadata.related_resources[0].ref == "https://example.com/things"
    assert (cel.metadata.waivable, cel.metadata.waiver_days) == (True, 30)
    assert rego.metadata.confidence == 1.0
    assert bundle.version == "1.2.0"
    assert bundle.data == {"small": {"settings": {"limit": 3}}}


def test_the_digest_is_of_every_file() -> None:
    digest = load_files(small_bundle(), "small").digest
    assert load_files(small_bundle(), "elsewhere").digest == digest
    changed = small_bundle({"security/wrong-thing/cases.md": "# wrong-thing\n\nMore.\n"})
    assert load_files(changed, "small").digest != digest


def test_a_folder_is_read_whatever_else_lies_in_it(tmp_path: Path) -> None:
    for name, content in small_bundle({"lib/shared.rego": "package small.lib\n"}).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("x")
    (tmp_path / "build" / "other-thing" / "other-thing_test.rego").write_text("package x\n")
    bundle = load_bundle(str(tmp_path))
    assert [rule.metadata.name for rule in bundle.rules] == ["other-thing", "wrong-thing"]
    assert [name for name, _ in bundle.libraries] == ["lib/shared.rego"]


def test_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".manifest").symlink_to("/etc/hostname")
    with pytest.raises(BundleError, match="link"):
        load_bundle(str(tmp_path))


def test_a_folder_that_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"no \.manifest") as caught:
        load_bundle(str(tmp_path))
    assert caught.value.where == str(tmp_path)
    with pytest.raises(BundleError, match="cannot be read"):
        load_bundle(str(tmp_path / "missing"))


def cel(old: str, new: str) -> dict[str, str | None]:
    assert old in CEL_RULE
    return {CEL_FILE: CEL_RULE.replace(old, new)}


def rego(old: str, new: str) -> dict[str, str | None]:
    assert old in REGO_RULE
    return {REGO_FILE: REGO_RULE.replace(old, new)}


def manifest(old: str, new: str) -> dict[str, str | None]:
    assert old in MANIFEST
    return {".manifest": MANIFEST.replace(old, new)}


@pytest.mark.parametrize(
    ("changes", "where", "says"),
    [
        (cel("  severity: high\n", ""), CEL_FILE, "line 5: the rule has no `custom.severity`"),
        (cel("severity: high", "severity: hihg"), CEL_FILE, "line 6: .*Did you mean `high`"),
        (cel("  why: it", "  wyh: it"), CEL_FILE, "line 9: .*no key `wyh`.*Did you mean `why`"),
        (cel("assert:", "asert:"), CEL_FILE, "line 18: .*no key `asert`.*Did you mean `assert`"),
        (cel("confidence: 0.9", "confidence: 9"), CEL_FILE, "line 12: .*from 0 to 1, not 9"),
        (cel("waiver_days: 30", "waiver_days: 0"), CEL_FILE, "line 17: .*above 0"),
        (cel("  inputs: [config/thing]\n", ""), CEL_FILE, "line 5: the rule names no `inputs`"),
        (cel("[config/thing]", "config/thing"), CEL_FILE, "line 16: .*list of texts"),
        (cel("subject: /b", "subject: b"), CEL_FILE, "line 14: `subject` is a path"),
        (cel("path: c", "path: /c"), CEL_FILE, "line 20: `path` is relative"),
        (cel("  - https", "  - http"), CEL_FILE, "line 4: a related resource is an https"),
        (cel("path:", "fix: {description: d}\npath:"), CEL_FILE, "line 20: `fix` is not right"),
        (
            cel("path:", "fix: {description: d, safe: true}\npath:"),
            CEL_FILE,
            "line 20: `fix` changes nothing",
        ),
        (
            cel("path:", "fix: {description: d, safe: true, set: [{path: a}]}\npath:"),
            CEL_FILE,
            "line 20: each item of `set`",
        ),
        (cel("category: security", "category: build"), CEL_FILE, "its folder says security"),
        ({CEL_FILE: "- a"}, CEL_FILE, "one mapping"),
        ({CEL_FILE: "a: ["}, CEL_FILE, "line 1: this is not YAML"),
        (rego("#   severity: low\n", ""), REGO_FILE, "line 4: the rule has no `custom.severity`"),
        (
            rego("other_thing\n", "othr\n"),
            REGO_FILE,
            "line 13: the package must be `small.build.oth",
        ),
        (rego("# METADATA", "# Metadata"), REGO_FILE, "no `# METADATA` block"),
        ({"securty/x/x.rego": REGO_RULE}, "securty/x/x.rego", "no category.*`security`"),
        ({"security/x.rego": REGO_RULE}, "security/x.rego", "a rule's file is"),
        ({"security/x/y.rego": REGO_RULE}, "security/x/y.rego", "a rule's file is"),
        ({"security/X/X.rego": REGO_RULE}, "security/X/X.rego", "no name for a rule"),
        (
            {"build/other-thing/other-thing.cel.yaml": CEL_RULE.replace("security", "build")},
            "",
            "one rule in two languages",
        ),
        (
            {"build/wrong-thing/wrong-thing.cel.yaml": CEL_RULE.replace("security", "build")},
            "",
            "have the same name",
        ),
        ({"security/no-rule/cases.md": "# no-rule\n"}, "", "has cases but no rule"),
        ({"data.json": "{"}, "data.json", "not a bundle's data"),
        ({"data.json": '{"other": 1}'}, "data.json", "outside of the bundle's roots"),
        (manifest("1.2.0", "1.2"), ".manifest", "semantic version"),
        (manifest('"judges"', '"judge"'), ".manifest", "no key `judge`.*`judges`"),
        (manifest('"name": "small"', '"name": "Small One"'), ".manifest", "no name for a bundle"),
        (manifest('"template"', '"templates"'), ".manifest", "Did you mean `template`"),
        (manifest('{"template": ["1"]}', "{}"), ".manifest", "`judges` is empty"),
        (manifest('["1"]', "[]"), ".manifest", "`judges.template` names no version"),
        (manifest('["1"]', '["2"]'), ".manifest", "of version 2; this program makes version 1"),
        (
            {"security/data.json": "{}"},
            "security/data.json",
            "OPA would read `security/data.json` in its own way",
        ),
        ({"data.yaml": "a: 1"}, "data.yaml", "OPA would read `data.yaml` in its own way"),
        ({"build/x/x.cel.yml": "a: 1"}, "build/x/x.cel.yml", "this is read as no rule"),
        ({"build/x/x.yaml": "a: 1"}, "build/x/x.yaml", "this is read as no rule"),
        (manifest('"rego_version": 1', '"rego_version": 0'), ".manifest", "must be 1"),
        (manifest('["small"]', "[]"), ".manifest", "`roots` is empty"),
        ({".manifest": "{"}, ".manifest", "not a bundle's manifest"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(
    changes: dict[str, str | None], where: str, says: str
) -> None:
    with pytest.raises(BundleError, match=says) as caught:
        load_files(small_bundle(changes), "small")
    assert caught.value.where == (f"small/{where}" if where else "small")


def test_a_file_that_is_not_utf8_is_named() -> None:
    files = {**small_bundle(), REGO_FILE: b"package \xff"}
    with pytest.raises(BundleError, match="byte 8 is not UTF-8"):
        load_files(files, "small")
