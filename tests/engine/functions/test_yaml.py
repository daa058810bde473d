from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from function_cases import context
from packer_systo.engine.functions.calling import call
from packer_systo.engine.functions.table import find
from packer_systo.engine.values.constructors import (
    boolean,
    normal_text,
    number,
    object_value,
    string,
    tuple_value,
)
from packer_systo.engine.values.equality import equal

if TYPE_CHECKING:
    from packer_systo.engine.values.value import Value

texts = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from(" \n\t\"'\\:#-\r\u2028")), max_size=200
)
keys = texts.map(normal_text).filter(lambda text: text != "<<")
values = st.recursive(
    st.one_of(texts.map(string), st.integers().map(number), st.booleans().map(boolean)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(tuple_value),
        st.dictionaries(keys, inner, max_size=4).map(object_value),
    ),
    max_leaves=12,
)


def result(name: str, *arguments: Value) -> Value:
    function = find(name)
    assert function is not None
    return call(function, arguments, context())


@settings(max_examples=200, deadline=None)
@given(values)
def test_what_is_written_is_read_back(value: Value) -> None:
    written = result("yamlencode", value)
    assert equal(result("yamldecode", written), value)


@settings(max_examples=200, deadline=None)
@given(values)
def test_json_that_is_written_is_read_back(value: Value) -> None:
    written = result("jsonencode", value)
    assert equal(result("jsondecode", written), value)
