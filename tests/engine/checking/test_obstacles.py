"""A rule that the chosen engine cannot evaluate: said before anything is judged, on every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.bundle.bundles import MANIFEST
from engine.judgment.templates import cel_rule, rego_rule
from opa_program import opa_program
from packer_systo.engine import CheckOptions, check, verdict
from packer_systo.engine.errors import ExitCode
from packer_systo.engine.settings.engine import EngineSettings

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.settings.engine import EngineName

PLACE = '"path": ["builds", 0, "sources", 0]'
TEMPLATE = (
    'source "null" "a" {\n  communicator = "none"\n}\nbuild {\n  sources = ["source.null.a"]\n}\n'
)


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    template = tmp_path / "work" / "a.pkr.hcl"
    template.write_text(TEMPLATE)
    folder = tmp_path / "small"
    rules = [
        rego_rule("digest", f'deny contains {{"msg": crypto.sha256("a"), {PLACE}}}'),
        rego_rule("clock", f'deny contains {{"msg": sprintf("%d", [time.now_ns()]), {PLACE}}}'),
        rego_rule("works", f'deny contains {{"msg": "m", {PLACE}}}'),
        cel_rule("cel", "false"),
    ]
    (folder / "security").mkdir(parents=True)
    (folder / ".manifest").write_text(MANIFEST)
    for name, text in rules:
        own = folder / "security" / name.partition(".")[0]
        own.mkdir()
        (own / name).write_text(text)
    return str(folder)


def run(bundle: str, engine: EngineName | None = None) -> tuple[list[str], list[str]]:
    """What is said of errors, and the rules that found something. Errors are exit code 2."""
    options = CheckOptions(bundles=(bundle,), engine=EngineSettings(name=engine))
    report = check(["."], options)
    assert verdict(report) is ExitCode.ERROR
    return (
        [f"{error.where}: {error.message}: {error.hint}" for error in report.errors],
        sorted({one.rule for one in report.findings if one.rule.startswith("small/")}),
    )


def test_each_rule_is_named_with_line_and_function_and_the_others_judge(bundle: str) -> None:
    for _ in range(2):  # the second time from the cache, and still no pass
        (clock, digest), found = run(bundle)
        assert digest.startswith(
            "small/digest: the embedded engine has no function `crypto.sha256` (line 17 of "
            "security/digest/digest.rego): judge by an engine that has it: `--engine opa`"
        )
        assert clock.startswith("small/clock: `time.now_ns` gives another result each time")
        assert found == ["small/cel", "small/works"]


@pytest.mark.parity
def test_an_exact_engine_leaves_what_none_may_do(bundle: str) -> None:
    opa_program()
    (clock,), found = run(bundle, "opa")
    assert clock.startswith("small/clock: ")
    assert found == ["small/cel", "small/digest", "small/works"]


def test_rules_that_are_not_asked_for_are_no_errors(bundle: str) -> None:
    report = check(["."], CheckOptions(bundles=(bundle,), only=("small/works",)))
    assert report.errors == ()
    assert len(report.findings) == 1


UNFINISHED = "self.config.communicator == 'none' &&"


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (
            rego_rule("broken", "deny contains {", subject="/variables/*"),
            "small/broken: the embedded engine cannot read the rule: expecting expression",
        ),
        (cel_rule("broken", UNFINISHED, subject="/variables/*"), "`assert` cannot be read: "),
        (cel_rule("broken", "true", when="self ==", subject="/variables/*"), "`when` cannot be "),
    ],
)
def test_a_rule_that_cannot_be_read_is_an_error_where_no_template_has_its_subject(
    bundle: str, tmp_path: Path, rule: tuple[str, str], says: str
) -> None:
    own = tmp_path / "small" / "security" / "broken"
    own.mkdir()
    (own / rule[0]).write_text(rule[1])
    options = CheckOptions(bundles=(bundle,), only=("small/broken",))
    for _ in range(2):  # the second time from the cache, and still no pass
        report = check(["."], options)
        (error,) = report.errors
        assert says in f"{error.where}: {error.message}"
        assert "mend the rule" in (error.hint or "")
        assert verdict(report) is ExitCode.ERROR
