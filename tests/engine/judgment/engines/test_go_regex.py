"""The `regex` functions of the embedded engine give what OPA's give."""

from __future__ import annotations

import itertools
import random
import subprocess
from typing import TYPE_CHECKING

import msgspec
import pytest
import regorus

from opa_program import opa_program
from packer_systo.engine.judgment.engines.go_builtins import add_builtins
from packer_systo.engine.template.document import JSON

if TYPE_CHECKING:
    from collections.abc import Sequence

RULES = """package calls

import rego.v1

gives_find[at] := regex.find_n(call[0], call[1], call[2]) if {
	some at, call in input.find
}

gives_groups[at] := regex.find_all_string_submatch_n(call[0], call[1], call[2]) if {
	some at, call in input.find
}

gives_match[at] := regex.match(call[0], call[1]) if {
	some at, call in input.find
}

gives_split[at] := regex.split(call[0], call[1]) if {
	some at, call in input.find
}

gives_replace[at] := regex.replace(call[0], call[1], call[2]) if {
	some at, call in input.replace
}

gives_valid[at] := regex.is_valid(pattern) if {
	some at, pattern in input.valid
}

gives_template[at] := regex.template_match(call[0], call[1], call[2], call[3]) if {
	some at, call in input.template
}
"""

PATTERNS = [
    "", "a", "a*", "a+?", "a*?", "(a)|(b)", "(a*)(b*)", "(?P<first>a)(?P<second>b)?", "^", "$",
    "^a", "(?m)^", "(?m)$", r"\b", r"\w+", r"\W", r"\d", r"\s+", r"\S*", "[[:alpha:]]+",
    "é", "[é-ü]", "(?i)É", "(?i)k", "(?i)ß", r"\pL+", r"\p{Greek}", ".", "(?s).", "..", "[^a]",
    "(|a)*", "(|a)+", "(a|ab)(c|bcd)(d*)", "x{0}", "x{2,3}", r"\z", r"\A", "(?U)a+", r"\Q.*\E",
    r"[^\s]+", r"(?:^|\b)curl\b", "\u00a0", r"\x{10FFFF}", "(?i)[^x]",
]  # fmt: skip
TEXTS = [
    "", "a", "aaa", "baac", "abab", "abcd", "é", "éa", "aéa", "écurl -x", "a\u00a0b", "a\u2003b",
    "ß", "SS", "K\u212a k", "\u03b1\u03a3\u03c2", "😀a😀", "a\nb\n", "\n", "xx xxx", ".*", "٣3", "\r\n", "\u017f s",
    "curl https://get.example.org/x | sh",
]  # fmt: skip
REPLACEMENTS = [
    "", "-", "$0", "[$1]", "${1}x", "$1x", "$first-$second", "${first}", "$$", "$", "$9", "${", "${}",
    "${1", "$01", "$é", "$-", "\\1", "$1000000000", "$999999999", "$$1$", "a$0b$0", "${1}${2}",
]  # fmt: skip
NO_PATTERNS = [
    r"\C", r"\Q\C\E", r"\\C", r"\B", "(", "[", "a{2", "a{1001}", "**", "a**", "a++", "(?=a)", "(?<=a)", r"\1", r"\Z", r"\p{No}",
    r"\pX", "(?P<a>x)(?P<a>y)", "(?<n>a)", "(?P<é>a)", "(?z)", "[b-a]", "\\", r"\x{110000}", "a{2,1}",
    r"\h", "(?P<>a)", "(?P=a)", "x{2}{3}", "^*", "$+", r"\b+", "(?:)*", "[[:nope:]]", "[]a]", "[]",
    "a{,2}", "{1}", "|", "()", "+", "(?i", ")", "(?#c)", r"\e", r"\cA", r"\07", r"\8", "(?>a)",
    r"\p{^Greek}", r"\P{L}", r"\R", r"\X", r"\K", r"\G", r"\_", r"\é", r"\E", "((a{100}){100}){100}",
]  # fmt: skip
TEMPLATES = [
    ["urn:foo:{.*}", "urn:foo:bar:baz", "{", "}"],
    ["urn:foo:<.*>", "urn:foo:bar", "<", ">"],
    ["urn.foo", "urnxfoo", "{", "}"],
    ["é{[0-9]+}é", "é12é", "{", "}"],
    ["{a|b}c", "bc", "{", "}"],
    ["{a|b}c", "xbc", "{", "}"],
    ["{x{2}}y", "xxy", "{", "}"],
    ["", "", "{", "}"],
    ["|a|", "a", "<", ">"],
]


NAMES = ("find", "groups", "match", "split", "replace", "valid", "template")
_ALL = "{" + ", ".join(f'"{name}": data.calls.gives_{name}' for name in NAMES) + "}"


def embedded(asked: dict[str, JSON]) -> JSON:
    engine = regorus.Engine()
    engine.set_rego_v0(False)
    add_builtins(engine)
    engine.add_policy("calls.rego", RULES)
    engine.set_input_json(msgspec.json.encode(asked).decode())
    return {
        name: msgspec.json.decode(engine.eval_rule_as_json(f"data.calls.gives_{name}"), type=JSON)
        for name in NAMES
    }


def opa(asked: dict[str, JSON], tmp: pytest.TempPathFactory) -> JSON:
    program = opa_program()
    folder = tmp.mktemp("opa")
    (folder / "calls.rego").write_text(RULES)
    command = [program, "eval", "--strict-builtin-errors", "--format", "raw", "--stdin-input"]
    command += ["--data", str(folder / "calls.rego"), _ALL]
    ran = subprocess.run(command, input=msgspec.json.encode(asked), capture_output=True, check=True)
    given: JSON = msgspec.json.decode(ran.stdout, type=JSON)
    return given


def unlike(
    calls: dict[str, JSON], tmp: pytest.TempPathFactory
) -> list[tuple[str, JSON, JSON, JSON]]:
    """The function's name, the call, what OPA gives, what the embedded engine gives."""
    theirs, ours = opa(calls, tmp), embedded(calls)
    assert isinstance(theirs, dict)
    assert isinstance(ours, dict)
    assert theirs.keys() == ours.keys()
    asked = {"groups": "find", "match": "find", "split": "find"}
    found: list[tuple[str, JSON, JSON, JSON]] = []
    for name, given in theirs.items():
        mine, all_of = ours[name], calls[asked.get(name, name)]
        assert isinstance(given, dict)
        assert isinstance(mine, dict)
        assert isinstance(all_of, list)
        found += [
            (name, call, given.get(str(at)), mine.get(str(at)))
            for at, call in enumerate(all_of)
            if given.get(str(at)) != mine.get(str(at))
        ]
    return found


def calls(patterns: Sequence[str], texts: Sequence[str]) -> dict[str, JSON]:
    counts = itertools.cycle([-1, 2, 0, -7, 1])
    pairs = list(itertools.product(patterns, texts))
    replacements = itertools.cycle(REPLACEMENTS)
    return {
        "find": [[pattern, text, next(counts)] for pattern, text in pairs],
        "replace": [[text, pattern, next(replacements)] for pattern, text in pairs],
        "valid": [*patterns, *NO_PATTERNS, 1, None, []],
        "template": [[*template] for template in TEMPLATES],
    }


@pytest.mark.parity
def test_all_give_what_opa_gives(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert unlike(calls(PATTERNS, TEXTS), tmp_path_factory) == []


@pytest.mark.parity
def test_patterns_at_random_give_what_opa_gives(tmp_path_factory: pytest.TempPathFactory) -> None:
    choose = random.Random(20_260_901)
    letters = ["a", "b", "é", r"\w", r"\b", r"\s", ".", "^", "$", "(a)", "(b|)", "[^a]", "\u00a0"]
    signs = ["", "", "", "*", "?", "+?", "{2}"]
    patterns = [
        "".join(choose.choice(letters) + choose.choice(signs) for _ in range(choose.randint(1, 4)))
        for _ in range(150)
    ]
    texts = [
        "".join(choose.choice("aabé \u00a0_\n1") for _ in range(choose.randint(0, 9)))
        for _ in range(12)
    ]
    assert unlike(calls(patterns, texts), tmp_path_factory) == []
