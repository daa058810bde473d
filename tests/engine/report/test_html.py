from __future__ import annotations

import re

import msgspec
import pytest
from lxml import etree

from packer_systo.engine.finding.models import ExcerptLine, Report
from packer_systo.engine.report.html import render
from packer_systo.engine.report.options import RenderOptions
from report_samples import CLEAN, EVERYTHING, SYNTAX_ERROR, UNENCRYPTED, UNVERIFIED_ISO

# lxml has no public name for this type.
Element = etree._Element  # pyright: ignore[reportPrivateUsage]


def parsed(text: str) -> Element:
    return etree.fromstring(text, etree.HTMLParser())


def page(report: Report) -> Element:
    return parsed(render(report, RenderOptions()))


def text_of(element: Element) -> str:
    return "".join(map(str, element.itertext()))


def test_each_failure_is_an_article_with_its_excerpt() -> None:
    articles = page(EVERYTHING).findall(".//article")
    assert [article.get("data-severity") for article in articles] == ["critical", "high", "medium"]
    text = text_of(articles[1])
    for part in (
        "source qemu.debian accepts any ISO",
        "images/debian.pkr.hcl:14:18",
        "iso_checksum = var.checksum",
        "whoever controls the mirror",
        "pin the digest",
    ):
        assert part in text
    assert [mark.text for mark in articles[1].findall(".//mark")] == ["var.checksum", '"none"']


def test_the_rest_is_told_too() -> None:
    text = text_of(page(EVERYTHING))
    assert "The run is not complete" in text
    assert "1 place could not be decided" in text
    assert "2 waived or in the baseline" in text
    assert "without a value: sum" in text


def test_nothing_found() -> None:
    text = text_of(page(CLEAN))
    assert "Nothing found." in text
    assert "0 findings" in text


def test_the_page_fetches_nothing() -> None:
    made = render(EVERYTHING, RenderOptions())
    tree = parsed(made)
    assert not tree.xpath("//@src")
    assert not tree.findall(".//link")
    assert "@import" not in made
    assert "url(" not in made
    links = tree.xpath("//@href")
    assert links == ["https://example.org/rules/unencrypted-boot"]


def test_the_policy_admits_the_inline_parts_by_digest() -> None:
    from base64 import b64encode
    from hashlib import sha256

    tree = page(EVERYTHING)
    policy = str(tree.xpath("string(//meta[@http-equiv]/@content)"))
    for element in ("style", "script"):
        (inline,) = tree.findall(f".//{element}")
        digest = b64encode(sha256(str(inline.text).encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


def test_filters_wait_for_the_script() -> None:
    (form,) = page(EVERYTHING).findall(".//form")
    assert form.get("hidden") is not None
    assert not page(Report((), (SYNTAX_ERROR,))).findall(".//form"), "one finding needs no filter"


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><b x="', "&lt;b&gt;", "\x1b[2J"]
)
def test_text_of_a_template_cannot_become_markup(hostile: str) -> None:
    place = msgspec.structs.replace(
        SYNTAX_ERROR.location,
        file=hostile,
        label=hostile,
        excerpt=(ExcerptLine(2, hostile, (2, 5)),),
    )
    finding = msgspec.structs.replace(
        SYNTAX_ERROR,
        message=hostile,
        rule=hostile,
        why=hostile,
        remediation=hostile,
        help=f"https://x/{hostile}",
        location=place,
    )
    made = render(Report((), (finding,)), RenderOptions())
    tree = parsed(made)
    assert len(tree.findall(".//script")) == 1
    assert not tree.findall(".//b")
    assert "\x1b" not in made


def test_a_finding_says_what_to_run_and_where_to_read_more() -> None:
    report = msgspec.structs.replace(CLEAN, findings=(UNENCRYPTED, UNVERIFIED_ISO))
    with_link, without = map(text_of, page(report).findall(".//article"))
    assert "systo-policy check --fix" in with_link
    assert "systo-policy explain packer-baseline/unencrypted-boot or the background" in with_link
    assert "90 %" in with_link
    assert "--fix" not in without
    assert "background" not in without
    assert "systo-policy explain packer-baseline/unverified-iso" in without


def test_a_link_is_a_link_only_when_it_leads_to_a_page() -> None:
    finding = msgspec.structs.replace(SYNTAX_ERROR, help="javascript:alert(1)")
    assert not page(Report((), (finding,))).findall(".//a")


def test_every_control_has_a_name() -> None:
    tree = page(EVERYTHING)
    for control in tree.findall(".//input"):
        assert control.xpath("normalize-space(ancestor::label)"), etree.tostring(control)
    assert tree.get("lang") == "en"
    assert tree.xpath("//meta[@name='viewport']")


def test_the_style_has_a_dark_form() -> None:
    assert re.search(r"prefers-color-scheme: dark", render(CLEAN, RenderOptions()))
