"""Running a rule's cases: what passes, and every way in which a rule or a case can be wrong."""

from __future__ import annotations

import pytest

from engine.bundle.bundles import MANIFEST
from engine.judgment.templates import cel_rule, rego_rule
from packer_systo.engine.bundle.load import load_files
from packer_systo.engine.judgment import task
from packer_systo.engine.judgment.case_run import run_cases

SOURCE = """```hcl
source "qemu" "a" {{
  headless = {}
}}

build {{
  sources = ["source.qemu.a"]
}}
```
"""
BAD = f"## Bad: a window\n\n{SOURCE.format('false')}\nfinds: line 2\n"
GOOD = f"## Good: none\n\n{SOURCE.format('true')}\n"
RULE = cel_rule(
    "window",
    "self.config.headless",
    when="has(self.config.headless)",
    inputs=["config/headless"],
    more="path: config/headless",
)


def failures(cases: str | None, rule: tuple[str, str] = RULE) -> list[str]:
    name, text = rule
    folder = f"security/{name.partition('.')[0]}"
    files = {".manifest": MANIFEST, f"{folder}/{name}": text}
    if cases is not None:
        files[f"{folder}/cases.md"] = cases
    contents = {name: text.encode() for name, text in files.items()}
    results = list(run_cases(load_files(contents, "small"), contents))
    assert results
    return [failure for result in results for failure in result.failures]


def test_a_rule_that_does_what_its_cases_say() -> None:
    assert failures(f"# window\n\n{BAD}\n{GOOD}") == []


@pytest.mark.parametrize(
    ("cases", "says"),
    [
        (None, "the rule has no cases.md"),
        (f"# window\n\n{BAD}", "there is no good case"),
        (f"# window\n\n{GOOD}", "there is no bad case"),
        (f"# other\n\n{BAD}\n{GOOD}", "the title is `other`"),
        (f"# window\n\n{BAD}\n{GOOD}".replace("line 2", "line 3"), "no finding at template.pkr.hcl line 3"),
        (f"# window\n\n{BAD}\n{GOOD}".replace("= true", "= false"), "does not name: fail at template.pkr.hcl line 2"),
        (f"# window\n\n{BAD}\n{GOOD}".replace("= false", "= true"), "no finding at template.pkr.hcl line 2"),
        (f"# window\n\n{BAD}\n{GOOD}".replace("= false", "= ="), "the case's template is wrong"),
        (f"# window\n\n{BAD}\n{GOOD}".replace("= true", "= null_value()"), "the case's template is wrong"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(cases: str | None, says: str) -> None:
    assert any(says in failure for failure in failures(cases))


def test_what_the_fix_makes_must_be_what_the_case_says() -> None:
    name, text = RULE
    fix = "fix:\n  description: no window\n  safe: true\n  set:\n    - path: config/headless\n"
    rule = (name, f"{text}\n{fix}      computed: '!self.config.headless'\n")
    made = SOURCE.format("true").replace("```hcl", "```hcl fixed")
    cases = f"# window\n\n{BAD}\n{made}\n{GOOD}"
    assert failures(cases, rule) == []
    (failure,) = failures(cases.replace("fixed\nsource", "fixed\n\nsource"), rule)
    assert failure.startswith("the fix makes another text:")


def test_a_fix_whose_value_is_null_is_not_offered() -> None:
    name, text = RULE
    fix = "fix:\n  description: no window\n  safe: true\n  set:\n    - path: config/headless\n"
    rule = (name, f"{text}\n{fix}      computed: 'null'\n")
    made = SOURCE.format("false").replace("```hcl", "```hcl fixed")
    assert failures(f"# window\n\n{BAD}\n{made}\n{GOOD}", rule) == []


def test_a_result_on_an_unknown_input_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def deaf(*_: object) -> None:
        return None

    monkeypatch.setattr(task, "first_unknown", deaf)
    found = failures(f"# window\n\n{BAD}\n{GOOD}")
    assert any("unknown for /builds/0/sources/0 the rule must be undecided" in one for one in found)


def test_an_undecided_case_passes_only_when_it_is() -> None:
    unknown = SOURCE.format("var.headless").replace("```hcl\n", '```hcl\nvariable "headless" {}\n')
    case = f"## Undecided: it is not known\n\n{unknown}\nundecided: line 3\n"
    assert failures(f"# window\n\n{BAD}\n{GOOD}\n{case}") == []
    wrong = case.replace('variable "headless" {}', 'variable "headless" { default = false }')
    assert any(
        "no undecided result" in failure
        for failure in failures(f"# window\n\n{BAD}\n{GOOD}\n{wrong}")
    )


def test_a_case_can_be_a_document() -> None:
    document = """```json document
{"builds": [{"sources": [{"type": "qemu", "name": "a", "config": {"headless": false}}]}]}
```
"""
    bad = f"## Bad: a document\n\n{document}\nfinds: /builds/0/sources/0/config/headless\n"
    good = f"## Good: a document\n\n{document.replace('false', 'true')}\n"
    assert failures(f"# window\n\n{bad}\n{good}") == []


def test_only_the_named_rules_run() -> None:
    contents = {
        ".manifest": MANIFEST.encode(),
        "security/window/window.cel.yaml": RULE[1].encode(),
    }
    judged = load_files(contents, "small")
    assert list(run_cases(judged, contents, only=["other"])) == []
    assert len(list(run_cases(judged, contents, only=["small/window"]))) == 1


def small_disk(condition: str, inputs: list[str], partial: str = "undecided") -> tuple[str, str]:
    body = f"""
deny contains {{"msg": "small", "path": ["builds", b, "sources", s]}} if {{
	some b, s
	config := input.builds[b].sources[s].config
	{condition}
}}"""
    return rego_rule("small-disk", body, inputs=inputs, partial=partial)


def disk_cases(bad: str, good: str) -> str:
    template = '```hcl\nsource "qemu" "a" {{\n  {}\n}}\n\nbuild {{\n  sources = ["source.qemu.a"]\n}}\n```\n'
    return (
        f"# small-disk\n\n## Bad: small\n\n{template.format(bad)}\nfinds: line 1\n\n"
        f"## Good: large\n\n{template.format(good)}\n"
    )


DISKS = disk_cases('disk_size = "500M"', 'disk_size = "50G"')
SMALL = 'config.disk_size == "500M"'


def test_a_rego_rule_that_forgets_an_input_fails_its_cases() -> None:
    (failure,) = failures(DISKS, small_disk(SMALL, ["config/memory"]))
    assert failure.startswith("the rule forgets /builds/0/sources/0/config/disk_size")
    assert "but says nothing instead of fail at /builds/0/sources/0" in failure
    assert failures(DISKS, small_disk(SMALL, ["config/disk_size"])) == []


def test_a_finding_that_comes_from_what_is_unknown_is_noticed_too() -> None:
    absent = 'object.get(config, "disk_size", "") != "50G"'
    found = failures(DISKS, small_disk(absent, ["config/memory"]))
    assert len(found) == 1
    assert "but says fail at /builds/0/sources/0 instead of nothing" in found[0]


def test_what_a_rule_reads_only_for_its_message_is_forgotten_too() -> None:
    name = f"{SMALL}\n\tsprintf('%s', [config.vm_name])".replace("'", '"')
    cases = DISKS.replace('"500M"', '"500M"\n  vm_name = "a"')
    (failure,) = failures(cases, small_disk(name, ["config/disk_size"]))
    assert "forgets /builds/0/sources/0/config/vm_name" in failure


def test_what_another_block_sets_counts_too() -> None:
    elsewhere = f'{SMALL}\n\tinput.builds[b].provisioners[_].config.inline[_] == "true"'
    cases = DISKS.replace(
        '["source.qemu.a"]\n',
        '["source.qemu.a"]\n\n  provisioner "shell" {\n    inline = ["true"]\n  }\n',
    )
    (failure,) = failures(cases, small_disk(elsewhere, ["config/disk_size"]))
    assert "forgets /builds/0/provisioners/0/config/inline" in failure
    named = ["config/disk_size", "/builds/*/provisioners/*/config/inline"]
    assert failures(cases, small_disk(elsewhere, named)) == []


def test_an_absolute_input_that_no_case_sets_is_made_unknown_where_it_could_be() -> None:
    inline = 'input.builds[b].provisioners[_].config.inline[_] == "true"'
    other = f"{SMALL}\n\tcount([1 | {inline}]) == 0"
    cases = DISKS.replace(
        '["source.qemu.a"]\n', '["source.qemu.a"]\n\n  provisioner "breakpoint" {}\n'
    )
    named = ["config/disk_size", "/builds/*/provisioners/*/config/inline"]
    assert failures(cases, small_disk(other, named)) == []


def test_a_rule_that_judges_what_is_partly_unknown_forgets_nothing() -> None:
    assert failures(DISKS, small_disk(SMALL, [], partial="judge")) == []


def test_a_cel_rule_that_cannot_be_evaluated_without_what_it_forgot() -> None:
    rule = cel_rule(
        "window",
        "self.config.headless",
        when="has(self.config.headless)",
        inputs=["config/headless"],
        message="self.config.vm_name",
        more="path: config/headless",
    )
    cases = f"# window\n\n{BAD}\n{GOOD}".replace(
        "headless = false\n", 'headless = false\n  vm_name = "a"\n'
    )
    found = failures(cases, rule)
    assert any(
        "forgets /builds/0/sources/0/config/vm_name" in one and "cannot be evaluated" in one
        for one in found
    ), found
