"""Waiver comments in templates: what they cover, and when they are findings themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.judgment.templates import TODAY, bundle, cel_rule, loaded, said
from packer_systo.engine import CheckOptions, check
from packer_systo.engine.judgment.judge import judge
from packer_systo.engine.judgment.selection import Selection
from packer_systo.engine.waivers.comments import apply_comments
from packer_systo.engine.waivers.terms import Terms

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.finding.models import Finding

BUNDLE = bundle(
    cel_rule("one", "self.config.one", more="path: config/one", inputs=["config/one"]),
    cel_rule("two", "self.config.two", more="path: config/two", inputs=["config/two"]),
    cel_rule("fixed", "self.config.one", more="path: config/one", waivable=False),
    cel_rule("short", "self.config.two", more="path: config/two", waiver_days=30),
)
PLAIN = """source "null" "a" {
  one = false
  two = false
}

build {
  sources = ["source.null.a"]
}
"""


def checked(folder: Path, text: str, only: tuple[str, ...] = ("one", "two")) -> list[Finding]:
    template = loaded(folder, {"a.pkr.hcl": text})
    selection = Selection(only)
    findings = judge(template, [BUNDLE], selection)
    return apply_comments(findings, template, Terms([BUNDLE]), TODAY, selection)


def test_without_comments_nothing_is_waived(tmp_path: Path) -> None:
    assert said(checked(tmp_path, PLAIN)) == [("one", "fail", 2), ("two", "fail", 3)]


def test_beside_the_line(tmp_path: Path) -> None:
    text = PLAIN.replace(
        "one = false", 'one = false # systo: ignore[one] reason="x" until=2027-03-31'
    )
    first, second = checked(tmp_path, text)
    assert said([first, second]) == [("one", "waived", 2), ("two", "fail", 3)]
    assert first.waiver is not None
    assert (first.waiver.reason, first.waiver.until, first.waiver.origin) == (
        "x",
        "2027-03-31",
        "comment",
    )
    assert first.waiver.place is not None
    assert first.waiver.place.start.line == 2


def test_on_the_line_above_over_other_comments(tmp_path: Path) -> None:
    text = PLAIN.replace(
        "  one", '  # systo: ignore[small/one] reason="x"\n\n  /* more\n  words */\n  one'
    )
    assert said(checked(tmp_path, text)) == [("one", "waived", 6), ("two", "fail", 7)]


@pytest.mark.parametrize("above", ["", "# Images of the team.\n\n/* Two\nlines */\n"])
def test_above_everything_for_the_whole_template(tmp_path: Path, above: str) -> None:
    whole = bundle(
        cel_rule("whole", "false", subject="/", inputs=["builds"]),
        cel_rule("one", "self.config.one", more="path: config/one", inputs=["config/one"]),
    )
    text = f'{above}# systo: ignore[whole] reason="x"\n\n{PLAIN}'
    template = loaded(tmp_path, {"a.pkr.hcl": text})
    found = apply_comments(judge(template, [whole]), template, Terms([whole]), TODAY)
    assert [(one.rule, one.status) for one in found] == [
        ("small/whole", "waived"),
        ("small/one", "fail"),
    ]
    assert found[0].location.start.line == 1


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace('"a" {', '"a" { # systo: ignore[one, two] reason="x"'),
        '# systo: ignore[one, two] reason="x"\n' + PLAIN,
        '/* systo: ignore[one, two] reason="x" */ ' + PLAIN,
        '# systo: ignore[one] reason="x"\n# systo: ignore[two] reason="y"\n' + PLAIN,
    ],
    ids=["beside the header", "above the header", "before the header", "two comments"],
)
def test_at_a_header_for_the_whole_block(tmp_path: Path, text: str) -> None:
    assert {finding.status for finding in checked(tmp_path, text)} == {"waived"}


def test_an_attribute_over_several_lines_is_one_thing(tmp_path: Path) -> None:
    rule = cel_rule("item", "!self.config.inline.exists(x, x == 'b')", more="path: config/inline/1")
    judged = bundle(rule)
    text = """source "null" "a" {
  inline = [ # systo: ignore[item] reason="x"
    "a",
    "b",
  ]
}

build {
  sources = ["source.null.a"]
}
"""
    template = loaded(tmp_path, {"a.pkr.hcl": text})
    findings = apply_comments(judge(template, [judged]), template, Terms([judged]), TODAY)
    assert said(findings) == [("item", "waived", 4)]


def test_legacy_json_has_no_comments(tmp_path: Path) -> None:
    text = '{"builders": [{"type": "null", "one": false, "two": true}]}\n'
    template = loaded(tmp_path, {"t.json": text})
    findings = judge(template, [BUNDLE], Selection(("one",)))
    assert said(apply_comments(findings, template, Terms([BUNDLE]), TODAY)) == [("one", "fail", 1)]


@pytest.mark.parametrize(
    ("comment", "rule", "says"),
    [
        ("ignore[one]", "waiver-without-reason", "the waiver of one gives no reason"),
        ('ignore[one] reason=" "', "waiver-without-reason", "gives no reason"),
        ('ignore[oen] reason="x"', "unknown-waiver", "no known rule: `oen`. Did you mean `one`?"),
        ('ignore[small/oen] reason="x"', "unknown-waiver", "Did you mean `small/one`?"),
        ('ignore one reason="x"', "unknown-waiver", "cannot be read"),
        ('ignore[one] reason="x" until=soon', "unknown-waiver", "`soon` is no date"),
        ('ignore[one] reason="x" until=2027-02-30', "unknown-waiver", "is no date"),
        ('ignore[one] reason="x" until=2027-01-14', "expired-waiver", "ended on 2027-01-14"),
        ('ignore[fixed] reason="x"', "refused-waiver", "small/fixed cannot be waived"),
        ('ignore[short] reason="x"', "refused-waiver", "for 30 days: say until when"),
        ('ignore[short] reason="x" until=2027-02-15', "refused-waiver", "until 2027-02-14 at the latest"),
        ('ignore[syntax-error] reason="x"', "refused-waiver", "cannot be waived"),
        ('ignore[unused-waiver] reason="x"', "refused-waiver", "cannot be waived"),
    ],
)  # fmt: skip
def test_a_waiver_that_is_not_followed_is_a_finding(
    tmp_path: Path, comment: str, rule: str, says: str
) -> None:
    text = PLAIN.replace("one = false", f"one = false # systo: {comment}")
    findings = checked(tmp_path, text, only=())
    assert ("one", "fail", 2) in said(findings)
    (own,) = [finding for finding in findings if finding.rule == f"template/{rule}"]
    assert says in own.message
    assert (own.status, own.location.start.line) == ("fail", 2)


@pytest.mark.parametrize("until", ["2027-01-15", "2027-02-14"])
def test_the_last_day_counts(tmp_path: Path, until: str) -> None:
    text = PLAIN.replace(
        "two = false", f'two = false # systo: ignore[short] reason="x" until={until}'
    )
    assert said(checked(tmp_path, text, only=("short",))) == [("short", "waived", 3)]


def test_one_bad_name_does_not_take_the_good_one(tmp_path: Path) -> None:
    text = PLAIN.replace("one = false", 'one = false # systo: ignore[one, nope] reason="x"')
    assert said(checked(tmp_path, text)) == [
        ("one", "waived", 2),
        ("two", "fail", 3),
        ("unknown-waiver", "fail", 2),
    ]


def test_a_waiver_that_meets_nothing_is_information(tmp_path: Path) -> None:
    text = PLAIN.replace("one = false", 'one = true # systo: ignore[one] reason="x"')
    findings = checked(tmp_path, text)
    assert said(findings) == [("two", "fail", 3), ("unused-waiver", "fail", 2)]
    assert findings[1].severity == "info"


def test_a_waiver_is_not_unused_when_its_rule_did_not_run(tmp_path: Path) -> None:
    text = PLAIN.replace("one = false", 'one = true # systo: ignore[one] reason="x"')
    assert said(checked(tmp_path, text, only=("two",))) == [("two", "fail", 3)]


def test_what_is_undecided_can_be_waived(tmp_path: Path) -> None:
    text = 'variable "x" {}\n' + PLAIN.replace(
        "one = false", 'one = var.x # systo: ignore[one] reason="x"'
    )
    (first, _) = checked(tmp_path, text)
    assert (first.status, first.reason != "") == ("waived", True)


SCRIPTED = """source "null" "a" {
  communicator = "none"
}
build {
  sources = ["source.null.a"]
  provisioner "shell" {
    script = "setup.sh"
  }
}
"""


def scripted(folder: Path, script: str) -> list[tuple[str, str, int]]:
    """What is said of a script, without what no waiver is about."""
    (folder / "a.pkr.hcl").write_text(SCRIPTED, encoding="utf-8")
    (folder / "setup.sh").write_text(script, encoding="utf-8")
    report = check([str(folder)], CheckOptions(environment={}, cache=False))
    return said([one for one in report.findings if one.location.file.endswith("setup.sh")])


def test_in_a_script_beside_and_above_the_line(tmp_path: Path) -> None:
    script = """#!/bin/sh
set -e
# systo: ignore[firewall-disabled] reason="the cluster filters"
# and the line goes on here
setenforce 0
ufw disable  # systo: ignore[firewall-disabled] reason="the cluster filters"
systemctl disable firewalld
echo "systo: ignore[firewall-disabled]"
"""
    assert scripted(tmp_path, script) == [
        ("firewall-disabled", "waived", 5),
        ("firewall-disabled", "waived", 6),
        ("firewall-disabled", "fail", 7),
    ]


def test_at_the_head_of_a_script_for_all_of_it(tmp_path: Path) -> None:
    script = """#!/bin/sh
# systo: ignore[script-ignores-errors] reason="each command is checked"

apt-get update
apt-get install -y nginx
cp /tmp/site.conf /etc/nginx/conf.d/
systemctl enable nginx
"""
    assert ("script-ignores-errors", "waived", 1) in scripted(tmp_path, script)
    assert ("script-ignores-errors", "fail", 1) in scripted(
        tmp_path, script.replace("systo:", "x:")
    )


def test_a_waiver_in_a_script_is_judged_too(tmp_path: Path) -> None:
    script = """#!/bin/sh
set -e
setenforce 0 # systo: ignore[firewall-disabled]
"""
    assert scripted(tmp_path, script) == [
        ("firewall-disabled", "fail", 3),
        ("waiver-without-reason", "fail", 3),
    ]
