"""Fixing a template: kept only when the finding is gone and nothing new fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.judgment.templates import bundle, cel_rule, loaded
from packer_systo.engine.fixes.diff import diff
from packer_systo.engine.fixes.run import Fixed, JudgedTexts, fix_texts
from packer_systo.engine.judgment.judge import Judge

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from packer_systo.engine.bundle.models import Bundle


def fix(path: str, value: str, *, safe: str = "true") -> str:
    return f"path: {path}\nfix: {{description: d, safe: {safe}, set: [{{path: {path}, value: {value}}}]}}"


def run(folder: Path, text: str, judged: Bundle, *, unsafe: bool = False) -> Fixed:
    judge = Judge([judged])
    files = {"a.pkr.hcl": text}

    def judge_texts(texts: Mapping[str, str]) -> JudgedTexts:
        changed = {name.rpartition("/")[2]: content for name, content in texts.items()}
        template = loaded(folder, {**files, **changed})
        return JudgedTexts(tuple(judge.judge(template)), template.texts, template.secrets)

    return fix_texts(judge_texts, unsafe=unsafe)


def after(result: Fixed) -> str:
    (text,) = result.after.values()
    return text


TEXT = 'source "null" "a" {\n  one = false\n  two = false\n}\n\nbuild {\n  sources = ["source.null.a"]\n}\n'
ONE = cel_rule("one", "self.config.one", more=fix("config/one", "true"))
TWO = cel_rule("two", "self.config.two", more=fix("config/two", "true", safe="false"))


def test_safe_fixes_alone(tmp_path: Path) -> None:
    result = run(tmp_path, TEXT, bundle(ONE, TWO))
    assert after(result) == TEXT.replace("one = false", "one = true")
    assert [one.rule for one in result.fixed] == ["small/one"]
    assert [one.rule for one in result.findings] == ["small/two"]


def test_unsafe_ones_when_asked(tmp_path: Path) -> None:
    result = run(tmp_path, TEXT, bundle(ONE, TWO), unsafe=True)
    assert after(result) == TEXT.replace("false", "true")
    assert result.findings == ()


def test_nothing_to_fix(tmp_path: Path) -> None:
    result = run(tmp_path, TEXT.replace("false", "true"), bundle(ONE))
    assert (result.after, diff(result)) == ({}, "")


def test_a_fix_that_does_not_mend_is_taken_back(tmp_path: Path) -> None:
    useless = cel_rule("one", "self.config.one", more=fix("config/one", "false"))
    result = run(tmp_path, TEXT, bundle(useless))
    assert result.after == {}
    assert [one.reason for one in result.unfixed] == ["the finding is still there after it"]


def test_a_fix_that_brings_up_another_finding_is_taken_back(tmp_path: Path) -> None:
    harmful = cel_rule("one", "self.config.one != false", more=fix("config/one", "'x'"))
    guard = cel_rule("guard", "self.config.one != 'x'", more="path: config/one")
    result = run(tmp_path, TEXT, bundle(harmful, guard, TWO), unsafe=True)
    assert after(result) == TEXT.replace("two = false", "two = true")
    assert [(one.finding.rule, one.reason) for one in result.unfixed] == [
        ("small/one", "it brings up small/guard")
    ]


def test_one_that_its_fix_does_not_mend_keeps_none_like_it_from_being_mended(
    tmp_path: Path,
) -> None:
    """Findings that are alike are numbered: what is left takes the number of what was mended."""
    rule = cel_rule(
        "one",
        "self.version == '2' && self.name != 'b'",
        subject="/packer/required_plugins/*",
        inputs=["version", "name"],
        more=fix("version", "'2'"),
    )
    versions = {"a": "1", "b": "1", "c": "1"}
    result = run(tmp_path, _plugins(versions), bundle(rule))
    assert after(result) == _plugins({**versions, "a": "2", "c": "2"})
    assert [one.reason for one in result.unfixed] == ["the finding is still there after it"]
    assert len(result.fixed) == 2


def _plugins(versions: Mapping[str, str]) -> str:
    entries = [
        f'    {name} = {{\n      version = "{version}"\n      source = "github.com/x/{name}"\n    }}\n'
        for name, version in versions.items()
    ]
    return f"packer {{\n  required_plugins {{\n{''.join(entries)}  }}\n}}\n\n{TEXT}"


def test_edits_that_overlap_are_made_one_after_the_other(tmp_path: Path) -> None:
    whole = cel_rule("whole", "self.config.one != false", more=fix("config/one", "'a'"))
    part = cel_rule("worth", "self.config.one == 'b'", more=fix("config/one", "'b'"))
    result = run(tmp_path, TEXT, bundle(whole, part))
    assert 'one = "b"' in after(result)
    assert result.findings == ()


def test_two_rules_that_want_the_same_share_one_edit(tmp_path: Path) -> None:
    again = cel_rule("again", "self.config.one", more=fix("config/one", "true"))
    result = run(tmp_path, TEXT, bundle(ONE, again))
    assert after(result) == TEXT.replace("one = false", "one = true")
    assert len(result.fixed) == 2


def test_rules_that_never_agree_end(tmp_path: Path) -> None:
    a = cel_rule("aa", "self.config.one == 'a'", more=fix("config/one", "'a'"))
    b = cel_rule("bb", "self.config.one == 'b'", more=fix("config/one", "'b'"))
    result = run(tmp_path, TEXT, bundle(a, b))
    assert len(result.findings) == 1


def test_the_diff_shows_the_change_and_no_secret(tmp_path: Path) -> None:
    text = 'variable "p" {\n  default = "canary-91aa"\n  sensitive = true\n}\n' + TEXT
    result = run(tmp_path, text, bundle(ONE))
    shown = diff(result)
    assert "-  one = false\n+  one = true\n" in shown
    assert "canary" not in shown
    assert "<secret>" not in shown or "default" in shown


def test_a_secret_beside_the_change_is_hidden(tmp_path: Path) -> None:
    text = TEXT.replace("two = false", 'two = "canary-91aa"').replace(
        "source", 'variable "p" {\n  default = "canary-91aa"\n  sensitive = true\n}\nsource', 1
    )
    shown = diff(run(tmp_path, text, bundle(ONE)))
    assert "canary" not in shown
    assert "+  one = true" in shown
