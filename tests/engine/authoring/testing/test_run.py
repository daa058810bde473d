"""A bundle's tests: what passes, what fails, what cannot be run, and what nothing reaches."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from opa_program import opa_program
from packer_systo.engine.authoring.scaffold.new import new_bundle, new_rule
from packer_systo.engine.authoring.testing.models import BundleTestOptions
from packer_systo.engine.authoring.testing.run import run_bundle_tests
from packer_systo.engine.bundle.builtin import builtin_bundles, checkout_policies
from packer_systo.engine.errors import ExitCode, UsageError
from packer_systo.engine.judgment.engines.limits import Limits

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.authoring.testing.models import BundleTestReport


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    new_bundle(str(folder))
    new_rule(str(folder), "build", "weak-thing", "rego")
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def unreached(report: BundleTestReport) -> list[str]:
    assert report.coverage is not None
    return [one.what for file in report.coverage.files for one in file.unreached]


def test_a_case_that_fails(bundle: Path) -> None:
    change(bundle / "build/weak-thing/cases.md", "finds: line 2", "finds: line 3")
    report = run_bundle_tests(str(bundle))
    assert report.exit_code is ExitCode.FINDINGS
    (failed,) = [one for one in report.results if one.failures]
    assert (failed.group, failed.name) == ("acme/weak-thing", "a window is opened")
    assert failed.failures[0] == "no finding at template.pkr.hcl line 3"


def test_a_rule_that_cannot_be_evaluated_is_an_error_and_the_others_run(bundle: Path) -> None:
    new_rule(str(bundle), "build", "other-thing", "cel")
    change(
        bundle / "build/other-thing/other-thing.cel.yaml",
        "assert: self.config.headless",
        "assert: self.config.gone",
    )
    report = run_bundle_tests(str(bundle))
    assert report.exit_code is ExitCode.ERROR
    (error,) = report.errors
    assert "acme/other-thing" in error.where
    assert any(one.group == "acme/weak-thing" and one.passed for one in report.results)


def test_one_rule_alone(bundle: Path) -> None:
    report = run_bundle_tests(str(bundle), BundleTestOptions(only=("weak-thing",)))
    assert {one.group for one in report.results} == {"acme/weak-thing"}
    with pytest.raises(UsageError, match="Did you mean `weak-thing`"):
        run_bundle_tests(str(bundle), BundleTestOptions(only=("weak-thng",)))


def test_a_rule_that_no_case_reaches(bundle: Path) -> None:
    cases = bundle / "build/weak-thing/cases.md"
    change(cases, "headless", "display")
    report = run_bundle_tests(str(bundle))
    assert report.coverage is not None
    (file,) = [one for one in report.coverage.files if one.rule == "acme/weak-thing"]
    assert not file.reached


def test_branches_that_no_case_reaches(bundle: Path) -> None:
    rule = bundle / "build/weak-thing/weak-thing.rego"
    rule.write_text(
        rule.read_text() + "\nodd(x) if {\n\tx == 1\n\tx > 0\n} else if {\n\tx == 7\n}\n\n"
        "deny contains 1 if odd(3)\n\neven(x) if x == 2\n"
    )
    stops = rule.read_text().split("\n").index("\tx == 1") + 1
    assert unreached(run_bundle_tests(str(bundle)))[:4] == [
        f"this body of `odd` never holds: nothing gets past line {stops}",
        "`else` 1 of `odd` never holds",
        "this body of `deny` never holds",
        "nothing reaches this body of `even`",
    ]


def without_case(bundle: Path) -> None:
    """The first rule without the case that shows an address which is no text."""
    cases = bundle / "security/foreign-mirror/cases.md"
    before, _, after = cases.read_text().partition("## Good: no address\n")
    cases.write_text(before + after[after.index("## Good") :])


def test_sides_of_conditions_that_no_case_shows(bundle: Path) -> None:
    without_case(bundle)
    assert unreached(run_bundle_tests(str(bundle))) == [
        "`when`: `type(self.config.iso_url) == string` is never false"
    ]


LOOPS = """
deny contains {"msg": "x", "path": []} if {
	some a in numbers.range(1, 100000)
	some b in numbers.range(1, 100000)
	a + b == 0
}
"""


def test_a_rule_that_loops_is_stopped_and_the_others_are_tested(bundle: Path) -> None:
    rule = bundle / "build/weak-thing/weak-thing.rego"
    rule.write_text(rule.read_text() + LOOPS)
    report = run_bundle_tests(str(bundle), BundleTestOptions(limits=Limits(seconds=0.5)))
    (error,) = report.errors
    assert error.message == "the rule was stopped: it took more than 0.5 s"
    place, _, case = error.where.partition(": ")
    assert place.endswith("build/weak-thing/cases.md:11")
    assert case == "acme/weak-thing on the case `a window is opened`"
    assert report.exit_code is ExitCode.ERROR
    assert {one.group for one in report.results} == {"acme/foreign-mirror"}


def test_too_little_covered_fails(bundle: Path) -> None:
    without_case(bundle)
    low = run_bundle_tests(str(bundle), BundleTestOptions(min_coverage=50))
    high = run_bundle_tests(str(bundle), BundleTestOptions(min_coverage=99))
    assert (low.exit_code, high.exit_code) == (ExitCode.PASSED, ExitCode.FINDINGS)
    assert run_bundle_tests(str(bundle), BundleTestOptions(coverage=False)).coverage is None


def test_a_bundle_without_rules_is_nothing_to_test(tmp_path: Path) -> None:
    (tmp_path / ".manifest").write_text(
        '{"revision": "1.0.0", "roots": ["a"], "metadata": '
        '{"name": "a", "title": "A", "judges": {"template": ["1"]}}}'
    )
    assert run_bundle_tests(str(tmp_path)).exit_code is ExitCode.NOTHING_TO_JUDGE


REGO_TESTS = """package acme.lib.words_test

import data.acme.lib.words
import rego.v1

test_a_word if words.is_word("abc")

test_no_word if not words.is_word("1")

test_wrong if {
	print("seen", 1)
	words.is_word("1")
}

test_undefined if words.is_word(input.gone)

todo_test_later if false

test_false := false

test_number := 7

test_match if regex.match(`^\\w$`, "a")
"""
LIBRARY = """package acme.lib.words

import rego.v1

is_word(text) if {
	text != "1"
	regex.match(`^[a-z]+$`, text)
}

is_number(text) if to_number(text)
"""


def test_rego_tests(bundle: Path) -> None:
    (bundle / "lib").mkdir()
    (bundle / "lib/words.rego").write_text(LIBRARY)
    (bundle / "lib/words_test.rego").write_text(REGO_TESTS)
    report = run_bundle_tests(str(bundle))
    rego = {one.name: one for one in report.results if one.kind == "rego"}
    assert {name for name, one in rego.items() if one.passed} == {
        "test_a_word",
        "test_no_word",
        "test_match",
    }
    assert rego["test_wrong"].line == 10
    assert rego["test_wrong"].file.endswith("lib/words_test.rego")
    assert rego["test_wrong"].failures[0].startswith("it is undefined")
    assert "seen 1" in rego["test_wrong"].failures[1]
    assert rego["test_false"].failures == ("it is false",)
    assert "neither true nor false" in rego["test_number"].failures[0]
    assert rego["todo_test_later"].skipped
    assert "nothing reaches this body of `is_number`" in unreached(report)


MOCKED = """package acme.lib.words

import rego.v1

plain(word) := lower(word)

# first
is_bad(word) if {
	plain(word) == "bad"
	count(plain(word)) == 3
}

worst := plain("WORST")
"""
MOCKS = """package acme.lib.words_test

import data.acme.lib.words
import rego.v1

mock(_) := "bad"

test_by_import if words.is_bad("good") with words.plain as mock

test_by_path if words.worst == "bad" with data.acme.lib.words.plain as mock

test_by_value if words.worst == "x" with data.acme.lib.words.plain as "x"

test_builtin if words.worst == "bad" with lower as mock

test_not if not words.is_bad("bad") with data.acme.lib.words.plain as "good"

test_without if not words.is_bad("good")
"""


def test_rego_tests_that_replace_functions(bundle: Path) -> None:
    (bundle / "lib").mkdir()
    (bundle / "lib/words.rego").write_text(MOCKED)
    (bundle / "lib/words_test.rego").write_text(MOCKS)
    report = run_bundle_tests(str(bundle))
    tests = {one.name: one.failures for one in report.results if one.kind == "rego"}
    assert len(tests) == 6
    assert not any(tests.values())


@pytest.mark.parity
def test_opa_passes_the_tests_that_replace_functions(tmp_path: Path) -> None:
    (tmp_path / "words.rego").write_text(MOCKED)
    (tmp_path / "words_test.rego").write_text(MOCKS)
    subprocess.run([opa_program(), "test", "."], cwd=tmp_path, capture_output=True, check=True)


def test_rego_tests_that_cannot_be_read_are_an_error(bundle: Path) -> None:
    (bundle / "x_test.rego").write_text("package acme.x_test\n\ntest_a if {")
    report = run_bundle_tests(str(bundle))
    assert report.exit_code is ExitCode.ERROR
    assert report.errors[0].where.endswith("x_test.rego")
    assert any(one.passed for one in report.results)


NAMED = """package acme.named_test

import rego.v1

test_named[name] if {
	some name, number in {"one": 1, "two": 2}
	number == 1
}

test_digest if crypto.sha256("") != ""
"""


def test_what_the_embedded_engine_cannot_tell_is_said(bundle: Path) -> None:
    (bundle / "named_test.rego").write_text(NAMED)
    report = run_bundle_tests(str(bundle))
    failures = {one.name: one.failures[0] for one in report.results if one.kind == "rego"}
    assert "told apart by `--engine opa` alone" in failures["test_named"]
    assert "no function `crypto.sha256`" in failures["test_digest"]


@pytest.mark.parity
def test_the_same_by_opa(bundle: Path) -> None:
    opa_program()
    (bundle / "lib").mkdir()
    (bundle / "lib/words.rego").write_text(LIBRARY)
    (bundle / "lib/words_test.rego").write_text(REGO_TESTS)
    (bundle / "named_test.rego").write_text(NAMED)
    ours = run_bundle_tests(str(bundle))
    theirs = run_bundle_tests(str(bundle), BundleTestOptions(engine="opa"))
    assert theirs.errors == ()

    def passed(report: BundleTestReport) -> dict[tuple[str, str], tuple[bool, bool]]:
        return {
            (one.group, one.name): (one.passed, bool(one.skipped))
            for one in report.results
            if one.name != "test_digest"
        }

    assert passed(ours) == passed(theirs)
    rego = {one.name: one for one in theirs.results if one.kind == "rego"}
    assert rego["test_named"].failures == ("it fails for two",)
    assert rego["test_digest"].passed
    assert rego["test_wrong"].failures[1:] == ("it prints seen 1",)


@pytest.mark.parity
def test_a_rule_that_only_opa_can_run(bundle: Path) -> None:
    opa_program()
    rule = bundle / "build/weak-thing/weak-thing.rego"
    change(
        rule, "source.config.headless == false", 'not source.config.headless\n\tcrypto.sha256("")'
    )
    assert run_bundle_tests(str(bundle)).exit_code is ExitCode.ERROR
    report = run_bundle_tests(str(bundle), BundleTestOptions(engine="opa"))
    assert report.exit_code is ExitCode.PASSED
    assert report.coverage is not None
    (unmeasured,) = report.coverage.unmeasured
    assert unmeasured.file.endswith("weak-thing.rego")
    assert "crypto.sha256" in unmeasured.what


def test_the_same_each_time(bundle: Path) -> None:
    assert run_bundle_tests(str(bundle)) == run_bundle_tests(str(bundle))


def test_the_built_in_bundles_reach_what_they_reached() -> None:
    if checkout_policies() is None:
        pytest.skip("the bundles are inside a wheel")
    for bundle in builtin_bundles():
        if not bundle.rules:
            continue
        report = run_bundle_tests(bundle.location)
        assert report.exit_code is ExitCode.PASSED
        assert report.coverage is not None
        assert report.coverage.unmeasured == ()
        assert all(file.reached for file in report.coverage.files)
        assert report.coverage.percent >= 55


ENDLESS = (
    "\tsome x in numbers.range(1, 100000)\n\tsome y in numbers.range(1, 100000)\n\tx + y == 0\n"
)


def test_a_rego_test_that_loops_is_stopped_and_the_others_run(bundle: Path) -> None:
    (bundle / "build/weak-thing/weak_thing_test.rego").write_text(
        "package acme.build.weak_thing_test\n\nimport rego.v1\n\n"
        f"test_endless if {{\n{ENDLESS}}}\n\ntest_short if 1 == 1\n"
    )
    report = run_bundle_tests(str(bundle), BundleTestOptions(limits=Limits(seconds=1.5)))
    endless, short = [one for one in report.results if one.kind == "rego"]
    assert endless.failures == ("it was stopped: it took more than 1.5 s",)
    assert short.passed
    assert report.exit_code is ExitCode.FINDINGS
    assert report.coverage is not None
    (unmeasured,) = report.coverage.unmeasured
    assert unmeasured.what.startswith("`data.acme.build.weak_thing_test.test_endless` was stopped")
    assert all(file.reached for file in report.coverage.files)


def test_tests_that_take_for_ever_to_read_are_an_error(bundle: Path) -> None:
    (bundle / "build/weak-thing/weak_thing_test.rego").write_text(
        f"package acme.build.weak_thing_test\n\ntest_x := {'[' * 32}1{']' * 32}\n"
    )
    options = BundleTestOptions(limits=Limits(seconds=1.5), coverage=False)
    report = run_bundle_tests(str(bundle), options)
    (error,) = report.errors
    assert error.message == "reading the tests was stopped: it took more than 1.5 s"
    assert report.exit_code is ExitCode.ERROR


def test_a_fresh_bundle_is_reached_wholly(tmp_path: Path) -> None:
    new_bundle(str(tmp_path / "fresh"))
    report = run_bundle_tests(str(tmp_path / "fresh"))
    assert report.exit_code is ExitCode.PASSED
    assert unreached(report) == []


def test_what_cannot_be_measured_has_the_line_of_the_rule(bundle: Path) -> None:
    change(bundle / "build/weak-thing/weak-thing.rego", "some b, build in", "some b build in")
    report = run_bundle_tests(str(bundle))
    assert report.coverage is not None
    (unmeasured,) = report.coverage.unmeasured
    assert unmeasured.file.endswith("build/weak-thing/weak-thing.rego")
    assert unmeasured.line == 24
    assert "file.rego" not in unmeasured.what
