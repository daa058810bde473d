from __future__ import annotations

import pytest

from packer_systo.engine.bundle.load import load_files
from packer_systo.engine.bundle.models import BundleMetadata, Judged, RuleMetadata
from packer_systo.engine.bundle.profiles import Profile, belongs
from packer_systo.engine.errors import BundleError

RULE = RuleMetadata(
    name="open-door",
    title="A door is open",
    description="",
    severity="medium",
    category="security",
    impact="high",
    why="",
    recovery="minutes",
    remediation="",
    judges=Judged("/"),
    confidence=0.8,
)
BUNDLE = BundleMetadata(
    "acme", "Acme", {}, platforms={"aws": ("open-door",), "azure": ("other-door",)}
)


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (Profile(), True),
        (Profile(severity="medium"), True),
        (Profile(severity="high"), False),
        (Profile(severity="low"), True),
        (Profile(confidence=0.8), True),
        (Profile(confidence=0.81), False),
        (Profile(categories=("build", "security")), True),
        (Profile(categories=("build",)), False),
        (Profile(platform="aws"), True),
        (Profile(platform="azure"), False),
        (Profile(severity="high", rules=("open-door",)), True),
        (Profile(rules=("open-door",), without=("open-door",)), False),
    ],
)
def test_a_rule_belongs_where_all_that_is_asked_holds(profile: Profile, expected: bool) -> None:
    assert belongs(RULE, profile, BUNDLE) is expected


def test_a_rule_that_no_platform_names_is_about_all() -> None:
    assert belongs(RULE, Profile(platform="azure"), BundleMetadata("acme", "Acme", {}))


def manifest(metadata: str) -> dict[str, bytes]:
    return {
        ".manifest": (
            '{"revision": "1.0.0", "roots": ["acme"], "metadata": {"name": "acme", '
            f'"title": "Acme", "judges": {{"template": ["1"]}}, {metadata}}}}}'
        ).encode()
    }


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ('"profiles": {"a": {"rules": ["gone"]}}', "the profile `a` names no rule .*`gone`"),
        ('"profiles": {"a": {"without": ["gone"]}}', "the profile `a` names no rule .*`gone`"),
        ('"profiles": {"a": {"platform": "aws"}}', "the profile `a` names no platform .*`aws`"),
        ('"platforms": {"aws": ["gone"]}', "the platform `aws` names no rule .*`gone`"),
        ('"profiles": {"a": {"severity": "worst"}}', "Invalid enum value 'worst'"),
        ('"profiles": {"a": {"severeness": "high"}}', "unknown field `severeness`"),
    ],
)
def test_a_slip_is_refused_for_it_would_leave_rules_out(metadata: str, message: str) -> None:
    with pytest.raises(BundleError, match=message):
        load_files(manifest(metadata), "acme")


def test_the_title_and_what_is_asked_are_read() -> None:
    bundle = load_files(manifest('"profiles": {"a": {"title": "A", "severity": "low"}}'), "acme")
    assert bundle.metadata.profiles == {"a": Profile(title="A", severity="low")}
