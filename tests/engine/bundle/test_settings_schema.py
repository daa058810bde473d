"""What users of a bundle may set, and what a bundle may say about it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec
import pytest

from packer_systo.engine.bundle.builtin import builtin_bundles, builtin_names
from packer_systo.engine.bundle.models import Bundle, BundleMetadata
from packer_systo.engine.bundle.settings_schema import (
    check_schema,
    check_values,
    default_settings,
    defaults_wrong,
    with_settings,
)
from packer_systo.engine.errors import BundleError, SettingsError

if TYPE_CHECKING:
    from packer_systo.engine.template.document import JSON

SCHEMA: dict[str, JSON] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "regions": {
            "description": "Regions that may hold images.",
            "type": "array",
            "items": {"type": "string", "pattern": "^[a-z]+-"},
            "minItems": 1,
            "maxItems": 3,
            "uniqueItems": True,
        },
        "limit": {"type": "integer", "minimum": 1, "maximum": 9},
        "level": {"enum": ["low", "high"]},
        "owner": {
            "type": "object",
            "properties": {"name": {"$ref": "#/$defs/word"}},
            "required": ["name"],
            "additionalProperties": False,
        },
        "either": {"anyOf": [{"type": "boolean"}, {"const": "auto"}]},
    },
    "$defs": {"word": {"type": "string", "maxLength": 5}},
}
DEFAULTS: dict[str, JSON] = {
    "regions": ["eu-west"],
    "limit": 3,
    "level": "low",
    "owner": {"name": "ops"},
    "either": "auto",
}


def bundle(schema: dict[str, JSON] | None = SCHEMA) -> Bundle:
    about = BundleMetadata("small", "Small", {"template": ["1"]}, settings=schema)
    data: dict[str, JSON] = {"small": {"settings": DEFAULTS, "more": 1}}
    return Bundle(about, "1.0.0", "blake2b:0", (), data, location="policies/small")


def refusal(**values: JSON) -> str:
    with pytest.raises(SettingsError) as caught:
        check_values(bundle(), values, "systo.toml")
    assert caught.value.where == "systo.toml"
    return caught.value.message


def test_values_go_over_the_defaults_key_by_key() -> None:
    changed = with_settings(bundle(), {"limit": 5, "owner": {"name": "web"}}, "systo.toml")
    assert default_settings(changed) == {**DEFAULTS, "limit": 5, "owner": {"name": "web"}}
    content = changed.data["small"]
    assert isinstance(content, dict)
    assert content["more"] == 1
    assert default_settings(bundle()) == DEFAULTS


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"regons": []}, "has no setting `regons`. Did you mean `regions`?"),
        ({"regions": "eu-west"}, "`regions` of the bundle `small` must be a list"),
        ({"regions": []}, "must have at least 1 entries"),
        ({"regions": ["a-", "b-", "c-", "d-"]}, "must have at most 3 entries"),
        ({"regions": ["a-", "a-"]}, "must not hold the same twice"),
        ({"regions": ["eu-west", "9"]}, "`regions[1]` of the bundle `small` must match ^[a-z]+-"),
        ({"limit": "3"}, "`limit` of the bundle `small` must be a whole number"),
        ({"limit": True}, "must be a whole number"),
        ({"limit": 0}, "must be at least 1"),
        ({"limit": 10}, "must be at most 9"),
        ({"level": "hgh"}, 'must be one of "low", "high"'),
        ({"owner": {}}, "`owner` of the bundle `small` has no `name`"),
        ({"owner": {"name": "x", "y": 1}}, "has a key that is not allowed"),
        ({"owner": {"name": "longer"}}, "`owner.name` of the bundle `small` must have at most 5"),
        ({"either": 7}, "has none of the forms that are allowed"),
    ],
)
def test_what_is_not_allowed_is_said(values: dict[str, JSON], message: str) -> None:
    assert message in refusal(**values)


def test_the_bundles_own_words_are_the_help() -> None:
    with pytest.raises(SettingsError) as caught:
        check_values(bundle(), {"regions": 1}, "systo.toml")
    assert caught.value.hint == "Regions that may hold images."


def test_without_a_schema_nothing_can_be_set() -> None:
    check_values(bundle(None), {}, "systo.toml")
    with pytest.raises(SettingsError, match="lets nothing be set"):
        check_values(bundle(None), {"limit": 1}, "systo.toml")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"properties": {"a": {"$ref": "https://example.com/x.json"}}}, "refers to something else"),
        ({"properties": {"a": {"$ref": "file:///etc/passwd"}}}, "refers to something else"),
        ({"properties": {"a": {"$ref": "#/$defs/gone"}}}, "which is not there"),
        ({"properties": {"a": {"$ref": "#/$defs/word"}}, "$defs": {"word": {"$ref": "#/$defs/word"}}},
         "refers to itself"),
        ({"$id": "https://example.com"}, "has a keyword `$id`"),
        ({"properties": {"a": {"minimun": 1}}}, "Did you mean `minimum`"),
        ({"properties": {"a": {"pattern": "(?=x)"}}}, "not RE2"),
        ({"properties": {"a": {"type": "text"}}}, "is no JSON Schema"),
        ({"properties": {"a": 1}}, "is no schema"),
        ({"type": "array"}, "must have `type: object`"),
        ({"properties": []}, "`metadata.settings.properties` is no JSON Schema"),
    ],
)  # fmt: skip
def test_a_schema_that_goes_too_far_is_refused(change: dict[str, JSON], message: str) -> None:
    with pytest.raises(BundleError) as caught:
        check_schema({**SCHEMA, **change}, "policies/small/.manifest")
    assert message in caught.value.message
    assert caught.value.where == "policies/small/.manifest"


def test_references_cannot_grow_without_bound() -> None:
    definitions: dict[str, JSON] = {"d0": {"type": "string"}}
    for number in range(1, 30):
        reference: JSON = {"$ref": f"#/$defs/d{number - 1}"}
        definitions[f"d{number}"] = {"allOf": [reference, reference]}
    schema: dict[str, JSON] = {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/d29"}},
        "$defs": definitions,
    }
    started = time.monotonic()
    with pytest.raises(BundleError, match="too large or nested"):
        check_values(bundle(schema), {"a": "x"}, "systo.toml")
    assert time.monotonic() - started < 5


def test_a_pattern_that_hangs_elsewhere_does_not_here() -> None:
    schema: dict[str, JSON] = {
        "type": "object",
        "properties": {"a": {"type": "string", "pattern": "^(a+)+$"}},
    }
    started = time.monotonic()
    with pytest.raises(SettingsError):
        check_values(bundle(schema), {"a": "a" * 50_000 + "!"}, "systo.toml")
    assert time.monotonic() - started < 5


def test_a_long_list_without_duplicates_is_quick() -> None:
    schema: dict[str, JSON] = {
        "type": "object",
        "properties": {"a": {"type": "array", "uniqueItems": True}},
    }
    values: list[JSON] = [{"n": number} for number in range(20_000)]
    started = time.monotonic()
    check_values(bundle(schema), {"a": values}, "systo.toml")
    assert time.monotonic() - started < 5
    with pytest.raises(SettingsError, match="more than 50000 values"):
        check_values(bundle(schema), {"a": values * 2}, "systo.toml")


@pytest.mark.parametrize("name", builtin_names())
def test_the_defaults_of_our_bundles_are_allowed_by_their_schema(name: str) -> None:
    (one,) = builtin_bundles([name])
    assert defaults_wrong(one) == ""
    if one.metadata.settings is not None:
        check_schema(one.metadata.settings, name)
        described = one.metadata.settings["properties"]
        assert isinstance(described, dict)
        assert all(isinstance(about, dict) and about["description"] for about in described.values())


def test_defaults_that_the_schema_does_not_allow() -> None:
    def wrong(**changes: JSON) -> str:
        data: dict[str, JSON] = {"small": {"settings": {**DEFAULTS, **changes}}}
        return defaults_wrong(msgspec.structs.replace(bundle(), data=data))

    assert wrong() == ""
    assert wrong(limit=0) == "the default of `limit` must be at least 1"
    assert wrong(other=1) == "`other` is in data.json, but not in the schema of the settings"
    fewer: dict[str, JSON] = {"small": {"settings": {}}}
    assert "no default" in defaults_wrong(msgspec.structs.replace(bundle(), data=fewer))
