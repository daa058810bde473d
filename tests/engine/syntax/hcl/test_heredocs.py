"""Heredocs, and texts that are templates as a whole."""

from __future__ import annotations

import pytest

from hcl_reading import items_of, mistake_of, mistakes_of, template_of, words_of
from packer_systo.engine.syntax.hcl.nodes import Attribute, Interpolation, Template, TemplateText
from packer_systo.engine.syntax.hcl.parser import parse, parse_template


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("<<E\nE\n", ""),
        ("<<E\nb\nE\n", "b\n"),
        ("<<E\nb\n  E  \n", "b\n"),
        ("<<E\r\nb\r\nE\r\n", "b\r\n"),
        ('<<E\n"b" \\n $${c} %%{d} $ %\nE\n', '"b" \\n ${c} %{d} $ %\n'),
        ("<<E\nEE\nE E\nxE\nE\n", "EE\nE E\nxE\n"),
        ("<<E\n# b\n/* c\nE\n", "# b\n/* c\n"),
        ("<<É\nb\nÉ\n", "b\n"),
        ("<<E-1\nE\nE-1\n", "E\n"),
    ],
)
def test_the_text_of_a_heredoc(written: str, value: str) -> None:
    assert words_of(f"a = {written}") == value


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        ("    b\n      c\n", "b\n  c\n"),
        ("    b\n\n    c\n", "b\n\nc\n"),
        ("    b\n  \n    c\n", "b\n  \nc\n"),
        ("\tb\n\t\tc\n", "b\n\tc\n"),
        ("  b\nc\n", "  b\nc\n"),
        ("   \n  \n", "   \n  \n"),
    ],
)
def test_a_dash_takes_the_indentation_that_all_lines_share(lines: str, value: str) -> None:
    assert words_of(f"a = <<-E\n{lines}  E\n") == value


def values(template: Template) -> list[str]:
    return [part.value if isinstance(part, TemplateText) else "…" for part in template.parts]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<<-E\n    b ${c}\n      d\n  E\n", ["b ", "…", "\n  d\n"]),
        ("<<-E\n    ${c}\n    d\n  E\n", ["", "…", "\nd\n"]),
        ("<<-E\n${c}\n    d\n  E\n", ["…", "\n    d\n"]),
        ("<<E\n  b\n  ${~ c ~}\n  d\nE\n", ["  b\n", "…", "  d\n"]),
        ("<<-E\n  b\n  ${c ~}\n    d\nE\n", ["b\n", "…", "    d\n"]),
    ],
)
def test_indentation_and_tildes_work_on_pieces(written: str, expected: list[str]) -> None:
    # What HashiCorp's reader makes of them, oddities included.
    assert values(template_of(f"a = {written}")) == expected


def test_spans_and_introducer() -> None:
    text = "a = <<-EOT\n  b ${c}\n  EOT\nd = 1\n"
    value = items_of(text)[0]
    assert isinstance(value, Attribute)
    template = value.expression
    assert isinstance(template, Template)
    assert template.heredoc == "<<-EOT"
    assert text[template.start : template.end] == "<<-EOT\n  b ${c}\n  EOT"
    assert [text[part.start : part.end] for part in template.parts] == ["  b ", "${c}", "\n"]


def test_heredocs_stand_where_values_do() -> None:
    text = "a = f(<<A\nb\nA\n, [<<B\nc\nB\n])\nd = {\n  e = <<C\nf\nC\n  g = 1\n}\n"
    assert len(items_of(text)) == 2


def test_a_marker_within_an_interpolation_does_not_end_it() -> None:
    text = "a = <<E\n${f(\nE\n)}\nE\n"
    (part, _) = template_of(text).parts
    assert isinstance(part, Interpolation)


def test_heredocs_nest_in_interpolations() -> None:
    text = "a = <<E\n${<<E\nb\nE\n}\nE\n"
    (part, _) = template_of(text).parts
    assert isinstance(part, Interpolation)
    assert isinstance(part.expression, Template)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a = <<E\nb\n", 3, "The text that <<E starts in line 1 is never closed"),
        ("a = <<E\nb\nE", 3, "The file ends right after this E; a line break has to follow it."),
        ("a = <<E\nb\nE,\nc = 1\n", 3, "The text that <<E starts in line 1 is not closed by this"),
        ("a = <<E\nb\n  E # c\nd = 1\n", 3, "The text that <<E starts in line 1 is not closed"),
        ("a = <<E\nb\rc\nE\n", 2, "There is a carriage return without a line feed here."),
        ("a = <<E \nb\nE\nc = 1\n", 1, "Nothing may follow <<E on its line, not even a space"),
        ('a = <<"E"\nb\nE\nc = 1\n', 1, "The word after << is written without quotes: <<E."),
        ("a = <<~E\nb\nE\nc = 1\n", 1, "To leave out the indentation of a text, write <<-E."),
        ("a = << E\nb\nE\nc = 1\n", 1, "No space may stand between << and its word: <<E."),
        ("a = <<\nb = 1\n", 1, "A word is missing after <<"),
        ("a = <<E\n${b c}\nE\nd = 1\n", 2, "The expression of this ${ ends here"),
        ("a = <<E\n${b\nE\nd = 1\n", 3, "The expression of this ${ ends here"),
        ("a = <<E\n%{ if b }\nE\nd = 1\n", 3, "The %{ if } of this template is never closed"),
    ],
)
def test_mistakes_are_said_once_and_in_words(text: str, line: int, message: str) -> None:
    ((found_line, found),) = mistakes_of(text)
    assert found_line == line
    assert found.startswith(message)


@pytest.mark.parametrize(
    "text", ["a = <<E \nb\nE\nc = 1\n", "a = <<E\n${b c}\nE\nc = 1\n", "a = <<E\nb\nE,\nc = 1\n"]
)
def test_what_follows_a_broken_heredoc_is_read(text: str) -> None:
    names = [item.name for item in parse(text).file.body.items if isinstance(item, Attribute)]
    assert names == ["a", "c"]


class TestWholeTexts:
    def test_a_text_is_a_template(self) -> None:
        template, diagnostics = parse_template("b ${c}\n%{ if d ~}\n  e\n%{ endif ~}\n")
        assert diagnostics == []
        assert values(template)[:3] == ["b ", "…", "\n"]
        assert len(template.parts) == 5
        assert template.heredoc == ""

    def test_quotes_and_backslashes_are_text(self) -> None:
        template, diagnostics = parse_template('"\\n" $${b} $')
        assert diagnostics == []
        assert values(template) == ['"\\n" ${b} $']

    def test_a_single_interpolation_is_the_only_part(self) -> None:
        template, _ = parse_template("${b}")
        assert len(template.parts) == 1

    def test_an_empty_text_has_no_parts(self) -> None:
        assert parse_template("") == (Template(0, 0, ()), [])

    @pytest.mark.parametrize(
        "text", ["${", "${b", "a ${b c} d", "%{ if b }", "%{ endfor }", "${<<E\n"]
    )
    def test_mistakes(self, text: str) -> None:
        _, diagnostics = parse_template(text)
        assert len(diagnostics) == 1

    def test_after_a_lone_carriage_return_all_is_text(self) -> None:
        # As for HashiCorp's reader.
        template, diagnostics = parse_template("${a}\r${b")
        assert diagnostics == []
        assert values(template) == ["…", "\r${b"]


def test_the_message_of_an_unclosed_heredoc_does_not_hide_a_later_mistake() -> None:
    assert mistake_of("a = <<E\nb\n\nc {\n  d = = 1\n}\n").startswith("The text that <<E starts")
