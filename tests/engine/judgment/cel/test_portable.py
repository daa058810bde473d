"""What differs between the CEL engines is found; what the shared cases hold is not."""

from __future__ import annotations

import pytest

from cel_cases import case_set
from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.judgment.cel.portable import differences


@pytest.mark.parametrize(
    ("expression", "column", "says"),
    [
        ("self.name.charAt(1) == 'x'", 11, "one engine only has `charAt`"),
        ("self.name.lastIndexOf('x')", 11, "one engine only has `lastIndexOf`"),
        ("'%s'.format([self.name])", 6, "one engine only has `format`"),
        ("self.name.split('.', 2)", 11, "more than 1 argument to `split`"),
        ("self.name.replace('a', 'b', 1)", 11, "more than 2 arguments to `replace`"),
        ("self.name.indexOf('a', f(1, 2))", 11, "more than 1 argument to `indexOf`"),
        ("self.list.map(x, x > 1, x * 2)", 11, "more than 2 arguments to `map`"),
        ("type(now) == google.protobuf.Timestamp", 14, "protobuf"),
        ("now > timestamp('2026-01-02T03:04:05.1234567Z')", 17, "finer than a microsecond"),
        ("duration('1h2.5us') > duration(self.x)", 10, "finer than a microsecond"),
    ],
)
def test_what_the_text_shows_is_found_with_its_place(
    expression: str, column: int, says: str
) -> None:
    found = [one for one in differences(expression) if one.column == column]
    assert len(found) == 1
    assert says in found[0].message


@pytest.mark.parametrize(
    "expression", ["1 == 1.0", "1 == '1'", "1 + 1u", "int(true)", "true || 1", "1.", "'a' == b'a'"]
)
def test_what_one_engine_refuses_is_found(expression: str) -> None:
    pytest.importorskip("cel_expr_python")
    (found,) = differences(expression)
    assert "cel-expr-python refuses it" in found.message


@pytest.mark.parametrize(
    "expression",
    [
        "has(self.config.a.b)",
        "timestamp('2026-01-02T03:04:05.123456000Z') > now - duration('1.5ms')",
        "self.name == '1.1234567s'",
        "self.name.split('.').join('-')",
        "self.name.replace('charAt(', 'b')",
        "self.format == 'x' && self.list.map(x, [x, x]).size() > 1",
    ],
)
def test_what_is_alike_is_left_alone(expression: str) -> None:
    assert differences(expression) == []


def test_the_shared_cases_and_the_built_in_rules_are_portable() -> None:
    texts = {case.expression for case in case_set().cases if case.gives != "error"}
    for bundle in builtin_bundles():
        for rule in bundle.rules:
            when = rule.metadata.judges.when
            own = (rule.cel.assertion, rule.cel.message) if rule.cel is not None else ()
            texts.update((when, *own))
    assert len(texts) > 250
    found = {text: differences(text) for text in texts if text}
    assert {text: one for text, one in found.items() if one} == {}
