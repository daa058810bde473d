"""What differs between two versions of a bundle, and what it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from engine.bundle.bundles import CEL_FILE, CEL_RULE, MANIFEST, REGO_FILE, REGO_RULE, small_bundle
from packer_systo.engine.bundle.load import load_files
from packer_systo.engine.checking.options import CheckOptions
from packer_systo.engine.checking.plan import prepare
from packer_systo.engine.comparison import json, text
from packer_systo.engine.comparison.compare import compare_bundles
from packer_systo.engine.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.comparison.models import Comparison

OLD = small_bundle()


def loaded(files: dict[str, bytes]) -> Bundle:
    return load_files(files, "small")


def changed(version: str = "1.2.0", **files: str | None) -> Bundle:
    """The small bundle with other files (`CEL`, `REGO` or `DATA`) under a version."""
    names = {"CEL": CEL_FILE, "REGO": REGO_FILE, "DATA": "data.json"}
    changes = {names[name]: content for name, content in files.items()}
    return loaded(small_bundle({**changes, ".manifest": MANIFEST.replace("1.2.0", version)}))


def kinds(comparison: Comparison) -> list[tuple[str, str, str]]:
    return [(one.level, one.kind, one.subject) for one in comparison.changes]


def test_the_same_bundle_is_not_different() -> None:
    comparison = compare_bundles(loaded(OLD), loaded(OLD))
    assert comparison.changes == ()
    assert comparison.level is None
    assert comparison.enough
    assert "Nothing changed." in text.render(comparison)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("severity: high", "severity: critical", ("minor", "severity-raised")),
        ("severity: high", "severity: low", ("minor", "severity-lowered")),
        ("confidence: 0.9", "confidence: 0.8", ("minor", "confidence")),
        ("controls: [X-1]", "controls: [X-1, X-2]", ("minor", "controls")),
        ("waiver_days: 30", "waiver_days: 7", ("major", "waivers-narrowed")),
        ("waiver_days: 30", "waivable: false", ("major", "waivers-narrowed")),
        ("waiver_days: 30", "waiver_days: 90", ("minor", "waivers-widened")),
        ("  waiver_days: 30\n", "", ("minor", "waivers-widened")),
        ("subject: /builds/*/sources/*", "subject: /sources/*", ("minor", "subject")),
        (
            "when: has(self.config.thing)",
            'when: self.type == "qemu" && has(self.config.thing)',
            ("minor", "condition"),
        ),
        ("inputs: [config/thing]", "inputs: [config/thing, config/more]", ("minor", "inputs")),
        ('!= "wrong"', '!= "bad"', ("minor", "assertion")),
        ("path: config/thing", "path: config", ("minor", "place")),
        ("title: A thing is wrong", "title: A thing is bad", ("patch", "text")),
        ("'\"thing of \" + self.name'", "'\"the thing of \" + self.name'", ("patch", "text")),
        # Layout alone decides nothing.
        (
            "assert: self.config.thing !=",
            "assert: self.config.thing    !=",
            ("patch", "other-files"),
        ),
    ],
)
def test_a_cel_rule(old: str, new: str, expected: tuple[str, str]) -> None:
    assert old in CEL_RULE
    comparison = compare_bundles(loaded(OLD), changed(CEL=CEL_RULE.replace(old, new)))
    assert [(one.level, one.kind) for one in comparison.changes] == [expected]
    assert not comparison.enough, "something changed, and the number did not"


def test_a_rego_rule() -> None:
    other = REGO_RULE.replace('"wrong"', '"bad"')
    assert kinds(compare_bundles(loaded(OLD), changed(REGO=other))) == [
        ("minor", "code", "other-thing")
    ]
    commented = REGO_RULE.replace("\tsome b", "\n\t# each build\n\tsome b")
    assert kinds(compare_bundles(loaded(OLD), changed(REGO=commented))) == [
        ("patch", "other-files", "")
    ]


def test_a_rule_that_came_and_one_that_went() -> None:
    comparison = compare_bundles(loaded(OLD), changed("1.3.0", REGO=None))
    assert kinds(comparison) == [("major", "rule-removed", "other-thing")]
    assert (comparison.least, comparison.enough) == ("2.0.0", False)
    message, hint = text.refusal(comparison)
    assert "1.3.0 is too low" in message
    assert "other-thing" in message
    assert "2.0.0" in hint
    back = compare_bundles(changed("1.2.0", REGO=None), changed("1.3.0"))
    assert kinds(back) == [("minor", "rule-added", "other-thing")]
    assert back.enough


def test_a_rule_with_another_name_is_renamed() -> None:
    new = {name.replace("wrong-thing", "bad-thing"): content for name, content in OLD.items()}
    comparison = compare_bundles(loaded(OLD), loaded(new))
    assert kinds(comparison) == [("major", "rule-renamed", "wrong-thing")]
    assert "wrong-thing → bad-thing" in text.render(comparison)


def test_rego_that_becomes_cel_is_gone_for_stock_opa() -> None:
    cel = CEL_RULE.replace("category: security", "category: build")
    files = small_bundle({REGO_FILE: None, REGO_FILE.replace(".rego", ".cel.yaml"): cel})
    found = kinds(compare_bundles(loaded(OLD), loaded(files)))
    assert ("major", "language", "other-thing") in found
    back = kinds(compare_bundles(loaded(files), loaded(OLD)))
    assert ("minor", "language", "other-thing") in back


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('{"small": {"settings": {"limit": 4}}}', ("minor", "setting-changed", "limit")),
        ('{"small": {"settings": {"limit": "4"}}}', ("major", "setting-type", "limit")),
        ('{"small": {"settings": {}}}', ("major", "setting-removed", "limit")),
        ('{"small": {}}', ("major", "setting-removed", "all settings")),
        ("{}", ("major", "setting-removed", "all settings")),
        (
            '{"small": {"settings": {"limit": 3, "more": [1]}}}',
            ("minor", "setting-added", "more"),
        ),
        (
            '{"small": {"settings": {"limit": 3}, "names": ["a"]}}',
            ("minor", "data", "/small/names"),
        ),
    ],
)
def test_the_data(data: str, expected: tuple[str, str, str]) -> None:
    assert kinds(compare_bundles(loaded(OLD), changed(DATA=data))) == [expected]


def test_lists_differ_by_what_each_has_alone() -> None:
    old = changed(DATA='{"small": {"settings": {"regions": ["a", "b"]}}}')
    new = changed(DATA='{"small": {"settings": {"regions": ["b", "c"]}}}')
    (change,) = compare_bundles(old, new).changes
    assert (change.before, change.after) == ('"a"', '"c"')


def test_shared_code_documents_and_texts_of_the_bundle() -> None:
    manifest = MANIFEST.replace('["1"]', '["1", "2"]').replace("Small", "Smaller")
    library = "package small.lib\n\nimport rego.v1\n\nyes := true\n"
    new = loaded(small_bundle({".manifest": manifest, "lib/words.rego": library}))
    assert kinds(compare_bundles(loaded(OLD), new)) == [
        ("minor", "documents-added", ""),
        ("minor", "library", "lib/words.rego"),
        ("patch", "text", ""),
    ]
    assert ("major", "documents-dropped", "") in kinds(compare_bundles(new, loaded(OLD)))


def test_other_files_ask_for_a_patch() -> None:
    new = loaded(small_bundle({"security/wrong-thing/cases.md": "# wrong-thing\n\nMore.\n"}))
    comparison = compare_bundles(loaded(OLD), new)
    assert kinds(comparison) == [("patch", "other-files", "")]
    assert comparison.least == "1.2.1"


SCHEMA = {
    "type": "object",
    "properties": {"limit": {"type": "integer", "maximum": 9}, "names": {"enum": ["a", "b"]}},
    "additionalProperties": False,
}


def with_schema(schema: object) -> Bundle:
    text = msgspec.json.encode(schema).decode()
    manifest = MANIFEST.replace('"title": "Small"', f'"title": "Small", "settings": {text}')
    return loaded(small_bundle({".manifest": manifest}))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"maximum": 9', '"maximum": 20', ("minor", "setting-limits", "limit")),
        (', "maximum": 9', "", ("minor", "setting-limits", "limit")),
        ('"maximum": 9', '"maximum": 3', ("major", "setting-limits", "limit")),
        ('"maximum": 9', '"maximum": 9, "minimum": 1', ("major", "setting-limits", "limit")),
        ('"type": "integer"', '"type": "string"', ("major", "setting-limits", "limit")),
        ('["a", "b"]', '["a", "b", "c"]', ("minor", "setting-limits", "names")),
        ('["a", "b"]', '["a"]', ("major", "setting-limits", "names")),
        ('"names"', '"name"', ("major", "setting-removed", "names")),
        ('"additionalProperties": false', '"required": ["limit"]', ("major", "setting-schema", "")),
        (', "additionalProperties": false', "", ("minor", "setting-schema", "")),
    ],
)
def test_what_may_be_set(old: str, new: str, expected: tuple[str, str, str]) -> None:
    text = msgspec.json.encode(SCHEMA).decode().replace(":", ": ").replace(",", ", ")
    assert old in text
    changed_schema = msgspec.json.decode(text.replace(old, new))
    found = kinds(compare_bundles(with_schema(SCHEMA), with_schema(changed_schema)))
    assert found[0] == expected


def test_a_schema_that_comes_or_goes() -> None:
    plain = loaded(OLD)
    assert kinds(compare_bundles(plain, with_schema(SCHEMA)))[0][:2] == ("minor", "setting-schema")
    assert kinds(compare_bundles(with_schema(SCHEMA), plain))[0][:2] == ("major", "setting-schema")
    described = {**SCHEMA, "description": "what may be set"}
    same = compare_bundles(with_schema(SCHEMA), with_schema(described))
    assert kinds(same) == [("patch", "other-files", "")]


def test_where_a_schema_says_what_may_be_set_defaults_are_data() -> None:
    text = msgspec.json.encode(SCHEMA).decode()
    manifest = MANIFEST.replace('"title": "Small"', f'"title": "Small", "settings": {text}')
    data = '{"small": {"settings": {"limit": 3, "hidden": 1}}}'
    old = loaded(small_bundle({".manifest": manifest, "data.json": data}))
    new = loaded(small_bundle({".manifest": manifest}))
    assert ("minor", "setting-changed", "hidden") in kinds(compare_bundles(old, new))


def test_two_bundles_are_not_compared() -> None:
    other = loaded(
        small_bundle({".manifest": MANIFEST.replace('"name": "small"', '"name": "big"')})
    )
    with pytest.raises(UsageError, match="two bundles: `small` and `big`"):
        compare_bundles(loaded(OLD), other)


TEMPLATE = """\
source "null" "{name}" {{
  thing = "{thing}"
}}

build {{
  sources = ["source.null.{name}"]
}}
"""


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, thing in (("a", "wrong"), ("b", "bad"), ("c", "fine")):
        (tmp_path / name).mkdir()
        content = TEMPLATE.format(name=name, thing=thing)
        (tmp_path / name / f"{name}.pkr.hcl").write_text(content)
    return tmp_path


def on_templates(new: Bundle) -> Comparison:
    plan = prepare(["."], CheckOptions(cache=False, own_settings=False))
    return compare_bundles(loaded(OLD), new, plan)


def test_templates_that_newly_fail_and_pass(templates: Path) -> None:
    comparison = on_templates(changed("1.3.0", CEL=CEL_RULE.replace('"wrong"', '"bad"')))
    assert comparison.templates == 3
    assert not comparison.errors
    by_name = {one.template: one for one in comparison.effects}
    assert sorted(by_name) == ["a", "b"], "c is right for both"
    assert by_name["a"].newly_passes
    assert by_name["b"].newly_fails
    (finding,) = by_name["b"].findings
    assert (finding.before, finding.after) == (None, "fail")
    assert (finding.file, finding.line) == ("b/b.pkr.hcl", 2)
    shown = text.render(comparison)
    assert "1 newly fail, 1 newly pass, 0 others" in shown
    assert "+ high[small/wrong-thing] b/b.pkr.hcl:2:11: thing of b" in shown
    made = msgspec.json.decode(json.render(comparison))
    assert made["newly_fail"] == ["b"]
    assert made["newly_pass"] == ["a"]


def test_a_raised_severity_can_make_a_template_fail(templates: Path) -> None:
    low = changed(CEL=CEL_RULE.replace("severity: high", "severity: low"))
    plan = prepare(["."], CheckOptions(cache=False, own_settings=False))
    comparison = compare_bundles(low, changed("1.3.0"), plan)
    (effect,) = comparison.effects
    assert effect.newly_fails
    assert "~ low → high[small/wrong-thing] a/a.pkr.hcl" in text.render(comparison)


def test_a_renamed_rule_finds_the_same(templates: Path) -> None:
    new = {name.replace("wrong-thing", "bad-thing"): content for name, content in OLD.items()}
    assert on_templates(loaded(new)).effects == ()


def test_a_waiver_that_no_longer_counts_is_an_effect(templates: Path) -> None:
    file = templates / "a" / "a.pkr.hcl"
    waiver = '# systo: ignore[small/wrong-thing] reason="known"\n  thing'
    file.write_text(file.read_text().replace("thing", waiver, 1))
    # One that runs for no set time is longer than the old version's 30 days, too.
    free = CEL_RULE.replace("  waiver_days: 30\n", "")
    plan = prepare(["."], CheckOptions(cache=False, own_settings=False))
    strict = changed("2.0.0", CEL=CEL_RULE.replace("waiver_days: 30", "waivable: false"))
    (effect,) = compare_bundles(changed(CEL=free), strict, plan).effects
    assert [(one.before, one.after) for one in effect.findings] == [("waived", "fail")]
    assert effect.newly_fails


def test_a_rule_that_cannot_be_evaluated_is_an_error_and_no_pass(templates: Path) -> None:
    broken = changed("1.3.0", CEL=CEL_RULE.replace("self.config.thing !=", "self.config.no !="))
    comparison = on_templates(broken)
    assert comparison.errors
    assert "wrong-thing" in comparison.errors[0].where
