"""A secret of the environment stays one under a variable's name that says nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import msgspec
import pytest

from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.environment import environment_secret
from packer_systo.engine.secrets.patterns import secret_patterns
from packer_systo.engine.source.discovery import Target
from packer_systo.engine.template.inputs import Inputs
from packer_systo.engine.template.load import load
from packer_systo.engine.values.value import Secret

DATA = Path(__file__).resolve().parents[3] / "policies" / "packer-baseline" / "data.json"
DETECTOR = Detector(secret_patterns([json.loads(DATA.read_text(encoding="utf-8"))]))
ENVIRONMENT = {"MY_PASSWORD": "Sup3rS3cret", "HOME": "/home/me"}

HCL = """
variable "plain" {
  default = env("MY_PASSWORD")
}
variable "joined" {
  default = "x-${env("MY_PASSWORD")}"
}
variable "home" {
  default = env("HOME")
}
variable "unset" {
  default = env("OTHER_PASSWORD")
}
"""
LEGACY = {
    "variables": {
        "plain": "{{env `MY_PASSWORD`}}",
        "joined": "x-{{env `MY_PASSWORD`}}",
        "home": "{{env `HOME`}}",
        "unset": "{{env `OTHER_PASSWORD`}}",
    },
    "builders": [{"type": "null", "communicator": "none"}],
}


@pytest.mark.parametrize(
    ("file", "format", "text"),
    [("t.pkr.hcl", "hcl2", HCL), ("t.json", "json", json.dumps(LEGACY))],
)
def test_what_a_secret_name_of_the_environment_holds_is_hidden(
    tmp_path: Path, file: str, format: Literal["hcl2", "json"], text: str
) -> None:
    path = tmp_path / file
    path.write_text(text, encoding="utf-8")
    target = Target(str(path), (str(path),), format)
    loaded = load(target, Inputs(environment=ENVIRONMENT), DETECTOR)
    values = {one.name: one.value for one in loaded.document.variables}
    assert values["plain"] == "<secret>"
    assert values["joined"] == "x-<secret>"
    assert values["home"] == "/home/me"
    assert values["unset"] == ""
    assert b"Sup3rS3cret" not in msgspec.json.encode(loaded.document)
    assert {one.origin for one in loaded.document.secrets} == {"environment"}


def test_the_name_decides() -> None:
    secret = "Sup3rS3cretK3y/Valu3"
    assert environment_secret(secret, "AWS_SECRET_ACCESS_KEY", DETECTOR) == Secret(
        "token", "environment"
    )
    assert environment_secret(secret, "TEAM", DETECTOR) is None
    assert environment_secret("", "MY_PASSWORD", DETECTOR) is None
    assert environment_secret(secret, "MY_PASSWORD", None) is None


@pytest.mark.parametrize("value", ["abc123", "tok3n", "S3CR3T!", "aaaaaaaaaaaa1"])
def test_a_short_value_is_hidden_as_well(value: str) -> None:
    assert environment_secret(value, "API_TOKEN", DETECTOR) == Secret("token", "environment")


@pytest.mark.parametrize(
    "value", ["true", "changeit", "/run/secrets/token", "https://example.org", "<token>"]
)
def test_what_is_plainly_none_is_shown(value: str) -> None:
    assert environment_secret(value, "API_TOKEN", DETECTOR) is None


def test_packers_own_variables_of_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "t.pkr.hcl"
    path.write_text('variable "api_token" {}\nlocals {\n  a = "x-${var.api_token}"\n}\n')
    target = Target(str(path), (str(path),), "hcl2")
    loaded = load(target, Inputs(environment={"PKR_VAR_api_token": "abc123"}), DETECTOR)
    assert b"abc123" not in msgspec.json.encode(loaded.document)
    assert loaded.document.locals[0].value == "x-<secret>"
