"""Read, evaluate, normalise, judge, report.

    from packer_systo.engine import CheckOptions, check

    report = check(["images"], CheckOptions(var_files=("prod.pkrvars.hcl",)))
    for finding in report.findings:
        print(finding.rule, finding.location.file, finding.location.start.line)

`check` prints nothing. A request that cannot be followed raises a SystoError; what goes wrong with
one template is in `report.errors`. `verdict` gives the exit code of a report, `render` its text.

Names are imported when they are first used, so that importing a part of the engine stays cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packer_systo.engine.authoring.documentation.bundle_pages import (
        bundle_pages,
        write_bundle_pages,
    )
    from packer_systo.engine.authoring.inspection.inspect import inspect_bundle
    from packer_systo.engine.authoring.inspection.models import InspectedBundle
    from packer_systo.engine.authoring.lint.run import BundleLintReport, lint_bundle
    from packer_systo.engine.authoring.scaffold.new import new_bundle, new_rule
    from packer_systo.engine.authoring.testing.models import (
        BundleTestOptions,
        BundleTestReport,
        BundleTestResult,
    )
    from packer_systo.engine.authoring.testing.run import run_bundle_tests
    from packer_systo.engine.bundle.load import load_bundle
    from packer_systo.engine.checking.normalising import normalise_template
    from packer_systo.engine.checking.options import CheckOptions
    from packer_systo.engine.checking.plan import Plan, prepare
    from packer_systo.engine.checking.run import check
    from packer_systo.engine.comparison.compare import compare_bundles
    from packer_systo.engine.distribution.project import pull_locked_bundles, update_bundles
    from packer_systo.engine.distribution.publishing import publish_bundle
    from packer_systo.engine.distribution.pulling import pull_bundle
    from packer_systo.engine.errors import ExitCode, SystoError
    from packer_systo.engine.explanation.why import explain_result
    from packer_systo.engine.feedback.exchange import export_feedback, import_feedback, read_export
    from packer_systo.engine.feedback.listing import list_feedback
    from packer_systo.engine.feedback.recording import give_feedback
    from packer_systo.engine.feedback.tuning import tune_bundle
    from packer_systo.engine.finding.models import (
        Finding,
        Fix,
        JudgedTemplate,
        Place,
        Report,
        RunError,
    )
    from packer_systo.engine.finding.verdict import verdict
    from packer_systo.engine.frameworks.models import Assessment
    from packer_systo.engine.frameworks.run import assess_templates, known_frameworks
    from packer_systo.engine.release.building import build_bundle
    from packer_systo.engine.release.files import read_release, write_release
    from packer_systo.engine.release.keys import load_private_key, load_public_key
    from packer_systo.engine.release.signing import sign_bundle
    from packer_systo.engine.release.verification import Release, Verified, verify_release
    from packer_systo.engine.report.options import RenderOptions
    from packer_systo.engine.report.render import render
    from packer_systo.engine.settings.engine import EngineSettings

__all__ = [
    "Assessment",
    "BundleLintReport",
    "BundleTestOptions",
    "BundleTestReport",
    "BundleTestResult",
    "CheckOptions",
    "EngineSettings",
    "ExitCode",
    "Finding",
    "Fix",
    "InspectedBundle",
    "JudgedTemplate",
    "Place",
    "Plan",
    "Release",
    "RenderOptions",
    "Report",
    "RunError",
    "SystoError",
    "Verified",
    "assess_templates",
    "build_bundle",
    "bundle_pages",
    "check",
    "compare_bundles",
    "explain_result",
    "export_feedback",
    "give_feedback",
    "import_feedback",
    "inspect_bundle",
    "known_frameworks",
    "lint_bundle",
    "list_feedback",
    "load_bundle",
    "load_private_key",
    "load_public_key",
    "new_bundle",
    "new_rule",
    "normalise_template",
    "prepare",
    "publish_bundle",
    "pull_bundle",
    "pull_locked_bundles",
    "read_export",
    "read_release",
    "render",
    "run_bundle_tests",
    "sign_bundle",
    "tune_bundle",
    "update_bundles",
    "verdict",
    "verify_release",
    "write_bundle_pages",
    "write_release",
]

_PLACES = {
    "normalise_template": "checking.normalising",
    "import_feedback": "feedback.exchange",
    "read_export": "feedback.exchange",
    "export_feedback": "feedback.exchange",
    "list_feedback": "feedback.listing",
    "pull_locked_bundles": "distribution.project",
    "update_bundles": "distribution.project",
    "pull_bundle": "distribution.pulling",
    "publish_bundle": "distribution.publishing",
    "load_public_key": "release.keys",
    "load_private_key": "release.keys",
    "sign_bundle": "release.signing",
    "verify_release": "release.verification",
    "Verified": "release.verification",
    "Release": "release.verification",
    "write_release": "release.files",
    "read_release": "release.files",
    "build_bundle": "release.building",
    "InspectedBundle": "authoring.inspection.models",
    "bundle_pages": "authoring.documentation.bundle_pages",
    "inspect_bundle": "authoring.inspection.inspect",
    "write_bundle_pages": "authoring.documentation.bundle_pages",
    "Assessment": "frameworks.models",
    "BundleLintReport": "authoring.lint.run",
    "BundleTestOptions": "authoring.testing.models",
    "BundleTestReport": "authoring.testing.models",
    "BundleTestResult": "authoring.testing.models",
    "CheckOptions": "checking.options",
    "EngineSettings": "settings.engine",
    "Plan": "checking.plan",
    "known_frameworks": "frameworks.run",
    "prepare": "checking.plan",
    "ExitCode": "errors",
    "Finding": "finding.models",
    "Fix": "finding.models",
    "JudgedTemplate": "finding.models",
    "Place": "finding.models",
    "RenderOptions": "report.options",
    "Report": "finding.models",
    "RunError": "finding.models",
    "SystoError": "errors",
    "assess_templates": "frameworks.run",
    "check": "checking.run",
    "compare_bundles": "comparison.compare",
    "explain_result": "explanation.why",
    "give_feedback": "feedback.recording",
    "tune_bundle": "feedback.tuning",
    "lint_bundle": "authoring.lint.run",
    "load_bundle": "bundle.load",
    "new_bundle": "authoring.scaffold.new",
    "new_rule": "authoring.scaffold.new",
    "render": "report.render",
    "run_bundle_tests": "authoring.testing.run",
    "verdict": "finding.verdict",
}


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
