"""What lint reads of a rule's text: what it denies, what data it names, where engines differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.authoring.lint.linted import RULE, change, found, rego

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("new", "finding"),
    [
        ('deny contains "x" if {\n\tinput.builds\n}\n\ndeny contains {',
         "missing-deny 18 `deny` gets a text, not an object with `msg` and `path`"),
        ('deny contains x if {\n\tx := sprintf("%s", [input.path])\n}\n\ndeny contains {',
         "missing-deny 18 `deny` gets a text, not an object with `msg` and `path`"),
        ('deny contains {"message": "x", "path": []} if {\n\tinput.builds\n}\n\ndeny contains {',
         "missing-deny 18 `deny` gets an object without `msg`"),
        ('deny contains {"msg": "x", "path": "a"} if {\n\tinput.builds\n}\n\ndeny contains {',
         "missing-deny 18 `path` is a text, not a list from the document's root"),
        ("deny contains x if {\n\tzz == 1\n\tx := input.y\n}\n\ndeny contains {",
         "unreadable-rule 19 the rule cannot be evaluated: use of undefined variable `zz` is unsafe"),
        ("deny contains x if {\n\tx := lib.nope(input.y)\n}\n\ndeny contains {",
         "unreadable-rule 19 the rule cannot be evaluated: there is no function `lib.nope`"),
        ("denied contains {", "missing-deny 1 the rule has no `deny`, and finds nothing"),
        ("deny[b] := {", "missing-deny 18 `deny` is a map here, not a set of findings"),
        ("deny if {\n\tinput.builds\n}\n\ndeny contains {",
         "missing-deny 18 `deny` is true or undefined here, not a set of findings"),
    ],
)  # fmt: skip
def test_a_rule_without_deny(bundle: Path, new: str, finding: str) -> None:
    assert finding in rego(bundle, "deny contains {", new)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ('"buidls", b', "`path` leads to /buidls/*, which is in no subject of the rule (/builds/*)"),
        ('"builds"', "`path` leads to /builds, which is in no subject of the rule (/builds/*)"),
        ('"variables", 0', "`path` leads to /variables/0, which is in no subject of the rule"),
        ('"builds", b, "provisioner"',
         "`path` leads nowhere: there is no `provisioner` in `/builds/*`. Did you mean"),
        ('"builds", b, "sources", 0, "config", "iso_ulr"',
         "`path` leads nowhere: there is no `iso_ulr` in the configuration of a source"),
        ('"builds", b, "sources", 0, "config", b, "nope"', ""),
        ('"builds", b, "sources", 0, "config", "iso_url"', ""),
        ('"builds", b, build.name', ""),
    ],
)  # fmt: skip
def test_the_place_that_is_denied(bundle: Path, path: str, message: str) -> None:
    told = [
        one for one in rego(bundle, '"builds", b]', f"{path}]") if one.startswith("denied-path")
    ]
    assert len(told) == bool(message)
    assert all(message in one for one in told)


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("build.name in data.acme.settings.mirors",
         "there is no setting `mirors`. Did you mean `mirrors`?"),
        ('build.name in data.acme["settings"]["mirors"]', "there is no setting `mirors`."),
        ("build.name in data.acme.setting.mirrors",
         "there is no `data.acme.setting`. Did you mean `settings`?"),
        ("build.name in data.other.list",
         "`data.other` is not of this bundle: a rule sees the data of its own bundle alone"),
        ("data.acme.compliance.unhardened_image.is_good", "there is no `data.acme.compliance.unh"),
        ("data.acme.compliance.unhardened_image.deny", ""),
        ("build.name in data.acme.settings.mirrors", ""),
        ("build.name in data.acme.settings[build.type]", ""),
        ("data.acme.settings.mirrors[0] == build.name", ""),
    ],
)  # fmt: skip
def test_data_that_are_not_there(bundle: Path, condition: str, message: str) -> None:
    found_ = rego(bundle, "count(build.provisioners) == 0", condition)
    told = [one for one in found_ if one.startswith("unknown-data")]
    assert len(told) == bool(message)
    assert all(message in one and one.startswith("unknown-data 20 ") for one in told)


def test_data_by_an_import(bundle: Path) -> None:
    found_ = rego(
        bundle,
        "import rego.v1\n",
        "import rego.v1\n\nimport data.acme.settings as set_by_users\n"
        "import data.acme.setings\n\nx := set_by_users.mirors\n\ny := setings.mirrors\n",
    )
    assert [one for one in found_ if one.startswith("unknown-data")] == [
        "unknown-data 19 there is no `data.acme.setings`. Did you mean `settings`?",
        "unknown-data 21 there is no setting `mirors`. Did you mean `mirrors`?",
    ]


@pytest.mark.parametrize(
    "read", ["data.acme.settings.mirors", 'data["acme"]["settings"]["mirors"]']
)
def test_data_that_cel_reads(bundle: Path, read: str) -> None:
    change(bundle / RULE, "data.acme.settings.mirrors", read)
    assert (
        f"unknown-data {RULE}:18 there is no setting `mirors`. Did you mean `mirrors`? (in `assert`)"
        in found(bundle)
    )


@pytest.mark.parametrize(
    ("condition", "finds"),
    [
        ('contains(json.marshal(build), "<secret>")', "OPA's `json.marshal` writes `<`, `>` and `&`"),
        ("regex.match(`a&b`, json.marshal(build))", "OPA's `json.marshal` writes"),
        ('contains(json.marshal(build), "secret")', ""),
        ('json.marshal(build) != sprintf("<%s>", [build.name])', ""),
        ("yaml.unmarshal(build.name).users", "OPA's `yaml.unmarshal` reads some scalars otherwise"),
        (r'regex.match(`a\B`, build.name)', r"`\B` in a regular expression"),
        ("build.size / 3 == 0.1", "numbers with a fraction that were calculated"),
        ("build.size * 0.1 != build.other", "numbers with a fraction that were calculated"),
        ("build.size == 0.1", ""),
        ("build.size * 3 == 9", ""),
        ("build.size / 3 > 0.1", ""),
        ('json.patch(build, [{"op": "add", "path": "/x", "value": 1}]).x', "where a patch cannot be"),
        ('time.format([1, "UTC", "RFC1123"]) == build.name', "the name of a zone"),
        ('time.format([1, "UTC", "2006-01-02 MST"]) == build.name', "the name of a zone"),
        ('time.format([1, "UTC", "RFC1123Z"]) == build.name', ""),
    ],
)  # fmt: skip
def test_what_engines_answer_otherwise(bundle: Path, condition: str, finds: str) -> None:
    told = [
        one
        for one in rego(bundle, "count(build.provisioners) == 0", condition)
        if one.startswith("differs-from-opa")
    ]
    assert len(told) == bool(finds)
    assert all(finds in one and one.startswith("differs-from-opa 20 ") for one in told)
