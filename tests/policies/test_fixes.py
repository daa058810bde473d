"""Every fix of the built-in rules, applied to the rule's own cases: the finding must be gone."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.bundle.builtin import builtin_bundles, builtin_files
from packer_systo.engine.bundle.cases import DOCUMENT, Case, read_cases
from packer_systo.engine.checking.rule_outline import fix_kind
from packer_systo.engine.judgment.case_run import fixed_case
from packer_systo.engine.judgment.judge import Judge
from packer_systo.engine.judgment.selection import Selection
from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import secret_patterns

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.fixes.run import Fixed

SAFE = {
    "any-packer-version",
    "off-pattern-plugin-version",
    "package-cache-left",
    "undirected-docker-result",
    "leaked-volume",
    "left-breakpoint",
    "short-ssh-timeout",
    "temporary-key-left",
    "uncompacted-disk",
    "unexpected-reboot",
    "untyped-variable",
    "unused-plugin",
    "variable-not-sensitive",
    "weak-artifact-checksum",
    "windowed-build",
}
UNSAFE = {
    "any-owner-image-lookup",
    "any-owner-source-image",
    "cloud-init-race",
    "malformed-account-id",
    "missing-shutdown-command",
    "previous-generation-instance",
    "shared-output-directory",
    "undeclared-plugin",
    "undeprovisioned-azure-image",
    "ungeneralised-windows-image",
    "unnamed-build",
    "unpinned-plugin",
    "untraced-artifact",
    "unused-source",
    "unused-variable",
    "unverified-board-image",
    "unverified-iso",
    "user-function-in-hcl",
    "weak-iso-checksum",
    "windows-line-endings",
    "any-packer-version",
    "off-pattern-plugin-version",
    "package-cache-left",
    "undirected-docker-result",
    "automatic-updates-off",
    "docker-group-member",
    "elevation-without-asking",
    "firewall-disabled",
    "password-login-enabled",
    "passwords-never-expire",
    "stale-package-index",
    "unauthenticated-packages",
    "unauthenticated-remote-desktop",
    "virus-protection-off",
    "world-writable-files",
    "conflicting-iso-urls",
    "emulated-network-card",
    "invalid-image-name",
    "key-without-encryption",
    "script-ignores-errors",
    "secret-in-execute-command",
    "cloud-key-in-template",
    "secret-in-environment",
    "secret-in-tags",
    "secret-in-template",
    "loosely-typed-variable",
    "open-hypervisor-port",
    "secret-in-variable-default",
    "untagged-image",
    "open-vrdp-console",
    "static-image-name",
    "unconverted-template",
    "ambiguous-source-image",
    "broad-service-account-scope",
    "checksum-over-http",
    "default-service-account",
    "forced-deregistration",
    "installation-medium-left",
    "interactive-package-install",
    "instance-metadata-v1",
    "iso-over-http",
    "open-security-group",
    "open-vnc-console",
    "outdated-volume-type",
    "plain-http-download",
    "privileged-container",
    "proxied-ansible",
    "guest-account-enabled",
    "public-image",
    "public-imported-image",
    "publicly-readable-upload",
    "second-root-account",
    "serial-console-enabled",
    "smb1-enabled",
    "skipped-image",
    "unencrypted-boot-volume",
    "unencrypted-winrm",
    "unmatched-only",
    "unrestricted-script-policy",
    "unsafe-inline-shebang",
    "unused-data",
    "unused-local",
    "unverified-hypervisor-certificate",
    "unverified-tls-download",
    "weak-ssh-algorithm",
}
"""The rules whose findings a machine can mend; a person looks at what the unsafe ones did."""


UNCOVERING = {"forced-deregistration", "skipped-image", "unnamed-build"}
"""What these find keeps other rules silent, such as those on images where none is made. Where those
would then find something, the fix is left to a person."""


def _cases(bundle: Bundle, rule: Rule) -> tuple[Case, ...]:
    file = f"{os.path.dirname(rule.file)}/cases.md"
    return read_cases(builtin_files(bundle.metadata.name)[file].decode(), file).cases


CASES = [
    pytest.param(bundle, rule, case, id=f"{rule.metadata.name}: {case.title}")
    for bundle in builtin_bundles()
    for rule in bundle.rules
    for case in _cases(bundle, rule)
    if case.files[0][0] != DOCUMENT
]


def fixed(folder: Path, bundle: Bundle, rule: Rule, case: Case, *, unsafe: bool) -> Fixed:
    judge = Judge([bundle], selection=Selection(only=(rule.full_name,)))
    detector = Detector(secret_patterns([bundle.data]))
    return fixed_case(case, judge, detector, str(folder), unsafe=unsafe)


@pytest.mark.parametrize(("bundle", "rule", "case"), CASES)
def test_a_fix_ends_its_finding(tmp_path: Path, bundle: Bundle, rule: Rule, case: Case) -> None:
    """Where a case shows no fixed text, a machine cannot know the cure: its file stays."""
    name = rule.metadata.name
    result = fixed(tmp_path, bundle, rule, case, unsafe=True)
    main = case.files[0][0]
    after = {os.path.basename(file): text for file, text in result.after.items()}
    if case.fixed is None:
        assert main not in after
        return
    assert after == {main: case.fixed}
    assert result.unfixed == ()
    assert result.fixed
    assert [one for one in result.findings if one.status == "fail"] == []
    assert name in SAFE | UNSAFE
    safely = fixed(tmp_path, bundle, rule, case, unsafe=False)
    assert bool(safely.fixed) is (name in SAFE)


@cache
def whole(bundle: str) -> Judge:
    return Judge([one for one in builtin_bundles() if one.metadata.name == bundle])


@pytest.mark.parametrize(("bundle", "rule", "case"), CASES)
def test_a_fix_is_kept_where_all_rules_judge(
    tmp_path: Path, bundle: Bundle, rule: Rule, case: Case
) -> None:
    """What it makes must be nothing that another rule of the bundle finds."""
    if case.fixed is None or rule.metadata.name in UNCOVERING:
        return
    detector = Detector(secret_patterns([bundle.data]))
    result = fixed_case(case, whole(bundle.metadata.name), detector, str(tmp_path), unsafe=True)
    taken_back = [one.reason for one in result.unfixed if one.finding.rule == rule.full_name]
    assert taken_back == []


def test_every_rule_with_a_fix_shows_what_it_makes() -> None:
    shown = {
        rule.metadata.name
        for bundle in builtin_bundles()
        for rule in bundle.rules
        for case in _cases(bundle, rule)
        if case.fixed is not None
    }
    offered = {
        rule.metadata.name
        for bundle in builtin_bundles()
        for rule in bundle.rules
        if fix_kind(rule) != "none"
    }
    # The cases of windows-line-endings are documents: Markdown cannot hold their line endings.
    assert shown == offered - {"windows-line-endings"}
    assert offered == SAFE | UNSAFE
