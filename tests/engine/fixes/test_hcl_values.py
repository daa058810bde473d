"""JSON values as HCL text: read again, they are the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.fixes.hcl_values import hcl_key, hcl_string, hcl_value
from packer_systo.engine.syntax.hcl.nodes import Template, TemplateText
from packer_systo.engine.syntax.hcl.parser import parse, parse_expression

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.text().filter(lambda text: "\ud800" not in text))
def test_a_string_means_exactly_itself(text: str) -> None:
    parsed, diagnostics = parse_expression(hcl_string(text))
    assert not diagnostics
    assert isinstance(parsed, Template)
    assert all(isinstance(part, TemplateText) for part in parsed.parts)
    assert "".join(part.value for part in parsed.parts if isinstance(part, TemplateText)) == text


@given(values)
def test_any_value_is_an_expression(value: object) -> None:
    text = f"a = {hcl_value(value, '')}\n"  # type: ignore[arg-type]  # hypothesis gives object
    assert not parse(text).diagnostics


def test_keys_are_bare_where_they_can_be() -> None:
    assert [hcl_key(key) for key in ("Name", "a-b", "a b", "1a", "true", "")] == [
        "Name", "a-b", '"a b"', '"1a"', '"true"', '""',
    ]  # fmt: skip
