from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.errors import SettingsError
from packer_systo.engine.settings.engine import EngineSettings
from packer_systo.engine.settings.find import find_settings
from packer_systo.engine.settings.load import KEYS, load_settings
from packer_systo.engine.settings.models import BundleSetting, Settings, WaiverSetting

if TYPE_CHECKING:
    from pathlib import Path

EVERYTHING = """\
bundles = ["../house-rules"]
only = ["packer-baseline/unverified-iso"]
profile = "essential, aws"
exclude = ["vendor/**"]
fail-on = "high"
undecided = "fail"
require-variables = true
var-files = ["common.pkrvars.hcl"]
baseline = "systo-baseline.json"
format = "github"
cache-dir = ".cache"
bundle-store = ".bundles"
min-confidence = 0.4
feedback = "feedback.json"

[[bundle]]
name = "packer-baseline"

[bundle.settings]
max_disk_gb = 50
regions = ["eu-central-1"]

[[bundle]]
name = "acme-images"
source = "oci://registry.example.org/policies/acme-images"
version = ">=1.2, <2"
signer = "keys/security.pub"
unsigned = true

[engine]
name = "opa"
rule-seconds = 2.5
rule-megabytes = 512
servers = ["https://policy-1.example.org:8443", "https://policy-2.example.org:8443"]
token-file = "token"
token-variable = "POLICY_TOKEN"
ca-file = "/etc/ca.pem"
certificate-file = "client.pem"
key-file = "client.key"
answer-seconds = 20
upload = true

[[waivers]]
rule = "packer-baseline/plain-http"
path = "images/*.pkr.hcl"
reason = "the mirror is in the same rack"
until = 2027-03-31
owner = "image team"

[[waivers]]
fingerprint = "9f86d081884c7d65"
reason = "accepted"
until = "2027-01-01"
"""


def load(tmp_path: Path, text: str, name: str = "systo.toml") -> Settings:
    file = tmp_path / name
    file.write_text(text)
    return load_settings(str(file), name)


def test_every_setting(tmp_path: Path) -> None:
    settings = load(tmp_path, EVERYTHING)
    assert settings == Settings(
        file="systo.toml",
        folder=str(tmp_path),
        bundles=(str(tmp_path.parent / "house-rules"), "packer-baseline"),
        only=("packer-baseline/unverified-iso",),
        profile="essential, aws",
        exclude=("vendor/**",),
        fail_on="high",
        undecided="fail",
        require_variables=True,
        var_files=(str(tmp_path / "common.pkrvars.hcl"),),
        baseline=str(tmp_path / "systo-baseline.json"),
        format="github",
        cache_dir=str(tmp_path / ".cache"),
        min_confidence=0.4,
        feedback=str(tmp_path / "feedback.json"),
        engine=EngineSettings(
            name="opa",
            rule_seconds=2.5,
            rule_megabytes=512,
            servers=("https://policy-1.example.org:8443", "https://policy-2.example.org:8443"),
            token_file=str(tmp_path / "token"),
            token_variable="POLICY_TOKEN",
            ca_file="/etc/ca.pem",
            certificate_file=str(tmp_path / "client.pem"),
            key_file=str(tmp_path / "client.key"),
            answer_seconds=20,
            upload=True,
        ),
        bundle=(
            BundleSetting(
                name="packer-baseline",
                settings={"max_disk_gb": 50, "regions": ["eu-central-1"]},
                file="systo.toml",
                folder=str(tmp_path),
                line=16,
                setting_lines={"max_disk_gb": 20, "regions": 21},
            ),
            BundleSetting(
                name="acme-images",
                source="oci://registry.example.org/policies/acme-images",
                version=">=1.2, <2",
                signer=str(tmp_path / "keys/security.pub"),
                unsigned=True,
                file="systo.toml",
                folder=str(tmp_path),
                line=23,
            ),
        ),
        bundle_store=str(tmp_path / ".bundles"),
        waivers=(
            WaiverSetting(
                rule="packer-baseline/plain-http",
                path="images/*.pkr.hcl",
                reason="the mirror is in the same rack",
                until="2027-03-31",
                owner="image team",
                line=43,
            ),
            WaiverSetting(
                fingerprint="9f86d081884c7d65", reason="accepted", until="2027-01-01", line=50
            ),
        ),
    )


def test_the_test_above_sets_every_key(tmp_path: Path) -> None:
    assert all(f"\n{key} = " in f"\n{EVERYTHING}" or f"[{key}" in EVERYTHING for key in KEYS)


def test_an_empty_file_sets_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, "") == Settings(file="systo.toml", folder=str(tmp_path))


def test_a_table_in_pyproject(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\n[tool.systo-policy]\nfail-on = "low"\n'
    assert load(tmp_path, text, "pyproject.toml").fail_on == "low"


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        (
            'only = []\nfail_on = "high"',
            ":2",
            "there is no setting `fail_on`. Did you mean `fail-on`?",
        ),
        ("zzzzzz = 1", ":1", "there is no setting `zzzzzz`."),
        ('fail-on = "hi"', ":1", "`fail-on` cannot be `hi`. Did you mean `high`?"),
        ("fail-on = 3", ":1", "`fail-on` must be text in quotes, not a number"),
        ('only = "x"', ":1", '`only` must be a list of texts, ["…"], not a text'),
        ("only = [1]", ":1", "`only` must hold texts in quotes, not a number"),
        ('[[bundles]]\nname = "a"', "", "`bundles` must hold texts in quotes, not a table"),
        ("require-variables = 1", ":1", "`require-variables` must be true or false, not a number"),
        ("waivers = 1", ":1", "`waivers` must be tables headed by `[[waivers]]`"),
        ("waivers = [1]", ":1", "each of `waivers` must be a table headed by `[[waivers]]`"),
        (
            '[[waivers]]\nrule = "a"\n[[waivers]]\nreson = "b"',
            ":4",
            "there is no setting `reson` in `[waivers]`. Did you mean `reason`?",
        ),
        (
            '[[waivers]]\nuntil = "31.3.2027"',
            ":2",
            "`until` must be a date such as 2027-03-31, not `31.3.2027`",
        ),
        (
            "[[waivers]]\nuntil = 2027-03-31T00:00:00",
            ":2",
            "`until` must be a date such as 2027-03-31, not a date or time",
        ),
        ("engine = 1", ":1", "`engine` must be a table headed by `[engine]`"),
        ('[engine]\nname = "opaa"', ":2", "`name` cannot be `opaa`. Did you mean `opa`?"),
        ("[engine]\n\nnam = 1", ":3", "there is no setting `nam` in `[engine]`."),
        ("[engine]\nrule-seconds = true", ":2", "`rule-seconds` must be a number"),
        (
            "[engine]\nrule-seconds = 0",
            ":2",
            "`rule-seconds` must be between 0.001 and 3600, not 0",
        ),
        ("[engine]\nrule-megabytes = inf", ":2", "`rule-megabytes` must be between 64 and"),
        ("[engine]\nrule-seconds = nan", ":2", "`rule-seconds` must be between"),
        ("bundle = 1", ":1", "`bundle` must be tables headed by `[[bundle]]`"),
        ("bundle = [1]", ":1", "`bundle` must be tables headed by `[[bundle]]`"),
        ('[[bundle]]\nsource = "x"', ":1", "a `[[bundle]]` has no `name`"),
        ('[[bundle]]\nname = "x"\nsigner = "k"', ":3", "`signer` goes with `source`"),
        ('[[bundle]]\nname = "x"\nversion = "1"', ":3", "`version` goes with `source`"),
        ('[[bundle]]\nname = "x"\nunsigned = true', ":3", "`unsigned` goes with `source`"),
        (
            '[[bundle]]\nname = "x"\nsource = "y"\nunsigned = "yes"',
            ":4",
            "`unsigned` must be true or false, not a text",
        ),
        (
            '[[bundle]]\nname = "x"\n[[bundle]]\nname = "x"',
            ":4",
            "the bundle `x` has a table already",
        ),
        (
            '[[bundle]]\nname = "x"\nsettings = 1',
            ":3",
            "`settings` of a bundle must be a table headed by `[bundle.settings]`",
        ),
        (
            '[[bundle]]\nname = "x"\n[bundle.settings]\ny = inf',
            ":1",
            "`settings` holds a number, which rules cannot read",
        ),
        ("[settings.x]\ny = 1", "", "there is no setting `settings`."),
        ("fail-on = ", "", "this is not valid TOML: Invalid value (at end of document)"),
        ("x = [" * 5000, "", "this is not valid TOML: "),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    tmp_path: Path, text: str, where: str, message: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        load(tmp_path, text)
    assert raised.value.where == f"systo.toml{where}"
    assert raised.value.message.startswith(message)


def test_pyproject_errors_have_their_line_too(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        load(tmp_path, "[tool.systo-policy]\n\nfailon = 1\n", "pyproject.toml")
    assert raised.value.where == "pyproject.toml:3"


@pytest.mark.parametrize("name", ["systo_policy", "packer-systo", "systo"])
def test_a_table_of_another_name_is_not_passed_over(tmp_path: Path, name: str) -> None:
    text = f'[tool.ruff]\n\n[tool.{name}]\nfail-on = "low"\n'
    with pytest.raises(SettingsError) as raised:
        load(tmp_path, text, "pyproject.toml")
    assert "Did you mean `[tool.systo-policy]`?" in raised.value.message
    assert raised.value.where.startswith("pyproject.toml")
    assert find_settings([], str(tmp_path)) == str(tmp_path / "pyproject.toml")


def test_tables_of_other_tools_are_their_own(tmp_path: Path) -> None:
    text = '[tool.systo-policy]\nfail-on = "low"\n[tool.systo]\nx = 1\n'
    assert load(tmp_path, text, "pyproject.toml").fail_on == "low"


def test_nesting_is_bounded(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        load(tmp_path, '[[bundle]]\nname = "x"\n[bundle.settings]\ny = ' + "[" * 40 + "]" * 40)
    assert "nested deeper than 32 levels" in raised.value.message


def test_files_that_are_no_text(tmp_path: Path) -> None:
    file = tmp_path / "systo.toml"
    file.write_bytes(b"only = [\xff]")
    with pytest.raises(SettingsError, match="byte 8 is not UTF-8"):
        load_settings(str(file))
    file.write_bytes(b"#" * 2_000_000)
    with pytest.raises(SettingsError, match="larger than 1024 KiB"):
        load_settings(str(file))
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        load_settings(str(tmp_path / "none.toml"))


def test_each_setting_of_a_bundle_has_its_line(tmp_path: Path) -> None:
    text = (
        '[[bundle]]\nname = "a"\n\n[[bundle]]\nname = "b"\n\n[bundle.settings]\nlimit = 1\n'
        'owner = "x"\n\n[[bundle]]\nname = "c"\nsettings = { limit = 2 }\n'
    )
    (tmp_path / "systo.toml").write_text(text)
    _, second, third = load_settings(str(tmp_path / "systo.toml")).bundle
    assert second.setting_lines == {"limit": 8, "owner": 9}
    assert second.where_set("owner").endswith("systo.toml:9")
    assert third.setting_lines == {"limit": 13}
