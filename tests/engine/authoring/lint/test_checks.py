"""Each check of `bundle lint` on what it is about, and on a bundle in which nothing is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.authoring.lint.linted import PROGRAMS, REGO, RULE, change, found
from opa_program import opa_program
from packer_systo.engine.authoring.lint.run import check_names, lint_bundle
from packer_systo.engine.authoring.scaffold.new import new_rule
from packer_systo.engine.bundle.builtin import builtin_files, builtin_names
from packer_systo.engine.bundle.load import load_bundle
from packer_systo.engine.errors import BundleError, ExitCode, UsageError

if TYPE_CHECKING:
    from pathlib import Path

CASES = "security/foreign-mirror/cases.md"


def test_a_new_bundle_is_clean(bundle: Path) -> None:
    report = lint_bundle(str(bundle), ["regal"])
    assert (report.findings, report.exit_code) == ((), ExitCode.PASSED)


@pytest.mark.parametrize("name", builtin_names())
def test_our_bundles_are_clean(name: str, tmp_path: Path) -> None:
    # A copy, since an installed bundle may be in no folder.
    for file, content in builtin_files(name).items():
        path = tmp_path / name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    report = lint_bundle(str(tmp_path / name), ["regal"])  # which nobody here has seen
    assert report.findings == ()
    assert report.errors == ()


def test_texts_of_a_new_rule_are_named_one_by_one(bundle: Path) -> None:
    new_rule(str(bundle), "build", "weak-thing", "rego")
    assert found(bundle) == [
        "unwritten-text build/weak-thing/cases.md:5 this text is still to be written",
        "unwritten-text build/weak-thing/cases.md:9 this text is still to be written",
        "unwritten-text build/weak-thing/weak-thing.rego:2 `title` is still to be written",
        "unwritten-text build/weak-thing/weak-thing.rego:3 `description` is still to be written",
        "unwritten-text build/weak-thing/weak-thing.rego:9 `why` is still to be written",
        "unwritten-text build/weak-thing/weak-thing.rego:11 `remediation` is still to be written",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "finding"),
    [
        (RULE, "from outside", "from outside.", "incomplete-metadata RULE:1 `title` is a sentence"),
        (RULE, "list `mirrors`.", "list `mirrors`", "incomplete-metadata RULE:2 `description`"),
        (RULE, "why: nobody", "why: Nobody", "incomplete-metadata RULE:9 `why` is one clause"),
        (RULE, "since: 0.1.0", "since: soon", "incomplete-metadata RULE:5 `since` must be"),
        (RULE, "  since: 0.1.0\n", "", "incomplete-metadata RULE:4 the rule has no `since`"),
        (CASES, "# foreign-mirror", "# foreign", "missing-cases CASES:1 the title is `foreign`"),
        (CASES, "## What it does", "## What", "missing-cases CASES:1 the section `## What it does`"),
        (RULE, "subject: /builds/*/sources/*", "subject: /builds/*/source/*",
         "unknown-path RULE:15 `subject` leads nowhere: there is no `source` in `/builds/*`."),
        (RULE, "inputs: [config/iso_url]", "inputs: [config/iso_ulr, config/iso_url]",
         "unknown-path RULE:17 the input `config/iso_ulr` leads nowhere: there is no `iso_ulr`"),
        (RULE, "path: config/iso_url", "path: configs/iso_url",
         "unknown-path RULE:20 `path: configs/iso_url` leads nowhere"),
        (RULE, "inputs: [config/iso_url]", "inputs: [config/iso_checksum]",
         "forgotten-input RULE:17 `assert` reads `config/iso_url`"),
        (RULE, "self.config.iso_url.startsWith(mirror)", "self.config.iso_url.startsWith(mirror",
         "cel-expression RULE:18 `assert` cannot be read by cel-python"),
        (RULE, "self.config.iso_url.startsWith(mirror)", "self.config.iso_url.charAt(0) == mirror",
         "cel-expression RULE:18 `assert`, column "),
        (RULE, "self.config.iso_url.startsWith(mirror)", 'self.config.iso_url.matches("(?=a)")',
         "invalid-pattern RULE:18 `(?=a)` in `assert` is no regular expression: invalid perl"),
        (RULE, "when: has(self.config.iso_url)", "when: self.name.matches(r'\\1')",
         "invalid-pattern RULE:16 `\\1` in `when` is no regular expression"),
        (".manifest", '"minItems": 1', '"minItem": 1',
         "settings-schema .manifest:1 `metadata.settings.properties.mirrors` has a keyword"),
        (".manifest", '"minItems": 1', '"minItems": 2',
         "settings-schema data.json:1 the default of `mirrors` must have at least 2"),
        ("data.json", '"settings"', '"setting"', "settings-schema data.json:1 `mirrors` is in the"),
    ],
)  # fmt: skip
def test_what_is_wrong(bundle: Path, file: str, old: str, new: str, finding: str) -> None:
    change(bundle / file, old, new)
    expected = finding.replace("RULE", RULE).replace("CASES", CASES)
    assert any(one.startswith(expected) for one in found(bundle)), found(bundle)


@pytest.mark.parametrize("name", ["require-thing", "tags-required", "encryption-always"])
def test_a_name_that_says_the_cure(bundle: Path, name: str) -> None:
    new_rule(str(bundle), "build", name, "cel")
    assert any(one.startswith(f"cure-name build/{name}") for one in found(bundle))


@pytest.mark.parametrize(
    "name", ["no-tag", "approval-not-required", "missing-tag", "unmatched-only"]
)
def test_a_name_that_says_what_is_wrong(bundle: Path, name: str) -> None:
    new_rule(str(bundle), "build", name, "cel")
    assert not [one for one in found(bundle) if one.startswith("cure-name")]


ASSERTION = "data.acme.settings.mirrors.exists(mirror, self.config.iso_url.startsWith(mirror))"


@pytest.mark.parametrize(
    ("assertion", "what"),
    [
        ("self.name", "`self.name` in `assert` is a text"),
        ("has(self.config.iso_url) && self.name", "`self.name` in `assert` is a text"),
        ("!size(self.config)", "`size(self.config)` in `assert` is a number"),
        ("doc.builds", "`doc.builds` in `assert` is a list"),
        ("'none'", "is a text"),
        ("size(self.name) + 1", "is the result of a calculation"),
        ("self.name == 'a' ? self.type : true", "`self.type` in `assert` is a text"),
        ("['a', 'b']", "is a list"),
        ("self.config.iso_url.lowerAscii()", "is a text"),
    ],
)
def test_an_assertion_that_is_neither_true_nor_false(
    bundle: Path, assertion: str, what: str
) -> None:
    change(bundle / RULE, ASSERTION, f'"{assertion}"')
    (told,) = [one for one in found(bundle) if one.startswith("not-a-condition")]
    assert what in told


@pytest.mark.parametrize(
    "assertion",
    [
        "self.config.headless",
        "self.config.tags.exists(t, t == 'a')",
        "['a', 'b'].exists(t, t == self.name)",
        "'a' in self.config.list",
        "(self.name.startsWith('a'))",
        "self.name.matches('^a')",
        "data.acme.settings.mirrors.all(m, m != 'x')",
        "true",
        "dyn(self.config.x)",
    ],
)
def test_an_assertion_that_may_be_true_or_false(bundle: Path, assertion: str) -> None:
    change(bundle / RULE, ASSERTION, f'"{assertion}"')
    assert not [one for one in found(bundle) if one.startswith("not-a-condition")]


def test_the_attribute_table_says_what_a_value_is(bundle: Path) -> None:
    when = "when: has(self.config.iso_url)"
    change(bundle / RULE, when, f"{when} && self.type == 'qemu'")
    change(bundle / RULE, ASSERTION, "self.config.iso_url")
    assert any("`self.config.iso_url` in `assert` is a text" in one for one in found(bundle))
    change(bundle / RULE, "assert: self.config.iso_url", "assert: self.config.headless")
    assert not [one for one in found(bundle) if one.startswith("not-a-condition")]


def test_a_pattern_in_rego_that_is_no_re2(bundle: Path) -> None:
    folder = bundle / "compliance" / "unhardened-image"
    folder.mkdir(parents=True)
    wrong = "\tregex.match(`a(?=b)`, build.name)\n}"
    (folder / "unhardened-image.rego").write_text(REGO.replace("}\n", f"{wrong}\n"))
    name = "compliance/unhardened-image/unhardened-image.rego"
    assert any(
        one.startswith(f"invalid-pattern {name}:21 `a(?=b)` is no regular expression")
        for one in found(bundle)
    ), found(bundle)


def test_cases_that_are_missing(bundle: Path) -> None:
    text = (bundle / CASES).read_text()
    only_good = text[: text.index("## Bad")] + text[text.index("## Good") :]
    (bundle / CASES).write_text(only_good)
    assert found(bundle) == [f"missing-cases {CASES}:1 there is no case that fails"]
    (bundle / CASES).unlink()
    assert found(bundle) == [f"missing-cases {CASES}:1 the rule `foreign-mirror` has no cases.md"]


def test_settings_without_a_schema(bundle: Path) -> None:
    manifest = bundle / ".manifest"
    text = manifest.read_text()
    manifest.write_text(text[: text.index(',\n    "settings"')] + "\n  }\n}\n")
    assert found(bundle) == [
        "settings-schema .manifest:1 data.json has settings, but nothing says what they may be"
    ]


@pytest.mark.parametrize(
    ("when", "path", "wrong"),
    [
        ('self.type == "qemu"', "accelerator", False),
        ('self.type == "qemu"', "ami_name", True),
        ('self.type.startsWith("amazon-")', "ami_name", False),
        ('self.type in ["qemu", "amazon-ebs"]', "ami_name", False),
        ('self.type == "qemu" || has(self.config.ami_name)', "ami_name", False),
        ('self.type == "qemu" || self.type == "docker"', "ami_name", True),
        ('self.type == "of-nobody"', "anything_at_all", False),
        ('self.type != "qemu"', "ami_name", False),
        ("true", "no_such_argument_at_all", True),
    ],
)
def test_attributes_of_the_types_that_when_names(
    bundle: Path, when: str, path: str, *, wrong: bool
) -> None:
    change(
        bundle / RULE,
        "has(self.config.iso_url) && type(self.config.iso_url) == string",
        f"'{when}'",
    )
    change(bundle / RULE, "inputs: [config/iso_url]", f"inputs: [config/{path}]")
    told = [one for one in found(bundle) if f"the input `config/{path}`" in one]
    assert bool(told) is wrong, told


def test_when_says_nothing_about_what_is_not_the_subject(bundle: Path) -> None:
    change(bundle / RULE, "has(self.config.iso_url) &&", 'self.type == "docker" &&')
    change(bundle / RULE, "config/iso_url]", "config/iso_url, /builds/*/sources/*/config/ami_name]")
    assert not [one for one in found(bundle) if "ami_name" in one]


def test_functions_that_an_engine_lacks(bundle: Path) -> None:
    new_rule(str(bundle), "compliance", "unhardened-image", "rego")
    rule = bundle / "compliance/unhardened-image/unhardened-image.rego"
    rule.write_text(REGO + '\nsum := crypto.sha256("x")\n\nnow := time.now_ns()\n')
    told = [one for one in found(bundle) if one.startswith("unsupported-function")]
    assert len(told) == 2
    assert told[0].endswith("image.rego:23 the embedded engine has no function `crypto.sha256`")
    assert "image.rego:25 `time.now_ns` gives another result each time" in told[1]


def test_rego_that_cannot_be_read_is_found_without_opa(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    new_rule(str(bundle), "compliance", "unhardened-image", "rego")
    (bundle / "compliance/unhardened-image/unhardened-image.rego").write_text(REGO + "\nx := [\n")
    assert [one for one in found(bundle) if "cannot read the rule: " in one]


@pytest.mark.parity
def test_opa_checks_types_with_our_schema(bundle: Path) -> None:
    opa_program()
    new_rule(str(bundle), "compliance", "unhardened-image", "rego")
    rule = bundle / "compliance/unhardened-image/unhardened-image.rego"
    rule.write_text(REGO.replace("input.builds", "input.bilds") + "\nf(x) if y := 1\n")
    report = lint_bundle(str(bundle), ["regal", "unwritten-text"])
    told = {(one.line, one.message, one.rule) for one in report.findings}
    rule_name = "acme/unhardened-image"
    assert (19, "undefined ref: input.bilds[b]", rule_name) in told
    assert (23, "assigned var y unused", rule_name) in told
    hint = next(one.hint for one in report.findings if "bilds" in one.message)
    assert "builds" in hint


def test_a_check_that_is_none(bundle: Path) -> None:
    with pytest.raises(UsageError, match="Did you mean `cure-name`"):
        lint_bundle(str(bundle), ["cur-name"])
    assert len(check_names()) == 18


def test_all_mistakes_of_all_rules_are_told_in_one_run(bundle: Path) -> None:
    new_rule(str(bundle), "build", "weak-thing", "rego")
    new_rule(str(bundle), "build", "other-thing", "cel")
    new_rule(str(bundle), "build", "sound-thing", "cel")
    change(bundle / RULE, "severity: medium", "severity: mediun")
    change(bundle / RULE, "impact: medium", "impact: huge")
    change(bundle / RULE, "confidence:", "confidance:")
    change(bundle / "build/weak-thing/weak-thing.rego", "package acme", "package acne")
    change(bundle / "build/other-thing/other-thing.cel.yaml", "title:", "title: [")
    change(bundle / "build/sound-thing/cases.md", "finds: line", "finds: lime")
    change(bundle / "data.json", "{", "{,")
    (bundle / "lib").mkdir()
    (bundle / "lib/systo_answers.rego").write_text("package acme.lib\n")
    report = lint_bundle(str(bundle), PROGRAMS)
    told = [f"{one.where.removeprefix(f'{bundle}/')} {one.message}" for one in report.errors]
    assert len(told) == 8
    for line, start in zip(
        told,
        [
            "build/other-thing/other-thing.cel.yaml line 2: this is not YAML:",
            "build/sound-thing/cases.md line 23: `lime 2` is no place",
            "build/weak-thing/weak-thing.rego line 16: the package must be `acme.build.weak_thing`",
            "data.json this is not a bundle's data:",
            "lib/systo_answers.rego the name is taken: each release gets a file of this name",
            f"{RULE} line 14: `custom` has no key `confidance`. Did you mean `confidence`?",
            f"{RULE} line 6: `custom.severity` must be one of critical, high,",
            f"{RULE} line 8: `custom.impact` must be one of high, medium, low",
        ],
        strict=True,
    ):
        assert line.startswith(start)
    assert report.exit_code is ExitCode.ERROR
    # What is sound is looked at all the same.
    assert {one.rule for one in report.findings} == {"acme/sound-thing"}
    assert ("unknown-data", "data.json cannot be read") in report.skipped


def test_a_run_says_the_first_mistake_and_that_there_are_more(bundle: Path) -> None:
    change(bundle / RULE, "severity: medium", "severity: mediun")
    change(bundle / RULE, "impact: medium", "impact: huge")
    with pytest.raises(BundleError, match="severity") as error:
        load_bundle(str(bundle))
    assert error.value.hint.endswith(
        "there is 1 more mistake: `systo-policy bundle lint DIR` tells all"
    )
