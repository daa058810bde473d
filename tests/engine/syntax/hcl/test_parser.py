"""The parser as a whole: properties of all texts, hostile ones, and HashiCorp's verdicts."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packer_systo.engine.syntax.hcl.nodes import Invalid, Node, NumberLiteral
from packer_systo.engine.syntax.hcl.parser import Parsed, parse, parse_expression, parse_template
from shared_data import corpus_path

if TYPE_CHECKING:
    from pathlib import Path

TOKENS = [
    "a", "b", "for", "in", "if", "else", "endif", "true", "null", "1", "1.5", '"', '"', "${", "%{", "}", "{",
    "[", "]", "(", ")", "~}", "${~", "=", ":", ",", ".", "...", "::", "=>", "==", "?", "!", "-", "+", "\n", "\n",
    " ", "\t", "\\", "\\n", "$", "%", "$${", "<<A\n", "<<-A\n", "A\n", "\nA\n", "#", "//", "/*", "*/", "\r\n", "\r",
    "é", "\u2028", "'", ";", ".0", ".*", "[*]", "a = ", "a {\n", "}\n", '"c",\n', "f(", "[for x in y : ",
    "%{ if a }", "%{ endif }", '"${a}"', "b = {\n", '  d = "e"\n',
]  # fmt: skip
SOUPS = st.lists(st.sampled_from(TOKENS), max_size=40).map("".join)


def nodes_of(parsed: Parsed) -> list[Node]:
    found: list[Node] = []
    waiting: list[Node] = [parsed.file.body]
    while waiting:
        node = waiting.pop()
        found.append(node)
        for name in node.__struct_fields__:
            value: object = getattr(node, name)
            entries = cast("tuple[object, ...]", value) if isinstance(value, tuple) else (value,)
            waiting.extend(each for each in entries if isinstance(each, Node))
    return found


class TestEveryText:
    @settings(max_examples=400, deadline=None)
    @given(SOUPS)
    def test_no_soup_of_tokens_makes_it_crash(self, text: str) -> None:
        self.check(text)

    @settings(max_examples=200, deadline=None)
    @given(st.text(max_size=60))
    def test_no_text_makes_it_crash(self, text: str) -> None:
        self.check(text)

    @staticmethod
    def check(text: str) -> None:
        parsed = parse(text)
        size = len(text)
        for diagnostic in parsed.diagnostics:
            assert 0 <= diagnostic.start <= diagnostic.end <= size
            assert diagnostic.message
        for node in nodes_of(parsed):
            assert 0 <= node.start <= node.end <= size
            # A broken text shows: there is no invalid node without a diagnostic.
            assert parsed.diagnostics or not isinstance(node, Invalid)
        starts = [comment.start for comment in parsed.file.comments]
        assert starts == sorted(set(starts))
        parse_template(text)
        parse_expression(text)

    @settings(max_examples=100, deadline=None)
    @given(SOUPS)
    def test_the_same_text_gives_the_same_result(self, text: str) -> None:
        assert parse(text) == parse(text)

    @settings(max_examples=100, deadline=None)
    @given(st.text(alphabet=st.characters(exclude_characters='"\\$%\r\n'), max_size=30))
    def test_plain_text_in_quotes_is_read_as_it_is(self, text: str) -> None:
        template, diagnostics = parse_expression(f'"{text}"')
        assert diagnostics == []
        assert getattr(template, "parts", None) is not None
        assert "".join(part.value for part in template.parts) == text  # type: ignore[union-attr]  # hypothesis gives no narrower type

    @settings(max_examples=50, deadline=None)
    @given(st.integers(min_value=0))
    def test_numbers_are_read_as_written(self, number: int) -> None:
        text = str(number)
        assert parse_expression(text) == (NumberLiteral(0, len(text), text), [])


class TestHostileTexts:
    """Nothing is quadratic: what takes a tenth of a second may not take ten of them ten times as big."""

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "unit",
        [
            "[", "a=[\n", "(", "{", "a{\n", '"', "\n", "\r\n", "a=<<A\n", "}", "a.b", "1+", "!", "${", '"${', "%{if a}",
            "/*", "a={/*\n", "x = [1,\n", 'x="${{\n', "a = 'b'\n", 'a="b\n', "\u2028", "é", "a=<< E\n", "f(", "a=1\n",
            '"c",\nf(...\\', ".0", "a?1:", "[for ", "#\n", "a { b\n", "<<-A\nA,\n", "a=b[*]", "\\", "$", "1.", "1e1",
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("start", ["", "a = ", 'a = "', "a = <<A\n", "a = [\n"])
    def test_a_unit_repeated(self, start: str, unit: str) -> None:
        text = start + unit * (200_000 // len(unit))
        began = time.process_time()
        parse(text)
        parse_template(text)
        parse_expression(text)
        assert time.process_time() - began < 5

    def test_distinct_markers_that_are_never_closed(self) -> None:
        text = "".join(f"a=<<M{number}\nM{number},\n" for number in range(5000))
        began = time.process_time()
        assert parse(text).diagnostics
        assert time.process_time() - began < 5


class TestWholeTexts:
    def test_an_expression(self) -> None:
        expression, diagnostics = parse_expression(" (\n1\n) # one\n")
        assert diagnostics == []
        assert (expression.start, expression.end) == (1, 6)

    @pytest.mark.parametrize("text", ["", "1 2", "a =", ")", "[1", "'a'"])
    def test_a_broken_expression_is_reported_once(self, text: str) -> None:
        assert len(parse_expression(text)[1]) == 1

    def test_what_follows_an_expression_is_reported(self) -> None:
        _, diagnostics = parse_expression("1 2")
        assert diagnostics[0].message.startswith("An operator is missing before this")


class Place(msgspec.Struct, frozen=True):
    line: int = msgspec.field(name="Line")


class Recorded(msgspec.Struct, frozen=True):
    """What HashiCorp's parser (hcl v2.25.0) said of a file of the corpus."""

    path: str = msgspec.field(name="Path")
    ok: bool = msgspec.field(name="OK")
    diagnostics: list[Place] | None = msgspec.field(name="Diags")

    @property
    def text(self) -> str:
        return corpus_path(*self.path.split("/")).read_bytes().decode("utf-8-sig")


def recorded(name: str) -> list[Recorded]:
    decoder = msgspec.json.Decoder(Recorded)
    return [decoder.decode(row) for row in corpus_path(name).read_bytes().splitlines()]


@pytest.mark.parametrize("name", ["go-hcl-verdicts.jsonl", "syntax-cases.jsonl"])
def test_the_corpus_gets_hashicorp_s_verdicts(name: str) -> None:
    for file in recorded(name):
        text = file.text
        found = parse(text).diagnostics
        assert bool(found) != file.ok, file.path
        if found:
            lines = [place.line for place in file.diagnostics or []]
            assert text.count("\n", 0, found[0].start) + 1 == min(lines), file.path


@pytest.mark.parity
def test_mutants_get_hashicorp_s_verdicts_and_trees(tmp_path: Path) -> None:
    from go_hcl import GoMissing, build, trees, verdicts
    from hcl_judges import TESTS
    from hcl_mutants import mutants
    from hcl_trees import same_tree

    try:
        program = build(TESTS, tmp_path)
    except GoMissing as missing:
        pytest.skip(str(missing))
    texts = [text for file in recorded("go-hcl-verdicts.jsonl") if (text := file.text)]
    made = mutants(texts, 600, seed=20261210)
    encoded = [mutant.text.encode() for mutant in made]
    for mutant, theirs, tree in zip(
        made, verdicts(program, encoded), trees(program, encoded), strict=True
    ):
        parsed = parse(mutant.text)
        assert bool(parsed.diagnostics) != theirs.ok, mutant.operator
        if theirs.ok:
            assert same_tree(mutant.text, parsed.file.body, tree), mutant.operator
