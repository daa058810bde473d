"""Functions of texts on the embedded engine give what OPA's give."""

from __future__ import annotations

import subprocess

import msgspec
import pytest
import regorus

from opa_program import opa_program
from packer_systo.engine.judgment.engines.go_builtins import add_builtins
from packer_systo.engine.template.document import JSON

RULES = """package calls

import rego.v1

uppers := [upper(text) | some text in input.texts]

lowers := [lower(text) | some text in input.texts]

counts := [strings.count(text, part) | some text in input.texts; some part in input.parts]

replaced := [strings.replace_n(by, text) | some by in input.replacements; some text in input.texts]

places := [indexof(text, part) | some text in input.texts; some part in input.parts; part != ""]

versions := [semver.is_valid(version) | some version in input.versions]
"""
NAMES = ("uppers", "lowers", "counts", "replaced", "places", "versions")
_CASED_SINCE_UNICODE_15 = {0x19B, 0x264, 0x1C89, 0x1C8A}
_LETTERS = "".join(
    chr(one)
    for first, end in ((0, 0x3000), (0xFB00, 0xFB07), (0xFF00, 0xFF60), (0x10400, 0x10450))
    for one in range(first, end)
    if one not in _CASED_SINCE_UNICODE_15
)
ASKED: dict[str, JSON] = {
    "texts": [_LETTERS, "", "a", "aaa", "aaaa", "ab", "abcab", "\u0391\u03a3 \u0391\u03a3", "straße", "İ"],
    "parts": ["", "a", "aa", "é", "ab"],
    "replacements": [
        {"a": "b", "b": "c"}, {"ab": "2", "a": "1"}, {"b": "x"}, {"aa": "-", "a.": "+"}, {},
    ],
    "versions": [
        "v1.0.0", "V1.0.0", "vv1.0.0", "1.0.0-alpha.1+b.1", "1.0.0-01", "1.0.0-0a", "1.0.0-",
        "1.0.0+", "1.0.0-a..b", "1.0.0-a_b", "1.0.0-é", "01.0.0", "1.0.0.0", "1.0", " 1.0.0",
        "9223372036854775807.0.0", "9223372036854775808.0.0", "1.0.0+01", "1.0.0--", "1.0.0-0", "",
        "1.0.0-a\n", "1.0.0-99999999999999999999", 1, None,
    ],
}  # fmt: skip


@pytest.mark.parity
@pytest.mark.parametrize("name", NAMES)
def test_each_gives_what_opa_gives(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    program = opa_program()
    rules = tmp_path_factory.mktemp("opa") / "calls.rego"
    rules.write_text(RULES)
    command = [program, "eval", "--strict-builtin-errors", "--format", "raw", "--stdin-input"]
    command += ["--data", str(rules), f"data.calls.{name}"]
    asked = msgspec.json.encode(ASKED)
    ran = subprocess.run(command, input=asked, capture_output=True, check=True, timeout=60)
    theirs = msgspec.json.decode(ran.stdout, type=list[JSON])
    assert theirs
    assert embedded(name) == theirs


def embedded(name: str) -> list[JSON]:
    engine = regorus.Engine()
    engine.set_rego_v0(False)
    add_builtins(engine)
    engine.add_policy("calls.rego", RULES)
    engine.set_input_json(msgspec.json.encode(ASKED).decode())
    return msgspec.json.decode(engine.eval_rule_as_json(f"data.calls.{name}"), type=list[JSON])


def test_letters_change_one_by_one() -> None:
    assert embedded("uppers")[-2:] == ["STRAßE", "İ"]
    assert embedded("lowers")[-3:] == ["\u03b1\u03c3 \u03b1\u03c3", "straße", "i"]
    assert embedded("counts")[15] == 4  # of nothing in "aaa"


def test_a_search_for_nothing_is_an_error() -> None:
    engine = regorus.Engine()
    add_builtins(engine)
    with pytest.raises(RuntimeError, match="what is searched for is empty"):
        engine.eval_query_as_json('indexof("a", "")')
