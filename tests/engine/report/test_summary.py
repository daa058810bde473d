from __future__ import annotations

import msgspec

from packer_systo.engine.finding.models import JudgedTemplate, Report, RunError
from packer_systo.engine.report.options import RenderOptions
from packer_systo.engine.report.summary import render
from report_samples import CLEAN, EVERYTHING, SYNTAX_ERROR, UNDECIDED, UNENCRYPTED, UNVERIFIED_ISO


def test_a_whole_summary() -> None:
    assert render(EVERYTHING, RenderOptions()) == (
        "error: packer-baseline/small-disk on web.pkr.hcl: "
        "the rule could not be evaluated: division by zero\n"
        "  = help: mend the rule, or leave it out with --only\n"
        "note: README.json is not a template: it has no builders\n"
        "note: other.pkr.hcl: 1 variable has no value: sum "
        "(set with --var or --var-file; --require-variables makes it a finding)\n"
        "with prod.pkrvars.hcl: passes\n"
        "1 critical, 1 high, 1 medium (1 undecided, 1 waived, 1 in the baseline) "
        "in 5 templates with 1 var file, 42 rules. 1 can be fixed with --fix. "
        "The run is not complete.\n"
    )


def test_nothing_found() -> None:
    assert render(CLEAN, RenderOptions()) == "Nothing found in 1 template, 42 rules.\n"


def test_a_run_without_a_template_does_not_look_like_a_pass() -> None:
    shown = render(Report((), ()), RenderOptions())
    assert shown.startswith("Nothing to judge: there is no template here")
    failed = render(
        Report((), (), errors=(RunError("there is no such file", "x"),)), RenderOptions()
    )
    assert failed == "error: x: there is no such file\n"


def test_that_undecided_findings_alone_fail_the_run_is_said() -> None:
    report = msgspec.structs.replace(CLEAN, findings=(UNDECIDED,))
    assert "fails the run" in render(report, RenderOptions(undecided_fails=True))
    assert "fails the run" not in render(report, RenderOptions())
    both = msgspec.structs.replace(CLEAN, findings=(UNDECIDED, UNVERIFIED_ISO))
    assert "fails the run" not in render(both, RenderOptions(undecided_fails=True))


def test_findings_below_the_threshold_are_said_to_be() -> None:
    report = msgspec.structs.replace(CLEAN, findings=(UNENCRYPTED,))
    assert "Below the threshold (high)." in render(report, RenderOptions(fail_on="high"))
    assert "threshold" not in render(report, RenderOptions(fail_on="medium"))


def test_many_findings_are_grouped_by_rule_most_first() -> None:
    report = Report((), (UNVERIFIED_ISO,) * 3 + (SYNTAX_ERROR,) * 12)
    assert render(report, RenderOptions()).splitlines()[:2] == [
        "  12  template/syntax-error",
        "   3  packer-baseline/unverified-iso",
    ]


def test_long_lists_are_counted() -> None:
    template = JudgedTemplate("a", "hcl2", unset_variables=tuple(f"v{n}" for n in range(30)))
    report = Report((template,) * 40, (), notes=tuple(f"note {n}" for n in range(50)))
    shown = render(report, RenderOptions())
    assert "v0, v1, v2, v3, v4 and 25 more" in shown
    assert "30 more templates have variables without a value" in shown
    assert "40 more notes with --verbose" in shown
    assert "note 49" in render(report, RenderOptions(verbose=True))


def test_each_variant_passes_or_fails() -> None:
    templates = tuple(JudgedTemplate("a", "hcl2", variant=name) for name in ("dev", "prod"))
    finding = msgspec.structs.replace(UNVERIFIED_ISO, variants=("prod",))
    shown = render(Report(templates, (finding,)), RenderOptions()).splitlines()
    assert shown[:2] == ["with dev: passes", "with prod: fails (1 finding)"]
    assert "1 high in 1 template with each of 2 var files, 0 rules." in shown[2]


def test_one_var_file_is_no_second_template() -> None:
    templates = tuple(JudgedTemplate(path, "hcl2", variant="dev") for path in ("a", "b"))
    shown = render(Report(templates, (), rules=1), RenderOptions())
    assert shown.endswith("\nNothing found in 2 templates with 1 var file, 1 rule.\n")
