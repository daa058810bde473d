"""Rules of both languages on real templates: what is found, where, and what is undecided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.judgment.templates import bundle, cel_rule, loaded, rego_rule, said
from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.engines.embedded import EmbeddedEngine
from packer_systo.engine.judgment.judge import Judge, judge
from packer_systo.engine.judgment.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from packer_systo.engine.judgment.engines.interface import Answer, Question

TWO_SOURCES = """source "qemu" "debian" {
  headless  = false
  disk_size = "10G"
}

source "docker" "web" {
  image  = "debian"
  commit = true
}

build {
  name    = "base"
  sources = ["source.qemu.debian", "source.docker.web"]
}
"""

HEADLESS_CEL = cel_rule(
    "window", "self.config.headless", when='self.type == "qemu"', more="path: config/headless"
)
HEADLESS_REGO = rego_rule(
    "window-too",
    """deny contains {"msg": "a window", "path": ["builds", b, "sources", s, "config", "headless"]} if {
	some b, build in input.builds
	some s, source in build.sources
	source.config.headless == false
}""",
    when='self.type == "qemu"',
)


def test_both_languages_find_the_same_place(tmp_path: Path) -> None:
    template = loaded(tmp_path, {"a.pkr.hcl": TWO_SOURCES})
    first, second = judge(template, [bundle(HEADLESS_CEL, HEADLESS_REGO)])
    assert said([first, second]) == [("window", "fail", 2), ("window-too", "fail", 2)]
    assert first.location == second.location
    assert first.location.excerpt[0].text == "  headless  = false"
    assert first.path == ("builds", 0, "sources", 0, "config", "headless")
    assert (first.rule, first.message) == ("small/window", "it is wrong")
    assert (first.severity, first.why, first.remediation) == ("high", "because", "mend it")


def test_only_the_selected_rules_judge(tmp_path: Path) -> None:
    template = loaded(tmp_path, {"a.pkr.hcl": TWO_SOURCES})
    both = [bundle(HEADLESS_CEL, HEADLESS_REGO)]
    assert said(judge(template, both, Selection(only=("window-too",)))) == [
        ("window-too", "fail", 2)
    ]
    assert said(judge(template, both, Selection(skip=("small/window-too",)))) == [
        ("window", "fail", 2)
    ]


def test_what_is_absent_is_found_at_its_block(tmp_path: Path) -> None:
    rule = cel_rule("no-disk", "has(self.config.disk_interface)", when='self.type == "qemu"')
    template = loaded(tmp_path, {"a.pkr.hcl": TWO_SOURCES})
    (finding,) = judge(template, [bundle(rule)])
    assert finding.location.start.line == 1
    assert finding.location.excerpt[0].text == 'source "qemu" "debian" {'


VARIABLE = """variable "checksum" {
  default = "none"
}

locals {
  checksum = var.checksum
}

source "qemu" "debian" {
  iso_checksum = local.checksum
}

build {
  sources = ["source.qemu.debian"]
}
"""
NO_CHECKSUM = cel_rule(
    "no-checksum",
    'self.config.iso_checksum != "none"',
    inputs=["config/iso_checksum"],
    when="has(self.config.iso_checksum)",
    more="path: config/iso_checksum",
)


def test_related_places_lead_to_where_the_value_comes_from(tmp_path: Path) -> None:
    (finding,) = judge(loaded(tmp_path, {"a.pkr.hcl": VARIABLE}), [bundle(NO_CHECKSUM)])
    assert (finding.location.start.line, finding.location.label) == (10, 'is "none"')
    lines = [(place.start.line, place.label) for place in finding.related]
    assert lines[-1] == (2, "the value comes from here")
    assert [line for line, _ in lines] == [6, 2]


def test_each_related_place_says_what_it_is(tmp_path: Path) -> None:
    text = VARIABLE.replace("checksum = var.checksum", 'checksum = "no${var.checksum}"')
    text = text.replace('"none"', '"ne"')
    (finding,) = judge(loaded(tmp_path, {"a.pkr.hcl": text}), [bundle(NO_CHECKSUM)])
    assert [(place.start.line, place.label) for place in finding.related] == [
        (6, "the value is put together here"),
        (6, "var.checksum"),
        (2, "the value comes from here"),
    ]


def test_a_call_is_shown_with_what_it_comes_to(tmp_path: Path) -> None:
    text = VARIABLE.replace("local.checksum", 'lower("NONE")')
    (finding,) = judge(loaded(tmp_path, {"a.pkr.hcl": text}), [bundle(NO_CHECKSUM)])
    assert finding.location.label == 'is "none"'
    (finding,) = judge(
        loaded(tmp_path, {"a.pkr.hcl": VARIABLE.replace("local.checksum", '"none"')}),
        [bundle(NO_CHECKSUM)],
    )
    assert finding.location.label == ""


def test_a_value_of_the_environment_has_its_origin_named(tmp_path: Path) -> None:
    template = loaded(tmp_path, {"a.pkr.hcl": VARIABLE}, environment={"PKR_VAR_checksum": "none"})
    (finding,) = judge(template, [bundle(NO_CHECKSUM)])
    assert finding.location.start.line == 10
    assert all(place.start.line != 2 for place in finding.related)


UNKNOWN = VARIABLE.replace('  default = "none"\n', "  type = string\n")


def test_an_unknown_input_is_undecided_whatever_the_language(tmp_path: Path) -> None:
    denies_all = rego_rule(
        "denies-all",
        'deny contains {"msg": "no", "path": ["builds", b, "sources", s]} if input.builds[b].sources[s]',
        inputs=["config/iso_checksum"],
    )
    findings = judge(loaded(tmp_path, {"a.pkr.hcl": UNKNOWN}), [bundle(NO_CHECKSUM, denies_all)])
    assert said(findings) == [("denies-all", "undecided", 10), ("no-checksum", "undecided", 10)]
    assert "var.checksum" in findings[0].reason or "local.checksum" in findings[0].reason
    assert "variable without a value" in findings[0].reason
    assert findings[0].message == "Something is wrong: undecided for source qemu.debian"


def test_another_sources_unknown_changes_nothing(tmp_path: Path) -> None:
    text = UNKNOWN.replace(
        'sources = ["source.qemu.debian"]', 'sources = ["source.qemu.debian", "source.qemu.known"]'
    )
    text += 'source "qemu" "known" {\n  iso_checksum = "none"\n}\n'
    findings = judge(loaded(tmp_path, {"a.pkr.hcl": text}), [bundle(NO_CHECKSUM)])
    assert said(findings) == [("no-checksum", "undecided", 10), ("no-checksum", "fail", 17)]


def test_a_rule_that_looks_for_something_present_judges_what_is_partly_unknown(
    tmp_path: Path,
) -> None:
    text = """variable "host" {}

source "null" "a" {
  ssh_host = "root@${var.host}"
}

build {
  sources = ["source.null.a"]
}
"""
    rule = cel_rule(
        "root-in-host",
        '!(has(self.config.ssh_host) && self.config.ssh_host.startsWith("root@"))',
        partial="judge",
        inputs=[],
        more="path: config/ssh_host",
    )
    assert said(judge(loaded(tmp_path, {"a.pkr.hcl": text}), [bundle(rule)])) == [
        ("root-in-host", "fail", 4)
    ]


def test_a_known_false_part_of_when_decides_before_an_unknown_one(tmp_path: Path) -> None:
    template = loaded(tmp_path, {"a.pkr.hcl": UNKNOWN})
    for kind, expected in (("docker", []), ("qemu", [("rule", "undecided", 10)])):
        rule = cel_rule(
            "rule",
            "false",
            when=f'has(self.config.iso_checksum) && self.type == "{kind}"',
            inputs=["config/headless"],
        )
        assert said(judge(template, [bundle(rule)])) == expected


def test_sources_that_cannot_be_counted_are_undecided(tmp_path: Path) -> None:
    text = """variable "more" {}

source "null" "a" {}

build {
  sources = concat(["source.null.a"], var.more)
}
"""
    template = loaded(tmp_path, {"a.pkr.hcl": text})
    findings = judge(template, [bundle(cel_rule("rule", "true"))])
    assert [finding.status for finding in findings] == ["undecided"]


def test_one_place_through_two_builds_is_one_finding(tmp_path: Path) -> None:
    text = TWO_SOURCES + 'build {\n  name = "more"\n  sources = ["source.qemu.debian"]\n}\n'
    (finding,) = judge(loaded(tmp_path, {"a.pkr.hcl": text}), [bundle(HEADLESS_CEL)])
    assert finding.message == "it is wrong (through build base and build more)"


def test_two_denials_of_one_place_stay_two(tmp_path: Path) -> None:
    rule = rego_rule(
        "twice",
        'deny contains {"msg": word, "path": ["builds", 0, "sources", 0, "config", "headless"]} if some word in ["one", "two"]',
    )
    findings = judge(loaded(tmp_path, {"a.pkr.hcl": TWO_SOURCES}), [bundle(rule)])
    assert [finding.message for finding in findings] == ["one", "two"]
    assert findings[0].fingerprint != findings[1].fingerprint


def test_data_reaches_both_languages(tmp_path: Path) -> None:
    cel = cel_rule("cel", "self.type in data.small.settings.allowed")
    rego = rego_rule(
        "rego",
        """deny contains {"msg": "no", "path": ["builds", b, "sources", s]} if {
	source := input.builds[b].sources[s]
	not source.type in data.small.settings.allowed
}""",
    )
    judged = bundle(cel, rego, data='{"small": {"settings": {"allowed": ["docker"]}}}')
    findings = judge(loaded(tmp_path, {"a.pkr.hcl": TWO_SOURCES}), [judged])
    assert said(findings) == [("cel", "fail", 1), ("rego", "fail", 1)]


def test_libraries_are_shared(tmp_path: Path) -> None:
    rule = rego_rule(
        "rule",
        'import data.small.lib.words\n\ndeny contains {"msg": words.bad, "path": ["builds", 0, "sources", 0]}',
    )
    judged = bundle(rule, **{"lib/words.rego": 'package small.lib.words\n\nbad := "bad word"\n'})
    (finding,) = judge(loaded(tmp_path, {"a.pkr.hcl": TWO_SOURCES}), [judged])
    assert finding.message == "bad word"


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (cel_rule("bad", "self.config.missing == 1"), "`assert` cannot be evaluated for /builds/0/sources/0.*missing"),
        (cel_rule("bad", "self.type"), "`assert` gives neither true nor false"),
        (cel_rule("bad", "false", message="1"), "`message` gives no text"),
        (cel_rule("bad", "false", message="self.nope"), "`message` cannot be evaluated"),
        (cel_rule("bad", "true", when="self.nope == 1"), "`when` cannot be evaluated"),
        (cel_rule("bad", "1 +"), "`assert` cannot be evaluated"),
        (rego_rule("bad", "deny contains x if {"), "cannot be read"),
        (rego_rule("bad", "deny contains 1"), "has not the right form"),
        (rego_rule("bad", 'deny contains {"msg": "x"}'), "has not the right form.*path"),
        (rego_rule("bad", "other := 1"), "the rule has no `deny`"),
        (rego_rule("bad", 'deny contains {"msg": crypto.sha256("x"), "path": []}'), "no function `crypto.sha256`"),
        (rego_rule("bad", 'deny contains {"msg": "x", "path": ["variables", 0]}'), "/variables/0, which is in none of its subjects"),
        (rego_rule("bad", 'deny contains {"msg": "x", "path": []} if regex.match("[", "x")'), "cannot be evaluated"),
        (rego_rule("bad", 'deny contains {"msg": "x", "path": []} if to_number("x") == 1'), "cannot be evaluated"),
    ],
)  # fmt: skip
def test_a_rule_that_fails_to_run_is_an_error_and_names_itself(
    tmp_path: Path, rule: tuple[str, str], says: str
) -> None:
    template = loaded(tmp_path, {"a.pkr.hcl": TWO_SOURCES})
    with pytest.raises(EngineError, match=says) as caught:
        judge(template, [bundle(rule)])
    assert caught.value.where.startswith("small/bad")
    assert "Stack backtrace" not in str(caught.value)


def test_fingerprints_survive_moved_and_reindented_lines(tmp_path: Path) -> None:
    rules = [bundle(HEADLESS_CEL, NO_CHECKSUM)]
    before = judge(loaded(tmp_path, {"a.pkr.hcl": TWO_SOURCES}), rules)
    moved = "# a comment\n\n" + TWO_SOURCES.replace(
        "\n  headless  =", "\n\n      headless ="
    ).replace("build {", "build {\n  sources = []\n}\n\nbuild {")
    after = judge(loaded(tmp_path, {"a.pkr.hcl": moved}), rules)
    assert [one.fingerprint for one in before] == [one.fingerprint for one in after]
    assert before[0].location.start != after[0].location.start


def test_no_fingerprint_depends_on_a_value(tmp_path: Path) -> None:
    rules = [bundle(cel_rule("disk", "false", more="path: config/disk_size"))]
    first = judge(loaded(tmp_path, {"a.pkr.hcl": TWO_SOURCES}), rules)
    other = judge(loaded(tmp_path, {"a.pkr.hcl": TWO_SOURCES.replace("10G", "99G")}), rules)
    assert [one.fingerprint for one in first] == [one.fingerprint for one in other]


def test_a_rule_without_a_subject_costs_no_engine(tmp_path: Path) -> None:
    class Untouchable:
        name = "untouchable"
        notes = ()

        def answer(self, questions: Iterable[Question]) -> Iterator[Answer]:
            for _ in questions:
                pytest.fail("asked")
            yield from ()

    rule = rego_rule("rule", 'deny contains {"msg": "x", "path": []}', when='self.type == "none"')
    template = loaded(tmp_path, {"a.pkr.hcl": TWO_SOURCES})
    assert Judge([bundle(rule)], engine=Untouchable()).judge(template) == []


def test_many_documents_are_judged_in_one_go(tmp_path: Path) -> None:
    judged = [bundle(HEADLESS_CEL, HEADLESS_REGO)]
    other = TWO_SOURCES.replace("= false", "= true")
    templates = [
        loaded(tmp_path / str(number), {"a.pkr.hcl": text})
        for number, text in enumerate([TWO_SOURCES, other, "", TWO_SOURCES])
    ]
    found = dict(Judge(judged).judge_all(templates))
    assert [len(found[number]) for number in range(4)] == [2, 0, 0, 2]


def test_an_engine_that_leaves_out_a_document_is_an_error(tmp_path: Path) -> None:
    class Forgetful:
        name = "forgetful"
        notes = ()

        def answer(self, questions: Iterable[Question]) -> Iterator[Answer]:
            list(questions)
            yield from ()

    template = loaded(tmp_path, {"a.pkr.hcl": TWO_SOURCES})
    with pytest.raises(EngineError, match="without an answer"):
        Judge([bundle(HEADLESS_REGO)], engine=Forgetful()).judge(template)


def test_two_bundles_do_not_get_in_each_others_way(tmp_path: Path) -> None:
    first = bundle(HEADLESS_REGO)
    second = bundle(rego_rule("broken", "deny contains x if {"))
    template = loaded(tmp_path, {"a.pkr.hcl": TWO_SOURCES})
    engine = EmbeddedEngine([first])
    assert len(Judge([first], engine=engine).judge(template)) == 1
    with pytest.raises(EngineError):
        Judge([second]).judge(template)


def test_no_secret_is_in_a_finding(tmp_path: Path) -> None:
    text = """variable "password" {
  default   = "canary-7f3a91c2"
  sensitive = true
}

source "null" "a" {
  ssh_password = var.password
  ssh_host     = "x-${var.password}"
}

build {
  sources = ["source.null.a"]
}
"""
    rule = cel_rule(
        "shown",
        "false",
        message='"it is " + self.config.ssh_password + self.config.ssh_host',
        more="path: config/ssh_host",
    )
    rego = rego_rule(
        "shown-too",
        'deny contains {"msg": sprintf("%v", [input]), "path": ["builds", 0, "sources", 0, "config", "ssh_password"]}',
    )
    findings = judge(loaded(tmp_path, {"a.pkr.hcl": text}), [bundle(rule, rego)])
    assert len(findings) == 2
    assert "canary" not in str(findings)
