"""Quoted strings and template sequences."""

from __future__ import annotations

import pytest

from hcl_reading import mistake_of, mistakes_of, template_of, words_of
from packer_systo.engine.syntax.hcl.nodes import (
    ForDirective,
    GetAttribute,
    IfDirective,
    Interpolation,
    Invalid,
    Template,
    TemplateText,
    Variable,
)
from packer_systo.engine.syntax.hcl.parser import parse


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('""', ""),
        ('"b c"', "b c"),
        (r'"\n\r\t\"\\"', '\n\r\t"\\'),
        (r'"\u00e9\U0001F600"', "é😀"),
        ('"$${b}"', "${b}"),
        ('"%%{b}"', "%{b}"),
        ('"$$${b}"', "$${b}"),
        ('"$ $$ % %% $b %b"', "$ $$ % %% $b %b"),
        ('"{b} } # // /*"', "{b} } # // /*"),
        ('"\t é 名"', "\t é 名"),
        (r'"C:\\Windows"', "C:\\Windows"),
    ],
)
def test_plain_text(written: str, value: str) -> None:
    assert words_of(f"a = {written}\n") == value


def test_an_empty_string_has_no_parts() -> None:
    assert template_of('a = ""\n') == Template(4, 6, ())


def test_a_single_interpolation_is_the_only_part() -> None:
    assert template_of('a = "${b.c}"\n').parts == (
        Interpolation(5, 11, GetAttribute(7, 10, Variable(7, 8, "b"), "c")),
    )


def test_parts_have_spans() -> None:
    text = 'a = "b${ c }d\\ne"\n'
    parts = template_of(text).parts
    assert [text[part.start : part.end] for part in parts] == ["b", "${ c }", "d\\ne"]
    assert parts[2] == TemplateText(12, 16, "d\ne")


@pytest.mark.parametrize(
    "written",
    [
        '"${f("b", {c = "}"})}"',
        '"${\n  b # }\n}"',
        '"${"${"${b}"}"}"',
        '"${<<E\n}\nE\n}"',
        '"${{b = 1}.b}"',
        '"${b ? "c" : "d"}"',
        '"${true}"',
    ],
)
def test_interpolations_hold_any_expression(written: str) -> None:
    (part,) = template_of(f"a = {written}\n").parts
    assert isinstance(part, Interpolation)


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ('"b ${~ c ~} d"', ["b", " c ", "d"]),
        ('"b ${~ c} d"', ["b", " c ", " d"]),
        ('"b ${c ~} d"', ["b ", " c ", "d"]),
        ('"  ${~ c ~}  "', ["", " c ", ""]),
        ('"b \\n ${~ c ~} \\t d"', ["b", " c ", "d"]),
        ('"b $ ${~ c ~} % d"', ["b $", " c ", "% d"]),
        ('"$ ${~ c}"', ["$", " c "]),
    ],
)
def test_a_tilde_takes_the_space_next_to_it(written: str, values: list[str]) -> None:
    parts = template_of(f"a = {written}\n").parts
    assert [part.value if isinstance(part, TemplateText) else " c " for part in parts] == values


class TestDirectives:
    def test_if(self) -> None:
        text = 'a = "b%{ if c }d%{ else }e%{ endif }f"\n'
        before, directive, after = template_of(text).parts
        assert isinstance(before, TemplateText)
        assert isinstance(after, TemplateText)
        assert isinstance(directive, IfDirective)
        assert text[directive.start : directive.end] == "%{ if c }d%{ else }e%{ endif }"
        assert directive.condition == Variable(12, 13, "c")
        assert directive.then == (TemplateText(15, 16, "d"),)
        assert directive.otherwise == (TemplateText(25, 26, "e"),)

    def test_for(self) -> None:
        (directive,) = template_of('a = "%{ for k, v in c }${v} %{ endfor }"\n').parts
        assert isinstance(directive, ForDirective)
        assert (directive.key, directive.value) == ("k", "v")
        assert len(directive.body) == 2

    def test_they_nest_and_may_be_empty(self) -> None:
        (outer,) = template_of('a = "%{if b}%{for c in d}%{endfor}%{endif}"\n').parts
        assert isinstance(outer, IfDirective)
        (inner,) = outer.then
        assert isinstance(inner, ForDirective)
        assert inner.key == ""
        assert inner.body == ()
        assert outer.otherwise == ()

    def test_tildes(self) -> None:
        (directive,) = template_of('a = "%{ if b ~} c %{~ endif }"\n').parts
        assert isinstance(directive, IfDirective)
        (part,) = directive.then
        assert isinstance(part, TemplateText)
        assert part.value == "c"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('a = "b\n', "This string is not closed on its line"),
        ('a = "b', "This string is not closed before the end of the file"),
        ('a = "\\d"\n', "This backslash does not start an escape that HCL knows."),
        ('a = "\\u12"\n', "This backslash does not start an escape that HCL knows."),
        ('a = "\\ud800"\n', "This backslash does not start an escape that HCL knows."),
        ('a = "\\U00110000"\n', "This backslash does not start an escape that HCL knows."),
        ('a = "C:\\Windows"\n', "This backslash does not start an escape"),
        ('a = "${b"\n', "This ${ is never closed: its } is missing."),
        ('a = "${b c}"\n', "The expression of this ${ ends here, and a } is missing."),
        ('a = "${b:-c}"\n', "The expression of this ${ ends here, and a } is missing."),
        ('a = "${}"\n', "A value is missing before this }."),
        ('a = "%{ b }"\n', "%{ must be followed by if, else, endif, for or endfor."),
        ('a = "%{b"\n', "%{ must be followed by if, else, endif, for or endfor."),
        ('a = "%{ if b c }d%{ endif }"\n', "This %{ if is not closed here"),
        ('a = "%{ if b }c"\n', "The %{ if } of this template is never closed"),
        ('a = "%{ for b in c }d"\n', "The %{ for } of this template is never closed"),
        ('a = "%{ endif }"\n', "This %{ endif } has no %{ if } before it."),
        ('a = "%{ else }"\n', "This %{ else } has no %{ if } before it."),
        (
            'a = "%{ for b in c }%{ endif }%{ endfor }"\n',
            "This %{ endif } stands within a %{ for }",
        ),
        ('a = "%{ if b }%{ else }%{ else }%{ endif }"\n', "This %{ if } already has an %{ else }"),
        ('a = "%{ for in c }%{ endfor }"\n', "The word in is missing here"),
    ],
)
def test_mistakes_are_said_in_words(text: str, message: str) -> None:
    assert mistake_of(text).startswith(message)


class TestRecovery:
    def test_what_follows_a_broken_sequence_is_read(self) -> None:
        parsed = parse('a = "b ${c d} ${e}"\nf = 1\n')
        assert len(parsed.diagnostics) == 1
        value = parsed.file.body.attributes()["a"].expression
        assert isinstance(value, Template)
        broken = value.parts[1]
        assert isinstance(broken, Interpolation)
        assert isinstance(broken.expression, Invalid)
        assert isinstance(value.parts[3], Interpolation)

    def test_a_string_over_several_lines_is_one_mistake(self) -> None:
        parsed = parse('a = "first\nsecond\nthird"\nb = "c"\n')
        assert len(parsed.diagnostics) == 1
        assert len(parsed.file.body.items) == 2

    def test_a_missing_quote_is_one_mistake(self) -> None:
        text = 'a = [\n  "b,\n  "c",\n]\nd = "e\nf = "g"\n'
        assert [line for line, _ in mistakes_of(text)] == [2, 5]

    def test_an_interpolation_that_swallows_the_line_is_one_mistake(self) -> None:
        text = 'a {\n  b = ["c", "${d#}"]\n}\n\ne {\n  f = 1\n}\n'
        assert [line for line, _ in mistakes_of(text)] == [2]
