"""The profiles of the built-in bundles."""

from __future__ import annotations

from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.bundle.profiles import belongs

(BASELINE,) = builtin_bundles(["packer-baseline"])
PROFILES = BASELINE.metadata.profiles


def rules(profile: str) -> set[str]:
    return {
        rule.metadata.name
        for rule in BASELINE.rules
        if belongs(rule.metadata, PROFILES[profile], BASELINE.metadata)
    }


def test_each_is_stricter_than_the_one_before() -> None:
    every = {rule.metadata.name for rule in BASELINE.rules}
    assert rules("essential") < rules("recommended") < rules("strict") == every


def test_the_essential_ones_are_grave_and_sure() -> None:
    by_name = {rule.metadata.name: rule.metadata for rule in BASELINE.rules}
    for name in rules("essential"):
        assert by_name[name].severity in {"critical", "high"}
    assert len(rules("essential")) >= 25


def test_there_is_one_for_each_platform() -> None:
    for platform, own in BASELINE.metadata.platforms.items():
        assert set(own) <= rules(platform)
        assert "secret-in-template" in rules(platform), "what is about all platforms"
    assert "unverified-iso" not in rules("aws")
    assert "instance-metadata-v1" not in rules("qemu")


def test_each_has_a_title() -> None:
    assert all(profile.title for profile in PROFILES.values())
