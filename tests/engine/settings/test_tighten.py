from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.settings.engine import EngineSettings
from packer_systo.engine.settings.models import BundleSetting, Settings, WaiverSetting
from packer_systo.engine.settings.tighten import tighten

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import Severity

TRUSTED = Settings(
    file="org.toml",
    bundles=("/org",),
    fail_on="medium",
    bundle=(BundleSetting("acme", "oci://registry.example.org/acme"),),
)


def own(**changes: object) -> Settings:
    return Settings(file="systo.toml", **changes)  # type: ignore[arg-type]  # one field a case


@pytest.mark.parametrize(
    ("name", "weakening"),
    [
        ("only", own(only=("a/b",))),
        ("profile", own(profile="essential")),
        ("exclude", own(exclude=("**",))),
        ("waivers", own(waivers=(WaiverSetting(rule="a/b"),))),
        ("baseline", own(baseline="/b.json")),
        (
            "bundle.packer-baseline",
            own(bundle=(BundleSetting("packer-baseline", settings={"max_disk_gb": 5000}),)),
        ),
        ("bundle.acme", own(bundle=(BundleSetting("acme", "oci://evil.example.org/acme"),))),
        ("bundle.org", own(bundle=(BundleSetting("org", settings={"lists": []}),))),
        ("bundle.packer-style", own(bundle=(BundleSetting("packer-style", "../mine"),))),
        ("bundle-store", own(bundle_store="/repo/poisoned")),
        ("cache-dir", own(cache_dir="/repo/poisoned")),
        ("fail-on", own(fail_on="critical")),
        ("engine", own(engine=EngineSettings(name="embedded"))),
    ],
)
def test_what_would_weaken_is_left_out_and_said(name: str, weakening: Settings) -> None:
    merged, notes = tighten(TRUSTED, weakening)
    assert merged == TRUSTED
    assert notes == (f"systo.toml: `{name}` is left out, since it could weaken org.toml",)


def test_what_tightens_is_taken() -> None:
    merged, notes = tighten(
        TRUSTED,
        own(fail_on="low", undecided="fail", require_variables=True, bundles=("/mine", "/org")),
    )
    assert notes == ()
    assert merged.fail_on == "low"
    assert merged.undecided == "fail"
    assert merged.require_variables is True
    assert merged.bundles == ("/org", "/mine")


def test_a_bundle_of_the_repository_judges_beside_the_trusted_ones() -> None:
    mine = BundleSetting("mine", "../mine", settings={"list": ["x"]})
    merged, notes = tighten(TRUSTED, own(bundle=(mine,)))
    assert notes == ()
    assert merged.bundle == (*TRUSTED.bundle, mine)


def test_a_trusted_demand_stays() -> None:
    trusted = Settings(file="org.toml", undecided="fail", require_variables=True)
    merged, notes = tighten(trusted, own(undecided="report", require_variables=False))
    assert (merged.undecided, merged.require_variables) == ("fail", True)
    assert len(notes) == 2


@pytest.mark.parametrize(
    ("mine", "theirs", "result"),
    [("high", None, None), ("low", None, "low"), (None, "high", "high"), ("high", "high", "high")],
)
def test_the_lower_threshold_wins_and_the_default_is_one(
    mine: Severity | None, theirs: Severity | None, result: Severity | None
) -> None:
    merged, _ = tighten(Settings(file="org.toml", fail_on=theirs), own(fail_on=mine))
    assert merged.fail_on == result
