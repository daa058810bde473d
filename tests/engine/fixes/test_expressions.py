"""Parts of an expression that a fix replaces: the rest stays as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.fixes.test_plan import CONFIG, fixed, in_source, set_to
from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.outcome import FixRequest, RewriteStep

if TYPE_CHECKING:
    from pathlib import Path

NAME = (*CONFIG, "ami_name")
CALL = FixRequest("time", rewrite=(RewriteStep(NAME, "short({})", call="timestamp()"),))
TEXT = FixRequest("text", rewrite=(RewriteStep(NAME, "-", pattern="[^a-z-]"),))


@pytest.mark.parametrize(
    ("request_", "before", "after"),
    [
        (CALL, '"a:${timestamp()}"', '"a:${short(timestamp())}"'),
        (
            CALL,
            '"${timestamp()}-${ timestamp() }"',
            '"${short(timestamp())}-${ short(timestamp()) }"',
        ),
        (CALL, "timestamp()", "short(timestamp())"),
        (CALL, '"a-${upper(timestamp())}"', None),
        (CALL, '"a-${local.other}"', None),
        (TEXT, '"a: ${timestamp()}:b" # why', '"a--${timestamp()}-b" # why'),
        (TEXT, '"a:b"', '"a-b"'),
        (TEXT, '"a-${timestamp()}"', None),
        (TEXT, '"a:\\t${timestamp()}"', None),
        (TEXT, '"a:$${x}${timestamp()}"', None),
        (TEXT, '"a:{{isotime}}${timestamp()}"', None),
        (TEXT, 'upper("a:b")', None),
        (TEXT, "<<E\na:b\nE\n", None),
    ],
)
def test_a_name(tmp_path: Path, request_: FixRequest, before: str, after: str | None) -> None:
    made = in_source(tmp_path, f"  ami_name = {before}\n", request_)
    assert made == (None if after is None else f"  ami_name = {after}\n")


def test_a_local_that_is_the_call(tmp_path: Path) -> None:
    """The local may be used elsewhere, and in another file: it stays."""
    source = 'source "amazon-ebs" "a" {\n  ami_name = "a ${local.at}"\n}\n'
    build = 'build {\n  sources = ["source.amazon-ebs.a"]\n}\n'
    locals_ = "locals {\n  at = timestamp()\n}\n"
    texts = fixed(tmp_path, {"a.pkr.hcl": source + build, "locals.pkr.hcl": locals_}, CALL)
    assert texts is not None
    assert texts["locals.pkr.hcl"] == locals_
    assert '"a ${short(local.at)}"' in texts["a.pkr.hcl"]


def test_a_legacy_template_is_left_alone(tmp_path: Path) -> None:
    text = '{"builders": [{"type": "amazon-ebs", "ami_name": "a:b"}]}'
    assert fixed(tmp_path, {"t.json": text}, TEXT) is None


def test_the_second_way_where_the_first_cannot_be_gone(tmp_path: Path) -> None:
    first = set_to("new", "ami_name")
    both = FixRequest(first.description, set=first.set, otherwise=TEXT)
    literal = in_source(tmp_path / "1", '  ami_name = "a:b"\n', both)
    template = in_source(tmp_path / "2", '  ami_name = "a:${timestamp()}"\n', both)
    assert literal == '  ami_name = "new"\n'
    assert template == '  ami_name = "a-${timestamp()}"\n'


def test_a_pattern_that_is_none_is_an_error_of_the_rule(tmp_path: Path) -> None:
    wrong = FixRequest("text", rewrite=(RewriteStep(NAME, "-", pattern="(?=a)"),))
    with pytest.raises(EngineError, match="`pattern` that RE2 does not read"):
        in_source(tmp_path, '  ami_name = "a"\n', wrong)
